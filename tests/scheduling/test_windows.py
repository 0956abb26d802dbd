"""Send windows and quiet windows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot
from musmail.scheduling.windows import SendWindow, next_allowed
from musmail.scheduling.workdays import Workdays

OFFICE = SendWindow()
WEDNESDAY = date(2026, 10, 14)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


def test_a_letter_inside_the_window_leaves_at_once() -> None:
    assert next_allowed(at(WEDNESDAY, 10, 7), OFFICE) == at(WEDNESDAY, 10, 7)


def test_a_letter_in_the_evening_waits_for_the_morning() -> None:
    assert next_allowed(at(WEDNESDAY, 16), OFFICE) == at(date(2026, 10, 15), 8)


def test_a_letter_on_a_friday_evening_waits_for_monday() -> None:
    assert next_allowed(at(date(2026, 10, 16), 18), OFFICE) == at(date(2026, 10, 19), 8)


def test_a_letter_waits_over_christmas_when_the_window_knows_the_workdays() -> None:
    window = SendWindow(workdays=Workdays())
    assert next_allowed(at(date(2026, 12, 23), 17), window) == at(date(2026, 12, 28), 8)


def test_a_quiet_window_holds_even_a_direct_answer() -> None:
    talk = Slot(at(WEDNESDAY, 10), at(WEDNESDAY, 11, 30))
    assert next_allowed(at(WEDNESDAY, 10), OFFICE, [talk], exempt_window=True) == at(WEDNESDAY, 11, 30)


def test_a_direct_answer_does_not_wait_for_the_morning() -> None:
    assert next_allowed(at(WEDNESDAY, 22), OFFICE, exempt_window=True) == at(WEDNESDAY, 22)


def test_the_send_window_is_looked_at_again_when_a_quiet_window_ends() -> None:
    talk = Slot(at(WEDNESDAY, 15), at(WEDNESDAY, 16, 30))
    assert next_allowed(at(WEDNESDAY, 15, 30), OFFICE, [talk]) == at(date(2026, 10, 15), 8)


def test_a_quiet_window_over_the_opening_is_found_after_the_night() -> None:
    early = Slot(at(date(2026, 10, 15), 7, 30), at(date(2026, 10, 15), 9))
    assert next_allowed(at(WEDNESDAY, 17), OFFICE, [early]) == at(date(2026, 10, 15), 9)


def test_quiet_windows_that_touch_or_overlap_count_as_one() -> None:
    quiet = [
        Slot(at(WEDNESDAY, 11), at(WEDNESDAY, 12)),
        Slot(at(WEDNESDAY, 9), at(WEDNESDAY, 11)),
        Slot(at(WEDNESDAY, 11, 30), at(WEDNESDAY, 13)),
    ]
    assert next_allowed(at(WEDNESDAY, 9, 30), OFFICE, quiet) == at(WEDNESDAY, 13)


def test_the_window_opens_by_the_wall_clock_on_both_sides_of_a_change() -> None:
    everyday = SendWindow(weekdays=frozenset(range(1, 8)))
    spring = next_allowed(datetime(2026, 3, 29, 0, tzinfo=UTC), everyday)
    autumn = next_allowed(datetime(2026, 10, 25, 0, tzinfo=UTC), everyday)
    assert spring.astimezone(UTC).hour == 6
    assert autumn.astimezone(UTC).hour == 7


def test_a_window_inside_the_skipped_hour_opens_an_hour_later_that_night() -> None:
    night = SendWindow(frozenset({7}), time(2, 15), time(2, 45))
    found = next_allowed(datetime(2026, 3, 29, 0, tzinfo=UTC), night)
    assert found.astimezone(COPENHAGEN).isoformat() == "2026-03-29T03:15:00+02:00"


def test_a_quiet_window_over_the_repeated_hour_ends_when_it_really_ends() -> None:
    first_half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    quiet = Slot(first_half_past_two, first_half_past_two + timedelta(hours=1))
    local = first_half_past_two.astimezone(COPENHAGEN)
    found = next_allowed(local, OFFICE, [quiet], exempt_window=True)
    assert found.isoformat() == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    "broken",
    [
        {"weekdays": frozenset()},
        {"opens": time(16), "closes": time(8)},
        {"weekdays": frozenset({6, 7}), "workdays": Workdays()},
    ],
)
def test_a_window_that_never_opens_is_refused(broken: dict[str, frozenset[int]]) -> None:
    with pytest.raises(ValueError, match="send window"):
        SendWindow(**broken)  # type: ignore[arg-type]


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        next_allowed(datetime(2026, 10, 14, 10), OFFICE)  # noqa: DTZ001 - naive is the point


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001 - made aware here
    lambda naive: naive.replace(tzinfo=UTC).astimezone(COPENHAGEN)
)
quiets = st.lists(
    st.builds(
        lambda start, minutes: Slot(start, (start.astimezone(UTC) + timedelta(minutes=minutes))),
        moments,
        st.integers(1, 3000),
    ),
    max_size=8,
)
windows = st.builds(
    lambda days, opens, length, kept: SendWindow(
        days,
        time(*divmod(opens, 60)),
        time(*divmod(min(opens + length, 24 * 60 - 1), 60)),
        workdays=Workdays() if kept else None,
    ),
    st.frozensets(st.integers(1, 7)).map(lambda days: days | {3}),
    st.integers(0, 24 * 60 - 2),
    st.integers(1, 600),
    st.booleans(),
)


@given(moments, windows, quiets, st.booleans())
def test_what_is_allowed_is_never_earlier_never_quiet_and_stays_allowed(
    start: datetime, window: SendWindow, quiet: list[Slot], exempt: bool
) -> None:
    found = next_allowed(start, window, quiet, exempt_window=exempt)
    assert found.astimezone(UTC) >= start.astimezone(UTC)
    assert not any(slot.holds(found) for slot in quiet)
    assert exempt or window.next_open(found) == found.astimezone(UTC)
    again = next_allowed(found, window, quiet, exempt_window=exempt)
    assert again.astimezone(UTC) == found.astimezone(UTC)


@given(moments, windows, quiets, st.integers(0, 10_000))
def test_nothing_between_the_wish_and_the_answer_would_have_been_allowed(
    start: datetime, window: SendWindow, quiet: list[Slot], share: int
) -> None:
    found = next_allowed(start, window, quiet).astimezone(UTC)
    between = start.astimezone(UTC) + (found - start.astimezone(UTC)) * share / 10_000
    if between < found:
        assert window.next_open(between) > between or any(slot.holds(between) for slot in quiet)
