"""What may leave when, and what becomes of a letter whose fate is unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from musmail.conversation.letters import Kind, Status
from musmail.conversation.state import Conversation
from musmail.daemon.outbox import GIVE_UP_AFTER, may_leave_at, next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.errors import ConnectionLost, StateDamaged
from musmail.store.memory import MemoryStore
from musmail.wire import Accepted, Letter, Outcome, Refused, Unknown
from tests.daemon.conftest import at
from tests.dialogues.play import Spoken, Stage


class Odd:
    """A courier that answers as it is told, and remembers what it was handed."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.taken: list[Letter] = []

    async def send(self, letter: Letter) -> Outcome:
        """Answer the next thing."""
        self.taken.append(letter)
        answer = self.answers.pop(0) if self.answers else Accepted(250, "OK")
        if isinstance(answer, Exception):
            raise answer
        return answer


async def _written(stage: Stage) -> None:
    """Bring the stage to where the first letter is written and not yet sent."""
    await stage.until(at(10, 7))
    stage.now = at(10, 8, 9)
    tick(stage.office, stage.now)


def _first(stage: Stage) -> Status:
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    return loaded.letters[0].status


async def test_unknown_outcome_is_sent_again_with_the_same_bytes(stage: Stage) -> None:
    await _written(stage)
    courier = Odd(Unknown("lost at the dot"))
    await send_due(stage.office, courier, lambda: stage.now)
    assert _first(stage) is Status.SENDING
    stage.now += timedelta(hours=1)
    await send_due(stage.office, courier, lambda: stage.now)
    assert _first(stage) is Status.SENT
    assert courier.taken[0] == courier.taken[1]


async def test_unknown_outcome_that_is_found_in_sent_is_not_sent_again(stage: Stage) -> None:
    await _written(stage)
    courier = Odd(Unknown("lost at the dot"))
    await send_due(stage.office, courier, lambda: stage.now)
    stage.now += timedelta(hours=1)

    async def sighted(_: str) -> bool:
        return True

    await send_due(stage.office, courier, lambda: stage.now, sighted=sighted)
    assert (_first(stage), len(courier.taken)) == (Status.SENT, 1)


async def test_lost_connection_before_data_leaves_the_letter_waiting(stage: Stage) -> None:
    await _written(stage)
    with pytest.raises(ConnectionLost):
        await send_due(stage.office, Odd(ConnectionLost()), lambda: stage.now)
    assert _first(stage) is Status.WAITING


async def test_refusal_for_now_is_tried_again_later_and_given_up_after_days(stage: Stage) -> None:
    await _written(stage)
    courier = Odd(*[Refused(False, 450, "4.2.0 later")] * 500)
    await send_due(stage.office, courier, lambda: stage.now)
    assert _first(stage) is Status.WAITING
    assert await send_due(stage.office, courier, lambda: stage.now) == 0
    assert len(courier.taken) == 1
    stage.now += GIVE_UP_AFTER + timedelta(days=3)
    stage.office.moved.clear()  # nothing more is about to be written
    await send_due(stage.office, courier, lambda: stage.now)
    assert _first(stage) is Status.REFUSED


async def test_refusal_for_good_reaches_the_other_party(stage: Stage) -> None:
    await _written(stage)
    await send_due(stage.office, Odd(Refused(True, 550, "5.1.1 no such user")), lambda: stage.now)
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    assert [letter.kind for letter in loaded.letters] == [Kind.CONVENE_LEADER, Kind.ADDRESS_DEAD]


async def test_letters_wait_for_the_send_window_and_answers_do_not(stage: Stage) -> None:
    await _written(stage)
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    night = at(10, 8, 22)
    letter = replace(loaded.letters[0], not_before=night)
    assert may_leave_at(stage.office, letter, night) == at(10, 9, 8)
    assert may_leave_at(stage.office, replace(letter, kind=Kind.RECEIPT), night) == night


async def test_nothing_goes_to_either_party_while_they_meet_not_even_an_answer(stage: Stage) -> None:
    await _written(stage)
    stage.now = at(10, 9)
    await stage.until(at(10, 9, 10))
    stage.hear(Spoken(at(10, 9, 10), "leder", "convene_leader", "Den 12/11 kl. 10"))
    await stage.until(at(10, 16))
    stage.hear(Spoken(at(10, 16), "medarbejder", "convene_employee", "1"))
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    assert isinstance(loaded.state, Conversation)
    meeting = at(11, 12, 10, 30)
    for kind in (Kind.RECEIPT, Kind.AGENDA):
        letter = replace(loaded.letters[-1], kind=kind, not_before=meeting)
        assert may_leave_at(stage.office, letter, meeting) == at(11, 12, 11, 30)


async def test_nobody_gets_more_than_the_days_cap(stage: Stage) -> None:
    office = replace(stage.office, policy=replace(stage.office.policy, daily_cap=1))
    stage.office = office
    await _written(stage)
    await send_due(office, Odd(), lambda: stage.now)
    loaded = office.store.load(stage.talk.id)
    assert loaded is not None
    assert may_leave_at(office, loaded.letters[0], stage.now) == at(10, 9, 8)


def test_next_leaving_is_nothing_when_nothing_waits(stage: Stage) -> None:
    assert isinstance(stage.office.store, MemoryStore)
    assert next_leaving(stage.office, stage.now) is None


async def test_letter_with_damaged_bytes_does_not_hold_up_the_others(stage: Stage) -> None:
    await _written(stage)
    store = stage.office.store

    class Damaged(MemoryStore):
        def blob(self, aggregate_id: str, sha: str) -> bytes:
            raise StateDamaged("letters/x.eml: other bytes")

    assert isinstance(store, MemoryStore)
    store.__class__ = Damaged
    courier = Odd()
    assert await send_due(stage.office, courier, lambda: stage.now) == 0
    assert (_first(stage), courier.taken) == (Status.WAITING, [])


async def test_aggregate_that_makes_us_raise_is_left_and_the_others_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.until(at(10, 7))
    ailing = stage.talk.id

    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("hemmelige ord")

    with monkeypatch.context() as patched:
        patched.setattr("musmail.daemon.ticks.advance", failing)
        assert tick(stage.office, at(10, 8)) == 0
    assert stage.office.ailing == {ailing}
    assert tick(stage.office, at(10, 8)) == 0
