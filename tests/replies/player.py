"""Hands out the reply fixtures and puts a real letter's addresses into them.

A fixture is a mail as its client wrote it, with LF line ends and a few placeholders in headers and 7-bit text:
`@@REPLY_TO@@`, `@@MESSAGE_ID@@` (with angle brackets), `@@SUBJECT@@`, `@@TAG@@` (the subject's last word),
`@@DATE@@`, `@@UID@@`, `@@SEQUENCE@@`, `@@FRESH_ID@@`. What the keys of `expected.json` mean stands in `mus.md`.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.replies import mailing

FOLDER = Path(__file__).parent
LETTERS = FOLDER / "letters"
_PLACEHOLDER = re.compile(rb"@@([A-Z_]+)@@")


@dataclass(frozen=True)
class Expected:
    """What a reply means; the defaults say nothing."""

    client: str
    sender: str  # employee, leader, stranger, system
    letter: str  # kind of the letter answered, empty where none is
    outcome: str  # replied, calendar, away, bounced, ignored, kept
    answers: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    said: tuple[dict[str, Any], ...] = ()
    agreements: tuple[dict[str, Any], ...] = ()
    unfiled: tuple[str, ...] = ()
    not_answers: tuple[str, ...] = ()
    never_said: tuple[str, ...] = ()
    action: str = ""  # the button pressed: the reply address carries it
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One fixture: its name (`group/nn-client-what`), its bytes with placeholders, its meaning."""

    name: str
    raw: bytes
    expected: Expected

    @property
    def placeholders(self) -> frozenset[str]:
        """Name the placeholders in it."""
        return frozenset(found.decode() for found in _PLACEHOLDER.findall(self.raw))


@dataclass(frozen=True)
class QuotedLetter:
    """The letter a quote was made from; `passages` are (text, field) in reading order."""

    kind: str
    to: str
    subject: str
    passages: tuple[tuple[str, str], ...]
    plain: str

    @property
    def fields(self) -> frozenset[str]:
        """Name the fields it opens."""
        return frozenset(name for _, name in self.passages if name)


def names() -> tuple[str, ...]:
    """List every fixture."""
    return tuple(sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.eml")))


@lru_cache
def load(name: str) -> Reply:
    """Read one fixture."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))
    known = {
        "client": document.pop("client"),
        "sender": document.pop("from"),
        "letter": document.pop("answers_letter"),
        "outcome": document.pop("outcome"),
        "answers": document.pop("answers"),
        "marks": document.pop("marks"),
        "action": document.pop("action", ""),
    }
    lists = ("said", "agreements", "unfiled", "not_answers", "never_said")
    known |= {key: tuple(document.pop(key, ())) for key in lists}
    return Reply(name, (FOLDER / f"{name}.eml").read_bytes(), Expected(**known, more=document))


def all_replies() -> tuple[Reply, ...]:
    """Read every fixture."""
    return tuple(load(name) for name in names())


@lru_cache
def letter(kind: str, role: str) -> QuotedLetter:
    """Read the letter of this kind to this party that the quotes were made from."""
    document = json.loads((LETTERS / f"{kind}-{role}.json").read_text("utf-8"))
    passages = tuple((one["text"], one["field"]) for one in document["passages"])
    return QuotedLetter(document["kind"], document["to"], document["subject"], passages, document["plain"])


def fill(
    reply: Reply,
    *,
    reply_to: str,
    message_id: str,
    subject: str,
    date: str = "Thu, 12 Nov 2026 14:03:00 +0100",
    uid: str = "",
    sequence: int = 0,
    fresh_id: str = "1",
) -> bytes:
    """Write the mail as it would arrive, with CRLF; a calendar reply without a `uid` raises ValueError."""
    return mailing.fill(
        reply.raw,
        reply_to=reply_to,
        message_id=message_id,
        subject=subject,
        date=date,
        uid=uid,
        sequence=sequence,
        fresh_id=fresh_id,
    )
