"""Folder names on their way to a server and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.transport.names import Listed, Naming, decoded, encoded, listed, naming_of, quoted, unquoted

TEXT = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]))


@given(TEXT)
def test_a_name_survives_quoting_and_modified_utf7(name: str) -> None:
    written = quoted(encoded(name))
    assert written.isascii()
    assert decoded(unquoted(written)) == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Sendt på", "Sendt p&AOU-"),
        ("R&D", "R&-D"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # RFC 3501 §5.1.3's own example
    ],
)
def test_modified_utf7_is_the_standards(name: str, written: str) -> None:
    assert encoded(name) == written
    assert decoded(written) == name


def test_modified_utf7_that_is_none_is_left_alone() -> None:
    assert decoded("A & B &x- &AOU") == "A & B &x- &AOU"


@pytest.mark.parametrize("sign", ["\r", "\n", "\0"])
def test_what_would_end_the_command_cannot_be_quoted(sign: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        quoted(f"Sent{sign}x")


@pytest.mark.parametrize(
    ("line", "naming"),
    [
        (b'(("" "/")) NIL NIL', Naming("", "/")),
        (b'(("INBOX." ".")) NIL NIL', Naming("INBOX.", ".")),
        (b'(("" "\\\\")) NIL NIL', Naming("", "\\")),
        (b'(("" NIL)) NIL NIL', Naming("", "/")),
        (b"NIL NIL NIL", Naming("", "/")),
    ],
)
def test_a_servers_naming_is_read_from_its_namespace(line: bytes, naming: Naming) -> None:
    assert naming_of(line) == naming


def test_folders_go_out_and_come_back_under_our_name() -> None:
    naming = Naming("INBOX.", ".")
    assert naming.outward("musmail/done") == '"INBOX.musmail.done"'
    assert naming.inward('"INBOX.musmail.done"') == "musmail/done"
    assert naming.outward("inbox") == '"INBOX"'


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        (b'(\\HasNoChildren \\Sent) "/" Sent', Listed(frozenset({"\\hasnochildren", "\\sent"}), "/", "Sent")),
        (b'() "." "A \\"b\\""', Listed(frozenset(), ".", '"A \\"b\\""')),
        (b"(\\Noselect) NIL x", Listed(frozenset({"\\noselect"}), "/", "x")),
        (b"List completed.", None),
    ],
)
def test_a_line_of_a_list_is_read(line: bytes, folder: Listed | None) -> None:
    assert listed(line) == folder
