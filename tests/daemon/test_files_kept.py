"""A form that cannot be read, in a mail with private words: the mail is removed, the file waits for a person."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from musmail.conversation.letters import Kind
from musmail.conversation.tokens import Token
from musmail.daemon.desk import Kept
from musmail.daemon.errands import Answer, Do, Errand, answered, order
from musmail.daemon.inbox import DONE, REVIEW, sweep
from musmail.daemon.reviewing import Counter, carry_out
from musmail.reading.unread import unread_alone
from musmail.sandbox.postoffice import post_office
from musmail.skema.forms import Role
from musmail.transport.imap import Mailbox
from musmail.writing.samples import ANNA
from tests.daemon.test_bundling import Firm, firm
from tests.daemon.test_stray_forms import (
    OLD_WORD,
    SIGN,
    filled,
    forms,
    mail,
    number_of,
    person,
    standing,
    written_to,
)

__all__ = ["firm", "forms"]
pytestmark = pytest.mark.asyncio
PRIVATE = f"1. kun mig: {SIGN}"


@dataclass
class Kontor:
    """The two talks of the forms, and the mailbox with an operator beside it."""

    firm: Firm
    mailbox: Mailbox
    folder: Path

    async def arrive(self, body: bytes) -> None:
        await self.mailbox.append("INBOX", body)
        await sweep(self.firm.desktop, self.mailbox, 10_000_000)
        assert await self.mailbox.uids() == []

    async def lying(self, folder: str = REVIEW) -> list[bytes]:
        uids = await self.mailbox.find(folder)
        found = [await self.mailbox.fetch(uid, folder) for uid in uids]
        return [one.body for one in found if one]

    def notes(self) -> list[Kept]:
        return list(self.firm.desktop.desk.kept())

    async def do(self, what: Do) -> Answer:
        order(self.folder / "spool", Errand(what.value, self.notes()[0].key, what, "helle", "hun spørger"))
        counter = Counter(
            self.firm.desktop, self.mailbox, self.folder, self.folder / "spool", largest=10_000_000
        )
        await carry_out(counter)
        done = answered(self.folder / "spool", what.value)
        assert done is not None
        return done


@pytest.fixture
async def kontor(forms: Firm, tmp_path: Path) -> AsyncIterator[Kontor]:
    async with post_office("mus@example.org", lambda to, data: None) as post, Mailbox(post.imap) as mailbox:
        await mailbox.ensure_folders((DONE, REVIEW))
        yield Kontor(forms, mailbox, tmp_path)


def annas(firm: Firm, kind: Kind = Kind.PREPARATION) -> Token:
    return Token(firm.talk(ANNA).id, number_of(firm.talk(ANNA), kind, ANNA))


def file_in(body: bytes) -> list[bytes]:
    files = message_from_bytes(body, policy=default).iter_attachments()
    return [one.get_content() for one in files]


async def test_the_file_is_kept_without_a_word_and_the_mail_is_gone(kontor: Kontor) -> None:
    await kontor.arrive(mail(ANNA, OLD_WORD, words=PRIVATE, token=annas(kontor.firm)))
    assert standing(kontor.firm, ANNA, Role.EMPLOYEE) == {"own-goal": SIGN}
    (kept,) = await kontor.lying()
    assert file_in(kept) == [OLD_WORD]
    assert SIGN.encode() not in kept
    assert b"Mit skema" not in kept  # the subject is words too
    assert await kontor.lying(DONE) == []
    (note,) = kontor.notes()
    assert (note.reason, note.gone, note.private) == (
        "a file that may be a form was not read: old_word", False, False,
    )  # fmt: skip
    assert "ældre Word-format" in written_to(kontor.firm, kontor.firm.talk(ANNA), Kind.RECEIPT, ANNA)[-1]


async def test_an_operator_opens_and_settles_it_as_any_mail(kontor: Kontor) -> None:
    await kontor.arrive(mail(ANNA, OLD_WORD, words=PRIVATE, token=annas(kontor.firm)))
    shown = await kontor.do(Do.OPEN)
    assert (shown.done, shown.words, shown.attachments) == (True, "", ("skema.docx",)), shown.said
    assert any(one.kind is Kind.MAIL_OPENED for one in person(kontor.firm, ANNA).letters) or any(
        one.kind is Kind.MAIL_OPENED for one in kontor.firm.talk(ANNA).letters
    )
    assert (await kontor.do(Do.SETTLE)).done
    assert (len(await kontor.lying()), len(await kontor.lying(DONE)), kontor.notes()) == (0, 1, [])


async def test_read_again_it_still_waits_and_changes_nothing(kontor: Kontor) -> None:
    await kontor.arrive(mail(ANNA, OLD_WORD, words=PRIVATE, token=annas(kontor.firm)))
    done = await kontor.do(Do.AGAIN)
    assert (done.done, len(await kontor.lying()), len(kontor.notes())) == (False, 1, 1), done.said
    assert standing(kontor.firm, ANNA, Role.EMPLOYEE) == {"own-goal": SIGN}


async def test_killed_before_the_mail_was_removed_the_file_is_kept_once(kontor: Kontor) -> None:
    body = mail(ANNA, OLD_WORD, words=PRIVATE, token=annas(kontor.firm))
    await kontor.arrive(body)
    await kontor.arrive(body)  # as it lies there still after the kill
    assert (len(await kontor.lying()), len(kontor.notes())) == (1, 1)
    assert unread_alone(body) == unread_alone(body)


async def test_a_form_that_was_read_is_not_kept_beside_it(kontor: Kontor) -> None:
    read = filled(kontor.firm, ANNA, ANNA, f"kun mig: {SIGN}")
    await kontor.arrive(mail(ANNA, read, OLD_WORD, token=annas(kontor.firm)))
    (kept,) = await kontor.lying()
    assert file_in(kept) == [OLD_WORD]


async def test_in_answer_to_the_receipt_of_private_words_it_is_kept_too(kontor: Kontor) -> None:
    await kontor.arrive(mail(ANNA, words=PRIVATE, token=annas(kontor.firm)))
    await kontor.arrive(mail(ANNA, OLD_WORD, token=annas(kontor.firm, Kind.RECEIPT)))
    assert [file_in(kept) for kept in await kontor.lying()] == [[OLD_WORD]]
    assert await kontor.lying(DONE) == []


async def test_a_note_to_oneself_with_a_file_is_removed_and_the_file_kept(kontor: Kontor) -> None:
    await kontor.arrive(mail(ANNA, OLD_WORD, words=f"note: {SIGN}"))
    assert [file_in(kept) for kept in await kontor.lying()] == [[OLD_WORD]]
    assert SIGN.encode() not in b"".join(await kontor.lying() + await kontor.lying(DONE))
