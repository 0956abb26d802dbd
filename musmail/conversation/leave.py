"""Long absences: who is away is left in peace, and a meeting that lies in one is planned anew after the return."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from musmail.conversation.agreeing import BOUND_TO_TIME, OF_ONE_DATE, said_anew
from musmail.conversation.asking import give_up
from musmail.conversation.changes import BEFORE, OF_CONVENING, called_off
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import ANSWERS, Effect, Kind, Recipient, Send, Strike
from musmail.conversation.planning import long_ones, past_leave
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.tidings import AbsencesChanged
from musmail.skema.forms import Role

# Nobody comes home to a heap of these.
REMINDERS = frozenset(
    {Kind.CONVENE_REMINDER, Kind.PREPARATION_REMINDER, Kind.SUMMARY_REMINDER, Kind.SIGN_REMINDER}
)
# Milestones that take somebody's silence for an answer: who is away cannot give one.
WAIT_FOR_PEOPLE = frozenset(
    {"summary_reminder", "pen", "missing_over", "summary_until", "before_signing_over", "sign_until"}
)
# A talk that has a time, or had one, goes on from here when it gets another.
_RESUMED = frozenset({Stage.PREPARING, Stage.OPENED, Stage.MEETING})


def absences_changed(talk: Conversation, turn: Turn) -> Step:
    """Take a party's absences; a meeting, or the plan for one, that lies in a long one moves to after it."""
    event = turn.event
    assert isinstance(event, AbsencesChanged)
    talk = talk.with_shared(absences={**talk.shared.absences, event.role: event.absences})
    if talk.stage not in BEFORE:
        return Step(talk)
    policy, appointment = turn.policy, talk.shared.appointment
    meant = talk.shared.target_on if appointment is None else policy.day_of(appointment.slot.start)
    if not _is_away(talk, meant, policy):
        return Step(talk)
    back = _back(talk, max(meant, policy.day_of(turn.at)), policy)
    given_up = give_up(talk, turn)
    planned = _planned_anew(given_up.talk, back)
    if appointment is None:
        effects: tuple[Effect, ...] = (strike(Kind.CONVENE_REMINDER, Kind.CONVENE_OVERDUE, Kind.OTHER_TIMES),)
        return Step(planned, (*given_up.effects, *effects))
    cancelled = planned.with_shared(called_off=called_off(talk))
    letters = turn.send(Kind.CANCELLATION, *both(), reason=f"long_absence_{event.role}")
    old = (*given_up.effects, strike(*BOUND_TO_TIME), *said_anew(cancelled, turn))
    return Step(cancelled, (*old, *letters))


def _planned_anew(talk: Conversation, day: date) -> Conversation:
    """Begin the convening again for another day; what was written, sent and opened stays as it is."""
    shared = talk.shared
    again = OF_CONVENING | {*OF_ONE_DATE, "convene_leader", "asked"}
    return talk.with_shared(
        stage=Stage.PLANNED,
        resume=talk.stage if talk.stage in _RESUMED else shared.resume,
        plannings=shared.plannings + 1,
        target_on=day,
        appointment=None,
        slots=(),
        claim=None,
        proposing=False,
        asked=None,
        calendar={},
        calendar_stamps={},
        done={name: at for name, at in shared.done.items() if name not in again},
    )


def _is_away(talk: Conversation, day: date, policy: Policy) -> bool:
    return any(_away_until(talk, role, day, policy) is not None for role in both())


def _back(talk: Conversation, day: date, policy: Policy) -> date:
    """Find a day on which both have been back for a while."""
    later = day
    for _ in both():  # one's return may lie in the other's absence
        for role in both():
            later = past_leave(later, talk.shared.absences.get(role, ()), policy)
    return later


def _away_until(talk: Conversation, role: Role, day: date, policy: Policy) -> date | None:
    """Say on which day somebody who is away for long on a day is back."""
    spans = long_ones(talk.shared.absences.get(role, ()), policy)
    ends = [last for first, last in spans if first <= day <= last]
    return max(ends) + timedelta(days=1) if ends else None


def not_before_return(talk: Conversation, name: str, at: datetime, policy: Policy) -> datetime:
    """Move a milestone that waits for people to after both are back and have had their time."""
    if name not in WAIT_FOR_PEOPLE or not _is_away(talk, policy.day_of(at), policy):
        return at
    return max(at, policy.morning(_back(talk, policy.day_of(at), policy)))


def considerate(talk: Conversation, effects: tuple[Effect, ...], policy: Policy) -> tuple[Effect, ...]:
    """Leave in peace who is away: reminders are dropped, the rest waits; and write to nobody who has left."""
    kept = (_considerate(talk, effect, policy) for effect in effects)
    return tuple(effect for effect in kept if effect is not None)


def _considerate(talk: Conversation, effect: Effect, policy: Policy) -> Effect | None:
    if isinstance(effect, Strike) and effect.instead is not None:
        instead = _considerate(talk, effect.instead, policy)
        return replace(effect, instead=instead if isinstance(instead, Send) else None)
    if not isinstance(effect, Send) or effect.to not in (Recipient.EMPLOYEE, Recipient.LEADER):
        return effect
    role = Role(effect.to.value)
    if role is Role.EMPLOYEE and talk.shared.left_on is not None:
        return None
    back = _away_until(talk, role, policy.day_of(effect.not_before), policy)
    if back is None or effect.kind in ANSWERS:
        return effect
    return None if effect.kind in REMINDERS else replace(effect, not_before=policy.morning(back))
