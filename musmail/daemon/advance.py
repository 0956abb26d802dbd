"""The one function that moves an aggregate: replies, ticks, an operator's word and internal letters all come here."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from musmail.conversation.aggregate import Aggregate, State
from musmail.conversation.agreeing import NUMBERED, list_of_times
from musmail.conversation.digest import bundled
from musmail.conversation.events import Began, Bounced, Enrolled, Event, PartyChanged, Replied, Tick
from musmail.conversation.group import group_step, group_wake_at, staff
from musmail.conversation.groups import Group
from musmail.conversation.letters import (
    ANSWERS,
    Effect,
    InternalRecord,
    Kind,
    LetterRecord,
    Passage,
    Recipient,
    Review,
    Send,
    Status,
    Strike,
    Tell,
)
from musmail.conversation.log import append
from musmail.conversation.people import Party
from musmail.conversation.person import enrol, person_step, person_wake_at
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Own
from musmail.conversation.step import begin, step, wake_at
from musmail.conversation.tidings import Bundled, Staffed
from musmail.skema.forms import Role
from musmail.store.protocol import Store
from musmail.writing.cleaning import one_line
from musmail.writing.compose import PersonView, View, compose
from musmail.writing.mime import readdressed
from musmail.writing.texts import Texts

# Where a mail goes when it has been dealt with; private words do not stay in a mailbox IT can look into.
DONE, REVIEW, EXPUNGED = "done", "review", "expunged"
# The files in them that could not be read do, in a mail of their own.
FILES = "expunged, files kept"

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_PASSAGES: TypeAdapter[tuple[Passage, ...]] = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True)
class Office:
    """What advancing needs beside the event: where things are remembered, the rules, the texts, and the secret."""

    store: Store
    policy: Policy
    texts: Texts
    secret: bytes
    salt: Callable[[], str]
    ailing: set[str] = field(default_factory=set)  # aggregates that made a tick raise, until the next start
    moved: set[str] = field(default_factory=set)  # aggregates the latest tick moved: it comes again


@dataclass(frozen=True)
class Advanced:
    """What one event did: the aggregate as committed, and where the mail behind it goes."""

    aggregate: Aggregate | None
    acted: bool
    place: str = ""


def advance(office: Office, aggregate_id: str, event: Event, *, place: str = "") -> Advanced:
    """Move one aggregate by one event, in one commit (invariant 1); an event with a known key acts no second time.

    `place` is where the mail behind the event goes afterwards, and why; a restart puts it in the same one.
    """
    before = office.store.load(aggregate_id)
    if event.key and office.store.dealt_with(event.key) is not None:
        return Advanced(before, acted=False)
    if isinstance(event, Bounced) and before is not None:
        event = replace(event, person=_person_of(before, event.letter))
    moved = _moved(before, aggregate_id, event, office.policy)
    if moved is None:
        return Advanced(before, acted=False)
    state, effects, wake = moved
    aggregate = before or Aggregate(aggregate_id, state)
    if isinstance(event, Tick) and not effects and (state, wake) == (aggregate.state, aggregate.wake_at):
        return Advanced(before, acted=False)
    after = replace(aggregate, state=state, revision=aggregate.revision + 1, wake_at=wake)
    after, reviews, blobs = _apply(office, after, effects, event.at)
    if isinstance(event, PartyChanged):
        after, blobs = _readdressed(office, after, Recipient.of(event.role), event.party, blobs)
    if isinstance(event, Enrolled):
        after, blobs = _readdressed(office, after, Recipient.SELF, event.party, blobs)
    if isinstance(event, Bundled):
        after = replace(after, letters=bundled(after.letters, event))
    if reviews and place:
        place = f"{_waiting(place, reviews)}: {'; '.join(one.reason for one in reviews)}"
    dealt = {**after.dealt, event.key: place} if event.key else after.dealt
    words = _EVENT.dump_json(event)
    log = append(
        after.log, at=event.at, kind=event.type, actor=_actor(event), words=words, salt=office.salt()
    )
    committed = replace(after, dealt=dealt, log=log)
    office.store.commit(committed, blobs)
    return Advanced(committed, acted=True, place=place)


def _waiting(place: str, reviews: tuple[Review, ...]) -> str:
    """Say where a mail goes that a person must look at."""
    if place == EXPUNGED and any(one.files for one in reviews):
        return FILES
    return REVIEW if place == DONE else place


def _person_of(aggregate: Aggregate, number: int | None) -> str:
    return next((letter.person for letter in aggregate.letters if letter.number == number), "")


def _actor(event: Event) -> str:
    return event.role.value if isinstance(event, Replied) else getattr(event, "role", None) or "musmail"


def _moved(
    before: Aggregate | None, aggregate_id: str, event: Event, policy: Policy
) -> tuple[State, tuple[Effect, ...], datetime | None] | None:
    """Decide; None when the event is for something that does not exist (any more)."""
    state = before.state if before else None
    if isinstance(event, Began):
        talk = begin(aggregate_id, event) if state is None else state
        assert isinstance(talk, Conversation)
        return talk, (), wake_at(talk, policy)
    if isinstance(event, Enrolled) and state is None:
        person = enrol(aggregate_id, event, policy)
        return person, (), person_wake_at(person, policy)
    if isinstance(state, Conversation):
        moved = step(state, event, policy)
        return moved.talk, moved.effects, wake_at(moved.talk, policy)
    if isinstance(state, Person):
        person, effects = person_step(state, event, policy)
        return person, effects, person_wake_at(person, policy)
    if isinstance(event, Staffed) and state is None:
        group = staff(aggregate_id, event)
        return group, (), group_wake_at(group, policy)
    if isinstance(state, Group):
        group, effects = group_step(state, event, policy)
        return group, effects, group_wake_at(group, policy)
    return None


def _apply(
    office: Office, aggregate: Aggregate, effects: tuple[Effect, ...], at: datetime
) -> tuple[Aggregate, tuple[Review, ...], Mapping[str, bytes]]:
    """Turn wishes into records; letters are composed here, from the state the event leaves behind."""
    reviews: list[Review] = []
    blobs: dict[str, bytes] = {}
    for effect in effects:
        match effect:
            case Strike():
                letters = _struck(aggregate.letters, effect, at)
                truer = effect.instead if letters != aggregate.letters else None
                aggregate = replace(aggregate, letters=letters)
                if truer:
                    aggregate = _with_letter(office, aggregate, truer, at, blobs)
            case Tell(target, event):
                record = InternalRecord(event.key, target, event)
                aggregate = replace(aggregate, internal=(*aggregate.internal, record))
            case Review():
                reviews.append(effect)
            case Send():
                if _too_many_answers(office.policy, aggregate, effect, at):
                    reviews.append(Review("too many automatic answers to one address in a day"))
                    continue
                aggregate = _with_letter(office, aggregate, effect, at, blobs)
    return aggregate, tuple(reviews), blobs


def _readdressed(
    office: Office, aggregate: Aggregate, to: Recipient, party: Party, blobs: Mapping[str, bytes]
) -> tuple[Aggregate, Mapping[str, bytes]]:
    """Send what still waits to where the person is now; the old address may be somebody else's by tomorrow."""
    address = one_line(party.address)
    written = dict(blobs)

    def sent_there(letter: LetterRecord) -> LetterRecord:
        theirs = letter.to is to and letter.person == party.id  # a former leader's letter is not
        if letter.status is not Status.WAITING or not theirs or letter.address == address:
            return letter
        data = written.get(letter.blob) or office.store.blob(aggregate.id, letter.blob)
        data = readdressed(data, party.name, address)
        name = hashlib.sha256(data).hexdigest()
        written[name] = data
        return replace(letter, address=address, blob=name)

    return replace(aggregate, letters=tuple(map(sent_there, aggregate.letters))), written


def _struck(letters: tuple[LetterRecord, ...], strike: Strike, at: datetime) -> tuple[LetterRecord, ...]:
    """Strike what has not left yet; one whose outcome is unknown (`SENDING`) must go its way."""
    return tuple(
        replace(letter, status=Status.STRUCK, settled_at=at)
        if _has_not_left(letter) and letter.kind in strike.kinds and strike.to in (None, letter.to)
        else letter
        for letter in letters
    )


def _has_not_left(letter: LetterRecord) -> bool:
    """Tell whether nobody has seen it yet: it waits, or the digest it goes in does."""
    return letter.status is Status.WAITING or is_in_waiting_digest(letter)


def is_in_waiting_digest(letter: LetterRecord) -> bool:
    """Tell whether a letter goes in a digest that has not left."""
    return letter.status is Status.BUNDLED and letter.settled_at is None


def _too_many_answers(policy: Policy, aggregate: Aggregate, send: Send, at: datetime) -> bool:
    """The last valve against loops: so many automatic answers to one address a day (invariant 7)."""
    if send.kind not in ANSWERS:
        return False
    day = at - timedelta(days=1)
    recent = [
        x.kind for x in aggregate.letters if x.kind in ANSWERS and x.to is send.to and x.not_before > day
    ]
    if send.kind is Kind.WAS_THIS_YOU and Kind.WAS_THIS_YOU in recent:
        return True  # a stranger must not be able to fill somebody's mailbox through us
    return len(recent) >= policy.answers_cap


def recipient(state: State, to: Recipient) -> Party | None:
    """Find the person a letter is for."""
    if isinstance(state, Group):
        return state.leader if to is Recipient.SELF else None
    if isinstance(state, Person):
        return {
            Recipient.SELF: state.party,
            Recipient.LEADER: state.leader,
            Recipient.LEADERS_LEADER: state.leaders_leader,
            Recipient.HR: state.hr,
        }.get(to)
    return {
        Recipient.EMPLOYEE: state.shared.employee,
        Recipient.LEADER: state.shared.leader,
        Recipient.LEADERS_LEADER: state.shared.leaders_leader,
        Recipient.HR: state.shared.hr,
        Recipient.FORMER_LEADER: state.shared.former_leader,
    }.get(to)


def view_for(state: State, to: Recipient) -> View | PersonView | None:
    """Lay out what one reader may see: the shared record and their own, never the other's."""
    party = recipient(state, to)
    if party is None or isinstance(state, Group):
        return None
    if isinstance(state, Person):
        return PersonView(id=state.id, person=state, party=party, recipient=to)
    own = state.own(Role(to.value)) if to in (Recipient.EMPLOYEE, Recipient.LEADER) else Own()
    return View(id=state.id, shared=state.shared, own=own, party=party, recipient=to)


def _with_letter(
    office: Office, aggregate: Aggregate, send: Send, at: datetime, blobs: dict[str, bytes]
) -> Aggregate:
    """Compose one letter and put it in the outbox, unless the same wish has been granted before."""
    view = view_for(aggregate.state, send.to)
    if view is None:
        return aggregate
    key = _letter_key(aggregate.id, send, view.party.id)
    same = [letter for letter in aggregate.letters if letter.key.partition(".")[0] == key]
    if any(letter.status is not Status.STRUCK for letter in same):
        return aggregate
    if same:  # one event struck it and wishes for it anew: "2, og min TR kommer med"
        key = f"{key}.{len(same)}"
    number = len(aggregate.letters) + 1
    first = next((x.message_id for x in aggregate.letters if x.person == view.party.id), None)
    wish = replace(send, about={**send.about, "thread": first}) if first else send
    state, policy = aggregate.state, office.policy
    policy = state.as_promised(policy) if isinstance(state, Conversation) else policy
    composed = compose(wish, view, policy, office.texts, number=number, secret=office.secret, at=at)
    form = (replace(one, attached=True) for one in composed.form)
    texts = _PASSAGES.dump_json((*composed.passages, *form), exclude_defaults=True)
    blob, text = (hashlib.sha256(data).hexdigest() for data in (composed.letter.data, texts))
    blobs[blob], blobs[text] = composed.letter.data, texts
    record = LetterRecord(
        number=number,
        key=key,
        kind=Kind(send.kind),
        to=send.to,
        person=view.party.id,
        address=composed.letter.recipient,
        message_id=composed.letter.message_id,
        cause=send.cause,
        not_before=send.not_before,
        queued_at=at,
        blob=blob,
        text=text,
        version=_version(aggregate.state, send),
    )
    return replace(aggregate, letters=(*aggregate.letters, record))


def _version(state: State, send: Send) -> int:
    """Say which agenda, summary or list of times a letter shows."""
    if send.kind in NUMBERED and isinstance(state, Conversation):
        return list_of_times(state)
    return int(send.about.get("version", 0))


def _letter_key(aggregate_id: str, send: Send, person: str) -> str:
    """Name a letter by what it is, for whom, and why: the outbound key of invariant 2."""
    which = json.dumps([send.about.get(name) for name in ("number", "expand", "version")])
    parts = (aggregate_id, send.kind.value, person, send.cause, which)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def passages_of(texts: bytes) -> tuple[Passage, ...]:
    """Read back the words of a letter as its reader saw them."""
    return tuple(one for one in _PASSAGES.validate_json(texts) if not one.attached)


def form_of(texts: bytes) -> tuple[Passage, ...]:
    """Read back the words of the form that came with a letter, if one did."""
    return tuple(one for one in _PASSAGES.validate_json(texts) if one.attached)
