"""How an attached form says whose it is: the same mark in its fields' names and in print, so that one of them survives.

The mark tells forms apart; it proves nothing about who sends one back, which is asked as of any other reply.
"""

import re

from musmail.skema.forms import Role

# A name in a Word control may have 64 characters; the longest mark and question's id with their colon have 60.
_TAG = re.compile(r"(c[a-z2-7]{9}-(?:employee|leader)):([a-z][a-z0-9-]{0,39})")
_MARK = re.compile(r"\bc[a-z2-7]{9}-(?:employee|leader)\b")

_FOOT = re.compile(rf"{_MARK.pattern}(?:\s*\d+ ?/ ?\d+)?")


def mark(talk: str, role: Role) -> str:
    """Name one party's form of one talk."""
    return f"{talk}-{role.value}"


def talk_of(form: str) -> str:
    """Name the talk a mark is of."""
    return form.partition("-")[0]


def tag(form: str, question: str) -> str:
    """Name the field of one question in a form."""
    return f"{form}:{question}"


def read_tag(name: str) -> tuple[str, str] | None:
    """Read a field's name into mark and question; None for a field that is not ours."""
    match = _TAG.fullmatch(name.strip())
    return (match[1], match[2]) if match else None


def without_marks(text: str) -> str:
    """Take the marks out of a text, with the page's number beside one."""
    return _FOOT.sub("", text)


def marks_in(text: str) -> tuple[str, ...]:
    """Find the marks that stand in a text."""
    return tuple(dict.fromkeys(_MARK.findall(text)))
