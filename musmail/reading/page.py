"""A reply as words with places: what alignment compares, and where each word stands in the text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from musmail.reading.lines import Line

WORD = re.compile(r"[^\W_]+")
_BREAK = ("\n", "\t")


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are compared: no case, no punctuation."""
    return WORD.findall(text.lower())


@dataclass(frozen=True)
class Page:
    """A rendered reply; a unit is a line, or a cell of one."""

    lines: Sequence[Line]
    flat: str
    starts: Sequence[int]
    words: Sequence[str]
    spans: Sequence[tuple[int, int]]

    def line_at(self, place: int) -> int:
        """Say which line a place of the text is on."""
        return bisect_right(self.starts, place) - 1

    def depth(self, word: int) -> int:
        """Say how deep in quotations a word stands."""
        return self.lines[self.line_at(self.spans[word][0])].depth

    def gap(self, word: int) -> str:
        """Give what stands between a word and the one before it."""
        before = self.spans[word - 1][1] if word else 0
        after = self.spans[word][0] if word < len(self.spans) else len(self.flat)
        return self.flat[before:after]

    def begins(self, word: int) -> bool:
        """Tell whether a word is the first of its unit; the place after the last word is."""
        if word == 0 or word >= len(self.words):
            return True
        gap = self.gap(word)
        return "\n" in gap or "\t" in gap


def page(lines: Sequence[Line]) -> Page:
    """Number the words of some lines."""
    flat = "\n".join([line.text for line in lines])
    starts: list[int] = []
    place = 0
    for line in lines:
        starts.append(place)
        place += len(line.text) + 1
    spans = [match.span() for match in WORD.finditer(flat)]
    lower = flat.lower()
    if len(lower) == len(flat):
        words = [lower[start:stop] for start, stop in spans]
    else:  # a few letters, such as the Turkish İ, grow when made small
        words = [flat[start:stop].lower() for start, stop in spans]
    return Page(lines, flat, starts, words, spans)
