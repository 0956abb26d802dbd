"""The roster brought to the persons' aggregates: what changed becomes a durable event, what did not is none."""

import hashlib
from collections.abc import Callable, Set
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from musmail.conversation.enrolling import says_something_new
from musmail.conversation.events import Enrolled
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.tidings import PersonLeft
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.staffing import calendars_of, holding_talks, staff_everyone
from musmail.settings.cadences import places
from musmail.settings.load import Settings
from musmail.settings.roster import Employee


def enrol_everyone(office: Office, settings: Settings, now: datetime) -> int:
    """Bring the roster's words to the persons' aggregates; killed in between, the next start does the rest."""
    day = office.policy.day_of(now)
    spread = places(settings.roster, settings.cadences, day, settings.policy.new_employee_months)
    here = settings.roster.still_here(day)
    holding = holding_talks(settings.roster, day)
    staff_everyone(office, settings.roster, holding, now)
    ids = {one.id for one in here}
    events = (_event(office, settings, one, now, holding, spread.get(one.id)) for one in here)
    enrolled = [_enrol(office, event, ids) for event in events]
    if office.policy.hr is not None:
        enrolled.append(_enrol(office, _of_hr(office.policy.hr, now), ids))
    return sum(enrolled) + _gone(office, settings, now)


def _event(
    office: Office,
    settings: Settings,
    one: Employee,
    now: datetime,
    holding: Set[str],
    share: float | None,
) -> Enrolled:
    roster, day = settings.roster, office.policy.day_of(now)
    has_talks = bool(one.interviewer) and not one.exempt
    leader = roster.leader_of(one.id, day)
    above = roster.leaders_leader_of(one.id, day)
    return Enrolled(
        at=now,
        key="",
        party=one.party,
        leader=leader.party if leader else None,
        leaders_leader=above.party if above else None,
        hr=office.policy.hr,
        last_held_on=one.last_held_on,
        cadence=settings.cadences.of(one),
        employed_from=one.employed_from,
        absences=one.absences,
        leaders_absences=leader.absences if leader else (),
        calendars=calendars_of(office, leader, one.id, holding) if has_talks else (),
        exempt=one.exempt,
        items=settings.agreements.get(one.id, ()),
        employed_to=one.employed_to,
        share=share,
    )


def _of_hr(hr: Party, now: datetime) -> Enrolled:
    """Let HR have a record too: without talks, but their letters of a morning come in one mail."""
    return Enrolled(now, "", hr, None, None, None, None, exempt=hr.name)


def _enrol(office: Office, event: Enrolled, here: set[str]) -> int:
    person = aggregate_id(office.secret, "p", event.party.id)
    known = office.store.load(person)
    if known and isinstance(known.state, Person):
        if not says_something_new(known.state, event):
            return 0
        led_by = known.state.leader
        event = replace(event, leader_gone=led_by is not None and led_by.id not in here)
    return _told(office, person, known.revision if known else 0, lambda key: replace(event, key=key))


def _gone(office: Office, settings: Settings, now: datetime) -> int:
    """Tell whoever is no longer in the roster, or was employed until a day that has passed, that they have left."""
    day = office.policy.day_of(now)
    here = {one.id for one in settings.roster.still_here(day)}
    here |= {office.policy.hr.id} if office.policy.hr else set()
    told = 0
    for aggregate in office.store.ids():
        loaded = office.store.load(aggregate) if aggregate.startswith("p") else None
        person = loaded.state if loaded else None
        if loaded is None or not isinstance(person, Person):
            continue
        if person.left_on is None and person.party.id not in here:
            on = _last_day(settings, person, day)
            told += _told(office, aggregate, loaded.revision, partial(_left, now, on))
    return told


def _left(now: datetime, on: date, key: str) -> PersonLeft:
    return PersonLeft(now, key, on)


def _last_day(settings: Settings, person: Person, day: date) -> date:
    one = settings.roster.people.get(person.party.id)
    return one.employed_to if one and one.employed_to else person.employed_to or day


def _told(office: Office, person: str, revision: int, event: Callable[[str], Enrolled | PersonLeft]) -> int:
    """Advance under a key that is the same when we are killed before the commit, and another one after it."""
    words = hashlib.sha256(f"{person}:{revision}:{event('')!r}".encode()).hexdigest()[:16]
    return advance(office, person, event(f"roster:{words}")).acted
