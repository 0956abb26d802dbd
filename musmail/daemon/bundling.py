"""Several letters of one morning to one person, in one mail: put together right before sending, and settled after.

Nothing here waits for the network, so nothing happens between a digest's own commit and those of the letters in it but
a kill; after one, internal letters are delivered before anything is sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import structlog

from musmail.conversation.bundles import Digested, Entry, Line
from musmail.conversation.digest import MAY_WAIT, entries_in, told_in, urgency
from musmail.conversation.events import Bounced
from musmail.conversation.groups import Group
from musmail.conversation.letters import EXPECTS, Kind, LetterRecord, Recipient, Send, Status
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance, is_in_waiting_digest, passages_of, view_for
from musmail.daemon.ticks import deliver
from musmail.errors import StoreError
from musmail.skema.forms import Role
from musmail.writing.blocks import (
    Ask,
    Block,
    Button,
    Fact,
    Heading,
    Hint,
    Item,
    Paragraph,
    Rule,
    Title,
    Under,
)
from musmail.writing.facts import facts

log = structlog.get_logger()

Letter = tuple[str, int]  # which aggregate's, and its number
MayLeave = Callable[[Office, LetterRecord, datetime], bool]


def bundle(office: Office, now: datetime, may_leave: MayLeave) -> None:
    """Put what leaves now for one person into one digest, and write those anew that have become untrue."""
    deliver(office)
    leaving: dict[str, list[Letter]] = defaultdict(list)
    digests: dict[str, tuple[str, LetterRecord]] = {}
    for name, record in office.store.outbox():
        if record.kind is Kind.DIGEST and record.status is Status.WAITING:
            digests[record.person] = (name, record)
        elif record.kind in MAY_WAIT and record.status is Status.WAITING and may_leave(office, record, now):
            leaving[record.person].append((name, record.number))
    for person in {*leaving, *digests}:
        try:
            _bundle(office, now, person, leaving[person], digests.get(person))
        except StoreError:
            raise
        except Exception as error:
            # Their letters go one by one, and the others' digests go on.
            log.error("a digest made us fail", error=type(error).__name__, exc_info=True)


def _bundle(
    office: Office,
    now: datetime,
    person: str,
    leaving: list[Letter],
    waiting: tuple[str, LetterRecord] | None,
) -> None:
    name = aggregate_id(office.secret, "p", person)
    aggregate = office.store.load(name)
    if aggregate is None or not isinstance(aggregate.state, Person):
        return
    key = f"{name}:digest:{office.policy.day_of(now)}:{len(aggregate.letters)}"
    if aggregate.state.left_on is not None:
        if waiting:
            advance(office, name, Digested(now, f"{key}:left", ()))
        return
    before = _named_in(office, *waiting) if waiting else ()
    true = [one for one in before if _goes_in_digest(office, one)]
    if (not leaving and len(true) == len(before)) or (waiting is None and len(leaving) < 2):
        return
    entries = _entries(office, [*true, *leaving], person, now)
    if waiting is None and len(entries) < 2:
        return
    advance(office, name, Digested(now, key, entries))
    deliver(office)


def _named_in(office: Office, name: str, record: LetterRecord) -> tuple[Letter, ...]:
    return entries_in(passages_of(office.store.blob(name, record.text)))


def _record(office: Office, letter: Letter) -> LetterRecord | None:
    aggregate = office.store.load(letter[0])
    return aggregate.letters[letter[1] - 1] if aggregate else None


def _goes_in_digest(office: Office, letter: Letter) -> bool:
    record = _record(office, letter)
    return record is not None and is_in_waiting_digest(record)


def is_true(office: Office, name: str, record: LetterRecord) -> bool:
    """Tell whether everything in a digest may still be said; one that may have left already goes its way."""
    if record.status is Status.SENDING:
        return True
    return all(_goes_in_digest(office, one) for one in _named_in(office, name, record))


def settle(office: Office, name: str, record: LetterRecord, at: datetime) -> None:
    """Note with every letter of a digest that it has left."""
    for letter in _named_in(office, name, record):
        aggregate = office.store.load(letter[0])
        if aggregate is None or not is_in_waiting_digest(aggregate.letters[letter[1] - 1]):
            continue
        letters = tuple(
            replace(one, settled_at=at) if one.number == letter[1] else one for one in aggregate.letters
        )
        office.store.commit(replace(aggregate, letters=letters, revision=aggregate.revision + 1), {})


def refused(office: Office, name: str, digest: LetterRecord) -> None:
    """Tell every talk in a digest that its letter did not arrive, as if it had gone alone."""
    assert digest.settled_at is not None
    for letter in _named_in(office, name, digest):
        bounced(office, letter, digest.settled_at, permanent=True, reason=digest.reason)


def bounced(office: Office, letter: Letter, at: datetime, *, permanent: bool, reason: str) -> None:
    """Tell one talk that the letter it wrote did not arrive with its digest."""
    record = _record(office, letter)
    if record is not None and record.to in (Recipient.EMPLOYEE, Recipient.LEADER) and letter[0][0] == "c":
        key = f"{record.key}:refused"
        advance(office, letter[0], Bounced(at, key, Role(record.to.value), record.number, permanent, reason))


def _entries(office: Office, letters: list[Letter], person: str, now: datetime) -> tuple[Entry, ...]:
    known = [(one, record) for one in letters if (record := _record(office, one)) is not None]
    known.sort(key=lambda pair: urgency(pair[1]))
    entries = (_entry(office, name, record, person, now) for (name, _), record in known)
    return tuple(entry for entry in entries if entry is not None)


def _entry(office: Office, name: str, record: LetterRecord, person: str, now: datetime) -> Entry | None:
    """Write an entry from what its letter would say now; None where its reader is in that place no longer."""
    aggregate = office.store.load(name)
    assert aggregate is not None
    state = aggregate.state
    view = view_for(state, record.to)
    if view is None or view.party.id != person or isinstance(state, Group):
        return None
    policy = state.as_promised(office.policy) if isinstance(state, Conversation) else office.policy
    send = Send(record.kind, record.to, record.cause, record.not_before, told_in(state, record, now))
    template = office.texts.name(record.kind.value, view.party.locale)
    draft = office.texts.draft(template, facts(send, view, policy))
    lines = tuple(_lines(draft.blocks))
    asks = bool(EXPECTS.get(record.kind))
    return Entry(name, record.number, draft.subject, lines, asks, record.kind.value)


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Give a letter's own lines: without greeting and foot, and of what stands under headings only who sees what."""
    greeted = headed = False
    for block in blocks:
        match block:
            case Rule():
                return
            case Title():
                continue
            case Heading():
                headed = True
            case Paragraph(tone="plain") if not greeted:
                greeted = True
            case Paragraph(tone="plain") if not headed:
                yield Line("p", block.text)
            case Paragraph(tone="note" | "small"):
                yield Line("small", block.text)
            case Under() if not headed:
                yield from _asked(block.blocks)
            case Item() | Fact() | Button() | Ask() | Hint() if not headed:
                yield from _asked((block,))


def _asked(blocks: tuple[Block, ...]) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Ask():
                yield Line("ask", block.line)
            case Hint() | Item():
                yield Line("small", block.text)
            case Fact():
                yield Line("fact", block.text, say=block.label)
            case Button():
                yield Line("button", block.label, block.say, block.action, block.body, block.more)
