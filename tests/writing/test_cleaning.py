"""What people write is made safe to print without losing a word."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from musmail.writing.cleaning import clean, one_line


@given(st.text())
def test_cleaning_twice_is_as_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_no_letter_or_digit_is_lost(text: str) -> None:
    kept = [c for c in unicodedata.normalize("NFC", text) if c.isalnum()]
    assert [c for c in clean(text) if c.isalnum()] == kept


@given(st.text())
def test_what_comes_out_can_be_encoded_and_has_one_kind_of_line_end(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert len(cleaned.splitlines()) <= cleaned.count("\n") + 1
    assert "\n" not in one_line(text)


def test_joiners_stay_and_direction_marks_go() -> None:
    assert clean("👩\u200d🔧 \u202egnirts\u202c") == "👩\u200d🔧 gnirts"
