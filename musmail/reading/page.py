"""A reply as words with places: what alignment compares, and where each word stands in the text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from musmail.reading.lines import Line

WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are compared: no case, no punctuation."""
    return WORD.findall(text.lower())


@lru_cache(maxsize=4096)  # most lines of a reply are our own, and many people answer the same letter
def spans_in(text: str) -> tuple[tuple[int, int], ...]:
    """Give the columns where each word of a line begins and ends."""
    return tuple([match.span() for match in WORD.finditer(text)])


@dataclass(frozen=True)
class Page:
    """A rendered reply; a unit is a line, or a cell of one. Places are (line, column)."""

    lines: Sequence[Line]
    words: Sequence[str]
    counts: Sequence[int]  # per line: how many words there are up to its end

    def line_of(self, word: int) -> int:
        """Say which line a word stands on."""
        return bisect_right(self.counts, word)

    def span(self, word: int) -> tuple[int, int, int]:
        """Say where a word stands: its line, and the columns where it begins and ends."""
        line = bisect_right(self.counts, word)
        start, stop = spans_in(self.lines[line].text)[word - (self.counts[line - 1] if line else 0)]
        return line, start, stop

    def depth(self, word: int) -> int:
        """Say how deep in quotations a word stands."""
        return self.lines[self.line_of(word)].depth

    def begins(self, word: int) -> bool:
        """Tell whether a word is the first of its unit; the place after the last word is."""
        if word == 0 or word >= len(self.words):
            return True
        line = self.line_of(word)
        if self.counts[line - 1] == word if line else False:
            return True
        text = self.lines[line].text
        return "\t" in text and "\t" in text[self.span(word - 1)[2] : self.span(word)[1]]


def page(lines: Sequence[Line]) -> Page:
    """Number the words of some lines."""
    words: list[str] = []
    counts: list[int] = []
    for line in lines:
        if line.text:
            words += words_in(line.text)
        counts.append(len(words))
    return Page(lines, words, counts)


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """Give the words of a line."""
    small = text.lower()
    if len(small) == len(text):
        return tuple(WORD.findall(small))
    # A few letters, such as the Turkish İ, grow when made small and would fall apart.
    return tuple([word.lower() for word in WORD.findall(text)])
