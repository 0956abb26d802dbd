"""A number stands for the time it stood before in the letter that was answered, whatever is on offer by now."""

from datetime import datetime

from musmail.conversation.letters import Kind
from tests.daemon.conftest import at
from tests.dialogues.play import Spoken, Stage

FIRST = "12/11 kl. 10, 13/11 kl. 9, 16/11 kl. 13"


async def _offered_twice(stage: Stage, second: str) -> None:
    """Let Lars give three times, and others when Anna has got the first."""
    await stage.until(at(10, 9))
    stage.hear(Spoken(at(10, 9, 10), "leder", "convene_leader", FIRST))
    await stage.until(at(10, 16))
    stage.hear(Spoken(at(10, 16, 10), "leder", "convene_leader", second))
    await stage.until(at(10, 16, 12))


def _kinds(stage: Stage) -> list[Kind]:
    known = stage.office.store.load(stage.talk.id)
    assert known is not None
    return [letter.kind for letter in known.letters]


def _agreed(stage: Stage) -> datetime | None:
    appointment = stage.talk.shared.appointment
    return appointment.slot.start if appointment else None


async def test_a_number_of_an_earlier_letter_is_not_another_time_of_the_latest(stage: Stage) -> None:
    await _offered_twice(stage, "17/11 kl. 10, 18/11 kl. 9")
    stage.hear(Spoken(at(10, 16, 13), "medarbejder", "convene_employee", "1"))
    await stage.until(at(10, 16, 14))
    assert _agreed(stage) is None
    assert _kinds(stage)[-1] is Kind.OTHER_TIMES
    stage.hear(Spoken(at(10, 16, 15), "medarbejder", "other_times", "1"))
    await stage.until(at(10, 16, 16))
    assert _agreed(stage) == at(11, 17, 10)


async def test_a_time_that_is_still_on_offer_is_chosen_by_its_earlier_number(stage: Stage) -> None:
    await _offered_twice(stage, "17/11 kl. 10, 13/11 kl. 9")
    stage.hear(Spoken(at(10, 16, 13), "medarbejder", "convene_employee", "2"))
    await stage.until(at(10, 16, 14))
    assert _agreed(stage) == at(11, 13, 9)


async def test_a_time_written_out_is_the_same_in_every_letter(stage: Stage) -> None:
    await _offered_twice(stage, "17/11 kl. 10, 13/11 kl. 9")
    stage.hear(Spoken(at(10, 16, 13), "medarbejder", "convene_employee", "fredag den 13. kl. 9 passer fint"))
    await stage.until(at(10, 16, 14))
    assert _agreed(stage) == at(11, 13, 9)
