"""Reading the configuration again while we run: a broken file keeps the old one."""

from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from musmail.daemon.build import build
from musmail.daemon.departures import ages
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.outbox import settle
from musmail.daemon.reloading import keep_up
from musmail.daemon.running import Daemon
from musmail.daemon.ticks import tick
from musmail.errors import TemporaryFailure
from musmail.sandbox.clock import JumpingClock
from musmail.settings.load import load
from musmail.store.memory import MemoryStore
from musmail.wire import Accepted, Letter
from tests.daemon.conftest import at
from tests.daemon.test_enrolling import HEAD, LINES, SMALLEST


class Running:
    """A daemon that is not connected to anything, and the files it was started with."""

    def __init__(self, folder: Path) -> None:
        self.yaml, self.people, self.clock = (
            folder / "musmail.yaml",
            folder / "people.csv",
            JumpingClock(at(9, 1)),
        )
        (folder / "state").mkdir()
        self.write()
        settings = load(self.yaml, secrets=False)
        self.daemon: Daemon = build(settings, MemoryStore(), self.clock)
        enrol_everyone(self.daemon.desktop.office, settings, self.clock.now())
        self.look = keep_up(self.daemon, settings, lambda: load(self.yaml, secrets=False))

    def write(self, more: str = "", lines: dict[str, str] = LINES) -> None:
        self.yaml.write_text(SMALLEST.read_text("utf-8") + more, "utf-8")
        self.people.write_text(HEAD + "\n".join(lines.values()) + "\n", "utf-8")

    def asked(self) -> int:
        self.daemon.reload.set()
        return self.look(self.clock.now())


@pytest.fixture
def running(tmp_path: Path) -> Running:
    return Running(tmp_path)


def test_without_being_asked_nothing_is_read_again(running: Running) -> None:
    running.yaml.write_text("broken: [", "utf-8")
    assert running.look(running.clock.now()) == 0


def test_asked_the_policy_and_the_roster_are_the_new_ones(running: Running) -> None:
    running.write("daily_cap: 7\n", {**LINES, "ida": "ida,Ida Lund,ida@example.org,lars,Drift,,,,,"})
    assert running.asked() == 1
    assert running.daemon.desktop.office.policy.daily_cap == 7
    people = [one for one in running.daemon.desktop.office.store.ids() if one.startswith("p")]
    assert len(people) == 6
    assert not running.daemon.reload.is_set()


def test_a_broken_file_keeps_the_old_ones_and_says_why(running: Running) -> None:
    running.write("dayly_cap: 7\n")
    before = running.daemon.desktop
    with capture_logs() as logs:
        assert running.asked() == 0
    assert running.daemon.desktop is before
    assert "did you mean `daily_cap`?" in str(logs[0]["problems"])
    running.write("daily_cap: 7\n")
    running.asked()
    assert running.daemon.desktop.office.policy.daily_cap == 7


def test_another_state_folder_needs_a_restart(running: Running) -> None:
    words = SMALLEST.read_text("utf-8").replace("state_folder: state", "state_folder: elsewhere")
    assert words != SMALLEST.read_text("utf-8")
    running.yaml.write_text(words, "utf-8")
    with capture_logs() as logs:
        running.asked()
    assert "needs a restart" in logs[0]["event"]


def test_the_roster_is_gone_through_once_a_day_for_what_depends_on_dates(running: Running) -> None:
    begins = {**LINES, "per": "per,Per Dam,per@example.org,lars,Drift,,2026-09-01,,,"}
    running.write("", begins)
    running.asked()
    assert running.look(running.clock.now()) == 0
    assert (
        running.look(running.clock.now() + timedelta(days=1)) == 1
    )  # who was employed until yesterday has left
    assert running.look(running.clock.now() + timedelta(days=1)) == 0


async def test_a_days_letters_are_counted_from_the_store_at_a_start_and_at_a_reload(running: Running) -> None:
    store, limits = running.daemon.desktop.office.store, "limits: {messages_per_day: 2}\n"
    letter = Letter("<1@example.org>", "mus@example.org", "anna@example.org", b"")
    while tick(running.daemon.desktop.office, at(10, 16)):
        pass
    waiting = store.outbox()[:2]
    for (aggregate, record), hour in zip(waiting, (9, 15), strict=True):
        settle(running.daemon.desktop.office, aggregate, record.number, Accepted(250, "OK"), at(10, 16, hour))
    running.write(limits)
    settings = load(running.yaml, secrets=False)
    running.clock.jump(at(10, 17, 8))
    started = build(settings, store, running.clock)
    running.asked()
    for daemon in (started, running.daemon):
        with pytest.raises(TemporaryFailure, match="2 letters in 24 hours"):
            await daemon.courier().send(letter)
    assert sorted(ages(store, running.clock.now())) == [17 * 3600, 23 * 3600]
    assert ages(store, at(10, 17, 10)) == [19 * 3600]
    assert ages(store, at(10, 17, 16)) == []
