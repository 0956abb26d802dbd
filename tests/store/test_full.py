"""A disk that is full, read-only or failing: a clear error, nothing half-written, and the next commit works."""

import ctypes
import errno
import os
import pwd
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from musmail.errors import StorageFull, StoreError
from musmail.store.tiny import TinyStore
from tests.kill.running import start
from tests.kill.tracing import Kill, Mode, Tracer
from tests.store.samples import after, sha, talk
from tests.store.story import BIG, STANDS, STEPS, expected_files, snapshot

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG)


def files(folder: Path) -> dict[Path, bytes]:
    """Read every file there is."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fail(number: int) -> None:
    """Fail as the system does."""
    raise OSError(number, os.strerror(number))


def opened_at(folder: Path, step: int) -> TinyStore:
    """Open a store that stands before a step."""
    store = TinyStore(folder)
    for earlier in STEPS[:step]:
        earlier(store)
    return store


def kills_in(step: int, folder: Path) -> tuple[Kill, ...]:
    """List the points of one step, and the ways to fail there: not at all begun, or half-way through a write."""
    store = opened_at(folder, step)
    with Tracer(folder) as tracer:
        STEPS[step](store)
    store.close()
    return tuple(
        Kill(point.number, mode) for point in tracer.points for mode in point.modes if mode != "after"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("step", range(len(STEPS)))
def test_a_step_that_fails_at_any_point_changes_nothing_or_is_done(
    tmp_path: Path, step: int, number: int
) -> None:
    kills = kills_in(step, tmp_path / "count")
    assert kills
    for kill in kills:
        folder = tmp_path / f"{kill.at}-{kill.mode}"
        store = opened_at(folder, step)
        before = files(folder)
        error: StoreError | None = None
        with Tracer(folder, kill, strike=partial(fail, number)):
            try:
                STEPS[step](store)
            except StoreError as caught:
                error = caught
        if error is None:
            assert snapshot(store) == STANDS[step + 1]  # only clearing away failed
        else:
            assert isinstance(error, StorageFull) is (number in FULL)
            if not in_doubt(store):
                assert snapshot(store) == STANDS[step]
                assert files(folder) == before
                STEPS[step](store)
        store.close()
        again = TinyStore(folder)
        assert snapshot(again) == STANDS[step + 1]
        assert set(files(folder)) == expected_files(STANDS[step + 1], folder)
        again.close()


def in_doubt(store: TinyStore) -> bool:
    """Tell whether a store refuses everything because only a restart can tell what stands."""
    try:
        store.load("ctalk")
    except StoreError as error:
        return "half-way" in str(error)
    return False


def test_in_doubt_nothing_is_given_out_or_taken(tmp_path: Path) -> None:
    kill = kills_in(3, tmp_path / "count")[-2]  # the last but one is the folder's fsync, after the rename
    store = opened_at(tmp_path / "state", 3)
    for work in (
        STEPS[3],
        snapshot,
        lambda store: store.blob("ctalk", sha(BIG)),
        lambda store: store.erase("ctalk"),
    ):
        with Tracer(tmp_path, kill, strike=partial(fail, errno.EIO)), pytest.raises(StoreError):
            work(store)
    store.close()


@pytest.mark.parametrize("number", FULL)
def test_the_sentence_says_which_file_and_why(tmp_path: Path, number: int) -> None:
    store = TinyStore(tmp_path)
    store.commit(talk(), {})
    with (
        Tracer(tmp_path, Kill(1, Mode.BEFORE), strike=partial(fail, number)),
        pytest.raises(StorageFull) as caught,
    ):
        store.commit(after(talk()), {})
    file = tmp_path / "aggregates" / "ct" / "ctalk" / "state.json"
    me = pwd.getpwuid(os.geteuid()).pw_name
    whose = (
        f" {file} belongs to {me}, and this runs as {me}." if number in (errno.EACCES, errno.EPERM) else ""
    )
    assert str(caught.value) == f"{file}: {os.strerror(number)}.{whose}"
    store.close()


def limited(folder: Path) -> str:
    """Write with a limit on file sizes that the kernel enforces, in the middle of the big letter."""
    store = opened_at(folder, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(BIG) // 2, len(BIG) // 2))
    with pytest.raises(StorageFull) as caught:
        STEPS[1](store)
    assert snapshot(store) == STANDS[1]
    assert set(files(folder)) == expected_files(STANDS[1], folder)
    return str(caught.value)


def test_the_kernels_own_limit_leaves_nothing_half_written(tmp_path: Path) -> None:
    status, sentence = start(partial(limited, tmp_path)).end()
    assert status == 0
    assert sentence.endswith(".eml: File too large.")


def unprivileged(work: Callable[[], Any]) -> Any:
    """Do something as nobody, whom permissions bind, where we are root."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    return work()


def refused(folder: Path) -> str:
    """Open a folder one may not write in."""
    with pytest.raises(StorageFull) as caught:
        TinyStore(folder / "state")
    return str(caught.value)


def test_a_folder_one_may_not_write_in_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    owner = pwd.getpwuid(os.getuid()).pw_name
    runs = "nobody" if os.getuid() == 0 else owner
    status, sentence = start(partial(unprivileged, partial(refused, folder))).end()
    assert status == 0
    assert sentence == (
        f"The state folder cannot be made: {folder}/state: Permission denied. "
        f"{folder} belongs to {owner}, and this runs as {runs}. "
        "`state_folder` in musmail.yaml says where it is."
    )


LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, PRIVATE, READ_ONLY, REMOUNT = 0x20000, 0x44000, 1, 32  # CLONE_NEWNS; MS_REC | MS_PRIVATE; MS_*


def on_small_disk(place: Path, work: Callable[[Path], Any]) -> Any:
    """Do something in a child on a disk of 256 kB that only the child sees and that goes with it (needs root)."""
    place.mkdir()

    def mounted() -> str:
        private = LIBC.unshare(NEW_MOUNTS) == 0 and LIBC.mount(None, b"/", None, PRIVATE, None) == 0
        if not private or LIBC.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, b"size=256k") != 0:
            return os.strerror(ctypes.get_errno())
        work(place)
        return ""

    status, reason = start(mounted).end()
    if reason:
        pytest.skip(f"a small disk cannot be mounted: {reason}")
    assert status == 0


def fill_up(place: Path) -> None:
    """Fill the disk in the middle of the story, and make room again."""
    store = opened_at(place / "state", 1)
    filler = place / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(StorageFull, match="No space left"):
        STEPS[1](store)
    assert snapshot(store) == STANDS[1]
    filler.unlink()
    STEPS[1](store)
    store.close()
    again = TinyStore(place / "state")
    assert snapshot(again) == STANDS[2]


def turn_read_only(place: Path) -> None:
    """Make the disk read-only between two starts."""
    store = opened_at(place / "state", 1)
    store.close()  # a disk with files open for writing does not turn
    assert LIBC.mount(None, os.fsencode(place), None, READ_ONLY | REMOUNT, None) == 0
    with pytest.raises(StorageFull, match="Read-only file system"):
        TinyStore(place / "state")
    assert snapshot(TinyStore(place / "state", read_only=True)) == STANDS[1]


@pytest.mark.parametrize("work", [fill_up, turn_read_only])
def test_a_disk_that_really_is_full_or_read_only_keeps_what_stood(
    tmp_path: Path, work: Callable[[Path], None]
) -> None:
    on_small_disk(tmp_path / "disk", work)


def test_the_signal_of_a_size_limit_does_not_end_us() -> None:
    assert (
        signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN
    )  # Python sees to it; without it the limit would kill
