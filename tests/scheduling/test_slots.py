"""Slots and the proposing of them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.moments import COPENHAGEN, after, moment
from musmail.scheduling.slots import OfficeHours, Slot, free_slots, propose
from musmail.scheduling.workdays import Workdays

HOURS = OfficeHours()
TALK = timedelta(minutes=90)


def slot(day: date, starts: str, ends: str) -> Slot:
    return Slot(
        moment(day, time.fromisoformat(starts), COPENHAGEN), moment(day, time.fromisoformat(ends), COPENHAGEN)
    )


def proposed(
    count: int = 3,
    first: date = date(2026, 11, 2),
    last: date = date(2026, 11, 20),
    busy: tuple[Slot, ...] = (),
) -> tuple[Slot, ...]:
    return propose(count, first, last, workdays=Workdays(), hours=HOURS, length=TALK, busy=busy)


def test_a_slot_needs_a_zone_and_some_length() -> None:
    at = datetime(2026, 11, 2, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time zone"):
        Slot(at.replace(tzinfo=None), at)
    with pytest.raises(ValueError, match="must end after"):
        Slot(at, at)


def test_a_slot_over_the_change_of_clocks_is_as_long_as_it_really_is() -> None:
    assert slot(date(2026, 10, 25), "02:00", "04:00").length == timedelta(hours=3)
    assert slot(date(2026, 3, 29), "01:00", "04:00").length == timedelta(hours=2)


def test_a_slot_holds_its_start_and_not_its_end() -> None:
    talk = slot(date(2026, 11, 2), "10:00", "11:30")
    assert talk.holds(talk.start)
    assert not talk.holds(talk.end)


def test_a_time_the_clock_skips_moves_on_and_a_time_shown_twice_is_the_first() -> None:
    skipped = moment(date(2026, 3, 29), time(2, 30), COPENHAGEN)
    twice = moment(date(2026, 10, 25), time(2, 30), COPENHAGEN)
    assert skipped.isoformat() == "2026-03-29T03:30:00+02:00"
    assert twice.isoformat() == "2026-10-25T02:30:00+02:00"
    assert after(twice, timedelta(hours=1)).isoformat() == "2026-10-25T02:30:00+01:00"


def test_three_proposals_fall_on_different_days_over_the_window_morning_and_afternoon() -> None:
    said = [f"{one.start:%m-%d %H:%M}" for one in proposed()]
    assert said == ["11-04 10:00", "11-11 13:00", "11-18 10:00"]


def test_what_is_busy_is_not_proposed() -> None:
    busy = tuple(slot(date(2026, 11, 4), "08:00", "16:00") for _ in range(2))
    assert all(one.start.date() != date(2026, 11, 4) for one in proposed(busy=busy))


def test_a_single_day_gives_what_it_can() -> None:
    day = date(2026, 11, 4)
    assert [f"{one.start:%H:%M}" for one in proposed(5, day, day)] == ["10:00", "13:00"]


def test_no_workday_gives_no_proposal() -> None:
    assert proposed(3, date(2026, 11, 7), date(2026, 11, 8)) == ()
    assert proposed(3, date(2026, 11, 8), date(2026, 11, 2)) == ()


def test_no_talk_runs_into_the_break() -> None:
    pause = slot(date(2026, 11, 4), "12:00", "12:30")
    assert not any(one.overlaps(pause) for one in free_slots(date(2026, 11, 4), HOURS, TALK))


@given(
    st.integers(0, 8),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 40),
    st.integers(30, 180),
    st.lists(st.tuples(st.integers(0, 40 * 24), st.integers(1, 12)), max_size=10),
)
def test_proposals_are_free_in_order_on_workdays_and_the_same_twice(
    count: int, first: date, span: int, minutes: int, taken: list[tuple[int, int]]
) -> None:
    last, length = first + timedelta(days=span), timedelta(minutes=minutes)
    origin = moment(first, time(0), COPENHAGEN)
    busy = [
        Slot(after(origin, timedelta(hours=at)), after(origin, timedelta(hours=at + long)))
        for at, long in taken
    ]
    workdays = Workdays()
    found = propose(count, first, last, workdays=workdays, hours=HOURS, length=length, busy=busy)
    assert found == propose(count, first, last, workdays=workdays, hours=HOURS, length=length, busy=busy)
    assert len(found) <= count
    assert all(one.length == length and workdays.is_workday(one.start.date()) for one in found)
    assert all(first <= one.start.date() <= last for one in found)
    assert not any(one.overlaps(other) for one in found for other in busy)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(HOURS.opens <= one.start.time() and one.end.time() <= HOURS.closes for one in found)
