"""The one place that puts the real parts in; nothing is opened, read or connected before it is called."""

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office
from musmail.daemon.clocks import CivilClock
from musmail.daemon.dealing import Desktop, Trust
from musmail.daemon.departures import ages
from musmail.daemon.desk import Desk
from musmail.daemon.running import Daemon
from musmail.errors import SettingsError, StateDamaged
from musmail.settings.accounts import TrustMode
from musmail.settings.load import Settings
from musmail.store.protocol import Store
from musmail.transport.grants import tokens_of
from musmail.transport.imap import Mailbox
from musmail.transport.pace import Pace
from musmail.transport.smtp import SmtpCourier
from musmail.writing.checking import ready
from musmail.writing.texts import Texts

KEY_BYTES = 32
SPOOL = "spool"


def ready_texts(settings: Settings) -> Texts:
    """Compile the templates and render every one with samples. Raises SettingsError with all that fail."""
    texts, problems = ready(settings.texts)
    if problems:
        raise SettingsError(settings.placed(problems))
    return texts


def build_office(settings: Settings, store: Store, secret: bytes) -> Office:
    """Put the office together."""
    return Office(store, settings.policy, ready_texts(settings), secret, salt=lambda: secrets.token_hex(16))


def build_desktop(settings: Settings, office: Office, now: Callable[[], datetime]) -> Desktop:
    """Put together what reading needs."""
    trust = settings.trust
    believed = Trust(
        authserv_id=trust.authserv_id if trust.mode is TrustMode.AUTHSERV else None,
        same_tenant=trust.mode is TrustMode.SAME_TENANT,
    )

    def person_at(address: str) -> str | None:
        known = settings.roster.by_address(address)
        return aggregate_id(office.secret, "p", known.id) if known else None

    return Desktop(office, Desk(settings.state_folder), believed, now, person_at)


def build(settings: Settings, store: Store, clock: CivilClock) -> Daemon:
    """Put the daemon together."""
    office = build_office(settings, store, token_key(settings.state_folder))
    imap = settings.accounts.imap
    mailbox, courier = connections(settings, store, clock.now())
    return Daemon(
        desktop=build_desktop(settings, office, clock.now),
        clock=clock,
        mailbox=mailbox,
        courier=courier,
        largest=imap.largest,
        spool=settings.state_folder / SPOOL,
        idle=imap.idle_limit,
        connections=settings.accounts.limits.connections,
    )


def connections(
    settings: Settings, store: Store, now: datetime
) -> tuple[Callable[[], Mailbox], Callable[[], SmtpCourier]]:
    """Say how to reach both servers."""
    imap, smtp, limits = settings.accounts.imap, settings.accounts.smtp, settings.accounts.limits
    # One for both servers and for every connection: a token is asked for once, and a limit is a mailbox's.
    tokens = tokens_of(settings.accounts.oauth2)
    pace = Pace(limits, ages=ages(store, now) if limits.messages_per_day else ())
    return lambda: Mailbox(imap, tokens), lambda: SmtpCourier(smtp, tokens=tokens, pace=pace)


def token_key(folder: Path) -> bytes:
    """Read the secret the reply tokens are signed with; made at the first start, and backed up with the state."""
    place = folder / "key"
    if not place.exists():
        _make_key(folder, place)
    key = place.read_bytes()
    if len(key) != KEY_BYTES:
        raise StateDamaged(f"{place}: should hold {KEY_BYTES} bytes; restore it from a backup")
    return key


def _make_key(folder: Path, place: Path) -> None:
    """Write the key beside its place first: a kill leaves no half of one."""
    fresh = folder / "key.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(place)
