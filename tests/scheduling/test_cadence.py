"""Cadences: rolling and round, and the ramp of the first time."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.cadence import (
    Cadence,
    MonthDay,
    Rolling,
    Round,
    months_later,
    next_target,
    scattered,
    shares,
)

TODAY = date(2026, 10, 14)
AUTUMN = Round(MonthDay(9, 1), MonthDay(11, 30))
WINTER = Round(MonthDay(11, 15), MonthDay(1, 31))

month_days = st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28))
cadences: st.SearchStrategy[Cadence] = st.one_of(
    st.builds(Rolling, st.integers(1, 36), st.integers(0, 90), st.integers(1, 400)),
    st.builds(Round, month_days, month_days, st.integers(0, 90), st.integers(0, 200)),
)
whole = st.floats(0, 1)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_later_keeps_to_the_end_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_rolling_is_so_many_months_after_the_last() -> None:
    assert next_target(date(2026, 6, 10), TODAY, Rolling(12), 0.1) == date(2027, 6, 10)


def test_rolling_that_is_late_still_gets_its_lead_time() -> None:
    assert next_target(date(2025, 6, 10), TODAY, Rolling(12), 0.1) == TODAY + timedelta(days=35)


def test_twenty_without_a_last_talk_are_spread_over_the_ramp() -> None:
    targets = [next_target(None, TODAY, Rolling(12), share) for share in shares(20, 0)]
    per_week = Counter(target.isocalendar()[:2] for target in targets)
    assert max(per_week.values()) <= 2
    assert min(targets) == TODAY + timedelta(days=35)
    assert max(targets) < TODAY + timedelta(days=35 + 180)


def test_each_leader_begins_somewhere_else_in_the_ramp_and_spreads_evenly_from_there() -> None:
    gaps = set()
    for phase in (0.0, 0.4, 0.9):
        targets = [next_target(None, TODAY, Rolling(12, ramp_days=200), share) for share in shares(10, phase)]
        gaps |= {(later - sooner).days for sooner, later in pairwise(targets)}
        assert targets[0] == TODAY + timedelta(days=35 + int(20 * phase))
    assert gaps <= {19, 20, 21}


@given(st.integers())
def test_a_scattered_share_lies_inside(seed: int) -> None:
    assert 0 <= scattered(seed) <= 1


def test_a_short_cadence_has_a_short_ramp() -> None:
    targets = [next_target(None, TODAY, Rolling(1), share) for share in shares(50, 0.5)]
    assert max(targets) < months_later(TODAY + timedelta(days=35), 1)


def test_a_round_takes_who_has_not_been_in_it() -> None:
    target = next_target(date(2025, 10, 1), TODAY, AUTUMN, 0.3)
    assert TODAY + timedelta(days=35) <= target <= date(2026, 11, 30)


@pytest.mark.parametrize("held", [date(2026, 9, 15), date(2026, 7, 1), date(2026, 10, 13)])
def test_a_round_leaves_who_was_in_it_or_just_before_it_for_next_year(held: date) -> None:
    assert next_target(held, TODAY, AUTUMN, 0.3).year == 2027


def test_a_talk_held_late_in_spring_still_counts_for_the_round_before() -> None:
    assert next_target(date(2026, 3, 20), date(2026, 4, 1), AUTUMN, 0.3).year == 2026


def test_a_round_too_close_to_its_end_waits_for_the_next() -> None:
    assert next_target(None, date(2026, 11, 1), AUTUMN, 0.3).year == 2027


def test_a_round_may_pass_new_year() -> None:
    target = next_target(date(2025, 12, 1), date(2026, 12, 10), WINTER, 0.5)
    assert date(2027, 1, 14) <= target <= date(2027, 1, 31)
    assert WINTER.in_year(2026) == (date(2026, 11, 15), date(2027, 1, 31))


def test_a_round_is_spread_evenly_over_its_days() -> None:
    targets = Counter(next_target(None, date(2026, 6, 1), AUTUMN, scattered(seed)) for seed in range(91))
    assert max(targets.values()) <= 2


def test_a_cadence_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="rolling cadence"):
        Rolling(0)
    with pytest.raises(ValueError, match="month"):
        Round(MonthDay(13, 1), MonthDay(1, 1))


@given(st.none() | days, days, cadences, whole)
def test_a_target_is_never_earlier_than_today_and_the_lead_time(
    held: date | None, today: date, cadence: Cadence, share: float
) -> None:
    target = next_target(held, today, cadence, share)
    assert target >= today + timedelta(days=cadence.lead_days)
    assert target == next_target(held, today, cadence, share)


@given(days, days, cadences, whole)
def test_a_later_last_talk_never_brings_the_next_one_forward(
    held: date, today: date, cadence: Cadence, share: float
) -> None:
    without = next_target(held - timedelta(days=1), today, cadence, share)
    assert next_target(held, today, cadence, share) >= without


@given(days, st.integers(-600, 600))
def test_months_later_moves_the_month_and_keeps_the_day_where_it_can(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
