"""Damage: letters a gateway turned into `?`, put back from the words of the letter that was answered.

Only words of ours can be restored so; but without them the quotation would not align, and our own words would be
taken for answers.
"""

import itertools
import re
from collections.abc import Mapping, Sequence

from musmail.reading.original import Original
from musmail.reading.page import Page, page

_HURT = re.compile(r"(?:[^\W_]|[?\ufffd])+")  # whole or hurt, so that no place is looked at twice
_LOST = re.compile(r"[?\ufffd]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
FEWEST = 3  # hurt words before a mail is thought to be damaged: guessed


def repaired(rendered: Page, letters: Sequence[Original], matched: int) -> Page | None:
    """Give the page with our words restored; None when it is whole, or when most of it aligns as it is."""
    if matched * 10 > len(rendered.words) * 9 or not rendered.lines:
        return None
    text = "\n".join([line.text for line in rendered.lines])
    between = text.replace("\ufffd", "?").split("?")
    hurt = sum(one[-1:].isalpha() and other[:1].isalpha() for one, other in itertools.pairwise(between))
    if hurt < FEWEST:
        return None
    known = _known(letters)
    lines = [
        line._replace(text=_HURT.sub(lambda hurt: _whole(hurt[0], known), line.text))
        if _LOST.search(line.text)
        else line
        for line in rendered.lines
    ]
    return page(lines)


def _known(letters: Sequence[Original]) -> Mapping[str, str]:
    """Give every word of ours with letters beyond ASCII, by what is left of it when they are lost."""
    return {
        _BEYOND_ASCII.sub("?", word): word
        for letter in letters
        for word in letter.words
        if not word.isascii()
    }


def _whole(hurt: str, known: Mapping[str, str]) -> str:
    if hurt.isalnum():
        return hurt
    for cut in (len(hurt), len(hurt) - 1):  # the last mark may be a question's own
        word = known.get(_LOST.sub("?", hurt[:cut]).lower())
        if word is not None:
            return (word.capitalize() if hurt[:1].isupper() else word) + hurt[cut:]
    return hurt
