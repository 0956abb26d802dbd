"""Marks: what a person writes beside an answer to say who may see it."""

import re

from musmail.skema.forms import Mark

_ONLY_ME = (
    r"(?:kun (?:til )?mig(?: selv)?|kun for mig(?: selv)?|kun mine egne øjne|privat"
    r"|only me|only for me|private|just me)"
)
_MEETING = (
    r"(?:kun (?:til|på|ved|under) (?:selve )?(?:mødet|samtalen)|først (?:til|på|ved) (?:selve )?(?:mødet|samtalen)"
    r"|only (?:at|for|in) the (?:meeting|talk)|only at meeting)"
)
_SHARE = (
    r"(?:del(?: gerne)?|deles|må (?:gerne )?deles|share|shared|del ved åbningen|share at (?:the )?opening)"
)
_KINDS = ((Mark.PRIVATE, _ONLY_ME), (Mark.MEETING, _MEETING), (Mark.OPENING, _SHARE))

_ANY = re.compile(r"\b(?:kun|først|privat\w*|dele?s?|only|just|shared?)\b", re.IGNORECASE)
_BRACKETED = [
    (mark, re.compile(rf"\s*[\[(]\s*{words}\s*[.!]?\s*[\])]\s*[:.–-]?\s*", re.I)) for mark, words in _KINDS
]
_FIRST = [
    (mark, re.compile(rf"\s*{words}\s*(?:[:–—]|\s-\s|[.!]?[ \t]*(?:\n|$))\s*", re.I))
    for mark, words in _KINDS
]
_LAST = [
    (mark, re.compile(rf"(?:\n|\s[–—-]\s|[.!?]\s)\s*{words}\s*[.!]?\s*$", re.I)) for mark, words in _KINDS
]


def take_mark(text: str) -> tuple[str, Mark | None]:
    """Take the mark off an answer: `[kun mig]` first or last, `Kun til mødet:` first, or a last line of its own.

    Words inside a sentence ("det er ikke kun mig") are no mark.
    """
    if _ANY.search(text[:80]) is None and _ANY.search(text[-80:]) is None:
        return text, None
    for mark, pattern in _BRACKETED:
        match = pattern.match(text)
        if match is not None:
            return text[match.end() :].strip(), mark
        head, tail = text[:-60], text[-60:]
        for found in pattern.finditer(tail):
            if found.end() == len(tail):
                return (head + tail[: found.start()]).strip(), mark
    for mark, pattern in _FIRST:
        match = pattern.match(text)
        if match is not None:
            return text[match.end() :].strip(), mark
    for mark, pattern in _LAST:
        start = max(0, len(text) - 80)
        match = pattern.search(text, start)
        if match is not None:
            kept = text[: match.start()]
            ending = text[match.start()]
            return (kept + (ending if ending in ".!?" else "")).strip(), mark
    return text, None
