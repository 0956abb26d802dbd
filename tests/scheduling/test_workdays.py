"""Working days and the milestones that slide over the closed ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.monthday import MonthDay
from musmail.scheduling.workdays import Workdays

DANISH = Workdays()
days = st.dates(date(2020, 1, 1), date(2090, 1, 1))
calendars = st.builds(
    Workdays,
    closed=st.frozensets(st.dates(date(2026, 7, 1), date(2026, 8, 15)), max_size=40),
    half_way=st.frozensets(st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28)), max_size=6),
)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2023, 5, 5), False),  # the last Store bededag
        (date(2024, 4, 26), True),  # where it would have been after that
        (date(2026, 4, 26), False),  # a Sunday
        (date(2026, 4, 2), False),  # skærtorsdag
        (date(2026, 5, 14), False),  # Kristi himmelfartsdag
        (date(2026, 5, 15), True),
        (date(2026, 12, 25), False),
        (date(2026, 10, 14), True),
    ],
)
def test_danish_holidays_are_closed_and_store_bededag_is_not_since_2024(day: date, worked: bool) -> None:
    assert DANISH.is_workday(day) is worked


@pytest.mark.parametrize(
    "half_way", [date(2026, 5, 1), date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)]
)
def test_half_way_days_are_closed_unless_configured_otherwise(half_way: date) -> None:
    assert not DANISH.is_workday(half_way)
    assert Workdays(half_way=frozenset()).is_workday(half_way)


def test_the_workplace_closes_its_own_days() -> None:
    bridge = date(2026, 5, 15)
    assert not Workdays(closed=frozenset({bridge})).is_workday(bridge)


def test_working_days_are_counted_over_easter_and_back_again() -> None:
    assert DANISH.add(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert DANISH.add(date(2026, 4, 7), -1) == date(2026, 4, 1)
    assert DANISH.add(date(2026, 4, 4), 0) == date(2026, 4, 4)
    assert DANISH.add(date(2026, 10, 9), 5) == date(2026, 10, 16)


def test_a_milestone_slides_earlier_before_the_meeting_and_later_after_it() -> None:
    meeting = date(2026, 4, 13)
    assert DANISH.milestone(meeting, -7) == date(
        2026, 4, 1
    )  # second Easter day, back over the whole of Easter
    assert DANISH.milestone(meeting, 5) == date(2026, 4, 20)  # a Saturday
    assert DANISH.milestone(meeting, -3) == date(2026, 4, 10)


def test_a_meeting_on_a_sunday_is_where_the_parties_put_it() -> None:
    assert DANISH.milestone(date(2026, 10, 11), 0) == date(2026, 10, 11)


@given(days, st.integers(-400, -1), calendars)
def test_a_milestone_before_the_meeting_is_a_workday_and_never_late(
    meeting: date, offset: int, workdays: Workdays
) -> None:
    found = workdays.milestone(meeting, offset)
    assert workdays.is_workday(found)
    assert found <= meeting + timedelta(days=offset)


@given(days, st.integers(1, 400), calendars)
def test_a_milestone_after_the_meeting_is_a_workday_and_never_early(
    meeting: date, offset: int, workdays: Workdays
) -> None:
    found = workdays.milestone(meeting, offset)
    assert workdays.is_workday(found)
    assert found >= meeting + timedelta(days=offset)


@given(days, st.integers(-60, -1), st.integers(-60, -1))
def test_milestones_keep_their_order_when_they_slide(meeting: date, one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    assert DANISH.milestone(meeting, earlier) <= DANISH.milestone(meeting, later)


@given(days, st.integers(1, 60))
def test_adding_working_days_passes_over_that_many(day: date, working_days: int) -> None:
    end = DANISH.add(day, working_days)
    assert len(DANISH.between(day + timedelta(days=1), end)) == working_days
