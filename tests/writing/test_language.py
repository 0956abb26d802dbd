"""What a language's words say: days, times, names and lists, and what is said of a words.toml with mistakes."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot
from musmail.writing.language import Language, read_language

TEMPLATES = Path(__file__).parents[2] / "templates"
TALK = Slot(datetime(2026, 11, 12, 9, tzinfo=UTC), datetime(2026, 11, 12, 10, 30, tzinfo=UTC))
NIGHT = Slot(datetime(2026, 11, 12, 22, tzinfo=COPENHAGEN), datetime(2026, 11, 13, 1, tzinfo=COPENHAGEN))


def source(locale: str) -> str:
    return (TEMPLATES / locale / "words.toml").read_text("utf-8")


@cache
def shipped(locale: str) -> Language:
    """Read a shipped language."""
    language, problems = read_language(f"{locale}/words.toml", source(locale))
    assert language is not None, problems
    return language


DA, EN = shipped("da"), shipped("en")


def test_a_date_is_said_in_danish_and_in_english() -> None:
    assert DA.on_date(date(2026, 11, 12)) == "torsdag den 12. november 2026"
    assert EN.on_date(date(2026, 11, 12)) == "Thursday 12 November 2026"
    assert DA.on_day(date(2026, 3, 1)) == "søndag den 1. marts"


def test_a_slot_is_said_in_the_zone_of_the_people_with_its_week() -> None:
    assert DA.slot(TALK) == "torsdag den 12. november kl. 10.00–11.30 (uge 46)"
    assert EN.slot(TALK) == "Thursday 12 November, 10:00–11:30 (week 46)"


def test_a_slot_past_midnight_says_both_days() -> None:
    assert DA.slot(NIGHT) == (
        "torsdag den 12. november kl. 22.00 – fredag den 13. november kl. 01.00 (uge 46)"
    )
    assert EN.slot(NIGHT) == "Thursday 12 November, 22:00 – Friday 13 November, 01:00 (week 46)"


def test_a_time_is_said_with_a_dot_in_danish_and_a_colon_in_english() -> None:
    assert DA.clock(time(9, 5)) == "09.05"
    assert EN.clock(TALK.start) == "10:00"
    assert DA.at_time(TALK.start) == "torsdag den 12. november kl. 10.00"
    assert EN.to_the_second(TALK.start) == "10:00:00"


def test_the_week_is_the_iso_week() -> None:
    assert DA.week(date(2027, 1, 1)) == "uge 53"
    assert EN.week(date(2027, 1, 4)) == "week 1"


@pytest.mark.parametrize(
    ("name", "danish", "english"),
    [("Anna", "Annas", "Anna’s"), ("Lars", "Lars’", "Lars’s"), ("Max", "Max’", "Max’s")],
)
def test_whose_it_is(name: str, danish: str, english: str) -> None:
    assert (DA.genitive(name), EN.genitive(name)) == (danish, english)


def test_a_list_is_said_as_one_says_it() -> None:
    assert [DA.listed(one) for one in ([], [1], [1, 2], [1, 2, 3])] == ["", "1", "1 og 2", "1, 2 og 3"]
    assert EN.listed([1, 2, 3]) == "1, 2 and 3"


def test_a_length_is_said_as_one_says_it() -> None:
    lengths = [timedelta(minutes=m) for m in (45, 60, 90, 120)]
    assert [DA.span(one) for one in lengths] == ["45 minutter", "en time", "halvanden time", "2 timer"]
    assert [EN.span(one) for one in lengths] == ["45 minutes", "an hour", "an hour and a half", "2 hours"]


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('week = "uge {week}"', "", "`week` is missing"),
        ('week = "uge {week}"', 'week = "uge"', "`week` must hold {week}, each once"),
        ('week = "uge {week}"', 'week = "uge {0.__class__}"', "`week` must hold {week}, each once"),
        ('hour = "en time"', 'hour = "en {time}"', "`hour` must hold nothing in {…}, each once"),
        ('hour = "en time"', 'hour = "en {time"', "`hour` has a { or } too many"),
        ('hour = "en time"', "hour = 1", "`hour` must be words between quotation marks"),
        ('"mandag", ', "", "`weekdays` must be a list of 7 words"),
        ('"mus.ics"', '"møde.ics"', "`meeting` must be a file name of a to z, digits, - and _"),
        ("[files]", "[file]", "there must be a part [files]"),
        ('hour = "en time"', 'hours_ = "x"\nhour = "en time"', "nothing in [say] is called `hours_`"),
    ],
)
def test_a_mistake_is_named_with_its_line(right: str, wrong: str, sentence: str) -> None:
    language, problems = read_language("da/words.toml", source("da").replace(right, wrong, 1))
    assert language is None
    assert sentence in [one.sentence for one in problems]
    assert {one.file for one in problems} == {"da/words.toml"}


def test_the_line_is_that_of_the_key() -> None:
    text = source("da").replace('week = "uge {week}"', 'week = "uge"')
    (problem,) = read_language("da/words.toml", text)[1]
    assert text.splitlines()[(problem.line or 0) - 1] == 'week = "uge"'


def test_what_is_no_toml_is_said_with_its_line() -> None:
    language, (problem,) = read_language("da/words.toml", "weekdays = [\nmonths = 3")
    assert language is None
    assert problem.line == 2
