"""The way of a reply, consecutive lines of one function: read, decide, compose, commit, then move the mail."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Doubted, Event, Replied
from musmail.conversation.letters import ANSWERS, PRIVATE_KINDS, LetterRecord, Recipient
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.wishes import Wish, Wrote
from musmail.daemon import advance as advancing
from musmail.daemon.advance import Office, advance, passages_of
from musmail.daemon.desk import Desk, noted
from musmail.daemon.desk import Kept as Note
from musmail.daemon.persons import talks_of
from musmail.errors import StoreError, Unreadable
from musmail.reading.head import head
from musmail.reading.key import inbound_key
from musmail.reading.read import Context, Ignored, Kept, Sent, Understood, read
from musmail.reading.route import Route, route
from musmail.skema.forms import Mark, Role
from musmail.wire import RawMessage

log = structlog.get_logger()

DONE, REVIEW = "musmail/done", "musmail/review"
# A mail that ended the process this often is put aside unread (Mailman's MAX_BAK_COUNT).
POISON_AFTER = 3


class Place(Enum):
    """Where a mail goes when it has been dealt with."""

    DONE = advancing.DONE
    REVIEW = advancing.REVIEW
    EXPUNGED = advancing.EXPUNGED


@dataclass(frozen=True)
class Trust:
    """Whose verdict about senders we believe; None where no server gives one."""

    authserv_id: str | None = None
    same_tenant: bool = False


@dataclass(frozen=True)
class Desktop:
    """What reading a mail needs beside the office."""

    office: Office
    desk: Desk
    trust: Trust
    now: Callable[[], datetime]
    person_at: Callable[[str], str | None] = lambda address: None  # whose address of the roster this is


class Folder(Protocol):
    """The mailbox as the inbox uses it."""

    async def uids(self) -> list[int]:
        """List what is in the inbox."""
        ...

    async def size(self, uid: int) -> int | None:
        """Say how large a mail is before it is fetched."""
        ...

    async def headers(self, uid: int) -> bytes | None:
        """Fetch the headers alone of a mail that is too large."""
        ...

    async def fetch(self, uid: int) -> RawMessage | None:
        """Fetch one mail without marking it read."""
        ...

    async def move(self, uid: int, folder: str) -> None:
        """Move one mail out of the inbox."""
        ...

    async def expunge(self, uid: int) -> None:
        """Remove one mail for good."""
        ...


def fingerprint(body: bytes) -> str:
    """Name a mail by its bytes, before anything in it is looked at."""
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True)
class Dealt:
    """What became of one mail: where it goes, and for whoever must look at it why, and what it is about."""

    place: Place
    reason: str = ""
    aggregate: str = ""
    private: bool = False


def take(desktop: Desktop, body: bytes) -> Place:
    """Deal with one mail, once. Raises StoreError when nothing could be written: the mail then stays in the inbox."""
    begun = fingerprint(body)
    mailbox = desktop.office.policy.mailbox
    try:
        if desktop.desk.begin(begun) > POISON_AFTER:
            dealt = Dealt(Place.REVIEW, "reading this mail has ended the process three times")
            note = Note(begun, size=len(body))
        else:
            dealt = _guarded(desktop, body, begun)
            note = noted(body, begun, mailbox) if dealt.reason else Note(begun)
        if dealt.reason:
            _keep(desktop, dealt, note)
        return dealt.place
    finally:
        desktop.desk.finish(begun)  # also when the disk was full: that was not the mail's doing


def _guarded(desktop: Desktop, body: bytes, begun: str) -> Dealt:
    """Keep a mail that makes our code raise as failed, and go on with the next one (invariant 10)."""
    try:
        return _take(desktop, body)
    except StoreError:
        raise
    except Unreadable as error:
        return Dealt(Place.REVIEW, f"unreadable: {error}")
    except Exception as error:
        log.exception("a mail made us fail", fingerprint=begun[:16])
        return Dealt(Place.REVIEW, f"reading this mail failed: {type(error).__name__}")


def _keep(desktop: Desktop, dealt: Dealt, note: Note) -> None:
    log.info("kept for review", reason=dealt.reason, key=note.key[:16], aggregate=dealt.aggregate)
    note = replace(
        note,
        at=desktop.now().isoformat(),
        reason=dealt.reason,
        aggregate=dealt.aggregate,
        private=dealt.private,
        gone=dealt.place is Place.EXPUNGED,
    )
    desktop.desk.keep(note)


def _take(desktop: Desktop, body: bytes) -> Dealt:
    store = desktop.office.store
    key = inbound_key(body)
    if (known := store.dealt_with(key)) is not None:
        dealt = store.load(known)  # come again, or not yet moved: only the move is left to do
        return _settled(known, dealt.dealt.get(key, "") if dealt else "")
    way = find_way(desktop.office, body)
    aggregate = store.load(way.aggregate) if way.aggregate else None
    understood = understand(desktop, body, key, way, aggregate)
    if _has_no_place(aggregate, understood):
        person = store.load(desktop.person_at(head(body).sender) or "")
        if person is not None:
            unasked = understand(desktop, body, key, Route(via="sender"), person)
            if aggregate is None or _is_a_wish(unasked):
                return _act(desktop, person, unasked, key)
    return _act(desktop, aggregate, understood, key)


def _has_no_place(aggregate: Aggregate | None, understood: Understood) -> bool:
    """Tell whether a mail is about no talk, or answers one that is over with words that have no place in it."""
    if aggregate is None:
        return True
    reply, state = understood.outcome, aggregate.state
    over = isinstance(state, Conversation) and state.stage in (Stage.FOLLOWING, Stage.CLOSED)
    return over and isinstance(reply, Replied) and not (reply.filed or reply.said or reply.agreements)


def _is_a_wish(understood: Understood) -> bool:
    return isinstance(understood.outcome, Wrote) and bool(understood.outcome.wishes)


def find_way(office: Office, body: bytes) -> Route:
    """Find the conversation a mail is about, from its headers alone."""
    return route(
        head(body),
        mailbox=office.policy.mailbox,
        secret=office.secret,
        by_message_id=office.store.letter_by_message_id,
    )


def understand(
    desktop: Desktop, body: bytes, key: str, way: Route, aggregate: Aggregate | None
) -> Understood:
    """Read a mail against what we sent to its writer, or against nothing; changes nothing."""
    office = desktop.office
    context = Context(
        key=key,
        now=desktop.now(),
        conversation=aggregate.state if aggregate else None,
        route=way,
        letters=_letters_read(office, aggregate, way) if aggregate else (),
        authserv_id=desktop.trust.authserv_id,
        same_tenant=desktop.trust.same_tenant,
        meeting_length=office.policy.meeting.length,
        zone=ZoneInfo(office.policy.zone),
        talks=talks_of(office, aggregate) if aggregate and isinstance(aggregate.state, Person) else (),
        book=office.texts.phrasebook,
    )
    return read(body, context)


# How many of a person's letters a reply is aligned against: the one answered and those a thread still quotes. Guessed.
THREAD = 6


def _letters_read(office: Office, aggregate: Aggregate, way: Route) -> tuple[Sent, ...]:
    """Give the letter answered and the ones before it to the same person, newest last."""
    answered = next((x for x in aggregate.letters if x.number == way.letter), None)
    letters: list[LetterRecord] = [
        x
        for x in aggregate.letters
        if answered is None or (x.person == answered.person and x.number <= answered.number)
    ]
    known = answered is not None or isinstance(aggregate.state, Person)
    recent = letters[-THREAD:] if known else letters
    return tuple(Sent(x, passages_of(office.store.blob(aggregate.id, x.text))) for x in recent)


def _act(desktop: Desktop, aggregate: Aggregate | None, understood: Understood, key: str) -> Dealt:
    outcome = understood.outcome
    if aggregate is None or not isinstance(aggregate.state, (Conversation, Person)):
        automatic = isinstance(outcome, Ignored)
        return (
            Dealt(Place.DONE)
            if automatic
            else Dealt(Place.REVIEW, "no conversation of ours belongs to this mail")
        )
    private = is_confidential(aggregate, understood.letter)
    match outcome:
        case Ignored(reason):
            log.info("ignored", reason=reason, key=key[:16])
            return Dealt(Place.EXPUNGED if private else Place.DONE)
        case Kept(reason, notify):
            role = _addressee(aggregate, understood) if notify else None
            if role is not None:
                advance(desktop.office, aggregate.id, Doubted(desktop.now(), f"{key}:doubt", role))
            # A private letter promises that nobody else reads its answer, and they are asked to send it again.
            place = Place.EXPUNGED if private and role else Place.REVIEW
            return Dealt(place, reason, aggregate.id, private)
        case _:
            return _advance(desktop, aggregate, outcome, understood.letter)


def _advance(desktop: Desktop, aggregate: Aggregate, event: Event, letter: int | None) -> Dealt:
    private = is_confidential(aggregate, letter)
    match event, aggregate.state:
        case Replied(), Conversation() as talk:
            private = private or is_private(talk, event)
        case Wrote(), _:
            private = private or any(one.wish is Wish.NOTE for one in event.wishes)
    done = advance(
        desktop.office, aggregate.id, event, place=advancing.EXPUNGED if private else advancing.DONE
    )
    return _settled(aggregate.id, done.place)


def _settled(aggregate: str, place: str) -> Dealt:
    """Put a mail where its commit said, now or after a restart; only then is a note written for a person."""
    word, _, reason = place.partition(": ")
    return Dealt(Place(word) if word else Place.DONE, reason, aggregate if reason else "")


def is_confidential(aggregate: Aggregate, number: int | None) -> bool:
    """Tell whether a letter is for one party alone, or the receipt of such a mail: so is what quotes or answers it."""
    letter = next((x for x in aggregate.letters if x.number == number), None)
    if letter is None:
        return False
    answered = aggregate.dealt.get(letter.cause, "") if letter.kind in ANSWERS else ""
    return letter.kind in PRIVATE_KINDS or answered.startswith(advancing.EXPUNGED)


def is_private(talk: Conversation, reply: Replied) -> bool:
    """Tell whether a mail holds words marked for its writer alone, now or by a mark given before."""
    before = {answer.question: answer for answer in talk.own(reply.role).answers}
    marks = [x.mark or (before[x.field].mark if x.field in before else None) for x in reply.filed]
    return any(mark in (Mark.PRIVATE, Mark.MEETING) for mark in marks)


def _addressee(aggregate: Aggregate, understood: Understood) -> Role | None:
    letter = next((x for x in aggregate.letters if x.number == understood.letter), None)
    if letter is None or letter.to not in (Recipient.EMPLOYEE, Recipient.LEADER, Recipient.SELF):
        return None
    return Role.LEADER if letter.to is Recipient.LEADER else Role.EMPLOYEE


async def sweep(
    desktop: Desktop, folder: Folder, largest: int, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Deal with everything in the inbox, one mail at a time; the move comes after the commit. Returns how many."""
    dealt = 0
    for uid in await folder.uids():
        if stopping():
            break
        size = await folder.size(uid)
        if size is not None and size > largest:
            block = await folder.headers(uid)
            if block is None:
                continue
            place = _keep_unfetched(desktop, block, size, largest)
        else:
            message = await folder.fetch(uid)
            if message is None:
                continue  # somebody else moved it meanwhile
            place = take(desktop, message.body)
        await _put_away(folder, uid, place)
        dealt += 1
    return dealt


def _keep_unfetched(desktop: Desktop, block: bytes, size: int, largest: int) -> Place:
    """Keep a mail of which we have the headers alone."""
    note = noted(block, fingerprint(block), desktop.office.policy.mailbox)
    note = replace(note, size=size, whole=False, inbound="")
    _keep(desktop, Dealt(Place.REVIEW, f"larger than {largest} bytes"), note)
    return Place.REVIEW


async def _put_away(folder: Folder, uid: int, place: Place) -> None:
    if place is Place.EXPUNGED:
        await folder.expunge(uid)
    else:
        await folder.move(uid, DONE if place is Place.DONE else REVIEW)
