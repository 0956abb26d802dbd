"""What people write, made safe to print: nothing invisible, nothing that turns the line round, nothing cut."""

import unicodedata

# Direction marks and overrides make a line read as something else (CVE-2021-42574); joiners stay, emoji need them.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NOTHING = (0xFEFF, 0xFFFE, 0xFFFF, *range(0xFFF9, 0xFFFC))
_LINE_ENDS = (0x0B, 0x0C, 0x85, 0x2028, 0x2029)
_SURROGATES = range(0xD800, 0xE000)  # cannot be encoded; they come from broken charsets


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160)))
    table |= dict.fromkeys((*_TURNING, *_NOTHING))
    table |= dict.fromkeys(_LINE_ENDS, "\n")
    table |= dict.fromkeys(_SURROGATES, "\N{REPLACEMENT CHARACTER}")
    return {code: to for code, to in table.items() if code not in (0x09, 0x0A)}


_TABLE = _table()


def clean(text: str) -> str:
    """Keep every word and line, drop control characters and bidi overrides, compose letters (NFC)."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text  # most words of most letters; this is the hot path
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    return unicodedata.normalize("NFC", lines)


def one_line(text: str) -> str:
    """Clean a text that must stay on one line: a name, a subject, an address."""
    return " ".join(clean(text).split())
