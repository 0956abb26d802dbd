"""YAML as plain values with their lines, whatever stands in the file."""

from hypothesis import given
from hypothesis import strategies as st

from musmail.settings.document import read_document


def test_scalars_stay_text() -> None:
    document = read_document("x", b"a: no\nb: 09:30\nc: 0123\nd: 2026-11-30\ne: ~\nf: '~'\n")
    assert document.data == {"a": "no", "b": "09:30", "c": "0123", "d": "2026-11-30", "e": None, "f": "~"}


def test_every_key_and_item_has_its_line() -> None:
    document = read_document("x", b"# first\na:\n  b:\n    - 1\n    - {c: 2}\n")
    assert document.line(("a",)) == 2
    assert document.line(("a", "b", 1)) == 5
    assert document.line(("a", "b", 1, "c")) == 5


def test_what_is_missing_has_the_line_of_what_is_around_it() -> None:
    document = read_document("x", b"\na:\n  b: 1\n")
    assert document.line(("a", "missing", "deeper")) == 2
    assert document.line(("missing",)) == 1


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read_document("x", "﻿a: 1\n".encode()).data == {"a": "1"}


def test_an_alias_is_its_anchor() -> None:
    assert read_document("x", b"a: &x [1]\nb: *x\n").data == {"a": ["1"], "b": ["1"]}


@given(st.binary(max_size=60) | st.text(alphabet="a:-[]{}&*!?|>#'\"\n \t%@`~,", max_size=40).map(str.encode))
def test_any_bytes_give_values_or_problems_and_never_raise(raw: bytes) -> None:
    document = read_document("x", raw)
    assert document.problems or document.data is not None or raw
