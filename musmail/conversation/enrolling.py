"""What the roster says about a person: taken as a durable event, and passed on to the talk it concerns."""

from dataclasses import replace
from datetime import datetime

from musmail.conversation import entitlement, planning
from musmail.conversation.carrying import is_open
from musmail.conversation.events import Enrolled, PartyChanged
from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike, Tell
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.tidings import AbsencesChanged, Exempted, LeaderChanged
from musmail.skema.forms import Role


def enrol(aggregate_id: str, event: Enrolled, policy: Policy) -> Person:
    """Make a person from the first time the roster names them."""
    person = Person(aggregate_id, event.party, event.leader, event.leaders_leader, event.hr)
    person = _taken(person, event)
    person = replace(
        person,
        enrolled_on=policy.day_of(event.at),
        share=event.share,
        items=event.items,
        imported=event.items,
    )
    return _planned(person, event.at, policy)


def says_something_new(person: Person, event: Enrolled) -> bool:
    """Tell whether the roster's words change anything about a person; enrolling the same roster twice is nothing."""
    same_place = replace(_taken(person, event), imported=event.items)
    return same_place != person


def enrolled_again(person: Person, event: Enrolled, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Take the roster's new words; the talk under way, or the one being followed, hears of what concerns it."""
    changed = _with_items(_taken(person, event), event)
    if person.leader is None or (changed.leader and changed.leader.id != person.leader.id):
        changed = replace(changed, share=event.share)
    if not changed.under_way and _plans(changed, policy) != _plans(person, policy):
        changed = _planned(changed, event.at, policy)
    effects = entitlement.told_anew(person, changed, event.at, event.key, policy)
    following = _told if person.conversation else _handed_over
    return changed, (*effects, *following(person, changed, event))


def _taken(person: Person, event: Enrolled) -> Person:
    return replace(
        person,
        party=event.party,
        leader=event.leader,
        leaders_leader=event.leaders_leader,
        hr=event.hr,
        last_held_on=max(filter(None, (person.last_held_on, event.last_held_on)), default=None),
        cadence=event.cadence,
        employed_from=event.employed_from,
        employed_to=event.employed_to,
        absences=event.absences,
        leaders_absences=event.leaders_absences,
        calendars=event.calendars,
        exempt=event.exempt,
        left_on=None,
    )


def _with_items(person: Person, event: Enrolled) -> Person:
    """Take imported agreements until somebody has answered them: a talk has begun with them, or one has moved."""
    untouched = person.talks == 0 and person.items == person.imported
    return replace(person, imported=event.items, items=event.items if untouched else person.items)


def _plans(person: Person, policy: Policy) -> tuple[object, ...]:
    """Name all that a plan depends on; a name or an address moves no talk."""
    has_talks = person.leader is not None and not person.exempt and person.left_on is None
    cadence = person.cadence or policy.cadence
    return has_talks, person.last_held_on, cadence, person.employed_from, person.absences


def _planned(person: Person, at: datetime, policy: Policy) -> Person:
    if person.leader is None or person.exempt:
        return replace(person, next_on=None, owed_by=None)
    by_cadence = planning.next_on(replace(person, owed_by=None), at, policy)
    person = entitlement.owed(person, planning.owed_by(person, by_cadence, at, policy))
    return replace(person, next_on=planning.next_on(person, at, policy))


def _handed_over(person: Person, changed: Person, event: Enrolled) -> tuple[Effect, ...]:
    """Give a new leader what was agreed before there was a talk of ours, which would hand it over; to both the same."""
    old, new = person.leader, changed.leader
    if old is None or new is None or old.id == new.id:
        return ()
    unsent = Strike(frozenset({Kind.HANDOVER}))
    if changed.exempt or not any(is_open(item) for item in changed.items):
        return (unsent,)
    both = (Recipient.SELF, Recipient.LEADER)
    told = (Send(Kind.HANDOVER, to, event.key, event.at, {"former": old.name}) for to in both)
    return (unsent, *told)


def _told(person: Person, changed: Person, event: Enrolled) -> tuple[Effect, ...]:
    """Tell the talk, in this order: who is who, whether there are talks, who leads whom, who is away."""
    talk, at, key = person.conversation, event.at, event.key
    tells: list[Effect] = []
    if changed.party != person.party:
        tells.append(Tell(talk, PartyChanged(at, f"{key}:employee", Role.EMPLOYEE, changed.party)))
    if changed.exempt and not person.exempt:
        tells.append(Tell(talk, Exempted(at, f"{key}:exempt")))
    old, new = person.leader, changed.leader
    same = old is not None and new is not None and old.id == new.id
    if same and new is not None and old != new:
        tells.append(Tell(talk, PartyChanged(at, f"{key}:leader", Role.LEADER, new)))
    above = (changed.leaders_leader, changed.hr, changed.calendars)
    if new is not None and (not same or above != (person.leaders_leader, person.hr, person.calendars)):
        told = LeaderChanged(
            at, f"{key}:above", new, changed.leaders_leader, changed.calendars, changed.hr, event.leader_gone
        )
        tells.append(Tell(talk, told))
    if changed.absences != person.absences:
        tells.append(Tell(talk, AbsencesChanged(at, f"{key}:away:employee", Role.EMPLOYEE, changed.absences)))
    if not same or changed.leaders_absences != person.leaders_absences:
        tells.append(
            Tell(talk, AbsencesChanged(at, f"{key}:away:leader", Role.LEADER, changed.leaders_absences))
        )
    return tuple(tells)
