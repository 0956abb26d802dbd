"""The header block of a message, read by our own rules: bounded, linear, and never raising on what people send."""

import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musmail.errors import Unreadable
from musmail.reading.charsets import decode

# Postfix's header_size_limit is 100 KiB for the block; no mail client comes near 64.
MAX_BLOCK = 64 * 1024
MAX_FIELDS = 1000
MAX_VALUE = 16 * 1024  # what we look at of one field; the longest honest References are shorter

_END = re.compile(rb"\r?\n\r?\n|\r\r")
# A lone CR must not be found inside a folded CRLF, so each line end says what may follow it.
_FOLD = re.compile(rb"\r\n(?![ \t])|(?<!\r)\n(?![ \t])|\r(?![\n \t])")
_NAME = re.compile(rb"[!-9;-~]{1,100}")
_NEWLINE = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f]+[ \t]*")
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Headers:
    """The fields of one header block, in order, as the bytes that came."""

    fields: tuple[tuple[str, bytes], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of a field, unfolded, encoded words left alone."""
        return tuple(_unfold(value) for key, value in self.fields if key == name)

    def one(self, name: str) -> str:
        """Give the first value of a field, or nothing."""
        for key, value in self.fields:
            if key == name:
                return _unfold(value)
        return ""

    def has(self, *names: str) -> bool:
        """Tell whether any of the fields is there."""
        return any(key in names for key, _ in self.fields)


def split(raw: bytes, start: int = 0, stop: int | None = None) -> tuple[Headers, int]:
    """Read the header block that begins at `start`; give it with the place where the body begins.

    Raises Unreadable for a block beyond the limits.
    """
    stop = len(raw) if stop is None else stop
    for newline in (b"\r\n", b"\n"):
        if raw.startswith(newline, start, stop):
            return Headers(()), start + len(newline)
    found = _END.search(raw, start, min(stop, start + MAX_BLOCK))
    if found is None and stop - start > MAX_BLOCK:
        raise Unreadable("The header block is larger than 64 KiB.")
    end, body = (stop, stop) if found is None else found.span()
    lines = _FOLD.split(raw[start:end])
    if len(lines) > MAX_FIELDS:
        raise Unreadable("The message has more than 1,000 header fields.")
    return Headers(tuple(_fields(lines))), body


def _fields(lines: Iterable[bytes]) -> Iterable[tuple[str, bytes]]:
    for line in lines:
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t")
        if colon and _NAME.fullmatch(name):
            yield name.decode("ascii").lower(), value[:MAX_VALUE]


def _unfold(value: bytes) -> str:
    text = value.decode("ascii") if value.isascii() else decode(value, "utf-8")
    return _NEWLINE.sub(" ", text).strip()


def decode_words(value: str) -> str:
    """Decode the encoded words of a value (RFC 2047); what cannot be decoded stays as it is."""
    if "=?" not in value:
        return value
    # Clients split a word in the middle of a letter: bytes of neighbours in one charset are joined first.
    pieces: list[str] = []
    held, held_charset = b"", ""
    place = 0
    value = _BETWEEN.sub(r"\1", value)
    for match in _ENCODED.finditer(value):
        charset = match[1].partition("*")[0].lower()
        data = _payload(match[2], match[3])
        between = value[place : match.start()]
        place = match.end()
        if held and (between or charset != held_charset):
            pieces.append(decode(held, held_charset))
            held = b""
        pieces.append(between)
        held, held_charset = held + data, charset
    pieces.append(decode(held, held_charset) if held else "")
    pieces.append(value[place:])
    return _NEWLINE.sub(" ", "".join(pieces))


def _payload(encoding: str, words: str) -> bytes:
    data = words.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        try:
            return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
        except binascii.Error:
            return data
    return _Q_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data.replace(b"_", b" "))


def parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """Read `text/plain; charset="utf-8"; format=flowed` (RFC 2045 §5.1), continuations of RFC 2231 included."""
    kind, _, rest = value.partition(";")
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(rest[:4096]):
        name = match[1].lower()
        found.setdefault(name, match[2].replace("\\", "") if match[2] is not None else match[3])
    return kind.strip().lower(), _joined(found)


_PARAMETER = re.compile(r';?\s*([A-Za-z0-9*_-]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')
_CONTINUED = re.compile(r"([a-z0-9_-]+)\*(\d{1,3})?(\*)?")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


def _joined(found: dict[str, str]) -> dict[str, str]:
    plain = {name: decode_words(value) for name, value in found.items() if "*" not in name}
    runs: dict[str, list[tuple[int, str, bool]]] = {}
    for name, value in found.items():
        match = _CONTINUED.fullmatch(name) if "*" in name else None
        if match is not None:
            extended = bool(match[3]) or match[2] is None
            runs.setdefault(match[1], []).append((int(match[2] or 0), value, extended))
    for name, pieces in runs.items():
        plain[name] = _extended(sorted(pieces))
    return plain


def _extended(pieces: list[tuple[int, str, bool]]) -> str:
    charset = "utf-8"
    data = b""
    for order, (_, value, extended) in enumerate(pieces):
        words = value
        if extended and order == 0 and value.count("'") >= 2:
            charset, _, words = value.split("'", 2)
        raw = words.encode("utf-8", "surrogateescape")
        data += _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), raw) if extended else raw
    return decode(data, charset or "utf-8")
