"""Convening: the leader gives times, the employee chooses; and moving, which is the same once more."""

from dataclasses import replace
from datetime import datetime, timedelta

from musmail.conversation.events import CalendarAnswer, CalendarReplied, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Effect, Kind, Recipient, Review
from musmail.conversation.policy import Policy
from musmail.conversation.state import Appointment, Conversation, Move, Stage
from musmail.scheduling import slots as proposing
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role

# What a new time makes untrue when it has not been sent yet.
BOUND_TO_TIME = (Kind.INVITATION, Kind.DAY_BEFORE, Kind.OTHER_TIMES, Kind.HELD, Kind.HELD_QUESTION)
# What says the time among other things: one that has not been sent yet is written anew.
SAYS_THE_TIME = (
    Kind.PREPARATION,
    Kind.PREPARATION_REMINDER,
    Kind.OPENING,
    Kind.AGENDA,
    Kind.PERSONAL_SHEET,
)
# Milestones that belong to one date of the meeting and are re-armed when it moves; the others stay done.
OF_ONE_DATE = ("day_before", "meeting_over", "summary_reminder", "pen", "summary_until")


def ask_leader(talk: Conversation, turn: Turn) -> Step:
    """Write to the leader first: these people, this window; give times, or let them be proposed."""
    talk = talk.with_shared(stage=Stage.ASKING_LEADER, asked=Role.LEADER, done=_asked_now(talk, turn))
    return Step(talk, turn.send(Kind.CONVENE_LEADER, Role.LEADER))


def _asked_now(talk: Conversation, turn: Turn) -> dict[str, datetime]:
    """Start the clock of the one who is asked; whoever was reminded before is not reminded for that again."""
    done = {
        name: at for name, at in talk.shared.done.items() if name not in ("remind_leader", "remind_employee")
    }
    return {**done, "asked": turn.at}


def offer_times(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Take the times one party gives and let the other choose among them."""
    offered = tuple(slot for slot in said.times if slot.start > turn.at)
    if not offered:
        return Step(talk, notes=("times_passed",))
    return _put_to(talk, turn, turn.reply.role.other, offered)


def propose(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Propose times ourselves, from working days and office hours around the target date."""
    return _put_to(talk, turn, Role.EMPLOYEE, proposed_slots(talk, turn.at, turn.policy))


def proposed_slots(talk: Conversation, at: datetime, policy: Policy) -> tuple[Slot, ...]:
    """Propose times in the fortnight around the target date, never sooner than ten days from now."""
    first = max(talk.shared.target_on - timedelta(days=7), policy.day_of(at) + timedelta(days=10))
    return proposing.propose(
        policy.meeting.slots,
        first,
        first + timedelta(days=14),
        workdays=policy.workdays,
        hours=policy.meeting.hours,
        length=policy.meeting.length,
    )


def _put_to(talk: Conversation, turn: Turn, role: Role, slots: tuple[Slot, ...]) -> Step:
    """Lay numbered times before one party; the very first time as the convening itself, at its own milestone."""
    offered = talk.with_shared(
        slots=slots[: turn.policy.meeting.slots], asked=role, done=_asked_now(talk, turn)
    )
    if (
        talk.shared.appointment is None
        and role is Role.EMPLOYEE
        and "convene_employee" not in talk.shared.done
    ):
        return Step(offered.with_shared(stage=Stage.ASKING_EMPLOYEE), notes=("times_noted",))
    stage = talk.stage
    if talk.shared.appointment is None:
        stage = Stage.ASKING_EMPLOYEE if role is Role.EMPLOYEE else Stage.ASKING_LEADER
    step = Step(offered.with_shared(stage=stage), notes=("times_noted",))
    return step.plus(strike(Kind.OTHER_TIMES, to=role), *turn.send(Kind.OTHER_TIMES, role))


def convene_employee(talk: Conversation, turn: Turn) -> Step:
    """Convene the employee: purpose, goals, and three numbered times."""
    talk = talk.with_shared(done=_asked_now(talk, turn))
    return Step(talk, turn.send(Kind.CONVENE_EMPLOYEE, Role.EMPLOYEE))


def choose_slot(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Agree on one of the numbered times."""
    chosen = said.number or 0
    if turn.reply.role is not talk.shared.asked or not 1 <= chosen <= len(talk.shared.slots):
        return Step(talk, notes=("no_such_time",))
    slot = talk.shared.slots[chosen - 1]
    if slot.start <= turn.at:
        return Step(talk, notes=("times_passed",))
    return _agree(talk, turn, slot)


def _agree(talk: Conversation, turn: Turn, slot: Slot) -> Step:
    """Put the meeting in both calendars: the same UID for life, a higher SEQUENCE each time (RFC 5546 §2.1.4)."""
    old = talk.shared.appointment
    uid = f"{talk.id}@{turn.policy.mailbox.address.partition('@')[2]}"
    appointment = Appointment(uid, old.sequence + 1 if old else 0, slot, turn.policy.meeting.place)
    begun = {Stage.PLANNED, Stage.ASKING_LEADER, Stage.ASKING_EMPLOYEE}
    stage = Stage.PREPARING if talk.stage in begun else talk.stage
    if talk.stage is Stage.SUMMARISING:
        stage = (
            Stage.MEETING
        )  # "partly" or "not held" got a new date: the agenda stands, the meeting comes again
    agreed = talk.with_shared(
        stage=stage,
        appointment=appointment,
        slots=(),
        asked=None,
        calendar={},
        calendar_stamps={},
        held={},
        done={name: at for name, at in talk.shared.done.items() if name not in OF_ONE_DATE},
    )
    letters = turn.send(Kind.INVITATION, *both(), moved=old is not None)
    step = Step(agreed, (strike(*BOUND_TO_TIME), *_said_anew(agreed, turn), *letters), answered=True)
    return step.plus(strike(Kind.CONVENE_REMINDER, Kind.CONVENE_OVERDUE))


def _said_anew(talk: Conversation, turn: Turn) -> tuple[Effect, ...]:
    version = talk.shared.agenda_version
    return tuple(
        replace(strike(kind, to=role), instead=again)
        for kind in SAYS_THE_TIME
        for role in both()
        for again in turn.send(kind, role, **({"version": version} if kind is Kind.AGENDA else {}))
    )


def other_time(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Another time is wished for: with times, the other chooses; without, the other is asked for some."""
    offered = tuple(slot for slot in said.times if slot.start > turn.at)
    return _put_to(talk, turn, turn.reply.role.other, offered)


def move(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Move an agreed meeting. It stands until the other has chosen a new time; moves are counted per side."""
    moved = talk.with_shared(moves=(*talk.shared.moves, Move(turn.reply.role, turn.at)))
    return replace(other_time(moved, turn, said), notes=("move_asked",))


def companion(talk: Conversation, turn: Turn, said: Said) -> Step:
    """The employee brings a companion; the invitation says so to both."""
    if turn.reply.role is not Role.EMPLOYEE:
        return Step(talk, notes=("only_employee",))
    known = talk.with_shared(companion=said.text or said.words or "ja")
    appointment = known.shared.appointment
    if appointment is None:
        return Step(known, notes=("companion_noted",))
    renewed = known.with_shared(appointment=replace(appointment, sequence=appointment.sequence + 1))
    letters = turn.send(Kind.INVITATION, *both())
    return Step(renewed, (strike(Kind.INVITATION), *letters), ("companion_noted",), answered=True)


def other_interviewer(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Another interviewer is wished for: a person in HR takes it from here; the leader is not told by us."""
    return Step(talk, (Review("another interviewer is wished for"),), ("interviewer_noted",))


def remind(talk: Conversation, turn: Turn) -> Step:
    """Remind the one whose answer the convening waits for, once for each time they were asked."""
    role, asked = talk.shared.asked or Role.LEADER, talk.shared.done.get("asked")
    turn = replace(turn, cause=f"{turn.cause}:{asked.isoformat() if asked else ''}")
    return Step(talk, turn.send(Kind.CONVENE_REMINDER, role))


def overdue_leaders_leader(talk: Conversation, turn: Turn) -> Step:
    """Tell the leader's leader that no time is agreed: the state, never a word of content."""
    if talk.shared.leaders_leader is None:
        return Step(talk)
    return Step(talk, turn.send(Kind.CONVENE_OVERDUE, Recipient.LEADERS_LEADER))


def overdue_hr(talk: Conversation, turn: Turn) -> Step:
    """Tell HR that no time is agreed."""
    if talk.shared.hr is None:
        return Step(talk)
    return Step(talk, turn.send(Kind.CONVENE_OVERDUE, Recipient.HR))


def calendar_replied(talk: Conversation, turn: Turn) -> Step:
    """Take a calendar's answer in order: lower SEQUENCE is stale, in an equal one the later DTSTAMP wins (RFC 5546)."""
    event = turn.event
    assert isinstance(event, CalendarReplied)
    appointment, stamps = talk.shared.appointment, talk.shared.calendar_stamps
    if appointment is None or event.sequence < appointment.sequence:
        return Step(talk)
    before = stamps.get(event.role)
    if before is not None and event.stamp is not None and event.stamp <= before:
        return Step(talk)
    talk = talk.with_shared(
        calendar={**talk.shared.calendar, event.role: event.answer.value},
        calendar_stamps={**stamps, event.role: event.stamp or event.at},
    )
    if event.comment:
        own = talk.own(event.role)
        talk = talk.with_own(event.role, replace(own, unfiled=(*own.unfiled, event.comment)))
    if event.answer in (CalendarAnswer.ACCEPTED, CalendarAnswer.TENTATIVE):
        return Step(talk)
    if talk.stage is Stage.CLOSED or appointment.slot.start <= event.at:
        return Step(talk)  # tidied away in a calendar afterwards
    times = (event.proposed,) if event.proposed and event.proposed.start > event.at else ()
    talk = talk.with_shared(moves=(*talk.shared.moves, Move(event.role, event.at)))
    step = _put_to(talk, turn, event.role.other, times)
    about = {"unfiled": [event.comment], "notes": ["move_asked"], "answered": Kind.INVITATION.value}
    return step.plus(*(turn.send(Kind.RECEIPT, event.role, **about) if event.comment else ()))
