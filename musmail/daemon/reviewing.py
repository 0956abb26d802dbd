"""An operator's orders about mail that waits, carried out: settled, read again, discarded, or opened and told.

Whoever reads the mailbox does it, between two looks into the inbox: it has the one connection and the passwords, and
nothing else moves mail meanwhile. An order lies in the spool until it is answered, so one we were killed over is
carried out again: each step is such that doing it twice is doing it once, and the note of a mail goes after the mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import structlog

from musmail.conversation.events import MailOpened
from musmail.daemon import audit
from musmail.daemon.advance import advance
from musmail.daemon.audit import Deed
from musmail.daemon.dealing import Desktop, Place
from musmail.daemon.desk import Kept
from musmail.daemon.errands import Answer, Do, Errand, errands, is_answered, refuse, settle, withdraw
from musmail.daemon.inbox import DONE, REVIEW, Cabinet, fingerprint, keep_files, left_of, take
from musmail.daemon.waiting import Writer, in_words, writer_of
from musmail.errors import ConnectionLost, StateDamaged, StoreError, TransportError
from musmail.reading.key import inbound_key
from musmail.reading.outside import inside
from musmail.wire import RawMessage

log = structlog.get_logger()

_GONE = "The mail is not in the mailbox any more: it was for one party alone, and was removed at once."


class Shelf(Cabinet, Protocol):
    """The mailbox as an operator's orders need it."""

    async def size(self, uid: int, folder: str = "") -> int | None:
        """Say how large a mail is."""
        ...

    async def headers(self, uid: int, folder: str = "") -> bytes | None:
        """Fetch the headers of a mail."""
        ...

    async def fetch(self, uid: int, folder: str = "") -> RawMessage | None:
        """Fetch a mail without marking it read."""
        ...

    async def move(self, uid: int, folder: str, source: str = "") -> None:
        """Move a mail from one folder to another."""
        ...

    async def expunge(self, uid: int, folder: str = "") -> None:
        """Remove a mail for good."""
        ...


@dataclass(frozen=True)
class Counter:
    """Where orders are carried out: the desk and the mailbox, and where orders and deeds are written down."""

    desktop: Desktop
    shelf: Shelf
    state: Path
    spool: Path
    largest: int
    alive: Callable[[], None] = lambda: None


async def carry_out(counter: Counter) -> int:
    """Carry out what lies in the spool. Returns how many orders were answered.

    Raises ConnectionLost and StoreError: the order then waits.
    """
    done = 0
    for errand in errands(counter.spool):
        counter.alive()
        if is_answered(counter.spool, errand.name):
            withdraw(counter.spool, errand.name)
            continue
        answer = await _guarded(counter, errand)
        log.info("operator", command=errand.do.value, mail=errand.mail[:16], done=answer.done)
        settle(counter.spool, errand.name, answer)
        done += 1
    return done


async def _guarded(counter: Counter, errand: Errand) -> Answer:
    """Let no order keep the mailbox from being read: what fails is answered and put aside."""
    try:
        return await _carried_out(counter, errand)
    except (TransportError, StateDamaged) as error:
        if isinstance(error, ConnectionLost):
            raise
        return Answer(False, f"It could not be done: {error}")
    except StoreError:
        raise
    except Exception as error:
        log.exception("an operator's order made us fail", mail=errand.mail[:16])
        refuse(counter.spool, errand.name)
        return Answer(False, f"A mistake of ours ({type(error).__name__}) kept this from being done.")


async def _carried_out(counter: Counter, errand: Errand) -> Answer:
    kept = counter.desktop.desk.note(errand.mail)
    if kept is None:
        return Answer(False, "No such mail waits any more.")
    match errand.do:
        case Do.AGAIN:
            return await _again(counter, errand, kept)
        case Do.OPEN:
            return await _open(counter, errand, kept)
        case _:
            return await _put_away(counter, errand, kept)


async def _put_away(counter: Counter, errand: Errand, kept: Kept) -> Answer:
    """Move the mail first and take the note away last: whatever lies in the folder has its note."""
    found = [] if kept.gone else await _found(counter, kept)
    for uid, _ in found:
        if kept.private:
            await counter.shelf.expunge(uid, REVIEW)
        else:
            await counter.shelf.move(uid, DONE, REVIEW)
    _write_down(counter, errand)
    counter.desktop.desk.drop(kept.key)
    word = "settled" if errand.do is Do.SETTLE else "discarded"
    if kept.gone:
        return Answer(True, f"It is {word}. {_GONE}")
    if not found:
        return Answer(True, f"It is {word}. The mail did not lie in {REVIEW} any more.")
    if kept.private:
        return Answer(
            True, f"It is {word}, and removed from the mailbox: it answered a letter for one party alone."
        )
    return Answer(True, f"It is {word}; the mail lies in {DONE}.")


async def _again(counter: Counter, errand: Errand, kept: Kept) -> Answer:
    """Read a mail anew where it lies: it acts under the same key, so at most once, and is moved after the commit."""
    if kept.gone:
        return Answer(False, f"It cannot be read again. {_GONE}")
    found = [] if not kept.whole and kept.size > counter.largest else await _found(counter, kept)
    if not found:
        why = f"It does not lie in {REVIEW} any more" if kept.whole else "It is too large to be read"
        return Answer(False, f"{why}. Settle it, if there is nothing left to do.")
    _write_down(counter, errand)
    acted = False
    places = []
    for uid, body in found:
        acted = acted or counter.desktop.office.store.dealt_with(inbound_key(body)) is not None
        place = take(counter.desktop, body)
        places.append((place, fingerprint(left_of(body, place))))
        if place is Place.FILES:
            await keep_files(counter.shelf, body)
        if place in (Place.EXPUNGED, Place.FILES):
            await counter.shelf.expunge(uid, REVIEW)
        elif place is Place.DONE:
            await counter.shelf.move(uid, DONE, REVIEW)
    return _read_again(counter, kept, places, acted)


def _read_again(counter: Counter, kept: Kept, places: list[tuple[Place, str]], acted: bool) -> Answer:
    """Take the old note away unless it is the new one too, and say what came of reading."""
    desk = counter.desktop.desk
    waits = (Place.REVIEW, Place.FILES)
    noted = [key for place, key in places if place in waits or ((new := desk.note(key)) and new.gone)]
    if kept.key not in noted:
        desk.drop(kept.key)
    if not noted:
        where = "was removed from the mailbox" if places[0][0] is Place.EXPUNGED else f"lies in {DONE}"
        return Answer(True, f"It has been read and dealt with; the mail {where}.")
    note = desk.note(noted[0])
    once = " What could be read in it has acted already, and acts once." if acted else ""
    return Answer(
        False, f"It has been read again and still waits. {in_words(note.reason if note else '')}{once}"
    )


async def _open(counter: Counter, errand: Errand, kept: Kept) -> Answer:
    """Show the words of a mail: written down and synced first, the writer's letter committed next, shown last."""
    if kept.private or kept.gone:
        said = "It answers a letter that promises that nobody else reads it, so it is not opened. Ask the writer."
        return Answer(False, said)
    if not errand.reason.strip():
        return Answer(False, "It is not opened without a reason.")
    found = await _found(counter, kept)
    if not found:
        return Answer(False, f"The mail does not lie in {REVIEW} any more; nothing was opened.")
    writer = writer_of(counter.desktop.office.store, kept)
    _write_down(counter, errand, writer)
    if writer:
        event = MailOpened(
            counter.desktop.now(),
            f"opened:{errand.name}",
            writer.role,
            errand.by,
            errand.reason,
            _day(counter, kept),
        )
        advance(counter.desktop.office, writer.aggregate, event)
    read = inside(found[0][1])
    said = (
        f"{writer.party.name} is told by letter who opened it, and why."
        if writer
        else "Its sender is nobody in our talks, so nobody is told."
    )
    return Answer(True, f"Written down in {audit.FILE}. {said}", read.subject, read.words, read.attachments)


def _write_down(counter: Counter, errand: Errand, writer: Writer | None = None) -> None:
    at = counter.desktop.now().isoformat()
    told = writer.party.id if writer else ""
    deed = Deed(at, errand.name, errand.do.value, errand.mail, errand.by, errand.reason, told)
    audit.note(counter.state, deed)


def _day(counter: Counter, kept: Kept) -> date:
    try:
        return counter.desktop.office.policy.day_of(datetime.fromisoformat(kept.at))
    except ValueError:
        return counter.desktop.office.policy.day_of(counter.desktop.now())


async def _found(counter: Counter, kept: Kept) -> list[tuple[int, bytes]]:
    """Find the mail of a note, by its bytes; or where a server changed those in moving, by the key it acts under."""
    message_id = kept.outside.message_id
    for named in (message_id, "") if message_id.isascii() and message_id else ("",):
        same: dict[str, list[tuple[int, bytes]]] = {"bytes": [], "key": []}
        for uid in await counter.shelf.find(REVIEW, named):
            counter.alive()
            body = await _body(counter, uid, kept)
            if body is None:
                continue
            alike = _alike(kept, body)
            if alike == "headers":
                message = await counter.shelf.fetch(uid, REVIEW)
                same["bytes"] += [(uid, message.body)] if message else []
            elif alike:
                same[alike].append((uid, body))
        if found := same["bytes"] or same["key"]:
            return found
    return []


async def _body(counter: Counter, uid: int, kept: Kept) -> bytes | None:
    """Fetch what a note can be compared with; None for a mail it cannot be of."""
    size = await counter.shelf.size(uid, REVIEW)
    if size is None or (kept.whole and size > counter.largest):
        return None
    if not kept.whole:
        return await counter.shelf.headers(uid, REVIEW) if size == kept.size else None
    if kept.size and abs(size - kept.size) > 1024 + kept.size // 10:  # servers may count line ends otherwise
        return None
    message = await counter.shelf.fetch(uid, REVIEW)
    return message.body if message else None


def _alike(kept: Kept, body: bytes) -> str:
    if fingerprint(body) == kept.key:
        return "bytes" if kept.whole else "headers"
    return "key" if kept.whole and inbound_key(body) in (kept.inbound, kept.key) else ""
