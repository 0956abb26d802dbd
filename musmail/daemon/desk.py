"""The desk: which mails wait for a person, and why. State and reasons only; the words stay in the mailbox.

A disk that says no is a StoreError here as in the store, so that the mail stays in the inbox.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from musmail.store.disk import make_folder, replace, told


@dataclass(frozen=True)
class Kept:
    """A mail moved to `musmail/review`, with the reason in a sentence that holds no content."""

    key: str
    at: str
    reason: str
    aggregate: str = ""


class Desk:
    """Notes about mails that wait for a person, one small file each; and how often each mail was begun.

    The folders are made when they are needed: who only looks on changes nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "review"
        self._begun = folder / "begun"

    def keep(self, *, key: str, at: datetime, reason: str, aggregate: str = "") -> None:
        """Write down why a mail waits; writing it again changes nothing."""
        note = json.dumps(asdict(Kept(key, at.isoformat(), reason, aggregate)), ensure_ascii=False)
        place = self.folder / f"{key}.json"
        with told():
            make_folder(self.folder)
            replace(place, note.encode())

    def kept(self) -> Iterator[Kept]:
        """List what waits, the oldest first."""
        notes = [Kept(**json.loads(path.read_text("utf-8"))) for path in self.folder.glob("*.json")]
        yield from sorted(notes, key=lambda note: note.at)

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
