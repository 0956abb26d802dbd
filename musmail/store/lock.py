"""The lock on the state folder: one musmail at a time works in it."""

import fcntl
import os
import weakref
from pathlib import Path

from musmail.errors import StateLocked


class FolderLock:
    """Holds the folder until it is released or the process is gone, however it goes (flock)."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises StateLocked, naming the process that has it."""
        path = folder / "lock"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            os.close(handle)
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise StateLocked(f"{folder} is in use by {who}. Stop it first.") from None
        os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
        os.pwrite(handle, b"%d\n" % os.getpid(), 0)
        self._handle: int | None = handle
        _held.add(self)

    @property
    def held(self) -> bool:
        """Tell whether this process still has the folder."""
        return self._handle is not None

    def release(self) -> None:
        """Give the folder free."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(folder: Path) -> bool:
    """Tell whether a musmail works in this folder now."""
    try:
        handle = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def beat(folder: Path) -> None:
    """Show that the one who holds the folder lives: nothing but the time of the lock file. Raises OSError."""
    os.utime(folder / "lock")


def last_beat(folder: Path) -> float | None:
    """Give when the holder last showed that it lives, in seconds since 1970; None where there never was one."""
    try:
        return (folder / "lock").stat().st_mtime
    except FileNotFoundError:
        return None


def holder(folder: Path) -> str:
    """Give the number of the process that has the folder, or had it last."""
    return (folder / "lock").read_text("ascii", "replace").strip()


_held: "weakref.WeakSet[FolderLock]" = weakref.WeakSet()


def _let_go_in_child() -> None:
    # A forked child shares the lock: one that outlived a killed daemon would keep the folder shut against the next.
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_child)
