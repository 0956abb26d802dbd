"""Marks: what a person writes beside an answer to say who may see it.

Sharing what was meant for nobody cannot be undone, and keeping what was meant for all can: the receipt says what was
kept. So whatever may be a mark for less than all is one, wherever in the answer it stands.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.skema.forms import Mark

_ONLY_ME = (
    r"(?:kun\s*(?:til\s+|for\s+)?mig(?:\s+selv)?|kun\s+(?:til\s+|for\s+)?mine\s+(?:egne\s+)?øjne"
    r"|privat|fortroligt?|(?:må|skal)\s+ikke\s+deles|del\s+(?:det\s+|dette\s+)?ikke"
    r"|ikke\s+til\s+(?:deling|åbningen|min\s+leder|lederen|\w{2,20}(?=\s*:))"
    r"|only\s+(?:for\s+)?(?:me|myself)|(?:for\s+)?my\s+eyes\s+only|private|just\s+(?:for\s+)?me|confidential"
    r"|(?:please\s+)?(?:do\s+not|don['’]?t)\s+share(?:\s+(?:this|it))?|not\s+(?:for\s+sharing|to\s+be\s+shared)"
    r"|not\s+for\s+my\s+(?:leader|manager|boss)|keep\s+(?:this|it)\s+(?:private|to\s+myself))"
)
_MEETING = (
    r"(?:(?:det\s+|dette\s+)?tager\s+(?:vi|jeg)\s+(?:på|til|ved|under)\s+(?:mødet|samtalen|mus)"
    r"|(?:kun|først|vent|gem|gem\s+det)\s+(?:til|på|ved|under|i)\s+(?:selve\s+)?(?:mødet|samtalen|mus)"
    r"|(?:only|keep(?:\s+(?:this|it))?|save(?:\s+(?:this|it))?|wait)\s+(?:at|for|in|until|till)\s+(?:the\s+)?"
    r"(?:meeting|talk|mus)|only\s+at\s+meeting)"
)
_SHARE = (
    r"(?:del(?: gerne)?|deles|må (?:gerne )?deles|share|shared|del ved åbningen|share at (?:the )?opening)"
)
_ANY = (
    r"kun|først|vent|gem|privat|fortrolig|deles|\bdel\b|ikke\s+til|only|just\s|share|shar|confid"
    r"|tager\s+(?:vi|jeg)|keep|save|wait|my\s+eyes|not\s+(?:for|to)|må\s+ikke\s|blive\s+(?:hos|mellem|ved)|between\s|\bnot\s+(?:see|read|know)"
)
# A sentence that says it: "Jeg er træt. Det her er kun til mig." It marks what stands before it, too.
_SAYS = (
    r"\b(?:det(?:te)?(?:\s+her)?|ovenstående|svaret|this|it|that)\s+(?:er|skal\s+være|skal\s+forblive|is|should\s+be"
    r"|must\s+stay)\s+(?:dog\s+|altså\s+|helt\s+|strictly\s+)?"
)
_SAID_PRIVATE = (
    rf"{_SAYS}(?:kun\s+(?:til|for)\s+mig(?:\s+selv)?|privat|fortroligt|only\s+for\s+(?:me|myself)|just\s+for\s+me|private"
    r"|confidential)(?=\s*(?:[.,;!?:)–-]|$|(?:selv|men|og|but|and)\b))"
    r"|\b(?:må|skal|bør)\s+ikke\s+(?:se|læse|vide|høre)\s+(?:det|dette|svaret)\b"
    r"|\b(?:must|should|may)\s+not\s+(?:see|read|know)\b"
    r"|\b(?:skal|må|bør)\s+(?:gerne\s+)?blive\s+(?:hos|ved|mellem)\s+(?:mig|os)\b"
    r"|\b(?:to|for)\s+me\s+only\b|\bbetween\s+(?:us|you\s+and\s+me)\b"
)
_SAID_MEETING = (
    rf"{_SAYS}(?:kun|først)\s+(?:til|på|ved)\s+(?:selve\s+)?(?:mødet|samtalen)\b"
    rf"|{_SAYS}only\s+(?:for|at)\s+the\s+(?:meeting|talk)\b"
)
# What people and clients put round a mark: bullets, stars for bold, quotation marks, brackets of every kind.
_ROUND = r"[\s*_>\-–—•·\"'«»“”„‘’(\[<{)\]}]{0,12}"
# "Dette er kun til mig: …" speaks of what follows; after a full stop it would speak of what stands before it.
_THIS_IS = r"(?:(?:det(?:te)?|this|it)\s+(?:her\s+)?(?:er|skal\s+være|is)\s+(?=[^:\n]{0,30}:))?"
_STOP = r"(?:[:;!=/|,.–—>-]+|$)"
# A new clause begins right after the mark, with nothing between: "kun mig jeg sover dårligt", "Kun mig Jeg ...".
_CLAUSE = r"\s+(?:(?-i:[A-ZÆØÅ])|(?:jeg|det|der|han|hun|vi|min|mit|mine|i|it|my|we|this)\b)"
# "Alle mine svar er kun til mig": one sentence for the whole mail.
_EVERYTHING = (
    r"(?:alt(?:\s+det)?|alle(?:\s+(?:mine|de))?(?:\s+svar(?:ene)?)?|det\s+hele|ovenstående|mine\s+svar|svarene"
    r"|all|everything|my\s+answers|the\s+above|the\s+lot)"
)
# "Resten er kun til mig:" above the answers it is about.
_OF_THESE = re.compile(
    r"\W*(?:resten|følgende|disse(?: svar)?|de(?:t)? (?:næste|følgende|her)(?: svar)?|herfra|the (?:rest|following)"
    r"|these(?: answers)?)\s+(?:(?:er|skal|må|is|are)\s+)?(?:(?:være|blive)\s+)?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:\w{1,10}\.?\s*)?[(\[]?\d{1,2}(?:[.):\]]+|\s+[-–—])\s*")
_WORDS_OF = {Mark.PRIVATE: "kun mig", Mark.MEETING: "kun til mødet", Mark.OPENING: "del gerne"}
_LONGEST_HEADING = 80
LONGEST = 100_000  # characters that are searched for a sentence about all of them
_LINE = 200  # how far into a line a mark that begins it may reach, and one that ends it
_SENTENCE_ENDS = ".!?…:,;"


@dataclass(frozen=True)
class _Marks:
    """How the marks for less than all are found, with those of the phrasebook among them."""

    any: re.Pattern[str]  # of small letters: six times as fast as a pattern that takes both
    # Where a mark may stand within a line; looked for first, as hostile lines are nothing but brackets.
    worth: re.Pattern[str]
    begins: tuple[tuple[Mark, re.Pattern[str]], ...]
    running: tuple[re.Pattern[str], ...]
    amid: tuple[re.Pattern[str], ...]
    ends: tuple[re.Pattern[str], ...]
    everything: tuple[tuple[Mark, re.Pattern[str]], ...]
    said: tuple[tuple[Mark, re.Pattern[str]], ...]


@lru_cache(maxsize=8)
def _marks(only_me: tuple[str, ...], at_the_meeting: tuple[str, ...]) -> _Marks:
    extra = [_spaced(words.lower()) for words in (*only_me, *at_the_meeting)]
    secrets = (
        (Mark.PRIVATE, _either(_ONLY_ME, only_me)),
        (Mark.MEETING, _either(_MEETING, at_the_meeting)),
    )
    initials = "".join(sorted({re.escape(words[0].lower()) for words in (*only_me, *at_the_meeting)}))
    return _Marks(
        any=re.compile("|".join((_ANY, *extra))),
        worth=re.compile(rf"[(\[<{{»«.!?…:,;]\s{{0,5}}[kfvgpmsdiojcn{initials}](?=[^\W\d_]|[' ])", re.I),
        begins=tuple(
            (
                mark,
                re.compile(
                    rf"{_ROUND}{_THIS_IS}{words}(?:\s*\([^()\n]{{0,60}}\))?{_ROUND}{_STOP}{_ROUND}", re.I
                ),
            )
            for mark, words in secrets
        ),
        running=tuple(
            re.compile(rf"{_ROUND}(?!privat){words}{_ROUND}(?={_CLAUSE})", re.I) for _, words in secrets
        ),
        amid=tuple(
            re.compile(
                rf"[.!?…:,;]\s{{1,5}}{words}\s{{0,3}}:"
                rf"|[(\[<{{»«]\s{{0,5}}{words}\s{{0,5}}[:.!]?\s{{0,5}}[)\]>}}»«]\s*[:.–-]?\s*",
                re.I,
            )
            for _, words in secrets
        ),
        ends=tuple(
            re.compile(rf"[.!?,–—-]\s*{_ROUND}{words}{_ROUND}[.!]?\s*$", re.I) for _, words in secrets
        ),
        said=(
            (Mark.PRIVATE, re.compile(_SAID_PRIVATE, re.I)),
            (Mark.MEETING, re.compile(_SAID_MEETING, re.I)),
        ),
        everything=tuple(
            (mark, re.compile(rf"\b{_EVERYTHING}\b[^.!?\n]{{0,40}}?\b{words}(?![^\W\d_])"))
            for mark, words in secrets
        ),
    )


def _either(known: str, told: tuple[str, ...]) -> str:
    return f"(?:{'|'.join((known, *map(_spaced, told)))})"


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


_SHARED_FIRST = re.compile(rf"\s*[\[(]?\s*{_SHARE}\s*(?:[:–—\])]|\s-\s|[.!]?[ \t]*(?:\n|$))[:.–-]?\s*", re.I)
_SHARED_LAST = re.compile(rf"(?:\n|\s[–—-]\s|[.!?]\s|\s(?=[\[(]))\s*[\[(]?{_SHARE}[\])]?\s*[.!]?\s*$", re.I)


_SHARED_ALONE = re.compile(
    rf"\W*{_SHARE}(?:\s+(?:med\s+\w+|with\s+\w+|disse|dette|følgende|these))?\W*", re.I
)


def heading(text: str, book: Phrasebook = NO_BOOK) -> str | None:
    """Give the words of the mark that a line is and nothing else: "Kun til mig:" above some answers."""
    if not 0 < len(text) <= _LONGEST_HEADING:
        return None
    marks = _marks(book.only_me, book.at_the_meeting)
    if marks.any.search(text.lower()) is None:
        return None
    core = _OF_THESE.sub("", text.strip(), count=1)
    for mark, begins in marks.begins:
        match = begins.match(core)
        if match is not None and match.end() == len(core):
            return _WORDS_OF[mark]
    return _WORDS_OF[Mark.OPENING] if _SHARED_ALONE.fullmatch(core) else None


def mark_of_all(text: str, book: Phrasebook = NO_BOOK) -> Mark | None:
    """Find a sentence that keeps back everything in a mail; the closer of two marks counts."""
    marks = _marks(book.only_me, book.at_the_meeting)
    small = text.lower()
    if len(text) > LONGEST or marks.any.search(small) is None:
        return None
    return next((mark for mark, pattern in marks.everything if pattern.search(small)), None)


def take_mark(text: str, book: Phrasebook = NO_BOOK) -> tuple[str, Mark | None]:
    """Take the mark off an answer: `[kun mig]` first or last, `Kun til mødet:` first, or a last line of its own.

    One that stands among the words marks the whole answer and is left where it is. Words inside a sentence ("det er
    ikke kun mig") are no mark.
    """
    marks = _marks(book.only_me, book.at_the_meeting)
    if marks.any.search(text.lower()) is None:
        return text, None
    lines = text.strip().split("\n")
    found = [one for number, line in enumerate(lines) if (one := _in_line(line, number, marks)) is not None]
    if found:
        number, start, stop, mark = min(found, key=lambda one: one[3] is not Mark.PRIVATE)
        if not number and not start:
            lines[0] = lines[0][stop:]
        elif number == len(lines) - 1 and stop == len(lines[-1]):
            lines[-1] = lines[-1][:start].rstrip(" \t,–—-")
        return "\n".join(lines).strip(), mark
    both = " ".join(lines[:2])
    wrapped = _in_line(both, 0, marks) if len(lines) > 1 else None
    if wrapped is not None:  # the client broke the line in the midst of the mark
        _, start, stop, mark = wrapped
        return (text if start else "\n".join([both[stop:], *lines[2:]]).strip()), mark
    match = _SHARED_FIRST.match(text) or _SHARED_LAST.search(text, max(0, len(text) - 80))
    if match is None:
        return text, None
    ending = match[0][0] if match.start() and match[0][0] in ".!?" else ""
    return f"{text[: match.start()]}{ending}{text[match.end() :]}".strip(), Mark.OPENING


def split_secret(text: str, book: Phrasebook = NO_BOOK) -> tuple[str, str, Mark | None]:
    """Split words that the other would see from those a mark keeps back; the mark stays with them.

    A mark keeps back what follows it, and one that stands last keeps back all of it.
    """
    marks = _marks(book.only_me, book.at_the_meeting)
    if marks.any.search(text.lower()) is None:
        return text, "", None
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = _in_line(line, number, marks)
        if found is None:
            continue
        _, start, stop, mark = found
        if any(pattern.match(line, start) for _, pattern in marks.said):
            start = 0  # it speaks of what stands before it
        if not line[stop:].strip():
            if not any(after.strip() for after in lines[number + 1 :]):
                return "", text.strip(), mark
            start = 0  # it closes its line
        public, secret = [*lines[:number], line[:start]], [line[start:], *lines[number + 1 :]]
        return "\n".join(public).strip(), "\n".join(secret).strip(), mark
    return text, "", None


def _in_line(line: str, number: int, marks: _Marks) -> tuple[int, int, int, Mark] | None:
    """Find a mark for less than all in a line: number of the line, where the mark begins and ends, and which it is."""
    if marks.any.search(line.lower()) is None:
        return None
    head, places = line[:_LINE], [match.start() for match in marks.worth.finditer(line)]
    numbered = _ITEM.match(line)
    first = numbered.end() if numbered else 0
    for index, (mark, begins) in enumerate(marks.begins):
        match = begins.match(head, first) or marks.running[index].match(head, first)
        if match is not None:
            return number, match.start(), match.end(), mark
        for place in places:
            match = marks.amid[index].match(line, place)
            if match is not None:
                return number, match.start() + (match[0][0] in _SENTENCE_ENDS), match.end(), mark
        match = marks.ends[index].search(line, max(0, len(line) - _LINE))
        if match is not None:
            return number, match.start() + (match[0][0] in _SENTENCE_ENDS), match.end(), mark
    for mark, says in marks.said:
        match = says.search(line)
        if match is not None:
            return number, match.start(), match.end(), mark
    return None
