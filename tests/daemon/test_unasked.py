"""Mail of one's own accord: answered at the roster address, done by one button, and forged in vain."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import Kind, LetterRecord, Recipient, Status
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import passages_of
from musmail.daemon.dealing import Place
from musmail.daemon.inbox import take
from musmail.daemon.ticks import tick
from musmail.writing.samples import ANNA
from tests.daemon.conftest import at
from tests.dialogues.play import SECRET, Stage

ANNAS = aggregate_id(SECRET, "p", ANNA.id)


@dataclass
class Desk:
    """Anna at her desk, and whoever else writes to the mailbox."""

    stage: Stage
    sent: int = field(default=0)

    def write(
        self, text: str, *, sender: str = ANNA.address, to: str = "mus@example.org", subject: str = "Hej"
    ) -> Place:
        """Send a mail to the mailbox."""
        self.sent += 1
        message = EmailMessage(policy=SMTP)
        message["From"] = f"Anna Sørensen <{sender}>"
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(self.stage.now)
        message["Message-ID"] = f"<{self.sent}@example.org>"
        message.set_content(text)
        self.last = bytes(message)
        place = take(self.stage.desktop, self.last)
        while tick(self.stage.office, self.stage.now):
            pass
        return place

    def press(self, number: int, *, letter: int | None = None, sender: str = ANNA.address) -> Place:
        """Press a button of the latest answer."""
        chosen = letter or self.answers()[-1].number
        token = mint(SECRET, Token(ANNAS, chosen, f"ja{number}"))
        return self.write(f"ja {number}", sender=sender, to=f"mus+{token}@example.org", subject="Ja")

    def aggregate(self) -> Aggregate:
        known = self.stage.office.store.load(ANNAS)
        assert known is not None
        return known

    def person(self) -> Person:
        state = self.aggregate().state
        assert isinstance(state, Person)
        return state

    def answers(self) -> list[LetterRecord]:
        return [one for one in self.aggregate().letters if one.kind is Kind.ANSWER]

    def read(self) -> str:
        """Read the latest answer."""
        latest = self.answers()[-1]
        texts = passages_of(self.stage.office.store.blob(ANNAS, latest.text))
        return "\n".join(one.text for one in texts)


@pytest.fixture
def desk(stage: Stage) -> Desk:
    people = {ANNA.address: ANNAS}
    stage.desktop = replace(stage.desktop, person_at=lambda address: people.get(address.casefold()))
    return Desk(stage)


def test_a_question_is_answered_to_the_roster_address_alone(desk: Desk) -> None:
    assert desk.write("status") is Place.DONE
    (answer,) = desk.answers()
    assert (answer.to, answer.address, answer.status) == (Recipient.SELF, ANNA.address, Status.WAITING)
    assert "Den næste er planlagt" in desk.read()


def test_a_note_is_kept_only_when_its_button_is_pressed(desk: Desk) -> None:
    assert desk.write("note: HEMMELIGT om nabohuset") is Place.EXPUNGED
    assert desk.person().notes == ()
    assert "HEMMELIGT" not in desk.read()
    desk.press(1)
    assert desk.person().notes == ("HEMMELIGT om nabohuset",)
    assert "HEMMELIGT" not in desk.read()


def test_a_button_pressed_twice_does_it_once(desk: Desk) -> None:
    desk.write("note: ring til TR")
    letter = desk.answers()[-1].number
    desk.press(1, letter=letter)
    desk.press(1, letter=letter)
    assert desk.person().notes == ("ring til TR",)
    assert "allerede gjort" in desk.read()


def test_the_same_mail_twice_acts_once(desk: Desk) -> None:
    desk.write("note: ring til TR")
    take(desk.stage.desktop, desk.last)
    assert len(desk.person().pending) == 1
    assert len(desk.answers()) == 1


def test_a_forged_sender_changes_nothing_and_learns_nothing(desk: Desk) -> None:
    desk.write("Jeg vil gerne have en MUS\nflyt\nnote: ondt")  # whoever can write in Anna's name cannot press
    before = desk.person()
    assert desk.press(1, sender="eve@example.net") is Place.EXPUNGED  # it answers a mail with a note in it
    after = desk.person()
    assert (after.notes, after.next_on, after.pending) == (before.notes, before.next_on, before.pending)
    assert {one.address for one in desk.aggregate().letters} == {ANNA.address}
    assert desk.aggregate().letters[-1].kind is Kind.WAS_THIS_YOU


def test_a_stranger_gets_no_answer(desk: Desk) -> None:
    assert desk.write("status", sender="eve@example.net") is Place.REVIEW
    assert desk.answers() == []


def test_asking_for_a_mus_begins_one_and_tells_how_long_it_may_take(desk: Desk) -> None:
    desk.stage.now = at(3, 2)
    desk.write("Jeg vil gerne have en MUS snart")
    assert not desk.person().under_way
    desk.press(1)
    assert "Gem gerne denne mail" in desk.read()
    (talk,) = desk.stage.office.store.conversations_of(ANNA.id)
    known = desk.stage.office.store.load(talk)
    assert known is not None
    assert isinstance(known.state, Conversation)
    assert known.state.shared.asked_on == at(3, 2).date()
    assert known.state.shared.target_on <= at(3, 2).date() + timedelta(days=40)


def test_who_has_a_talk_under_way_is_told_where_it_stands(desk: Desk) -> None:
    desk.stage.now = at(10, 20)
    while tick(desk.stage.office, desk.stage.now):
        pass
    desk.write("Jeg vil gerne have en MUS")
    assert desk.person().pending == ()
    assert "venter på tider fra lederen" in desk.read()


def test_words_nobody_can_place_are_kept_for_a_person_and_not_repeated(desk: Desk) -> None:
    assert desk.write("Kan I hjælpe mig med BANKKONTOEN?") is Place.REVIEW
    assert "BANKKONTOEN" not in desk.read()
    assert "lagt til et menneske" in desk.read()
    assert "Det kan du skrive" in desk.read()


def test_a_thousand_mails_get_ten_answers_a_day(desk: Desk) -> None:
    for number in range(40):
        desk.stage.now = desk.stage.now + timedelta(minutes=1)
        desk.write("status", subject=f"Hej {number}")
    assert len(desk.answers()) == desk.stage.office.policy.answers_cap


def test_a_vacation_answer_is_not_answered(desk: Desk) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = ANNA.address
    message["To"] = "mus@example.org"
    message["Subject"] = "Autosvar: Hej"
    message["Auto-Submitted"] = "auto-replied"
    message["Message-ID"] = "<auto@example.org>"
    message["Date"] = format_datetime(datetime.now(tz=desk.stage.now.tzinfo))
    message.set_content("Jeg er på ferie. status")
    assert take(desk.stage.desktop, bytes(message)) is Place.DONE
    assert desk.answers() == []


def test_notes_come_back_at_the_preparation_and_leave_the_person(desk: Desk) -> None:
    desk.write("note: husk nabohuset")
    desk.press(1)
    desk.stage.now = at(10, 20)
    while tick(desk.stage.office, desk.stage.now):
        pass
    (talk,) = desk.stage.office.store.conversations_of(ANNA.id)
    known = desk.stage.office.store.load(talk)
    assert known is not None
    assert isinstance(known.state, Conversation)
    assert known.state.employee.notes == ("husk nabohuset",)
    assert desk.person().notes == ()
