"""Whatever somebody typed is acted on, or kept in their own record and shown back to them."""

from datetime import datetime

import pytest

from musmail.conversation.state import Stage as At
from musmail.daemon.inbox import take
from musmail.writing.samples import ANNA
from tests.attack.stages import EMPLOYEE, LEADER, at, bring, letters, places, say
from tests.dialogues.play import Spoken, Stage

Typed = tuple[str, datetime, str, str, str, dict[str, str]]
TYPED: dict[str, Typed] = {
    "beside a chosen time": (
        "asking_employee", at(10, 16), EMPLOYEE, "convene_employee", "Nr. 2 passer bedst. Kan vi tale om HUSKEORD?", {},
    ),
    "in the box with a chosen time": (
        "asking_employee", at(10, 16), EMPLOYEE, "convene_employee", "", {"answer": "2\n\nJeg tænker på HUSKEORD."},
    ),
    "why no time suits": (
        "asking_employee", at(10, 16), EMPLOYEE, "convene_employee",
        "Ingen af tiderne passer, jeg er til HUSKEORD hele den uge.", {},
    ),
    "beside the leader's times": (
        "asking_leader", at(10, 9), LEADER, "convene_leader", "Den 12/11 kl. 10. Jeg tager HUSKEORD med.", {},
    ),
    "beside a move": (
        "answered", at(10, 28), LEADER, "preparation", "Flyt samtalen til den 26/11 kl. 9. Jeg skal til HUSKEORD.", {},
    ),
    "beside held, in the box": (
        "summarising", at(11, 12, 14), EMPLOYEE, "held_question", "", {"held": "Ja. Men det blev HUSKEORD."},
    ),
    "beside held, on top": (
        "summarising", at(11, 12, 14), EMPLOYEE, "held_question", "Ja, afholdt. Men det blev HUSKEORD.", {},
    ),
    "not held, when a summary is being signed": (
        "signing", at(11, 16, 10, 30), EMPLOYEE, "held_question",
        "Nej, den blev ikke afholdt på grund af HUSKEORD.", {},
    ),
    "more of the summary while the employee reads it": (
        "checking", at(11, 13, 14), LEADER, "held", "", {"point_2": "Tilføjelse: HUSKEORD."},
    ),
    "an agreement more while the employee reads the others": (
        "checking", at(11, 13, 14), LEADER, "held", "Kursus i HUSKEORD – Anna – 1/3 – kan det selv", {},
    ),
    "under an agreement, with no status in it": (
        "following", at(12, 2), EMPLOYEE, "nudge", "", {"agreement_1": "Jeg har talt med HUSKEORD om det."},
    ),
    "a correction of what is signed": ("following", at(12, 2), EMPLOYEE, "sign", "", {"point_1": "HUSKEORD"}),
    "a remark on what is signed": ("following", at(12, 2), EMPLOYEE, "sign", "Enig med bemærkning: HUSKEORD", {}),
    "a remark beside set": (
        "signing", at(11, 16, 10, 30), EMPLOYEE, "sign", "Set.", {"remark": "HUSKEORD gælder ikke mig."},
    ),
    "an answer long after": ("following", at(12, 2), EMPLOYEE, "preparation", "", {"_14": "HUSKEORD"}),
}  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
async def test_words_are_kept_and_shown_back(stage: Stage, typed: str) -> None:
    begin, when, who, kind, words, under = TYPED[typed]
    await bring(stage, begin)
    await say(stage, when, who, kind, words, **under)
    await stage.until(when.replace(hour=17))
    found = places(stage, "HUSKEORD")
    assert found & {"employee" if who == EMPLOYEE else "leader", "shared"}
    assert found & {f"receipt to {who}", f"status_receipt to {who}", f"signed to {who}"}


@pytest.mark.parametrize("again", ["", "Enig med bemærkning: HUSKEORD"])
async def test_words_to_an_older_version_are_kept_and_shown_back(stage: Stage, again: str) -> None:
    await bring(stage, "signing")
    old = next(x for x in letters(stage) if x.kind.value == "sign" and x.person == ANNA.id)
    await say(stage, at(11, 16, 11), LEADER, "sign", "", point_1="En rettelse.")
    fields = () if again else (("point 2", "HUSKEORD"),)
    spoken = Spoken(at(11, 16, 12), EMPLOYEE, "sign", again, fields)
    await stage.until(spoken.at)
    take(stage.desktop, stage.mail(ANNA, old, stage.talk.id, spoken))
    await stage.until(at(11, 16, 13))
    assert places(stage, "HUSKEORD") == {"employee", "receipt to medarbejder"}


@pytest.mark.parametrize(
    "under",
    [
        {"surprise": "nej", "strike": "Det om HUSKEORD skal ud."},
        {"surprise": "nej", "strike": "stryg 9"},
        {"strike": "HUSKEORD"},
    ],
    ids=["in words", "a number there is not", "one word"],
)
async def test_nobody_else_gets_the_summary_while_a_wish_to_strike_is_not_understood(
    stage: Stage, under: dict[str, str]
) -> None:
    await bring(stage, "checking")
    await say(stage, at(11, 13, 15), EMPLOYEE, "before_signing", "", **under)
    assert stage.talk.stage is At.CHECKING
    await stage.until(at(11, 13, 16))
    assert stage.sent[-1][1:] == (EMPLOYEE, "receipt")


async def test_a_line_with_strike_under_it_is_struck_and_not_remarked_on(stage: Stage) -> None:
    await bring(stage, "checking")
    await say(stage, at(11, 13, 15), EMPLOYEE, "before_signing", "", point_1="Stryg")
    (minutes,) = stage.talk.shared.minutes
    assert [line.number for line in minutes.lines] == [2]
    assert not minutes.lines[0].remarks


async def test_two_summaries_at_once_stand_together(stage: Stage) -> None:
    await bring(stage, "summarising")
    await stage.until(at(11, 23, 10))  # the pen has been offered to the employee
    await say(stage, at(11, 23, 11), LEADER, "held", "", point_1="Lederens ord.", agreement_1="Kursus – Anna")
    theirs = {"point_1": "Annas ord.", "agreement_1": "Mentor – Lars – 1/2 – mødes hver måned"}
    await say(stage, at(11, 23, 12), EMPLOYEE, "pen_offered", "", **theirs)
    shared = stage.talk.shared
    minutes = shared.draft or shared.minutes[-1]
    assert minutes.lines[0].text == "Lederens ord.\nAnnas ord."
    assert [item.what for item in minutes.agreements] == ["Kursus", "Mentor"]
