"""A person between talks: when the next one begins, and what they carry into it.

`MILESTONES` is the table of what becomes due for a person, as `table.py` is for a talk.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from musmail.conversation import entitlement, planning
from musmail.conversation.anytime import wrote
from musmail.conversation.bundles import Digested
from musmail.conversation.carrying import with_news
from musmail.conversation.digest import digested
from musmail.conversation.enrolling import enrol, enrolled_again
from musmail.conversation.events import Began, Doubted, Enrolled, Event, MailOpened, TalkClosed, Tick
from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike, Tell
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import End
from musmail.conversation.tidings import ItemsChanged, MeetingAgreed, PersonLeft, Superseded
from musmail.conversation.wishes import Wrote
from musmail.skema.forms import Role

__all__ = ["MILESTONES", "enrol", "person_due", "person_step", "person_wake_at"]

# A talk that was not held is convened anew after a while, not in the same hour (guessed).
BREATH = timedelta(days=21)


@dataclass(frozen=True)
class Milestone:
    """Something that becomes due for a person; what it does must make it due no longer."""

    name: str
    at: Callable[[Person, Policy], datetime | None]
    act: Callable[[Person, datetime, Policy], tuple[Person, tuple[Effect, ...]]]


def person_step(person: Person, event: Event, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Move a person by one event."""
    match event:
        case Enrolled():
            return enrolled_again(person, event, policy)
        case TalkClosed():
            return _talk_closed(person, event, policy)
        case MeetingAgreed():
            return _meeting_agreed(person, event), ()
        case PersonLeft():
            return _left(person, event)
        case Wrote():
            return wrote(person, event, policy)
        case Doubted():
            return person, (Send(Kind.WAS_THIS_YOU, Recipient.SELF, event.key, event.at),)
        case Digested():
            return person, digested(person, event)
        case Tick():
            return _pass_time(person, event, policy)
        case MailOpened():
            about = {"who": event.by, "reason": event.reason, "came_on": event.came_on}
            return person, (Send(Kind.MAIL_OPENED, Recipient.SELF, event.key, event.at, about),)
        case _:
            return person, ()


def person_due(person: Person, policy: Policy) -> list[tuple[datetime, Milestone]]:
    """List the milestones ahead of a person, soonest first."""
    ahead = [(at, one) for one in MILESTONES if (at := one.at(person, policy)) is not None]
    return sorted(ahead, key=lambda row: row[0])


def person_wake_at(person: Person, policy: Policy) -> datetime | None:
    """Say when the person next wants a tick."""
    ahead = person_due(person, policy)
    return ahead[0][0] if ahead else None


def _pass_time(person: Person, event: Tick, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Do everything that has become due, once, in its order."""
    effects: tuple[Effect, ...] = ()
    while (ahead := person_due(person, policy)) and ahead[0][0] <= event.at:
        person, more = ahead[0][1].act(person, event.at, policy)
        effects += more
    return person, effects


def _begin_at(person: Person, policy: Policy) -> datetime | None:
    """Begin a week before the leader is written to, so the plan shows it."""
    if person.under_way or person.exempt or person.left_on or person.leader is None or person.next_on is None:
        return None
    return policy.morning(person.next_on + timedelta(days=policy.leads.convene_leader - 7))


def conversation_id(person: Person) -> str:
    """Name the person's next talk; the person's own id is keyed, so nobody outside can guess it."""
    digest = hashlib.sha256(f"{person.id}:{person.talks + 1}".encode()).digest()
    return "c" + base64.b32encode(digest).decode().lower()[:9]


def _begin(person: Person, at: datetime, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    assert person.leader is not None
    assert person.next_on is not None
    talk = conversation_id(person)
    forms = {
        Role.EMPLOYEE: policy.skema(Role.EMPLOYEE, person.party.locale),
        Role.LEADER: policy.skema(Role.LEADER, person.leader.locale),
    }
    began = Began(
        at,
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
        {Role.EMPLOYEE: person.absences, Role.LEADER: person.leaders_absences},
        translations=policy.translations(person.party.locale, person.leader.locale),
        asked_on=person.asked_on,
    )
    begun = replace(
        person,
        under_way=True,
        conversation=talk,
        talks=person.talks + 1,
        notes=(),
        meeting_at=None,
        asked_on=None,
    )
    opened = Tell(talk, began)
    if not person.conversation:
        return begun, (opened,)
    told = Superseded(at, f"{person.conversation}:superseded:{talk}")
    return begun, (Tell(person.conversation, told), opened)


def _meeting_agreed(person: Person, event: MeetingAgreed) -> Person:
    if event.conversation != person.conversation:
        return person
    agreed = replace(person, meeting_at=event.meeting_at)
    return agreed if event.meeting_at else _time_lost(agreed, event.at)


def _time_lost(person: Person, at: datetime) -> Person:
    return replace(person, done={**person.done, entitlement.TIME_LOST: at})


def _left(person: Person, event: PersonLeft) -> tuple[Person, tuple[Effect, ...]]:
    """Nothing more is planned for them; their talk hears of it."""
    if person.left_on is not None:
        return person, ()
    gone = replace(person, left_on=event.on, next_on=None, owed_by=None)
    unsent = Strike(frozenset(Kind))
    if not person.conversation:
        return gone, (unsent,)
    told = PersonLeft(event.at, f"{person.conversation}:left:{event.on}:{event.key}", event.on)
    return gone, (unsent, Tell(person.conversation, told))


def _leave_at(person: Person, policy: Policy) -> datetime | None:
    if person.employed_to is None or person.left_on is not None:
        return None
    return policy.morning(person.employed_to + timedelta(days=1))


def _leave(person: Person, at: datetime, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    assert person.employed_to is not None
    return _left(person, PersonLeft(at, "", person.employed_to))


def _talk_closed(person: Person, event: TalkClosed, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Carry the items over when the talk closes, not when the next one opens; a later word plans nothing anew."""
    if event.conversation != person.conversation:
        return _late_word(person, event)
    if not person.under_way:
        return replace(person, items=event.items), ()
    return _closed(person, event, policy), ()


def _late_word(person: Person, event: TalkClosed) -> tuple[Person, tuple[Effect, ...]]:
    """Hand on what somebody has answered to an older talk's letter: the agreements are the next talk's by now."""
    items, news = with_news(person.items, event.items)
    if not news:
        return person, ()
    told = ItemsChanged(event.at, f"{person.conversation}:items:{event.key}", news)
    return replace(person, items=items), (Tell(person.conversation, told),)


def _closed(person: Person, event: TalkClosed, policy: Policy) -> Person:
    held = event.end != End.NOT_HELD.value
    closed = replace(
        person,
        under_way=False,
        items=event.items,
        meeting_at=None,
        last_held_on=event.held_on if held and event.held_on else person.last_held_on,
    )
    if closed.left_on or closed.exempt:
        return replace(closed, next_on=None)
    if held:
        closed = entitlement.owed(closed, planning.owed_by(closed, policy.day_of(event.at), event.at, policy))
    planned = planning.next_on(closed, event.at, policy)
    if not held:
        planned = max(
            planned, policy.day_of(event.at) + timedelta(days=-policy.leads.convene_leader) + BREATH
        )
    return replace(closed if held else _time_lost(closed, event.at), next_on=planned)


MILESTONES: tuple[Milestone, ...] = (
    Milestone("leave", _leave_at, _leave),
    Milestone("begin", _begin_at, _begin),
    *(
        Milestone(name, partial(entitlement.step_at, index=index), partial(entitlement.tell, index=index))
        for index, (name, _) in enumerate(entitlement.STEPS)
    ),
    Milestone("year_over", entitlement.year_over_at, entitlement.begin_year),
)
