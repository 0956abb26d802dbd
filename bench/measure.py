"""How much is measured, what a figure is, and where time goes in the parts that are watched."""

import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from musmail.conversation.aggregate import Aggregate
from musmail.store.tiny import TinyStore
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Letter, Outcome


@dataclass(frozen=True)
class Sizes:
    """How much to do, and with what: enough for medians that come out the same, in a minute and a half at most."""

    rounds: int = 7
    talks: int = 20  # of two letters each, a round
    replies: int = 20  # a round
    few: int = 100
    many: int = 20_000
    commits: int = 80
    real: bool = True  # real servers, where they are installed


@dataclass(frozen=True)
class Figure:
    """A median; where there is something to measure it against, that too, and what part of it this is."""

    what: str
    value: float
    unit: str
    beside: str = ""
    bare: float | None = None
    ratio: float | None = None


class Watch:
    """Adds up time by name."""

    def __init__(self) -> None:
        """Start with no time spent."""
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.count: Counter[str] = Counter()

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        """Watch a block."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] += time.perf_counter() - begun


class WatchedStore(TinyStore):
    """The real store, with a watch on its commits, and within them on the disk."""

    def __init__(self, folder: Path) -> None:
        """Open a state folder."""
        self.watch = Watch()
        super().__init__(folder)

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """Commit, watched."""
        with self.watch.on("commit"), watched_disk(self.watch):
            super().commit(after, blobs)


class HasFileno(Protocol):
    """What os.fsync takes beside a number."""

    def fileno(self) -> int:
        """Give the number."""
        ...


@contextmanager
def watched_disk(watch: Watch) -> Iterator[None]:
    """Watch every wait for the disk, and count them."""
    real = os.fsync

    def fsync(fd: int | HasFileno) -> None:
        watch.count["fsync"] += 1
        with watch.on("fsync"):
            real(fd)

    with _fsync_is(fsync):
        yield


@contextmanager
def unsynced() -> Iterator[None]:
    """Prepare what is not measured without waiting for the disk."""
    with _fsync_is(lambda fd: None):
        yield


@contextmanager
def _fsync_is(other: Callable[..., None]) -> Iterator[None]:
    real = os.fsync
    os.fsync = other
    try:
        yield
    finally:
        os.fsync = real


class WatchedCourier(SmtpCourier):
    """The real courier, with a watch on the dialogue."""

    watch = Watch()

    async def send(self, letter: Letter) -> Outcome:
        """Send, watched."""
        with self.watch.on("send"):
            return await super().send(letter)


def beside(what: str, values: Sequence[float], unit: str, name: str, bare: Sequence[float]) -> Figure:
    """Set medians side by side; the ratio is the median of the pairs' ratios, so that what drifts cancels out."""
    ratio = statistics.median(ours / theirs for ours, theirs in zip(values, bare, strict=True))
    return Figure(what, statistics.median(values), unit, name, statistics.median(bare), ratio)


def alone(what: str, values: Sequence[float], unit: str) -> Figure:
    """Give a median with nothing beside it."""
    return Figure(what, statistics.median(values), unit)


def memory(field: str = "VmHWM") -> float:
    """Give what /proc says of this process's memory, in MB: its peak, or what it holds now (VmRSS)."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    return float("nan")
