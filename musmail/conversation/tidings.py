"""What aggregates tell each other, and what the roster tells them: internal letters, acting once each.

They stand in the outbox of who writes them and come in through `advance` like a reply.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from musmail.conversation.items import CarriedItem
from musmail.conversation.people import Party
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role

# Spans of days somebody is away, first and last day included.
Absences = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Staffed:
    """The roster names a leader: who it is, and when they are away."""

    at: datetime
    key: str
    leader: Party
    absences: Absences = ()
    type: Literal["staffed"] = "staffed"


@dataclass(frozen=True)
class SlotsWanted:
    """A conversation asks a calendar for times: to propose and hold some, or which of those `given` by hand are free.

    Every word to a calendar carries the conversation's next number, so that what comes late changes nothing.
    """

    at: datetime
    key: str
    conversation: str
    first: date
    last: date
    count: int  # none: only what is free of `given`, and what is busy, is wanted
    length: timedelta
    absences: Absences = ()  # the employee's
    number: int = 0
    given: tuple[Slot, ...] = ()
    busy: tuple[Slot, ...] = ()  # times that will not do: refused before, or busy in the other calendar
    keep: tuple[Slot, ...] = ()  # what else it holds for the conversation is free again, but for these
    type: Literal["slots_wanted"] = "slots_wanted"


@dataclass(frozen=True)
class SlotsOffered:
    """A calendar's answer: times it holds, or those given that are free; none where there is no room."""

    at: datetime
    key: str
    slots: tuple[Slot, ...]
    number: int = 0  # of the word it answers, as in the two below
    busy: tuple[Slot, ...] = ()  # where only that was asked for
    type: Literal["slots_offered"] = "slots_offered"


@dataclass(frozen=True)
class SlotClaimed:
    """A party has chosen a time: book it, unless somebody else has it."""

    at: datetime
    key: str
    conversation: str
    slot: Slot
    number: int = 0
    type: Literal["slot_claimed"] = "slot_claimed"


@dataclass(frozen=True)
class SlotBooked:
    """A calendar has booked the time, beside what it had for the conversation before."""

    at: datetime
    key: str
    calendar: str
    slot: Slot
    number: int = 0
    type: Literal["slot_booked"] = "slot_booked"


@dataclass(frozen=True)
class SlotTaken:
    """Somebody else has the time already; nothing was booked."""

    at: datetime
    key: str
    calendar: str
    slot: Slot
    number: int = 0
    type: Literal["slot_taken"] = "slot_taken"


@dataclass(frozen=True)
class SlotsReleased:
    """A conversation needs no more of what a calendar has for it than these."""

    at: datetime
    key: str
    conversation: str
    number: int = 0
    keep: tuple[Slot, ...] = ()
    type: Literal["slots_released"] = "slots_released"


@dataclass(frozen=True)
class MeetingAgreed:
    """A conversation tells its person when the meeting is; None when it has no time any more."""

    at: datetime
    key: str
    conversation: str
    meeting_at: datetime | None
    type: Literal["meeting_agreed"] = "meeting_agreed"


@dataclass(frozen=True)
class LeaderChanged:
    """Who stands above the employee from now on: another leader, or the same one with others above or beside them."""

    at: datetime
    key: str
    leader: Party
    leaders_leader: Party | None
    calendars: tuple[str, ...] = ()
    hr: Party | None = None
    gone: bool = False  # the old leader works here no longer: nothing is sent to them
    type: Literal["leader_changed"] = "leader_changed"


@dataclass(frozen=True)
class PersonLeft:
    """The roster has no place for this person any more."""

    at: datetime
    key: str
    on: date
    type: Literal["person_left"] = "person_left"


@dataclass(frozen=True)
class Exempted:
    """The roster says that this person is to have no talks any more."""

    at: datetime
    key: str
    type: Literal["exempted"] = "exempted"


@dataclass(frozen=True)
class AbsencesChanged:
    """A party's absences, as the roster has them now."""

    at: datetime
    key: str
    role: Role
    absences: Absences
    type: Literal["absences_changed"] = "absences_changed"


@dataclass(frozen=True)
class Superseded:
    """The person's next talk has opened; this one follows its agreements no longer."""

    at: datetime
    key: str
    type: Literal["superseded"] = "superseded"


@dataclass(frozen=True)
class ItemsChanged:
    """Somebody has answered an older talk's letter about agreements that are this one's by now."""

    at: datetime
    key: str
    items: tuple[CarriedItem, ...]
    type: Literal["items_changed"] = "items_changed"


@dataclass(frozen=True)
class ListWanted:
    """A party asks for the list of open agreements, by a mail that answers no letter of the talk's."""

    at: datetime
    key: str
    role: Role
    type: Literal["list_wanted"] = "list_wanted"


@dataclass(frozen=True)
class Bundled:
    """Letters of this aggregate that go in a person's daily digest instead of one by one."""

    at: datetime
    key: str
    letters: tuple[int, ...]
    type: Literal["bundled"] = "bundled"


Tiding = (
    Staffed
    | SlotsWanted
    | SlotsOffered
    | SlotClaimed
    | SlotBooked
    | SlotTaken
    | SlotsReleased
    | MeetingAgreed
    | LeaderChanged
    | PersonLeft
    | Exempted
    | AbsencesChanged
    | Superseded
    | ItemsChanged
    | ListWanted
    | Bundled
)
