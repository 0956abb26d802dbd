"""Reply addresses that find their way home: one signed token per letter and action (invariant 6).

A token routes; it never says who the writer is.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

# aggregate id (10) + letter number (3) + MAC (26 = 130 bits), all lower-case base32, then perhaps `-action`.
_SHAPE = re.compile(r"([cpg][a-z2-7]{9})([a-z2-7]{3})([a-z2-7]{26})(?:-([a-z0-9]{1,12}))?")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
MAX_LETTERS = len(_ALPHABET) ** 3


@dataclass(frozen=True)
class Token:
    """What a verified token says: which letter of which aggregate, and which of its buttons."""

    aggregate: str
    letter: int
    action: str = ""


def _mac(secret: bytes, words: str) -> str:
    digest = hmac.new(secret, words.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def mint(secret: bytes, token: Token) -> str:
    """Write the token; at most 52 characters, so `mailbox+token` fits the 64 octets of RFC 5321 §4.5.3.1.1."""
    high, low = divmod(token.letter, 32)
    number = _ALPHABET[high // 32] + _ALPHABET[high % 32] + _ALPHABET[low]
    body = f"{token.aggregate}{number}"
    tail = f"-{token.action}" if token.action else ""
    return f"{body}{_mac(secret, body + tail)}{tail}"


def verify(secret: bytes, words: str) -> Token | None:
    """Read a token that is ours; None for anything else. Compares in constant time."""
    match = _SHAPE.fullmatch(words.strip().lower())
    if match is None:
        return None
    aggregate, number, mac, action = match.groups()
    tail = f"-{action}" if action else ""
    if not hmac.compare_digest(mac, _mac(secret, f"{aggregate}{number}{tail}")):
        return None
    letter = 0
    for character in number:
        letter = letter * 32 + _ALPHABET.index(character)
    return Token(aggregate, letter, action or "")


def aggregate_id(secret: bytes, prefix: str, words: str) -> str:
    """Name an aggregate after what it is about: `c` conversation, `p` person, `g` group, then 45 keyed bits."""
    return prefix + _mac(secret, f"{prefix}:{words}")[:9]
