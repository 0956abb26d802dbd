"""Dates as letters say them."""

from datetime import UTC, date, datetime, time

import pytest

from musmail.scheduling.danish import say_date, say_day, say_slot, say_time, say_week
from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot

TALK = Slot(datetime(2026, 11, 12, 9, tzinfo=UTC), datetime(2026, 11, 12, 10, 30, tzinfo=UTC))


def test_a_date_is_said_in_danish_and_in_english() -> None:
    assert say_date(date(2026, 11, 12), "da") == "torsdag den 12. november 2026"
    assert say_date(date(2026, 11, 12), "en") == "Thursday 12 November 2026"
    assert say_day(date(2026, 3, 1), "da") == "søndag den 1. marts"


def test_a_slot_is_said_in_the_zone_of_the_people_with_its_week() -> None:
    assert say_slot(TALK, "da") == "torsdag den 12. november kl. 10.00–11.30 (uge 46)"
    assert say_slot(TALK, "en") == "Thursday 12 November, 10:00–11:30 (week 46)"
    assert say_slot(TALK, "da", UTC) == "torsdag den 12. november kl. 09.00–10.30 (uge 46)"


def test_a_slot_past_midnight_says_both_days() -> None:
    night = Slot(datetime(2026, 11, 12, 22, tzinfo=COPENHAGEN), datetime(2026, 11, 13, 1, tzinfo=COPENHAGEN))
    assert say_slot(night, "da") == (
        "torsdag den 12. november kl. 22.00 – fredag den 13. november kl. 01.00 (uge 46)"
    )


def test_a_time_is_said_with_a_dot_in_danish_and_a_colon_in_english() -> None:
    assert say_time(time(9, 5), "da") == "09.05"
    assert say_time(TALK.start, "en") == "10:00"


def test_the_week_is_the_iso_week() -> None:
    assert say_week(date(2027, 1, 1), "da") == "uge 53"
    assert say_week(date(2027, 1, 4), "en") == "week 1"


@pytest.mark.parametrize("locale", ["en", "en-GB", "en_US", "EN"])
def test_every_english_is_english(locale: str) -> None:
    assert say_day(date(2026, 11, 12), locale) == "Thursday 12 November"


@pytest.mark.parametrize("locale", ["da", "da-DK", "da_DK", "fo", ""])
def test_whatever_is_not_english_is_danish(locale: str) -> None:
    assert say_day(date(2026, 11, 12), locale) == "torsdag den 12. november"
