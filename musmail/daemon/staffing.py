"""Leaders' calendars: one for everybody who holds talks, kept as the roster has them by durable events."""

import hashlib
from collections.abc import Set
from dataclasses import replace
from datetime import date, datetime

from musmail.conversation.groups import Group
from musmail.conversation.tidings import Staffed
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.settings.roster import Employee, Roster


def group_id(office: Office, leader: str) -> str:
    """Name a leader's calendar."""
    return aggregate_id(office.secret, "g", leader)


def holding_talks(roster: Roster, day: date) -> frozenset[str]:
    """Name who holds anybody's talk on a day: those named, or whoever is above one who has left by then."""
    led = (roster.leader_of(one.id, day) for one in roster.still_here(day) if one.interviewer)
    return frozenset(leader.id for leader in led if leader)


def staff_everyone(office: Office, roster: Roster, holding: Set[str], now: datetime) -> int:
    """Bring the roster's leaders to their calendars, before any talk asks one; unchanged ones are no events."""
    return sum(_staff(office, roster.people[leader], now) for leader in sorted(holding))


def _staff(office: Office, leader: Employee, now: datetime) -> int:
    group = group_id(office, leader.id)
    known = office.store.load(group)
    event = Staffed(now, "", leader.party, leader.absences)
    state = known.state if known else None
    if isinstance(state, Group) and (state.leader, state.absences) == (event.leader, event.absences):
        return 0
    revision = known.revision if known else 0
    words = hashlib.sha256(f"{group}:{revision}:{event.leader!r}{event.absences!r}".encode()).hexdigest()[:16]
    return advance(office, group, replace(event, key=f"roster:{words}")).acted


def calendars_of(office: Office, leader: Employee | None, person: str, holding: Set[str]) -> tuple[str, ...]:
    """Name the calendars a person's meeting takes time in: their leader's first, then their own if they lead."""
    names = [leader.id] if leader else []
    return tuple(group_id(office, one) for one in (*names, *([person] if person in holding else ())))
