"""Any text at all is read, without an error and in linear time."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.prose import find_deadline, find_times
from musmail.scheduling.tokens import Tokens

NOW = datetime(2026, 10, 14, 9, tzinfo=COPENHAGEN)
TALK = timedelta(minutes=90)

PIECES = [
    *(
        "torsdag",
        "man.",
        "tors",
        "den",
        "d.",
        "kl.",
        "kl",
        "klokken",
        "halv",
        "ti",
        "i",
        "morgen",
        "dag",
        "på",
        "næste",
    ),
    *(
        "uge",
        "week",
        "43",
        "53",
        "12",
        "12.",
        "31",
        "0",
        "00",
        "12/11",
        "29/2",
        "12.11.2026",
        "12-11",
        "2026-11-12",
    ),
    *(
        "10:00",
        "10.30",
        "24:00",
        "10-12",
        "10am",
        "pm",
        "til",
        "-",
        "–",
        "eller",
        "og",
        ",",
        ".",
        ":",
        "(",
        ")",
        "?",
    ),
    *(
        "november",
        "Nov",
        "May",
        "may",
        "marts",
        "th",
        "2nd",
        "of",
        "the",
        "at",
        "@",
        "ikke",
        "not",
        "men",
        "hvis",
    ),
    *(
        "inden",
        "senest",
        "jul",
        "nytår",
        "påske",
        "sommerferien",
        "efterårsferien",
        "primo",
        "ultimo",
        "end",
        "Q1",
    ),
    *(
        "H2",
        "1.",
        "kvartal",
        "halvår",
        "om",
        "3",
        "måneder",
        "et",
        "halvt",
        "år",
        "året",
        "årets",
        "udgang",
        "2027",
    ),
    *(
        "næste",
        "denne",
        "T",
        "fra",
        "mellem",
        "efter",
        "formiddag",
        "\n",
        "9999",
        "123456789",
        "²",
        "٣",
        "İ",
        "🙂",
    ),
]
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


@given(texts, st.booleans())
def test_any_text_is_read_in_order_and_nothing_is_read_twice(text: str, past: bool) -> None:
    found = find_times(text, NOW, TALK, past=past)
    places = [place for one in found for place in one.span]
    assert places == sorted(places)
    assert all(one.words == text[slice(*one.span)] and one.words for one in found)


@given(texts)
def test_any_text_may_hold_a_deadline_or_not(text: str) -> None:
    find_deadline(text, NOW)


@given(st.text(max_size=300))
def test_every_character_but_space_is_in_one_piece(text: str) -> None:
    tokens = Tokens(text)
    pieces = "".join(text[tokens[n].start : tokens[n].end] for n in range(len(tokens)))
    assert pieces == "".join(text.split())


def calls(work: Callable[[], object]) -> int:
    """Count the calls some work makes, which unlike its time is the same on every machine."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


HOSTILE = [
    "12 ",
    "12., ",
    "10-",
    "10.",
    "i ",
    "kl. ",
    "den ",
    "ikke torsdag eller ",
    "uge 43 eller ",
    "maj ",
    "om de næste ",
    "formiddag ",
]
PLAIN = "Vi kan torsdag den 12. november kl. 10 eller på mandag, og så taler vi om målene. "


@pytest.mark.parametrize("piece", [*HOSTILE, PLAIN])
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    short, long = piece * (1_200 // len(piece)), piece * (1_200 // len(piece)) * 2
    for reader in (lambda text: find_times(text, NOW, TALK), lambda text: find_deadline(text, NOW)):
        once, twice = calls(lambda: reader(short)), calls(lambda: reader(long))  # noqa: B023 - called at once
        assert twice <= once * 2.1 + 500


@pytest.mark.parametrize("piece", ["1", "a", " ", PLAIN])
def test_a_hundred_kilobytes_are_read_with_a_bounded_look_at_each_piece(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    pieces = len(Tokens(text))
    assert calls(lambda: find_times(text, NOW, TALK)) <= 200 * pieces + 500
