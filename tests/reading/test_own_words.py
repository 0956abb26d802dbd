"""Answers that say our words, or no word at all: what was typed under a question is filed whole and under no other."""

import pytest

from musmail.conversation.events import Filed, Replied
from musmail.conversation.letters import Passage
from musmail.reading.align import align
from musmail.reading.lines import from_text
from musmail.reading.original import original
from musmail.reading.page import page
from musmail.reading.read import read
from tests.reading.clients import message
from tests.reading.sample import INVITE, QUESTIONS, context, preparation, sent

ROWS = preparation()
HEAD = "Den 19-11-2026 kl. 08:12 skrev MUS <mus@firma.example>:\n"
OUTLOOK = (
    "Fra: MUS <mus@firma.example>\nSendt: 19. november 2026 08:12\n"
    "Til: Hanne Larsen <hanne.larsen@firma.example>\nEmne: Forbered\n\n"
)
ANSWERS = (
    f"{INVITE[:-1]}, stod der, så det gør jeg.",
    f"{INVITE[:-1]} er ikke noget spørgsmål.",
    f"Under »{INVITE}« er der plads nok.",
    f"{QUESTIONS[19][1][:-1]}, spørger I, og jeg ved det ikke.",
    ":-)",
    "?",
    "!",
    "…",
    "...",
    "- 👍",
    "👨\u200d👩\u200d👧 først",
    "🏳️\u200d🌈 👍🏽 🇩🇰 ☕️",
    "Først arbejdet.\n--\nSå resten.",
    "Det bedste: 1. ro\n2. tid\n3. kaffe",
    "Emne: løn\nDato: nu",
    "Klik ikke på links har vi lært.",
)


def filed(body: str) -> dict[str, str]:
    """Read a plain reply; nothing of it may be left over."""
    event = read(message(body + "\n", None), context(sent(ROWS))).outcome
    assert isinstance(event, Replied)
    assert event.unfiled == ()
    return {item.field: item.text for item in event.filed}


def quoted(typed: str, mark: str, kept: frozenset[str] | None = None, *, invited: bool = True) -> str:
    """Quote the letter, or some of its questions, with words typed in the box of the fourth; perhaps in its place."""
    lines = []
    for row in ROWS:
        if kept is not None and row.field not in kept:
            continue
        here = row.box and row.field == "godt"
        if invited or not here:
            lines.append(mark + row.text)
        if here:
            lines.append(typed)
    return (HEAD if mark else OUTLOOK) + "\n".join(lines)


@pytest.mark.parametrize("mark", ["> ", ""])
@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_typed_under_a_question_is_filed_whole(answer: str, mark: str) -> None:
    assert filed(quoted(answer, mark)) == {"godt": answer}
    assert filed(quoted(answer, mark, frozenset({"mål", "godt"}))) == {"godt": answer}
    assert filed(quoted(answer, mark, invited=False)) == {"godt": answer}


@pytest.mark.parametrize(
    "answer", ["Uge 12, 13 og 14 var de værste.", "Kvartal 3 slog alt.", "?", ":-)", "Ja"]
)
@pytest.mark.parametrize("style", ["{}. ", "{}) ", "{}: ", "({}) ", "{}.\n", "Spørgsmål {}: "])
def test_a_number_in_a_list_is_the_number_of_a_question(style: str, answer: str) -> None:
    numbers = {3: "Færre møder.", 4: answer, 9: "At lære fra mig."}
    body = "\n\n".join(style.format(number) + text for number, text in numbers.items())
    assert filed(body) == {"lært": "Færre møder.", "godt": answer, "glæde": "At lære fra mig."}


def test_an_answer_on_our_own_line_is_parted_from_it() -> None:
    assert filed(quoted("", "> ").replace(f"> {INVITE}\n\n", f"> {INVITE} Salget\n", 1)) == {"godt": "Salget"}


def test_a_list_after_a_mark_stays_behind_it() -> None:
    event = read(
        message(quoted("Kun mig: 1. jeg er træt\n5. jeg er vred", "> "), None), context(sent(ROWS))
    ).outcome
    assert isinstance(event, Replied)
    (only,) = event.filed
    assert isinstance(only, Filed)
    assert (only.field, only.text, only.mark is not None) == ("godt", "1. jeg er træt\n5. jeg er vred", True)


def test_words_that_only_look_like_ours_do_not_stand_in_the_way_of_the_question() -> None:
    passages = (
        Passage("1. Hvad gik godt?", "a"), Passage("Skriv gerne, hvad der gjorde, at det lykkedes.", "a"),
        Passage("2. Hvad gik skidt?", "b"), Passage("Et eksempel siger mere end en dom.", "b"),
        Passage("3. Hvad nu?", "c"), Passage("Det vigtigste først.", "c"),
    )  # fmt: skip
    reply = page(from_text("> 2. Hvad gik skidt?\nSkriv gerne, hvad der gjorde, at det lykkedes, siger I."))
    runs = align(reply, original(passages), 0, 0, len(reply.words))
    assert [" ".join(reply.words[run.b : run.b_end]) for run in runs] == ["2 hvad gik skidt"]
