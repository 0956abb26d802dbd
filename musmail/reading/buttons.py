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

OTHERWISE = "the words say something else than the button"

# The words a button writes into its mail for the person to go on from; they are ours, not theirs.
PREFILLED = re.compile(
    r"\s*(?:flyt samtalen\.?\s*disse tider passer mig bedre|ikke afholdt\.?\s*det kunne i stedet være"
    r"|delvist\.?\s*vi fortsætter"
    r"|enig med bemærkning|jeg tager en bisidder med|ingen af tiderne passer\.?\s*jeg kan i stedet"
    r"|problem \d{1,2})\s*:\s*",
    re.IGNORECASE,
)

BUTTONS: dict[str, Intent] = {
    "tid": Intent.CHOOSE_SLOT,
    "andentid": Intent.OTHER_TIME,
    "ledsager": Intent.COMPANION,
    "foreslaa": Intent.PROPOSE,
    "klar": Intent.READY,
    "flyt": Intent.MOVE,
    "kort": Intent.SHORT_TALK,
    "afholdt": Intent.HELD,
    "ikkeafholdt": Intent.NOT_HELD,
    "delvist": Intent.PARTLY,
    "set": Intent.SEEN,
    "enig": Intent.AGREE,
    "bemaerkning": Intent.AGREE_REMARK,
    "intetnyt": Intent.NO_SURPRISE,
    "udfoert": Intent.STATUS_DONE,
    "igang": Intent.STATUS_UNDER_WAY,
    "problem": Intent.STATUS_PROBLEM,
    "uddyb": Intent.EXPAND,
    "ingenaftaler": Intent.NO_AGREEMENTS,
}


@dataclass(frozen=True)
class Pressed:
    """What a button's mail says, the words that are no part of it, and why."""

    said: tuple[Said, ...]
    rest: str
    reason: str


def pressed(action: str, words: str, asked: Asked) -> Pressed:
    """Take a button's word, unless the body says otherwise."""
    name = action.rstrip("0123456789")
    intent = BUTTONS.get(name)
    number = int(action[len(name) :]) if action[len(name) :] else None
    if intent is None:
        return Pressed((), words, f"a button this letter does not have: {action}")
    rest = PREFILLED.sub("", words, count=1).strip()
    said, left = read_short(rest, asked)
    same = [one for one in said if one.intent is intent]
    family = next((one for one in _FAMILIES if intent in one), frozenset({intent}))
    others = [one for one in said if one.intent in family and one.intent is not intent]
    differing = [one for one in same if number is not None and one.number not in (None, number)]
    if differing:
        return Pressed((), rest, OTHERWISE)
    if (
        others
        or (intent in SIGNING and _doubts(rest))
        or (intent is Intent.AGREE and excepted(sentences(rest)))
    ):
        remark = intent is Intent.AGREE and others and others[0].intent is Intent.AGREE_REMARK
        return Pressed((others[0],), "", f"button: {action}") if remark else Pressed((), rest, OTHERWISE)
    own = _button_said(intent, number, rest, left, same, asked)
    return Pressed((own, *(one for one in said if one.intent is not intent)), "", f"button: {action}")


_FAMILIES = (
    SIGNING,
    frozenset({Intent.HELD, Intent.NOT_HELD, Intent.PARTLY}),
    frozenset({Intent.CHOOSE_SLOT, Intent.OTHER_TIME}),
    frozenset({Intent.STATUS_DONE, Intent.STATUS_UNDER_WAY, Intent.STATUS_PROBLEM}),
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
