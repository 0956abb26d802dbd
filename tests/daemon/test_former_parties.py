"""Mail from, and about, somebody who was a party before: kept for a person, and nobody else is told."""

from datetime import date

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import at
from tests.dialogues.play import KARL, Changed, Spoken, Stage

ROSTER = Enrolled(at(9, 1), "roster:1", ANNA, LARS, MONA, HR, date(2025, 11, 12))


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
