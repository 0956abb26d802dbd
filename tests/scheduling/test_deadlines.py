"""Deadlines as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.periods import easter
from musmail.scheduling.prose import find_deadline

NOW = datetime(2026, 10, 14, 9, tzinfo=COPENHAGEN)  # a Wednesday in week 42


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("inden jul", "2026-12-23"),
        ("før juleferien", "2026-12-23"),
        ("before Christmas", "2026-12-23"),
        ("inden nytår", "2026-12-31"),
        ("inden årets udgang", "2026-12-31"),
        ("by the end of the year", "2026-12-31"),
        ("i år", "2026-12-31"),
        ("efter nytår", "2027-01-02"),
        ("efter sommerferien", "2027-08-01"),
        ("inden sommerferien", "2027-07-01"),
        ("before the summer holidays", "2027-07-01"),
        ("til sommer", "2027-07-01"),
        ("i løbet af sommeren", "2027-08-31"),
        ("til foråret", "2027-05-31"),
        ("i efteråret 2027", "2027-11-30"),
        ("inden påske", "2027-03-24"),
        ("efter påske", "2027-03-30"),
        ("inden efterårsferien", "2027-10-15"),
        ("efter vinterferien", "2027-03-01"),
        ("Q1", "2027-03-31"),
        ("q4", "2026-12-31"),
        ("1. kvartal", "2027-03-31"),
        ("første kvartal 2027", "2027-03-31"),
        ("by the end of Q1", "2027-03-31"),
        ("inden 2. kvartal", "2027-03-31"),
        ("2. halvår", "2026-12-31"),
        ("H1 2027", "2027-06-30"),
        ("uge 12", "2027-03-26"),
        ("senest uge 12", "2027-03-26"),
        ("inden uge 12", "2027-03-19"),
        ("mandag i uge 43", "2026-10-19"),
        ("ultimo marts", "2027-03-31"),
        ("end of March", "2027-03-31"),
        ("udgangen af marts", "2027-03-31"),
        ("slutningen af november", "2026-11-30"),
        ("primo maj", "2027-05-01"),
        ("medio juni", "2027-06-15"),
        ("mid-March", "2027-03-15"),
        ("i løbet af april", "2027-04-30"),
        ("april", "2027-04-30"),
        ("april 2028", "2028-04-30"),
        ("ultimo februar 2028", "2028-02-29"),
        ("in May", "2027-05-31"),
        ("by March", "2027-03-31"),
        ("inden marts", "2027-02-28"),
        ("senest 1/3", "2027-03-01"),
        ("senest d. 1. marts", "2027-03-01"),
        ("by 1 March", "2027-03-01"),
        ("by March 1, 2027", "2027-03-01"),
        ("deadline: 15. januar", "2027-01-15"),
        ("31/12-2026", "2026-12-31"),
        ("på fredag", "2026-10-16"),
        ("om 3 måneder", "2027-01-14"),
        ("om tre måneder", "2027-01-14"),
        ("in 3 months", "2027-01-14"),
        ("inden for de næste 6 måneder", "2027-04-14"),
        ("within two months", "2026-12-14"),
        ("om 14 dage", "2026-10-28"),
        ("om et par uger", "2026-10-28"),
        ("om 2-3 uger", "2026-11-04"),
        ("om et halvt år", "2027-04-14"),
        ("om et år", "2027-10-14"),
        ("næste måned", "2026-11-30"),
        ("end of the month", "2026-10-31"),
        ("næste år", "2027-12-31"),
    ],
)
def test_a_deadline_is_read_as_people_write_it(text: str, due: str) -> None:
    assert find_deadline(text, NOW) == date.fromisoformat(due)


@pytest.mark.parametrize(
    "text",
    [
        "next MUS",
        "ved næste MUS",
        "løbende",
        "snarest muligt",
        "2,5 timer",
        "10.000 kr",
        "3/4 af tiden",
        "1/2 dag om ugen",
        "3 gange om ugen",
        "en gang om måneden",
        "hver anden uge",
        "i 3 år",
        "you may do it",
        "om 99999999999 måneder",
        "",
    ],
)
def test_what_has_no_date_has_no_deadline(text: str) -> None:
    assert find_deadline(text, NOW) is None


def test_of_several_dates_the_one_called_a_deadline_is_it() -> None:
    assert find_deadline("Kursus 3/3, færdig senest 1/6", NOW) == date(2027, 6, 1)
    assert find_deadline("fra 1/3 til 1/6", NOW) == date(2027, 6, 1)
    assert find_deadline("kursus 3/3 og 4/3", NOW) == date(2027, 3, 3)


def test_the_current_month_is_still_to_come_on_its_last_day() -> None:
    last = datetime(2026, 10, 31, 23, tzinfo=COPENHAGEN)
    assert find_deadline("i oktober", last) == date(2026, 10, 31)
    assert find_deadline("inden oktober", last) == date(2027, 9, 30)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
    ],
)
def test_easter_falls_where_the_almanac_has_it(year: int, sunday: str) -> None:
    assert easter(year) == date.fromisoformat(sunday)


@given(
    st.sampled_from(
        ["inden jul", "ultimo marts", "Q3", "uge 12", "i maj", "efter påske", "senest 1/3", "om en uge"]
    ),
    st.dates(date(2026, 1, 1), date(2036, 1, 1)),
)
def test_a_deadline_without_a_year_lies_ahead_and_within_a_year(text: str, today: date) -> None:
    due = find_deadline(text, datetime(today.year, today.month, today.day, 12, tzinfo=COPENHAGEN))
    assert due is not None
    assert -2 <= (due - today).days <= 400  # in the week itself its Friday may have been
