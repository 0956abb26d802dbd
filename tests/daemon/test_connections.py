"""The daemon under a provider's limits: never more connections than allowed, and slow is not dead."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from musmail.daemon import running
from musmail.daemon.clocks import SystemClock
from musmail.daemon.running import Daemon, sighted
from musmail.daemon.ticks import tick
from musmail.transport.accounts import ImapAccount, Limits, Tls
from musmail.transport.imap import Mailbox
from musmail.transport.pace import Pace
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted
from tests.daemon.conftest import at
from tests.dialogues.play import Stage
from tests.transport.scripted import scripted_imap, scripted_smtp
from tests.transport.test_smtp import account, letter


@pytest.mark.parametrize(("connections", "hung_up"), [(2, True), (3, False)])
async def test_the_courier_makes_room_for_a_look_into_sent(connections: int, hung_up: bool) -> None:
    async with (
        scripted_imap() as imap,
        scripted_smtp() as smtp,
        SmtpCourier(account(smtp.port)) as courier,
    ):
        mailbox = ImapAccount(
            host="localhost", port=imap.port, user="m", password="s", tls=Tls.SANDBOX_PLAINTEXT
        )
        assert await courier.send(letter()) == Accepted(250, "fine")
        look = sighted(lambda: Mailbox(mailbox), courier, connections)
        assert await look("<1@example.dk>") is False
        assert ("QUIT" in smtp.verbs()) is hung_up
        assert await courier.send(letter()) == Accepted(250, "fine")


@dataclass
class Standing(SystemClock):
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at


async def test_every_letter_that_waits_its_turn_is_a_sign_of_life(stage: Stage, tmp_path: Path) -> None:
    """At thirty a minute a morning's letters took longer than the watchdog waits, and systemd ended the daemon."""
    await stage.until(at(10, 7))
    stage.now = at(10, 8, 9)
    tick(stage.office, stage.now)
    seen: list[float] = []

    def monotonic() -> float:
        seen.append(daemon.alive["sender"])
        return 0.0

    async with scripted_smtp() as smtp:
        imap = ImapAccount(host="localhost", port=1, user="m", password="s", tls=Tls.SANDBOX_PLAINTEXT)
        daemon = Daemon(
            stage.desktop,
            Standing(stage.now),
            lambda: Mailbox(imap),
            lambda: SmtpCourier(account(smtp.port)),
            1000,
            tmp_path / "spool",
        )
        daemon.alive["sender"] = -1.0
        courier = SmtpCourier(account(smtp.port), pace=Pace(Limits(), clock=monotonic))
        seen.clear()  # what it saw when it was made
        async with courier:
            await running._send(daemon, courier)
    assert seen
    assert all(life > 0 for life in seen)
