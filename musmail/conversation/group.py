"""A leader's calendar: it holds times while people choose, and books each of them once.

A conversation's words may come late and in any order; each carries a number, and what it made remembers it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from musmail.conversation.events import Event, Tick
from musmail.conversation.groups import Group, Hold
from musmail.conversation.letters import Effect, Tell
from musmail.conversation.policy import Policy
from musmail.conversation.tidings import (
    SlotBooked,
    SlotClaimed,
    SlotsOffered,
    SlotsReleased,
    SlotsWanted,
    SlotTaken,
    Staffed,
)
from musmail.scheduling.levelling import load_of
from musmail.scheduling.slots import Slot, propose

# Where the wished-for weeks have no room, so many more are looked through, step by step (guessed).
WIDER_BY_WEEKS = (0, 2, 4, 6)

Step = tuple[Group, tuple[Effect, ...]]


def staff(aggregate_id: str, event: Staffed) -> Group:
    """Make a group from the first time the roster names its leader."""
    return Group(aggregate_id, event.leader, event.absences)


def group_step(group: Group, event: Event, policy: Policy) -> Step:
    """Move a group by one event."""
    match event:
        case Staffed():
            return replace(group, leader=event.leader, absences=event.absences), ()
        case SlotsWanted():
            return _offer(group, event, policy)
        case SlotClaimed():
            return _claim(group, event)
        case SlotsReleased():
            return _release(group, event), ()
        case Tick():
            return _expire(group, event.at, policy), ()
        case _:
            return group, ()


def group_wake_at(group: Group, policy: Policy) -> datetime | None:
    """Say when the first hold nobody has taken up is free again."""
    return min((at for hold in group.holds if (at := _until(hold, policy)) is not None), default=None)


def _until(hold: Hold, policy: Policy) -> datetime | None:
    if hold.booked or hold.since is None:
        return None
    return policy.morning(policy.day_of(hold.since) + timedelta(days=policy.waits.hold))


def _expire(group: Group, at: datetime, policy: Policy) -> Group:
    left = tuple(hold for hold in group.holds if (until := _until(hold, policy)) is None or until > at)
    return replace(group, holds=left)


def _of_others(group: Group, conversation: str) -> tuple[Hold, ...]:
    return tuple(hold for hold in group.holds if hold.conversation != conversation)


def _is_stale(group: Group, event: SlotClaimed) -> bool:
    """Tell whether the conversation has said something since that it has gone on from."""
    return event.number < group.heard.get(event.conversation, 0)


def _overlaps(slot: Slot, others: Sequence[Slot]) -> bool:
    return any(slot.overlaps(other) for other in others)


def _offer(group: Group, event: SlotsWanted, policy: Policy) -> Step:
    """Say which given times are free, or propose some and hold them; both leave what others have alone.

    Also a question that comes late is answered: the conversation may wait for it still, and gives back what it does not
    need.
    """
    dropped = [
        hold
        for hold in group.holds
        if hold.conversation == event.conversation
        and not hold.booked
        and hold.number < event.number
        and hold.slot not in event.keep
    ]
    left = tuple(hold for hold in group.holds if hold not in dropped and hold.slot.end > event.at)
    group = replace(group, holds=left)
    taken = [hold.slot for hold in _of_others(group, event.conversation)]
    busy: tuple[Slot, ...] = ()
    if event.given:
        slots = tuple(slot for slot in event.given if not _overlaps(slot, taken))
    elif event.count:
        slots = _proposed(group, event, policy, taken)
        held = (Hold(event.conversation, slot, since=event.at, number=event.number) for slot in slots)
        group = replace(group, holds=(*group.holds, *held))
    else:
        slots, busy = (), tuple(taken)
    answer = SlotsOffered(event.at, f"{group.id}:{event.key}", slots, event.number, busy)
    return group, (Tell(event.conversation, answer),)


def _proposed(group: Group, event: SlotsWanted, policy: Policy, taken: Sequence[Slot]) -> tuple[Slot, ...]:
    """Propose within the leader's limits; where the wished-for weeks are full, look further ahead."""
    talks = ((hold.conversation, policy.day_of(hold.slot.start)) for hold in group.holds)
    others = (one for one in talks if one[0] != event.conversation)
    meeting = policy.meeting
    found: tuple[Slot, ...] = ()
    load = load_of(others, per_day=meeting.per_day, per_week=meeting.per_week)
    for weeks in WIDER_BY_WEEKS:
        found = propose(
            event.count,
            event.first,
            event.last + timedelta(weeks=weeks),
            workdays=policy.workdays,
            hours=meeting.hours,
            length=event.length,
            busy=(*taken, *event.busy),
            away=(*group.absences, *event.absences),
            load=load,
        )
        if len(found) == event.count:
            break
    return found


def _claim(group: Group, event: SlotClaimed) -> Step:
    """Book a time for whoever comes first; what others hold or have booked is theirs."""
    if _is_stale(group, event):
        return group, ()
    heard = {**group.heard, event.conversation: event.number}
    group, key = replace(group, heard=heard), f"{group.id}:{event.key}"
    if _overlaps(event.slot, [hold.slot for hold in _of_others(group, event.conversation)]):
        taken = SlotTaken(event.at, key, group.id, event.slot, event.number)
        return group, (Tell(event.conversation, taken),)
    others = (x for x in group.holds if (x.conversation, x.slot) != (event.conversation, event.slot))
    booked = Hold(event.conversation, event.slot, booked=True, since=event.at, number=event.number)
    group = replace(group, holds=(*others, booked))
    return group, (Tell(event.conversation, SlotBooked(event.at, key, group.id, event.slot, event.number)),)


def _release(group: Group, event: SlotsReleased) -> Group:
    """Free what the conversation had by then and does not keep; what a later word of it made stays."""
    left = tuple(
        hold
        for hold in group.holds
        if hold.conversation != event.conversation or hold.slot in event.keep or hold.number > event.number
    )
    heard = {**group.heard, event.conversation: max(event.number, group.heard.get(event.conversation, 0))}
    return replace(group, holds=left, heard=heard)
