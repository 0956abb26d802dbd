"""The configuration and the roster read again while we run: at SIGHUP, and the roster's own dates each day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import structlog

from musmail.daemon.build import build_desktop, connections, ready_texts
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.running import Daemon
from musmail.errors import SettingsError
from musmail.settings.load import Settings

log = structlog.get_logger()


def keep_up(daemon: Daemon, settings: Settings, load: Callable[[], Settings]) -> Callable[[datetime], int]:
    """Give what the scheduler calls each round: it reads everything anew when asked, and enrols once a day.

    Somebody who begins or leaves on a date does so on that date, without anybody touching us.
    """
    current = settings
    enrolled_on: date | None = daemon.desktop.office.policy.day_of(daemon.clock.now())

    def look(now: datetime) -> int:
        nonlocal current, enrolled_on
        if daemon.reload.is_set():
            daemon.reload.clear()
            fresh = reloaded(daemon, current, load)
            enrolled_on = enrolled_on if fresh is None else None
            current = fresh or current
        day = daemon.desktop.office.policy.day_of(now)
        if day == enrolled_on:
            return 0
        acted = enrol_everyone(daemon.desktop.office, current, now)
        enrolled_on = day  # after it: a full disk lets the next round try again
        return acted

    return look


def log_in_anew(daemon: Daemon, load: Callable[[], Settings]) -> Callable[[], None]:
    """Give what is called when a login was refused: the next try is by what the configuration says now.

    Only how we reach the servers is taken; the rest waits for a reload, as an editor may be at work on it.
    """

    def look() -> None:
        try:
            settings = load()
        except SettingsError as error:
            log.error("the configuration cannot be used; the old one stays", problems=str(error).splitlines())
            return
        store, now = daemon.desktop.office.store, daemon.clock.now()
        daemon.mailbox, daemon.courier = connections(settings, store, now)

    return look


def reloaded(daemon: Daemon, current: Settings, load: Callable[[], Settings]) -> Settings | None:
    """Read everything anew and work by it from here on; with anything wrong in it the old one stays."""
    try:
        settings = load()
        texts = ready_texts(settings)
    except SettingsError as error:
        log.error("the configuration cannot be used; the old one stays", problems=str(error).splitlines())
        return None
    if settings.state_folder != current.state_folder:
        log.error("`state_folder` has changed: that needs a restart; the old configuration stays")
        return None
    office = replace(daemon.desktop.office, policy=settings.policy, texts=texts)
    daemon.desktop = build_desktop(settings, office, daemon.clock.now)
    daemon.mailbox, daemon.courier = connections(settings, office.store, daemon.clock.now())
    daemon.largest, daemon.idle = settings.accounts.imap.largest, settings.accounts.imap.idle_limit
    log.info("the configuration was read again", people=len(settings.roster.people))
    return settings
