"""Alignment: which words of a reply are ours. What does not align is what the person wrote (invariant 5).

Pairs of neighbouring words are compared, not single ones, so that common words do not match across sentences; a
stretch counts as ours only when it is long, a whole line of a question, or next to another that counts.
"""

import itertools
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from musmail.reading.original import STRANGE, Original
from musmail.reading.page import Page
from musmail.reading.run import Run
from musmail.reading.theirs import CERTAIN, given_back, rows_in

MOST_SLIDES = 40
FEWEST_OLD = 2  # pairs in a row without which nothing is of an older letter
FEWEST = 4  # words that may stand in the way of a question
MOST_TRIES = 3  # times that a reply full of our own words is compared
MOST_UNITS = 300  # lines between two stretches that are looked at one by one


def align(page: Page, letter: Original, index: int, start: int, stop: int) -> list[Run]:
    """Find the stretches of `page.words[start:stop]` that quote the letter, in order."""
    neighbours = itertools.pairwise(page.words[start:stop])
    pairs = "".join(map(letter.signs.get, neighbours, itertools.repeat(STRANGE)))
    if index and max(map(len, pairs.split(STRANGE))) < FEWEST_OLD:
        return []
    kept: list[Run] = []
    for _ in range(MOST_TRIES):
        if not pairs.strip(STRANGE):
            break
        alike = _alike(pairs, letter, index, start)
        runs = _of_ours(alike, page, letter, start, stop)
        kept = given_back(runs, page, letter)
        if kept == runs and (kept or index or max(alike, key=_length).length < FEWEST):
            break
        # What only looked like ours may have stood in the way of what is: compared again without it.
        pairs = _without(pairs, start, runs or [max(alike, key=_length)], kept)
    return kept


def _length(run: Run) -> int:
    return run.length


def _alike(pairs: str, letter: Original, index: int, start: int) -> list[Run]:
    blocks = LCSseq.opcodes(letter.pairs, pairs).as_matching_blocks()
    return [
        Run(index, block.a, block.a + block.size + 1, start + block.b, start + block.b + block.size + 1)
        for block in blocks
        if block.size
    ]


def _of_ours(runs: Sequence[Run], page: Page, letter: Original, start: int, stop: int) -> list[Run]:
    """Take of what is alike what is ours."""
    runs = _trimmed(_settled(_parted(runs), page, letter), page, letter)
    runs = _believed(_settled(runs, page, letter), page, letter)
    return _settled(_filled(runs, page, letter, start, stop), page, letter) if runs else []


def _without(pairs: str, start: int, runs: Sequence[Run], kept: Sequence[Run]) -> str:
    """Take the pairs of what was given back out of the comparison."""
    ours = {word for run in kept for word in range(run.b, run.b_end)}
    given = {word - start for run in runs for word in range(run.b, run.b_end) if word not in ours}
    return "".join([STRANGE if place in given else sign for place, sign in enumerate(pairs)])


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
    """Put borders at line ends, where words repeat and the border could as well stand a few words off.

    New words between two stretches may begin or end like ours around them; so may ours that were deleted.
    """
    found: list[Run] = []
    for run in runs:
        shift = 0
        if found:
            before = found.pop()
            if before.a_end == run.a and before.b_end < run.b:
                shift = _best_insertion(before, run, page, letter)
            elif before.b_end == run.b and before.a_end < run.a:
                shift = _best_deletion(before, run, page, letter)
            if before.length + shift > 0:
                found.append(before.longer(shift) if shift else before)
        if run.length > shift:
            found.append(run.later(shift) if shift else run)
    return found


def _room(words: Sequence[str], first: int, second: int, back: int, ahead: int) -> tuple[int, int]:
    """Say how far the words between two places can be moved back and ahead and read the same."""
    lowest = 0
    while -lowest < min(back, MOST_SLIDES) and words[first + lowest - 1] == words[second + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < min(ahead, MOST_SLIDES) and words[first + highest] == words[second + highest]:
        highest += 1
    return lowest, highest


def _best_insertion(before: Run, run: Run, page: Page, letter: Original) -> int:
    words = page.words
    lowest, highest = _room(words, before.b_end, run.b, before.length, run.length)
    if lowest == highest:
        return 0
    # A stretch that only looks like ours because somebody used our words dissolves into its neighbour.
    if before.length + lowest == 0 and not page.begins(before.b):
        return lowest
    if run.length == highest and not page.begins(run.b_end):
        return highest

    def worth(shift: int) -> tuple[int, int]:
        first, after, there = before.b_end + shift, run.b + shift, run.a + shift
        score = 2 * page.begins(first) + 2 * page.begins(after) + 3 * letter.begins_row(there)
        row = letter.bounds[letter.rows[there - 1]][0]  # of ours, the last one before the new words
        if there > before.a and (row <= before.a or page.begins(before.b + row - before.a)):
            score += 3
        if first < len(words) and first and page.depth(first) != page.depth(first - 1):
            score += 2
        return score + letter.begins_field(there), -abs(shift)

    return max(range(lowest, highest + 1), key=worth)


def _best_deletion(before: Run, run: Run, page: Page, letter: Original) -> int:
    lowest, highest = _room(letter.words, before.a_end, run.a, before.length, run.length)
    if lowest == highest:
        return 0

    def worth(shift: int) -> tuple[int, int]:
        first, after, here = before.a_end + shift, run.a + shift, run.b + shift
        score = 2 * letter.begins_row(first) + 2 * letter.begins_row(after) + page.begins(here)
        # Questions are deleted whole, and the line that invites to write is the same under each of them.
        score += 2 * letter.begins_field(first) + letter.begins_field(after)
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
        if not believed[place] and run.length >= 3 and _whole(run, page, letter) and rows_in(run, letter):
            believed[place] = not _is_orphan(run, page, letter)
    return [run for run, keep in zip(runs, believed, strict=True) if keep]


def _whole(run: Run, page: Page, letter: Original) -> bool:
    return page.begins(run.b) and (page.begins(run.b_end) or letter.ends_row(run.a_end - 1))


def _certain(run: Run, page: Page, letter: Original) -> bool:
    if _is_orphan(run, page, letter):
        return False
    if run.length >= CERTAIN:
        return True
    if run.length < 2 or not _whole(run, page, letter):
        return False
    whole_rows = letter.begins_row(run.a) and letter.ends_row(run.a_end - 1)
    # Neither the row's beginning nor the line's end is there: somebody uses our words in a sentence of their own.
    loose = not letter.begins_row(run.a) and not page.begins(run.b_end)
    if page.depth(run.b) and not loose and run.length >= (3 if whole_rows else 6):
        return True
    for row in rows_in(run, letter):
        first, after = letter.bounds[row]
        numbered = letter.words[first].isdigit()
        if letter.passages[letter.owners[row]].field and after - first >= (2 if numbered else 3):
            return True
    return False


def _is_orphan(run: Run, page: Page, letter: Original) -> bool:
    """Tell whether it is one hint without its question: without a quote mark it may be somebody's answer."""
    rows = rows_in(run, letter)
    if not letter.is_skema or len(rows) != 1 or rows[0] in letter.opening:
        return False
    hint = bool(letter.passages[letter.owners[rows[0]]].field)
    return hint and not page.lines[page.line_of(run.b)].mark


def _follows(run: Run, other: Run, letter: Original) -> bool:
    """Tell whether a hint stands behind words of its own question."""
    return other.a < run.a and letter.field_after(other.a_end - 1) == letter.field_after(run.a)


def _beside(run: Run, other: Run, page: Page, letter: Original) -> bool:
    apart = run.a - other.a_end if run.a >= other.a_end else other.a - run.a_end
    if _is_orphan(run, page, letter) and not _follows(run, other, letter):
        return False
    if apart == 0:
        starts = page.begins(run.b) or not letter.begins_row(run.a)
        ends = letter.ends_row(run.a_end - 1) or (run.length >= 6 and page.begins(run.b_end))
        return starts and ends and (run.length >= 2 or _whole(run, page, letter))
    return apart <= 3 and _whole(run, page, letter) and bool(rows_in(run, letter))


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
        there, here = (a, there[1]), (b, here[1])
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
        there, here = (a, a_end), (b, b_end)
    beside = before or after
    if beside is not None and there[0] < there[1] and here[0] < here[1]:
        found.extend(_alone(page, letter, beside, there, here, edge=before is None or after is None))
    return found + tail


def _alone(
    page: Page, letter: Original, beside: Run, there: tuple[int, int], here: tuple[int, int], *, edge: bool
) -> list[Run]:
    """Match units that are a whole row of ours, all around it deleted: a heading that was left, an invitation.

    They must be as deep in quotations as the stretch beside; before or after all of ours, four words long.
    """
    depth = page.depth(beside.b)
    between = range(letter.rows[there[0]], letter.rows[there[1] - 1] + 1)[:MOST_UNITS]
    rows = [row for row in between if letter.bounds[row][0] >= there[0] and letter.bounds[row][1] <= there[1]]
    units: list[tuple[int, int]] = []
    start = here[0]
    for word in range(here[0] + 1, here[1] + 1):
        if (word == here[1] or page.begins(word)) and len(units) < MOST_UNITS:
            if page.begins(start):
                units.append((start, word))
            start = word
    texts = [letter.words[slice(*letter.bounds[row])] for row in rows]
    said = [tuple(page.words[first:after]) for first, after in units]
    found: list[Run] = []
    for block in LCSseq.opcodes(texts, said).as_matching_blocks():
        for nth in range(block.size):
            row, (first, after) = rows[block.a + nth], units[block.b + nth]
            fewest = 4 if edge and not depth else 1 if not letter.passages[letter.owners[row]].field else 2
            run = Run(beside.letter, *letter.bounds[row], first, after)
            if (edge or after < here[1]) and _is_orphan(run, page, letter):
                continue
            if after - first >= fewest and page.depth(first) == depth:
                found.append(run)
    return found


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
