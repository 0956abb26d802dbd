"""Words marked for less than all: however the mark is written, and wherever, they go no further than it says."""

from datetime import datetime

import pytest

from musmail.daemon.dealing import Place
from musmail.daemon.inbox import take
from musmail.reading.marks import split_secret, take_mark
from musmail.skema.forms import Mark
from tests.attack.stages import EMPLOYEE, LEADER, SUMMARY, address, at, bring, mail, places, say
from tests.dialogues.play import Stage

MARKED = [
    "kun mig: KODEORD",
    "Kun mig; KODEORD",
    "kun mig. Jeg KODEORD",
    "kun mig, KODEORD",
    "KUN MIG KODEORD",
    "kun mig jeg har det svært KODEORD",
    "*kun mig*: KODEORD",
    "kun  mig: KODEORD",
    "kun\u00a0mig: KODEORD",
    "kunmig: KODEORD",
    "»kun mig:« KODEORD",
    '"kun mig:" KODEORD',
    "<kun mig> KODEORD",
    "- kun mig: KODEORD",
    "kun mig (ikke Lars): KODEORD",
    "kun mig! KODEORD",
    "KODEORD, kun mig",
    "KODEORD (kun mig)",
    "KODEORD\n\n*kun mig*",
    "Det går fint.\nkun mig: KODEORD",
    "Det går fint.\n\nKun mig: KODEORD\n\nEllers godt.",
    "Det går fint. Kun mig: KODEORD",
    "Det går fint (kun mig) KODEORD",
    "Kun til mine egne øjne: KODEORD",
    "fortroligt: KODEORD",
    "må ikke deles: KODEORD",
    "del ikke: KODEORD",
    "ikke til Lars: KODEORD",
    "del: det går fint\nkun mig: KODEORD",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_holds_however_it_is_written(text: str) -> None:
    assert take_mark(text)[1] is Mark.PRIVATE
    public, secret, mark = split_secret(text)
    assert mark is Mark.PRIVATE
    assert "KODEORD" in secret
    assert "KODEORD" not in public


@pytest.mark.parametrize(
    "text",
    [
        "Kun mig og Lone kan betjene systemet",
        "Kun ved mødet med kunden gik det galt",
        "Det var først ved mødet i maj, vi fandt ud af det",
        "Privat har jeg det fint",
        "Jeg vil gerne vente til mødet",
        "Der ligger fortrolige data i systemet",
        "Vi skal dele opgaven",
    ],
)
def test_prose_with_the_same_words_is_no_mark(text: str) -> None:
    assert take_mark(text) == (text, None)
    assert split_secret(text) == (text, "", None)


@pytest.mark.parametrize("line", ["(", ". ", "kun mi ", "kun mi\n", "\n", ": kun "])
def test_a_text_of_nothing_but_almost_marks_is_read_at_once(line: str) -> None:
    text = line * (200_000 // len(line))
    assert take_mark(text) == (text, None)


Elsewhere = tuple[str, datetime, str, str, str, dict[str, str]]
ELSEWHERE: dict[str, Elsewhere] = {
    "on top of the skema": ("preparing", at(10, 26), EMPLOYEE, "preparation", "kun mig: KODEORD", {}),
    "in the box for points": ("opened", at(11, 5, 12), EMPLOYEE, "opening", "", {"points": "kun mig: KODEORD"}),
    "on top of the opening": ("opened", at(11, 5, 12), EMPLOYEE, "opening", "kun ved mødet: KODEORD", {}),
    "beside not held": (
        "summarising", at(11, 12, 15), LEADER, "held", "", {"held": "Ikke afholdt.\nkun mig: KODEORD"},
    ),
    "in the summary": (
        "summarising", at(11, 12, 15), LEADER, "held", "", {**SUMMARY, "point_1": "kun mig: KODEORD"},
    ),
    "under a line before signing": (
        "checking", at(11, 13, 15), EMPLOYEE, "before_signing", "", {"point_1": "kun mig: KODEORD"},
    ),
    "beside a signature": ("signing", at(11, 16, 15), EMPLOYEE, "sign", "Enig. kun mig: KODEORD", {}),
    "with a problem": ("following", at(12, 2), EMPLOYEE, "nudge", "problem med 1: kun mig: KODEORD", {}),
    "with a companion": (
        "asking_employee", at(10, 16, 9, 5), EMPLOYEE, "convene_employee",
        "2. Jeg tager en bisidder med, kun mig: KODEORD", {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", ELSEWHERE)
async def test_a_mark_holds_where_nobody_asked_for_one(stage: Stage, where: str) -> None:
    begin, when, who, kind, words, under = ELSEWHERE[where]
    await bring(stage, begin)
    assert await say(stage, when, who, kind, words, **under) == Place.EXPUNGED.value
    await stage.until(max(when, at(11, 17, 15)))
    own = "employee" if who == EMPLOYEE else "leader"
    assert places(stage, "KODEORD") <= {own}


async def test_the_mark_alone_is_about_the_answer_that_stands(stage: Stage) -> None:
    await bring(stage, "preparing")
    await say(stage, at(10, 26), EMPLOYEE, "preparation", "", _14="Jeg sover dårligt, KODEORD.")
    await say(stage, at(10, 27), EMPLOYEE, "receipt", "", _14="kun mig")
    await stage.until(at(11, 12, 9))
    assert [x.text for x in stage.talk.employee.standing().values()] == ["Jeg sover dårligt, KODEORD."]
    assert places(stage, "KODEORD") == {"employee", "receipt to medarbejder"}


@pytest.mark.parametrize("words", ["kun mig: KODEORD", "kun mig", "slet"])
async def test_what_is_taken_back_after_the_opening_is_not_told_again(stage: Stage, words: str) -> None:
    await bring(stage, "preparing")
    await say(stage, at(10, 26), EMPLOYEE, "preparation", "", _14="KODEORD")
    await stage.until(at(11, 5, 10))
    await say(stage, at(11, 5, 12), EMPLOYEE, "preparation", "", _14=words)
    await stage.until(at(11, 16))
    told = {place for place in places(stage, "KODEORD") if " to " in place}
    assert told == {"receipt to medarbejder", "opening to leder"}
    assert "shared" not in places(stage, "KODEORD")


async def test_what_is_taken_back_before_the_opening_has_left_never_leaves(stage: Stage) -> None:
    await bring(stage, "preparing")
    await say(stage, at(10, 26), EMPLOYEE, "preparation", "", _14="KODEORD", _15="Et godt hold")
    await say(stage, at(11, 5, 7, 30), EMPLOYEE, "preparation", "", _14="kun mig: KODEORD")
    await stage.until(at(11, 16))
    assert {place for place in places(stage, "KODEORD") if " to " in place} == {"receipt to medarbejder"}
    assert "opening to leder" in places(stage, "Et godt hold")


async def test_what_answers_the_receipt_of_a_private_mail_is_private_too(stage: Stage) -> None:
    await bring(stage, "checking")
    await say(stage, at(11, 13, 14), EMPLOYEE, "check", "Det var ikke rart.")
    assert await say(stage, at(11, 13, 15), EMPLOYEE, "receipt", "Og KODEORD.") == Place.EXPUNGED.value
    assert places(stage, "KODEORD") <= {"employee", "receipt to medarbejder"}


async def test_an_automatic_answer_to_the_personal_sheet_does_not_stay_in_the_mailbox(stage: Stage) -> None:
    await bring(stage, "preparing")
    await say(stage, at(10, 26), EMPLOYEE, "preparation", "", _14="kun ved mødet: KODEORD")
    await stage.until(at(11, 9, 10))
    to = address(stage, EMPLOYEE, "personal_sheet")
    away = mail("anna@example.org", to, "Ferie.\r\n> KODEORD", extra="Auto-Submitted: auto-replied\r\n")
    assert take(stage.desktop, away) is Place.EXPUNGED


async def test_another_interviewer_reaches_a_person_from_a_private_mail_too(stage: Stage) -> None:
    await bring(stage, "asking_employee")
    words = "2\nJeg vil gerne have en anden samtaleleder.\nkun mig: KODEORD"
    assert await say(stage, at(10, 16, 9, 5), EMPLOYEE, "convene_employee", words) == Place.EXPUNGED.value
    assert [note.reason for note in stage.desktop.desk.kept()] == ["another interviewer is wished for"]


async def test_a_signature_stays_in_the_mailbox_though_a_private_mail_led_to_it(stage: Stage) -> None:
    await bring(stage, "signing")
    assert await say(stage, at(11, 16, 11), LEADER, "sign", "enig") == Place.DONE.value
