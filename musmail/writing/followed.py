"""Agreements as a letter shows them: how far each is, and what has been said of it since it was made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from musmail.conversation.carrying import owners
from musmail.conversation.items import CarriedItem
from musmail.conversation.questions import silent
from musmail.conversation.state import Conversation
from musmail.skema.forms import Role
from musmail.writing.cleaning import one_line

_IMPORTED = re.compile(r"(\d{4}-\d\d-\d\d) imported: (\w+)")


@dataclass(frozen=True)
class Line:
    """Something that was said of an agreement: when, by whom, how far, and in which words."""

    day: date
    who: str
    word: str  # a status, or how it went at a talk
    text: str


@dataclass(frozen=True)
class Followed:
    """An agreement with its history; `silent` says that nobody answered when its day came."""

    item: CarriedItem
    mine: bool
    theirs: bool
    silent: bool
    reminded: int
    lines: tuple[Line, ...]


def followed(talk: Conversation, role: Role, items: Iterable[CarriedItem]) -> tuple[Followed, ...]:
    """Show agreements to one party; both see the same states and histories."""
    unanswered = silent(talk)
    counted = [one.number for one in talk.shared.reminded]
    return tuple(
        Followed(
            item,
            role in owners(item),
            role.other in owners(item),
            item.number in unanswered,
            counted.count(item.number),
            tuple(line for told in item.history if (line := read_line(told)) is not None),
        )
        for item in items
    )


def read_line(told: str) -> Line | None:
    """Read a line of a history; None where it has another form."""
    parts = told.split("\t", 3)
    imported = _IMPORTED.fullmatch(told)
    if imported is not None:
        return Line(date.fromisoformat(imported[1]), "", imported[2], "")
    if len(parts) != 4:
        return None
    try:
        return Line(date.fromisoformat(parts[0]), one_line(parts[1]), parts[2], parts[3])
    except ValueError:
        return None
