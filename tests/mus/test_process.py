"""The process: how it starts, says that it lives, refuses to be two, and ends."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from musmail.conversation.letters import Kind, Status
from musmail.conversation.state import Conversation
from musmail.daemon import spool
from musmail.daemon.build import SPOOL
from tests.mus.workplace import REVIEW, ZONE, Workplace, message_ids

pytestmark = pytest.mark.servers


NOTE = b"From: nobody@example.dk\r\nSubject: Hej\r\nMessage-ID: <%d@example.dk>\r\n\r\nHvem er I?\r\n"


def test_it_ends_at_once_when_told_to_while_it_waits_for_mail(workplace: Workplace) -> None:
    daemon = workplace.launch("musmail.cli", "run", workplace.config).ready()
    for number in (1, 2):  # the second is seen at once only by who waits in IDLE
        workplace.post(NOTE % number, "nobody@example.dk", workplace.address("mus"))
        daemon.until(lambda count=number: len(workplace.our(REVIEW)) == count, "a mail dealt with")  # type: ignore[misc]
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 20  # not at the end of an IDLE of ten minutes
    assert "STOPPING=1" in daemon.ear.listen()
    assert "Traceback" not in daemon.words
    assert (daemon.log[0]["event"], daemon.log[-1]["event"]) == ("started", "stopped")
    assert [line["part"] for line in daemon.log if line["event"] == "at work"].count("reader") == 1
    assert daemon.log[0]["people"] > 0


def test_the_service_manager_hears_that_it_lives(workplace: Workplace, tmp_path: Path) -> None:
    heard = tmp_path / "n"
    daemon = workplace.launch(
        "musmail.cli", "run", workplace.config, NOTIFY_SOCKET=str(heard), WATCHDOG_USEC="200000"
    )
    daemon.until(lambda: daemon.ear.listen().count("WATCHDOG=1") >= 3, "three signs of life")
    assert daemon.stop() == 0
    words = daemon.ear.listen()
    assert words[0] == "READY=1"
    assert words[-1] == "STOPPING=1"


def test_a_watchdog_meant_for_another_process_is_not_fed(workplace: Workplace) -> None:
    daemon = workplace.launch(
        "musmail.cli", "run", workplace.config, WATCHDOG_USEC="20000", WATCHDOG_PID="1"
    ).ready()
    assert daemon.stop() == 0
    assert daemon.ear.listen() == ["READY=1", "STOPPING=1"]


def test_a_second_daemon_refuses_the_state_folder(workplace: Workplace) -> None:
    first = workplace.launch("musmail.cli", "run", workplace.config).ready()
    second = workplace.launch("musmail.cli", "run", workplace.config)
    assert second.ended() != 0
    assert second.words.splitlines() == [
        f"{workplace.state} is in use by process {first.child.pid}. Stop it first."
    ]
    assert first.stop() == 0


def test_a_broken_configuration_starts_nothing(workplace: Workplace) -> None:
    workplace.config.write_text(
        workplace.config.read_text("utf-8").replace("sector: public", "sektor: x"), "utf-8"
    )
    daemon = workplace.launch("musmail.cli", "run", workplace.config)
    assert daemon.ended() == 2
    assert "sektor" in daemon.words
    assert "Traceback" not in daemon.words
    assert not (workplace.folder / "state").exists()


def test_the_operators_word_comes_by_the_spool(workplace: Workplace) -> None:
    daemon = workplace.run()
    workplace.jump(datetime(2026, 10, 8, 9, tzinfo=ZONE))
    workplace.rest()
    talk = workplace.talk().id
    folder = workplace.state / SPOOL
    spool.write(folder, name="1", aggregate=talk, command="not_held", reason="barsel")
    spool.write(folder, name="2", aggregate=talk, command="erase_everything")
    daemon.until(lambda: not list(folder.glob("*.json")), "the spool taken up")
    workplace.rest()
    closed = workplace.store().load(talk)
    assert closed is not None
    assert isinstance(closed.state, Conversation)
    assert (closed.state.shared.end, closed.state.shared.reason) == ("not_held", "barsel")
    assert [path.name for path in folder.iterdir()] == ["2.refused"]
    assert daemon.stop() == 0
    assert [(x.person, x.kind, x.status) for x in closed.letters] == [
        ("lars", Kind.CONVENE_LEADER, Status.SENT),
        ("anna", Kind.NOT_HELD, Status.SENT),
        ("lars", Kind.NOT_HELD, Status.SENT),
    ]
    came = message_ids(workplace.letters("lars"))
    assert all(came[letter.message_id] == 1 for letter in closed.letters if letter.person == "lars")
