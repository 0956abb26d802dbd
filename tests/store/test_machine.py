"""Random histories: after each step the store on disk answers as the one in memory, restarted or not."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import Kind, Status
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation, Stage
from musmail.errors import StoreError
from musmail.store.memory import MemoryStore
from musmail.store.protocol import Store
from musmail.store.tiny import TinyStore
from tests.store.samples import (
    COPENHAGEN,
    NOON,
    PEOPLE,
    after,
    bytes_of,
    internal,
    letter,
    meeting,
    person,
    talk,
    with_letters,
)

IDS = ("ca", "cb", "pc")
DAYS = [date(2026, 10, 1), date(2026, 10, 25), date(2026, 10, 26)]
# Around the night in October when an hour comes twice, in two notations.
times = st.integers(-30, 30).map(lambda half: NOON.replace(day=25, hour=2) + timedelta(minutes=30 * half))
parties = st.sampled_from(sorted(PEOPLE)).map(PEOPLE.__getitem__)


class StoresAgree(RuleBasedStateMachine):
    """Does the same to both stores."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.memory = MemoryStore()
        self.tiny = TinyStore(Path(self.place.name))
        self.number = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.tiny.close()
        self.place.cleanup()

    def both(self) -> tuple[Store, Store]:
        return self.memory, self.tiny

    def commit(self, aggregate: Aggregate, *numbers: int) -> None:
        for store in self.both():
            store.commit(aggregate, bytes_of(*numbers))

    def standing(self, aggregate_id: str) -> Aggregate | None:
        return self.memory.load(aggregate_id)

    @rule(name=st.sampled_from(IDS), employee=parties, leader=parties, at=st.none() | times)
    def begin_or_wake(self, name: str, employee: Party, leader: Party, at: datetime | None) -> None:
        before = self.standing(name)
        if before is None:
            fresh = (
                person(name) if name.startswith("p") else talk(name, employee, leader, begun_at=at or NOON)
            )
            self.commit(replace(fresh, wake_at=at))
        else:
            self.commit(after(before, wake_at=at))

    @rule(name=st.sampled_from(IDS), kind=st.sampled_from([Kind.RECEIPT, Kind.OPENING]), at=times, to=parties)
    def write(self, name: str, kind: Kind, at: datetime, to: Party) -> None:
        before = self.standing(name)
        if before is not None:
            self.number += 1
            record = letter(self.number, name, kind=kind, not_before=at, person=to.id)
            self.commit(with_letters(before, record), self.number)

    @rule(name=st.sampled_from(IDS), data=st.data(), at=times)
    def settle(self, name: str, data: st.DataObject, at: datetime) -> None:
        before = self.standing(name)
        if before is not None and before.letters:
            record = data.draw(st.sampled_from(before.letters))
            settled = [Status.SENT, Status.REFUSED, Status.STRUCK]  # dropped bytes do not come back
            status = data.draw(
                st.sampled_from(settled if record.status in settled else [Status.SENDING, *settled])
            )
            done = at if status is not Status.SENDING else None
            self.commit(with_letters(before, replace(record, status=status, settled_at=done)))

    @rule(name=st.sampled_from(IDS), key=st.sampled_from(["k1", "k2", "k3"]))
    def deal(self, name: str, key: str) -> None:
        before = self.standing(name)
        if before is not None:
            self.commit(after(before, dealt={**before.dealt, key: "replied"}))

    @rule(name=st.sampled_from(IDS), numbers=st.lists(st.integers(1, 3), unique=True))
    def tell(self, name: str, numbers: list[int]) -> None:
        before = self.standing(name)
        if before is not None:
            self.commit(after(before, internal=tuple(map(internal, numbers))))

    @rule(
        name=st.sampled_from(IDS),
        days=st.none() | st.integers(0, 3),
        stage=st.sampled_from(Stage),
        leader=parties,
    )
    def move(self, name: str, days: int | None, stage: Stage, leader: Party) -> None:
        before = self.standing(name)
        if before is not None and isinstance(before.state, Conversation):
            appointment = None if days is None else meeting(days)
            changed = before.state.with_shared(appointment=appointment, stage=stage, leader=leader)
            self.commit(after(before, state=changed))

    @rule(name=st.sampled_from(IDS), revision=st.integers(-1, 3))
    def come_too_late(self, name: str, revision: int) -> None:
        before = self.standing(name)
        wrong = replace(before or talk(name), revision=revision)
        if revision != (before.revision if before else 0) + 1:
            for store in self.both():
                with pytest.raises(StoreError):
                    store.commit(wrong, {})

    @rule(name=st.sampled_from(IDS))
    def erase(self, name: str) -> None:
        for store in self.both():
            store.erase(name)

    @rule()
    def restart(self) -> None:
        self.tiny.close()
        self.tiny = TinyStore(Path(self.place.name))

    @invariant()
    def the_answers_are_the_same(self) -> None:
        ours, theirs = (list(answers(store)) for store in self.both())
        assert ours == theirs


def answers(store: Store) -> Iterator[object]:
    """Ask a store everything it can be asked."""
    yield store.ids()
    for name in IDS:
        aggregate = store.load(name)
        yield aggregate
        for record in aggregate.letters if aggregate else ():
            yield store.letter_by_message_id(record.message_id)
            yield store.blob(name, record.text)
            if record.status in (Status.WAITING, Status.SENDING):
                yield store.blob(name, record.blob)
    yield [store.due(NOON.replace(day=25) + timedelta(hours=hours)) for hours in range(-24, 25, 6)]
    yield store.next_wake()
    yield store.outbox()
    yield store.internal()
    yield [store.dealt_with(key) for key in ("k1", "k2", "k3", "in-ca")]
    for name in PEOPLE:
        yield store.conversations_of(name)
        yield store.meetings_of(name)
        yield [store.sent_today(name, day, COPENHAGEN) for day in DAYS]


TestStoresAgree = StoresAgree.TestCase
TestStoresAgree.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
