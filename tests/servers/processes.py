"""Starts a server as our own child, waits until its port answers, and ends it by its process id."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

READY_WITHIN = 20.0
# Dovecot takes a second to leave in good order; nothing of it is wanted afterwards.
GONE_WITHIN = 0.2


class NotStartedError(Exception):
    """A server could not be started; the message ends with its own words."""


def free_ports(count: int) -> list[int]:
    """Pick ports nobody listens on, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@contextlib.contextmanager
def running(command: Sequence[str], *, ports: Sequence[int], log: Path) -> Iterator[int]:
    """Run a server in the foreground until the block ends; yields its process id once all ports answer."""
    with log.open("ab") as words:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
        )
    try:
        for port in ports:
            _await_port(child, port, log)
        yield child.pid
    finally:
        _end(child)


def _await_port(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    late = time.monotonic() + READY_WITHIN
    while time.monotonic() < late:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        try:
            child.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise NotStartedError(
        f"{child.args!r} does not answer on port {port}:\n{log.read_text(errors='replace')[-3000:]}"
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, then end what is left of its session, which holds nothing but it."""
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GONE_WITHIN)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
