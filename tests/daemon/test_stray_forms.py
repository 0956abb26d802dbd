"""Forms in answer to other letters than the one they came with, or to none: read where they belong and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from itertools import count
from pathlib import Path

import pytest

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import Kind
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.policy import FormFile
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import passages_of
from musmail.daemon.dealing import Place
from musmail.daemon.explaining import explained
from musmail.daemon.inbox import take
from musmail.daemon.ticks import tick
from musmail.skema.forms import Role
from musmail.writing.samples import ANNA, LARS
from tests.daemon.conftest import at
from tests.daemon.test_bundling import BO, Firm, Killed, Mortal, firm
from tests.dialogues.play import SECRET
from tests.reading.filling import in_control, paragraphs, rewritten

__all__ = ["firm"]
pytestmark = pytest.mark.asyncio

SIGN = "Jeg sover dårligt"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999)
LOCKED = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
_written = count()


@pytest.fixture
async def forms(firm: Firm) -> Firm:
    """Bring both talks to where everybody has been sent their forms; Lars has had a digest on the way."""
    office = replace(firm.office, policy=replace(firm.office.policy, attached_forms=tuple(FormFile)))
    firm.office, firm.desktop = office, replace(firm.desktop, office=office)
    await firm.morning()
    for employee, day in ((ANNA, 12), (BO, 13)):
        _say(firm, employee, Kind.CONVENE_LEADER, LARS, f"Den {day}/11 kl. 10")
    await firm.until(at(10, 19, 10))
    for employee in (ANNA, BO):
        _say(firm, employee, Kind.CONVENE_EMPLOYEE, employee, "1")
    await firm.until(at(10, 26, 10))
    return firm


def number_of(known: Aggregate, kind: Kind, party: Party) -> int:
    return next(one.number for one in reversed(known.letters) if one.kind is kind and one.person == party.id)


def _say(firm: Firm, employee: Party, kind: Kind, writer: Party, words: str) -> None:
    known = firm.talk(employee)
    mail = firm.mail(words, Token(known.id, number_of(known, kind, writer)), writer.address)
    assert take(firm.desktop, mail) is Place.DONE


def blank(firm: Firm, employee: Party, writer: Party, name: str = "skema.docx") -> bytes:
    """Take a form out of somebody's preparation mail of a talk."""
    known = firm.talk(employee)
    letter = known.letters[number_of(known, Kind.PREPARATION, writer) - 1]
    data = next(one.data for one in firm.mails if one.message_id == letter.message_id)
    files = message_from_bytes(data, policy=default).iter_attachments()
    return bytes(next(one.get_content() for one in files if one.get_filename() == name))


def filled(firm: Firm, employee: Party, writer: Party, text: str, question: str = "own-goal") -> bytes:
    """Fill one question of it in."""
    return rewritten(blank(firm, employee, writer), lambda xml: in_control(xml, question, paragraphs(text)))


def mail(
    sender: Party, *files: bytes, words: str = "", token: Token | None = None, address: str = ""
) -> bytes:
    """Write a mail with files to one of the reply addresses, or to none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = address or sender.address
    message["To"] = f"mus{'+' + mint(SECRET, token) if token else ''}@example.org"
    message["Subject"] = "Mit skema"
    message["Message-ID"] = f"<stray{next(_written)}@client.example>"
    message.set_content(words or "\n")
    for data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename="skema.docx")
    return message.as_bytes()


def standing(firm: Firm, employee: Party, role: Role) -> dict[str, str]:
    return {name: one.text for name, one in firm.state(employee).own(role).standing().items()}


def everything(firm: Firm) -> list[dict[str, str]]:
    """Give all answers of both talks."""
    return [standing(firm, employee, role) for employee in (ANNA, BO) for role in Role]


def written_to(firm: Firm, known: Aggregate, kind: Kind, party: Party | None = None) -> list[str]:
    """Give the words of the letters of a kind an aggregate has written, to anybody or to one party."""
    letters = [one for one in known.letters if one.kind is kind and (party is None or one.person == party.id)]
    texts = [passages_of(firm.store.blob(known.id, one.text)) for one in letters]
    return ["\n".join(passage.text for passage in passages) for passages in texts]


def person(firm: Firm, party: Party) -> Aggregate:
    known = firm.store.load(aggregate_id(SECRET, "p", party.id))
    assert known is not None
    assert isinstance(known.state, Person)
    return known


def reviewed(firm: Firm) -> list[str]:
    return [note.reason for note in firm.desktop.desk.kept()]


# ── another letter of the same talk ──


@pytest.mark.parametrize("kind", [Kind.CONVENE_EMPLOYEE, Kind.INVITATION, Kind.PREPARATION])
async def test_a_form_is_read_in_answer_to_any_letter_of_its_talk(forms: Firm, kind: Kind) -> None:
    known = forms.talk(ANNA)
    token = Token(known.id, number_of(known, kind, ANNA))
    assert take(forms.desktop, mail(ANNA, filled(forms, ANNA, ANNA, "Et kursus"), token=token)) is Place.DONE
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Et kursus"}
    assert "Et kursus" in written_to(forms, forms.talk(ANNA), Kind.RECEIPT)[-1]


async def test_a_form_is_read_in_answer_to_a_reminder(forms: Firm) -> None:
    await forms.until(at(10, 31))
    known = forms.talk(ANNA)
    token = Token(known.id, number_of(known, Kind.PREPARATION_REMINDER, ANNA))
    take(forms.desktop, mail(ANNA, filled(forms, ANNA, ANNA, "Et kursus"), token=token))
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Et kursus"}


async def test_an_answer_in_a_form_is_no_choice_of_a_time(forms: Firm) -> None:
    known, before = forms.talk(ANNA), forms.state(ANNA).shared.appointment
    token = Token(known.id, number_of(known, Kind.CONVENE_EMPLOYEE, ANNA))
    data = filled(forms, ANNA, ANNA, "Den 24/11 kl. 9 til kursus")
    take(forms.desktop, mail(ANNA, data, token=token))
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Den 24/11 kl. 9 til kursus"}
    assert forms.state(ANNA).shared.appointment == before


# ── a letter of another talk, of a person's own record, or none ──


async def test_a_form_in_answer_to_another_talks_letter_goes_to_its_own(forms: Firm) -> None:
    known = forms.talk(ANNA)
    token = Token(known.id, number_of(known, Kind.PREPARATION, LARS))
    body = mail(LARS, filled(forms, BO, LARS, "Bo skal på kursus"), words="1. Anna går det godt", token=token)
    (parts,) = [explained(forms.desktop, path) for path in [_saved(forms, body)]]
    assert [part["answers"] for part in parts["parts"]] == [
        {"own-goal": "Bo skal på kursus"},
        {"own-goal": "Anna går det godt"},
    ]
    assert take(forms.desktop, body) is Place.DONE
    assert everything(forms) == [
        {}, {"own-goal": "Anna går det godt"}, {}, {"own-goal": "Bo skal på kursus"},
    ]  # fmt: skip
    assert "kursus" not in written_to(forms, forms.talk(ANNA), Kind.RECEIPT)[-1]
    assert "kursus" in written_to(forms, forms.talk(BO), Kind.RECEIPT)[-1]
    assert reviewed(forms) == []


def _saved(firm: Firm, body: bytes) -> Path:
    path = firm.desktop.desk.folder.parent / "saved.eml"
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(("words", "typed"), [("", {}), ("1. Tak for sidst", {"own-goal": "Tak for sidst"})])
async def test_forms_of_both_talks_in_one_mail_of_their_own_are_both_read(
    forms: Firm, words: str, typed: dict[str, str]
) -> None:
    both = [filled(forms, who, LARS, f"Ord om {who.id}", "learnt") for who in (ANNA, BO)]
    assert take(forms.desktop, mail(LARS, *both, words=words)) is Place.DONE
    assert everything(forms) == [{}, {"learnt": "Ord om anna"} | typed, {}, {"learnt": "Ord om bo"}]


@pytest.mark.parametrize("top", ["", "Tak for listen, de er med her", "status"])
async def test_forms_in_answer_to_a_digest_are_read(forms: Firm, top: str) -> None:
    both = [filled(forms, who, LARS, f"Ord om {who.id}", "learnt") for who in (ANNA, BO)]
    token = Token(aggregate_id(SECRET, "p", LARS.id), forms.digests()[-1].number)
    take(forms.desktop, mail(LARS, *both, words=top, token=token))
    assert everything(forms) == [{}, {"learnt": "Ord om anna"}, {}, {"learnt": "Ord om bo"}]
    answers = written_to(forms, person(forms, LARS), Kind.ANSWER)
    assert len(answers) == bool(top)
    assert not any("vedhæftede" in one for one in answers)


@pytest.mark.parametrize("top", ["", "Foreslå tider"])
async def test_a_form_in_a_digest_reply_that_cannot_be_read_is_told_of_and_kept(
    forms: Firm, top: str
) -> None:
    token = Token(aggregate_id(SECRET, "p", LARS.id), forms.digests()[-1].number)
    assert take(forms.desktop, mail(LARS, OLD_WORD, words=top, token=token)) is Place.REVIEW
    (answer,) = written_to(forms, person(forms, LARS), Kind.ANSWER)
    assert "ældre Word-format (.doc)" in answer
    assert "lagt til et menneske" in answer
    assert reviewed(forms) == ["a file that may be a form was not read: old_word"]


async def test_a_form_in_answer_to_a_letter_of_ones_own_record_is_read(forms: Firm) -> None:
    take(forms.desktop, mail(ANNA, words="status"))
    token = Token(person(forms, ANNA).id, number_of(person(forms, ANNA), Kind.ANSWER, ANNA))
    body = mail(ANNA, filled(forms, ANNA, ANNA, "Et kursus"), words="status", token=token)
    assert take(forms.desktop, body) is Place.DONE
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Et kursus"}
    assert len(written_to(forms, person(forms, ANNA), Kind.ANSWER)) == 2


@pytest.mark.parametrize(
    ("data", "words"), [(OLD_WORD, ".doc"), (LOCKED, "adgangskode"), (b"%PDF-1.7\nnoget", "beskadiget")]
)
async def test_an_unasked_form_that_cannot_be_read_is_told_of_and_kept(
    forms: Firm, data: bytes, words: str
) -> None:
    assert take(forms.desktop, mail(ANNA, data)) is Place.REVIEW
    (answer,) = written_to(forms, person(forms, ANNA), Kind.ANSWER)
    assert words in answer
    assert "lagt til et menneske" in answer
    assert everything(forms) == [{}, {}, {}, {}]


async def test_an_unasked_file_that_is_no_form_is_told_of(forms: Firm) -> None:
    assert take(forms.desktop, mail(ANNA, b"\x89PNG\r\n", words="status")) is Place.DONE
    (answer,) = written_to(forms, person(forms, ANNA), Kind.ANSWER)
    assert "så det vedhæftede er ikke læst" in answer


# ── somebody else's form ──


@pytest.mark.parametrize("asked", [True, False])
async def test_somebody_elses_form_is_filed_nowhere_told_of_and_kept(forms: Firm, *, asked: bool) -> None:
    token = Token(forms.talk(ANNA).id, number_of(forms.talk(ANNA), Kind.PREPARATION, ANNA)) if asked else None
    assert take(forms.desktop, mail(ANNA, filled(forms, BO, BO, SIGN), token=token)) is Place.REVIEW
    assert everything(forms) == [{}, {}, {}, {}]
    told = [
        *written_to(forms, forms.talk(ANNA), Kind.RECEIPT, ANNA),
        *written_to(forms, person(forms, ANNA), Kind.ANSWER),
    ]
    assert len(told) == 1
    assert "Brug det skema, der kom med mailen om at forberede dig" in told[0]
    assert reviewed(forms) == ["a file that may be a form was not read: other_form"]
    await forms.until(at(11, 20))
    assert not any(SIGN in _words(one.data) for one in forms.mails)
    assert not any(one.person == BO.id and one.kind is Kind.RECEIPT for one in forms.talk(BO).letters)


def _words(data: bytes) -> str:
    parts: Sequence[EmailMessage] = list(message_from_bytes(data, policy=default).walk())
    return "".join(str(one.get_content()) for one in parts if one.get_content_maintype() == "text")


async def test_the_leaders_form_from_the_employee_and_the_employees_from_the_leader_are_filed_nowhere(
    forms: Firm,
) -> None:
    for sender, other in ((ANNA, LARS), (LARS, ANNA)):
        for token in (None, Token(forms.talk(BO).id, number_of(forms.talk(BO), Kind.PREPARATION, LARS))):
            take(forms.desktop, mail(sender, filled(forms, ANNA, other, SIGN), token=token))
    assert everything(forms) == [{}, {}, {}, {}]


async def test_a_form_from_an_address_of_nobody_is_kept_and_answered_to_nobody(forms: Firm) -> None:
    before = len(forms.talk(ANNA).letters)
    body = mail(ANNA, filled(forms, ANNA, ANNA, SIGN), address="anna@privat.example")
    assert take(forms.desktop, body) is Place.REVIEW
    assert everything(forms) == [{}, {}, {}, {}]
    assert len(forms.talk(ANNA).letters) == before


# ── killed, or come twice ──


async def test_killed_between_two_talks_forms_each_is_filed_once(forms: Firm) -> None:
    both = [filled(forms, who, LARS, f"kun mig: Ord om {who.id}", "learnt") for who in (ANNA, BO)]
    body = mail(LARS, *both)
    for survived in count():
        fresh = Mortal()
        fresh.adopt(forms.store)
        office = replace(forms.office, store=fresh)
        life = replace(forms, store=fresh, office=office, desktop=replace(forms.desktop, office=office))
        fresh.commits_left = survived
        killed = False
        try:
            take(life.desktop, body)
        except Killed:
            killed = True
        fresh.commits_left = None
        assert take(life.desktop, body) is Place.EXPUNGED
        while tick(life.office, life.now):
            pass
        for who in (ANNA, BO):
            answers = life.state(who).leader.answers
            assert [one.text for one in answers] == [f"Ord om {who.id}"]
            assert (
                sum(one.kind is Kind.RECEIPT and one.person == LARS.id for one in life.talk(who).letters) == 2
            )
        if not killed:
            break
    assert survived == 2


async def test_a_form_filed_by_itself_is_not_called_anothers_when_its_talk_has_gone_on(forms: Firm) -> None:
    known = forms.talk(ANNA)
    token = Token(known.id, number_of(known, Kind.PREPARATION, LARS))
    body = mail(LARS, filled(forms, BO, LARS, "Bo skal på kursus"), token=token)
    forms.store.commits_left = 1
    with pytest.raises(Killed):
        take(forms.desktop, body)
    forms.store.commits_left = None
    await forms.until(at(11, 20))
    take(forms.desktop, body)
    assert not any(
        "hører til" in one or "anden samtale" in one
        for one in written_to(forms, forms.talk(ANNA), Kind.RECEIPT)
    )
