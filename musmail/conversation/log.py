"""The log of an aggregate: what happened, when, by whom, chained; content only as a salted hash (invariant 9)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One event in the chain. Erasing `salt` leaves `content` a number nobody can guess back to words."""

    at: datetime
    kind: str
    actor: str
    content: str  # SHA-256 of salt and content, hex
    salt: str
    chain: str  # SHA-256 over the entry before and this one


def _link(before: str, at: datetime, kind: str, actor: str, content: str) -> str:
    line = "\n".join((before, at.isoformat(), kind, actor, content))
    return hashlib.sha256(line.encode()).hexdigest()


def append(
    log: Sequence[Entry], *, at: datetime, kind: str, actor: str, words: bytes, salt: str
) -> tuple[Entry, ...]:
    """Add an event to the chain."""
    content = hashlib.sha256(salt.encode() + words).hexdigest()
    before = log[-1].chain if log else GENESIS
    return (*log, Entry(at, kind, actor, content, salt, _link(before, at, kind, actor, content)))


def broken_at(log: Sequence[Entry]) -> int | None:
    """Find the first entry that does not follow from the one before it; None when the chain holds."""
    before = GENESIS
    for index, entry in enumerate(log):
        if entry.chain != _link(before, entry.at, entry.kind, entry.actor, entry.content):
            return index
        before = entry.chain
    return None
