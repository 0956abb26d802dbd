"""What people write beside their answers: a postscript that names no question, and a file that did not come."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from musmail.conversation.tokens import Token, mint
from musmail.daemon.inbox import take
from musmail.daemon.waiting import unsettled_words
from musmail.writing.samples import ANNA
from tests.daemon.conftest import at
from tests.daemon.test_settling import WORDS, Anna, anna  # noqa: F401
from tests.dialogues.play import PEOPLE, SECRET, Spoken

pytestmark = pytest.mark.asyncio
PS = "PS: Bo har fri den uge."


def write(anna: Anna, words: str, kind: str = "preparation", **under: str) -> None:  # noqa: F811
    anna.stage.now = at(10, 26, 12)
    fields = tuple((name.removeprefix("q"), text) for name, text in under.items())
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", kind, words, fields))


@pytest.mark.parametrize("kind", ["preparation", "receipt"])
@pytest.mark.parametrize(
    "words",
    [
        f"2: Linjen.\n3: Holdet.\n\n{PS}",
        f"2: Linjen.\n3: Holdet.\n\nVenlig hilsen\nAnna\n\n{PS}",
        f"Hej\n\n2: Linjen.\n3: Holdet.\n\nVh Anna Sørensen\n\n{PS}",
        "2: Linjen.\n3: Holdet.\nP.S. Bo har fri den uge.",
        "2: Linjen.\n3: Holdet.\n\nps. Bo har fri den uge.\n\nVh Anna",
    ],
)
async def test_a_postscript_below_a_list_is_asked_about(anna: Anna, words: str, kind: str) -> None:  # noqa: F811
    write(anna, words, kind)
    assert (anna.answer(2), anna.answer(3)) == ("Linjen.", "Holdet.")
    assert "Bo har fri den uge." in anna.own.unfiled[1]
    assert anna.own.offered == (0, 1)
    assert "Tekst 2:" in anna.read()


@pytest.mark.parametrize("closing", ["", "\n\nVh Anna"])
async def test_a_postscript_in_the_last_box_is_asked_about_too(anna: Anna, closing: str) -> None:  # noqa: F811
    write(anna, "", q2="Linjen.", q3=f"Holdet.{closing}\n\n{PS}")
    assert (anna.answer(2), anna.answer(3)) == ("Linjen.", "Holdet.")
    assert anna.own.unfiled == (WORDS, PS.removeprefix("PS: "))


async def test_a_postscript_within_the_answers_stays_in_its_own(anna: Anna) -> None:  # noqa: F811
    write(anna, "", q2=f"Linjen.\n\n{PS}", q3="Holdet.")
    assert (anna.answer(2), anna.answer(3)) == (f"Linjen.\n\n{PS}", "Holdet.")


async def test_a_postscript_that_is_all_there_is_in_a_box_adds_to_its_answer(anna: Anna) -> None:  # noqa: F811
    write(anna, "", q1="PS: Et kursus.")
    assert anna.answer(1) == "Mit næste skridt.\n\nEt kursus."


async def test_a_private_postscript_is_kept_and_shown_to_nobody(anna: Anna) -> None:  # noqa: F811
    write(anna, "2: Linjen.\n\nPS: kun mig: HEMMELIGT")
    assert anna.answer(2) == "Linjen."
    assert "HEMMELIGT" in anna.own.unfiled[1]
    assert (anna.own.offered, "HEMMELIGT" in anna.read()) == ((0,), False)


async def test_a_postscript_comes_once_when_its_mail_comes_twice(anna: Anna) -> None:  # noqa: F811
    record = anna.receipts()[-1]
    spoken = Spoken(at(10, 26, 12), "medarbejder", "receipt", f"2: Linjen.\n\n{PS}")
    mail = anna.stage.mail(PEOPLE["medarbejder"], record, anna.talk.id, spoken)
    take(anna.stage.desktop, mail)
    before = anna.own
    take(anna.stage.desktop, mail)
    take(anna.stage.desktop, mail.replace(b"client.example", b"other.example"))
    assert (anna.own.unfiled, anna.own.offered) == (before.unfiled, before.offered)
    assert anna.answer(2) == "Linjen."


MISSING = "der var ingen fil i mailen"


@pytest.mark.parametrize(
    "words",
    [
        "Se vedhæftede",
        "Se venligst vedhæftede skema.",
        "Hej\n\nSe vedhæftet.\n\nVh Anna",
        "Hermed vedhæftet",
        "Jeg har vedhæftet mine svar.",
        "Mine svar er vedhæftet",
        "2: se vedhæftede",
        "See attached",
        "Please see the attached form.",
        "My answers are attached.",
        "Please find attached",
    ],
)
async def test_a_file_that_is_spoken_of_and_did_not_come_is_missed(anna: Anna, words: str) -> None:  # noqa: F811
    write(anna, words)
    assert MISSING in anna.read()


@pytest.mark.parametrize(
    "words",
    [
        "2: Jeg savner at få filer vedhæftet i tide.",
        "2: Vi ser for mange bilag.",
        "2: Jeg er knyttet til holdet.",
    ],
)
async def test_an_answer_about_files_is_an_answer(anna: Anna, words: str) -> None:  # noqa: F811
    write(anna, words)
    assert anna.answer(2) == words[3:]
    assert MISSING not in anna.read()


async def test_a_file_that_came_is_not_missed(anna: Anna) -> None:  # noqa: F811
    message = EmailMessage(policy=SMTP)
    message["From"] = ANNA.address
    message["To"] = f"mus+{mint(SECRET, Token(anna.talk.id, anna.receipts()[-1].number))}@example.org"
    message["Date"] = format_datetime(at(10, 26, 12))
    message["Message-ID"] = "<file@client.example>"
    message.set_content("Se vedhæftede")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="noter.pdf")
    take(anna.stage.desktop, bytes(message))
    assert "noter.pdf" in anna.read()
    assert MISSING not in anna.read()


async def test_no_person_is_asked_to_look_at_a_file_that_is_not_there(anna: Anna) -> None:  # noqa: F811
    anna.stage.now = at(10, 26, 12)
    where = anna.stage.hear(Spoken(anna.stage.now, "medarbejder", "preparation", "2: Se vedhæftede"))
    assert where == "done"
    assert list(unsettled_words(anna.stage.office.store)) == []
