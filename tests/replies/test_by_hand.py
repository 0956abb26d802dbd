"""Replies by hand are understood as a human would: not a word lost, misfiled, or open to somebody it was kept from."""

import re
from dataclasses import replace

import pytest

from musmail.conversation.events import Replied
from tests.replies.hand import PREPARED, Hand
from tests.replies.hand_mended import MENDED
from tests.replies.hand_short import SHORT
from tests.replies.judging import judge
from tests.replies.player import letter
from tests.replies.test_more import COVERING, event_of, kept, words
from tests.replies.typed import reply

ALL = (*PREPARED, *SHORT, *MENDED)
MAILS = [(hand, layout) for hand in ALL for layout in hand.layouts]
each = pytest.mark.parametrize(("hand", "layout"), MAILS, ids=lambda one: getattr(one, "name", str(one)[:40]))
# What closes a mail, asks for a mark or names a part is in the shape of what was understood.
CLOSING = frozenset(
    re.findall(
        r"\w+",
        "kære hi best regards tlf 12 34 56 78 m 45 kh mange with venlige få android yahoo mail private only me www "
        "vaerkstedet example havnevej 8000 aarhus c tænk på miljøet før du printer denne mail se venligst mine "
        "kommentarer med rødt punkt spørgsmål ps tilføjelse vedr ang angående mht pkt kunmig ved dette er det tager vi "
        "ses på torsdag see you thursday ha hav en rigtig god dag weekend tak og hej leverpostej nr "
        "skal være havd gdt lert",
    )
)


def flat(text: str) -> str:
    return " ".join(text.split())


def acceptable(hand: Hand, event: Replied) -> Hand:
    """Take what was understood for what was meant, where that is as right."""
    got = {item.field: item.text for item in event.filed if item.text or item.field in hand.typed.answers}
    answers, marks = dict(hand.typed.answers), dict(hand.typed.marks)
    answers |= {item.field: "" for item in event.filed if not item.text}
    for item in event.filed:
        if not item.field and item.mark:  # words nobody could file, kept for the writer alone
            answers[""], marks[""] = item.text, item.mark.value
    for name, texts in hand.maybe.items():
        have = got.get(name, "")
        if flat(have) in [flat(text) for text in texts]:
            answers.pop(name, None)
            if name in got:
                answers[name] = have
            elif name in marks:
                del marks[name]
    said = tuple(f"{one.intent.value} {one.number or ''}".strip() for one in event.said)
    fits = any(sorted(said) == sorted(other) for other in hand.either)
    typed = replace(hand.typed, answers=answers, marks=marks)
    return replace(hand, typed=replace(typed, said=said, times=(), texts={}) if fits else typed)


def faults(hand: Hand, layout: str) -> list[str]:
    """Say in which ways a mail is not understood as it was meant."""
    event = event_of(hand.typed, layout)
    found = list(judge(reply(acceptable(hand, event).typed, layout)).faults)
    left = flat(" ".join(event.unfiled))
    found += [f"unfiled: {left!r}, meant {text!r}" for text in [hand.typed.unfiled] if flat(text) not in left]
    told = words(" ".join((hand.typed.words, *hand.typed.under.values())))
    asked = words(
        " ".join(text for text, name in letter(hand.typed.letter, hand.typed.sender).passages if name)
    )
    lost = sorted(word for word in told - words(kept(event)) - COVERING - CLOSING - asked if word.isalpha())
    found += [f"lost: {' '.join(lost)}"] if lost else []
    for words_hidden in hand.hidden:
        bare = [item for item in event.filed if words_hidden in flat(item.text) and not item.mark]
        found += [f"exposed: {item.field}: {item.text!r}" for item in bare]
    return found


@each
def test_a_reply_by_hand_is_understood(hand: Hand, layout: str) -> None:
    assert faults(hand, layout) == []


def test_they_are_many_and_the_judge_sees_what_is_wrong() -> None:
    assert len(ALL) >= 100
    hand = next(one for one in PREPARED if len(one.typed.answers) > 2 and not faults(one, "no quote"))
    one, other, *_ = hand.typed.answers
    swapped = {**hand.typed.answers, one: hand.typed.answers[other]}
    assert faults(replace(hand, typed=replace(hand.typed, answers=swapped)), "no quote")
