"""Convening: the leader gives times, the employee chooses; and moving, which is the same once more."""

from dataclasses import replace

from musmail.conversation.agreeing import asked_now, put_to, times_shown
from musmail.conversation.asking import ahead, inquire, window
from musmail.conversation.booking import claim
from musmail.conversation.events import CalendarAnswer, CalendarReplied, Replied, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind, Recipient, Review
from musmail.conversation.state import Conversation, Inquiry, Move, Stage
from musmail.scheduling import slots as proposing
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role


def ask_leader(talk: Conversation, turn: Turn) -> Step:
    """Write to the leader first: these people, this window; give times, or let them be proposed."""
    talk = talk.with_shared(stage=Stage.ASKING_LEADER, asked=Role.LEADER, done=asked_now(talk, turn))
    return Step(talk, turn.send(Kind.CONVENE_LEADER, Role.LEADER))


def offer_times(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Take the times one party gives and let the other choose among them."""
    offered = ahead(said.times, turn.at)
    if not offered:
        return Step(talk, notes=("times_passed",))
    if turn.reply.role is Role.LEADER:
        talk = talk.with_shared(proposing=False)  # the leader's latest word
    return _lay(talk, turn, turn.reply.role, offered)


def _lay(talk: Conversation, turn: Turn, by: Role, slots: tuple[Slot, ...]) -> Step:
    """Lay times given by hand before the other, those that are free; without any, the other is asked for some."""
    if not talk.shared.calendars or not slots:
        return put_to(talk, turn, by.other, slots)
    inquiry = Inquiry(turn.cause, by, by.other, given=slots, receipt=isinstance(turn.event, Replied))
    return replace(inquire(talk, turn, inquiry), notes=("times_noted",))


def propose(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Propose times ourselves, from working days, office hours and what the calendars have room for."""
    if turn.reply.role is Role.LEADER:
        talk = talk.with_shared(proposing=True)
    return _propose(talk, turn)


def _propose(talk: Conversation, turn: Turn) -> Step:
    talk = talk.with_shared(refused=(*talk.shared.refused, *talk.shared.slots), slots=())
    if not talk.shared.calendars:
        return put_to(talk, turn, Role.EMPLOYEE, proposed_slots(talk, turn))
    by = turn.reply.role
    wish = "wish" if by is Role.EMPLOYEE else ""
    inquiry = Inquiry(turn.cause, by, Role.EMPLOYEE, reason=wish, receipt=by is Role.LEADER)
    return replace(inquire(talk, turn, inquiry), notes=("times_noted",))


def proposed_slots(talk: Conversation, turn: Turn) -> tuple[Slot, ...]:
    """Propose times for a talk whose leader has no calendar with us."""
    meeting = turn.policy.meeting
    return proposing.propose(
        meeting.slots,
        *window(talk, turn),
        workdays=turn.policy.workdays,
        hours=meeting.hours,
        length=meeting.length,
    )


def convene_employee(talk: Conversation, turn: Turn) -> Step:
    """Convene the employee: purpose, goals, and three numbered times."""
    talk = talk.with_shared(done=asked_now(talk, turn))
    return Step(talk, turn.send(Kind.CONVENE_EMPLOYEE, Role.EMPLOYEE))


def choose_slot(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Agree on one of the numbered times."""
    chosen, shown = said.number or 0, times_shown(talk, turn.reply.version)
    role = turn.reply.role
    if role is not talk.shared.asked or not 1 <= chosen <= len(shown):
        return Step(talk, notes=("no_such_time",))
    slot = shown[chosen - 1]
    if slot.start <= turn.at:
        return Step(talk, notes=("times_passed",))
    if slot not in talk.shared.slots:  # they answer a letter that showed other times
        if not talk.shared.slots or talk.shared.inquiry is not None:
            return Step(talk, notes=("no_such_time",))
        return replace(put_to(talk, turn, role, talk.shared.slots, "changed"), notes=(), answered=True)
    return claim(talk, turn, slot, turn.reply.role)


def other_time(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Another time is wished for: the other chooses among those given; without any, they are asked, or we propose."""
    offered = ahead(said.times, turn.at)
    by_employee = turn.reply.role is Role.EMPLOYEE
    if not offered and by_employee and talk.shared.proposing and talk.shared.calendars:
        return _propose(talk, turn)
    return _lay(talk, turn, turn.reply.role, offered)


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
    step = replace(_lay(talk, turn, event.role, times), notes=())
    about = {"unfiled": [event.comment], "notes": ["move_asked"], "answered": Kind.INVITATION.value}
    return step.plus(*(turn.send(Kind.RECEIPT, event.role, **about) if event.comment else ()))
