"""What people type to a receipt that asks where words belong: in many ways, beside other words, twice, and killed."""

import pytest

from musmail.daemon.inbox import take
from musmail.daemon.waiting import unsettled_words
from musmail.skema.forms import Mark
from musmail.store.memory import MemoryStore
from tests.daemon.conftest import at
from tests.daemon.test_settling import WORDS, Anna, anna  # noqa: F401
from tests.dialogues.play import PEOPLE, Spoken

pytestmark = pytest.mark.asyncio
MORE = "Printeren driller."


def write(anna: Anna, typed: str, *, minute: int = 0, kind: str = "receipt") -> None:  # noqa: F811
    anna.stage.now = at(10, 26, 12).replace(minute=minute)
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", kind, typed))


def two(anna: Anna) -> None:  # noqa: F811
    write(anna, MORE, kind="preparation")
    assert anna.own.offered == (0, 1)


PLACED = [
    "2", "2.", "til 2", "Til 2!", "under 2", "spørgsmål 2", "Spørgsmål 2.", "Spm. 2", "nr. 2", "svar på 2",
    "sæt det under 2", "Sæt det under spørgsmål 2, tak", "Sæt det venligst under 2", "det er svar på 2",
    "Det er et svar på spørgsmål 2.", "Det hører til 2.", "det hører hjemme under 2", "Det skal stå under 2",
    "Hej\n\n2\n\nVh Anna", "Det passer til 2", "Nej, det er til 2", "tekst 1 hører til 2", "teksten hører til 2",
    "Læg det under 2", "Den hører til nr. 2", "flyt det til spørgsmål 2", "Du må gerne sætte det under 2",
    "to 2", "question 2", "Question 2, please", "put it under 2", "Put that under question 2.", "it belongs to 2",
    "It is an answer to 2", "that was an answer to question 2", "Text 1 belongs to 2", "add it to 2", "it goes under 2",
]  # fmt: skip
KEPT = [
    "kun mig", "Kun til mig.", "kun til mig selv", "det er kun til mig", "Det er kun en note til mig selv", "privat",
    "gem det til mig selv", "gem det", "til mig selv", "Hej\n\nKun mig.\n\nVh Anna", "tekst 1 er kun til mig",
    "only me", "only for me", "Just for me", "keep it to myself", "it is only for me", "a note to myself", "private",
]  # fmt: skip
FOR_THE_MEETING = [
    "kun ved mødet", "Kun til mødet", "det tager vi ved mødet", "gem det til samtalen", "only at the meeting",
    "keep it for the talk",
]  # fmt: skip
LEFT = [
    "glem det", "Glem det!", "Glem det bare", "glem tekst 1", "slet det", "Slet det igen", "ignorer", "ignorer det",
    "Drop it", "drop det", "det var bare en hilsen", "Det var bare en hilsen.", "Det var kun en bemærkning",
    "Lad det ligge", "lad tekst 1 ligge", "lad det være", "det er ikke et svar", "Det hører ikke til noget", "pyt",
    "Nej, glem det", "ingen af dem", "Hej\n\nGlem det.\n\nVh Anna", "Det hører ikke til nogen steder",
    "forget it", "Ignore it", "delete it", "never mind", "leave it", "leave text 1", "It was just a greeting",
    "that was only a remark", "It was not an answer", "none of them",
]  # fmt: skip


@pytest.mark.parametrize("typed", PLACED)
async def test_a_question_may_be_named_in_many_ways(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert anna.answer(2) == WORDS
    assert (anna.own.unfiled, anna.own.offered) == (("",), ())
    assert "Hvor hører det hen" not in anna.read()


@pytest.mark.parametrize("typed", KEPT)
async def test_words_may_be_for_oneself_alone(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert (anna.own.notes, anna.own.unfiled) == ((WORDS,), ("",))
    assert "note til dig selv" in anna.read()


@pytest.mark.parametrize("typed", FOR_THE_MEETING)
async def test_words_may_be_for_ones_own_sheet(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert (anna.own.notes, anna.own.unfiled) == ((WORDS,), ("",))
    assert "dit eget ark til mødet" in anna.read()


@pytest.mark.parametrize("typed", LEFT)
async def test_words_may_be_let_be(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert (anna.own.unfiled, anna.own.offered, anna.own.left) == ((WORDS,), (), (0,))
    assert anna.own.standing().keys() == {anna.own.answers[0].question}
    assert "bliver liggende hos dig" in anna.read()
    assert WORDS not in anna.read()


async def test_what_is_let_be_is_not_asked_about_again_and_no_person_hears_of_it(anna: Anna) -> None:  # noqa: F811
    assert anna.press("ordlad1", "lad tekst 1 ligge") == "done"
    write(anna, WORDS, kind="preparation", minute=1)
    assert anna.own.offered == ()
    await anna.stage.until(at(11, 6, 10))
    assert list(unsettled_words(anna.stage.office.store)) == []


async def test_what_was_let_be_can_still_be_put_in_its_place(anna: Anna) -> None:  # noqa: F811
    old = anna.receipts()[-1].number
    anna.press("ordlad1", "lad tekst 1 ligge")
    anna.press("ordlad1", "lad tekst 1 ligge", letter=old)
    assert anna.own.left == (0,)
    anna.press("ord1til2", "tekst 1 til 2", letter=old)
    assert anna.answer(2) == WORDS
    assert not list(anna.own.left)


@pytest.mark.parametrize(
    "typed",
    [
        "Hører det til 2?",
        "Det hører ikke til 2",
        "Jeg har 2",
        "Til 2 møder om ugen",
        "Vi er 2 om det.",
        "Glem det ikke",
        "Slet ikke",
        "Det var bare en hilsen, men jeg er også træt af linje 2.",
        "2 kurser",
        "Kun mig og Bo kan køre maskinen",
        "Den 2. marts",
        "kl. 2",
        "Det er 2 år siden",
    ],
)
async def test_prose_puts_nothing_anywhere_and_is_not_lost(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert anna.own.unfiled[0] == WORDS
    assert anna.own.offered[0] == 0
    kept = " ".join((*anna.own.unfiled, *anna.own.notes))
    assert all(word in kept for word in typed.split())


@pytest.mark.parametrize("typed", ["Under 3. Nej, under 2.", "glem det\nNej, det hører til 2"])
async def test_what_is_said_last_counts(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert (anna.answer(2), anna.answer(3)) == (WORDS, "")


@pytest.mark.parametrize("typed", ["2", "til 2", "Det hører til 2", "glem det", "kun mig"])
async def test_with_two_texts_a_word_without_their_number_is_asked_about(anna: Anna, typed: str) -> None:  # noqa: F811
    two(anna)
    write(anna, typed)
    assert (anna.own.unfiled, anna.own.offered) == ((WORDS, MORE), (0, 1))
    assert "flere tekster" in anna.read()


@pytest.mark.parametrize(
    "typed",
    [
        "tekst 1 hører til 3 og tekst 2 til 5",
        "Tekst 1 til 3\nTekst 2 til 5",
        "Tekst 1 til 3, tekst 2 til 5.",
        "Sæt tekst 1 under 3. Tekst 2 er svar på 5.",
        "text 1 belongs to 3 and text 2 to 5",
    ],
)
async def test_several_texts_are_settled_in_one_mail(anna: Anna, typed: str) -> None:  # noqa: F811
    two(anna)
    write(anna, typed)
    assert (anna.answer(3), anna.answer(5)) == (WORDS, MORE)
    assert anna.own.offered == ()


@pytest.mark.parametrize("typed", ["begge hører til 3", "begge til 3", "Both belong to 3", "Sæt dem under 3"])
async def test_all_of_them_may_belong_to_one_question(anna: Anna, typed: str) -> None:  # noqa: F811
    two(anna)
    write(anna, typed)
    assert anna.answer(3) == f"{WORDS}\n\n{MORE}"


async def test_once_only_one_text_is_left_its_number_need_not_be_said(anna: Anna) -> None:  # noqa: F811
    two(anna)
    letter = anna.receipts()[-1]
    anna.press("ordmig1", "gem tekst 1")
    assert anna.receipts()[-1].number > letter.number
    write(anna, "2", minute=3)
    assert (anna.answer(2), anna.own.offered) == (MORE, ())


async def test_a_word_to_an_old_receipt_never_moves_a_text_it_did_not_show(anna: Anna) -> None:  # noqa: F811
    old = anna.receipts()[-1]
    anna.press("ord1til3", "tekst 1 til 3")
    write(anna, MORE, kind="preparation", minute=1)
    talk, now = anna.talk.id, at(10, 26, 13)
    mail = anna.stage.mail(PEOPLE["medarbejder"], old, talk, Spoken(now, "medarbejder", "receipt", "2"))
    take(anna.stage.desktop, mail)
    assert (anna.answer(2), anna.own.offered) == ("", (1,))


@pytest.mark.parametrize(
    "typed", ["2, kun mig", "Under 2. Kun til mig.", "Det hører til 2\nDet er kun til mig"]
)
async def test_who_may_see_it_goes_with_where_it_belongs(anna: Anna, typed: str) -> None:  # noqa: F811
    write(anna, typed)
    assert anna.answer(2) == WORDS
    assert anna.own.answers[-1].mark is Mark.PRIVATE
    assert WORDS not in anna.read()


async def test_who_may_see_it_counts_beside_a_button_too(anna: Anna) -> None:  # noqa: F811
    anna.press("ord1til2", "tekst 1 til 2\n\nkun mig")
    assert anna.answer(2) == WORDS
    assert anna.own.answers[-1].mark is Mark.PRIVATE


@pytest.mark.parametrize(
    "typed", ["2", "kun mig", "glem det", "tekst 1 til 2", "lad tekst 1 ligge", "2, kun mig"]
)
async def test_the_same_mail_again_and_the_same_words_again_change_nothing(anna: Anna, typed: str) -> None:  # noqa: F811
    receipt = anna.receipts()[-1]
    spoken = Spoken(at(10, 26, 12), "medarbejder", "receipt", typed)
    mail = anna.stage.mail(PEOPLE["medarbejder"], receipt, anna.talk.id, spoken)
    take(anna.stage.desktop, mail)
    before, letters = anna.own, len(anna.receipts())
    take(anna.stage.desktop, mail)
    assert (anna.own, len(anna.receipts())) == (before, letters)
    again = Spoken(at(10, 26, 13), "medarbejder", "receipt", typed)
    take(anna.stage.desktop, anna.stage.mail(PEOPLE["medarbejder"], receipt, anna.talk.id, again))
    assert anna.own == before


@pytest.mark.parametrize("typed", ["2", "glem det", "tekst 1 til 2", "kun ved mødet"])
async def test_killed_before_the_commit_the_mail_does_it_then(
    anna: Anna,  # noqa: F811
    typed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken = Spoken(at(10, 26, 12), "medarbejder", "receipt", typed)
    mail = anna.stage.mail(PEOPLE["medarbejder"], anna.receipts()[-1], anna.talk.id, spoken)
    before = anna.own

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(MemoryStore, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            take(anna.stage.desktop, mail)
    assert anna.own == before
    take(anna.stage.desktop, mail)
    after = anna.own
    take(anna.stage.desktop, mail)
    assert anna.own == after != before
