"""Sentences: a short reply in the pieces that are each understood or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from musmail.reading.page import words_of
from musmail.reading.phrases import COURTESY

_END = re.compile(r"(?<=[.!?;])[ \t]+(?=\S)")
# After these a full stop ends no sentence; nor between a number and a small letter ("den 3. marts").
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:nr|kl|ca|spm|pkt|fx|f\.eks|bl\.a|evt|inkl|ift|mht|d|m\.m|dvs|tlf|no)\.$",
    re.IGNORECASE,
)
LONGEST = 4000  # characters; a longer text is prose and is kept, not searched for short answers


@dataclass(frozen=True)
class Sentence:
    """One sentence as typed, and as its words alone with courtesy taken off both ends."""

    raw: str
    words: str
    asks: bool


def sentences(text: str) -> list[Sentence]:
    """Cut a text into sentences; one that is only courtesy has no words left."""
    if len(text) > LONGEST:
        return [Sentence(text.strip(), " ".join(words_of(text[:LONGEST])), asks=False)]
    pieces: list[str] = []
    for row in text.split("\n"):
        open_piece = False
        for piece in _END.split(row):
            if open_piece and _goes_on(pieces[-1], piece):
                pieces[-1] = f"{pieces[-1]} {piece}"
            elif piece.strip():
                pieces.append(piece)
                open_piece = True
    return [
        Sentence(piece.strip(), bare(" ".join(words_of(piece))), piece.rstrip().endswith("?"))
        for piece in pieces
    ]


def _goes_on(before: str, piece: str) -> bool:
    if _ABBREVIATION.search(before[-12:]):
        return True
    return before[-1:] == "." and before[-2:-1].isdigit() and not piece[:1].isupper()


def bare(words: str) -> str:
    """Take courtesy off both ends: "ok, enig, tak" is "enig"."""
    parts = words.split()
    for _ in range(6):
        for size in range(min(7, len(parts)), 0, -1):
            if COURTESY.fullmatch(" ".join(parts[:size])):
                parts = parts[size:]
                break
            if COURTESY.fullmatch(" ".join(parts[-size:])):
                parts = parts[:-size]
                break
        else:
            break
    return " ".join(parts)


def joined(some: Sequence[Sentence]) -> str:
    """Put sentences together again."""
    return "\n".join(one.raw for one in some if one.raw)


def meant(some: Sequence[Sentence]) -> list[Sentence]:
    """Leave out what is only courtesy."""
    return [one for one in some if one.words]
