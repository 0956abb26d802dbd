"""The lazy heap of wake-up times."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from musmail.store.alarms import Alarms
from tests.store.samples import NOON

settings = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 5)), max_size=40)


@given(settings)
def test_who_is_due_is_who_was_last_set_to_be(changes: list[tuple[str, int | None]]) -> None:
    alarms, plain = Alarms(), dict[str, int | None]()
    for name, hours in changes:
        alarms.set(name, None if hours is None else NOON + timedelta(hours=hours))
        plain[name] = hours
    asleep = {name: hours for name, hours in plain.items() if hours is not None}
    for now in range(6):
        due = sorted((hours, name) for name, hours in asleep.items() if hours <= now)
        assert alarms.due(NOON + timedelta(hours=now)) == tuple(name for _, name in due)
    assert alarms.next() == (NOON + timedelta(hours=min(asleep.values())) if asleep else None)


def test_alarms_set_over_and_over_take_no_more_room() -> None:
    alarms = Alarms()
    for turn in range(10_000):
        alarms.set(f"c{turn % 10}", NOON + timedelta(minutes=turn))
    assert len(alarms._heap) < 100
