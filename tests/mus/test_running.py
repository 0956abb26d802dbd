"""The daemon's parts between two events: they come round, and nothing an operator writes stops them."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from musmail.conversation.state import Conversation
from musmail.daemon import running
from musmail.daemon.clocks import SystemClock
from musmail.daemon.running import Daemon
from musmail.daemon.spool import take_up
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from tests.daemon.conftest import stage
from tests.dialogues.play import Stage
from tests.servers.processes import free_ports

__all__ = ["stage"]


async def test_parts_with_nothing_to_do_come_round_all_the_same(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that waited for a letter for a quarter of an hour looked dead, and systemd ended the daemon."""
    monkeypatch.setattr(running, "OUTBOX_EVERY", 0.01)
    monkeypatch.setattr(running, "SPOOL_EVERY", 0.01)
    (nobody,) = free_ports(1)
    imap = ImapAccount(host="127.0.0.1", port=nobody, user="mus", password="x")
    smtp = SmtpAccount(host="127.0.0.1", port=nobody, tls=Tls.IMPLICIT)
    daemon = Daemon(
        stage.desktop,
        SystemClock(),
        lambda: Mailbox(imap),
        lambda: SmtpCourier(smtp),
        1000,
        tmp_path / "spool",
    )
    life = asyncio.create_task(running.run(daemon))
    for part in ("sender", "scheduler"):
        for _ in range(3):
            before = daemon.alive.get(part)
            async with asyncio.timeout(5):
                while daemon.alive.get(part) == before:
                    await asyncio.wait({life}, timeout=0.005)
    daemon.stop.set()
    await life


async def test_an_order_with_odd_arguments_is_carried_out_and_does_not_jam_the_spool(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.until(stage.now + timedelta(days=40))
    folder = tmp_path / "spool"
    folder.mkdir()
    order = {"aggregate": stage.talk.id, "command": "not_held", "arguments": {"reason": 5}}
    (folder / "1.json").write_text(json.dumps(order), "utf-8")
    assert take_up(stage.office, folder, stage.now) == 1
    after = stage.office.store.load(stage.talk.id)
    assert after is not None
    assert isinstance(after.state, Conversation)
    assert after.state.shared.reason == "5"
    assert list(folder.iterdir()) == []
