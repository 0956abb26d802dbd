"""A talk and its parties' calendars: asking for times, booking the one chosen, giving back what is not needed.

Rules of the file:
- `inquiry` and `claim` are what the talk waits for. Each word to a calendar has the talk's next number; an answer to
  another number than the one waited for only tells us what that calendar keeps for us.
- Calendars book one after the other, in one order for everybody: of two who want the same time one gets it.
- What stands is never given up for what is not booked yet: a calendar books the new time beside the old one.
- A talk without calendars (one of before there were any) agrees at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from musmail.conversation.agreeing import agree, put_to
from musmail.conversation.events import Event, Replied
from musmail.conversation.handling import Step, Turn
from musmail.conversation.letters import Effect, Kind, Tell
from musmail.conversation.policy import Policy
from musmail.conversation.state import Claim, Conversation, Inquiry, Stage
from musmail.conversation.tidings import (
    SlotBooked,
    SlotClaimed,
    SlotsOffered,
    SlotsReleased,
    SlotsWanted,
    SlotTaken,
)
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


def _ahead(slots: Sequence[Slot], at: datetime) -> tuple[Slot, ...]:
    return tuple(slot for slot in slots if slot.start > at)


# --- Asking for times ---


def inquire(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    """Ask the calendars, the leader's last: it is the one that proposes."""
    left = tuple(reversed(talk.shared.calendars))
    return _ask(talk, turn, replace(inquiry, free=inquiry.given, left=left))


def _ask(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    shared, number = talk.shared, talk.shared.calls + 1
    first, last = window(talk, turn)
    proposes = len(inquiry.left) == 1 and not inquiry.given
    wanted = SlotsWanted(
        turn.at,
        _key(talk, number),
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


def _key(talk: Conversation, number: int) -> str:
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
    if slots := _ahead(event.slots, turn.at):
        put = put_to(talk, turn, inquiry.to, slots, inquiry.reason)
        left_out = ("times_booked",) if inquiry.given and len(slots) < len(inquiry.given) else ()
        return replace(put, notes=()).plus(*_receipt(turn, inquiry, (*inquiry.notes, *left_out)))
    return _no_times(talk, turn, inquiry)


def _no_times(talk: Conversation, turn: Turn, inquiry: Inquiry) -> Step:
    """Propose where the leader lets times be proposed and none have been; else ask the leader, and say so."""
    from_employee = inquiry.by is Role.EMPLOYEE
    if inquiry.given and talk.shared.proposing and from_employee:
        talk = talk.with_shared(refused=(*talk.shared.refused, *talk.shared.slots), slots=())
        reason = inquiry.reason or "busy"
        again = Inquiry(inquiry.cause, inquiry.by, Role.EMPLOYEE, reason=reason, notes=inquiry.notes)
        return inquire(talk, turn, again)
    reason = _why_ask(inquiry)
    put = put_to(talk, turn, Role.LEADER, (), reason)
    note = "time_taken" if inquiry.reason == "taken" else "leader_asked"
    notes = tuple(one for one in inquiry.notes if one not in OF_TIMES) + ((note,) if from_employee else ())
    return replace(put, notes=()).plus(*_receipt(turn, replace(inquiry, receipt=True), notes))


def _why_ask(inquiry: Inquiry) -> str:
    """Say, by a code the letter knows, why the leader is asked for times."""
    if not inquiry.given:
        return "no_room"
    if inquiry.by is Role.LEADER:
        return inquiry.reason or "all_booked"
    return "none_left" if inquiry.reason == "taken" else "theirs_booked"


def _receipt(turn: Turn, inquiry: Inquiry, notes: tuple[str, ...]) -> tuple[Effect, ...]:
    """Tell who wrote what came of it; where a letter with times tells them, only what else they said."""
    said = notes if inquiry.receipt else tuple(note for note in notes if note not in OF_TIMES)
    if not said:
        return ()
    about = {"notes": list(dict.fromkeys(said)), "answered": inquiry.answered}
    return turn.send(Kind.RECEIPT, inquiry.by, **about)


def defer_receipt(moved: Step, turn: Turn) -> Step:
    """Let the receipt of times wait for the calendars, with what else there is to say: codes, no words."""
    inquiry = moved.talk.shared.inquiry
    if inquiry is None or inquiry.cause != turn.cause or not isinstance(turn.event, Replied):
        return moved
    later = tuple(note for note in moved.notes if note != "kept_private")
    inquiry = replace(inquiry, notes=later, answered=turn.event.letter_kind)
    now = tuple(note for note in moved.notes if note == "kept_private")
    return replace(moved, talk=moved.talk.with_shared(inquiry=inquiry), notes=now, answered=True)


# --- Booking the one that was chosen ---


def claim(talk: Conversation, turn: Turn, slot: Slot, by: Role) -> Step:
    """Book a time in every calendar it takes; the invitations wait for the last of them."""
    if not talk.shared.calendars:
        return agree(talk, turn, slot)
    return _claim_next(talk.with_shared(claim=Claim(slot, by), inquiry=None), turn)


def _claim_next(talk: Conversation, turn: Turn) -> Step:
    shared = talk.shared
    assert shared.claim is not None
    left = sorted(set(shared.calendars) - set(shared.claim.booked))
    if not left:
        return _all_booked(talk, turn, shared.claim)
    number, slot = shared.calls + 1, shared.claim.slot
    kept = shared.kept if slot in shared.kept else (*shared.kept, slot)
    talk = talk.with_shared(calls=number, kept=kept, claim=replace(shared.claim, number=number))
    told = SlotClaimed(turn.at, _key(talk, number), talk.id, slot, number)
    return Step(talk, (Tell(left[0], told),), answered=True)


def _all_booked(talk: Conversation, turn: Turn, claim: Claim) -> Step:
    talk, agreed = talk.with_shared(claim=None), talk.shared.appointment
    if agreed is not None and agreed.slot == claim.slot:
        return Step(talk)  # a new leader's calendar has it too; nothing is new to the parties
    return agree(talk, turn, claim.slot)


def slot_booked(talk: Conversation, turn: Turn) -> Step:
    """Go on to the next calendar; when all have it, the meeting is agreed on."""
    event, claim = turn.event, talk.shared.claim
    assert isinstance(event, SlotBooked)
    if claim is None or event.number != claim.number:
        return Step(talk.with_shared(kept=(*talk.shared.kept, event.slot)))
    if talk.stage not in OPEN_TO_TIMES or claim.slot.start <= turn.at:
        return _lost(talk, turn, claim)
    return _claim_next(talk.with_shared(claim=replace(claim, booked=(*claim.booked, event.calendar))), turn)


def slot_taken(talk: Conversation, turn: Turn) -> Step:
    """Somebody else was first: see which of the other times are free still, and let the same party choose again."""
    event, claim = turn.event, talk.shared.claim
    assert isinstance(event, SlotTaken)
    if claim is None or event.number != claim.number:
        return Step(talk)
    return _lost(talk, turn, claim)


def _lost(talk: Conversation, turn: Turn, claim: Claim) -> Step:
    agreed = talk.shared.appointment
    rest = tuple(slot for slot in _ahead(talk.shared.slots, turn.at) if slot != claim.slot)
    talk = talk.with_shared(claim=None, slots=rest)
    if talk.stage not in OPEN_TO_TIMES:
        return Step(talk)
    if agreed is not None and agreed.slot == claim.slot:
        return replace(put_to(talk, turn, Role.LEADER, (), "clash"), notes=())
    inquiry = Inquiry(turn.cause, claim.by, claim.by, given=rest, reason="taken")
    if rest:
        return inquire(talk, turn, inquiry)
    return _no_times(talk, turn, replace(inquiry, given=(claim.slot,)))


# --- Giving back ---


def settle(before: Conversation, moved: Step, event: Event, policy: Policy) -> Step:
    """Give calendars back what the talk needs no more, once it waits for none of them."""
    shared = moved.talk.shared
    if moved.talk.stage is Stage.CLOSED and (shared.claim or shared.inquiry):
        moved = replace(moved, talk=moved.talk.with_shared(claim=None, inquiry=None))
    if set(before.shared.calendars) != set(shared.calendars):
        moved = moved.and_then(_other_calendars(before, moved.talk, Turn(event, policy, event.key)))
    talk = moved.talk
    if talk.shared.claim or talk.shared.inquiry:
        return moved
    keep = needed(talk)
    if all(slot in keep or slot.end <= event.at for slot in talk.shared.kept):
        return moved
    kept = tuple(slot for slot in talk.shared.kept if slot in keep)
    return moved.and_then(_release(talk.with_shared(kept=kept), event.at, talk.shared.calendars, keep))


def _release(talk: Conversation, at: datetime, calendars: Sequence[str], keep: tuple[Slot, ...]) -> Step:
    number = talk.shared.calls + 1
    words = {
        one: SlotsReleased(at, f"{_key(talk, number)}:{one}", talk.id, number, keep) for one in calendars
    }
    return Step(talk.with_shared(calls=number), tuple(Tell(one, told) for one, told in words.items()))


def _other_calendars(before: Conversation, talk: Conversation, turn: Turn) -> Step:
    """Give the old calendars everything back, and ask the new ones for what was asked for or is agreed on."""
    had, shared = before.shared.calendars, talk.shared
    step = _release(talk, turn.at, [one for one in had if one not in shared.calendars], ())
    agreed = shared.appointment.slot if shared.appointment else None
    if agreed is None and shared.leader.id != before.shared.leader.id:
        # What the old leader gave, or let us propose, is nothing the new one has said.
        return replace(step, talk=step.talk.with_shared(claim=None, inquiry=None, proposing=False))
    claim = shared.claim
    if claim is None and agreed is not None and agreed.start > turn.at and talk.stage in OPEN_TO_TIMES:
        claim = Claim(agreed, Role.LEADER, booked=had)
    if claim is not None:
        booked = tuple(one for one in claim.booked if one in shared.calendars)
        again = step.talk.with_shared(claim=replace(claim, booked=booked))
        return step.and_then(replace(_claim_next(again, turn), answered=False))
    if shared.inquiry is not None:
        return step.and_then(inquire(step.talk, turn, replace(shared.inquiry, busy=())))
    return step
