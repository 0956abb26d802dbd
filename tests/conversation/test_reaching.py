"""Who could not be reached gets what they missed as soon as the roster has an address that works."""

from dataclasses import replace
from datetime import date, datetime

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind, LetterRecord, Status
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import advance
from musmail.daemon.outbox import settle
from musmail.daemon.ticks import tick
from musmail.wire import Refused
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import at
from tests.dialogues.play import SECRET, Stage

NO_SUCH = Refused(permanent=True, code=550, text="5.1.1 No such mailbox")
MOVED = replace(ANNA, address="anna.s@example.org")


def pass_time(stage: Stage, to: datetime) -> None:
    while tick(stage.office, to):
        pass


def letters(stage: Stage) -> tuple[str, tuple[LetterRecord, ...]]:
    (talk,) = stage.office.store.conversations_of(ANNA.id)
    aggregate = stage.office.store.load(talk)
    assert aggregate is not None
    assert isinstance(aggregate.state, Conversation)
    return talk, aggregate.letters


def test_the_convening_that_was_refused_goes_to_the_mended_address(stage: Stage) -> None:
    pass_time(stage, at(10, 20))
    talk, before = letters(stage)
    convening = next(one for one in before if one.kind is Kind.CONVENE_LEADER)
    settle(stage.office, talk, convening.number, NO_SUCH, at(10, 20))
    mended = replace(LARS, address="lars.h@example.org")
    event = Enrolled(at(10, 21), "roster:2", ANNA, mended, MONA, HR, date(2025, 11, 12))
    advance(stage.office, aggregate_id(SECRET, "p", ANNA.id), event)
    pass_time(stage, at(10, 21))
    _, after = letters(stage)
    again = [one for one in after if one.kind is Kind.CONVENE_LEADER and one.status is Status.WAITING]
    assert [one.address for one in again] == ["lars.h@example.org"]


def test_a_new_address_that_nobody_missed_a_letter_at_brings_no_letter(stage: Stage) -> None:
    pass_time(stage, at(10, 20))
    _, before = letters(stage)
    event = Enrolled(at(10, 21), "roster:2", MOVED, LARS, MONA, HR, date(2025, 11, 12))
    advance(stage.office, aggregate_id(SECRET, "p", ANNA.id), event)
    pass_time(stage, at(10, 21))
    talk, after = letters(stage)
    state = stage.office.store.load(talk)
    assert state is not None
    assert isinstance(state.state, Conversation)
    assert state.state.shared.employee == MOVED
    assert len(after) == len(before)
