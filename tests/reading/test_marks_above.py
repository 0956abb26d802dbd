"""A mark above several answers, one sentence about all of them, and answers that say there is none."""

import pytest

from musmail.conversation.events import Filed, Replied
from musmail.reading.marks import split_secret, take_mark
from musmail.reading.read import read
from musmail.skema.forms import Mark
from tests.reading.clients import message
from tests.reading.sample import context, preparation, sent

ROWS = preparation()
QUOTED = "Den 19-11-2026 kl. 08:12 skrev MUS <mus@firma.example>:\n" + "\n".join(
    f"> {row.text}" for row in ROWS
)


def filed(typed: str) -> dict[str, Filed]:
    """Read what is typed on top of the letter."""
    event = read(message(f"{typed}\n\n{QUOTED}\n", None), context(sent(ROWS))).outcome
    assert isinstance(event, Replied)
    assert event.unfiled == ()
    return {one.field: one for one in event.filed}


def marks(typed: str) -> dict[str, Mark | None]:
    """Give the marks of the answers."""
    return {name: one.mark for name, one in filed(typed).items()}


@pytest.mark.parametrize(
    "heading", ["Kun til mig:", "Kun mig", "Only me:", "Disse er kun til mig:", "[privat]"]
)
def test_a_mark_above_answers_is_one_for_each_of_them(heading: str) -> None:
    typed = f"4. Det gik godt\n\n{heading}\n3. Jeg sover dårligt\n5. Jeg er træt af det"
    assert marks(typed) == {"godt": None, "lært": Mark.PRIVATE, "svært": Mark.PRIVATE}
    assert filed(typed)["lært"].text == "Jeg sover dårligt"


def test_the_next_mark_ends_it_and_numbers_may_begin_again() -> None:
    typed = "Kun til mig:\n5. Nej\n\nKun til mødet:\n17: Løn\n\nDel gerne:\n3. Kurset\n4. Mødet"
    assert marks(typed) == {
        "svært": Mark.PRIVATE, "trivsel": Mark.MEETING, "lært": Mark.OPENING, "godt": Mark.OPENING
    }  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    ["Alle mine svar er kun til mig selv.", "Alt det her er kun til mig", "All of this is only for me."],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_sentence_about_all_of_them_keeps_all_back(sentence: str, above: bool) -> None:
    answers = "3. Kurset\n4. Mødet"
    typed = f"{sentence}\n\n{answers}" if above else f"{answers}\n\n{sentence}"
    event = read(message(f"{typed}\n\n{QUOTED}\n", None), context(sent(ROWS))).outcome
    assert isinstance(event, Replied)
    assert {one.field: one.mark for one in event.filed if one.field} == {
        "lært": Mark.PRIVATE, "godt": Mark.PRIVATE
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["3. Det er ikke kun mig, der siger det\n4. Ja", "3. Vi vil gerne dele viden\n4. Ja"]
)
def test_words_inside_an_answer_are_no_mark(typed: str) -> None:
    assert marks(typed) == {"lært": None, "godt": None}


@pytest.mark.parametrize("words", ["springer over", "Jeg springer den over", "skip", "-", "(tom)"])
def test_an_answer_that_says_there_is_none_leaves_the_field_empty(words: str) -> None:
    found = filed(f"3: {words}\n4: Mødet")
    assert (found["lært"].text, found["lært"].withdrawn, found["godt"].text) == ("", True, "Mødet")


@pytest.mark.parametrize(
    "typed",
    [
        "3'eren: kurset", "A3: kurset", "*3* kurset", "PS til 3: kurset", "også til 3: kurset",
        "I forhold til 3: kurset", "nej vent, 3'eren skal være: kurset", "3 kurset\n4 mødet\n5 ingenting",
    ],
)  # fmt: skip
def test_a_number_decides_however_it_is_set(typed: str) -> None:
    assert filed(typed)["lært"].text == "kurset"


SAID = (
    "Jeg er træt. Det her er kun til mig.",
    "Jeg er træt, og det skal blive hos mig selv.",
    "Lars må ikke se det her: jeg er træt",
    "Det er privat, men jeg er træt",
    "Jeg er træt, men det er kun til mødet.",
    "I am tired, but this is only for me.",
    "I am tired. This is private.",
    "I am tired, please keep this to me only",
    "I am tired, and Lars should not know",
    "det tager vi på mødet: jeg er ked af det",
)
UNSAID = (
    "Det er kun mig, der kan linje 2.",
    "Det er ikke kun til mig, de kommer.",
    "Jeg har en privat pension, og det er fint.",
    "Vi deler viden mellem os.",
    "It is only me who knows the line.",
)


@pytest.mark.parametrize("words", SAID)
def test_a_sentence_that_says_who_may_see_is_a_mark(words: str) -> None:
    assert marks(f"3. {words}\n4. Mødet")["lært"] in (Mark.PRIVATE, Mark.MEETING)
    assert marks(f"3. {words}\n4. Mødet")["godt"] is None
    public, secret, mark = split_secret(words)
    assert (public, secret) == ("", words)
    assert mark in (Mark.PRIVATE, Mark.MEETING)


@pytest.mark.parametrize("words", UNSAID)
def test_a_sentence_about_something_else_is_none(words: str) -> None:
    assert take_mark(words) == (words, None)
