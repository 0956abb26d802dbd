"""Times as people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.moments import COPENHAGEN, after
from musmail.scheduling.prose import DayOnly, Found, Part, Week, find_times
from musmail.scheduling.slots import Slot
from tests.writing.test_language import DA, EN

NOW = datetime(2026, 10, 14, 9, tzinfo=COPENHAGEN)  # a Wednesday in week 42
TALK = timedelta(minutes=90)


def say(found: Found) -> str:
    meant = found.slot_or_day
    if isinstance(meant, Slot):
        said = f"{meant.start:%Y-%m-%d %H:%M}-{meant.end:%H:%M}"
    elif isinstance(meant, DayOnly):
        said = meant.day.isoformat() + (f" {meant.part.value}" if meant.part else "")
    else:
        said = f"{meant.year} week {meant.number}"
    return said + ("" if found.sure else "?") + (" no" if found.ruled_out else "")


def read(text: str, *, past: bool = False) -> list[str]:
    return [say(found) for found in find_times(text, NOW, TALK, past=past)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("torsdag den 12. kl. 10", "2026-11-12 10:00-11:30"),
        ("torsdag d. 12/11 kl 10-11.30", "2026-11-12 10:00-11:30"),
        ("12.11.2026 kl. 10:00", "2026-11-12 10:00-11:30"),
        ("12/11 10.30", "2026-11-12 10:30-12:00"),
        ("i morgen kl. 9", "2026-10-15 09:00-10:30"),
        ("på mandag kl 13", "2026-10-19 13:00-14:30"),
        ("næste tirsdag", "2026-10-20?"),
        ("d. 3. marts", "2027-03-03"),
        ("3/3", "2027-03-03"),
        ("3.3.2027", "2027-03-03"),
        ("uge 43", "2026 week 43"),
        ("uge 12", "2027 week 12"),
        ("mandag i uge 43 kl. 9", "2026-10-19 09:00-10:30"),
        ("Thursday 12 November at 10", "2026-11-12 10:00-11:30"),
        ("Nov 12, 10am", "2026-11-12 10:00-11:30"),
        ("12 November 10:00-11:30", "2026-11-12 10:00-11:30"),
        ("week 43", "2026 week 43"),
        ("2026-11-12 10:00", "2026-11-12 10:00-11:30"),
        ("2026-11-12T10:00:00", "2026-11-12 10:00-11:30"),
        ("torsdag den 12. november kl. 10.00–11.30 (uge 46)", "2026-11-12 10:00-11:30"),
        ("torsdag den 12. november (uge 46) kl. 10", "2026-11-12 10:00-11:30"),
        ("torsdag d.12/11 kl.10.30-12", "2026-11-12 10:30-12:00"),
        ("torsdag den 12. november fra kl. 10 til kl. 11.30", "2026-11-12 10:00-11:30"),
        ("mandag d. 2. november 2026, kl. 13.00 - 14.30", "2026-11-02 13:00-14:30"),
        ("man. d. 2/11 kl. 14", "2026-11-02 14:00-15:30"),
        ("ons. d. 4. nov. 2026 kl. 10", "2026-11-04 10:00-11:30"),
        ("tors kl 10", "2026-10-15 10:00-11:30"),
        ("uge 43, torsdag kl. 10", "2026-10-22 10:00-11:30"),
        ("torsdag i næste uge kl. 10", "2026-10-22 10:00-11:30"),
        ("næste uge", "2026 week 43"),
        ("uge 2, 2027", "2027 week 2"),
        ("fredag fra 10 til 12", "2026-10-16 10:00-12:00"),
        ("mellem kl. 10 og kl. 12 på fredag", "2026-10-16 10:00-12:00"),
        ("fredag 10-12", "2026-10-16 10:00-12:00"),
        ("fredag 10.30", "2026-10-16 10:30-12:00"),
        ("kl. 10 på torsdag", "2026-10-15 10:00-11:30"),
        ("kl 10:00-11:00 (onsdag den 4. november)", "2026-11-04 10:00-11:00"),
        ("kl. halv elleve på torsdag", "2026-10-15 10:30-12:00"),
        ("torsdag kl. ti", "2026-10-15 10:00-11:30"),
        ("i morgen, torsdag den 15. kl. 10", "2026-10-15 10:00-11:30"),
        ("kl 14 i overmorgen", "2026-10-16 14:00-15:30"),
        ("12/11/26 kl 1030", "2026-11-12 10:30-12:00"),
        ("12/11 2026 kl 10", "2026-11-12 10:00-11:30"),
        ("torsdag d. 12.11. kl. 10", "2026-11-12 10:00-11:30"),
        ("torsdag 12.11 kl. 9.30", "2026-11-12 09:30-11:00"),
        ("12-11-2026 kl. 10", "2026-11-12 10:00-11:30"),
        ("2 Nov 2026 @ 10:00", "2026-11-02 10:00-11:30"),
        ("Monday the 2nd of November at 2pm", "2026-11-02 14:00-15:30"),
        ("10 a.m. on Thursday", "2026-10-15 10:00-11:30"),
        ("the 12th at 10", "2026-11-12 10:00-11:30"),
        ("next Tuesday at 2 pm", "2026-10-20 14:00-15:30?"),
        ("tomorrow", "2026-10-15"),
        ("torsdag formiddag", "2026-10-15 morning"),
        ("Friday afternoon", "2026-10-16 afternoon"),
        ("torsdag efter kl. 13", "2026-10-15 afternoon"),
        ("senest kl. 12 torsdag", "2026-10-15 morning"),
        ("den 31.", "2026-10-31"),
        ("29/2", "2028-02-29"),
        ("- 9/11 kl 14", "2026-11-09 14:00-15:30"),
        ("2) onsdag d. 4. nov. kl. 9", "2026-11-04 09:00-10:30"),
        ("mandag morgen kl 9", "2026-10-19 09:00-10:30"),
        ("i eftermiddag kl. 15", "2026-10-14 15:00-16:30"),
        ("12/11 (torsdag) kl. 10", "2026-11-12 10:00-11:30"),
        ("torsdag kl. 10 i uge 46", "2026-11-12 10:00-11:30"),
        ("tirsdag formiddag uge 47", "2026-11-17 morning"),
        ("d. 12. i stedet?", "2026-11-12"),
        ("10-11:30am on 12 Nov", "2026-11-12 10:00-11:30"),
        ("8-9 pm on 12 Nov", "2026-11-12 20:00-21:00"),
        ("TORSDAG DEN 12. KL. 10", "2026-11-12 10:00-11:30"),
        ("torsdag\u00a0den\u00a012.\u202fkl. 10", "2026-11-12 10:00-11:30"),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert read(text) == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("den 12., 13. eller 16. november kl. 10", ["2026-11-12", "2026-11-13", "2026-11-16"]),
        ("12-13. november kl 10", ["2026-11-12", "2026-11-13"]),
        ("den 5.11. eller 6.11. kl. 10", ["2026-11-05", "2026-11-06"]),
        ("den 12. eller 13. kl. 10", ["2026-11-12", "2026-11-13"]),
        ("mandag eller tirsdag kl. 10", ["2026-10-19", "2026-10-20"]),
        ("4/11, 5/11 og 6/11 kl. 10", ["2026-11-04", "2026-11-05", "2026-11-06"]),
        ("uge 45:\n- mandag kl. 10\n- onsdag kl. 10", ["2026 week 45", "2026-11-02", "2026-11-04"]),
        ("i uge 45 helst tirsdag kl. 10", ["2026 week 45", "2026-11-03"]),
        ("fredag den 6. kl. 10, mandag den 9. kl. 10", ["2026-11-06", "2026-11-09"]),
    ],
)
def test_days_that_are_listed_share_their_month_their_week_and_their_time(
    text: str, meant: list[str]
) -> None:
    expected = [day if "week" in day else f"{day} 10:00-11:30" for day in meant]
    assert read(text) == expected


def test_several_times_may_be_said_for_one_day() -> None:
    assert read("torsdag kl. 10 eller 13") == ["2026-10-15 10:00-11:30", "2026-10-15 13:00-14:30"]
    assert read("Onsdag 4/11: 10-11.30 eller 13-14.30") == [
        "2026-11-04 10:00-11:30",
        "2026-11-04 13:00-14:30",
    ]
    assert read("uge 45: mandag kl. 10 eller 13")[1:] == ["2026-11-02 10:00-11:30", "2026-11-02 13:00-14:30"]


def test_a_time_before_the_next_day_belongs_to_that_day() -> None:
    assert read("kl. 10 fredag eller kl. 9 mandag") == ["2026-10-16 10:00-11:30", "2026-10-19 09:00-10:30"]


def test_both_ends_of_a_range_of_days_are_read() -> None:
    assert read("fra den 12. til den 16. november") == ["2026-11-12", "2026-11-16"]
    assert read("5/11-6/11") == ["2026-11-05", "2026-11-06"]


def test_weeks_may_be_listed() -> None:
    assert read("uge 43-44 eller 46") == ["2026 week 43", "2026 week 44", "2026 week 46"]


@pytest.mark.parametrize(
    "text",
    [
        "2,5",
        "det tog 2,5 timer og kostede 10.000 kr",
        "budget 12.500 kr.",
        "3/4 af tiden",
        "1/2 dag, 3/4 stilling og 2/3 of the time",
        "side 3/4",
        "24/7",
        "version 1.2.3 og 1.2.10",
        "192.168.1.10",
        "https://example.org/12/11/2026",
        "cpr 010175-1234, tlf 20 12 11 10, sag 2026-11-12-0034",
        "man skal altid være 2 om det",
        "You may 3 times march 3 people",
        "hver mandag kl. 9",
        "every other Monday",
        "en uge 3 gange",
        "den 3. gang",
        "i den 1. uge",
        "den 30. februar",
        "31/11",
        "99/99",
        "11/25/2026",
        "2026-13-40",
        "uge 54",
        "d. 12. november 1975",
        "3.3.1975",
        "kl. 10",
        "10:30",
        "opgave 2.5 og 12.30",
        "I sat there in the sun",
        "han har fri 3 dage",
        "",
        "2",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("onsdag den 12. november kl 10", "2026-11-12 10:00-11:30?"),
        ("1/2", "2027-02-01?"),
        ("torsdag kl. 2", "2026-10-15 14:00-15:30?"),
        ("i dag kl. 7", "2026-10-14 07:00-08:30?"),
        ("12-11 kl 10", "2026-11-12 10:00-11:30?"),
        ("efter den 12.", "2026-11-12?"),
        ("tidligst uge 46", "2026 week 46?"),
        ("torsdag om 14 dage", "2026-10-29?"),
        ("den 1. oktober 2026", "2026-10-01?"),
    ],
)
def test_a_guess_is_marked_as_one(text: str, meant: str) -> None:
    assert read(text) == [meant]


def test_a_short_weekday_that_disagrees_was_another_word() -> None:
    assert read("jeg har sat den 12/11 af") == ["2026-11-12"]
    assert read("fri den 12/11") == ["2026-11-12"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("jeg kan ikke torsdag, men fredag kl. 9", ["2026-10-15 no", "2026-10-16 09:00-10:30"]),
        ("Torsdag kan jeg desværre ikke. Fredag er fint.", ["2026-10-15 no", "2026-10-16"]),
        ("torsdag den 15. Fredag kan jeg ikke", ["2026-10-15", "2026-10-16 no"]),
        ("Jeg kan ikke den 12. eller 13. november.", ["2026-11-12 no", "2026-11-13 no"]),
        ("I can't make Thursday, but Friday works", ["2026-10-15 no", "2026-10-16"]),
        ("Thursday doesn't work", ["2026-10-15 no"]),
        ("fredag er jeg optaget", ["2026-10-16 no"]),
        ("Kan vi ikke tage den torsdag den 12. kl. 10?", ["2026-11-12 10:00-11:30"]),
        ("Hvis ikke torsdag, så fredag", ["2026-10-15", "2026-10-16"]),
        ("det kan ikke blive før torsdag", ["2026-10-15?"]),
        ("hele uge 46 undtagen onsdag", ["2026 week 46", "2026-11-11 no"]),
        ("glem ikke torsdag", ["2026-10-15"]),
        ("uge 45 kan jeg ikke, men tirsdag", ["2026 week 45 no", "2026-10-20"]),
    ],
)
def test_a_day_that_is_ruled_out_is_told_from_one_that_is_offered(text: str, meant: list[str]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("vi holdt den 3/3", "2026-03-03"),
        ("den 12. kl. 10", "2026-10-12 10:00-11:30"),
        ("i torsdags kl. 10", "2026-10-08 10:00-11:30"),
        ("i går", "2026-10-13"),
        ("onsdag", "2026-10-14"),
        ("i uge 42", "2026 week 42"),
        ("uge 50", "2025 week 50"),
        ("24. december", "2025-12-24"),
        ("sidste mandag", "2026-10-12"),
    ],
)
def test_what_was_held_is_read_backwards_when_asked_to(text: str, meant: str) -> None:
    assert read(text, past=True) == [meant]


def test_the_words_and_their_place_are_given_so_that_people_see_what_was_understood() -> None:
    text = "Hej Bo.\nTorsdag d. 12/11 kl. 10-11.30 passer fint, ellers i morgen. Hilsen Mia"
    found = find_times(text, NOW, TALK)
    assert [one.words for one in found] == ["Torsdag d. 12/11 kl. 10-11.30", "i morgen"]
    assert [text[slice(*one.span)] for one in found] == [one.words for one in found]


def test_words_are_meant_in_copenhagen_whatever_zone_now_is_in() -> None:
    late = datetime(2026, 10, 14, 22, 30, tzinfo=UTC)  # already the 15th in Copenhagen
    (found,) = find_times("i morgen kl. 9", late, TALK)
    assert isinstance(found.slot_or_day, Slot)
    assert found.slot_or_day.start.astimezone(UTC).isoformat() == "2026-10-16T07:00:00+00:00"


def test_a_talk_over_the_change_of_clocks_lasts_its_real_length() -> None:
    (found,) = find_times("25/10 kl. 02.00", NOW, TALK)
    assert isinstance(found.slot_or_day, Slot)
    assert found.slot_or_day.length == TALK


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        find_times("i morgen", datetime(2026, 10, 14, 9), TALK)  # noqa: DTZ001 - naive is the point


@given(st.dates(date(2026, 10, 15), date(2027, 9, 30)), st.integers(7, 18), st.sampled_from([0, 15, 30, 45]))
def test_what_our_letters_say_is_read_back_as_it_was_meant(day: date, hour: int, minute: int) -> None:
    start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)
    slot = Slot(start, after(start, TALK))
    for language in (DA, EN):
        (found,) = find_times(language.slot(slot), NOW, TALK)
        assert found.slot_or_day == slot
        assert found.sure


@given(st.dates(date(2022, 1, 1), date(2040, 1, 1)), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_a_date_without_a_year_is_never_behind_us(day: date, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=COPENHAGEN)
    (found,) = find_times(f"den {day.day}/{day.month}", now, TALK)
    assert isinstance(found.slot_or_day, DayOnly)
    assert found.slot_or_day.day >= today
    assert (found.slot_or_day.day.day, found.slot_or_day.day.month) == (day.day, day.month)


def test_weeks_and_parts_can_be_used_by_the_caller() -> None:
    assert Week(2026, 53).day(0) == date(2026, 12, 28)
    assert Week.in_year(2027, 53) is None
    assert find_times("torsdag formiddag", NOW, TALK)[0].slot_or_day == DayOnly(
        date(2026, 10, 15), Part.MORNING
    )
