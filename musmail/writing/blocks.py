"""What a letter is made of, before anybody decides whether it is read as plain text or HTML."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Run:
    """A stretch of a line; `href` makes it a link, whose address is then also its text."""

    text: str
    strong: bool = False
    href: str = ""


@dataclass(frozen=True)
class Title:
    """What the letter is about, once, at its top."""

    name: ClassVar[str] = "title"
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading of a part."""

    name: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `tone` is plain, note (set apart) or small."""

    name: ClassVar[str] = "paragraph"
    runs: tuple[Run, ...]
    tone: str = "plain"

    @property
    def text(self) -> str:
        """Give its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Item:
    """A line of a list."""

    name: ClassVar[str] = "item"
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Give its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Fact:
    """A label and what it says: time, place, who."""

    name: ClassVar[str] = "fact"
    label: str
    text: str


@dataclass(frozen=True)
class Quote:
    """Somebody's own words; `side` tells the two parties apart by colour, `by` in words."""

    name: ClassVar[str] = "quote"
    by: str
    text: str
    side: str = ""
    stands: bool = False  # the reader's own answer, which may be added to


@dataclass(frozen=True)
class Pair:
    """Two sides' words side by side."""

    name: ClassVar[str] = "pair"
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Ask:
    """A question, with the number printed before it."""

    name: ClassVar[str] = "ask"
    text: str
    number: str = ""

    @property
    def line(self) -> str:
        """Give the line as it stands in the letter."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Hint:
    """A short help to whoever answers."""

    name: ClassVar[str] = "hint"
    text: str


@dataclass(frozen=True)
class Box:
    """The space one answers in, with the line that invites to it."""

    name: ClassVar[str] = "box"
    text: str
    small: bool = False


@dataclass(frozen=True)
class Button:
    """An action as a button; `instead` says in the letter's language what to write instead of pressing it."""

    name: ClassVar[str] = "button"
    label: str
    say: str
    action: str
    body: str = ""
    more: str = ""  # what else may stand with the words
    tone: str = "plain"  # main: what most will press; quiet: one of many, so it looks like a link
    instead: str = ""
    letter: str = ""  # the letter it belongs to, where that is another one: `aggregate/number`


@dataclass(frozen=True)
class Room:
    """Empty space to write in by hand when the mail is printed."""

    name: ClassVar[str] = "room"
    text: str


@dataclass(frozen=True)
class Rule:
    """A line across."""

    name: ClassVar[str] = "rule"


@dataclass(frozen=True)
class Under:
    """Blocks that belong to one field: what is typed among them answers it."""

    name: ClassVar[str] = "under"
    field: str
    blocks: "tuple[Block, ...]"


Block = (
    Title | Heading | Paragraph | Item | Fact | Quote | Pair | Ask | Hint | Box | Button | Room | Rule | Under
)


@dataclass(frozen=True)
class Draft:
    """A letter in meaning: its subject and its blocks in reading order."""

    subject: str
    blocks: tuple[Block, ...]
