"""Counts every effect this process has on disk and network, and strikes at the one it is told.

Points are found by tracing, not chosen: whatever goes through `os`, `open` or a socket is one. The kernel's own count
of written bytes and Python's audit events tell whether something goes another way (test_tracing).
"""

import builtins
import io
import os
import signal
import socket
import ssl
import stat
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.kill.files import opener

_BY_HANDLE = (
    *("write", "pwrite", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "posix_fallocate"),
    *("sendfile", "copy_file_range", "splice"),
)
_FROM_FIRST = ("copy_file_range", "splice")  # these name where bytes come from before where they go
_BY_PATH = (
    "rename",
    "replace",
    "unlink",
    "remove",
    "mkdir",
    "rmdir",
    "link",
    "symlink",
    "truncate",
    "mkfifo",
)
_SENDS = ("send", "sendall", "sendto", "sendmsg")
_TEARABLE = ("write", "pwrite", "send", "sendall", "sendto")


class Mode(StrEnum):
    """Where in a call to strike; `TORN` lets half of the bytes through first."""

    BEFORE = "before"
    AFTER = "after"
    TORN = "torn"


@dataclass(frozen=True)
class Point:
    """One effect: which call, on what, how many bytes."""

    number: int
    call: str
    what: str
    size: int = 0

    @property
    def modes(self) -> tuple[Mode, ...]:
        """List the ways one can strike here."""
        tearable = self.size > 1 and self.call.rpartition(".")[2] in _TEARABLE
        return tuple(mode for mode in Mode if mode is not Mode.TORN or tearable)


@dataclass(frozen=True)
class Kill:
    """Where to strike, and how."""

    at: int
    mode: Mode


def die() -> None:
    """End this process as a power cut would end the machine: nothing is flushed, nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Tracer:
    """While entered, counts every point and strikes at one of them.

    `within` limits files to one folder. Sends count on every socket but the pair an event loop wakes itself with.
    `strike` is what happens at the point: dying by default; raising an OSError makes a disk full.
    """

    def __init__(self, within: Path, kill: Kill | None = None, *, strike: Callable[[], None] = die) -> None:
        """Say where to listen and, perhaps, where to strike."""
        self.points: list[Point] = []
        self.opened: set[str] = set()  # files opened for writing
        self._within = os.path.realpath(within)
        self._kill = kill
        self._strike = strike
        self._guard = threading.Lock()
        self._inside = threading.local()  # what a traced call calls in turn is the same point
        self._patches = ExitStack()

    def __enter__(self) -> "Tracer":
        """Begin to listen."""
        for name in _BY_HANDLE:
            self._put(os, name, self._by_handle(name, getattr(os, name)))
        for name in _BY_PATH:
            self._put(os, name, self._by_path(name, getattr(os, name)))
        self._put(os, "open", self._os_open(os.open))
        traced = opener(io.open, self._file_opened, self._file_write)
        for module in (io, builtins):
            self._put(module, "open", traced)
        for kind in (ssl.SSLSocket, socket.socket):
            for name in _SENDS:
                self._put(kind, name, self._send(name, getattr(kind, name)))
        self._put(ssl.SSLSocket, "write", self._send("send", ssl.SSLSocket.write))
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._patches.close()

    def _put(self, place: Any, name: str, traced: Any) -> None:
        if name in vars(place):
            self._patches.callback(setattr, place, name, vars(place)[name])
        else:  # inherited: what we put before it is taken away again
            self._patches.callback(delattr, place, name)
        setattr(place, name, traced)

    def _by_handle(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def traced(handle: int, *arguments: Any, **named: Any) -> Any:
            path = _path_of(arguments[0] if name in _FROM_FIRST else handle)
            if not self._ours(path):
                return real(handle, *arguments, **named)
            data, rest = (arguments[0], arguments[1:]) if name in _TEARABLE else (b"", ())

            def act(part: tuple[Any, ...]) -> Any:
                return real(handle, *(part + rest if part else arguments), **named)

            return self._point(f"os.{name}", path, data, act)

        return traced

    def _by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def traced(*arguments: Any, **named: Any) -> Any:
            two = name in ("rename", "replace", "link", "symlink")
            folder = named.get("dir_fd") or named.get("src_dir_fd")
            paths = [_absolute(path, folder) for path in arguments[: 2 if two else 1]]
            if not any(map(self._ours, paths)):
                return real(*arguments, **named)
            return self._point(f"os.{name}", " -> ".join(paths), b"", lambda _: real(*arguments, **named))

        return traced

    def _os_open(self, real: Callable[..., int]) -> Callable[..., int]:
        def traced(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
            handle = real(path, flags, *arguments, **named)
            if flags & (os.O_WRONLY | os.O_RDWR):
                self._file_opened(handle)
            return handle

        return traced

    def _file_opened(self, handle: int) -> None:
        path = _path_of(handle)
        if self._ours(path):
            self.opened.add(path)

    def _file_write(self, handle: int, data: Any, real: Callable[[Any], Any]) -> Any:
        path = _path_of(handle)
        if not self._ours(path):
            return real(data)
        return self._point("file.write", path, data, lambda part: real(part[0] if part else data))

    def _send(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def traced(sock: socket.socket, *arguments: Any, **named: Any) -> Any:
            peer = _peer_of(sock)
            if peer is None:
                return real(sock, *arguments, **named)
            data, rest = (arguments[0], arguments[1:]) if name in _TEARABLE else (b"", ())

            def act(part: tuple[Any, ...]) -> Any:
                return real(sock, *(part + rest if part else arguments), **named)

            return self._point(f"socket.{name}", peer, data, act)

        return traced

    def _ours(self, path: str) -> bool:
        return path == self._within or path.startswith(self._within + os.sep)

    def _point(self, call: str, what: str, data: Any, act: Callable[[tuple[Any, ...]], Any]) -> Any:
        """Count the call, and make it: whole, by half, or not at all. `act` is given the half, or nothing."""
        if getattr(self._inside, "point", False):
            return act(())
        with self._guard:
            point = Point(len(self.points) + 1, call, what, memoryview(data).nbytes)
            self.points.append(point)
        mode = self._kill.mode if self._kill and self._kill.at == point.number else None
        self._inside.point = True
        try:
            if mode is Mode.TORN:
                act((bytes(data)[: point.size // 2],))
            if mode in (Mode.BEFORE, Mode.TORN):
                self._strike()
            try:
                return act(())
            finally:
                if mode is Mode.AFTER:  # a call that fails has its moment after, too
                    self._strike()
        finally:
            self._inside.point = False


def _path_of(handle: int) -> str:
    """Name what an open handle writes to; empty for what is no file or folder."""
    kind = os.fstat(handle).st_mode
    return str(_open_path(handle)) if stat.S_ISREG(kind) or stat.S_ISDIR(kind) else ""


def _absolute(path: Any, folder: int | None) -> str:
    whole = (Path.cwd() if folder is None else _open_path(folder)) / os.fsdecode(path)
    return str(whole.parent.resolve() / whole.name)


def _open_path(handle: int) -> Path:
    return Path(f"/proc/self/fd/{handle}").readlink()


def _peer_of(sock: socket.socket) -> str | None:
    """Name who is sent to; None for the nameless pair of sockets an event loop wakes itself with."""
    try:
        peer = sock.getpeername()
    except OSError:
        return "nobody yet"
    return str(peer) if peer else None
