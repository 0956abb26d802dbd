"""Answers that do not stand under their question: a list by number, or with the question written again."""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rapidfuzz import fuzz, process

from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.reading.lines import Line
from musmail.reading.marks import heading
from musmail.reading.original import Wordings
from musmail.reading.page import words_of
from musmail.reading.phrases import ORDINAL
from musmail.scheduling.vocabulary import ANY_MONTHS

NONE: Mapping[int, str] = MappingProxyType({})
SAME_QUESTION = 88.0  # of 100: a question typed again with a slip or two; guessed
SAME_NUMBERED = 75.0  # … and with its number before it; guessed
LONGEST_HEAD = 80  # characters in which a number must stand
MOST_TRIED = 400  # lines searched for questions written again; beyond that they are only kept

_ITEM = re.compile(
    r"\s*(?:[-*•–]\s+)?\**(?:(?:nej )?vent,?\s+)?"
    r"(?P<ad>(?:(?P<adds>(?:tilføj(?:else)?|supplement|mere|p\.?s\.?|addition)(?: på| til| to)?"
    r"(?: (?:mit )?svar(?:et)?(?: på)?)?"
    r"|(?:også|more|also) (?:på|til|to|on|for))|ad|til|re|ang(?:ående)?|i forhold til|mht\.?|vedrørende"
    r"|(?:svar|rettelse|ændring|answer|correction|change)(?: på| til| to)?|vedr\.?)\.?\s*)?"
    r"(?P<word>(?:spørgsmål|spørgsm\.?|spm\.?|sp\.?|nr\.?|nummer|punkt|pkt\.?|aftale|question|number"
    r"|no\.?|item|[qas](?=\d)|q|#)\s*)?"
    r"[(\[]?(?P<number>\d{1,2})(?:['’]?e?ren\b(?: skal være\b)?)?\**"
    r"(?P<mark>(?<=\*)\s+|\s?[.):\]/=]+(?!\d|[-–]\s?\d)|\s+[-–—]+(?=\s)|[-–—](?=\s)|(?=\s*$))\**\s*",
    re.IGNORECASE,
)
# "Ret 5 til …", "nr. 5 skal være: …": the new words of an answer.
_CORRECTED = re.compile(
    r"\s*(?:(?:ret|ændr|change|correct) (?:(?:mit |my )?(?:svar(?:et)?|answer)(?: på| to)? )?"
    r"(?:spørgsmål |spm\.? |nr\.? |question |number )?(?P<number>\d{1,2}) (?:til|to)\b\s*:?"
    r"|(?:(?:svar(?:et)?(?: på)?|spørgsmål|spm\.?|nr\.?|answer|question|number|no\.?) )+(?P<said>\d{1,2})"
    r" (?:skal (?:være|lyde|hedde)|should (?:be|read))\s*:)\s*(?=\S|$)",
    re.IGNORECASE,
)
_POINT = re.compile(rf"\s*\d{{1,2}}\.\s+(?!(?i:{ORDINAL.pattern}))[A-ZÆØÅ]")
# Without a mark after it, a number begins an item only before a capital, and only among others of its kind.
_BARE = re.compile(r"\s*(\d{1,2})\s+(?=[A-ZÆØÅ][a-zæøåé]|[A-ZÆØÅ]{2})")
_MARK_OF = re.compile(
    r"\W*(?P<mark>[^\W\d][^\d:]{1,40}?)\W+(?P<numbers>\d{1,2}(?:\s*(?:,|og|and|&|\+)\s*\d{1,2})*)\W*"
)
_SMALL = re.compile(r"\s*#?(\d{1,2})\s+(?=[^\W\d_])")
# "1: mere ro, 2: ny linje": further answers on the line of the first.
_FIRST_OF_LINE = re.compile(r"\s*(?:[-*•–]\s+)?\d{1,2}:\s")
_ON_LINE = re.compile(r"[,;.]?\s(?P<number>\d{1,2}):\s+(?=[^\W\d])")
# What may stand above and below a list in small letters, and is no part of it.
_HAIL = re.compile(r"\s*(?:hej|hejsa|kære|hi|hello|dear|davs)(?: [^\W\d]+){0,3}[ ,!.]*", re.IGNORECASE)
_BY = re.compile(r"\s*(?:(?:mvh|vh|hilsen|/)\s*)?[^\W\d]+(?: [^\W\d]+)?[ ,!.]*", re.IGNORECASE)
# "Kun mig 14: …": who may see an answer, written before its number.
_MARKED = re.compile(
    r"\s*[\[(]?(kun (?:til )?mig|privat|kun (?:til|ved|på) mødet)\s*[\])]?\s*[:,–-]?\s*"
    r"(?=(?:spm|spørgsmål|nr|ad|svar)?\b\.?\s*\d)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[ \t*]*(?:[:–—-][ \t]+)?")  # what parts a question written again from its answer
_STEM = re.compile(r"\s*(?:[-*•–]\s+)?\**\s*(?:(?P<number>\d{1,2})[.):]\s*)?")


@dataclass(frozen=True)
class Share:
    """Some lines with the field they belong to; no field: nobody knows."""

    field: str
    lines: tuple[Line, ...]
    first: int  # number of the first line within the piece
    why: str
    adds: bool = False  # "tilføjelse til 3": goes behind the answer that stands


def shares(
    lines: Sequence[Line],
    numbers: Mapping[int, str],
    questions: Wordings,
    *,
    here: str = "",
    after: int = 0,
    agreements: Mapping[int, str] = NONE,
    agreed: Collection[int] = (),
    book: Phrasebook = NO_BOOK,
) -> list[Share]:
    """Deal lines out to fields by the numbers and questions in them; what comes first stays `here`.

    `after` is the number of the question the lines stand under: only later ones are believed then. `agreements` are
    the fields "aftale 1" speaks of, and `agreed` the lines that are an agreement by their form and need no field.
    A line that is a mark and nothing else ("Kun til mig:") is one for all the answers that begin under it.
    """
    bare = (
        not after
        and sum(_BARE.match(line.text[:LONGEST_HEAD]) is not None for line in lines[:MOST_TRIED]) > 1
    )
    small = not after and _is_small_list(lines[:MOST_TRIED])
    listed = any(_POINT.match(line.text[:LONGEST_HEAD]) for line in lines[:MOST_TRIED])
    known = _Numbers(
        numbers, agreements, after, bare=bare or small, listed=listed, small=small, under=after > 0
    )
    heads = _heads(lines, known, questions, agreed, book)
    heads = [head for head in heads if head.field != here or head.agreed]
    heads = _under_marks(lines, _of_mark(lines, heads, numbers, book), book)
    found: list[Share] = []
    first = heads[0].line if heads else len(lines)
    if first:
        found.append(Share(here, tuple(lines[:first]), 0, "stands here"))
    for place, head in enumerate(heads):
        stop = heads[place + 1].line if place + 1 < len(heads) else len(lines)
        own = lines[head.line]
        rows = [Line(head.rest, own.depth, own.hint), *lines[head.line + head.lines : stop]]
        found.append(Share(head.field, tuple(rows), head.line, head.why, head.adds))
    return found


@dataclass(frozen=True)
class _Head:
    """A line that begins an answer: which field, and what is left of the line."""

    line: int
    field: str
    rest: str
    why: str
    agreed: bool = False  # an agreement by its form
    lines: int = 1  # how many it takes
    adds: bool = False


def _with_wrapped(head: _Head, lines: Sequence[Line], questions: Wordings) -> _Head:
    """Take along the end of a question that was wrapped onto the next line."""
    following = lines[head.line + 1].text if head.line + 1 < len(lines) else ""
    stem = _STEM.match(lines[head.line].text)
    here = len(words_of(lines[head.line].text[stem.end() if stem else 0 :]))
    asked = questions.texts[head.field].split()
    missing = asked[here + asked[0].isdigit() :]
    end = _end_of_question(following) or len(following)
    if not missing or words_of(following[:end]) != missing:
        return head
    return replace(head, rest=_AFTER.sub("", following[end:], count=1).strip(" \t*"), lines=2)


def _is_small_list(lines: Sequence[Line]) -> bool:
    """Tell whether all there is are three lines or more that begin with rising numbers: "3 kurset" and so on.

    A greeting above and a name below are none of them; with a # two lines are enough.
    """
    texts = [line.text for line in lines if line.text.strip()]
    if texts and len(texts[0]) < LONGEST_HEAD and _HAIL.fullmatch(texts[0]):
        del texts[0]
    if len(texts) > 3 and len(texts[-1]) < LONGEST_HEAD and _BY.fullmatch(texts[-1]):
        del texts[-1]
    rows = [_SMALL.match(text) for text in texts]
    numbers = [int(match[1]) for match in rows if match is not None]
    least = 2 if all(text.lstrip().startswith("#") for text in texts) else 3
    return len(numbers) == len(rows) >= least and all(one < two for one, two in itertools.pairwise(numbers))


def _of_mark(
    lines: Sequence[Line], heads: Sequence[_Head], numbers: Mapping[int, str], book: Phrasebook
) -> list[_Head]:
    """Write a mark before the answers a line names by number: "Kun mig: 14, 15 og 16"."""
    words: dict[str, str] = {}
    for line in lines[:MOST_TRIED]:
        match = _MARK_OF.fullmatch(line.text[: LONGEST_HEAD + 1])
        found = heading(match["mark"], book) if match else None
        if match is not None and found is not None:
            words |= {numbers.get(int(one), ""): found for one in re.findall(r"\d+", match["numbers"])}
    return [
        replace(head, rest=f"{words[head.field]}: {head.rest}") if head.field in words else head
        for head in heads
    ]


def _under_marks(lines: Sequence[Line], heads: Sequence[_Head], book: Phrasebook) -> list[_Head]:
    """Write a mark that stands above some answers before each of them; the next such mark ends it."""
    marked: list[_Head] = []
    words, begins = "", 0
    for head in heads:
        above = next((n for n in range(head.line - 1, begins - 1, -1) if lines[n].text.strip()), None)
        found = heading(lines[above].text, book) if above is not None else None
        if above is not None and found is not None:
            marked.append(_Head(above, "", "", "a mark for the answers under it"))
            words = found
        marked.append(replace(head, rest=f"{words}: {head.rest}") if words else head)
        begins = head.line + 1
    return marked


@dataclass(frozen=True)
class _Item:
    """A line that begins with a number: which, how it is set, the field it names and what is left of the line."""

    number: int
    style: str
    field: str
    rest: str
    adds: bool = False


@dataclass
class _Numbers:
    """The numbers that may be meant, and how far a list has come."""

    questions: Mapping[int, str]
    agreements: Mapping[int, str]
    latest: int  # of the questions
    latest_agreement: int = 0
    style: str = ""
    own: bool = False  # an answer has begun a list of its own
    taken: set[int] = field(default_factory=set)
    bare: bool = False  # several lines begin with a number and no mark
    listed: bool = False  # one begins with a number, a full stop and a capital that is no month's
    under: bool = False  # they stand under a question, where fewer are believed
    small: bool = False  # … and every line does, so that what follows need not begin with a capital

    def take(self, item: _Item) -> bool:
        """Tell whether an item goes on with the list; one mark may be another kind than the rest."""
        agreement = item.field in self.agreements.values() and item.field not in self.questions.values()
        # In whatever order they come, if an answer has no list of its own, which would begin with 1.
        own = item.style != "told" and (self.own or item.number == 1 or item.style != self.style)
        again = not item.adds and (own or agreement or item.number in self.taken)
        if again and item.number <= (self.latest_agreement if agreement else self.latest):
            self.own = self.own or item.style != "told"
            return False
        self.taken.add(item.number)
        if self.style and item.style != self.style and (self.own or "bare" in (item.style, self.style)):
            return False
        self.own = item.rest.startswith(("1.", "1)", "1:"))
        self.style = self.style or item.style
        if agreement:
            self.latest_agreement = item.number
        else:
            self.latest = max(self.latest, item.number)
        return True

    def skip(self, field: str) -> None:
        """Go on after a question that stands there again."""
        self.latest = max(self.latest, *(n for n, name in self.questions.items() if name == field), 0)


def _heads(
    lines: Sequence[Line],
    numbers: _Numbers,
    questions: Wordings,
    agreed: Collection[int],
    book: Phrasebook,
) -> list[_Head]:
    heads: list[_Head] = []
    under = numbers.latest > 0
    repeated = False
    for index, line in enumerate(lines[:MOST_TRIED]):
        if index in agreed and not (heads and heads[-1].field.startswith("agreement:")):
            if not (heads and heads[-1].agreed):
                heads.append(_Head(index, "", line.text, "has the form of an agreement", agreed=True))
            continue
        if not under and heading(line.text, book) is not None:
            numbers.latest = 0  # under another mark the numbers may begin again
        again = _question_again(line.text, questions, numbers.questions, under=under)
        numbered = _item(line.text, numbers) if again and not repeated else None
        if again is not None and (numbered is None or numbered.field == again[0]):
            heads.append(_Head(index, again[0], again[1], "the question stands there again"))
            if not again[1]:
                heads[-1] = _with_wrapped(heads[-1], lines, questions)
            numbers.skip(again[0])
            repeated = not numbers.style
            continue
        # Beside questions written again a list is an answer's own; under a question a bare number is an answer.
        item = _item(line.text, numbers) if not repeated else None
        if item is None or (under and item.style == "bare"):
            continue
        follows = item.rest or any(one.text.strip() for one in lines[index + 1 : index + 3])
        if follows and numbers.take(item):
            why = f"number {item.number} stands before it"
            first, *more = _on_line(line.text, item, numbers) if not under else [item]
            heads.append(_Head(index, first.field, first.rest, why, adds=first.adds))
            heads += [
                _Head(index, one.field, one.rest, f"number {one.number} stands before it") for one in more
            ]
    return heads


def _on_line(text: str, item: _Item, numbers: _Numbers) -> list[_Item]:
    """Part "1: mere ro, 2: ny linje" where every number on the line is a question's and higher than the one before."""
    found = list(_ON_LINE.finditer(item.rest)) if _FIRST_OF_LINE.match(text[:LONGEST_HEAD]) else []
    named = [item.number, *(int(match["number"]) for match in found)]
    rises = all(one < two for one, two in itertools.pairwise(named))
    if not found or not rises or any(number not in numbers.questions for number in named):
        return [item]
    stops = [*(match.start() for match in found[1:]), len(item.rest)]
    more = [
        _Item(number, item.style, numbers.questions[number], item.rest[match.end() : stop])
        for number, match, stop in zip(named[1:], found, stops, strict=True)
    ]
    return [replace(item, rest=item.rest[: found[0].start()]), *(one for one in more if numbers.take(one))]


def _item(text: str, numbers: _Numbers) -> _Item | None:
    """Read `3. text`, `ad 3: text`, `spm. 3 text`, `aftale 3: text`."""
    marked = _MARKED.match(text[:LONGEST_HEAD])
    if marked is not None:
        own = _item(text[marked.end() :], numbers)
        return replace(own, rest=f"{marked[1]}: {own.rest}") if own else None
    corrected = _CORRECTED.match(text[:LONGEST_HEAD])
    if corrected is not None:
        number = int(corrected["number"] or corrected["said"])
        named = numbers.questions.get(number, "")
        return _Item(number, "told", named, text[corrected.end() :]) if named else None
    match = _ITEM.match(text[:LONGEST_HEAD])
    if match is None:
        return _bare_item(text, numbers)
    word = (match["word"] or "").strip().lower()
    number, rest = int(match["number"]), text[match.end() :]
    field = (numbers.agreements if word == "aftale" else numbers.questions).get(number, "")
    other = numbers.questions.get(number, "")
    field = field or (other if word != "aftale" or ":" in other else "")  # a skema asks about no agreement
    told = bool(match["ad"] or word)
    if not field or (not told and match["mark"].strip() in ("", ".") and _is_ordinal(rest, numbers)):
        return None
    if not match["mark"].strip() and not word and (match["ad"] or "").strip().lower() == "til":
        return None
    style = "told" if told else ")" if ")" in match["mark"] else "." if match["mark"].strip() else "bare"
    return _Item(number, style, field, rest, adds=match["adds"] is not None)


def _bare_item(text: str, numbers: _Numbers) -> _Item | None:
    match = (_SMALL if numbers.small else _BARE).match(text[:LONGEST_HEAD])
    field = numbers.questions.get(int(match[1]), "") if match and (numbers.style or numbers.bare) else ""
    if match is None or not field or _is_ordinal(text[match.end() :], numbers):
        return None
    return _Item(int(match[1]), numbers.style or ".", field, text[match.end() :])


def _is_ordinal(rest: str, numbers: _Numbers) -> bool:
    """Tell "12. maj" and "2. kvartal" from "19. Uge 12 var værst"; many write the months with a capital as well."""
    match = ORDINAL.match(rest)
    if match is None or numbers.under or not rest[0].isupper():
        return match is not None
    return match[0].lower() in ANY_MONTHS and not (numbers.style or numbers.listed)


def _question_again(
    text: str, questions: Wordings, numbers: Mapping[int, str], *, under: bool
) -> tuple[str, str] | None:
    """Find a question somebody wrote again, with or without an answer on its line."""
    if len(text) < 8 or not questions.texts or (under and "?" not in text and ":" not in text):
        return None
    stem = _STEM.match(text)
    core = text[stem.end() :] if stem else text
    end = _end_of_question(core)
    for stop in (end, len(core)) if 0 < end < len(core) else (len(core),):
        words = words_of(core[: min(stop, 400)])
        own = numbers.get(int(stem["number"]), "") if stem and stem["number"] else ""
        if own in questions.texts and core[:stop].endswith("?"):
            asked = questions.texts[own].lstrip("0123456789 ")
            if 1 < len(words) == len(asked.split()) and fuzz.ratio(" ".join(words), asked) >= SAME_NUMBERED:
                return own, _AFTER.sub("", core[stop:], count=1).strip(" \t*")
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
