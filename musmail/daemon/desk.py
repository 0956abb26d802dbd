"""The desk: which mails wait for a person, and why. State and reasons only; the words stay in the mailbox.

A disk that says no is a StoreError here as in the store, so that the mail stays in the inbox.
"""

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from musmail.conversation.policy import Mailbox
from musmail.errors import StateDamaged
from musmail.reading.key import inbound_key
from musmail.reading.outside import Outside, attached, outside
from musmail.store.disk import make_folder, replace, told


@dataclass(frozen=True)
class Kept:
    """A mail moved to `musmail/review`, with the reason in a sentence that holds no content.

    Notes of older versions have what stands before `inbound` alone, and sometimes the inbound key as `key`.
    """

    key: str  # the mail's fingerprint
    at: str = ""
    reason: str = ""
    aggregate: str = ""
    inbound: str = ""  # the key it acts, or has acted, under
    size: int = 0
    whole: bool = True  # or too large to be fetched: then the fingerprint is its headers'
    private: bool = False  # it answers a letter for one party alone: nobody opens it, and it does not stay
    gone: bool = False  # it was removed from the mailbox at once
    outside: Outside = field(default_factory=Outside)


_NOTE = TypeAdapter(Kept)


def noted(body: bytes, key: str, mailbox: Mailbox) -> Kept:
    """Begin a note with what of a mail is no content; one we fail at is kept all the same."""
    seen = Outside()
    with suppress(Exception):
        seen = outside(body, mailbox)
        seen = dataclasses.replace(seen, attachments=attached(body))
    return Kept(key, inbound=inbound_key(body), size=len(body), outside=seen)


class Desk:
    """Notes about mails that wait for a person, one small file each; and how often each mail was begun.

    The folders are made when they are needed: who only looks on changes nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "review"
        self._begun = folder / "begun"

    def keep(self, kept: Kept) -> None:
        """Write down why a mail waits; the time is that of the first note."""
        known = self.note(kept.key)
        note = dataclasses.replace(kept, at=known.at) if known else kept
        with told():
            make_folder(self.folder)
            replace(self._place(kept.key), _NOTE.dump_json(note))

    def note(self, key: str) -> Kept | None:
        """Give one note."""
        return self._read(self._place(key))

    def drop(self, key: str) -> None:
        """Forget why a mail waited: it does not any more."""
        with told():
            self._place(key).unlink(missing_ok=True)

    def kept(self) -> Iterator[Kept]:
        """List what waits, the oldest first."""
        notes = filter(None, map(self._read, self.folder.glob("*.json")))
        yield from sorted(notes, key=lambda note: note.at)

    def _place(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _read(self, place: Path) -> Kept | None:
        try:
            return _NOTE.validate_json(place.read_bytes())
        except FileNotFoundError:
            return None  # settled meanwhile
        except ValidationError as error:
            raise StateDamaged(
                f"{place}: this is no note about a mail; restore it from a backup, or remove it."
            ) from error

    def begin(self, fingerprint: str) -> int:
        """Count that a mail is being read, before it is: a mail that kills us is known when we come back.

        Not synced: the count must outlive the process, not the machine.
        """
        place = self._begun / fingerprint
        with told():
            make_folder(self._begun)
            times = len(place.read_bytes()) + 1 if place.exists() else 1
            with place.open("ab") as file:
                file.write(b".")
        return times

    def finish(self, fingerprint: str) -> None:
        """Forget the count: the mail has been dealt with, or we live to try again."""
        with told():
            (self._begun / fingerprint).unlink(missing_ok=True)
