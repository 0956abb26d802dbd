"""What a person may write to the mailbox at any time, and what the answer to it is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from musmail.conversation.files import FileFault
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role


class Wish(StrEnum):
    """What somebody wants of the mailbox without having been asked anything."""

    TALK = "talk"  # a MUS, soon
    STATUS = "status"
    HELP = "help"
    LIST = "list"  # the open agreements, on one page
    MOVE = "move"
    NOTE = "note"  # kept for the writer until the next preparation
    EXPORT = "export"


# These change something, so a mail that only bears somebody's address does not do them by itself (invariant 6).
CHANGING = frozenset({Wish.TALK, Wish.MOVE, Wish.NOTE})


@dataclass(frozen=True)
class Wished:
    """One wish; `text` is a note's words, `times` those a meeting could be moved to."""

    wish: Wish
    text: str = ""
    times: tuple[Slot, ...] = ()
    conversation: str = ""  # the talk it is about, once that is known


@dataclass(frozen=True)
class Pending:
    """A wish that waits for its button."""

    number: int
    wished: Wished
    at: datetime


@dataclass(frozen=True)
class ItemSeen:
    """An open agreement as its owner may see it on the list."""

    number: int
    what: str
    who: str
    by: date | None
    status: str
    by_words: str = ""
    sign: str = ""


@dataclass(frozen=True)
class TalkSeen:
    """A talk the person is a party of, as far as the answer needs it."""

    conversation: str
    role: Role
    other: str
    stage: str
    end: str
    meeting_at: datetime | None
    items: tuple[ItemSeen, ...] = ()


@dataclass(frozen=True)
class Wrote:
    """A person wrote to the mailbox of their own accord, or pressed a button of its answer."""

    at: datetime
    key: str
    wishes: tuple[Wished, ...] = ()
    confirmed: tuple[int, ...] = ()
    unplaced: bool = False  # there were words nobody could place; they stay in the mailbox, for a person
    answers: bool = False  # it answers a letter of the person's own, by its token
    talks: tuple[TalkSeen, ...] = ()
    files: int = 0  # how many came along that are no forms
    unread: tuple[FileFault, ...] = ()  # why forms, or what may be one, were not read
    type: Literal["wrote"] = "wrote"
