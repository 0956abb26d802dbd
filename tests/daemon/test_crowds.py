"""Many talks at once: what waits costs nothing, and nobody waits for the whole company."""

from datetime import timedelta

import pytest

from bench.talks import PREPARES, Workplace, copy, found
from musmail.conversation.aggregate import Aggregate
from musmail.daemon import ticks
from musmail.daemon.advance import Office
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.store.memory import MemoryStore
from musmail.wire import Accepted, Letter, Outcome

BEFORE_HOURS = PREPARES - timedelta(hours=2)


class Counting(MemoryStore):
    """A store that counts how often an aggregate is read."""

    loads = 0

    def load(self, aggregate_id: str) -> Aggregate | None:
        """Read, and count."""
        self.loads += 1
        return super().load(aggregate_id)


class Courier:
    """Takes every letter."""

    async def send(self, letter: Letter) -> Outcome:
        """Take it."""
        return Accepted(250, "OK")


@pytest.fixture(scope="module")
def place() -> Workplace:
    """Lead one talk to where its skemaer are due."""
    return found()


@pytest.fixture
def office(place: Workplace) -> Office:
    """Let three talks have their skemaer due."""
    store = Counting()
    for number in range(3):
        store.commit(copy(place.talk, number), place.passages)
    return place.office(store)


async def test_letters_that_wait_for_the_window_are_not_read(office: Office) -> None:
    assert tick(office, BEFORE_HOURS) == 3
    assert isinstance(office.store, Counting)
    office.store.loads = 0
    assert await send_due(office, Courier(), lambda: BEFORE_HOURS) == 0
    assert next_leaving(office, BEFORE_HOURS) == PREPARES - timedelta(hours=1)
    assert office.store.loads == 0
    assert await send_due(office, Courier(), lambda: PREPARES) == 6


async def test_a_morning_of_many_is_taken_in_turns(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "AT_ONCE", 2)
    assert [tick(office, PREPARES) for _ in range(3)] == [2, 1, 0]
