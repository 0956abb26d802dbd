"""The store: one commit and one load among few conversations and among many, and what opening many takes."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bench.measure import Figure, Sizes, Watch, alone, beside, memory, watched_disk
from bench.replying import SENTENCES
from bench.talks import PREPARES, SECRET, Workplace, copy, found
from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Filed, Replied
from musmail.conversation.letters import Kind, Status
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import advance
from musmail.daemon.ticks import tick
from musmail.skema.forms import Role
from musmail.store.documents import encode, to_bytes
from musmail.store.layout import Home
from musmail.store.memory import MemoryStore
from musmail.store.tiny import TinyStore

# Seven figures that occur nowhere else in a talk's document, to be replaced by each copy's own.
STAND_IN = 7_654_321


@dataclass(frozen=True)
class Kept:
    """A talk at its first revision, with what its letters said and the bytes of one more letter."""

    talk: Aggregate
    passages: Mapping[str, bytes]
    letter: bytes
    text: bytes


@dataclass(frozen=True)
class Opened:
    """A store with so many conversations in it; to open it took seconds, and holding it takes MB."""

    folder: Path
    count: int
    store: TinyStore
    seconds: float
    held: float

    def name(self, turn: int) -> str:
        """Name a conversation for each turn, spread over all; none comes again while it is still in memory."""
        return aggregate_id(SECRET, "c", str(turn * 61 % self.count))


def storing(folder: Path, sizes: Sizes) -> list[Figure]:
    """Measure; few and many take turns, so that what the disk does meanwhile cancels out."""
    kept = _answered(found())
    stores = []
    for count in (sizes.few, sizes.many):
        place = folder / str(count)
        populate(place, kept, count)
        stores.append(_open(place, count))
    few, many = stores
    rounds = [_round(kept, few, many, folder, turn) for turn in range(sizes.commits + 1)][1:]
    for one in stores:
        one.store.close()

    return _figures(rounds, few, many, kept)


def _figures(rounds: Sequence[Mapping[str, float]], few: Opened, many: Opened, kept: Kept) -> list[Figure]:
    def each(part: str) -> list[float]:
        return [1e3 * one[part] for one in rounds]

    def among(what: str, part: str) -> Figure:
        values, bare = (each(f"{part} {one.count}") for one in (many, few))
        return beside(what.format(f"among {many.count:,}"), values, "ms", f"among {few.count}", bare)

    commit, bare = each(f"commit {many.count}"), "write, fsync, rename, fsync"
    return [
        among("a commit {}", "commit"),
        among("  were the disk no wait", "undisked"),
        among("one with a letter {}", "letter"),
        among("a load {}", "load"),
        beside(f"a commit among {many.count:,}", commit, "ms", bare, each("bare")),
        alone(f"opening {many.count:,}", [many.seconds], "s"),
        alone(f"memory {many.count:,} then take", [many.held], "MB"),
        alone("size of a document", [len(to_bytes(encode(kept.talk))) / 1e3], "kB"),
        alone("size of the letter", [len(kept.letter) / 1e3], "kB"),
    ]


def _answered(place: Workplace) -> Kept:
    """Let both parties of a talk answer every question of their skema, in memory."""
    store = MemoryStore()
    office = place.office(store)
    talk = copy(place.talk, STAND_IN)
    store.commit(talk, place.passages)
    tick(office, PREPARES)
    assert isinstance(talk.state, Conversation)
    for role, skema in talk.state.shared.skemas.items():
        at = PREPARES + timedelta(days=1 + list(Role).index(role))
        words = " ".join(SENTENCES[:3])
        filed = tuple(Filed(question.id, words) for question in skema.questions)
        address = talk.state.party(role).address
        event = Replied(at, f"{role}-{STAND_IN}", role, address, 6, Kind.PREPARATION.value, filed=filed)
        advance(office, talk.id, event)
    after = store.load(talk.id)
    assert after is not None
    passages = {one.text: store.blob(after.id, one.text) for one in after.letters}
    newest = after.letters[-1]
    settled = tuple(
        replace(one, status=Status.SENT, attempts=1, settled_at=one.queued_at) for one in after.letters
    )
    letter = store.blob(after.id, newest.blob)
    return Kept(replace(after, letters=settled, revision=1), passages, letter, passages[newest.text])


def populate(folder: Path, kept: Kept, count: int) -> None:
    """Lay so many copies into a state folder, as the store would have left them; unsynced, which is quicker."""
    document = to_bytes(encode(kept.talk))
    first: Home | None = None
    for number in range(count):
        id_ = aggregate_id(SECRET, "c", str(number))
        home = Home.of(folder, id_)
        home.texts.mkdir(parents=True)
        home.letters.mkdir()
        own = document.replace(kept.talk.id.encode(), id_.encode())
        home.state.write_bytes(own.replace(str(STAND_IN).encode(), f"{number:07}".encode()))
        for name, data in kept.passages.items():
            if first is None:
                home.text(name).write_bytes(data)
            else:
                os.link(
                    first.text(name), home.text(name)
                )  # the same words: a name each is what a start looks at
        first = first or home


def _open(folder: Path, count: int) -> Opened:
    held, begun = memory("VmRSS"), perf_counter()
    store = TinyStore(folder)
    return Opened(folder, count, store, perf_counter() - begun, memory("VmRSS") - held)


def _round(kept: Kept, few: Opened, many: Opened, folder: Path, turn: int) -> Mapping[str, float]:
    """Load one conversation of each store, commit a change of it, and then one more with a letter."""
    watch = Watch()
    for one in (few, many) if turn % 2 else (many, few):
        with watch.on(f"load {one.count}"):
            talk = one.store.load(one.name(turn))
        assert talk is not None
        changed = replace(talk, revision=talk.revision + 1)
        disk = Watch()
        with watch.on(f"commit {one.count}"), watched_disk(disk):
            one.store.commit(changed, {})
        watch.spent[f"undisked {one.count}"] = watch.spent[f"commit {one.count}"] - disk.spent["fsync"]
        written, blobs = _with_letter(kept, changed)
        with watch.on(f"letter {one.count}"):
            one.store.commit(written, blobs)
    document = Home.of(many.folder, many.name(turn)).state.read_bytes()
    with watch.on("bare"):
        _replace(folder / "bare", document)
    return watch.spent


def _with_letter(kept: Kept, talk: Aggregate) -> tuple[Aggregate, dict[str, bytes]]:
    """Add a letter of this talk's own to the outbox."""
    number = len(talk.letters) + 1
    own = [data + f"{talk.id} {talk.revision}".encode() for data in (kept.letter, kept.text)]
    blob, text = (hashlib.sha256(data).hexdigest() for data in own)
    record = replace(
        talk.letters[-1],
        number=number,
        key=f"{talk.id}-{number}",
        message_id=f"<{talk.id}-{number}@example.org>",
        status=Status.WAITING,
        settled_at=None,
        blob=blob,
        text=text,
    )
    after = replace(talk, letters=(*talk.letters, record), revision=talk.revision + 1)
    return after, dict(zip((blob, text), own, strict=True))


def _replace(path: Path, data: bytes) -> None:
    """Do what a careful program does and nothing else."""
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
