"""When the owner of an agreement is asked about it: before its day, on it, once more, and seldom where it has none.

Nobody is asked again so soon after an answer, and what is done is asked about no more. Who gives no answer to the
question on the day is reminded once; after that the list says so to both, and nothing more is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from musmail.conversation.carrying import asking_begins, carried_items, followed, open_items, owners, since
from musmail.conversation.items import CarriedItem
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation
from musmail.skema.forms import Role

BEFORE, ON, AFTER, UNDATED = "before", "on", "after", "undated"


@dataclass(frozen=True)
class Question:
    """One agreement about which one owner is asked at a time; after `until` it is no longer worth a letter."""

    number: int
    role: Role
    moment: str
    at: datetime
    name: str
    until: datetime | None = None


def answer_key(number: int, role: Role) -> str:
    """Name a party's latest word about an agreement."""
    return f"{number}:{role.value}"


def questions(talk: Conversation, policy: Policy) -> Iterator[Question]:
    """Give each owner's next question about each open agreement."""
    if not followed(talk):
        return
    for item in open_items(talk):
        for role in owners(item):
            if (question := _next(talk, item, role, policy)) is not None:
                yield question


def next_at(talk: Conversation, policy: Policy) -> datetime | None:
    """Say when somebody is next to be asked."""
    return min((question.at for question in questions(talk, policy)), default=None)


def silent(talk: Conversation) -> frozenset[int]:
    """Name the open agreements whose day has passed, with nobody answering the question and the reminder."""
    return frozenset(
        item.number
        for item in carried_items(talk)
        if item.status != "done" and any(_silent(talk, item, role) for role in owners(item))
    )


def waiting(talk: Conversation, role: Role, at: datetime) -> tuple[tuple[int, str], ...]:
    """List what a party was asked about in the last days and has not answered: such a letter may not have left."""
    found = []
    for item in open_items(talk, role):
        prefix = f"{item.number}:{role.value}:"
        answered = talk.shared.items_answered.get(answer_key(item.number, role))
        for name, asked in talk.shared.items_asked.items():
            fresh = at - asked < timedelta(days=4) and (answered is None or answered < asked)
            if name.startswith(prefix) and fresh:
                found.append((item.number, name.removeprefix(prefix).partition(":")[0]))
    return tuple(dict(found).items())


def _silent(talk: Conversation, item: CarriedItem, role: Role) -> bool:
    asked = talk.shared.items_asked
    on, reminded = asked.get(_name(item, role, ON)), asked.get(_name(item, role, AFTER))
    if on is None or reminded is None:
        return False
    latest = _latest_word(talk, item)
    return latest is None or latest < on


def _latest_word(talk: Conversation, item: CarriedItem) -> datetime | None:
    """Say when an owner last answered about an agreement; of what is both's, one answer is enough."""
    words = (talk.shared.items_answered.get(answer_key(item.number, one)) for one in owners(item))
    return max((word for word in words if word is not None), default=None)


def _name(item: CarriedItem, role: Role, moment: str) -> str:
    return f"{item.number}:{role.value}:{moment}:{item.by or ''}"


def _next(talk: Conversation, item: CarriedItem, role: Role, policy: Policy) -> Question | None:
    begun, answered = since(talk), talk.shared.items_answered.get(answer_key(item.number, role))
    if begun is None:
        return None
    if item.by is None or item.by <= policy.day_of(begun):
        return _seldom(talk, item, role, policy, answered or begun)
    asked = talk.shared.items_asked
    on = policy.morning(policy.workdays.slide_forward(item.by))
    quiet = policy.workdays_after(answered, policy.waits.item_again) if answered else on
    ahead = _before(talk, item, role, policy, answered)
    if ahead is not None and ahead.at < on:
        return ahead
    if (name := _name(item, role, ON)) not in asked:
        return Question(item.number, role, ON, max(on, quiet), name)
    latest = _latest_word(talk, item)
    if latest is not None and latest >= asked[name]:
        return _seldom(talk, item, role, policy, latest)
    if (last := _name(item, role, AFTER)) in asked:
        return None
    return Question(
        item.number, role, AFTER, policy.workdays_after(asked[name], policy.waits.item_again), last
    )


def _before(
    talk: Conversation, item: CarriedItem, role: Role, policy: Policy, answered: datetime | None
) -> Question | None:
    """Ask ahead of the day, unless the nudge has just asked or the owner has just said."""
    name, begins = _name(item, role, BEFORE), asking_begins(talk, policy)
    if name in talk.shared.items_asked or item.by is None or begins is None:
        return None
    at = policy.morning(policy.workdays.slide_back(item.by - timedelta(days=policy.waits.item_before)))
    if at < begins:
        return None
    if answered is not None:
        at = max(at, policy.workdays_after(answered, policy.waits.item_again))
    on = policy.morning(policy.workdays.slide_forward(item.by))
    return Question(item.number, role, BEFORE, at, name, until=on)


def _seldom(
    talk: Conversation, item: CarriedItem, role: Role, policy: Policy, base: datetime
) -> Question | None:
    """Ask about what has no day ahead of it: so seldom, and so many times at most."""
    prefix = f"{item.number}:{role.value}:{UNDATED}:"
    before = [at for name, at in talk.shared.items_asked.items() if name.startswith(prefix)]
    if len(before) >= policy.waits.item_undated_most:
        return None
    answers = talk.shared.items_answered  # also who does not own it may have opened it again
    words = [at for one in Role if (at := answers.get(answer_key(item.number, one))) is not None]
    at = policy.workdays_after(max([base, *words, *before]), policy.waits.item_undated)
    return Question(item.number, role, UNDATED, at, f"{prefix}{len(before) + 1}")
