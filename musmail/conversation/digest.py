"""The daily digest: which letters may wait for it, and what a person's record does when several go as one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from musmail.conversation import entitlement
from musmail.conversation.bundles import Digested
from musmail.conversation.followup import moments_asked
from musmail.conversation.letters import (
    Effect,
    Kind,
    LetterRecord,
    Passage,
    Recipient,
    Send,
    Status,
    Strike,
    Tell,
)
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation
from musmail.conversation.tidings import Bundled
from musmail.skema.forms import Role

# In the order of their urgency: what others wait for, then what a person may do something about, then news.
#
# Not among them: whatever holds a form or a text one must have before one's eyes while answering (preparation and its
# reminder, sign and its reminder, unsigned with its agreements), private questions, what answers somebody's words of
# the same day (not held, the pen offered), and all that belongs to an hour.
_URGENCY = (
    Kind.CONVENE_LEADER,
    Kind.CONVENE_REMINDER,
    Kind.SUMMARY_REMINDER,  # the form came with `held`, and a few words under the entry are enough
    Kind.ADDRESS_DEAD,
    Kind.CONVENE_OVERDUE,
    Kind.ENTITLEMENT,
    Kind.NUDGE,
    Kind.ITEM_STATUS,
)
MAY_WAIT = frozenset(_URGENCY)

# A letter that may wait and is written later in the day leaves the next morning, with that day's (guessed).
MORNING = timedelta(hours=4)

_FIELD = re.compile(r"([cp][a-z0-9]{9})/(\d{1,5})")


def urgency(record: LetterRecord) -> tuple[int, datetime]:
    """Sort the letters of a digest: the most urgent first, of these the one that has waited longest."""
    return _URGENCY.index(record.kind), record.not_before


def waits_until(record: LetterRecord, policy: Policy) -> datetime:
    """Say until when a letter waits for the morning: what is written in the morning leaves with it."""
    if record.kind not in MAY_WAIT or record.queued_at is None:
        return record.not_before
    day = policy.day_of(record.queued_at)
    if record.queued_at <= policy.morning(day) + MORNING:
        return record.not_before
    return max(record.not_before, policy.morning(day + timedelta(days=1)))


def told_in(state: Person | Conversation, record: LetterRecord, at: datetime) -> dict[str, Any]:
    """Give what an entry tells beside what its reader may see of the state; long explanations are left out."""
    about: dict[str, Any] = {"brief": True}
    match state:
        case Person():
            about |= entitlement.told_of(state, state.owed_by)
        case Conversation() if record.kind is Kind.ITEM_STATUS:
            about["moments"] = moments_asked(state, Role(record.to.value), at)
    return about


def digested(person: Person, event: Digested) -> tuple[Effect, ...]:
    """Write the digest, and tell every aggregate which of its letters it stands for."""
    overtaken = Strike(frozenset({Kind.DIGEST}), Recipient.SELF)
    if not event.entries or person.left_on is not None:
        return (overtaken,)
    letter = Send(Kind.DIGEST, Recipient.SELF, event.key, event.at, {"entries": event.entries})
    numbers: dict[str, tuple[int, ...]] = {}
    for entry in event.entries:
        numbers[entry.aggregate] = (*numbers.get(entry.aggregate, ()), entry.number)
    told = (
        Tell(name, Bundled(event.at, f"{event.key}:{name}", letters)) for name, letters in numbers.items()
    )
    return overtaken, letter, *told


def bundled(letters: Sequence[LetterRecord], event: Bundled) -> tuple[LetterRecord, ...]:
    """Take letters out of the post that go in a digest; one that was struck meanwhile stays struck."""
    return tuple(
        replace(one, status=Status.BUNDLED, reason="in the digest")
        if one.number in event.letters and one.status is Status.WAITING
        else one
        for one in letters
    )


def entries_in(passages: Sequence[Passage]) -> tuple[tuple[str, int], ...]:
    """List the letters a digest stands for, by what was written in it."""
    found = (_FIELD.fullmatch(passage.field) for passage in passages)
    return tuple(dict.fromkeys((match[1], int(match[2])) for match in found if match))
