"""What the commands call: run the daemon, show who stands where and what keeps it from its work."""

import asyncio
import sys
import time
import traceback
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor

from musmail.daemon import running
from musmail.daemon.build import build
from musmail.daemon.census import Row, census
from musmail.daemon.clocks import CivilClock, SystemClock
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.reloading import keep_up, log_in_anew
from musmail.daemon.standstill import Work, work
from musmail.settings.load import Settings, load
from musmail.store.disk import told
from musmail.store.tiny import TinyStore

log = structlog.get_logger()


def log_to_stderr() -> None:
    """Log a line an event: ids and kinds, never content (invariant 8). JSON, but for whoever watches at a terminal."""
    watched = sys.stderr.isatty()
    shown: Processor = (
        # What is no name comes as Python writes it, so that no server's words move anybody's cursor.
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
        if watched
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if watched else "iso", utc=not watched),
            _without_words,
            shown,
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def _without_words(logger: object, name: str, event: EventDict) -> EventDict:
    """Say of an exception what and where it was; its message and its variables hold what people wrote, and secrets."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = type(error).__name__
        event["frames"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return event


def run(settings: Settings, clock: CivilClock | None = None) -> None:
    """Run the daemon until it is told to stop.

    Raises StateLocked, StateDamaged and TemplateError before anything starts.
    """
    log_to_stderr()
    clock = clock or SystemClock()
    store = TinyStore(settings.state_folder)
    try:
        daemon = build(settings, store, clock)
        with told():
            daemon.spool.mkdir(mode=0o700, exist_ok=True)  # whoever puts an order there finds it
        enrol_everyone(daemon.desktop.office, settings, clock.now())

        async def until_stopped() -> None:
            running.stop_on_signals(daemon)
            running.reload_on_signal(daemon)
            daemon.keep_up = keep_up(daemon, settings, lambda: load(settings.path))
            daemon.log_in_anew = log_in_anew(daemon, lambda: load(settings.path))
            log.info("started", people=len(settings.roster.people))
            await running.run(daemon)
            log.info("stopped")

        asyncio.run(until_stopped())
    finally:
        store.close()


def status(settings: Settings) -> list[Row]:
    """List who stands where, also while the daemon runs."""
    return census(TinyStore(settings.state_folder, read_only=True), settings.policy)


def at_work(settings: Settings) -> Work:
    """Say whether a daemon works there, and what keeps it from that."""
    return work(settings.state_folder, time.time())
