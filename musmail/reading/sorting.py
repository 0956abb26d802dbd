"""Sorting: from typed pieces to words per field, words on top, and what was only furniture."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.reading import furniture, quotehead
from musmail.reading.damage import repaired
from musmail.reading.lines import Line
from musmail.reading.names import is_named
from musmail.reading.original import Original
from musmail.reading.page import Page, words_of
from musmail.reading.pieces import Piece, Place, pieces_of, runs_of, typed
from musmail.reading.run import Run
from musmail.reading.top import Share, shares

EDITED, UNDER = "our words were changed", "stands under the question"
_INDENT = re.compile(r"^ {1,4}")
# What a line under another question must have to be the head of an answer: a number first, or a question's mark.
_HEADISH = re.compile(r"[?:]|^\W{0,4}(?:\w{1,10}\W{1,2})?\d")
# "Kun mig: 1. …" and "Punkt 1: …" begin a list as well.
_ONE = re.compile(r"(?:[^:\d]{1,40}:)?[ \t*•-]*(?:[^\W\d]{1,12}\.? )?1[.):]")


@dataclass(frozen=True)
class Chunk:
    """Words of the person's, with the field they belong to; none: words on top or below."""

    field: str
    text: str
    first: int
    count: int
    why: str
    adds: bool = False  # goes behind the answer that stands


@dataclass(frozen=True)
class Sorted:
    """A reply taken apart; `dropped` are lines that were furniture, with what they were."""

    page: Page
    runs: tuple[Run, ...]
    chunks: tuple[Chunk, ...]
    dropped: tuple[tuple[int, int, str], ...]


def sort(
    page: Page,
    letters: Sequence[Original],
    names: Sequence[str],
    *,
    lists: bool,
    agreed: Callable[[Sequence[str]], Collection[int]] | None = None,
    book: Phrasebook = NO_BOOK,
) -> Sorted:
    """Sort what was typed; `lists` says that numbers on top may be the numbers of questions.

    `agreed` says which lines are agreements by their form, whatever number they have.
    """
    runs = runs_of(page, letters)
    whole = repaired(page, letters, sum(run.length for run in runs))
    if whole is not None:
        page, runs = whole, runs_of(whole, letters)
    if not any(page.depth(run.b) for run in runs) and (runs or not quotehead.heads(page.lines)):
        page = _unmarked(page)
    pieces = pieces_of(page, runs, letters)
    seen = _fields_seen(letters, runs)
    pieces = [replace(piece, lines=furniture.without_name_marks(piece.lines, names)) for piece in pieces]
    dropped: list[tuple[int, int, str]] = []
    chunks: list[Chunk] = []
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1  # nothing was typed after it
        if piece.place is not Place.UNDER or piece.before_letter:
            parts = _parted(piece, letters, bool(runs), names, dropped)
        else:
            parts = [piece]
        for part in parts:
            bare = _bare(part, page, runs, names, last, dropped)
            if bare.lines and bare.amid:
                chunks.append(_edited(bare, page, runs, letters))
            elif bare.lines:
                chunks.extend(_dealt(bare, letters, seen if lists else None, agreed, book))
    return Sorted(page, tuple(runs), tuple(chunks), tuple(dropped))


def _unmarked(page: Page) -> Page:
    """Where our words are quoted without marks, a `>` is what somebody typed: "> 5 års erfaring"."""
    if not any(line.mark for line in page.lines):
        return page
    lines = [Line(f"{line.mark} {line.text}", 0, line.hint) if line.mark else line for line in page.lines]
    return Page(lines, page.words, page.counts)


def _bare(
    piece: Piece,
    page: Page,
    runs: Sequence[Run],
    names: Sequence[str],
    last: bool,
    dropped: list[tuple[int, int, str]],
) -> Piece:
    """Take furniture off the edges of a piece, where the piece is at an edge of what was typed."""
    if piece.place is Place.UNDER and not last and not piece.before_letter:
        return _without_earlier(piece, page, runs, dropped)
    above = piece.place is Place.ABOVE
    piece = _without_earlier(piece, page, runs, dropped)
    if above or piece.place is Place.BELOW:
        begin = furniture.without_banner(piece.lines)
        piece = _drop(piece, begin, len(piece.lines), "banner", dropped)
        begin = furniture.without_greeting(piece.lines)
        piece = _drop(piece, begin, len(piece.lines), "greeting", dropped)
        begin = furniture.without_pointer(piece.lines)
        piece = _drop(piece, begin, len(piece.lines), "says where the answers are", dropped)
    if above or last or piece.before_letter:
        stop, removed = furniture.without_ending(piece.lines, names)
        if not stop and piece.place is Place.UNDER:
            # "Mvh" and nothing else under a question may be the answer.
            stop = max((one.stop for one in removed if one.what == "signature"), default=0)
            stop = 0 if furniture.signed(piece.lines[:stop], names) else stop
            removed = [one for one in removed if one.start >= stop]
        for one in removed:
            dropped.append((piece.first + one.start, piece.first + one.stop, one.what))
        piece = piece.keep(0, stop)
    return piece


def _drop(piece: Piece, start: int, stop: int, what: str, dropped: list[tuple[int, int, str]]) -> Piece:
    if start > 0:
        dropped.append((piece.first, piece.first + start, what))
    if stop < len(piece.lines):
        dropped.append((piece.first + stop, piece.first + len(piece.lines), what))
    return piece.keep(start, stop)


def _parted(
    piece: Piece,
    letters: Sequence[Original],
    quotes: bool,
    names: Sequence[str],
    dropped: list[tuple[int, int, str]],
) -> list[Piece]:
    """Part a piece at the heads of quotations in its midst, and leave out what is no new word.

    Under the head of the person's own earlier mail everything is old. Where nothing of ours follows, all of it is
    the rest of a thread, unless nothing of ours is quoted at all: then somebody may have typed below the head.
    """
    if piece.before_letter:
        stop, what = quotehead.without_quote_head(piece.lines)
        piece = _drop(piece, 0, stop, what, dropped)
    heads = quotehead.heads(piece.lines)
    if not heads:
        return [piece]
    parts = [piece.keep(0, heads[0].start)]
    for place, head in enumerate(heads):
        stop = heads[place + 1].start if place + 1 < len(heads) else len(piece.lines)
        old = any(is_named(head.text, name) for name in names) or (quotes and not piece.before_letter)
        dropped.append(
            (piece.first + head.start, piece.first + (stop if old else head.stop), "head of a quotation")
        )
        if not old:
            lines = _new_only(piece.lines[head.stop : stop], letters, quotes)
            parts.append(replace(piece, lines=lines, first=piece.first + head.stop))
    return [part for part in parts if part.text]


def _new_only(lines: Sequence[Line], letters: Sequence[Original], quotes: bool) -> tuple[Line, ...]:
    """Under a head, leave out single rows of ours that had nothing left to align with, and what is marked as quoted."""
    ours = {letter.words[slice(*bounds)] for letter in letters for bounds in letter.bounds}
    return tuple(
        Line("", line.depth) if tuple(words_of(line.text)) in ours or (line.depth and not quotes) else line
        for line in lines
    )


def _without_earlier(
    piece: Piece, page: Page, runs: Sequence[Run], dropped: list[tuple[int, int, str]]
) -> Piece:
    """Leave out what a person wrote in an earlier mail they quote: deeper than now, less deep than our words."""
    if not runs or not any(line.depth for line in piece.lines):
        return piece
    ours = max(page.depth(run.b) for run in runs)
    heads = quotehead.heads(page.lines) if ours > 1 else []
    if len(heads) < 2:
        return piece
    typed_now = (
        heads[0].start - piece.first
    )  # lines above the first head are no quotation, whatever they begin with
    kept = tuple(
        line if number < typed_now or not 0 < line.depth < ours else Line("", line.depth)
        for number, line in enumerate(piece.lines)
    )
    if kept != piece.lines:
        dropped.append((piece.first, piece.first + len(piece.lines), "quotation of an earlier mail"))
    return replace(piece, lines=kept)


def _edited(piece: Piece, page: Page, runs: Sequence[Run], letters: Sequence[Original]) -> Chunk:
    """Where somebody changed a sentence of ours, their words are the sentence as it stands now."""
    last = piece.first + len(piece.lines) - 1
    run = max((run for run in runs if page.line_of(run.b) <= piece.first), key=lambda run: run.b)
    letter = letters[run.letter]
    word = max(word for word in range(run.b, run.b_end) if page.line_of(word) <= piece.first)
    owner = letter.owners[letter.rows[run.a + word - run.b]]
    ours = [
        page.line_of(one.b + a - one.a)
        for one in runs
        if one.letter == run.letter
        for a in range(one.a, one.a_end)
        if letter.owners[letter.rows[a]] == owner
    ]
    first, last = min([*ours, piece.first]), max([*ours, last])
    text = typed([unindented(line) for line in page.lines[first : last + 1]])
    return Chunk(piece.field, text, first, last + 1 - first, EDITED)


def unindented(line: Line) -> Line:
    """Take off what our plain text indents people's own words by."""
    return line._replace(text=_INDENT.sub("", line.text, count=1))


def _dealt(
    piece: Piece,
    letters: Sequence[Original],
    seen: set[str] | None,
    agreed: Callable[[Sequence[str]], Collection[int]] | None,
    book: Phrasebook,
) -> list[Chunk]:
    """Deal a piece out to fields by the numbers and questions in it; words without either stay where they stand.

    `seen` are the fields whose question stands in the reply; None: numbers and questions mean nothing here.
    """
    if (
        not letters
        or seen is None
        or (piece.field and not any(_HEADISH.search(line.text) for line in piece.lines))
    ):
        return _chunks(piece, [Share(piece.field, piece.lines, 0, _why(piece))])
    letter = letters[max(piece.letter, 0)]
    if not piece.field:
        rows = agreed([line.text for line in piece.lines]) if agreed else ()
        return _chunks(
            piece,
            shares(
                piece.lines, letter.numbers, letter.wordings,
                agreements=letter.agreements, agreed=rows, book=book,
            ),
        )  # fmt: skip
    own = next((number for number, field in letter.numbers.items() if field == piece.field), 0)
    numbers = {n: f for n, f in letter.numbers.items() if n > own and f not in seen}
    if any(_begins_with_one(line.text) for line in piece.lines):
        numbers = {}  # a list of the person's own
    # A question above that stands in its place is not answered here: somebody says its words.
    above = {f for n, f in letter.numbers.items() if n < own and f in seen}
    dealt = shares(
        piece.lines, numbers, letter.wordings.without(above), here=piece.field, after=own, book=book
    )
    said = {share.field for share in dealt if share.field in seen and _is_said(share, piece)}
    if said and len(dealt) < 3:
        questions = letter.wordings.without(above | said)
        dealt = shares(piece.lines, numbers, questions, here=piece.field, after=own, book=book)
    return _chunks(piece, dealt)


def _is_said(share: Share, piece: Piece) -> bool:
    """Tell whether a question without its number goes on with words on its line: perhaps part of a sentence."""
    line = piece.lines[share.first].text
    return (
        share.field != piece.field
        and "?" in line
        and bool(share.lines[0].text)
        and not line.lstrip()[:1].isdigit()
    )


def _fields_seen(letters: Sequence[Original], runs: Sequence[Run]) -> set[str]:
    """Name the fields whose question stands in the reply as we wrote it."""
    found: set[str] = set()
    for run in runs:
        letter = letters[run.letter]
        found.update(
            letter.passages[letter.owners[row]].field
            for row in range(letter.rows[run.a], letter.rows[run.a_end - 1] + 1)
        )
    return found - {""}


def _begins_with_one(text: str) -> bool:
    return _ONE.match(text) is not None


def _chunks(piece: Piece, dealt: Sequence[Share]) -> list[Chunk]:
    found = []
    for share in dealt:
        text = typed(share.lines)
        if text:
            why = share.why if share.field != piece.field else _why(piece)
            found.append(
                Chunk(share.field, text, piece.first + share.first, len(share.lines), why, share.adds)
            )
    return found


def _why(piece: Piece) -> str:
    return {
        Place.ABOVE: "stands above the quotation",
        Place.UNDER: UNDER,
        Place.AMONG: "stands among our words",
        Place.BELOW: "stands below the quotation",
    }[piece.place]
