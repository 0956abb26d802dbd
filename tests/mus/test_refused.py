"""A refusal that the disk, or a kill, cuts in two: it is told once all the same."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind, Status
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.outbox import send_due
from musmail.daemon.ticks import tick
from musmail.errors import StoreError
from musmail.store.tiny import TinyStore
from musmail.wire import Accepted, Letter, Outcome, Refused
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import POLICY, TEXTS, at
from tests.dialogues.play import SECRET
from tests.kill.tracing import Kill, Tracer

MORNING = at(10, 8, 9)


class Refusing:
    """A server that knows no Lars."""

    async def send(self, letter: Letter) -> Outcome:
        """Say no, for good, or yes."""
        if letter.recipient == LARS.address:
            return Refused(True, 550, "5.1.1 no such person")
        return Accepted(250, "2.0.0 taken")


def office(folder: Path) -> Office:
    return Office(TinyStore(folder), POLICY, TEXTS, SECRET, salt=lambda: "salt")


def written(folder: Path) -> None:
    """Write the letter to the leader, and do not send it."""
    ours = office(folder)
    enrolled = Enrolled(at(9, 1), "roster:1", ANNA, LARS, MONA, HR, at(11, 12).date().replace(year=2025))
    advance(ours, aggregate_id(SECRET, "p", ANNA.id), enrolled)
    for now in (at(10, 7), MORNING):
        tick(ours, now)
    ours.store.close()


async def refused(folder: Path, kill: Kill | None = None) -> list[Kill]:
    """Start anew, try to send, and end; gives the ways the disk may fail on the way."""
    ours = office(folder)
    with Tracer(folder, kill, strike=fail) as tracer, suppress(StoreError):
        await send_due(ours, Refusing(), lambda: MORNING)
    ours.store.close()
    return [Kill(point.number, mode) for point in tracer.points for mode in point.modes if mode != "after"]


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_a_refusal_cut_in_two_is_told_once(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    written(begun)
    kills = await refused(shutil.copytree(begun, tmp_path / "whole"))
    assert len(kills) > 20
    for kill in kills:
        folder = shutil.copytree(begun, tmp_path / f"{kill.at}-{kill.mode}")
        await refused(folder, kill)
        await refused(folder)
        store = TinyStore(folder, read_only=True)
        (name,) = store.conversations_of("anna")
        talk = store.load(name)
        assert talk is not None
        letters = [(letter.kind, letter.status) for letter in talk.letters]
        assert letters[0] == (Kind.CONVENE_LEADER, Status.REFUSED), kill
        assert [kind for kind, _ in letters].count(Kind.ADDRESS_DEAD) == 1, kill
        shutil.rmtree(folder)
