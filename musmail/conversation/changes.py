"""Changes of the roster while a talk is under way: another leader, and somebody who leaves.

What is done stays done, the rest is armed again; private notes never move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from musmail.conversation.agreeing import BOUND_TO_TIME, OF_ONE_DATE
from musmail.conversation.asking import give_up
from musmail.conversation.carrying import open_items
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Effect, Kind, Recipient, Strike
from musmail.conversation.state import Appointment, Conversation, End, Own, Stage
from musmail.conversation.tidings import LeaderChanged, PersonLeft
from musmail.skema.forms import Role

# The meeting has not been held yet.
BEFORE = frozenset(
    {
        Stage.PLANNED,
        Stage.ASKING_LEADER,
        Stage.ASKING_EMPLOYEE,
        Stage.PREPARING,
        Stage.OPENED,
        Stage.MEETING,
    }
)
# It has been, as far as anybody has said, and is not finished.
HELD = frozenset({Stage.SUMMARISING, Stage.CHECKING, Stage.SIGNING})
# What belongs to one leader, or to one time, and is armed again.
OF_ONE_LEADER = frozenset(
    {"prepare", "remind_0", "remind_1", "open", "agenda", "check", "asked", *OF_ONE_DATE}
)
OF_CONVENING = frozenset({"remind_leader", "remind_employee", "overdue_leaders_leader", "overdue_hr"})
# What asks for the rest of a talk that was held.
TO_FINISH = (
    Kind.OTHER_TIMES,
    Kind.HELD,
    Kind.HELD_QUESTION,
    Kind.SUMMARY_REMINDER,
    Kind.PEN_OFFERED,
    Kind.MISSING_PARTS,
    Kind.BEFORE_SIGNING,
    Kind.SIGN,
    Kind.SIGN_REMINDER,
)
# These tell how a talk ended: they go their way to whoever they were written to.
LAST_WORDS = frozenset({Kind.SIGNED, Kind.UNSIGNED, Kind.NOT_HELD, Kind.CANCELLATION, Kind.WAS_THIS_YOU})


def leader_changed(talk: Conversation, turn: Turn) -> Step:
    """Take a new leader, or the same one with others above."""
    event = turn.event
    assert isinstance(event, LeaderChanged)
    step = _above_changed(talk, turn, event)
    talk = step.talk
    leader = talk.shared.leader.id
    if event.leader.id == leader:  # as before, or there and back again before it was handed over
        same = {"leader": event.leader, "next_leader": None, "calendars": event.calendars}
        return replace(step, talk=talk.with_shared(**same))
    if talk.shared.next_leader is not None and event.leader.id == talk.shared.next_leader.id:
        return step
    anew = fell_through(talk) and (event.gone or _is_finding_a_time(talk))
    if talk.stage in BEFORE or anew:
        return step.and_then(_before_the_meeting(talk, turn, event))
    following = talk.with_shared(next_leader=event.leader)
    if talk.stage not in HELD:
        return step.and_then(hand_over(following.with_shared(calendars=event.calendars), turn))
    if event.gone:
        following = following.with_shared(end=End.HELD_UNSIGNED, reason="leader_left", stage=Stage.CLOSED)
        return step.plus(strike(*TO_FINISH, to=Role.EMPLOYEE)).and_then(hand_over(following, turn))
    # Who held the talk finishes it, in their own calendar; what follows is the new leader's.
    told = turn.send(Kind.LEADER_FINISHES, *both()) if _is_finding_a_time(talk) else ()
    return replace(step, talk=following).plus(*told)


def _is_finding_a_time(talk: Conversation) -> bool:
    shared = talk.shared
    return talk.stage is Stage.SUMMARISING and bool(shared.asked or shared.inquiry or shared.claim)


def fell_through(talk: Conversation) -> bool:
    """Tell whether a meeting was not held, as far as anybody has said."""
    words = set(talk.shared.held.values())
    return talk.stage is Stage.SUMMARISING and words == {"not_held"} and talk.shared.draft is None


def _above_changed(talk: Conversation, turn: Turn, event: LeaderChanged) -> Step:
    """Note who stands above now; what waits for somebody else goes to them instead."""
    before = talk.shared
    talk = talk.with_shared(leaders_leader=event.leaders_leader, hr=event.hr or before.hr)
    effects: list[Effect] = []
    for to, was, now in (
        (Recipient.LEADERS_LEADER, before.leaders_leader, event.leaders_leader),
        (Recipient.HR, before.hr, talk.shared.hr),
    ):
        if was is not None and was != now:
            again = turn.send(Kind.CONVENE_OVERDUE, to)[0] if now else None
            effects.append(Strike(frozenset({Kind.CONVENE_OVERDUE}), to, again))
    return Step(talk, tuple(effects))


def _before_the_meeting(talk: Conversation, turn: Turn, event: LeaderChanged) -> Step:
    """Begin anew with the new leader: what the employee has written stays, and the meeting is cancelled."""
    shared = talk.shared
    begun = "convene_leader" in shared.done
    given_up = give_up(talk, turn)
    effects = (*given_up.effects, *_letters_to_the_old(turn))
    moved = _begun_anew(given_up.talk, turn, event)
    if not begun:
        return Step(moved, effects)
    reason = "new_leader_not_held" if talk.stage is Stage.SUMMARISING else "new_leader"
    farewell = () if event.gone else turn.send(Kind.CANCELLATION, Recipient.FORMER_LEADER, reason=reason)
    letters = (
        *farewell,
        *turn.send(Kind.LEADER_CHANGED, Role.EMPLOYEE, reason=reason),
        *turn.send(Kind.CONVENE_LEADER, Role.LEADER),
    )
    return Step(moved, (*effects, *letters))


def _begun_anew(talk: Conversation, turn: Turn, event: LeaderChanged) -> Conversation:
    """Give the talk as it is with another leader and without a time."""
    shared, policy, author = talk.shared, turn.policy, talk.shared.leader.name
    begun = "convene_leader" in shared.done
    room = timedelta(days=-policy.leads.prepare)
    done = {name: at for name, at in shared.done.items() if name not in OF_ONE_LEADER | OF_CONVENING}
    if "prepare" in shared.done:
        done["prepared_employee"] = shared.done["prepare"]
    asked = {"convene_leader": turn.at, "asked": turn.at} if begun else {}
    return talk.with_own(Role.LEADER, Own()).with_shared(
        leader=event.leader,
        former_leader=shared.leader,
        next_leader=None,
        calendars=event.calendars,
        stage=Stage.ASKING_LEADER if begun else Stage.PLANNED,
        target_on=max(shared.target_on, policy.day_of(turn.at) + room) if begun else shared.target_on,
        plannings=shared.plannings + 1,
        appointment=None,
        called_off=called_off(talk),
        resume=None,
        slots=(),
        claim=None,
        proposing=False,
        asked=Role.LEADER if begun else None,
        calendar={},
        calendar_stamps={},
        held={},
        pen=Role.LEADER,
        done={**done, **asked},
        answered_at=_without(shared.answered_at),
        away_until=_without(shared.away_until),
        expansions=_without(shared.expansions),
        ready=_but_leaders(shared.ready),
        dead=_but_leaders(shared.dead),
        opened_at=None,
        opened=tuple(
            replace(one, author=one.author or author) for one in shared.opened if one.role is Role.LEADER
        ),
        points=tuple(
            replace(one, author=one.author or author) if one.by is Role.LEADER else one
            for one in shared.points
        ),
    )


def _without(by_role: Mapping[Role, object]) -> dict[Role, object]:
    return {role: value for role, value in by_role.items() if role is not Role.LEADER}


def _but_leaders(roles: Sequence[Role]) -> tuple[Role, ...]:
    return tuple(role for role in roles if role is not Role.LEADER)


def _letters_to_the_old(turn: Turn) -> tuple[Effect, ...]:
    """Strike what waits for the old leader, and what would name them to the employee."""
    names_them = (
        *BOUND_TO_TIME,
        Kind.CONVENE_EMPLOYEE,
        Kind.CONVENE_REMINDER,
        Kind.PREPARATION_REMINDER,
        Kind.OPENING,
        Kind.AFTER_OPENING,
        Kind.AGENDA,
        Kind.PERSONAL_SHEET,
        Kind.CHECK,
        Kind.PEN_OFFERED,
        Kind.SUMMARY_REMINDER,
    )
    (skema,) = turn.send(Kind.PREPARATION, Role.EMPLOYEE)
    return (
        Strike(frozenset(Kind) - LAST_WORDS, Recipient.LEADER),
        Strike(frozenset(names_them), Recipient.EMPLOYEE),
        replace(strike(Kind.PREPARATION, to=Role.EMPLOYEE), instead=skema),
        Strike(frozenset({Kind.CONVENE_OVERDUE})),
    )


def called_off(talk: Conversation) -> Appointment | None:
    """Give the appointment as calendars must hear of its end: the next SEQUENCE (RFC 5546 §3.2.5)."""
    old = talk.shared.appointment
    return replace(old, sequence=old.sequence + 1) if old else talk.shared.called_off


def hand_over(talk: Conversation, turn: Turn) -> Step:
    """Give the new leader what moves: what was last signed and the open agreements; the employee sees the same list."""
    shared = talk.shared
    if shared.next_leader is None:
        return Step(talk)
    moved = talk.with_own(Role.LEADER, Own()).with_shared(
        leader=shared.next_leader,
        former_leader=shared.leader,
        held_by=shared.held_by or shared.leader,
        next_leader=None,
        away_until=_without(shared.away_until),
        dead=_but_leaders(shared.dead),
    )
    old = (
        Strike(frozenset(Kind) - LAST_WORDS - {Kind.NUDGE}, Recipient.LEADER),
        replace(strike(Kind.NUDGE, to=Role.LEADER), instead=turn.send(Kind.NUDGE, Role.LEADER)[0]),
    )
    nothing = shared.end is End.NOT_HELD and not open_items(talk)
    letters = () if nothing else turn.send(Kind.HANDOVER, *both())
    return Step(moved, (*old, *letters))


def person_left(talk: Conversation, turn: Turn) -> Step:
    """End a talk whose employee has left: nothing is sent to them any more; the leader is told once."""
    event = turn.event
    assert isinstance(event, PersonLeft)
    shared = talk.shared
    if shared.left_on is not None:
        return Step(talk)
    leader = shared.next_leader or shared.leader
    gone = talk.with_shared(left_on=event.on, stage=Stage.CLOSED)
    effects: tuple[Effect, ...] = (
        Strike(frozenset(Kind), Recipient.EMPLOYEE),
        Strike(frozenset(Kind) - LAST_WORDS, Recipient.LEADER),
        Strike(frozenset({Kind.CONVENE_OVERDUE})),
    )
    if shared.end is None:
        end = End.NOT_HELD if talk.stage in BEFORE or not _was_held(talk) else End.HELD_UNSIGNED
        gone = gone.with_shared(
            end=end, reason="left", appointment=None if talk.stage in BEFORE else shared.appointment
        )
        gone = gone.with_shared(called_off=called_off(talk)) if talk.stage in BEFORE else gone
    begun = shared.done or shared.end is not None
    told = turn.send(Kind.PERSON_LEFT, Role.LEADER) if begun and leader == shared.leader else ()
    return Step(gone, (*effects, *told))


def _was_held(talk: Conversation) -> bool:
    words = talk.shared.held.values()
    return "held" in words or "partly" in words or bool(talk.shared.draft or talk.shared.minutes)
