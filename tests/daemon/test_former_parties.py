"""Mail from, and about, somebody who was a party before: kept for a person, and nobody else is told."""

from datetime import date

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind, LetterRecord
from musmail.daemon.inbox import take
from musmail.daemon.outbox import settle
from musmail.skema.forms import Role
from musmail.wire import Refused
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import at
from tests.dialogues.play import KARL, Changed, Spoken, Stage

ROSTER = Enrolled(at(9, 1), "roster:1", ANNA, LARS, MONA, HR, date(2025, 11, 12))

NO_SUCH = Refused(permanent=True, code=550, text="5.1.1 No such mailbox")
REPORT = """From: MAILER-DAEMON@mx.example
To: mus@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; lars@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

Message-ID: {id}

hej
--b--
"""


def convening(stage: Stage, leader: str) -> LetterRecord:
    """Find the letter a leader was asked for times in."""
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    return next(one for one in loaded.letters if (one.kind, one.person) == (Kind.CONVENE_LEADER, leader))


async def test_a_former_leaders_answer_is_kept_for_a_person_and_the_new_one_is_not_asked_about_it(
    stage: Stage,
) -> None:
    await stage.until(at(10, 9))
    stage.change(Changed(at(10, 9), "ny leder"), ROSTER)
    await stage.until(at(10, 12))
    talk, sent = stage.talk, len(stage.sent)
    answer = Spoken(at(10, 12), "leder", "convene_leader", "Den 12/11 kl. 10")
    assert stage.hear(answer) == "review"
    await stage.until(at(10, 13))
    assert stage.talk == talk
    assert stage.sent[sent:] == []


async def test_the_new_leader_has_a_letter_of_their_own(stage: Stage) -> None:
    await stage.until(at(10, 9))
    stage.change(Changed(at(10, 9), "ny leder"), ROSTER)
    await stage.until(at(10, 12))
    letters = [letter for letter in stage.mails if letter.recipient == KARL.address]
    assert len(letters) == 1
    assert (date(2026, 10, 9), "ny leder", Kind.CONVENE_LEADER.value) in stage.sent


async def test_a_former_leaders_dead_address_is_nobodys_news(stage: Stage) -> None:
    await stage.until(at(10, 9))
    letter = convening(stage, "lars")
    stage.change(Changed(at(10, 9), "ny leder"), ROSTER)
    await stage.until(at(10, 12))
    before, sent = stage.talk, len(stage.sent)
    settle(stage.office, before.id, letter.number, NO_SUCH, at(10, 12))
    assert take(stage.desktop, REPORT.format(id=letter.message_id).encode()).value == "done"
    await stage.until(at(10, 13))
    assert stage.talk == before
    assert stage.sent[sent:] == []


async def test_a_new_leaders_own_dead_address_is_told_although_the_old_ones_was_too(stage: Stage) -> None:
    await stage.until(at(10, 9))
    settle(stage.office, stage.talk.id, convening(stage, "lars").number, NO_SUCH, at(10, 9))
    assert stage.talk.shared.dead == (Role.LEADER,)
    stage.change(Changed(at(10, 9), "ny leder"), ROSTER)
    await stage.until(at(10, 12))
    assert not stage.talk.shared.dead
    settle(stage.office, stage.talk.id, convening(stage, "karl").number, NO_SUCH, at(10, 12))
    assert stage.talk.shared.dead == (Role.LEADER,)
    await stage.until(at(10, 13))
    assert [kind for _, who, kind in stage.sent if who == "medarbejder"].count("address_dead") == 2
