"""Asking a talk's calendars for times: to propose some, or which of those given by hand are free.

Each word to a calendar has the talk's next number; an answer to another number than the one waited for only tells us
what that calendar keeps for us. Who wrote gets the receipt when the calendars have answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from musmail.conversation.agreeing import put_to
from musmail.conversation.events import Replied
from musmail.conversation.handling import Step, Turn
from musmail.conversation.letters import Effect, Kind, Tell
from musmail.conversation.settling import passages
from musmail.conversation.state import Conversation, Inquiry, Stage
from musmail.conversation.tidings import SlotsOffered, SlotsWanted
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role

# Where the meeting still lies ahead, or is to be held again.
OPEN_TO_TIMES = frozenset(
    {
        Stage.ASKING_LEADER,
        Stage.ASKING_EMPLOYEE,
        Stage.PREPARING,
        Stage.OPENED,
        Stage.MEETING,
        Stage.SUMMARISING,
    }
)
OF_TIMES = frozenset({"times_noted", "move_asked"})  # notes that a letter with times makes superfluous
WINDOW = timedelta(days=14)
SOONEST = timedelta(days=10)  # nobody is asked to come sooner by a time we propose (guessed)


def window(talk: Conversation, turn: Turn) -> tuple[date, date]:
    """Give the fortnight around the target date, never sooner than ten days from now."""
    first = max(talk.shared.target_on - WINDOW / 2, turn.policy.day_of(turn.at) + SOONEST)
    return first, first + WINDOW


def needed(talk: Conversation) -> tuple[Slot, ...]:
    """Name the times calendars should keep for this talk: the agreed one, those on offer, the one being booked."""
    shared = talk.shared
    if talk.stage is Stage.CLOSED:
        return ()
    agreed = (shared.appointment.slot,) if shared.appointment else ()
    claimed = (shared.claim.slot,) if shared.claim else ()
    return tuple(dict.fromkeys((*agreed, *shared.slots, *claimed)))


def ahead(slots: Sequence[Slot], at: datetime) -> tuple[Slot, ...]:
    """Leave out what has passed."""
    return tuple(slot for slot in slots if slot.start > at)


def inquire(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    """Ask the calendars, the leader's last: it is the one that proposes."""
    left = tuple(reversed(talk.shared.calendars))
    step = give_up(talk, turn)
    if not left:  # it has none any more: what was given counts as free
        to, reason = (inquiry.to, inquiry.reason) if inquiry.given else (Role.LEADER, "no_room")
        put = put_to(step.talk, turn, to, ahead(inquiry.given, turn.at), reason)
        return step.and_then(put.plus(*_receipt(talk, turn, replace(inquiry, receipt=True), inquiry.notes)))
    return step.and_then(_ask(step.talk, turn, replace(inquiry, free=inquiry.given, left=left)))


def _ask(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    shared, number = talk.shared, talk.shared.calls + 1
    first, last = window(talk, turn)
    proposes = len(inquiry.left) == 1 and not inquiry.given
    wanted = SlotsWanted(
        turn.at,
        key(talk, number),
        talk.id,
        first,
        last,
        turn.policy.meeting.slots if proposes else 0,
        turn.policy.meeting.length,
        shared.absences.get(Role.EMPLOYEE, ()),
        number,
        inquiry.free,
        (*shared.refused, *inquiry.busy),
        needed(talk),
    )
    talk = talk.with_shared(calls=number, inquiry=replace(inquiry, number=number))
    return Step(talk, (Tell(inquiry.left[0], wanted),))


def key(talk: Conversation, number: int) -> str:
    """Name a word to a calendar."""
    return f"{talk.id}:calendar:{number}"


def slots_offered(talk: Conversation, turn: Turn) -> Step:
    """Go on to the next calendar, or lay what came of it before the party it is for."""
    event, inquiry = turn.event, talk.shared.inquiry
    assert isinstance(event, SlotsOffered)
    if inquiry is None or event.number != inquiry.number:
        return Step(talk.with_shared(kept=(*talk.shared.kept, *event.slots)))
    inquiry = replace(inquiry, busy=(*inquiry.busy, *event.busy), left=inquiry.left[1:])
    if inquiry.given:
        inquiry = replace(inquiry, free=event.slots)
    if inquiry.left and (inquiry.free or not inquiry.given):
        return _ask(talk, turn, inquiry)
    held = () if inquiry.given else event.slots
    talk = talk.with_shared(inquiry=None, kept=(*talk.shared.kept, *held))
    if talk.stage not in OPEN_TO_TIMES:
        return Step(talk)
    if slots := ahead(event.slots, turn.at):
        put = put_to(talk, turn, inquiry.to, slots, inquiry.reason)
        left_out = ("times_booked",) if inquiry.given and len(slots) < len(inquiry.given) else ()
        return replace(put, notes=()).plus(*_receipt(talk, turn, inquiry, (*inquiry.notes, *left_out)))
    return no_times(talk, turn, inquiry)


def no_times(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    """Propose where the leader lets times be proposed and none have been; else ask the leader, and say so."""
    from_employee = inquiry.by is Role.EMPLOYEE
    if inquiry.given and talk.shared.proposing and from_employee:
        talk = talk.with_shared(refused=(*talk.shared.refused, *talk.shared.slots), slots=())
        reason = inquiry.reason or "busy"
        again = replace(inquiry, to=Role.EMPLOYEE, given=(), busy=(), reason=reason, receipt=False)
        return inquire(talk, turn, again)
    reason = _why_ask(inquiry)
    put = put_to(talk, turn, Role.LEADER, (), reason)
    note = "time_taken" if inquiry.reason == "taken" else "leader_asked"
    notes = tuple(one for one in inquiry.notes if one not in OF_TIMES) + ((note,) if from_employee else ())
    return replace(put, notes=()).plus(*_receipt(talk, turn, replace(inquiry, receipt=True), notes))


def _why_ask(inquiry: Inquiry) -> str:
    """Say, by a code the letter knows, why the leader is asked for times."""
    if not inquiry.given:
        return "no_room"
    if inquiry.by is Role.LEADER:
        return inquiry.reason or "all_booked"
    return "none_left" if inquiry.reason == "taken" else "theirs_booked"


def _receipt(talk: Conversation, turn: Turn, inquiry: Inquiry, notes: tuple[str, ...]) -> tuple[Effect, ...]:
    """Tell who wrote what came of it; where a letter with times tells them, only what else they said."""
    said = notes if inquiry.receipt else tuple(note for note in notes if note not in OF_TIMES)
    if not (said or inquiry.filed or inquiry.shown):
        return ()
    words = talk.own(inquiry.by).unfiled
    about = {
        "notes": list(dict.fromkeys(said)),
        "answered": inquiry.answered,
        "filed": list(inquiry.filed),
        "private": list(inquiry.private),
        "unfiled": [words[place] for place in inquiry.shown if place < len(words) and words[place]],
        "passages": passages(talk, inquiry.by, inquiry.filed),
    }
    # As the reply's own receipt: who answers it, or quotes it, is as confidential as the reply was.
    cause = turn.cause if inquiry.apart else inquiry.cause
    return replace(turn, cause=cause).send(Kind.RECEIPT, inquiry.by, **about)


def waits_for_calendar(talk: Conversation, turn: Turn) -> bool:
    """Tell whether this reply gave or asked for times the calendars are being asked about."""
    inquiry = talk.shared.inquiry
    return inquiry is not None and inquiry.cause == turn.cause and isinstance(turn.event, Replied)


def defer_receipt(moved: Step, turn: Turn, about: Mapping[str, Sequence[Any]]) -> Step:
    """Let the receipt wait for the calendars; names of files are words, so a reply with any has one of its own now."""
    talk, inquiry = moved.talk, moved.talk.shared.inquiry
    assert inquiry is not None
    notes, answered = tuple(about["notes"]), turn.reply.letter_kind
    if about["attachments"] or about["unread"]:
        of_times = tuple(note for note in notes if note in OF_TIMES)
        waiting = replace(inquiry, notes=of_times, answered=answered, apart=True)
        now = {**about, "notes": [note for note in notes if note not in OF_TIMES], "answered": answered}
        send = turn.send(Kind.RECEIPT, turn.reply.role, **now)
        return replace(moved, talk=talk.with_shared(inquiry=waiting)).plus(*send)
    words = talk.own(turn.reply.role).unfiled
    waiting = replace(
        inquiry,
        notes=notes,
        answered=answered,
        filed=tuple(about["filed"]),
        private=tuple(about["private"]),
        shown=tuple(words.index(one) for one in about["unfiled"] if one in words),
    )
    return replace(moved, talk=talk.with_shared(inquiry=waiting))


def give_up(talk: Conversation, turn: Turn) -> Step:
    """Ask no longer; whoever wrote still gets the receipt that waited for the answer."""
    inquiry = talk.shared.inquiry
    if inquiry is None:
        return Step(talk)
    told = _receipt(talk, turn, replace(inquiry, receipt=False), inquiry.notes)
    return Step(talk.with_shared(inquiry=None), told)
