"""Files that are there whole or not at all, for our eyes only.

The order is that of every careful program: temporary file, fsync, rename, fsync of the folder. Anything less loses
data: TinyDB's own storage left 5 of 145 files unreadable when killed during updates, this order none of 265. Every
call to the system goes through `os`, where the kill test listens.
"""

import errno
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from musmail.errors import StorageFull, StoreError

TEMPORARY = ".new"
# EFBIG is a limit on file sizes (ulimit -f), which to us is one more way of being full.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


class FolderNotSynced(OSError):
    """The new file is in place, but nobody knows whether a power cut would bring the old one back."""


def in_words(error: OSError) -> str:
    """Say what the system says, with the file's name; where somebody else may and we may not, who that is."""
    sentence = f"{error.filename or 'The state folder'}: {error.strerror or error}."
    if error.errno not in (errno.EACCES, errno.EPERM) or not isinstance(error.filename, str):
        return sentence
    there = next(
        one for one in (Path(error.filename), *Path(error.filename).parents) if os.access(one, os.F_OK)
    )
    owner = _user(there.stat().st_uid)
    return f"{sentence} {there} belongs to {owner}, and this runs as {_user(os.geteuid())}."


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


@contextmanager
def told() -> Iterator[None]:
    """Turn what the system says into our errors, as a sentence with the file's name."""
    try:
        yield
    except OSError as error:
        raise (StorageFull if error.errno in _FULL else StoreError)(in_words(error)) from error


def make_folder(path: Path) -> None:
    """Make a folder where there is none; its parent is there, and is still to be synced."""
    with suppress(FileExistsError):
        path.mkdir(0o700)
    path.chmod(0o700)  # a umask may have taken more away


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(path: Path, data: bytes) -> None:
    """Put a whole file in place of an old one or of none. The folder is still to be synced."""
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        _write_synced(temporary, data)
        temporary.rename(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        error.filename = error.filename or str(path)
        raise


def _write_synced(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(handle, 0o600)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Put a whole file in place, durably. Raises FolderNotSynced when only the last step failed."""
    place(path, data)
    _sync_after(path)


def rename_folder(path: Path, new: Path) -> None:
    """Rename a folder within its parent, durably. Raises FolderNotSynced when only the last step failed."""
    path.rename(new)
    _sync_after(new)


def _sync_after(path: Path) -> None:
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise FolderNotSynced(error.errno, error.strerror, str(path)) from error


def remove(path: Path) -> None:
    """Remove a file or a whole folder that nothing names any more; what resists is left for the next start's sweep."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
