"""A form on its way: out with the preparation mail, filled in, back as a reply, and what its writer then hears."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from musmail.conversation.files import FileFault
from musmail.conversation.letters import Kind
from musmail.conversation.policy import FormFile
from musmail.conversation.tokens import Token, mint
from musmail.daemon.dealing import Desktop, Place, Trust
from musmail.daemon.desk import Desk
from musmail.daemon.inbox import take
from musmail.skema.forms import Mark, Role
from musmail.wire import Letter
from musmail.writing.samples import ANNA, LARS
from tests.daemon.conftest import at, stage
from tests.dialogues.play import SECRET, Spoken, Stage
from tests.reading.filling import in_control, paragraphs, rewritten

__all__ = ["stage"]

SIGN = "Jeg sover dårligt"


@pytest.fixture
async def preparing(stage: Stage, tmp_path: Path) -> Stage:
    """Bring the stage to where both have been sent their forms."""
    office = replace(stage.office, policy=replace(stage.office.policy, attached_forms=tuple(FormFile)))
    stage.office = office
    stage.desktop = Desktop(office, Desk(tmp_path), Trust(), lambda: stage.now)
    await stage.until(at(10, 9, 10))
    stage.hear(Spoken(at(10, 9, 10), "leder", "convene_leader", "Den 12/11 kl. 10, 13/11 kl. 10"))
    await stage.until(at(10, 19, 10))
    stage.hear(Spoken(at(10, 19, 10), "medarbejder", "convene_employee", "1"))
    await stage.until(at(10, 23, 10))
    return stage


def sent_form(stage: Stage, address: str) -> bytes:
    """Take the Word form out of somebody's preparation mail."""
    mails = (message_from_bytes(x.data, policy=default) for x in stage.mails if x.recipient == address)
    files = (part for mail in mails for part in mail.iter_attachments())
    return bytes(next(part.get_content() for part in files if part.get_filename() == "skema.docx"))


def filled(stage: Stage, typed: dict[str, str], address: str = ANNA.address) -> bytes:
    """Fill it in."""

    def change(xml: str) -> str:
        for question, text in typed.items():
            xml = in_control(xml, question, paragraphs(text))
        return xml

    return rewritten(sent_form(stage, address), change)


def answer(
    stage: Stage, data: bytes, words: str = "", *, number: int | None = 0, sender: str = ANNA.address
) -> bytes:
    """Send a file back: as a reply to a letter (0: the preparation mail), or in a mail of its own (None)."""
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    sheets = [x.number for x in loaded.letters if x.kind is Kind.PREPARATION and x.address == sender]
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    token = "" if number is None else "+" + mint(SECRET, Token(stage.talk.id, number or sheets[-1]))
    message["To"] = f"mus{token}@example.org"
    message["Subject"] = "Mit skema"
    message["Message-ID"] = f"<{stage.now.timestamp()}@client.example>"
    message.set_content(words or "\n")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename="skema.docx")
    return message.as_bytes()


async def receipt(stage: Stage) -> str:
    """Give the words of the receipt that comes of it."""
    before = len(stage.mails)
    await stage.until(stage.now.replace(hour=stage.now.hour + 1))
    new: list[Letter] = [x for x in stage.mails[before:] if b"auto-replied" in x.data]
    assert len(new) == 1
    body = message_from_bytes(new[0].data, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def standing(stage: Stage, role: Role = Role.EMPLOYEE) -> dict[str, str]:
    return {name: one.text for name, one in stage.talk.own(role).standing().items()}


async def test_a_form_filled_in_comes_home_and_is_read_back(preparing: Stage) -> None:
    assert (
        take(preparing.desktop, answer(preparing, filled(preparing, {"own-goal": "Et kursus"}))) is Place.DONE
    )
    assert standing(preparing) == {"own-goal": "Et kursus"}
    said = await receipt(preparing)
    assert "Noteret nu" in said
    assert "Et kursus" in said
    assert "vedhæft" not in said


async def test_both_parties_may_use_theirs(preparing: Stage) -> None:
    for party, role in ((ANNA, Role.EMPLOYEE), (LARS, Role.LEADER)):
        data = filled(preparing, {"own-goal": f"Ord fra {party.id}"}, party.address)
        take(preparing.desktop, answer(preparing, data, sender=party.address))
        assert standing(preparing, role) == {"own-goal": f"Ord fra {party.id}"}


async def test_private_words_in_a_form_go_nowhere_and_leave_the_mailbox(preparing: Stage) -> None:
    data = filled(preparing, {"own-goal": f"kun mig: {SIGN}", "learnt": "At spørge"})
    assert take(preparing.desktop, answer(preparing, data)) is Place.EXPUNGED
    assert preparing.talk.employee.standing()["own-goal"].mark is Mark.PRIVATE
    said = await receipt(preparing)
    assert "Svar 1 er kun til dig selv" in said
    await preparing.until(at(11, 20))
    assert all(SIGN.encode() not in x.data and SIGN not in words_of(x) for x in preparing.mails)


def words_of(letter: Letter) -> str:
    mail = message_from_bytes(letter.data, policy=default)
    return "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")


@pytest.mark.parametrize(
    ("spoil", "fault", "words"),
    [
        (lambda data: data[:-2000], FileFault.DAMAGED, "beskadiget"),
        (lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999), FileFault.OLD_WORD, ".doc"),
        (lambda data: rewritten(data, str, word__vbaProject_dot_bin=b""), FileFault.MACROS, "makroer"),
    ],
)
async def test_a_file_that_cannot_be_read_has_a_kind_sentence_and_is_kept_for_review(
    preparing: Stage, spoil: object, fault: FileFault, words: str
) -> None:
    data = spoil(filled(preparing, {"own-goal": SIGN}))  # type: ignore[operator]
    assert take(preparing.desktop, answer(preparing, data, "1. Et kursus")) is Place.REVIEW
    assert standing(preparing) == {"own-goal": "Et kursus"}  # what could be read has been
    (note,) = preparing.desktop.desk.kept()
    assert note.reason == f"a file that may be a form was not read: {fault.value}"
    assert words in await receipt(preparing)


async def test_a_form_of_the_other_party_is_kept_and_shown_to_nobody(preparing: Stage) -> None:
    data = filled(preparing, {"own-goal": SIGN}, LARS.address)
    assert take(preparing.desktop, answer(preparing, data)) is Place.REVIEW
    assert standing(preparing) == standing(preparing, Role.LEADER) == {}
    assert "til den anden af jer" in await receipt(preparing)
    await preparing.until(at(11, 20))
    assert all(SIGN not in words_of(x) for x in preparing.mails)


async def test_an_empty_form_is_answered_and_needs_nobody(preparing: Stage) -> None:
    assert take(preparing.desktop, answer(preparing, filled(preparing, {}))) is Place.DONE
    assert "Der stod ikke noget nyt i skema.docx" in await receipt(preparing)


async def test_a_form_in_a_mail_of_its_own_finds_its_talk_and_only_its_party_may_send_it(
    preparing: Stage,
) -> None:
    data = filled(preparing, {"own-goal": "Et kursus"})
    stranger = answer(preparing, data, number=None, sender=ANNA.address).replace(b"anna@", b"anden@")
    assert take(preparing.desktop, stranger) is Place.REVIEW
    assert standing(preparing) == {}
    assert take(preparing.desktop, answer(preparing, data, number=None)) is Place.DONE
    assert standing(preparing) == {"own-goal": "Et kursus"}


async def test_a_form_may_come_back_after_many_other_mails(preparing: Stage) -> None:
    for day in range(24, 31):
        await preparing.until(at(10, day, 9))
        preparing.hear(Spoken(at(10, day, 9), "medarbejder", "preparation", f"3. Ord nummer {day}"))
    await preparing.until(at(11, 1, 9))
    loaded = preparing.office.store.load(preparing.talk.id)
    assert loaded is not None
    receipts = [x.number for x in loaded.letters if x.kind is Kind.RECEIPT and x.person == ANNA.id]
    assert len(receipts) > 6
    data = filled(preparing, {"own-goal": "Et kursus"})
    assert take(preparing.desktop, answer(preparing, data, number=receipts[-1])) is Place.DONE
    assert standing(preparing)["own-goal"] == "Et kursus"
