"""Addresses by our own rules: who a From names, and which addresses a field holds. Doubt is no address."""

import re
from collections.abc import Iterable

from musmail.reading.headers import decode_words

# RFC 5321 §4.5.3.1: 64 octets before the @, 255 after it.
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_DOMAIN = r"[\w](?:[\w.-]{0,253}\w)?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_ANY = re.compile(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-]){_LOCAL}@{_DOMAIN}")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ANGLE = re.compile(r"<([^<>]*)>")
MAX_NESTING = 5
MAX_LISTED = 200


def mailbox(value: str) -> tuple[str, str]:
    """Read a field that names one mailbox: address and name. Several, or none that is sure, give no address."""
    bare = _QUOTED.sub(" ", value)
    for _ in range(MAX_NESTING):
        bare, changed = _COMMENT.subn(" ", bare)
        if not changed:
            break
    angles = _ANGLE.findall(bare)
    if angles:
        outside = _ANGLE.sub(" ", bare)
        after = bare.rpartition(">")[2]
        sure = len(angles) == 1 and "," not in outside and ";" not in outside and "@" not in after
        address = angles[0].strip() if sure else ""
        name = value.rpartition("<")[0]
    else:
        address, name = bare.strip(), ""
    if not _ADDRESS.fullmatch(address):
        return "", ""
    return address, decode_words(name).strip(' "\t').replace('\\"', '"')[:200]


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """List what looks like an address in some fields, names and comments included: for finding tokens only."""
    found: list[str] = []
    for value in values:
        found.extend(_ANY.findall(value))
        if len(found) >= MAX_LISTED:
            break
    return tuple(found[:MAX_LISTED])
