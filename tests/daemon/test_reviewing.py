"""What an operator does with mail that waits, on a mailbox: nothing acts twice, and no word is shown unseen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from musmail.conversation.letters import Kind
from musmail.conversation.persons import Person
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.audit import standing
from musmail.daemon.desk import Kept
from musmail.daemon.errands import Answer, Do, Errand, answered, order
from musmail.daemon.inbox import DONE, REVIEW, sweep
from musmail.daemon.reviewing import Counter, carry_out
from musmail.sandbox.postoffice import post_office
from musmail.transport.imap import Mailbox
from musmail.writing.samples import ANNA
from tests.dialogues.play import SECRET, Stage

ANNAS = aggregate_id(SECRET, "p", ANNA.id)
WORDS = "Kan I hjælpe mig med BANKKONTOEN?"


@dataclass
class Office:
    """An operator beside a running mailbox."""

    stage: Stage
    mailbox: Mailbox
    folder: Path
    known: dict[str, str]
    orders: int = 0

    async def arrive(self, text: str, sender: str) -> None:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = sender, "mus@example.org"
        message["Subject"], message["Message-ID"] = "Hej", f"<{self.orders}.{sender}>"
        message["Date"] = "Tue, 01 Sep 2026 09:00:00 +0200"
        message.set_content(text)
        await self.mailbox.append("INBOX", bytes(message))
        await sweep(self.stage.desktop, self.mailbox, 1_000_000)

    def notes(self) -> list[Kept]:
        return list(self.stage.desktop.desk.kept())

    async def do(self, what: Do, reason: str = "") -> Answer:
        self.orders += 1
        name = f"order{self.orders}"
        order(self.folder / "spool", Errand(name, self.notes()[0].key, what, "helle", reason))
        counter = Counter(self.stage.desktop, self.mailbox, self.folder, self.folder / "spool", 1_000_000)
        await carry_out(counter)
        answer = answered(self.folder / "spool", name)
        assert answer is not None
        return answer

    async def lies_in(self, folder: str) -> int:
        return len(await self.mailbox.find(folder))


@pytest.fixture
async def office(stage: Stage, tmp_path: Path) -> AsyncIterator[Office]:
    known = {ANNA.address: ANNAS}
    stage.desktop = replace(stage.desktop, person_at=lambda address: known.get(address.casefold()))
    async with post_office("mus@example.org", lambda to, data: None) as post, Mailbox(post.imap) as mailbox:
        await mailbox.ensure_folders((DONE, REVIEW))
        yield Office(stage, mailbox, tmp_path, known)


async def test_what_is_settled_is_moved_and_its_note_is_gone(office: Office) -> None:
    await office.arrive(WORDS, "eve@example.net")
    assert (await office.lies_in(REVIEW), len(office.notes())) == (1, 1)
    assert "BANKKONTOEN" not in str(office.notes())
    done = await office.do(Do.SETTLE)
    assert done.done, done.said
    assert (await office.lies_in(REVIEW), await office.lies_in(DONE), office.notes()) == (0, 1, [])


async def test_what_is_discarded_acts_on_nothing(office: Office) -> None:
    await office.arrive("status", "eve@example.net")
    assert (await office.do(Do.DISCARD)).done
    assert (await office.lies_in(REVIEW), office.notes()) == (0, [])
    known = office.stage.office.store.load(ANNAS)
    assert known is not None
    assert known.letters == ()


async def test_what_is_read_again_after_mending_the_roster_acts_once(office: Office) -> None:
    await office.arrive("status", "anna@private.example")
    office.known["anna@private.example"] = ANNAS
    person = office.stage.office.store.load(ANNAS)
    assert person is not None
    assert isinstance(person.state, Person)
    party = replace(ANNA, aliases=("anna@private.example",))
    state = replace(person.state, party=party)
    office.stage.office.store.commit(replace(person, state=state, revision=person.revision + 1), {})
    done = await office.do(Do.AGAIN)
    assert done.done, done.said
    after = office.stage.office.store.load(ANNAS)
    assert after is not None
    assert [one.kind for one in after.letters] == [Kind.ANSWER]
    assert (await office.lies_in(REVIEW), await office.lies_in(DONE), office.notes()) == (0, 1, [])


async def test_a_mail_is_opened_only_with_a_reason_written_down_and_the_writer_told(office: Office) -> None:
    await office.arrive(WORDS, ANNA.address)
    refused = await office.do(Do.OPEN)
    assert (refused.done, refused.words, standing(office.folder).deeds) == (False, "", ())
    opened = await office.do(Do.OPEN, "hun spørger efter sit svar")
    assert opened.done, opened.said
    assert "BANKKONTOEN" in opened.words
    (deed,) = standing(office.folder).deeds
    assert (deed.by, deed.reason, deed.told) == ("helle", "hun spørger efter sit svar", ANNA.id)
    person = office.stage.office.store.load(ANNAS)
    assert person is not None
    assert [one.kind for one in person.letters if one.kind is Kind.MAIL_OPENED] == [Kind.MAIL_OPENED]
    assert await office.lies_in(REVIEW) == 1
