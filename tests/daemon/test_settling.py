"""The buttons under words that fit nowhere: pressed by their writer, repeated, forged, and typed instead."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from musmail.conversation.letters import Kind, LetterRecord, Recipient
from musmail.conversation.state import Conversation, Own
from musmail.conversation.tokens import Token, mint
from musmail.daemon.advance import passages_of
from musmail.daemon.inbox import take
from musmail.daemon.ticks import tick
from musmail.daemon.waiting import Unsettled, unsettled_words
from musmail.store.memory import MemoryStore
from musmail.writing.samples import ANNA, LARS
from tests.daemon.conftest import at
from tests.dialogues.play import SECRET, Spoken, Stage

WORDS = "Kaffemaskinen larmer, og jeg er træt af linje 2."
pytestmark = pytest.mark.asyncio


class Anna:
    """Anna with her skema, and whoever else presses her buttons."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sent = 0
        self.last = b""

    @property
    def talk(self) -> Conversation:
        return self.stage.talk

    @property
    def own(self) -> Own:
        return self.talk.employee

    def receipts(self) -> list[LetterRecord]:
        known = self.stage.office.store.load(self.talk.id)
        assert known is not None
        return [one for one in known.letters if one.kind is Kind.RECEIPT and one.to is Recipient.EMPLOYEE]

    def read(self) -> str:
        latest = self.receipts()[-1]
        words = passages_of(self.stage.office.store.blob(self.talk.id, latest.text))
        return "\n".join(one.text for one in words)

    def press(self, action: str, body: str, *, letter: int | None = None, sender: str = ANNA.address) -> str:
        """Press a button of the latest receipt, or of an older one."""
        self.sent += 1
        token = mint(SECRET, Token(self.talk.id, letter or self.receipts()[-1].number, action))
        message = EmailMessage(policy=SMTP)
        message["From"] = f"Anna Sørensen <{sender}>"
        message["To"] = f"mus+{token}@example.org"
        message["Subject"] = "Til 2"
        message["Date"] = format_datetime(self.stage.now)
        message["Message-ID"] = f"<press{self.sent}@client.example>"
        message.set_content(body)
        self.last = bytes(message)
        place = take(self.stage.desktop, self.last).value
        while tick(self.stage.office, self.stage.now):
            pass
        return place

    def answer(self, question: int) -> str:
        form = self.talk.shared.skemas
        ids = {number: one.id for role in form for number, one in form[role].numbered() if role == "employee"}
        standing = self.own.standing()
        return standing[ids[question]].text if ids[question] in standing else ""


@pytest.fixture
async def anna(stage: Stage) -> Anna:
    """Anna has answered her first question, and written a sentence on top that belongs to none."""
    await stage.until(at(10, 9, 10))
    stage.hear(Spoken(stage.now, "leder", "convene_leader", "Den 10/11 kl. 9 eller den 12/11 kl. 10."))
    await stage.until(at(10, 16, 10))
    stage.hear(Spoken(stage.now, "medarbejder", "convene_employee", "Nr. 2"))
    await stage.until(at(10, 26, 10))
    stage.hear(Spoken(stage.now, "medarbejder", "preparation", "", (("1", "Mit næste skridt."),)))
    await stage.until(at(10, 26, 11))
    stage.hear(Spoken(stage.now, "medarbejder", "preparation", WORDS))
    return Anna(stage)


async def test_the_receipt_shows_the_words_with_a_choice_and_a_press_puts_them_there(anna: Anna) -> None:
    assert WORDS in anna.read()
    assert "skriv: tekst 1 til 2" in anna.read()
    assert "skriv: gem tekst 1" in anna.read()
    assert anna.press("ord1til1", "tekst 1 til 1") == "done"
    assert anna.answer(1) == f"Mit næste skridt.\n\n{WORDS}"
    assert anna.own.unfiled == ("",)
    assert "Hvor hører det hen" not in anna.read()
    assert WORDS in anna.read()  # under its question


async def test_what_is_hers_alone_stays_with_her(anna: Anna) -> None:
    anna.press("ordmig1", "gem tekst 1")
    assert (anna.own.notes, anna.own.unfiled) == ((WORDS,), ("",))
    assert "note til dig selv" in anna.read()
    assert WORDS not in anna.read()
    await anna.stage.until(at(11, 20, 10))
    to_lars = [letter for letter in anna.stage.mails if letter.recipient == LARS.address]
    assert to_lars
    assert not any("Kaffemaskinen" in letter.data.decode("utf-8", "replace") for letter in to_lars)


async def test_twice_or_from_an_old_receipt_changes_nothing_more_and_says_so(anna: Anna) -> None:
    old = anna.receipts()[-1].number
    anna.press("ord1til2", "tekst 1 til 2", letter=old)
    before, letters = anna.own, len(anna.receipts())
    take(anna.stage.desktop, anna.last)  # the very same mail
    assert (anna.own, len(anna.receipts())) == (before, letters)
    for action, body in (
        ("ord1til2", "tekst 1 til 2"),
        ("ord1til3", "tekst 1 til 3"),
        ("ordmig1", "gem tekst 1"),
    ):
        anna.press(action, body, letter=old)
        assert anna.own == before
        assert "allerede sat på plads" in anna.read()


@pytest.mark.parametrize("sender", ["eve@example.net", LARS.address])
async def test_nobody_else_can_press_it(anna: Anna, sender: str) -> None:
    before = anna.own
    assert anna.press("ord1til2", "tekst 1 til 2", sender=sender) == "review"
    assert anna.press("ordmig1", "gem tekst 1", sender=sender) == "review"
    assert anna.own == before


async def test_an_address_somebody_made_up_presses_nothing(anna: Anna) -> None:
    before, made_up = anna.own, mint(b"another secret" * 3, Token(anna.talk.id, 1, "ord1til2"))
    message = EmailMessage(policy=SMTP)
    message["From"] = ANNA.address
    message["To"] = f"mus+{made_up}@example.org"
    message["Message-ID"] = "<forged@client.example>"
    message.set_content("tekst 1 til 2")
    assert take(anna.stage.desktop, bytes(message)).value == "review"
    assert anna.own == before


async def test_words_typed_beside_the_button_are_kept_and_asked_about_too(anna: Anna) -> None:
    anna.press("ord1til2", "tekst 1 til 2\n\nOg printeren driller.")
    assert anna.answer(2) == WORDS
    assert anna.own.unfiled == ("", "Og printeren driller.")
    assert "skriv: gem tekst 2" in anna.read()


@pytest.mark.parametrize(
    "typed",
    ["det hører til 2", "Tekst 1 til 2", "That belongs to 2.", "Hej\n\nDet hører til spm. 2\n\nVh Anna"],
)
async def test_it_may_be_typed_instead(anna: Anna, typed: str) -> None:
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", "receipt", typed))
    assert anna.answer(2) == WORDS
    assert anna.own.unfiled == ("",)


async def test_a_body_that_names_another_question_is_believed(anna: Anna) -> None:
    anna.press("ord1til2", "tekst 1 til 3")
    assert (anna.answer(2), anna.answer(3)) == ("", WORDS)


async def test_marked_words_are_not_shown_and_have_no_button(anna: Anna) -> None:
    anna.stage.now = at(10, 26, 12)
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", "preparation", "kun mig: HEMMELIGT om nabohuset"))
    assert "HEMMELIGT" not in anna.read()
    assert "gem tekst 2" not in anna.read()
    anna.press("ord2til2", "tekst 2 til 2")
    assert anna.answer(2) == ""


async def test_a_receipt_with_the_choice_can_be_answered_under_its_questions(anna: Anna) -> None:
    fields = (("2", "Linje 2 kører."), ("3", "Et kursus."))
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", "receipt", "", fields))
    assert (anna.answer(2), anna.answer(3)) == ("Linje 2 kører.", "Et kursus.")
    assert anna.own.unfiled == (WORDS,)
    assert "skriv: gem tekst 1" in anna.read()  # still to settle


async def test_an_operator_sees_after_the_opening_that_she_has_not_said_and_never_what(anna: Anna) -> None:
    store = anna.stage.office.store
    assert list(unsettled_words(store)) == []
    await anna.stage.until(at(11, 6, 10))
    (one,) = unsettled_words(store)
    assert one == Unsettled(f"{ANNA.name} with {LARS.name}", ANNA.name, 1)
    anna.press("ord1til2", "tekst 1 til 2")
    assert list(unsettled_words(store)) == []


async def test_killed_before_the_commit_nothing_has_happened_and_the_mail_does_it_then(
    anna: Anna, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anna.own

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(MemoryStore, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            anna.press("ord1til2", "tekst 1 til 2")
    assert anna.own == before
    take(anna.stage.desktop, anna.last)
    take(anna.stage.desktop, anna.last)
    assert anna.answer(2) == WORDS
