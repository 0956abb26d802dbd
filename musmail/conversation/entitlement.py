"""The public sector's clock: a yearly MUS is owed, and who hears of it when none is agreed in time; state only."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.planning import is_new, past_leave
from musmail.conversation.policy import Policy, Sector, Year
from musmail.scheduling.cadence import months_later

# Whoever hears next has given the one before them so long to do something about it (guessed).
BETWEEN = timedelta(days=7)
# Mark of the moment a time was given up, or a talk ended as not held: the two find a new one without being told to.
TIME_LOST = "time_lost"
STEPS = (
    ("owed_leader", Recipient.LEADER),
    ("owed_leaders_leader", Recipient.LEADERS_LEADER),
    ("owed_hr", Recipient.HR),
)


@dataclass(frozen=True)
class Clock:
    """What a person may see of their own clock: by when a talk is owed, and whether one is agreed before that."""

    owed_by: date
    in_time: bool


def clock(person: Person, policy: Policy) -> Clock | None:
    """Show the clock; None where nothing is owed: the private sector, those without talks, new employees."""
    day = deadline(person, policy)
    return None if day is None else Clock(day, _agreed_in_time(person, day, policy))


def deadline(person: Person, policy: Policy) -> date | None:
    """Say by when a talk is owed; a long absence over that day moves it to the year of the return."""
    counts = policy.sector is Sector.PUBLIC and not person.exempt and person.left_on is None
    if not counts or person.leader is None or person.owed_by is None:
        return None
    if is_new(person, person.owed_by, policy):
        return None
    back = past_leave(person.owed_by, person.absences, policy)
    if back == person.owed_by or policy.entitlement.year is Year.ROLLING:
        return back
    return date(back.year, 12, 31)


def step_at(person: Person, policy: Policy, index: int) -> datetime | None:
    """Say when somebody hears that no talk is agreed: one after the other, and never before the planned day itself.

    Until then the convening's own reminders are on their way.
    """
    day, (name, _) = deadline(person, policy), STEPS[index]
    if day is None or name in person.done or _agreed_in_time(person, day, policy):
        return None
    asked = policy.entitlement
    wished = day - timedelta(days=(asked.leader, asked.leaders_leader, asked.hr)[index])
    if person.next_on is not None and person.next_on <= day:
        wished = max(wished, person.next_on)
    at = policy.morning(policy.workdays.slide_forward(wished))
    if TIME_LOST in person.done:
        at = max(at, person.done[TIME_LOST] + BETWEEN)
    if index:
        before = person.done.get(STEPS[index - 1][0])
        if before is None:
            return None
        at = max(at, before + BETWEEN)
    return at if at < _year_ends(day, policy) else None


def tell(person: Person, at: datetime, policy: Policy, index: int) -> tuple[Person, tuple[Effect, ...]]:
    """Tell one of the three that the talk is owed and not agreed: the state, never a word of content."""
    name, to = STEPS[index]
    told = replace(person, done={**person.done, name: at})
    day = deadline(person, policy)
    letter = _letter(person, to, f"{name}@{day}", at, day)
    return told, (letter,) if letter else ()


def told_anew(before: Person, after: Person, at: datetime, key: str, policy: Policy) -> tuple[Effect, ...]:
    """Let what still waits go to whoever is in that place now, and to nobody where nothing is owed any more."""
    day = deadline(after, policy)
    return tuple(
        Strike(frozenset({Kind.ENTITLEMENT}), to, _letter(after, to, key, at, day))
        for _, to in STEPS
        if _in_place(before, to) != _in_place(after, to) or day is None
    )


def _letter(person: Person, to: Recipient, cause: str, at: datetime, day: date | None) -> Send | None:
    if _in_place(person, to) is None or day is None:
        return None
    return Send(Kind.ENTITLEMENT, to, cause, at, told_of(person, day))


def told_of(person: Person, day: date | None) -> dict[str, Any]:
    """Give what the letters about an owed talk say beside the person."""
    return {"owed_by": day, "above": person.leaders_leader.name if person.leaders_leader else ""}


def _in_place(person: Person, to: Recipient) -> Party | None:
    return {Recipient.LEADERS_LEADER: person.leaders_leader, Recipient.HR: person.hr}.get(to, person.leader)


def year_over_at(person: Person, policy: Policy) -> datetime | None:
    """Say when the year is over: what was owed stands as missed, and the next year begins."""
    day = deadline(person, policy)
    return None if day is None else _year_ends(day, policy)


def begin_year(person: Person, at: datetime, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Wind the clock for the next year."""
    day = deadline(person, policy)
    return (person if day is None else owed(person, months_later(day, 12))), ()


def owed(person: Person, day: date) -> Person:
    """Set the day a talk is owed by; who was told about another day has not been told about this one."""
    names = {name for name, _ in STEPS}
    done = {name: at for name, at in person.done.items() if name not in names}
    return person if person.owed_by == day else replace(person, owed_by=day, done=done)


def _agreed_in_time(person: Person, day: date, policy: Policy) -> bool:
    return person.meeting_at is not None and policy.day_of(person.meeting_at) <= day


def _year_ends(day: date, policy: Policy) -> datetime:
    return policy.morning(day + timedelta(days=1))
