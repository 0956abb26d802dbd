"""Buttons: a mail by one of them says its word in the address; what is typed beside it may add to it or undo it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from musmail.conversation.events import Intent, Said
from musmail.reading import phrases
from musmail.reading.assent import excepted
from musmail.reading.choosing import times_in
from musmail.reading.intent import SIGNING, Asked, read_short
from musmail.reading.sentences import meant, sentences
from musmail.reading.spoken import INTENTS, prefilled, told
from musmail.reading.spoken import meant as meant_by

OTHERWISE = "the words say something else than the button"


@dataclass(frozen=True)
class Pressed:
    """What a button's mail says, the words that are no part of it, and why."""

    said: tuple[Said, ...]
    rest: str
    reason: str


def pressed(action: str, words: str, asked: Asked) -> Pressed:
    """Take a button's word, unless the body says otherwise."""
    name = re.sub(r"\d", "", action)
    intent = INTENTS.get(name)
    if intent is None:
        return Pressed((), words, f"a button this letter does not have: {action}")
    _, number, passage = meant_by(intent, [int(one) for one in re.findall(r"\d+", action)])
    rest = prefilled(asked.book).sub("", words, count=1).strip()
    said, left = read_short(rest, asked)
    if not said:
        rest = left = told(asked.book, name).sub("", rest, count=1).strip()
    same = [one for one in said if one.intent is intent]
    family = next((one for one in _FAMILIES if intent in one), frozenset({intent}))
    others = [one for one in said if one.intent in family and one.intent is not intent]
    differing = [one for one in same if number is not None and one.number not in (None, number)]
    differing += [one for one in same if passage is not None and one.passage not in (None, passage)]
    if differing:
        return Pressed((), rest, OTHERWISE)
    if (
        others
        or (intent in SIGNING and _doubts(rest))
        or (intent is Intent.AGREE and excepted(sentences(rest)))
    ):
        remark = intent is Intent.AGREE and others and others[0].intent is Intent.AGREE_REMARK
        return Pressed((others[0],), "", f"button: {action}") if remark else Pressed((), rest, OTHERWISE)
    if (
        passage is not None
    ):  # what was typed beside it is no part of it, and is told apart by whoever reads on
        others = [one for one in said if one.intent is not intent]
        rest = left if meant(sentences(left)) else ""
        return Pressed((Said(intent, number=number, passage=passage), *others), rest, f"button: {action}")
    own = _button_said(intent, number, rest, left, same, asked)
    return Pressed((own, *(one for one in said if one.intent is not intent)), "", f"button: {action}")


_FAMILIES = (
    SIGNING,
    frozenset({Intent.HELD, Intent.NOT_HELD, Intent.PARTLY}),
    frozenset({Intent.CHOOSE_SLOT, Intent.OTHER_TIME}),
    frozenset({Intent.STATUS_DONE, Intent.STATUS_UNDER_WAY, Intent.STATUS_PROBLEM}),
    frozenset({Intent.PLACE, Intent.KEEP, Intent.LEAVE}),
)


def _doubts(text: str) -> bool:
    return any(
        phrases.AGAINST.search(one.words) or phrases.HEDGED.search(one.words) for one in sentences(text)
    )


def _button_said(
    intent: Intent, number: int | None, rest: str, left: str, same: Sequence[Said], asked: Asked
) -> Said:
    """Put the button's word together with what was typed beside it."""
    extra = left if same else rest
    if not meant(sentences(extra)):
        extra = ""
    if intent is Intent.AGREE and extra:
        intent = Intent.AGREE_REMARK
    if same and same[0].text and not extra:
        extra = same[0].text
    if number is not None and extra.strip() == str(number):
        extra = ""
    return Said(
        intent, number=number, text=extra, times=times_in(extra, asked.when) if extra else (), words=rest
    )
