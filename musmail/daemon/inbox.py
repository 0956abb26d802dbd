"""The way of a reply, consecutive lines of one function: read, decide, compose, commit, then move the mail."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from musmail.daemon.dealing import Dealt, Desktop, Place, find_way, settled
from musmail.daemon.desk import Kept as Note
from musmail.daemon.desk import noted
from musmail.daemon.unbundling import take_apart
from musmail.errors import StoreError, Unreadable
from musmail.reading.key import inbound_key
from musmail.reading.unread import message_id, unread_alone
from musmail.wire import RawMessage

log = structlog.get_logger()

DONE, REVIEW = "musmail/done", "musmail/review"
# A mail that ended the process this often is put aside unread (Mailman's MAX_BAK_COUNT).
POISON_AFTER = 3


class Cabinet(Protocol):
    """The mailbox as a place to lay something into."""

    async def find(self, folder: str, message_id: str = "") -> list[int]:
        """List what lies in a folder, or only what has a Message-ID."""
        ...

    async def append(self, folder: str, body: bytes) -> None:
        """File a message in a folder."""
        ...


class Folder(Cabinet, Protocol):
    """The mailbox as the inbox uses it."""

    async def uids(self) -> list[int]:
        """List what is in the inbox."""
        ...

    async def size(self, uid: int) -> int | None:
        """Say how large a mail is before it is fetched."""
        ...

    async def headers(self, uid: int) -> bytes | None:
        """Fetch the headers alone of a mail that is too large."""
        ...

    async def fetch(self, uid: int) -> RawMessage | None:
        """Fetch one mail without marking it read."""
        ...

    async def move(self, uid: int, folder: str) -> None:
        """Move one mail out of the inbox."""
        ...

    async def expunge(self, uid: int) -> None:
        """Remove one mail for good."""
        ...


def fingerprint(body: bytes) -> str:
    """Name a mail by its bytes, before anything in it is looked at."""
    return hashlib.sha256(body).hexdigest()


def left_of(body: bytes, place: Place) -> bytes:
    """Give what of a mail a note is about."""
    return unread_alone(body) if place is Place.FILES else body


def take(desktop: Desktop, body: bytes) -> Place:
    """Deal with one mail, once. Raises StoreError when nothing could be written: the mail then stays in the inbox."""
    begun = fingerprint(body)
    mailbox = desktop.office.policy.mailbox
    try:
        if desktop.desk.begin(begun) > POISON_AFTER:
            dealt = Dealt(Place.REVIEW, "reading this mail has ended the process three times")
            note = Note(begun, size=len(body))
        else:
            dealt = _guarded(desktop, body, begun)
            lying = left_of(body, dealt.place)
            note = noted(lying, fingerprint(lying), mailbox) if dealt.reason else Note(begun)
        if dealt.reason:
            _keep(desktop, dealt, note)
        return dealt.place
    finally:
        desktop.desk.finish(begun)  # also when the disk was full: that was not the mail's doing


def _guarded(desktop: Desktop, body: bytes, begun: str) -> Dealt:
    """Keep a mail that makes our code raise as failed, and go on with the next one (invariant 10)."""
    try:
        return _take(desktop, body)
    except StoreError:
        raise
    except Unreadable as error:
        return Dealt(Place.REVIEW, f"unreadable: {error}")
    except Exception as error:
        log.exception("a mail made us fail", fingerprint=begun[:16])
        return Dealt(Place.REVIEW, f"reading this mail failed: {type(error).__name__}")


def _keep(desktop: Desktop, dealt: Dealt, note: Note) -> None:
    log.info("kept for review", reason=dealt.reason, key=note.key[:16], aggregate=dealt.aggregate)
    note = replace(
        note,
        at=desktop.now().isoformat(),
        reason=dealt.reason,
        aggregate=dealt.aggregate,
        private=dealt.private,
        gone=dealt.place is Place.EXPUNGED,
    )
    desktop.desk.keep(note)


def _take(desktop: Desktop, body: bytes) -> Dealt:
    store = desktop.office.store
    key = inbound_key(body)
    if (known := store.dealt_with(key)) is not None:
        dealt = store.load(known)  # come again, or not yet moved: only the move is left to do
        return settled(known, dealt.dealt.get(key, "") if dealt else "")
    way = find_way(desktop.office, body)
    aggregate = store.load(way.aggregate) if way.aggregate else None
    return take_apart(desktop, body, key, way, aggregate)


async def sweep(
    desktop: Desktop, folder: Folder, largest: int, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Deal with everything in the inbox, one mail at a time; the move comes after the commit. Returns how many."""
    dealt = 0
    for uid in await folder.uids():
        if stopping():
            break
        size = await folder.size(uid)
        if size is not None and size > largest:
            block = await folder.headers(uid)
            if block is None:
                continue
            place = _keep_unfetched(desktop, block, size, largest)
        else:
            message = await folder.fetch(uid)
            if message is None:
                continue  # somebody else moved it meanwhile
            place = take(desktop, message.body)
            if place is Place.FILES:
                await keep_files(folder, message.body)
        await _put_away(folder, uid, place)
        dealt += 1
    return dealt


async def keep_files(folder: Cabinet, body: bytes) -> None:
    """Lay the files of a mail that goes away before a person; who was killed in between finds them there."""
    if not await folder.find(REVIEW, message_id(body)):
        await folder.append(REVIEW, unread_alone(body))


def _keep_unfetched(desktop: Desktop, block: bytes, size: int, largest: int) -> Place:
    """Keep a mail of which we have the headers alone."""
    note = noted(block, fingerprint(block), desktop.office.policy.mailbox)
    note = replace(note, size=size, whole=False, inbound="")
    _keep(desktop, Dealt(Place.REVIEW, f"larger than {largest} bytes"), note)
    return Place.REVIEW


async def _put_away(folder: Folder, uid: int, place: Place) -> None:
    if place in (Place.EXPUNGED, Place.FILES):
        await folder.expunge(uid)
    else:
        await folder.move(uid, DONE if place is Place.DONE else REVIEW)
