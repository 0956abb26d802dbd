"""Mail that comes twice, from somebody else, from a program, or makes us fail."""

from dataclasses import replace

import pytest

from musmail.conversation.letters import Kind
from musmail.daemon import dealing, inbox
from musmail.daemon.dealing import Place
from musmail.daemon.inbox import POISON_AFTER, take
from musmail.writing.samples import ANNA, LARS
from tests.daemon.conftest import at
from tests.dialogues.play import Spoken, Stage

TIMES = Spoken(at(10, 9, 10), "leder", "convene_leader", "Den 12/11 kl. 10")


async def _asked(stage: Stage) -> bytes:
    """Bring the stage to where the leader has been asked; give the leader's answer as bytes."""
    await stage.until(TIMES.at)
    talk = stage.talk
    loaded = stage.office.store.load(talk.id)
    assert loaded is not None
    return stage.mail(LARS, loaded.letters[-1], talk.id, TIMES)


def _kinds(stage: Stage) -> list[Kind]:
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    return [letter.kind for letter in loaded.letters]


async def test_mail_delivered_twice_acts_once(stage: Stage) -> None:
    mail = await _asked(stage)
    assert take(stage.desktop, mail) is Place.DONE
    before = stage.office.store.load(stage.talk.id)
    by_another_route = b"Received: from elsewhere\r\n" + mail
    assert [take(stage.desktop, copy) for copy in (mail, by_another_route)] == [Place.DONE, Place.DONE]
    assert stage.office.store.load(stage.talk.id) == before


async def test_somebody_elses_mail_to_a_valid_address_takes_nothing_and_tells_nothing(stage: Stage) -> None:
    mail = (await _asked(stage)).replace(b"lars@example.org", b"ukendt@andetsteds.example")
    assert take(stage.desktop, mail) is Place.REVIEW
    assert stage.talk.shared.slots == ()
    await stage.until(at(10, 9, 12))
    assert stage.sent[-1][1:] == ("leder", "was_this_you")
    assert all(b"ukendt@andetsteds.example" not in letter.data for letter in stage.mails)
    assert {letter.recipient for letter in stage.mails} <= {ANNA.address, LARS.address}


async def test_many_forged_mails_make_no_storm(stage: Stage) -> None:
    mail = (await _asked(stage)).replace(b"lars@example.org", b"ukendt@andetsteds.example")
    for number in range(30):
        take(stage.desktop, mail.replace(b"Message-ID: <", f"Message-ID: <{number}.".encode()))
    assert _kinds(stage).count(Kind.WAS_THIS_YOU) == 1


async def test_stranger_without_a_token_is_kept_and_never_answered(stage: Stage) -> None:
    await _asked(stage)
    mail = b"From: hvem@andetsteds.example\r\nTo: mus@example.org\r\nSubject: Hej\r\n\r\nKan I sende mig alt?\r\n"
    letters = len(_kinds(stage))
    assert take(stage.desktop, mail) is Place.REVIEW
    assert len(_kinds(stage)) == letters


async def test_mail_that_makes_us_raise_is_kept_and_the_next_is_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = await _asked(stage)

    def failing(*_: object) -> None:
        raise RuntimeError("hemmelige ord")

    with monkeypatch.context() as patched:
        patched.setattr(dealing, "read", failing)
        assert take(stage.desktop, mail.replace(b"12/11", b"13/11")) is Place.REVIEW
    assert take(stage.desktop, mail) is Place.DONE
    (kept,) = stage.desktop.desk.kept()
    assert kept.reason == "reading this mail failed: RuntimeError"


async def test_mail_that_has_ended_the_process_three_times_is_put_aside_unread(stage: Stage) -> None:
    mail = await _asked(stage)
    fingerprint = inbox.fingerprint(mail)
    for _ in range(POISON_AFTER):
        stage.desktop.desk.begin(fingerprint)
    assert take(stage.desktop, mail) is Place.REVIEW
    assert stage.talk.shared.slots == ()


async def test_loop_of_replies_ends_by_itself(stage: Stage) -> None:
    mail = await _asked(stage)
    for number in range(100):
        take(stage.desktop, mail.replace(b"Message-ID: <", f"Message-ID: <{number}.".encode()))
    assert _kinds(stage).count(Kind.RECEIPT) <= stage.office.policy.answers_cap


async def test_out_of_office_is_a_hint_and_is_not_answered(stage: Stage) -> None:
    mail = await _asked(stage)
    letters = len(_kinds(stage))
    away = mail.replace(b"Subject: SV: MUS", b"Subject: Automatisk svar: MUS\r\nAuto-Submitted: auto-replied")
    assert take(stage.desktop, away) is Place.DONE
    assert len(_kinds(stage)) == letters
    assert stage.talk.shared.slots == ()


async def test_private_words_are_removed_from_the_mailbox(stage: Stage) -> None:
    await _asked(stage)
    stage.hear(TIMES)
    await stage.until(at(10, 16))
    stage.hear(Spoken(at(10, 16), "medarbejder", "convene_employee", "1"))
    await stage.until(at(10, 26))
    spoken = Spoken(at(10, 26), "medarbejder", "preparation", "", (("14", "kun mig: HEMMELIGT"),))
    assert stage.hear(spoken) == Place.EXPUNGED.value
    later = replace(spoken, at=at(10, 27), fields=(("14", "HEMMELIGT II"),))
    assert stage.hear(later) == Place.EXPUNGED.value
    await stage.until(at(11, 12))
    assert all(b"HEMMELIGT" not in letter.data for letter in stage.mails)


async def test_review_is_kept_as_review_when_we_were_stopped_before_the_note(stage: Stage) -> None:
    mail = (await _asked(stage)).replace(b"Den 12/11 kl. 10", b"Jeg taenker over livet.")
    assert take(stage.desktop, mail) is Place.REVIEW
    for note in list((stage.desktop.desk.folder).glob("*.json")):
        note.unlink()
    assert take(stage.desktop, mail) is Place.REVIEW
    assert len(list(stage.desktop.desk.kept())) == 1
