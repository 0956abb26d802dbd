"""Theirs: what only looks like a line of ours, since somebody says our words in a sentence of their own."""

from collections.abc import Sequence

from musmail.reading.original import Original
from musmail.reading.page import Page
from musmail.reading.run import Run

CERTAIN = 12  # words in a row nobody types by chance: guessed


def given_back(runs: Sequence[Run], page: Page, letter: Original) -> list[Run]:
    """Give back lines that only begin or end like a line of ours: a sentence of the person's that says our words.

    An answer typed on our own line stands behind our whole line, with the sign it ends in, in its place in the letter.
    """
    found: list[Run] = []
    runs = [part for place, run in enumerate(runs) for part in _quoted(run, runs, place, page, letter)]
    for place, one in enumerate(runs):
        run = one
        # The number of a question is never alone on a line: "12%" above a question that is typed again.
        if (
            run.length > 1
            and page.begins(run.b)
            and page.begins(run.b + 1)
            and not letter.begins_row(run.a + 1)
        ):
            run = run.later(1)
        before = found[-1] if found else None
        after = runs[place + 1] if place + 1 < len(runs) else None
        start = _start_of_own(run, before, page, letter)
        stop = _end_of_own(run, before, after, page, letter)
        if start < stop:
            found.append(Run(run.letter, start, stop, run.b + start - run.a, run.b_end - (run.a_end - stop)))
    return found


def _quoted(run: Run, runs: Sequence[Run], place: int, page: Page, letter: Original) -> list[Run]:
    """Take out rows of ours that stand less deep than what is around them: somebody typed them."""
    beside = [page.depth(one.b_end - 1) for one in runs[max(0, place - 1) : place]]
    beside += [page.depth(one.b) for one in runs[place + 1 : place + 2]]
    ours = max(page.depth(run.b), page.depth(run.b_end - 1), min(beside, default=0))
    first, last = page.line_of(run.b), page.line_of(run.b_end - 1)
    if not ours or min([line.depth for line in page.lines[first : last + 1] if line.text]) >= ours:
        return [run]
    parts: list[Run] = []
    begin = run.a
    for row in rows_in(run, letter):
        a, a_end = letter.bounds[row]
        here = run.b + a - run.a
        if page.depth(here) < ours and page.begins(here) and row not in letter.opening:
            parts.append(Run(run.letter, begin, a, run.b + begin - run.a, here))
            begin = a_end
    parts.append(Run(run.letter, begin, run.a_end, run.b + begin - run.a, run.b_end))
    return [part for part in parts if part.length > 0]


def _is_heading(row: int, letter: Original) -> bool:
    """Tell whether a row stands below a question, belongs to none, and is no sentence."""
    if not letter.is_skema or letter.passages[letter.owners[row]].field or row < min(letter.opening):
        return False
    return not letter.tail(letter.bounds[row][1] - 1).strip()


def _is_said(row: int, run: Run, before: Run | None, after: Run | None, page: Page, letter: Original) -> bool:
    """Tell whether a heading straight under another question has other words under it than its own question."""
    first, last = letter.bounds[row]
    if not _is_heading(row, letter) or (run.a == first and not (before and before.b_end == run.b)):
        return False
    stop = after.b if after else len(page.words)
    if run.b_end >= stop or page.line_of(run.b_end) > page.line_of(run.b_end - 1) + 2:
        return False
    again = tuple(page.words[stop - last + first : stop]) == letter.words[first:last]
    return again or after is None or after.a != run.a_end


def _end_of_own(run: Run, before: Run | None, after: Run | None, page: Page, letter: Original) -> int:
    """Say where what is ours ends, when words go on after it on the line."""
    row = letter.rows[run.a_end - 1]
    first, last = letter.bounds[row]
    if row in letter.opening:
        return run.a_end
    begins = run.b + max(first, run.a) - run.a
    if page.begins(run.b_end) or (after and after.b == run.b_end):
        whole = run.a_end == last and run.a <= first and page.begins(begins)
        return first if whole and _is_said(row, run, before, after, page, letter) else run.a_end
    if not page.begins(begins):
        return run.a_end
    if run.a_end < last:
        goes_on = after is not None and letter.rows[after.a] == row
        return max(first, run.a) if letter.is_skema and not goes_on else run.a_end
    line, _, stop = page.span(run.b_end - 1)
    ours, theirs = letter.tail(run.a_end - 1).strip(), page.lines[line].text[stop:].lstrip(" \t*_")
    above = first - 1 if run.a < first else before.a_end - 1 if before and before.b_end == run.b else None
    field = letter.passages[letter.owners[row]].field
    placed = above is not None and letter.passages[letter.owners[letter.rows[above]]].field == field
    if ours and theirs.startswith(ours) and (placed or not letter.is_skema):
        return run.a_end
    return max(first, run.a) if letter.is_skema or (ours and not theirs[:1].isalnum()) else run.a_end


def _start_of_own(run: Run, before: Run | None, page: Page, letter: Original) -> int:
    """Say where what is ours begins, when other words stand before it on the line."""
    row = letter.rows[run.a]
    last = letter.bounds[row][1]
    if page.begins(run.b) or row in letter.opening or not letter.is_skema or last > run.a_end:
        return run.a
    if (
        before and (before.b_end == run.b or letter.rows[before.a_end - 1] == row)
    ) or last - run.a >= CERTAIN:
        return run.a
    return last if page.begins(run.b + last - run.a) else run.a


def rows_in(run: Run, letter: Original) -> range:
    """List the rows of the letter that lie wholly in a stretch."""
    first, last = letter.rows[run.a], letter.rows[run.a_end - 1]
    first += letter.bounds[first][0] < run.a
    last -= letter.bounds[last][1] > run.a_end
    return range(first, last + 1)
