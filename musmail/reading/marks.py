"""Marks: what a person writes beside an answer to say who may see it.

Sharing what was meant for nobody cannot be undone, and keeping what was meant for all can: the receipt says what was
kept. So whatever may be a mark for less than all is one, wherever in the answer it stands.
"""

import re

from musmail.skema.forms import Mark

_ONLY_ME = (
    r"(?:kun\s*(?:til\s+|for\s+)?mig(?:\s+selv)?|kun\s+(?:til\s+|for\s+)?mine\s+(?:egne\s+)?øjne"
    r"|privat|fortroligt?|(?:må|skal)\s+ikke\s+deles|del\s+(?:det\s+|dette\s+)?ikke"
    r"|ikke\s+til\s+(?:deling|åbningen|min\s+leder|lederen|\w{2,20}(?=\s*:))"
    r"|only\s+(?:for\s+)?me|private|just\s+me|confidential|(?:do\s+not|don['’]t)\s+share|not\s+for\s+sharing)"
)
_MEETING = (
    r"(?:(?:kun|først|vent|gem|gem\s+det)\s+(?:til|på|ved|under|i)\s+(?:selve\s+)?(?:mødet|samtalen|mus)"
    r"|only\s+(?:at|for|in)\s+the\s+(?:meeting|talk)|only\s+at\s+meeting)"
)
_SHARE = (
    r"(?:del(?: gerne)?|deles|må (?:gerne )?deles|share|shared|del ved åbningen|share at (?:the )?opening)"
)
_SECRETS = ((Mark.PRIVATE, _ONLY_ME), (Mark.MEETING, _MEETING))

_ANY = re.compile(
    r"kun|først|vent|gem|privat|fortrolig|deles|\bdel\b|ikke\s+til|only|just\s+me|share|shar|confid", re.I
)
# What people and clients put round a mark: bullets, stars for bold, quotation marks, brackets of every kind.
_ROUND = r"[\s*_>\-–—•·\"'«»“”„‘’(\[<{)\]}]{0,12}"
_STOP = r"(?:[:;!=/|,.–—>-]+|$)"
# A new clause begins right after the mark, with nothing between: "kun mig jeg sover dårligt", "Kun mig Jeg ...".
_CLAUSE = r"\s+(?:(?-i:[A-ZÆØÅ])|(?:jeg|det|der|han|hun|vi|min|mit|mine|i)\b)"
_LINE = 200  # how far into a line a mark that begins it may reach, and one that ends it
_SENTENCE_ENDS = ".!?…:,;"
# Where a mark may stand within a line; looked for first, as hostile lines are nothing but brackets.
_WORTH = re.compile(r"[(\[<{»«.!?…:,;]\s{0,5}[kfvgpmsdiojcn](?=[a-zæøå' ])", re.I)

_BEGINS = [
    (mark, re.compile(rf"{_ROUND}{words}(?:\s*\([^()\n]{{0,60}}\))?{_ROUND}{_STOP}{_ROUND}", re.I))
    for mark, words in _SECRETS
]
_RUNNING = [re.compile(rf"{_ROUND}(?!privat){words}{_ROUND}(?={_CLAUSE})", re.I) for _, words in _SECRETS]
_AMID = [
    re.compile(
        rf"[.!?…:,;]\s{{1,5}}{words}\s{{0,3}}:|[(\[<{{»«]\s{{0,5}}{words}\s{{0,5}}[:.!]?\s{{0,5}}[)\]>}}»«]\s*[:.–-]?\s*",
        re.I,
    )
    for _, words in _SECRETS
]
_ENDS = [re.compile(rf"[.!?,–—-]\s*{_ROUND}{words}{_ROUND}[.!]?\s*$", re.I) for _, words in _SECRETS]
_SHARED_FIRST = re.compile(rf"\s*[\[(]?\s*{_SHARE}\s*(?:[:–—\])]|\s-\s|[.!]?[ \t]*(?:\n|$))[:.–-]?\s*", re.I)
_SHARED_LAST = re.compile(rf"(?:\n|\s[–—-]\s|[.!?]\s|\s(?=[\[(]))\s*[\[(]?{_SHARE}[\])]?\s*[.!]?\s*$", re.I)


def take_mark(text: str) -> tuple[str, Mark | None]:
    """Take the mark off an answer: `[kun mig]` first or last, `Kun til mødet:` first, or a last line of its own.

    One that stands among the words marks the whole answer and is left where it is. Words inside a sentence ("det er
    ikke kun mig") are no mark.
    """
    if _ANY.search(text) is None:
        return text, None
    lines = text.strip().split("\n")
    found = [one for number, line in enumerate(lines) if (one := _in_line(line, number)) is not None]
    if found:
        number, start, stop, mark = min(found, key=lambda one: one[3] is not Mark.PRIVATE)
        if not number and not start:
            lines[0] = lines[0][stop:]
        elif number == len(lines) - 1 and stop == len(lines[-1]):
            lines[-1] = lines[-1][:start].rstrip(" \t,–—-")
        return "\n".join(lines).strip(), mark
    match = _SHARED_FIRST.match(text) or _SHARED_LAST.search(text, max(0, len(text) - 80))
    if match is None:
        return text, None
    ending = match[0][0] if match.start() and match[0][0] in ".!?" else ""
    return f"{text[: match.start()]}{ending}{text[match.end() :]}".strip(), Mark.OPENING


def split_secret(text: str) -> tuple[str, str, Mark | None]:
    """Split words that the other would see from those a mark keeps back; the mark stays with them.

    A mark keeps back what follows it, and one that stands last keeps back all of it.
    """
    if _ANY.search(text) is None:
        return text, "", None
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = _in_line(line, number)
        if found is None:
            continue
        _, start, stop, mark = found
        if not line[stop:].strip():
            if not any(after.strip() for after in lines[number + 1 :]):
                return "", text.strip(), mark
            start = 0  # it closes its line
        public, secret = [*lines[:number], line[:start]], [line[start:], *lines[number + 1 :]]
        return "\n".join(public).strip(), "\n".join(secret).strip(), mark
    return text, "", None


def _in_line(line: str, number: int) -> tuple[int, int, int, Mark] | None:
    """Find a mark for less than all in a line: number of the line, where the mark begins and ends, and which it is."""
    if _ANY.search(line) is None:
        return None
    head, places = line[:_LINE], [match.start() for match in _WORTH.finditer(line)]
    for index, (mark, begins) in enumerate(_BEGINS):
        match = begins.match(head) or _RUNNING[index].match(head)
        if match is not None:
            return number, 0, match.end(), mark
        for place in places:
            match = _AMID[index].match(line, place)
            if match is not None:
                return number, match.start() + (match[0][0] in _SENTENCE_ENDS), match.end(), mark
        match = _ENDS[index].search(line, max(0, len(line) - _LINE))
        if match is not None:
            return number, match.start() + (match[0][0] in _SENTENCE_ENDS), match.end(), mark
    return None
