"""Laying times before a party, and agreeing on one."""

from dataclasses import replace
from datetime import datetime

from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Effect, Kind
from musmail.conversation.state import Appointment, Conversation, Stage
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


# The letters that show numbered times.
NUMBERED = frozenset({Kind.CONVENE_EMPLOYEE, Kind.CONVENE_REMINDER, Kind.OTHER_TIMES})


def list_of_times(talk: Conversation) -> int:
    """Say which list of times a letter shows that is written now; 0 where it is none that was laid before anybody."""
    laid = talk.shared.laid
    return len(laid) if laid and laid[-1] == talk.shared.slots else 0


def times_shown(talk: Conversation, version: int) -> tuple[Slot, ...]:
    """Give the times whose numbers stood in a letter: other ones may be on offer by now."""
    laid = talk.shared.laid
    return laid[version - 1] if 0 < version <= len(laid) else talk.shared.slots


def asked_now(talk: Conversation, turn: Turn) -> dict[str, datetime]:
    """Start the clock of the one who is asked; whoever was reminded before is not reminded for that again."""
    done = {
        name: at for name, at in talk.shared.done.items() if name not in ("remind_leader", "remind_employee")
    }
    return {**done, "asked": turn.at}


def put_to(talk: Conversation, turn: Turn, role: Role, slots: tuple[Slot, ...], reason: str = "") -> Step:
    """Lay numbered times before one party; the very first time as the convening itself, at its own milestone."""
    slots = slots[: turn.policy.meeting.slots]
    laid = (*talk.shared.laid, slots) if slots else talk.shared.laid
    offered = talk.with_shared(slots=slots, laid=laid, asked=role, done=asked_now(talk, turn))
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
    about = {"reason": reason} if reason else {}
    # What shows earlier times and has not left would have its reader choose among them.
    earlier = strike(Kind.CONVENE_EMPLOYEE, Kind.CONVENE_REMINDER, Kind.OTHER_TIMES, to=role)
    return step.plus(earlier, *turn.send(Kind.OTHER_TIMES, role, **about))


def agree(talk: Conversation, turn: Turn, slot: Slot) -> Step:
    """Put the meeting in both calendars: the same UID for life, a higher SEQUENCE each time (RFC 5546 §2.1.4)."""
    old = talk.shared.appointment or talk.shared.called_off
    uid = f"{talk.id}@{turn.policy.mailbox.address.partition('@')[2]}"
    appointment = Appointment(uid, old.sequence + 1 if old else 0, slot, turn.policy.meeting.place)
    begun = {Stage.PLANNED, Stage.ASKING_LEADER, Stage.ASKING_EMPLOYEE}
    stage = (talk.shared.resume or Stage.PREPARING) if talk.stage in begun else talk.stage
    if talk.stage is Stage.SUMMARISING:
        stage = (
            Stage.MEETING
        )  # "partly" or "not held" got a new date: the agenda stands, the meeting comes again
    agreed = talk.with_shared(
        stage=stage,
        appointment=appointment,
        slots=(),
        asked=None,
        resume=None,
        calendar={},
        calendar_stamps={},
        held={},
        done={name: at for name, at in talk.shared.done.items() if name not in OF_ONE_DATE},
    )
    letters = turn.send(Kind.INVITATION, *both(), moved=old is not None)
    step = Step(agreed, (strike(*BOUND_TO_TIME), *said_anew(agreed, turn), *letters), answered=True)
    return step.plus(strike(Kind.CONVENE_REMINDER, Kind.CONVENE_OVERDUE))


def said_anew(talk: Conversation, turn: Turn) -> tuple[Effect, ...]:
    """Write anew what has not left yet and says another time, or one that is no more."""
    version = talk.shared.agenda_version
    return tuple(
        replace(strike(kind, to=role), instead=again)
        for kind in SAYS_THE_TIME
        for role in both()
        for again in turn.send(kind, role, **({"version": version} if kind is Kind.AGENDA else {}))
    )
