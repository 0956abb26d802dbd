"""Adding: words in the box of an answer that stands there go behind it; where it was written over, they take its place.

A receipt shows the answer with a box under it. Whoever leaves the answer as it is and writes on, adds; whoever changes
it means what stands there then.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musmail.reading.original import Original
from musmail.reading.pieces import typed
from musmail.reading.run import Run
from musmail.reading.sorting import EDITED, UNDER, Chunk, Sorted, unindented

# "Rettelse: …" in the box: the words take the answer's place although it stands there unchanged.
_CORRECTS = re.compile(
    r"\s*(?:rettelse|ændring|rettet(?: svar)?|nyt svar|i stedet(?: for)?"
    r"|(?:ret|ændr|erstat)(?: det| svaret)? (?:til|med)|(?:(?:det|svaret) )?skal (?:være|lyde)"
    r"|correction|new answer|instead|(?:change|replace)(?: it| this)? (?:to|with)"
    r"|(?:it )?should (?:be|read))"
    r"(?: (?:til|to))?(?: (?:spørgsmål|spm\.?|nr\.?|svar|question|answer))?(?: \d{1,2})?\s*:\s*(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Earlier:
    """An answer as the letter showed it: how many words it has, and where in the reply they stand."""

    words: int
    places: tuple[int, ...]


def with_earlier(taken: Sorted, letters: Sequence[Original]) -> tuple[Chunk, ...]:
    """Say of what was typed in a box whether it adds to the answer shown there, or what it makes of it."""
    edited = {chunk.field for chunk in taken.chunks if chunk.why == EDITED}
    found: list[Chunk] = []
    done: set[str] = set()
    for chunk in taken.chunks:
        earlier = _earlier(chunk.field, taken.runs, letters) if chunk.field and chunk.why == UNDER else None
        if earlier is None or not earlier.places or chunk.field in edited:
            found.append(chunk)
            continue
        corrects = _CORRECTS.match(chunk.text)
        if corrects is not None:
            found.append(replace(chunk, text=chunk.text[corrects.end() :]))
        elif len(earlier.places) == earlier.words:
            found.append(replace(chunk, adds=True))
        elif chunk.field not in done:
            found.append(_as_it_stands(chunk, earlier, taken))
        else:
            found.append(chunk)
        done.add(chunk.field)
    return tuple(found)


def _earlier(field: str, runs: Sequence[Run], letters: Sequence[Original]) -> _Earlier | None:
    """Find the answer a letter showed under a field, in the letter the reply quotes most of it from."""
    found: list[_Earlier] = []
    for index, letter in enumerate(letters):
        shown = letter.answers.get(field)
        if shown:
            first, last = shown[0], shown[-1]
            places = [
                run.b + word - run.a
                for run in runs
                if run.letter == index
                for word in range(max(run.a, first), min(run.a_end, last + 1))
            ]
            found.append(_Earlier(len(shown), tuple(places)))
    return max(found, key=lambda one: len(one.places), default=None)


def _as_it_stands(chunk: Chunk, earlier: _Earlier, taken: Sorted) -> Chunk:
    """Put what is left of an answer together with what was typed beside it, in the order they stand in."""
    page = taken.page
    numbers = dict.fromkeys(page.line_of(place) for place in earlier.places)
    left = [unindented(page.lines[number])._replace(depth=0, mark="") for number in numbers]
    before = [line for number, line in zip(numbers, left, strict=True) if number < chunk.first]
    after = [line for number, line in zip(numbers, left, strict=True) if number >= chunk.first]
    text = "\n".join(part for part in (typed(before), chunk.text, typed(after)) if part)
    return replace(chunk, text=text, why=EDITED)
