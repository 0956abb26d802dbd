"""A person between talks: when the next one begins, and what they carry into it."""

import base64
import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta

from musmail.conversation.events import Began, Enrolled, Event, PartyChanged, TalkClosed, Tick
from musmail.conversation.letters import Effect, Tell
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import End
from musmail.scheduling.cadence import next_target
from musmail.skema.forms import Role

# A talk that was not held is convened anew after a while, not in the same hour (guessed).
BREATH = timedelta(days=21)


def enrol(aggregate_id: str, event: Enrolled, policy: Policy) -> Person:
    """Make a person from the first time the roster names them."""
    person = Person(
        aggregate_id, event.party, event.leader, event.leaders_leader, event.hr, event.last_held_on
    )
    person = replace(person, absences=event.absences, calendars=event.calendars)
    return replace(person, next_on=_next_on(person, event.at, policy))


def person_step(person: Person, event: Event, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Move a person by one event."""
    match event:
        case Enrolled():
            return _enrolled_again(person, event, policy)
        case TalkClosed():
            return _talk_closed(person, event, policy), ()
        case Tick():
            return _begin_when_due(person, event, policy)
        case _:
            return person, ()


def person_wake_at(person: Person, policy: Policy) -> datetime | None:
    """Say when the next talk must begin: a week before the leader is written to, so the plan shows it."""
    if person.under_way or person.leader is None or person.next_on is None:
        return None
    return policy.morning(person.next_on + timedelta(days=policy.leads.convene_leader - 7))


def _next_on(person: Person, at: datetime, policy: Policy) -> date:
    seed = int.from_bytes(hashlib.sha256(person.id.encode()).digest()[:4])
    return next_target(person.last_held_on, policy.day_of(at), policy.cadence, seed)


def conversation_id(person: Person) -> str:
    """Name the person's next talk; the person's own id is keyed, so nobody outside can guess it."""
    digest = hashlib.sha256(f"{person.id}:{person.talks + 1}".encode()).digest()
    return "c" + base64.b32encode(digest).decode().lower()[:9]


def _begin_when_due(person: Person, event: Tick, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    wake = person_wake_at(person, policy)
    if wake is None or wake > event.at or person.leader is None or person.next_on is None:
        return person, ()
    talk = conversation_id(person)
    forms = {
        Role.EMPLOYEE: policy.skema(Role.EMPLOYEE, person.party.locale),
        Role.LEADER: policy.skema(Role.LEADER, person.leader.locale),
    }
    began = Began(
        event.at,
        f"{talk}:began",
        "mus",
        person.id,
        person.party,
        person.leader,
        person.leaders_leader,
        person.hr,
        person.next_on,
        forms,
        policy.digest,
        person.items,
        person.notes,
        policy.leads,
        policy.waits,
        person.calendars,
        {Role.EMPLOYEE: person.absences},
    )
    begun = replace(person, under_way=True, conversation=talk, talks=person.talks + 1, notes=())
    return begun, (Tell(talk, began),)


def _enrolled_again(person: Person, event: Enrolled, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Take the roster's new words; a talk under way hears of a changed name or address."""
    changed = replace(
        person,
        party=event.party,
        leader=event.leader,
        leaders_leader=event.leaders_leader,
        hr=event.hr,
        absences=event.absences,
        calendars=event.calendars,
        last_held_on=max(filter(None, (person.last_held_on, event.last_held_on)), default=None),
    )
    if not changed.under_way and changed.last_held_on != person.last_held_on:
        changed = replace(changed, next_on=_next_on(changed, event.at, policy))
    if not person.under_way:
        return changed, ()
    tells: list[Effect] = []
    if event.party != person.party:
        tells.append(
            Tell(
                person.conversation,
                PartyChanged(event.at, f"{event.key}:employee", Role.EMPLOYEE, event.party),
            )
        )
    if (
        event.leader
        and person.leader
        and event.leader.id == person.leader.id
        and event.leader != person.leader
    ):
        key = f"{event.key}:leader"
        tells.append(Tell(person.conversation, PartyChanged(event.at, key, Role.LEADER, event.leader)))
    return changed, tuple(tells)


def _talk_closed(person: Person, event: TalkClosed, policy: Policy) -> Person:
    """Carry the items over when the talk closes, not when the next one opens, and plan that one."""
    if event.conversation != person.conversation:
        return person
    held = event.end != End.NOT_HELD.value
    closed = replace(
        person,
        under_way=False,
        items=event.items,
        last_held_on=event.held_on if held and event.held_on else person.last_held_on,
    )
    planned = _next_on(closed, event.at, policy)
    if not held:
        planned = max(
            planned, policy.day_of(event.at) + timedelta(days=-policy.leads.convene_leader) + BREATH
        )
    return replace(closed, next_on=planned)
