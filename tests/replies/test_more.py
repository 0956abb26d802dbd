"""Replies written the way people write, from every client: understood, and not a word of them lost."""

import random
import re

import pytest

from musmail.conversation.events import Replied
from tests.replies.judging import judge
from tests.replies.player import letter
from tests.replies.table import TABLE
from tests.replies.typed import LAYOUTS, Typed, reply

# Greetings and sign-offs are nobody's loss; numbers, labels and words of marks are in the shape of what was understood.
COVERING = frozenset(
    re.findall(
        r"\w+",
        "hej hilsen venlig mvh vh anna sørensen lars bedste hilsner her kommer mine svar de operatør værkstedet s a "
        "sendt fra outlook ios til aftaler og ad pkt referat rettelse hvad hvem hvornår tegn aftale kun mig mødet slet "
        "mit på jeg",
    )
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("typed", TABLE, ids=lambda typed: f"{typed.letter}: {typed.words[:50]}")
def test_a_reply_typed_by_hand_is_understood(typed: Typed, layout: str) -> None:
    verdict = judge(reply(typed, layout))
    assert verdict.faults == ()
    assert "\n".join(event_of(typed, layout).unfiled) == typed.unfiled


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_typed_by_hand_is_lost(layout: str) -> None:
    for typed in TABLE:
        told = words(" ".join((typed.words, *typed.under.values())))
        lost = told - words(kept(event_of(typed, layout))) - COVERING
        assert not any(word.isalpha() for word in lost), (typed.words, lost)


# What has a meaning somewhere, to be mixed with words that have none anywhere.
MEANINGFUL = (
    "Enig", "enig, men", "Set", "2", "nr. 3", "4 er færdig", "6: problem", "udført 4", "Ja", "Nej", "afholdt",
    "Delvist", "Jeg er klar", "flyt", "Kan vi flytte samtalen til", "torsdag kl. 10", "den 12/11", "uddyb 5",
    "stryg 2", "1:", "3.", "ad 4", "5)", "Aftale 1:", "PLC – Anna – 1/3 –", "Hvad:", "Hvem: Anna",
    "Hvornår: 1. marts", "kun mig:", "Hej", "Tak", "(kun til mødet)", "- ", "* ", "1. marts", "Til: Lars",
    "Emne:", "> ", "Aftaler:", "Referat:", "ingen aftaler", "nej tak", "bisidder", "Jeg tager", "med", "slet",
    "i gang", "begge", "?", ".", ",", "\n", "\n\n", "foreslå", "fordi", "anden tid", "bortset fra", "Anna",
    "Lars", "___", "og", "\t", "“", "[", ")", "Svar:", "10.30-12",
)  # fmt: skip
LETTERS = (
    *(
        ("convene_employee", "employee"),
        ("convene_leader", "leader"),
        ("other_times", "leader"),
        ("held", "leader"),
    ),
    *(
        ("held_question", "employee"),
        ("missing_parts", "leader"),
        ("sign", "employee"),
        ("nudge", "employee"),
    ),
    *(
        ("before_signing", "employee"),
        ("opening", "employee"),
        ("invitation", "employee"),
        ("agenda", "leader"),
    ),
    *(
        ("preparation", "employee"),
        ("preparation", "leader"),
        ("receipt", "employee"),
        ("after_opening", "leader"),
    ),
)


def mixture(chance: random.Random, longest: int) -> str:
    """Mix words that mean something with words that mean nothing."""
    some = []
    for _ in range(chance.randint(1, longest)):
        nothing = "zq" + "".join(chance.choices("abcdefgh", k=5))
        some.append(nothing if chance.random() < 0.45 else chance.choice(MEANINGFUL))
    return re.sub(r" ?\n ?", "\n", " ".join(some))


@pytest.mark.parametrize("seed", range(60))
def test_no_word_is_lost_however_words_are_mixed(seed: int) -> None:
    chance = random.Random(seed)
    for kind, sender in LETTERS:
        rows = sorted({row for row in letter(kind, sender).plain.split("\n") if row.strip()})
        under = {row: mixture(chance, 6) for row in chance.sample(rows, 2)}
        typed = Typed(kind, mixture(chance, 14), sender=sender, under=under)
        layout = chance.choice(LAYOUTS)
        told = re.findall(r"zq\w+", " ".join((typed.words, *under.values())))
        there = kept(event_of(typed, layout))
        assert [word for word in told if word not in there] == [], (kind, layout, typed.words, under)


def event_of(typed: Typed, layout: str) -> Replied:
    """Read a mail, which must be a reply."""
    understood = judge(reply(typed, layout)).understood
    assert understood is not None
    assert isinstance(understood.outcome, Replied), understood.outcome
    return understood.outcome


def kept(event: Replied) -> str:
    """Give all the words of a person that an event holds."""
    some = [*event.unfiled, *(item.text for item in event.filed)]
    some += [f"{one.words} {one.text}" for one in event.said]
    some += [f"{one.what} {one.who} {one.by_words} {one.sign}" for one in event.agreements]
    return "\n".join(some)


def words(text: str) -> set[str]:
    """Give the words of a text."""
    return set(re.findall(r"[^\W_]+", text.lower()))
