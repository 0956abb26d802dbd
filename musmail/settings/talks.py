"""The part of musmail.yaml about the course of a talk: when it is due, and when its mails go."""

from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from musmail.conversation.policy import Entitlement, Leads, Leave, Meeting, Waits, Year
from musmail.scheduling.slots import OfficeHours
from musmail.scheduling.windows import SendWindow
from musmail.scheduling.workdays import HALF_WAY_DAYS
from musmail.settings.fields import Clock, Days, Fault, Line, Pause, Section, Yearly, faults

BeforeMeeting = Annotated[int, Field(ge=-365, le=-1)]
AfterMeeting = Annotated[int, Field(ge=1, le=365)]
Wait = Annotated[int, Field(ge=1, le=365)]
MINUTE = timedelta(minutes=1)
HOURS = OfficeHours()


class CadenceKind(StrEnum):
    """Rolling: so long after the last talk. Round: everybody in the same weeks of the year."""

    ROLLING = "rolling"
    ROUND = "round"


class CadenceSection(Section):
    """When somebody's next talk should be."""

    kind: CadenceKind = Field(CadenceKind.ROLLING, description="`rolling` or `round`.")
    months: int | None = Field(None, ge=1, le=60, description="Rolling: months from one talk to the next.")
    ramp_days: int | None = Field(
        None, ge=1, le=365, description="Rolling: those without a last talk are spread over so many days."
    )
    from_: Yearly | None = Field(None, alias="from", description="Round: its first day, as day/month.")
    to: Yearly | None = Field(None, description="Round: its last day, as day/month.")
    gap_days: int | None = Field(
        None, ge=0, le=365, description="Round: a talk held so shortly before it counts as this round's."
    )

    @model_validator(mode="after")
    def _keys_of_the_kind(self) -> Self:
        rolling = {"months": self.months, "ramp_days": self.ramp_days}
        of_round = {"from": self.from_, "to": self.to, "gap_days": self.gap_days}
        other = of_round if self.kind is CadenceKind.ROLLING else rolling
        found: list[Fault] = [
            (key, f"does not go with `kind: {self.kind.value}`")
            for key, value in other.items()
            if value is not None
        ]
        if self.kind is CadenceKind.ROUND:
            found += [("kind", f"`round` needs `{key}`") for key in ("from", "to") if of_round[key] is None]
        if found:
            raise faults(*found)
        return self


class LeadsSection(Section):
    """When each mail goes, in days from the meeting; negative is before it."""

    convene_leader: BeforeMeeting = Field(Leads.convene_leader, description="The leader is asked for times.")
    convene_employee: BeforeMeeting = Field(Leads.convene_employee, description="The employee chooses one.")
    prepare: BeforeMeeting = Field(Leads.prepare, description="The skemaer go out.")
    remind: tuple[BeforeMeeting, ...] = Field(Leads.remind, description="Reminders to a party who is silent.")
    open: BeforeMeeting = Field(Leads.open, description="Both see what the other has shared.")
    agenda: BeforeMeeting = Field(Leads.agenda, description="The agenda goes out.")
    day_before: BeforeMeeting = Field(Leads.day_before, description="The short note before the meeting.")
    check: AfterMeeting = Field(Leads.check, description="The private check, to the employee.")
    summary_reminder: AfterMeeting = Field(Leads.summary_reminder, description="Asks for a missing summary.")
    pen: AfterMeeting = Field(Leads.pen, description="The employee is offered to write it.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        order = ("convene_leader", "convene_employee", "prepare", "open", "agenda", "day_before")
        found: list[Fault] = [
            (later, f"should not come before `{earlier}`")
            for earlier, later in pairwise(order)
            if getattr(self, earlier) > getattr(self, later)
        ]
        for day in self.remind:
            if not self.prepare < day < self.open:
                found.append(
                    ("remind", f"{day} is not between `prepare` ({self.prepare}) and `open` ({self.open})")
                )
        if self.pen <= self.summary_reminder:
            found.append(("pen", "should come after `summary_reminder`"))
        if found:
            raise faults(*found)
        return self


class WaitsSection(Section):
    """How long we wait for people before the next step, in days."""

    held_after_minutes: int = Field(
        Waits.held_after // MINUTE, ge=0, le=2880, description="From the meeting's end to the question: held?"
    )
    convening_reminder: Wait = Field(Waits.convening_reminder, description="A silent party is reminded.")
    convening_leaders_leader: Wait = Field(
        Waits.convening_leaders_leader, description="Then the leader's leader hears of it."
    )
    convening_hr: Wait = Field(Waits.convening_hr, description="Then HR.")
    convening_until: Wait = Field(Waits.convening_until, description="Then it ends as not held.")
    before_signing: Wait = Field(
        Waits.before_signing, description="Working days for the employee to take words out."
    )
    sign_reminder: Wait = Field(Waits.sign_reminder, description="A missing signature is asked for.")
    sign_until: Wait = Field(Waits.sign_until, description="Then the talk stands as held but unsigned.")
    missing_parts: Wait = Field(Waits.missing_parts, description="Working days to say what agreements lack.")
    summary_until: Wait = Field(Waits.summary_until, description="Without a summary: held but unsigned.")
    nudge: Wait = Field(Waits.nudge, description="From the signatures to the first nudge.")
    item_before: Wait = Field(Waits.item_before, description="Before an agreement's day its owner is asked.")
    item_again: Wait = Field(
        Waits.item_again, description="So long nobody is asked about the same agreement again."
    )
    item_undated: Wait = Field(
        Waits.item_undated, description="From one question to the next, where no day lies ahead."
    )
    item_undated_most: int = Field(
        Waits.item_undated_most, ge=0, le=20, description="How many such questions at most."
    )
    hold: Wait = Field(Waits.hold, description="A proposed time is held so long while somebody chooses.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        order = ("convening_reminder", "convening_leaders_leader", "convening_hr", "convening_until")
        found: list[Fault] = [
            (later, f"should be more than `{earlier}`")
            for earlier, later in (*pairwise(order), ("sign_reminder", "sign_until"))
            if getattr(self, earlier) >= getattr(self, later)
        ]
        if found:
            raise faults(*found)
        return self


class LeaveSection(Section):
    """Long absences: nobody is written to in them, and talks lie after the return."""

    long_days: int = Field(
        Leave.long_days, ge=2, le=365, description="From so many days on it is a long one."
    )
    grace_days: int = Field(Leave.grace_days, ge=0, le=365, description="From the return to the talk.")
    talk_on_return: bool = Field(
        Leave.talk_on_return, description="The return asks for a talk, though the cadence would not yet."
    )


class EntitlementSection(Section):
    """Public sector: days before the year is over at which somebody hears that no MUS is agreed."""

    year: Year = Field(Entitlement.year, description="`calendar`, or `rolling`: 12 months from the last.")
    leader: Wait = Field(Entitlement.leader, description="The leader hears.")
    leaders_leader: Wait = Field(Entitlement.leaders_leader, description="Then the leader's leader.")
    hr: Wait = Field(Entitlement.hr, description="Then HR.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        found: list[Fault] = [
            (later, f"should be fewer days before the end than `{earlier}`")
            for earlier, later in pairwise(("leader", "leaders_leader", "hr"))
            if getattr(self, earlier) <= getattr(self, later)
        ]
        if found:
            raise faults(*found)
        return self


class MeetingSection(Section):
    """What an invitation says when nobody says otherwise."""

    length_minutes: int = Field(Meeting.length // MINUTE, ge=15, le=480, description="How long a talk takes.")
    place: Line | None = Field(
        None, description="Where it is held; None: a quiet meeting room, said in each reader's language."
    )
    slots: int = Field(Meeting.slots, ge=1, le=9, description="How many times are proposed.")
    per_day: int = Field(Meeting.per_day, ge=1, le=20, description="Talks of one leader a day, at most.")
    per_week: int = Field(Meeting.per_week, ge=1, le=50, description="Talks of one leader a week, at most.")
    opens: Clock = Field(HOURS.opens, description="No talk begins before this time of day.")
    closes: Clock = Field(HOURS.closes, description="No talk ends after this time of day.")
    pause: Pause = Field(HOURS.pause, description="No talk runs into this break; `none` for no break.")

    @model_validator(mode="after")
    def _room_for_a_talk(self) -> Self:
        if self.opens >= self.closes:
            raise faults(("closes", f"should be later in the day than `opens` ({self.opens:%H:%M})"))
        if self.per_week < self.per_day:
            raise faults(("per_week", f"should not be less than `per_day` ({self.per_day})"))
        return self


class Weekday(StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Count as ISO 8601 does: Monday is 1."""
        return list(Weekday).index(self) + 1


WORKING_WEEK = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


class WindowSection(Section):
    """The hours in which letters leave; direct answers leave at once."""

    weekdays: tuple[Weekday, ...] = Field(WORKING_WEEK, min_length=1, description="The days of the week.")
    opens: Clock = Field(SendWindow().opens, description="From this time of day.")
    closes: Clock = Field(SendWindow().closes, description="Until this time of day.")

    @model_validator(mode="after")
    def _opens_sometime(self) -> Self:
        found: list[Fault] = []
        if self.opens >= self.closes:
            found.append(("closes", f"should be later in the day than `opens` ({self.opens:%H:%M})"))
        if not set(self.weekdays) & set(WORKING_WEEK):
            found.append(("weekdays", "needs a day from mon to fri: letters leave on working days only"))
        if found:
            raise faults(*found)
        return self


class WorkdaysSection(Section):
    """Days on which nobody is expected at work, beside weekends and Danish public holidays."""

    closed: tuple[Days, ...] = Field((), description="Own closed days: single dates or first..last.")
    half_way: tuple[Yearly, ...] = Field(
        tuple(sorted(HALF_WAY_DAYS)), description="Days of each year that count as closed too."
    )
