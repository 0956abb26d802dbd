"""Every mail of the time to come, in two kinds: certain, and only if somebody is silent. Nothing is sent.

The organisation is lived through in memory, from where it really stands, with people who answer within a day: what they
get is certain. At each step the same function is asked what would go if nobody answered: that is the other kind.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Tick
from musmail.conversation.letters import ANSWERS, Effect, Send
from musmail.conversation.people import Party
from musmail.conversation.person import person_due, person_step
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.reasons import milestone_of, reason_of
from musmail.conversation.state import Conversation
from musmail.conversation.step import due, step
from musmail.daemon.advance import recipient
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.post import ByHand
from musmail.sandbox.simulate import residents
from musmail.sandbox.staff import Pace, Staff
from musmail.sandbox.world import KEY, World, found
from musmail.scheduling.windows import next_allowed
from musmail.settings.load import Settings
from musmail.store.memory import MemoryStore
from musmail.store.protocol import Store


@dataclass(frozen=True, order=True)
class Planned:
    """One mail to come: day, to whom, which letter, about whose talk, why, and from which setting."""

    on: date
    to: str
    letter: str
    about: str
    certain: bool
    why: str
    setting: str


@dataclass(frozen=True)
class _Ahead:
    """A milestone as it was first seen ahead, with the talk as it stood then."""

    talk: Conversation
    at: datetime


@dataclass
class _Witness(MemoryStore):
    """A store in memory that notes which milestones lay ahead of each talk, and each person, when first seen."""

    policy: Policy
    ahead: dict[tuple[str, str], _Ahead] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """See protocol.Store."""
        super().commit(after, blobs)
        self.note(after)

    def note(self, aggregate: Aggregate) -> None:
        """Note what lies ahead of an aggregate that was not ahead of it before."""
        state = aggregate.state
        if isinstance(state, Conversation):
            for at, milestone in due(state, self.policy):
                self.ahead.setdefault((state.id, milestone.name), _Ahead(state, at))
        elif isinstance(state, Person):
            self.persons.setdefault(state.id, state)


def plan(
    settings: Settings, *, now: datetime, days: int = 365, state: Store | None = None, secret: bytes = KEY
) -> list[Planned]:
    """Plan so many days; `state` is where the organisation stands, left as it is, None for a fresh start."""
    witness = _Witness(settings.policy)
    if state is not None:
        witness.adopt(state)
        for one in filter(None, map(witness.load, witness.ids())):
            witness.note(one)
    with TemporaryDirectory(prefix="musmail-plan-") as folder:
        settings = replace(settings, state_folder=Path(folder))
        staff = Staff(residents(settings, Pace.PROMPT, 1), settings.policy, settings.policy.mailbox.name)
        world = found(settings, witness, JumpingClock(now), staff, secret=secret)
        world.post = ByHand(world.deliver)
        asyncio.run(world.live(now + timedelta(days=days)))
    until = settings.policy.day_of(now + timedelta(days=days))
    together = (*_certain(world), *_if_silent(world, witness), *_if_never_agreed(world, witness, until))
    return sorted(one for one in together if one.on <= until)


def _certain(world: World) -> Iterator[Planned]:
    policy = world.settings.policy
    for mail in world.mails:
        for aggregate, letter in mail.letters:
            if letter.kind in ANSWERS:
                continue
            reason = reason_of(letter.cause, letter.kind)
            yield Planned(
                on=policy.day_of(mail.at),
                to=mail.recipient,
                letter=letter.kind.value,
                about=_about(world, aggregate),
                certain=True,
                why=reason.why,
                setting=reason.setting,
            )


def _about(world: World, aggregate_id: str) -> str:
    aggregate = world.office.store.load(aggregate_id)
    state = aggregate.state if aggregate else None
    if isinstance(state, Person) and state.leader is not None:
        return f"{state.party.name} – {state.leader.name}"
    return _pair(state) if isinstance(state, Conversation) else ""


def _pair(talk: Conversation) -> str:
    return f"{talk.shared.employee.name} – {talk.shared.leader.name}"


def _if_silent(world: World, witness: _Witness) -> Iterator[Planned]:
    """Ask what each milestone would have sent, had nobody answered since it was first ahead; leave out what went."""
    went = {(name, letter.kind, letter.to) for mail in world.mails for name, letter in mail.letters}
    for (talk_id, name), ahead in witness.ahead.items():
        for send in _sends(step(ahead.talk, Tick(ahead.at), witness.policy).effects, name):
            party = recipient(ahead.talk, send.to)
            if party is not None and (talk_id, send.kind, send.to) not in went:
                yield _silent(send, party, _pair(ahead.talk), ahead.at, witness.policy)


def _if_never_agreed(world: World, witness: _Witness, until: date) -> Iterator[Planned]:
    """Walk through each person's own milestones as if no talk of theirs ever got a time."""
    went = {(name, letter.kind, letter.to) for mail in world.mails for name, letter in mail.letters}
    for first in witness.persons.values():
        person, told = first, set[str]()
        while ahead := [row for row in person_due(person, witness.policy) if row[1].name not in told]:
            at, milestone = ahead[0]
            if witness.policy.day_of(at) > until or milestone.name == "year_over":
                break
            told.add(milestone.name)
            person, effects = person_step(person, Tick(at), witness.policy)
            for send in _sends(effects, milestone.name):
                party = recipient(person, send.to)
                if party is not None and (person.id, send.kind, send.to) not in went:
                    yield _silent(send, party, _about(world, person.id), at, witness.policy)


def _sends(effects: Iterable[Effect], milestone: str) -> list[Send]:
    return [one for one in effects if isinstance(one, Send) and milestone_of(one.cause) == milestone]


def _silent(send: Send, party: Party, about: str, at: datetime, policy: Policy) -> Planned:
    reason = reason_of(send.cause, send.kind)
    on = policy.day_of(next_allowed(at, policy.window))
    return Planned(on, party.address, send.kind.value, about, False, reason.why, reason.setting)
