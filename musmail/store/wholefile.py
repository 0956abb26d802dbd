"""A storage for TinyDB that replaces its file as a whole: a kill leaves the old document or the new one."""

from pathlib import Path

from tinydb.storages import Storage

from musmail.errors import StateDamaged
from musmail.store import disk
from musmail.store.documents import Tables, from_bytes, to_bytes


class WholeFile(Storage):
    """One file, one document store. TinyDB has no transaction: a commit is a single `write` of all tables."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened only while it is read or written."""
        self.path = path

    def read(self) -> Tables | None:
        """Read all tables; None where there is no file yet. Raises StateDamaged."""
        try:
            return from_bytes(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateDamaged(f"It cannot be read: {error.strerror}.") from error

    def write(self, data: Tables) -> None:
        """Replace the file, durably. Raises OSError."""
        disk.replace(self.path, to_bytes(data))
