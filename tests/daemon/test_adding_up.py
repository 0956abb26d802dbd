"""Several mails add up: a later one completes, corrects or takes back an earlier one, question by question."""

import pytest

from musmail.writing.samples import ANNA
from tests.daemon.conftest import at
from tests.daemon.test_settling import Anna, anna  # noqa: F401
from tests.dialogues.play import Spoken

pytestmark = pytest.mark.asyncio
BEFORE, MORE = "Mit næste skridt.", "Et kursus."


def write(anna: Anna, words: str, kind: str = "preparation", **under: str) -> None:  # noqa: F811
    assert ANNA.address
    fields = tuple((name.removeprefix("q"), text) for name, text in under.items())
    anna.stage.now = at(10, 26, 12)
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", kind, words, fields))


@pytest.mark.parametrize(
    "words",
    [
        f"Tilføjelse til 1: {MORE}",
        f"tilføjelse til spørgsmål 1: {MORE}",
        f"PS til 1: {MORE}",
        f"Tilføjelse til svar 1: {MORE}",
        f"P.S. til 1: {MORE}",
        f"også til 1: {MORE}",
        f"mere til 1: {MORE}",
        f"Addition to 1: {MORE}",
        f"Also to question 1: {MORE}",
    ],
)
@pytest.mark.parametrize("kind", ["preparation", "receipt"])
async def test_an_addition_goes_behind_the_answer(anna: Anna, words: str, kind: str) -> None:  # noqa: F811
    write(anna, words, kind)
    assert anna.answer(1) == f"{BEFORE}\n\n{MORE}"
    assert "Tilføjet til svar 1." in anna.read()


@pytest.mark.parametrize("label", ["Tilføjelse", "PS", "Også til 1", "Tilføjelse til 1"])
async def test_an_addition_under_its_question_does_too(anna: Anna, label: str) -> None:  # noqa: F811
    write(anna, "", "receipt", q1=f"{label}: {MORE}")
    assert anna.answer(1) == f"{BEFORE}\n\n{MORE}"


@pytest.mark.parametrize(
    "words",
    [
        f"Rettelse til 1: {MORE}",
        f"ændring til 1: {MORE}",
        f"1: {MORE}",
        f"Correction to 1: {MORE}",
        f"Nr. 1 skal være: {MORE}",
        f"Svar 1 skal være: {MORE}",
        f"Ret 1 til: {MORE}",
        f"ret 1 til {MORE}",
        f"Ret svar på spørgsmål 1 til: {MORE}",
        f"Ændr nr. 1 til: {MORE}",
        f"Change 1 to: {MORE}",
        f"Change my answer to question 1 to {MORE}",
        f"No. 1 should be: {MORE}",
    ],
)
@pytest.mark.parametrize("kind", ["preparation", "receipt"])
async def test_a_correction_takes_its_place(anna: Anna, words: str, kind: str) -> None:  # noqa: F811
    write(anna, words, kind)
    assert anna.answer(1) == MORE
    assert "Ændret: svar 1." in anna.read()


async def test_the_newest_under_the_question_takes_its_place_and_the_rest_stands(anna: Anna) -> None:  # noqa: F811
    write(anna, "", "preparation", q1="Noget andet.", q2=MORE)
    assert (anna.answer(1), anna.answer(2)) == ("Noget andet.", MORE)
    assert "Ændret: svar 1. Nyt: svar 2." in anna.read()


async def test_additions_come_in_any_order_beside_a_correction(anna: Anna) -> None:  # noqa: F811
    write(anna, "2: Linjen.\n3: Holdet.")
    write(anna, "Tilføjelse til 3: Og mere.\nTilføjelse til 1: Ja.\nRettelse til 5: Nej.", "receipt")
    assert [anna.answer(number) for number in (1, 2, 3, 5)] == [
        f"{BEFORE}\n\nJa.",
        "Linjen.",
        "Holdet.\n\nOg mere.",
        "Nej.",
    ]


@pytest.mark.parametrize(
    ("words", "under"), [("slet mit svar på 1", ""), ("", "slet"), ("", "slet svaret"), ("1: slettes", "")]
)
async def test_an_answer_is_taken_back_when_that_is_said(anna: Anna, words: str, under: str) -> None:  # noqa: F811
    write(anna, words, "receipt", **({"q1": under} if under else {}))
    assert anna.answer(1) == ""
    assert "Der står ikke noget under 1 nu." in anna.read()


async def test_a_mail_that_says_nothing_of_a_question_leaves_it(anna: Anna) -> None:  # noqa: F811
    write(anna, "", "preparation", q2=MORE)
    assert (anna.answer(1), anna.answer(2)) == (BEFORE, MORE)
    assert BEFORE in anna.read()


@pytest.mark.parametrize("words", ["Mere: tid. Mindre: møder.", "Også: ro", "Til 3 ting: ja"])
async def test_an_answer_that_only_begins_alike_is_taken_whole(anna: Anna, words: str) -> None:  # noqa: F811
    write(anna, "", "preparation", q1=words)
    assert anna.answer(1) == words


@pytest.mark.parametrize(
    "words", ["Mere: 3. marts er fint", "Også til 3-4 møder om ugen.", "Mere: 3 kurser", "PS: vi ses den 3."]
)
async def test_prose_that_begins_alike_adds_to_nothing(anna: Anna, words: str) -> None:  # noqa: F811
    write(anna, words)
    assert anna.answer(3) == ""
    assert words in anna.own.unfiled
