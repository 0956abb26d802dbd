"""What a digest is made of: per letter it stands for its subject, its lines and its buttons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Line:
    """A line of an entry: `kind` is p, small, ask, fact (`say` is its label) or button, whose are the last four."""

    kind: str
    text: str
    say: str = ""
    action: str = ""
    body: str = ""
    more: str = ""


@dataclass(frozen=True)
class Entry:
    """A letter as it stands in a digest; `asks` says that one may answer it in words."""

    aggregate: str
    number: int
    subject: str
    lines: tuple[Line, ...]
    asks: bool = False
    kind: str = ""

    @property
    def field(self) -> str:
        """Name the field that words typed under the entry belong to."""
        return f"{self.aggregate}/{self.number}"


@dataclass(frozen=True)
class Digested:
    """These letters leave as one, instead of whatever digest still waits; none: nothing is left to tell."""

    at: datetime
    key: str
    entries: tuple[Entry, ...]
    type: Literal["digested"] = "digested"
