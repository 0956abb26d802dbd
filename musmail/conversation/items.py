"""What goes from one talk to the next: agreements with their numbers and what has been said of them."""

from dataclasses import dataclass
from datetime import date

from musmail.skema.forms import Role


@dataclass(frozen=True)
class CarriedItem:
    """An agreement that goes from one year's talk to the next with its number and history."""

    number: int
    what: str
    who: str
    owner: Role | None
    by: date | None
    sign: str
    status: str = "open"
    history: tuple[str, ...] = ()
    by_words: str = ""
    repeated: int = 0  # at so many talks it went on to the next year


def told(day: date, who: str, word: str, text: str = "") -> str:
    """Write a line of an agreement's history: when, who, how far, and in which words."""
    return "\t".join((day.isoformat(), who.replace("\t", " "), word, text))
