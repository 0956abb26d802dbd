"""One aggregate's life in steps, for stores to be killed or failed in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import Status
from musmail.store.layout import Home
from musmail.store.memory import MemoryStore
from musmail.store.protocol import Store
from musmail.store.tiny import TinyStore
from tests.store.samples import (
    WORDS,
    after,
    bytes_of,
    entries,
    internal,
    letter,
    person,
    settled,
    sha,
    talk,
    with_letters,
)

Step = Callable[[Store], None]
BIG = b"Subject: MUS\r\n\r\n" + b"Hej.\r\n" * 5_000


def _put(aggregate: Aggregate, *numbers: int, big: bool = False) -> Step:
    def step(store: Store) -> None:
        store.commit(aggregate, bytes_of(*numbers) | ({sha(BIG): BIG} if big else {}))

    return step


def _erase(aggregate_id: str) -> Step:
    return lambda store: store.erase(aggregate_id)


def _steps() -> Iterator[Step]:
    first = replace(talk(), letters=(letter(1), letter(2)), internal=(internal(1),))
    yield _put(first, 1, 2)
    grown = with_letters(replace(first, state=talk(reason=WORDS * 200).state), letter(3, blob=sha(BIG)))
    yield _put(grown, 3, big=True)
    sending = with_letters(grown, letter(1, status=Status.SENDING, attempts=1))
    yield _put(sending)
    taken = settled(sending, [1])
    yield _put(taken)
    yield _put(replace(person(), dealt={"tell-1": "enrolled"}))
    shrunk = replace(
        with_letters(taken, letter(2, status=Status.STRUCK), letter(4)), state=talk().state, internal=()
    )
    yield _put(shrunk, 4)
    refused = settled(shrunk, [3], Status.REFUSED)
    yield _put(replace(refused, log=entries(4)))
    yield _erase("ctalk")
    yield _put(replace(talk(), letters=(letter(1),)), 1)
    yield _put(
        after(talk(), wake_at=None, letters=settled(replace(talk(), letters=(letter(1),)), [1]).letters)
    )


STEPS = tuple(_steps())
Snapshot = dict[str, tuple[Aggregate, dict[str, bytes]]]


def snapshot(store: Store) -> Snapshot:
    """Take down every aggregate with all bytes its letters need."""
    found: Snapshot = {}
    for name in store.ids():
        aggregate = store.load(name)
        assert aggregate is not None
        needed = {record.text for record in aggregate.letters}
        needed |= {record.blob for owner, record in store.outbox() if owner == name}
        found[name] = (aggregate, {sha: store.blob(name, sha) for sha in needed})
    return found


def _told() -> Iterator[Snapshot]:
    store = MemoryStore()
    yield snapshot(store)
    for step in STEPS:
        step(store)
        yield snapshot(store)


# What stands before the first step, after it, and so on: as the store in memory has it.
STANDS = tuple(_told())


def expected_files(stands: Snapshot, folder: Path) -> set[Path]:
    """List the files a state folder holds when it holds just this."""
    found = {folder / "lock"}
    for name, (aggregate, kept) in stands.items():
        home = Home.of(folder, name)
        texts = {record.text for record in aggregate.letters}
        open_blobs = {one.blob for one in aggregate.letters if one.status in (Status.WAITING, Status.SENDING)}
        assert set(kept) == texts | open_blobs
        found |= {home.state, *map(home.text, texts), *map(home.letter, open_blobs)}
    return found


def live(folder: Path) -> Iterator[None]:
    """Live the whole life in a folder; each step's end is marked."""
    store = TinyStore(folder)
    yield
    for step in STEPS:
        step(store)
        yield
    store.close()
