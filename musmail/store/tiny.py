"""The store for one machine: a small TinyDB document an aggregate, in a folder only one musmail works in at a time."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tinydb import TinyDB
from tinydb.storages import Storage

from musmail.conversation.aggregate import Aggregate
from musmail.errors import StateDamaged, StoreError, StoreUnsure
from musmail.store import disk
from musmail.store.documents import Tables, decode, decode_checked, encode
from musmail.store.facts import NOTHING, OPEN, facts_in
from musmail.store.indexed import Indexed
from musmail.store.layout import Home
from musmail.store.lock import FolderLock
from musmail.store.rules import Bytes, Kept, check_commit
from musmail.store.survey import survey
from musmail.store.wholefile import WholeFile

# Documents kept in memory as written: a letter's sending loads and commits its aggregate twice within a second.
RECENT = 64


class TinyStore(Indexed):
    """Keeps every aggregate as `layout` draws it. A commit touches that aggregate's folder alone."""

    def __init__(
        self, folder: Path, *, read_only: bool = False, storage: Callable[[Path], Storage] = WholeFile
    ) -> None:
        """Open a state folder, making it if need be, and clear away what a kill left over.

        Read-only looks on while another musmail works: without lock, changing nothing. Raises StateLocked, StorageFull,
        and StateDamaged naming every damaged file, in which case nothing was changed.
        """
        super().__init__()
        self._folder = folder
        self._storage = storage
        self._recent: OrderedDict[str, Tables] = OrderedDict()
        self._unsure = False
        self._lock = None if read_only else _lock(folder)
        try:
            self._take_in()
        except BaseException:
            self.close()
            raise

    def _take_in(self) -> None:
        found = survey(self._folder)
        if found.damaged:
            raise StateDamaged("\n".join(found.damaged))
        for path in found.orphans if self._lock else ():
            disk.remove(path)
        for aggregate_id, facts in found.facts.items():
            self._index.replace(aggregate_id, facts)

    def load(self, aggregate_id: str) -> Aggregate | None:
        """See protocol.Store."""
        self._check_sure()
        if aggregate_id not in self._index.facts:
            return None
        if aggregate_id in self._recent:
            self._recent.move_to_end(aggregate_id)
            return decode(self._recent[aggregate_id])
        home = Home.of(self._folder, aggregate_id)
        try:
            with TinyDB(home.state, storage=self._storage) as database:
                tables = database.storage.read()
            if tables is None and self._lock is None:
                return None  # erased while we look on
            if tables is None:
                raise StateDamaged("It is not there any more.")
            aggregate = decode_checked(tables)
        except StateDamaged as error:
            raise StateDamaged(f"{home.state}: {error}") from error
        if self._lock:  # who only looks on must look again each time
            self._remember(aggregate_id, tables)
        return aggregate

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """See protocol.Store."""
        self._check_open()
        home = Home.of(self._folder, after.id)
        kept = Kept(lambda name: home.letter(name).exists(), lambda name: home.text(name).exists())
        brought = check_commit(self._index.facts.get(after.id, NOTHING), after, blobs, kept)
        tables = encode(after)
        facts = facts_in(tables)
        with disk.told(), self._noting_doubt():
            self._write(home, brought, tables)
        self._index.replace(after.id, facts)
        self._remember(after.id, tables)
        for name in brought.settled:
            disk.remove(home.letter(name))

    def _write(self, home: Home, brought: Bytes, tables: Tables) -> None:
        """Write the bytes, then the document that names them; what fails leaves neither."""
        placed = {home.letter(name): data for name, data in brought.letters.items()}
        placed |= {home.text(name): data for name, data in brought.texts.items()}
        try:
            if home.id not in self._index.facts:
                _make(home)
            for path, data in placed.items():
                disk.place(path, data)
            for folder in dict.fromkeys(path.parent for path in placed):
                disk.sync_folder(folder)
            with TinyDB(home.state, storage=self._storage) as database:
                database.storage.write(tables)
        except disk.FolderNotSynced:
            raise
        except (OSError, StoreError):
            for path in placed:
                disk.remove(path)
            raise

    @contextmanager
    def _noting_doubt(self) -> Iterator[None]:
        try:
            yield
        except disk.FolderNotSynced:
            self._unsure = True
            raise

    def blob(self, aggregate_id: str, sha: str) -> bytes:
        """See protocol.Store."""
        self._check_sure()
        home = Home.of(self._folder, aggregate_id)
        for path in (home.letter(sha), home.text(sha)) if aggregate_id in self._index.facts else ():
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StateDamaged(f"{path}: It cannot be read: {error.strerror}.") from error
            if hashlib.sha256(data).hexdigest() != sha:
                raise StateDamaged(f"{path}: Its bytes are not those its name says.")
            return data
        raise StoreError(f"{aggregate_id} keeps no bytes {sha[:12]}.")

    def erase(self, aggregate_id: str) -> None:
        """See protocol.Store."""
        self._check_open()
        if aggregate_id not in self._index.facts:
            return
        home = Home.of(self._folder, aggregate_id)
        with disk.told(), self._noting_doubt():
            disk.remove(home.erased)
            disk.rename_folder(home.path, home.erased)
        self._index.replace(aggregate_id, None)
        self._recent.pop(aggregate_id, None)
        disk.remove(home.erased)

    def close(self) -> None:
        """See protocol.Store."""
        if self._lock:
            self._lock.release()

    def examine(self) -> tuple[str, ...]:
        """Read everything there is, bytes included, and name each damaged file with a sentence."""
        found = [*survey(self._folder).damaged]
        for aggregate_id in self.ids():
            try:
                aggregate = self.load(aggregate_id)
                for letter in aggregate.letters if aggregate else ():
                    for sha in filter(None, (letter.text, letter.blob if letter.status in OPEN else "")):
                        self.blob(aggregate_id, sha)
            except StateDamaged as error:
                found.append(str(error))
        return tuple(dict.fromkeys(found))

    def _remember(self, aggregate_id: str, tables: Tables) -> None:
        self._recent[aggregate_id] = tables
        self._recent.move_to_end(aggregate_id)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _check_sure(self) -> None:
        if self._unsure:
            raise StoreUnsure

    def _check_open(self) -> None:
        self._check_sure()
        if self._lock is None or not self._lock.held:
            raise StoreError(f"{self._folder} is not open for writing.")


def _lock(folder: Path) -> FolderLock:
    with disk.told():
        if not folder.exists():  # one that is there has the permissions somebody chose
            _make_all(folder)
            disk.make_folder(folder)
        return FolderLock(folder)


def _make_all(folder: Path) -> None:
    try:
        with disk.told():
            folder.mkdir(parents=True)
    except StoreError as error:
        sentence = (
            f"The state folder cannot be made: {error} `state_folder` in musmail.yaml says where it is."
        )
        raise type(error)(sentence) from error


def _make(home: Home) -> None:
    """Make an aggregate's folders, durably from the top: earlier attempts may have left some of them unsynced."""
    shelf = home.path.parent
    for path in (shelf.parent, shelf, home.path, home.letters, home.texts):
        disk.make_folder(path)
    for path in (shelf.parent.parent, shelf.parent, shelf, home.path):
        disk.sync_folder(path)
