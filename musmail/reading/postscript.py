"""Postscripts: "PS: …" below the last answer belongs to no question that can be seen, and is asked about."""

from collections.abc import Sequence
from dataclasses import replace

from musmail.reading.furniture import POSTSCRIPT, without_ending
from musmail.reading.lines import Line
from musmail.reading.sorting import Chunk


def apart(chunks: Sequence[Chunk], names: Sequence[str]) -> tuple[Chunk, ...]:
    """Part a postscript from the last answer of a mail; what signs off above it is no part of the answer either.

    An answer that is a postscript and nothing else stays under its question, as does one with answers after it.
    """
    if not chunks or not chunks[-1].field or ":" in chunks[-1].field:
        return tuple(chunks)
    last = chunks[-1]
    rows = last.text.split("\n")
    place = next((n for n in reversed(range(1, len(rows))) if POSTSCRIPT.match(rows[n])), 0)
    if not place:
        return tuple(chunks)
    stop, _ = without_ending([Line(row) for row in rows[:place]], names)
    answer = "\n".join(rows[:stop]).strip()
    words = "\n".join([POSTSCRIPT.sub("", rows[place], count=1), *rows[place + 1 :]]).strip()
    below = replace(last, field="", text=words, adds=False, why="is a postscript")
    return (*chunks[:-1], *([replace(last, text=answer)] if answer else []), below)
