"""What aggregates tell each other, and what the roster tells them: internal letters, acting once each.

They stand in the outbox of who writes them and come in through `advance` like a reply.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

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
    """A conversation asks a leader's calendar to propose times and to hold them meanwhile."""

    at: datetime
    key: str
    conversation: str
    first: date
    last: date
    count: int
    length: timedelta
    absences: Absences = ()  # the employee's
    type: Literal["slots_wanted"] = "slots_wanted"


@dataclass(frozen=True)
class SlotsOffered:
    """A calendar holds these times for the conversation; fewer than asked for, or none, where there is no room."""

    at: datetime
    key: str
    slots: tuple[Slot, ...]
    type: Literal["slots_offered"] = "slots_offered"


@dataclass(frozen=True)
class SlotClaimed:
    """The parties have chosen a time: book it, unless somebody else has it."""

    at: datetime
    key: str
    conversation: str
    slot: Slot
    type: Literal["slot_claimed"] = "slot_claimed"


@dataclass(frozen=True)
class SlotBooked:
    """A calendar has booked the time; what it held for the conversation besides is free again."""

    at: datetime
    key: str
    calendar: str
    slot: Slot
    type: Literal["slot_booked"] = "slot_booked"


@dataclass(frozen=True)
class SlotTaken:
    """Somebody else has the time already; nothing was booked."""

    at: datetime
    key: str
    calendar: str
    slot: Slot
    type: Literal["slot_taken"] = "slot_taken"


@dataclass(frozen=True)
class SlotsReleased:
    """A conversation needs none of what a calendar holds or has booked for it."""

    at: datetime
    key: str
    conversation: str
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
    """The employee has another leader from now on."""

    at: datetime
    key: str
    leader: Party
    leaders_leader: Party | None
    calendars: tuple[str, ...] = ()
    type: Literal["leader_changed"] = "leader_changed"


@dataclass(frozen=True)
class PersonLeft:
    """The roster has no place for this person any more."""

    at: datetime
    key: str
    on: date
    type: Literal["person_left"] = "person_left"


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
    | AbsencesChanged
    | Superseded
    | Bundled
)
