"""Leaders' calendars: one for everybody who holds talks, kept as the roster has them by durable events."""

import hashlib
from dataclasses import replace
from datetime import datetime

from musmail.conversation.groups import Group
from musmail.conversation.tidings import Staffed
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.settings.roster import Employee, Roster


def group_id(office: Office, leader: str) -> str:
    """Name a leader's calendar."""
    return aggregate_id(office.secret, "g", leader)


def staff_everyone(office: Office, roster: Roster, now: datetime) -> int:
    """Bring the roster's leaders to their calendars, before any talk asks one; unchanged ones are no events."""
    holding = {one.interviewer for one in roster.people.values() if one.interviewer}
    leaders = (roster.people[leader] for leader in sorted(holding) if leader in roster.people)
    return sum(_staff(office, leader, now) for leader in leaders)


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


def calendars_of(office: Office, roster: Roster, person: str) -> tuple[str, ...]:
    """Name the calendars a person's meeting takes time in: their leader's first, then their own if they lead."""
    leader = roster.leader_of(person)
    holds = any(one.interviewer == person for one in roster.people.values())
    names = [leader.id] if leader else []
    return tuple(group_id(office, one) for one in (*names, *([person] if holds else ())))
