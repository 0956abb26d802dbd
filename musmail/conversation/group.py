"""A leader's calendar: it holds times while people choose, and books each of them once."""

from dataclasses import replace
from datetime import datetime

from musmail.conversation.events import Event
from musmail.conversation.groups import Group
from musmail.conversation.letters import Effect
from musmail.conversation.policy import Policy
from musmail.conversation.tidings import Staffed


def staff(aggregate_id: str, event: Staffed) -> Group:
    """Make a group from the first time the roster names its leader."""
    return Group(aggregate_id, event.leader, event.absences)


def group_step(group: Group, event: Event, policy: Policy) -> tuple[Group, tuple[Effect, ...]]:
    """Move a group by one event."""
    match event:
        case Staffed():
            return replace(group, leader=event.leader, absences=event.absences), ()
        case _:
            return group, ()


def group_wake_at(group: Group, policy: Policy) -> datetime | None:
    """Say when the group next wants a tick."""
    return None
