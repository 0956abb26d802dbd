"""Booking the time a party has chosen in every calendar it takes, and giving back what is not needed.

Rules of the file:
- Calendars book one after the other, in one order for everybody: of two who want the same time one gets it.
- What stands is never given up for what is not booked yet: a calendar books the new time beside the old one.
- A talk without calendars (one of before there were any) agrees at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from musmail.conversation.agreeing import agree, put_to
from musmail.conversation.asking import OPEN_TO_TIMES, ahead, give_up, inquire, key, needed, no_times
from musmail.conversation.events import Event
from musmail.conversation.handling import Step, Turn
from musmail.conversation.letters import Tell
from musmail.conversation.policy import Policy
from musmail.conversation.state import Claim, Conversation, Inquiry, Stage
from musmail.conversation.tidings import SlotBooked, SlotClaimed, SlotsReleased, SlotTaken
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role


def claim(talk: Conversation, turn: Turn, slot: Slot, by: Role) -> Step:
    """Book a time in every calendar it takes; the invitations wait for the last of them."""
    if not talk.shared.calendars:
        return agree(talk, turn, slot)
    step = give_up(talk, turn)
    return step.and_then(_claim_next(step.talk.with_shared(claim=Claim(slot, by)), turn))


def _claim_next(talk: Conversation, turn: Turn) -> Step:
    shared = talk.shared
    assert shared.claim is not None
    left = sorted(set(shared.calendars) - set(shared.claim.booked))
    if not left:
        return _all_booked(talk, turn, shared.claim)
    number, slot = shared.calls + 1, shared.claim.slot
    kept = shared.kept if slot in shared.kept else (*shared.kept, slot)
    talk = talk.with_shared(calls=number, kept=kept, claim=replace(shared.claim, number=number))
    told = SlotClaimed(turn.at, key(talk, number), talk.id, slot, number)
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
    rest = tuple(slot for slot in ahead(talk.shared.slots, turn.at) if slot != claim.slot)
    talk = talk.with_shared(claim=None, slots=rest)
    if talk.stage not in OPEN_TO_TIMES:
        return Step(talk)
    if agreed is not None and agreed.slot == claim.slot:
        return replace(put_to(talk, turn, Role.LEADER, (), "clash"), notes=())
    if (newer := talk.shared.inquiry) is not None:  # other times are on their way already
        reason = "taken" if newer.to is claim.by else newer.reason
        return Step(talk.with_shared(inquiry=replace(newer, reason=reason)))
    inquiry = Inquiry(turn.cause, claim.by, claim.by, given=rest, reason="taken")
    if rest:
        return inquire(talk, turn, inquiry)
    return no_times(talk, turn, replace(inquiry, given=(claim.slot,)))


def settle(before: Conversation, moved: Step, event: Event, policy: Policy) -> Step:
    """Give calendars back what the talk needs no more, once it waits for none of them."""
    shared, turn = moved.talk.shared, Turn(event, policy, event.key)
    if moved.talk.stage is Stage.CLOSED and (shared.claim or shared.inquiry):
        moved = moved.and_then(give_up(moved.talk.with_shared(claim=None), turn))
    if set(before.shared.calendars) != set(shared.calendars):
        moved = moved.and_then(_other_calendars(before, moved.talk, turn))
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
    words = {one: SlotsReleased(at, f"{key(talk, number)}:{one}", talk.id, number, keep) for one in calendars}
    return Step(talk.with_shared(calls=number), tuple(Tell(one, told) for one, told in words.items()))


def _other_calendars(before: Conversation, talk: Conversation, turn: Turn) -> Step:
    """Give the old calendars everything back, and ask the new ones for what was asked for or is agreed on."""
    had, shared = before.shared.calendars, talk.shared
    step = _release(talk, turn.at, [one for one in had if one not in shared.calendars], ())
    agreed = shared.appointment.slot if shared.appointment else None
    if agreed is None and shared.leader.id != before.shared.leader.id:
        # What the old leader gave, or let us propose, is nothing the new one has said.
        return step.and_then(give_up(step.talk.with_shared(claim=None, proposing=False), turn))
    claim = shared.claim
    if claim is None and agreed is not None and agreed.start > turn.at and talk.stage in OPEN_TO_TIMES:
        claim = Claim(agreed, Role.LEADER, booked=had)
    if claim is not None:
        booked = tuple(one for one in claim.booked if one in shared.calendars)
        again = step.talk.with_shared(claim=replace(claim, booked=booked))
        return step.and_then(replace(_claim_next(again, turn), answered=False))
    if shared.inquiry is not None:
        anew = step.talk.with_shared(inquiry=None)
        return step.and_then(inquire(anew, turn, replace(shared.inquiry, busy=())))
    return step
