"""Alignment: which words of a reply are ours. What does not align is what the person wrote (invariant 5).

Pairs of neighbouring words are compared, not single ones, so that common words do not match across sentences; a
stretch counts as ours only when it is long, a whole line of a question, or next to another that counts.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from musmail.reading.original import Original
from musmail.reading.page import Page

CERTAIN = 12  # words in a row nobody types by chance: guessed
MOST_SLIDES = 40


class Run(NamedTuple):
    """A stretch that is the same in letter and reply: words `a` up to `a_end` there, `b` up to `b_end` here."""

    letter: int
    a: int
    a_end: int
    b: int
    b_end: int

    @property
    def length(self) -> int:
        """Say how many words it has."""
        return self.b_end - self.b

    def later(self, words: int) -> "Run":
        """Let it begin some words later, or earlier."""
        return Run(self.letter, self.a + words, self.a_end, self.b + words, self.b_end)

    def longer(self, words: int) -> "Run":
        """Let it end some words later, or earlier."""
        return Run(self.letter, self.a, self.a_end + words, self.b, self.b_end + words)


def align(page: Page, letter: Original, index: int, start: int, stop: int) -> list[Run]:
    """Find the stretches of `page.words[start:stop]` that quote the letter, in order."""
    words = page.words[start:stop]
    pairs = list(itertools.pairwise(words))
    if not pairs or not letter.pairs:
        return []
    blocks = LCSseq.opcodes(letter.pairs, pairs).as_matching_blocks()
    runs = [
        Run(index, block.a, block.a + block.size + 1, start + block.b, start + block.b + block.size + 1)
        for block in blocks
        if block.size
    ]
    runs = _trimmed(_parted(runs), page, letter)
    runs = _believed(_settled(runs, page, letter), page, letter)
    return _settled(_filled(runs, page, letter, start, stop), page, letter) if runs else []


def _parted(runs: Sequence[Run]) -> list[Run]:
    """Take away the word two neighbours share, as pairs overlap; where it belongs is settled later."""
    found: list[Run] = []
    for run in runs:
        before = found[-1] if found else Run(run.letter, 0, 0, 0, 0)
        shared = max(0, before.a_end - run.a, before.b_end - run.b)
        if shared < run.length:
            found.append(run.later(shared) if shared else run)
    return found


def _settled(runs: Sequence[Run], page: Page, letter: Original) -> list[Run]:
    """Where new words begin or end with the same words as ours around them, put the border at a line's end."""
    found: list[Run] = []
    for run in runs:
        shift = 0
        if found and found[-1].a_end == run.a and found[-1].b_end < run.b:
            before = found.pop()
            shift = _best_shift(before, run, page, letter)
            if before.length + shift:
                found.append(before.longer(shift) if shift else before)
        if run.length > shift:
            found.append(run.later(shift) if shift else run)
    return found


def _best_shift(before: Run, run: Run, page: Page, letter: Original) -> int:
    words = page.words
    lowest = 0
    while (
        -lowest < min(before.length, MOST_SLIDES)
        and words[before.b_end + lowest - 1] == words[run.b + lowest - 1]
    ):
        lowest -= 1
    highest = 0
    while highest < min(run.length, MOST_SLIDES) and words[before.b_end + highest] == words[run.b + highest]:
        highest += 1
    if lowest == highest:
        return 0

    def worth(shift: int) -> tuple[int, int]:
        first, after, there = before.b_end + shift, run.b + shift, run.a + shift
        score = 2 * page.begins(first) + 2 * page.begins(after) + 3 * letter.begins_row(there)
        if first < len(words) and first and page.depth(first) != page.depth(first - 1):
            score += 2
        if 0 < there < len(letter.words) and letter.field_after(there - 1) != letter.field_after(there):
            score += 1
        return score, -abs(shift)

    return max(range(lowest, highest + 1), key=worth)


def _trimmed(runs: Sequence[Run], page: Page, letter: Original) -> list[Run]:
    """Give back a word or two of a row whose rest is not there: the person happened to begin or end with them."""
    found: list[Run] = []
    for place, run in enumerate(runs):
        before = runs[place - 1].a_end if place else 0
        after = runs[place + 1].a if place + 1 < len(runs) else len(letter.words)
        first, first_end = letter.bounds[letter.rows[run.a]]
        last, last_end = letter.bounds[letter.rows[run.a_end - 1]]
        a, a_end = run.a, run.a_end
        if a > first and before < a and _scrap(min(first_end, a_end) - a, first_end - first):
            a = min(first_end, a_end)
        if a_end < last_end and after > a_end and _scrap(a_end - max(last, a), last_end - last):
            a_end = max(last, a)
        if a_end > a:
            found.append(Run(run.letter, a, a_end, run.b + a - run.a, run.b_end - (run.a_end - a_end)))
    return found


def _scrap(words: int, row: int) -> bool:
    return words <= 2 or words * 2 < row


def _believed(runs: Sequence[Run], page: Page, letter: Original) -> list[Run]:
    """Keep the stretches that count, and those beside them."""
    believed = [_certain(run, page, letter) for run in runs]
    if not any(believed):
        return []
    order = range(len(runs))
    for direction in (order, reversed(order)):
        last: Run | None = None
        for place in direction:
            run = runs[place]
            if not believed[place] and last is not None:
                believed[place] = _beside(run, last, page, letter)
            if believed[place]:
                last = run
    first, final = believed.index(True), len(believed) - 1 - believed[::-1].index(True)
    for place in range(first, final):
        run = runs[place]
        if not believed[place] and run.length >= 3 and _whole(run, page, letter) and _rows(run, letter):
            believed[place] = True
    return [run for run, keep in zip(runs, believed, strict=True) if keep]


def _whole(run: Run, page: Page, letter: Original) -> bool:
    return page.begins(run.b) and (page.begins(run.b_end) or letter.ends_row(run.a_end - 1))


def _rows(run: Run, letter: Original) -> range:
    """List the rows of the letter that lie wholly in a stretch."""
    first, last = letter.rows[run.a], letter.rows[run.a_end - 1]
    first += letter.bounds[first][0] < run.a
    last -= letter.bounds[last][1] > run.a_end
    return range(first, last + 1)


def _certain(run: Run, page: Page, letter: Original) -> bool:
    if run.length >= CERTAIN:
        return True
    if run.length < 2 or not _whole(run, page, letter):
        return False
    if page.depth(run.b) and run.length >= 3:
        return True
    for row in _rows(run, letter):
        first, after = letter.bounds[row]
        numbered = letter.words[first].isdigit()
        if letter.passages[letter.owners[row]].field and after - first >= (2 if numbered else 3):
            return True
    return False


def _beside(run: Run, other: Run, page: Page, letter: Original) -> bool:
    apart = run.a - other.a_end if run.a >= other.a_end else other.a - run.a_end
    if apart == 0:
        return run.length >= 2 or _whole(run, page, letter)
    return apart <= 3 and _whole(run, page, letter) and bool(_rows(run, letter))


def _filled(runs: Sequence[Run], page: Page, letter: Original, start: int, stop: int) -> list[Run]:
    """Find short lines of ours between the stretches: too short for pairs, but whole and in their place."""
    found: list[Run] = []
    a, b = 0, start
    for run in (*runs, None):
        a_stop, b_stop = (run.a, run.b) if run else (len(letter.words), stop)
        if a < a_stop and b < b_stop and (found or run):
            found.extend(_between(page, letter, found[-1] if found else None, run, (a, a_stop), (b, b_stop)))
        if run:
            found.append(run)
            a, b = run.a_end, run.b_end
    return found


def _between(
    page: Page,
    letter: Original,
    before: Run | None,
    after: Run | None,
    there: tuple[int, int],
    here: tuple[int, int],
) -> list[Run]:
    """Match whole units against the row right after the stretch before, and right before the one after."""
    index = (before or after or Run(0, 0, 0, 0, 0)).letter
    found: list[Run] = []
    a, b = there[0], here[0]
    if before is not None:
        row = _row_from(letter, a, there[1])
        while row is not None and (size := _starts_with(page, letter, row, b, here[1])):
            found.append(Run(index, a, a + size, b, b + size))
            a, b = a + size, b + size
            row = _row_from(letter, a, there[1])
    tail: list[Run] = []
    if after is not None:
        a_end, b_end = there[1], here[1]
        while a_end > a and b_end > b and letter.bounds[letter.rows[a_end - 1]][1] == a_end:
            first = letter.bounds[letter.rows[a_end - 1]][0]
            size = a_end - first
            if first < a or b_end - size < b or not page.begins(b_end - size):
                break
            if tuple(page.words[b_end - size : b_end]) != letter.words[first:a_end]:
                break
            tail.insert(0, Run(index, first, a_end, b_end - size, b_end))
            a_end, b_end = first, b_end - size
    return found + tail


def _row_from(letter: Original, a: int, a_stop: int) -> int | None:
    if a >= a_stop or not letter.begins_row(a):
        return None
    row = letter.rows[a]
    return row if letter.bounds[row][1] <= a_stop else None


def _starts_with(page: Page, letter: Original, row: int, b: int, b_stop: int) -> int:
    first, after = letter.bounds[row]
    size = after - first
    if b + size > b_stop or not page.begins(b):
        return 0
    return size if tuple(page.words[b : b + size]) == letter.words[first:after] else 0
