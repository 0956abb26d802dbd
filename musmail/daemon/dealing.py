"""One mail and one aggregate: where it belongs, what it says against what we sent, and what is done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

import structlog

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Doubted, Event, Replied
from musmail.conversation.letters import ANSWERS, PRIVATE_KINDS, Kind, LetterRecord, Recipient
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.wishes import Wish, Wrote
from musmail.daemon import advance as advancing
from musmail.daemon.advance import Office, advance, form_of, passages_of
from musmail.daemon.desk import Desk
from musmail.daemon.persons import talks_of
from musmail.reading.context import WHOLE, Portion
from musmail.reading.forms import talks_in_files
from musmail.reading.head import head
from musmail.reading.read import Context, Ignored, Kept, Sent, Understood, read
from musmail.reading.route import Route, route
from musmail.skema.forms import Mark, Role

log = structlog.get_logger()


class Place(Enum):
    """Where a mail goes when it has been dealt with."""

    DONE = advancing.DONE
    REVIEW = advancing.REVIEW
    EXPUNGED = advancing.EXPUNGED
    FILES = advancing.FILES  # away, but for the files in it that could not be read


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


@dataclass(frozen=True)
class Dealt:
    """What became of one mail: where it goes, and for whoever must look at it why, and what it is about."""

    place: Place
    reason: str = ""
    aggregate: str = ""
    private: bool = False


def is_a_wish(understood: Understood) -> bool:
    return isinstance(understood.outcome, Wrote) and bool(understood.outcome.wishes)


def find_way(office: Office, body: bytes) -> Route:
    """Find the conversation a mail is about: from its headers, or by the mark of a form in a mail of its own."""
    way = route(
        head(body),
        mailbox=office.policy.mailbox,
        secret=office.secret,
        by_message_id=office.store.letter_by_message_id,
    )
    if way.aggregate is None and (talks := talks_in_files(body)):
        return Route(talks[0], via="form")
    return way


def understand(
    desktop: Desktop,
    body: bytes,
    key: str,
    way: Route,
    aggregate: Aggregate | None,
    portion: Portion = WHOLE,
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
        portion=portion,
    )
    return read(body, context)


def meant(
    desktop: Desktop,
    body: bytes,
    key: str,
    way: Route,
    aggregate: Aggregate | None,
    portion: Portion = WHOLE,
) -> tuple[Aggregate | None, Understood]:
    """Say what a mail is about and what it says: a talk, or what its writer wants of the mailbox."""
    understood = understand(desktop, body, key, way, aggregate, portion)
    theirs = way.via == "form" and isinstance(understood.outcome, Kept)  # of a talk its sender has no part in
    if theirs or _has_no_place(aggregate, understood):
        person = desktop.office.store.load(desktop.person_at(head(body).sender) or "")
        if person is not None:
            unasked = understand(desktop, body, key, Route(via="sender"), person, portion)
            if aggregate is None or theirs or is_a_wish(unasked):
                return person, unasked
    return aggregate, understood


def _has_no_place(aggregate: Aggregate | None, understood: Understood) -> bool:
    """Tell whether a mail is about no talk, or answers one that is over with words that have no place in it."""
    if aggregate is None:
        return True
    reply, state = understood.outcome, aggregate.state
    over = isinstance(state, Conversation) and state.stage in (Stage.FOLLOWING, Stage.CLOSED)
    return over and isinstance(reply, Replied) and not (reply.filed or reply.said or reply.agreements)


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
    # A form may come back long after the mail it came with, or in answer to a letter from before it.
    forms = [x for x in aggregate.letters if x.kind is Kind.PREPARATION and x not in recent]
    theirs = [x for x in forms if answered is not None and x.person == answered.person]
    return tuple(_sent(office, aggregate, x) for x in (*theirs[-1:], *recent))


def _sent(office: Office, aggregate: Aggregate, record: LetterRecord) -> Sent:
    words = office.store.blob(aggregate.id, record.text)
    return Sent(record, passages_of(words), form_of(words))


def act(desktop: Desktop, aggregate: Aggregate | None, understood: Understood, key: str) -> Dealt:
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
    return settled(aggregate.id, done.place)


def settled(aggregate: str, place: str) -> Dealt:
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
