"""The daemon: reader, sender and scheduler in one TaskGroup, each reporting that it lives."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from musmail.daemon import notify
from musmail.daemon.clocks import CivilClock
from musmail.daemon.dealing import Desktop
from musmail.daemon.errands import waiting
from musmail.daemon.inbox import DONE, REVIEW, sweep
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.reviewing import Counter, carry_out
from musmail.daemon.spool import take_up
from musmail.daemon.standstill import BEAT, Standstills
from musmail.daemon.ticks import tick
from musmail.errors import LoginRefused, StoreError, StoreUnsure, TransportError
from musmail.transport.backoff import backoff
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier

log = structlog.get_logger()
T = TypeVar("T")
# What an administrator mends is read again at every try.
_LOOK_AT = {
    "reader": "Look at `imap.user` and `imap.password`; a systemd credential takes a restart.",
    "sender": "Look at `smtp.user` and its password; a systemd credential takes a restart.",
}

# A part that has said nothing for this long is stuck: longer than any deadline the transport keeps (seconds).
STALLED_AFTER = 900.0
# How soon a spool file is seen, how long the sender waits without looking round (both it and the watchdog live on
# that), and how long the last letter may take when we are told to stop (seconds).
SPOOL_EVERY = 5.0
OUTBOX_EVERY = 60.0
DRAIN = 30.0
# All the connections we ever have at a time.
READER_SENDER_AND_SENT = 3


@dataclass
class Daemon:
    """The real parts, put together by `build.py`."""

    desktop: Desktop
    clock: CivilClock
    mailbox: Callable[[], Mailbox]
    courier: Callable[[], SmtpCourier]
    largest: int
    spool: Path
    idle: float = 600.0
    connections: int = 3
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    outgoing: asyncio.Event = field(default_factory=asyncio.Event)  # a letter may have been written
    planned: asyncio.Event = field(default_factory=asyncio.Event)  # a wake-up may have moved
    reload: asyncio.Event = field(default_factory=asyncio.Event)  # the configuration is to be read again
    keep_up: Callable[[datetime], int] = lambda now: 0  # what `reloading.py` does each round
    log_in_anew: Callable[[], None] = lambda: None  # read again how, after a refusal
    ordered: asyncio.Event = field(default_factory=asyncio.Event)  # an operator's order waits
    alive: dict[str, float] = field(default_factory=dict)
    came_on: set[str] = field(default_factory=set)  # the parts that have done a round of their work
    standing: Standstills = field(init=False)

    def __post_init__(self) -> None:
        self.standing = Standstills(self.spool.parent)

    def sign_of_life(self, part: str) -> None:
        """Note that a part has come round; the watchdog is fed only while all of them do."""
        self.alive[part] = time.monotonic()

    def comes_on(self, part: str) -> None:
        """Note that a part has done a round of its work."""
        first = part not in self.came_on
        self.came_on.add(part)
        self.sign_of_life(part)
        if self.standing.works(part):
            log.info("at work again", part=part)
        elif first:
            log.info("at work", part=part)

    def stands(self, part: str, error: Exception, pause: float) -> None:
        """Note that a part cannot do its work, and when it tries again."""
        log.warning(
            "pausing", part=part, reason=str(error), error=type(error).__name__, seconds=round(pause, 1)
        )
        reason = str(error)
        if isinstance(error, LoginRefused):
            self.log_in_anew()
            reason = f"{reason} {_LOOK_AT[part]}"
        self.standing.stands(part, reason, self.clock.now())

    def stalled(self) -> list[str]:
        """Name the parts that have not come round for too long."""
        now = time.monotonic()
        return [part for part, at in self.alive.items() if now - at > STALLED_AFTER]

    def something_happened(self) -> None:
        """Let sender and scheduler look again."""
        self.outgoing.set()
        self.planned.set()


async def run(daemon: Daemon) -> None:
    """Run until `daemon.stop`; the letter under way is finished, the rest waits in the state folder."""
    daemon.standing.begin()
    async with asyncio.TaskGroup() as group:
        parts = [
            group.create_task(_schedule(daemon), name="scheduler"),
            group.create_task(_connected(daemon, "reader", partial(_mailbox, daemon), _read), name="reader"),
            group.create_task(_connected(daemon, "sender", partial(_courier, daemon), _send), name="sender"),
        ]
        feeder = group.create_task(_feed_watchdog(daemon), name="watchdog")
        heart = group.create_task(_beat(daemon), name="heart")
        notify.notify("READY=1")
        await daemon.stop.wait()
        notify.notify("STOPPING=1")
        await asyncio.wait(parts, timeout=DRAIN)
        for task in (*parts, feeder, heart):
            task.cancel()


def stop_on_signals(daemon: Daemon) -> None:
    """Let SIGTERM and SIGINT end the daemon in good order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, daemon.stop.set)


def reload_on_signal(daemon: Daemon) -> None:
    """Let SIGHUP have the configuration and the roster read again."""

    def asked() -> None:
        daemon.reload.set()
        daemon.planned.set()  # the scheduler reads it: let it come round at once

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked)


def _mailbox(daemon: Daemon) -> Mailbox:
    """Reach the mailbox by what the configuration says now; it may have been read again."""
    return daemon.mailbox()


def _courier(daemon: Daemon) -> SmtpCourier:
    return daemon.courier()


async def _unless_stopped(daemon: Daemon, work: Coroutine[Any, Any, None]) -> None:
    """Wait for something, but not longer than until we are told to stop."""
    task, stop = asyncio.ensure_future(work), asyncio.ensure_future(daemon.stop.wait())
    try:
        await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        for waiting in (task, stop):
            waiting.cancel()
        await asyncio.gather(task, stop, return_exceptions=True)


async def _connected(
    daemon: Daemon,
    part: str,
    connect: Callable[[], AbstractAsyncContextManager[T]],
    work: Callable[[Daemon, T], Awaitable[None]],
) -> None:
    """Keep a part at work over lost connections and full disks, with a growing pause; nothing is lost meanwhile."""
    failures = 0
    while not daemon.stop.is_set():
        daemon.sign_of_life(part)
        try:
            async with connect() as connection:
                while not daemon.stop.is_set():
                    await work(daemon, connection)
                    failures = 0
        except StoreUnsure:
            raise  # only a restart can tell what stands; the service manager starts us again
        except (TransportError, StoreError) as error:
            failures += 1
            pause = backoff(failures, random.random())
            daemon.stands(part, error, pause)
            await _unless_stopped(daemon, asyncio.sleep(pause))


async def _read(daemon: Daemon, mailbox: Mailbox) -> None:
    """Deal with what lies in the inbox, and with an operator's orders about what was put aside; then wait for more."""
    await mailbox.ensure_folders((DONE, REVIEW))
    swept = await sweep(daemon.desktop, mailbox, daemon.largest, daemon.stop.is_set)
    daemon.comes_on("reader")
    daemon.ordered.clear()
    counter = Counter(
        daemon.desktop, mailbox, daemon.spool.parent, daemon.spool, daemon.largest,
        alive=lambda: daemon.sign_of_life("reader"),
    )  # fmt: skip
    if await carry_out(counter) or swept:
        daemon.something_happened()
    else:
        await _unless_stopped(daemon, mailbox.wait(daemon.idle, daemon.ordered))


async def _send(daemon: Daemon, courier: SmtpCourier) -> None:
    """Send what may leave, hang up, and wait for more."""
    daemon.outgoing.clear()
    office, now = daemon.desktop.office, daemon.clock.now

    def stopping() -> bool:
        # Asked before every letter: at thirty a minute a morning's letters take longer than STALLED_AFTER.
        daemon.sign_of_life("sender")
        return daemon.stop.is_set()

    look = sighted(daemon.mailbox, courier, daemon.connections)
    sent = await send_due(office, courier, now, sighted=look, stopping=stopping)
    daemon.comes_on("sender")
    if sent:
        daemon.planned.set()  # a refusal may have moved a conversation
        return
    await courier.close()
    leaving = next_leaving(office, now())
    await _unless_stopped(daemon, _round(daemon, leaving, daemon.outgoing, OUTBOX_EVERY))


def sighted(
    connect: Callable[[], Mailbox], courier: SmtpCourier, connections: int
) -> Callable[[str], Awaitable[bool]]:
    """Look for a letter of unknown outcome in the Sent folder, on a connection of its own; it is seldom asked.

    Where the provider allows no third connection, the courier hangs up first.
    """

    async def in_sent(message_id: str) -> bool:
        if connections < READER_SENDER_AND_SENT:
            await courier.close()  # it connects again by itself
        async with connect() as mailbox:
            folder = await mailbox.sent_folder()
            return folder is not None and await mailbox.find_message_id(folder, message_id)

    return in_sent


async def _schedule(daemon: Daemon) -> None:
    """Wake what is due and take up the operator's spool."""
    failures = 0
    while not daemon.stop.is_set():
        daemon.sign_of_life("scheduler")
        daemon.planned.clear()
        try:
            acted = daemon.keep_up(daemon.clock.now())
            office = daemon.desktop.office
            acted += tick(office, daemon.clock.now()) + take_up(office, daemon.spool, daemon.clock.now())
            if waiting(daemon.spool):
                daemon.ordered.set()
            failures = 0
            daemon.comes_on("scheduler")
        except StoreUnsure:
            raise
        except StoreError as error:
            failures += 1
            pause = backoff(failures, random.random())
            daemon.stands("scheduler", error, pause)
            await _unless_stopped(daemon, asyncio.sleep(pause))
            continue
        wake = office.store.next_wake()
        if acted:
            daemon.outgoing.set()
        elif wake is not None and wake <= daemon.clock.now():
            wake = None  # what is due and did not act is ailing; do not spin on it
        await _unless_stopped(daemon, _round(daemon, wake, daemon.planned, SPOOL_EVERY))


async def _round(daemon: Daemon, at: datetime | None, changed: asyncio.Event, longest: float) -> None:
    """Wait for a civil time or for news, but come round before long: who waits for ever looks dead to the watchdog."""
    try:
        async with asyncio.timeout(longest):
            await daemon.clock.until(at, changed)
    except TimeoutError:
        return


async def _beat(daemon: Daemon) -> None:
    """Show whoever looks from outside that we come round; a process that hangs, or was stopped, does not."""
    while True:
        daemon.standing.lives()
        await asyncio.sleep(BEAT)


async def _feed_watchdog(daemon: Daemon) -> None:
    """Tell systemd we live, but only while every part does."""
    after = notify.watchdog_after()
    while after is not None:
        if stuck := daemon.stalled():
            log.error("a part has stalled; the watchdog is not fed", parts=stuck)
        else:
            notify.notify("WATCHDOG=1")
        await asyncio.sleep(after)
