"""Bytes to text, for mail that says the wrong charset, an unknown one, or none."""

import codecs
import re

# What Windows programs call Latin-1 is cp1252; WHATWG's encoding standard §4.2 reads both labels so.
_LABELS = {
    "": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "unicode-1-1-utf-7": "utf-7",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "utf8mb4": "utf-8",
}
_TEXT_CODEC = re.compile(r"[a-z0-9._:-]{1,40}")
_UNSAFE = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "palmos",
}
_MULTIBYTE = ("utf", "gb", "big5", "euc", "shift", "iso2022", "hz", "johab", "cp932", "cp949", "cp950")
_SURROGATE = re.compile("[\ud800-\udfff]")
# UTF-8 that some program took for Windows' set and encoded once more.
_TWICE = re.compile("Ã[¦¸¥†˜…©¼¶¤]|â€[™“”œ¦]|Â[ »«]")


def undoubled(text: str) -> str:
    """Undo UTF-8 encoded twice, where the text as a whole or a letter at a time says so."""
    if "Ã" not in text and "â€" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return _TWICE.sub(lambda match: match[0].encode("cp1252").decode("utf-8", "replace"), text)


def decode(data: bytes, charset: str) -> str:
    """Decode with the charset named, if it can be believed; else as UTF-8; else as Windows does. Never raises."""
    if (
        data.isascii()
        and b"\x1b" not in data
        and not charset.lower().startswith(("utf-16", "utf-32", "utf-7"))
    ):
        return data.decode("ascii")
    label = charset.strip().strip("\"'").lower()
    name = _LABELS.get(label, label)
    for candidate in _candidates(name):
        try:
            text = data.decode(candidate)
            return text if candidate == "utf-8" else _whole(text)  # strict UTF-8 has no surrogates
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _whole(text: str) -> str:
    """Join pairs of surrogates and replace lone ones, which nothing can be written with: UTF-7 spells them freely."""
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _candidates(name: str) -> tuple[str, ...]:
    # Bytes that are UTF-8 with letters beyond ASCII are hardly ever anything else, whatever single-byte set is named.
    if name == "utf-8" or not _TEXT_CODEC.fullmatch(name):
        return ("utf-8", "cp1252")
    try:
        info = codecs.lookup(name)
    except LookupError:
        return ("utf-8", "cp1252")
    if info.name == "utf-7":
        return ("utf-7", "utf-8", "cp1252")
    if info.name.replace("-", "_") in _UNSAFE:
        return ("utf-8", "cp1252")
    if info.name.startswith(_MULTIBYTE):
        return (info.name, "utf-8", "cp1252")
    return ("utf-8", info.name, "cp1252")
