"""Every letter that was wished for goes out once, also when one mail asks for several things."""

import email
from dataclasses import replace
from email.policy import default

import pytest

from musmail.conversation.events import PartyChanged
from musmail.daemon.advance import advance
from musmail.skema.forms import Role
from musmail.writing.samples import LARS
from tests.attack.stages import EMPLOYEE, LEADER, at, bring, letters, say
from tests.dialogues.play import PEOPLE, Stage


def _sent(stage: Stage, since: int) -> list[tuple[str, str]]:
    return [(who, kind) for _, who, kind in stage.sent[since:]]


async def test_a_time_and_a_companion_in_one_mail_lead_to_one_invitation_each(stage: Stage) -> None:
    await bring(stage, "asking_employee")
    before = len(stage.sent)
    words = "Nr. 2 passer bedst. Jeg tager min TR Tove med som bisidder."
    await say(stage, at(10, 16), EMPLOYEE, "convene_employee", words)
    await stage.until(at(10, 16, 12))
    assert _sent(stage, before) == [(EMPLOYEE, "invitation"), (LEADER, "invitation")]
    assert b"Tove" in stage.mails[-1].data


async def test_two_answers_to_expand_are_both_asked_about(stage: Stage) -> None:
    await bring(stage, "opened")
    before = len(stage.sent)
    await say(stage, at(11, 5, 11), LEADER, "opening", "uddyb 1 og 4")
    await stage.until(at(11, 5, 12))
    assert _sent(stage, before).count((EMPLOYEE, "after_opening")) == 2


async def test_two_lines_struck_in_one_mail_lead_to_one_version_to_sign(stage: Stage) -> None:
    await bring(stage, "signing")
    before = len(stage.sent)
    await say(stage, at(11, 16, 11), EMPLOYEE, "sign", "stryg 1 og 2")
    await stage.until(at(11, 16, 12))
    assert _sent(stage, before) == [(EMPLOYEE, "sign"), (LEADER, "sign")]
    assert stage.talk.shared.minutes[-1].lines == ()
    assert letters(stage)[-1].version == stage.talk.shared.minutes[-1].version


async def test_whoever_is_asked_anew_is_reminded_anew(stage: Stage) -> None:
    await bring(stage, "asking_employee")
    await say(stage, at(10, 23, 12), EMPLOYEE, "convene_employee", "Ingen af dem passer mig")
    before = len(stage.sent)
    await stage.until(at(11, 6))
    assert _sent(stage, before).count((LEADER, "convene_reminder")) == 1


async def test_a_letter_that_waits_says_the_new_time(stage: Stage) -> None:
    await bring(stage, "answered")
    await say(stage, at(10, 28), LEADER, "preparation", "Flyt samtalen til den 26/11 kl. 9")
    await stage.until(at(11, 5, 7, 30))
    stage.now = at(11, 5, 7, 31)
    await say(stage, at(11, 5, 7, 31), EMPLOYEE, "other_times", "1")
    before = len(stage.sent)
    await stage.until(at(11, 5, 9))
    assert sorted(_sent(stage, before)) == [
        (LEADER, "invitation"),
        (LEADER, "opening"),
        (EMPLOYEE, "invitation"),
        (EMPLOYEE, "opening"),
    ]
    assert all(b"26. november" in letter.data for letter in stage.mails[before:])
    assert not any(b"12. november" in letter.data for letter in stage.mails[before:])


async def test_half_a_summary_waits_for_the_other_half_of_the_talk(stage: Stage) -> None:
    await bring(stage, "summarising")
    half = {"held": "Delvist. Vi fortsætter den 19/11 kl. 10.", "point_2": "Om linjen: godt."}
    await say(stage, at(11, 12, 14), LEADER, "held", "", **half)
    await say(stage, at(11, 13, 10), EMPLOYEE, "other_times", "1")
    await say(stage, at(11, 13, 12), EMPLOYEE, "preparation", "", _2="Et svar, der flytter de andres numre")
    rest = {"held": "Afholdt", "point_2": "Om målene.", "agreement_1": "Kursus – Anna – 1/3 – kan selv"}
    await say(stage, at(11, 19, 15), LEADER, "held", "", **rest)
    draft = stage.talk.shared.draft
    assert draft is not None
    assert [(line.title, line.text) for line in draft.lines] == [
        ("Hvad er der opnået siden sidst?", "Om målene."),
        ("Hvad gik godt?", "Om linjen: godt."),
    ]
    assert len(draft.agreements) == 1


async def test_a_point_that_comes_twice_is_one_point(stage: Stage) -> None:
    await bring(stage, "opened")
    await say(stage, at(11, 5, 11), EMPLOYEE, "opening", "Jeg vil tale om kurser.")
    await say(stage, at(11, 5, 12), EMPLOYEE, "opening", "Jeg vil tale om kurser.")
    assert len(stage.talk.shared.points) == 1


async def test_what_waits_goes_to_the_new_address_when_the_roster_has_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring(stage, "answered")
    await stage.until(at(11, 5, 7, 30))
    moved = replace(LARS, name="Lars Ny-Højgaard", address="lars.ny@example.org")
    advance(stage.office, stage.talk.id, PartyChanged(stage.now, "roster:2", Role.LEADER, moved))
    monkeypatch.setitem(PEOPLE, LEADER, moved)
    before = len(stage.mails)
    await stage.until(at(11, 5, 9))
    assert sorted(letter.recipient for letter in stage.mails[before:]) == ["anna@example.org", moved.address]
    head = next(x.data for x in stage.mails[before:] if x.recipient == moved.address).partition(b"\r\n\r\n")[
        0
    ]
    assert b"lars@example.org" not in head
    assert email.message_from_bytes(head, policy=default)["To"].addresses[0].addr_spec == moved.address
