"""Agreements as they are followed and carried over: what both could see, with the latest word about each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from musmail.conversation.handling import Step, Turn
from musmail.conversation.items import CarriedItem
from musmail.conversation.letters import Effect, Kind, Strike
from musmail.conversation.policy import Policy
from musmail.conversation.state import Agreement, Conversation, Minutes
from musmail.conversation.tidings import ItemsChanged
from musmail.skema.forms import Role

# What a talk asks about its agreements; nothing of it is true any more when the next one has opened.
ASKED = frozenset({Kind.NUDGE, Kind.ITEM_STATUS, Kind.REMIND_OWNER})


def carried_items(talk: Conversation) -> tuple[CarriedItem, ...]:
    """List the agreements as they go on to the next talk; a draft that was never laid before both is none of them."""
    if not talk.shared.minutes:
        return talk.shared.last_items
    agreements = tuple(_carried(one) for one in talk.shared.minutes[-1].agreements)
    kept = {item.number for item in agreements}
    return (
        tuple(i for i in talk.shared.last_items if i.number not in kept and i.status != "done") + agreements
    )


def _carried(one: Agreement) -> CarriedItem:
    return CarriedItem(
        one.number,
        one.what,
        one.who,
        one.owner,
        one.by,
        one.sign,
        one.status,
        one.history,
        one.by_words,
        one.repeated,
    )


def agreement_of(item: CarriedItem) -> Agreement:
    """Show an item from last time as an agreement."""
    return Agreement(
        number=item.number,
        what=item.what,
        who=item.who,
        owner=item.owner,
        by=item.by,
        by_words=item.by_words,
        sign=item.sign,
        status=item.status,
        history=item.history,
        repeated=item.repeated,
    )


def is_open(item: CarriedItem | Agreement) -> bool:
    """Tell whether something is still to be done."""
    return item.status != "done"


def owners(item: CarriedItem | Agreement) -> tuple[Role, ...]:
    """Say who is asked about an agreement; what is both's, or somebody else's, is each one's."""
    return (item.owner,) if item.owner else (Role.EMPLOYEE, Role.LEADER)


def open_items(talk: Conversation, role: Role | None = None) -> tuple[CarriedItem, ...]:
    """List what is still to be done, a party's or everybody's, the lowest numbers first."""
    mine = (item for item in carried_items(talk) if role is None or role in owners(item))
    return tuple(sorted((item for item in mine if is_open(item)), key=lambda item: item.number))


def with_word(talk: Conversation, number: int, status: str, *lines: str) -> Conversation:
    """Write the latest word into every place the agreement stands in."""
    shared = talk.shared

    def anew(minutes: Minutes) -> Minutes:
        return replace(
            minutes, agreements=tuple(_said(one, number, status, lines) for one in minutes.agreements)
        )

    return talk.with_shared(
        last_items=tuple(_said(item, number, status, lines) for item in shared.last_items),
        minutes=(*shared.minutes[:-1], anew(shared.minutes[-1])) if shared.minutes else (),
        draft=anew(shared.draft) if shared.draft else None,
    )


_Item = TypeVar("_Item", CarriedItem, Agreement)


def _said(item: _Item, number: int, status: str, lines: Iterable[str]) -> _Item:
    if item.number != number:
        return item
    new: tuple[str, ...] = tuple(line for line in lines if line not in item.history)
    return replace(item, status=status, history=(*item.history, *new))


def with_news(
    items: Iterable[CarriedItem], told: Iterable[CarriedItem]
) -> tuple[tuple[CarriedItem, ...], tuple[CarriedItem, ...]]:
    """Lay what has been said elsewhere over the items; gives them, and those of which something new was said."""
    by_number = {item.number: item for item in told}
    merged: list[CarriedItem] = []
    news: list[CarriedItem] = []
    for item in items:
        latest = by_number.get(item.number)
        if latest is None or set(latest.history) <= set(item.history):
            merged.append(item)
            continue
        news.append(latest)
        merged.append(_said(item, item.number, latest.status, latest.history))
    return tuple(merged), tuple(news)


def items_changed(talk: Conversation, turn: Turn) -> Step:
    """Take what somebody answered to an older talk's letter; it is the latest word about the agreement."""
    event = turn.event
    assert isinstance(event, ItemsChanged)
    _, news = with_news(carried_items(talk), event.items)
    for item in news:
        talk = with_word(talk, item.number, item.status, *item.history)
    return Step(talk)


def superseded(talk: Conversation, turn: Turn) -> Step:
    """Ask nothing more: the next talk has opened, with every agreement in it."""
    if talk.shared.superseded_at is not None:
        return Step(talk)
    effects: tuple[Effect, ...] = (Strike(ASKED),)
    return Step(talk.with_shared(superseded_at=turn.at), effects)


def followed(talk: Conversation) -> bool:
    """Tell whether this talk still asks about its agreements."""
    return talk.shared.superseded_at is None and talk.shared.left_on is None and talk.shared.end is not None


def since(talk: Conversation) -> datetime | None:
    """Say from when on the agreements are followed."""
    return talk.shared.signed_at or talk.shared.ended_at


def asking_begins(talk: Conversation, policy: Policy) -> datetime | None:
    """Give the first moment for a question of its own: the nudge asks about everything."""
    begun = since(talk)
    if begun is None:
        return None
    nudge = policy.waits.nudge if talk.shared.signed_at else 0
    return policy.workdays_after(begun, nudge + policy.waits.item_again)
