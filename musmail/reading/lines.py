"""Lines: what every form of a mail is rendered to, each with how deep in quotations it stands."""

import re
from functools import lru_cache
from typing import NamedTuple

# What a line may be known for before its words are looked at.
SIGNATURE = "signature"
ATTRIBUTION = "attribution"
HEADER = "header"
EARLIER = "earlier"


class Line(NamedTuple):
    """A line as its reader saw it: quote marks taken off and counted, table cells apart by tabs."""

    text: str
    depth: int = 0
    hint: str = ""  # what the client's HTML said it is: SIGNATURE, ATTRIBUTION or HEADER
    mark: str = ""  # the quote mark as it stood in plain text


_EMPTY = Line("")
_SHORT = 120  # characters of a row that is remembered
# Joiners stand when they hold something together: a family of emoji, a rainbow flag, a Persian or an Indic word.
_HELD = "[\u0600-\u1fff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
_ODD = re.compile(
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
    f"|(?:(?<={_HELD})|\\A(?=\u200d))[\u200c\u200d](?:(?={_HELD})|(?<=\u200d)\\Z)()"
    "|([\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f])"
)
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_MARK_RUN = re.compile(r"(?:[ \t]?>)+")


def tidy(text: str) -> str:
    """Make every space a space, and take out what has no width or turns the direction of writing."""
    # Odd spaces and marks are not printable, which the string type knows far faster than a pattern.
    if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return text
    return _ODD.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    return "" if match[2] else match[0] if match[1] is not None else " "


def from_text(text: str, *, flowed: bool = False, del_sp: bool = False) -> list[Line]:
    """Render a plain text part; `flowed` joins what the client broke (RFC 3676)."""
    rows = _BREAKS.split(tidy(text))
    if flowed:
        return _unflowed(rows, del_sp)
    return [_known(row) if len(row) <= _SHORT else _line(row) for row in rows]


def _line(row: str) -> Line:
    if not row:
        return _EMPTY
    if ">" not in row[:3]:
        return Line(row.rstrip())
    match = _MARK_RUN.match(row)
    if match is None:
        return Line(row.rstrip())
    rest = row[match.end() :]
    return Line(
        (rest[1:] if rest.startswith(" ") else rest).rstrip(), match[0].count(">"), "", match[0].strip()
    )


# Most lines of a reply are our own, and many people answer the same letter.
_known = lru_cache(maxsize=4096)(_line)


def _unflowed(rows: list[str], del_sp: bool) -> list[Line]:
    """Join lines that end in a space with the next one of the same depth; `-- ` stands alone (RFC 3676 §4.2–4.3)."""
    lines: list[Line] = []
    pieces: list[str] = []
    open_depth = 0
    for row in rows:
        depth = len(row) - len(row.lstrip(">"))
        text = row[depth:]
        text = text[1:] if text.startswith(" ") else text
        if pieces and (depth != open_depth or text == "-- "):
            lines.append(_joined(pieces, open_depth))
            pieces = []
        soft = text.endswith(" ") and text != "-- "
        pieces.append(text[:-1] if soft and del_sp else text)
        open_depth = depth
        if not soft:
            lines.append(_joined(pieces, depth))
            pieces = []
    if pieces:
        lines.append(_joined(pieces, open_depth))
    return lines


def _joined(pieces: list[str], depth: int) -> Line:
    return Line("".join(pieces).rstrip(), depth, "", ">" * depth)
