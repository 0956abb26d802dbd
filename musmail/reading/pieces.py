"""Pieces: the words a person typed, each stretch with the field it stands under and where it was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from musmail.reading.align import align
from musmail.reading.lines import Line
from musmail.reading.original import Original
from musmail.reading.page import WORD, Page, spans_in
from musmail.reading.run import Run

OLDER_LETTERS = 6  # how far back a thread's quotation is followed: guessed
WORTH_A_LOOK = 12  # words that may hold a quotation of an older letter

_SYMBOL = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
# What may be an answer without a word: "?", ":-)", "…". A dash leaves a field empty, and others are left of furniture.
_SIGN = re.compile("[^\\w\\s\u2010-\u2015_|>*.,·•=~\u200b-\u200f\u2060\ufeff\ufffc\ufffd-]|\\.\\.|\u2026")
_ELIDED = re.compile(r"\s*[\[(<]\s*(?:\.{2,5}|…)\s*[\])>]\s*")  # "[…]": where somebody cut our words away
# What clients write in place of a picture, a link or a button.
_ARTEFACT = re.compile(
    r"<(?:https?:|mailto:|tel:|x-apple|cid:|#)[^<>\s]*>|\[cid:[^\]\s]{0,200}\]|\[(?:image"
    r"|billede):[^\]]{0,200}\]"
    r"|<image\d+\.\w{3,4}>",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*_{5,}\s*")
_STARS = re.compile(r"\s*(?:\*\s?){3,}\s*")  # a line somebody draws; fewer are left of bold type
_EMPTY = re.compile(r"(?:[\s_|>*·•]|\.(?!\.))*")


class Place(StrEnum):
    """Where in the mail a piece was typed."""

    ABOVE = "above"  # before anything of ours
    UNDER = "under"  # under (or on) words of ours that open a field
    AMONG = "among"  # between words of ours that open no field
    BELOW = "below"  # after everything of ours


@dataclass(frozen=True)
class Piece:
    """One stretch of typed lines; `first` is the number of its first line in the page."""

    lines: tuple[Line, ...]
    first: int
    field: str
    place: Place
    letter: int  # which letter the words before it are of; -1: none
    amid: bool = False  # in the middle of a row of ours
    before_letter: bool = False  # a quotation begins right after it

    @property
    def text(self) -> str:
        """Give the words as typed, without the empty lines around them."""
        return typed(self.lines)

    def keep(self, start: int, stop: int) -> "Piece":
        """Give the piece with only some of its lines."""
        if not start and stop >= len(self.lines):
            return self
        return replace(self, lines=self.lines[start:stop], first=self.first + start)


def typed(lines: Sequence[Line]) -> str:
    """Join lines as they were typed; a lone `>` line among plain ones was content and gets its mark back."""
    shallow = any(line.depth == 0 and line.text.strip() for line in lines)
    rows = [
        f"{line.mark} {line.text}" if line.mark and shallow and line.text.strip() else line.text
        for line in lines
    ]
    while rows and not rows[0].strip():
        rows.pop(0)
    while rows and not rows[-1].strip():
        rows.pop()
    return "\n".join(row.rstrip() for row in rows).strip()


def runs_of(page: Page, letters: Sequence[Original]) -> list[Run]:
    """Find everything of ours in a reply: the letter replied to first, then older ones in what is left."""
    runs: list[Run] = []
    for index, letter in enumerate(letters[: OLDER_LETTERS + 1]):
        found: list[Run] = []
        place = 0
        for run in (*runs, None):
            stop = run.b if run else len(page.words)
            if stop - place >= (WORTH_A_LOOK if index else 1):
                found.extend(align(page, letter, index, place, stop))
            place = run.b_end if run else stop
        runs = sorted((*runs, *found), key=lambda run: run.b)
    return runs


def pieces_of(page: Page, runs: Sequence[Run], letters: Sequence[Original]) -> list[Piece]:
    """Cut out what stands between the stretches that are ours."""
    pieces: list[Piece] = []
    before: Run | None = None
    for run in (*_split_at_signs(page, runs, letters), None):
        rows, first = _rows(page, before, run)
        words = (run.b if run else len(page.words)) - (before.b_end if before else 0)
        if words or any(_speaks(row) for row in rows):
            lines, start = _cut(page, rows, first, before, run, letters)
            if lines:
                pieces.append(_piece(lines, start, page, before, run, letters))
        before = run
    return pieces


def _split_at_signs(page: Page, runs: Sequence[Run], letters: Sequence[Original]) -> list[Run]:
    """End a stretch where a line of ours is followed by signs that are not ours: 👍 is an answer too, and so is "?"."""
    ours = frozenset().union(*(letter.tails for letter in letters))
    places = {
        page.counts[number]
        for number, line in enumerate(page.lines)
        if (signs := _signs_after(line.text)) and (signs == line.text or signs.strip(" \t*_") not in ours)
    }
    if not places:
        return list(runs)
    split: list[Run] = []
    for run in runs:
        rest = run
        for place in sorted(places):
            if rest.b < place < rest.b_end:
                split.append(rest.longer(place - rest.b_end))
                rest = rest.later(place - rest.b)
        split.append(rest)
    return split


def _rows(page: Page, before: Run | None, run: Run | None) -> tuple[list[str], int]:
    """Give the text between two stretches, line by line, and the number of its first line."""
    first, _, start = page.span(before.b_end - 1) if before else (0, 0, 0)
    last, stop, _ = page.span(run.b) if run else (len(page.lines) - 1, -1, 0)
    if not page.lines:
        return [], 0
    rows = [line.text for line in page.lines[first : last + 1]]
    if stop >= 0:
        rows[-1] = rows[-1][:stop]
    rows[0] = rows[0][start:]
    return rows, first


@lru_cache(maxsize=4096)
def _signs_after(text: str) -> str:
    """Give what stands on a line after its last word, if it may say something."""
    spans = spans_in(text)
    signs = text[spans[-1][1] :] if spans else text
    return signs if _SIGN.search(signs) else ""


def _without_tail(row: str, before: Run, letters: Sequence[Original]) -> str:
    """Take the end of our own sentence off what stands after its last word; other signs alone there say nothing."""
    letter = letters[before.letter]
    row = row.lstrip("*_")  # the end of what was bold
    for sign in letter.tail(before.a_end - 1).strip():
        if row.lstrip().startswith(sign):
            row = row.lstrip()[1:].lstrip("*_")
    row = row.lstrip(" \t")
    ours = not letter.ends_row(before.a_end - 1) and not _says(row)
    return "" if ours else row


def _piece(
    lines: tuple[Line, ...],
    first: int,
    page: Page,
    before: Run | None,
    run: Run | None,
    letters: Sequence[Original],
) -> Piece:
    new_letter = run is not None and (before is None or before.letter != run.letter)
    if before is None:
        return Piece(lines, first, "", Place.ABOVE, -1, before_letter=new_letter)
    letter = letters[before.letter]
    field = letter.field_after(before.a_end - 1)
    place = Place.UNDER if field else Place.AMONG
    if run is None and not field:
        place = Place.BELOW
    return Piece(lines, first, field, place, before.letter, _amid(page, before, run, letter), new_letter)


def _amid(page: Page, before: Run, run: Run | None, letter: Original) -> bool:
    """Tell whether words were put into a row of ours, or in place of some of its words."""
    if not letter.ends_row(before.a_end - 1) and not page.begins(before.b_end):
        return True
    same = run is not None and run.letter == before.letter
    return same and run is not None and not letter.begins_row(run.a) and not page.begins(run.b)


def _cut(
    page: Page,
    rows: list[str],
    first: int,
    before: Run | None,
    run: Run | None,
    letters: Sequence[Original],
) -> tuple[tuple[Line, ...], int]:
    """Take the typed lines out of the text; what belongs to our words on either side is left behind."""
    if before is not None:
        rows[0] = _without_tail(rows[0], before, letters)
    if run is not None and not _says(rows[-1]):
        rows[-1] = ""
    ruled = any(letter.ruled for letter in letters)
    lines = [_line(row, page.lines[first + nth], ruled) for nth, row in enumerate(rows)]
    if before is not None:
        ours = page.depth(before.b)
        lines = [
            lines[0],
            *(_content(line) if line.mark and line.depth > ours else line for line in lines[1:]),
        ]
    if (
        before is not None
    ):  # it began on a line of ours, so the quote marks are ours, where it was wrapped too
        for nth, line in enumerate(lines):
            if line.depth != lines[0].depth:
                break
            if line.mark:
                lines[nth] = line._replace(mark="")
    begin, end = 0, len(lines)
    typed_rule = before is not None and not ruled
    while begin < end and _EMPTY.fullmatch(lines[begin].text):
        if (typed_rule and _RULE.fullmatch(lines[begin].text)) or _STARS.fullmatch(lines[begin].text):
            break
        begin += 1
    while end > begin and _EMPTY.fullmatch(lines[end - 1].text):
        end -= 1
    if not any(_speaks(line.text) for line in lines[begin:end]):
        return (), 0
    return tuple(lines[begin:end]), first + begin


def _line(row: str, line: Line, ruled: bool) -> Line:
    if "<" in row or "[" in row:
        row = _ARTEFACT.sub("", row)
    if ruled and "__" in row:  # the line of a box to write on
        row = row.lstrip(" \t_") if row.lstrip().startswith("__") else row
        row = row.rstrip(" \t_") if row.rstrip().endswith("__") else row
    row = row.rstrip()
    return line if row == line.text else line._replace(text=row)


def _content(line: Line) -> Line:
    """Put back a `>` that is no quote mark: the line is deeper than the words of ours it stands under."""
    return line._replace(text=f"{line.mark} {line.text}", mark="")


def _says(row: str) -> bool:
    return WORD.search(row) is not None or (not row.isascii() and _SYMBOL.search(row) is not None)


def _speaks(row: str) -> bool:
    """Tell whether a line says something, be it with a sign alone."""
    return WORD.search(row) is not None or (_SIGN.search(row) is not None and not _ELIDED.fullmatch(row))
