"""Answers that do not stand under their question: a list by number, or with the question written again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from musmail.reading.lines import Line
from musmail.reading.original import Wordings
from musmail.reading.page import words_of
from musmail.reading.phrases import ORDINAL

SAME_QUESTION = 88.0  # of 100: a question typed again with a slip or two; guessed
LONGEST_HEAD = 80  # characters in which a number must stand
MOST_TRIED = 400  # lines searched for questions written again; beyond that they are only kept

_ITEM = re.compile(
    r"\s*(?:[-*•–]\s+)?\**(?P<ad>(?:ad|til|re|svar(?: på)?|vedr\.?)\.?\s*)?"
    r"(?P<word>(?:spørgsmål|spørgsm\.?|spm\.?|sp\.?|nr\.?|nummer|punkt|pkt\.?|aftale|question|number"
    r"|no\.?|item|q|#)\s*)?"
    r"[(\[]?(?P<number>\d{1,2})\**(?P<mark>\s?[.):\]/=]+(?!\d)|\s+[-–—]+(?=\s)|[-–—](?=\s)|(?=\s*$))\**\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[ \t*]*(?:[:–—-][ \t]+)?")  # what parts a question written again from its answer
_STEM = re.compile(r"\s*(?:[-*•–]\s+)?\**\s*(?:\d{1,2}[.):]\s*)?")


@dataclass(frozen=True)
class Share:
    """Some lines with the field they belong to; no field: nobody knows."""

    field: str
    lines: tuple[Line, ...]
    first: int  # number of the first line within the piece
    why: str


def shares(
    lines: Sequence[Line],
    numbers: Mapping[int, str],
    questions: Wordings,
    *,
    here: str = "",
    after: int = 0,
) -> list[Share]:
    """Deal lines out to fields by the numbers and questions in them; what comes first stays `here`.

    `after` is the number of the question the lines stand under: only later ones are believed then.
    """
    heads = _heads(lines, numbers, questions, after)
    heads = [head for head in heads if head.field != here]
    found: list[Share] = []
    first = heads[0].line if heads else len(lines)
    if first:
        found.append(Share(here, tuple(lines[:first]), 0, "stands here"))
    for place, head in enumerate(heads):
        stop = heads[place + 1].line if place + 1 < len(heads) else len(lines)
        own = lines[head.line]
        rows = [Line(head.rest, own.depth, own.hint), *lines[head.line + 1 : stop]]
        found.append(Share(head.field, tuple(rows), head.line, head.why))
    return found


@dataclass(frozen=True)
class _Head:
    """A line that begins an answer: which field, and what is left of the line."""

    line: int
    field: str
    rest: str
    why: str
    again: bool = False  # the question itself stands there


def _heads(lines: Sequence[Line], numbers: Mapping[int, str], questions: Wordings, after: int) -> list[_Head]:
    heads: list[_Head] = []
    style: str | None = None
    latest = after
    for index, line in enumerate(lines[:MOST_TRIED]):
        again = _question_again(line.text, questions, under=after > 0)
        if again is not None:
            heads.append(_Head(index, again[0], again[1], "the question stands there again", again=True))
            latest = max(
                latest, next((number for number, name in numbers.items() if name == again[0]), latest)
            )
            continue
        # Beside questions written again a list is an answer's own; under a question a bare number is an answer.
        item = _item(line.text, numbers) if style or not heads else None
        if item is None or item[0] <= latest or (after and item[1] == "bare"):
            continue
        number, kind, rest = item
        follows = rest or any(one.text.strip() for one in lines[index + 1 : index + 3])
        if follows and style in (None, kind):
            style, latest = kind, number
            heads.append(_Head(index, numbers[number], rest, f"number {number} stands before it"))
    return heads


def _item(text: str, numbers: Mapping[int, str]) -> tuple[int, str, str] | None:
    """Read `3. text`, `ad 3: text`, `spm. 3 text`; give the number, the style of the list and the text."""
    match = _ITEM.match(text[:LONGEST_HEAD])
    if match is None or int(match["number"]) not in numbers:
        return None
    told = bool(match["ad"] or match["word"])
    rest = text[match.end() :]
    if not told and ORDINAL.match(rest):
        return None
    if (
        match["ad"]
        and not match["word"]
        and match["ad"].strip().lower() == "til"
        and not match["mark"].strip()
    ):
        return None
    style = "told" if told else ")" if ")" in match["mark"] else "." if match["mark"].strip() else "bare"
    return int(match["number"]), style, rest


def _question_again(text: str, questions: Wordings, *, under: bool) -> tuple[str, str] | None:
    """Find a question somebody wrote again, with or without an answer on its line."""
    if len(text) < 8 or not questions.texts or (under and "?" not in text and ":" not in text):
        return None
    stem = _STEM.match(text)
    core = text[stem.end() :] if stem else text
    end = _end_of_question(core)
    for stop in (end, len(core)) if 0 < end < len(core) else (len(core),):
        words = words_of(core[: min(stop, 400)])
        # Look before comparing: most words of a question written again are words of some question.
        if len(words) < 3 or sum(word in questions.words for word in words) * 4 < len(words) * 3:
            continue
        best = process.extractOne(
            " ".join(words), questions.texts, scorer=fuzz.ratio, score_cutoff=SAME_QUESTION
        )
        if best is not None:
            return best[2], _AFTER.sub("", core[stop:], count=1).strip(" \t*")
    return None


def _end_of_question(text: str) -> int:
    marks = [place for place in (text.find("?"), text.find(":")) if place > 0]
    return min(marks) + 1 if marks else 0
