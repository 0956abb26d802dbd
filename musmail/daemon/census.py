"""State and counts for HR and operators: who stands where, never a word of what anybody wrote (invariant 8)."""

from dataclasses import dataclass
from datetime import datetime

from musmail.conversation.letters import Status
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Shared
from musmail.conversation.step import due
from musmail.store.protocol import Store

BETWEEN = "between talks"


@dataclass(frozen=True)
class Row:
    """One talk, as HR may see it."""

    conversation: str
    employee: str
    leader: str
    stage: str
    end: str
    meeting: datetime | None
    prepared: int  # how many of the two have written something
    signatures: int
    letters: int
    waiting: int
    next_step: str
    next_at: datetime | None


def census(store: Store, policy: Policy) -> list[Row]:
    """List every talk, the ones that wait for a step first; persons between talks have a row of their own."""
    rows = []
    for aggregate_id in store.ids():
        aggregate = store.load(aggregate_id)
        if aggregate is None:
            continue
        state = aggregate.state
        if isinstance(state, Conversation):
            sent = sum(letter.status is Status.SENT for letter in aggregate.letters)
            waiting = sum(letter.status in (Status.WAITING, Status.SENDING) for letter in aggregate.letters)
            rows.append(_talk(state, policy, sent, waiting))
        elif isinstance(state, Person) and not (state.under_way or state.exempt or state.left_on):
            rows.append(_between(state, aggregate.wake_at))
    return sorted(
        rows, key=lambda row: (row.next_at is None, row.next_at and row.next_at.timestamp(), row.employee)
    )


def _talk(talk: Conversation, policy: Policy, sent: int, waiting: int) -> Row:
    shared: Shared = talk.shared
    ahead = due(talk, policy)
    return Row(
        conversation=talk.id,
        employee=shared.employee.name,
        leader=shared.leader.name,
        stage=shared.stage.value,
        end=shared.end.value if shared.end else "",
        meeting=shared.appointment.slot.start if shared.appointment else None,
        prepared=len(shared.answered_at),
        signatures=len(shared.signatures),
        letters=sent,
        waiting=waiting,
        next_step=ahead[0][1].name if ahead else "",
        next_at=ahead[0][0] if ahead else None,
    )


def _between(person: Person, wake: datetime | None) -> Row:
    return Row(
        conversation=person.conversation,
        employee=person.party.name,
        leader=person.leader.name if person.leader else "",
        stage=BETWEEN,
        end="",
        meeting=None,
        prepared=0,
        signatures=0,
        letters=0,
        waiting=0,
        next_step="begin",
        next_at=wake,
    )
