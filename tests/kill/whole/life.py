"""One life of musmail, from its start in a state folder until nothing is left to do at that time.

What runs is what `daemon/running.py` runs, in an order that is always the same, so that the points of one run are those
of the next: the scheduler's part, the sender's, the reader's, and again. Only the waiting is left out.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import structlog

from musmail.conversation.events import TalkClosed
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.build import SPOOL, build_desktop, token_key
from musmail.daemon.dealing import Desktop
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.inbox import DONE, REVIEW, sweep
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.spool import take_up
from musmail.daemon.ticks import tick
from musmail.sandbox.clock import JumpingClock
from musmail.settings.load import Settings, load
from musmail.store.protocol import Store
from musmail.store.tiny import TinyStore
from musmail.transport.accounts import ImapAccount, SmtpAccount
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.writing.texts import Texts, compile_texts
from tests.replies.script import LAST_YEAR, WORKPLACE

T = TypeVar("T")

# A life that takes longer hangs (seconds); the longest takes less than one.
ENDS_WITHIN = 60.0
# The log's salt is random in a real life; here two lives that do the same leave the same bytes.
SALT = "0" * 32


@dataclass(frozen=True)
class Place:
    """Where a musmail lives."""

    folder: Path
    imap: ImapAccount
    smtp: SmtpAccount


@dataclass(frozen=True)
class Habits:
    """How musmail goes about its work. A test of the test gives it bad ones."""

    store: Callable[[Path], Store] = TinyStore
    courier: Callable[[SmtpAccount], SmtpCourier] = SmtpCourier
    sweep: Callable[[Desktop, Mailbox, int], Awaitable[int]] = sweep


@dataclass(frozen=True)
class Parts:
    """A musmail that has started."""

    place: Place
    habits: Habits
    clock: JumpingClock
    office: Office
    desktop: Desktop
    mailbox: Mailbox
    courier: SmtpCourier


@cache
def settings() -> Settings:
    """Load the workplace of the one MUS the fixed replies tell."""
    return load(WORKPLACE / "musmail.yaml", secrets=False)


@cache
def texts() -> Texts:
    """Compile the templates, once for all lives; unchecked, since typst's threads do not come along into a fork."""
    return compile_texts(settings().texts)


def warm_up() -> None:
    """Load what every life needs, so that a forked one has it."""
    texts()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@asynccontextmanager
async def started(place: Place, at: datetime, habits: Habits) -> AsyncIterator[Parts]:
    """Start as `daemon.run` does; last year's talk is told as an import tells it."""
    async with AsyncExitStack() as stack:
        store = habits.store(place.folder)
        stack.callback(store.close)
        clock = JumpingClock(at)
        secret = token_key(place.folder)
        office = Office(store, settings().policy, texts(), secret, lambda: SALT)
        enrol_everyone(office, settings(), at)
        person = aggregate_id(secret, "p", "anna")
        advance(office, person, TalkClosed(at, "imported:anna", "", "signed", None, LAST_YEAR))
        desktop = build_desktop(replace(settings(), state_folder=place.folder), office, clock.now)
        mailbox = await stack.enter_async_context(Mailbox(place.imap))
        courier = await stack.enter_async_context(habits.courier(place.smtp))
        yield Parts(place, habits, clock, office, desktop, mailbox, courier)


async def rest(parts: Parts) -> None:
    """Do all there is to do without time passing."""
    office, now = parts.office, parts.clock.now
    while True:
        acted = tick(office, now()) + take_up(office, parts.place.folder / SPOOL, now())
        sent = await send_due(office, parts.courier, now)
        if not sent:
            await parts.courier.close()
        await parts.mailbox.ensure_folders((DONE, REVIEW))
        swept = await parts.habits.sweep(parts.desktop, parts.mailbox, parts.place.imap.largest)
        leaving = next_leaving(office, now())  # a letter that was refused may have brought about another
        if not acted + sent + swept and (leaving is None or leaving > now()):
            return


def next_at(parts: Parts) -> datetime | None:
    """Say when there is something to do again, as far as musmail knows."""
    ahead = (parts.office.store.next_wake(), next_leaving(parts.office, parts.clock.now()))
    return min((at for at in ahead if at is not None), default=None)


def live(
    place: Place,
    at: datetime,
    tracer: AbstractContextManager[object] | None = None,
    *,
    from_start: bool = False,
    habits: Habits | None = None,
) -> datetime | None:
    """Start, do all there is to do at this time, and stop in good order. Gives `next_at`.

    The tracer is entered around all of it, or around what comes between the start and the stop.
    """
    listening = tracer or nullcontext()

    async def whole() -> datetime | None:
        async with started(place, at, habits or Habits()) as parts:
            with nullcontext() if from_start else listening:
                await rest(parts)
            return next_at(parts)

    with listening if from_start else nullcontext():
        return run(whole())


def run(life: Coroutine[Any, Any, T]) -> T:
    """Run a life to its end. Raises TimeoutError when it hangs."""

    async def bounded() -> T:
        async with asyncio.timeout(ENDS_WITHIN):
            return await life

    return asyncio.run(bounded())
