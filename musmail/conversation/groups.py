"""A leader's calendar as far as talks are concerned: what is held for whom, and what is booked."""

from dataclasses import dataclass, field
from datetime import datetime

from musmail.conversation.people import Party
from musmail.conversation.tidings import Absences
from musmail.scheduling.slots import Slot


@dataclass(frozen=True)
class Hold:
    """A time of the leader's that a conversation has: held while somebody chooses, or booked."""

    conversation: str
    slot: Slot
    booked: bool = False
    since: datetime | None = None
    number: int = 0  # of the conversation's word that made it


@dataclass(frozen=True)
class Group:
    """A leader with the talks they hold."""

    id: str
    leader: Party
    absences: Absences = ()
    holds: tuple[Hold, ...] = ()
    heard: dict[str, int] = field(default_factory=dict)  # the latest word of each conversation
    type: str = "group"
