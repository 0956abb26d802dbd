"""Dates as people type them into tables."""

from datetime import date

import pytest

from musmail.scheduling.monthday import MonthDay
from musmail.settings.dates import read_date, read_span, read_yearly


@pytest.mark.parametrize("text", ["2026-11-03", "03-11-2026", "3/11/2026", "3.11.2026", " 2026-11-3 "])
def test_a_day_may_be_written_in_either_order(text: str) -> None:
    assert read_date(text) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "text", ["", "3/11", "3/11-2026", "2026-11", "11/30/2026", "29-02-2026", "i morgen", "26-11-03"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        read_date(text)


def test_a_span_has_both_its_days() -> None:
    assert read_span("6/7/2026..2026-07-24") == (date(2026, 7, 6), date(2026, 7, 24))


def test_a_span_does_not_run_backwards_nor_for_a_lifetime() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        read_span("2026-07-24..2026-07-06")
    with pytest.raises(ValueError, match="longer than four years"):
        read_span("2026-07-24..2062-07-06")


def test_a_day_of_the_year_is_day_and_month() -> None:
    assert read_yearly("24/12") == MonthDay(12, 24)
    assert read_yearly("29/2") == MonthDay(2, 29)
    with pytest.raises(ValueError, match="not a day in the calendar"):
        read_yearly("12/24")
