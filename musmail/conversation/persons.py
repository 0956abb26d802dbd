"""What a person is between talks: what they carry from one to the next, and what they have asked for."""

from dataclasses import dataclass, field
from datetime import date, datetime

from musmail.conversation.items import CarriedItem
from musmail.conversation.people import Party
from musmail.conversation.tidings import Absences
from musmail.conversation.wishes import Pending
from musmail.scheduling.cadence import Cadence


@dataclass(frozen=True)
class Person:
    """A person of the roster; those without talks (`exempt`, or led by nobody) have no `next_on`."""

    id: str
    party: Party
    leader: Party | None
    leaders_leader: Party | None
    hr: Party | None
    last_held_on: date | None = None
    next_on: date | None = None
    conversation: str = ""  # the one under way, or the last one
    under_way: bool = False
    items: tuple[CarriedItem, ...] = ()
    notes: tuple[str, ...] = ()
    talks: int = 0
    cadence: Cadence | None = None  # this person's own; None: the workplace's
    employed_from: date | None = None
    absences: Absences = ()
    calendars: tuple[
        str, ...
    ] = ()  # the groups whose time a meeting takes: the leader's, and their own if they lead
    exempt: str = ""  # why this person has no talks
    left_on: date | None = None
    meeting_at: datetime | None = None  # of the talk under way
    done: dict[str, datetime] = field(
        default_factory=dict
    )  # milestones of the person's own that are behind us
    leaders_absences: Absences = ()
    employed_to: date | None = None
    enrolled_on: date | None = None
    share: float | None = None  # their place in a ramp or a round, from 0 to 1
    imported: tuple[CarriedItem, ...] = ()  # what the roster's agreements said when they were last looked at
    owed_by: date | None = None  # public sector: the day by which a talk is owed
    pending: tuple[Pending, ...] = ()  # what they wished for and have not confirmed
    asked_so_far: int = 0  # wishes that were given a number
    asked_on: date | None = None  # when they asked for the talk that is about to begin
    type: str = "person"
