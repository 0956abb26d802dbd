"""A musmail process: started as systemd starts it, told to stop as systemd does, or killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOOK_EVERY = 0.02
STARTS_WITHIN = 20.0
# What systemd is told to allow in musmail.service is longer; a test that needs more than this has found something.
STOPS_WITHIN = 30.0

_numbers = count(1)


class Ear:
    """The service manager's end of sd_notify: hears what one process says about itself."""

    def __init__(self, address: str | None = None) -> None:
        """Listen at an abstract address of our own, or at a path."""
        self.address = address or f"@musmail-{os.getpid()}-{next(_numbers)}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.bind("\0" + self.address[1:] if self.address.startswith("@") else self.address)
        self._socket.settimeout(LOOK_EVERY)
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        """Give everything heard so far, in order."""
        try:
            while True:
                self.heard.append(self._socket.recv(4096).decode())
        except TimeoutError:
            return self.heard

    def close(self) -> None:
        """Hear no more."""
        self._socket.close()


@dataclass
class Process:
    """One process under way or ended."""

    child: "subprocess.Popen[bytes]"
    errors: Path
    ear: Ear = field(default_factory=Ear)

    @property
    def words(self) -> str:
        """Give what it has said on standard error."""
        return self.errors.read_text("utf-8", "replace")

    @property
    def log(self) -> list[dict[str, Any]]:
        """Give the lines of its log."""
        return [json.loads(line) for line in self.words.splitlines() if line.startswith("{")]

    def until(self, so: Callable[[], bool], what: str, *, within: float = 30.0) -> None:
        """Look again and again until something is so, as long as the process lives and there is time."""
        late = time.monotonic() + within
        while not so():
            try:
                code = self.child.wait(LOOK_EVERY)
            except subprocess.TimeoutExpired:
                if time.monotonic() < late:
                    continue
                raise AssertionError(f"not in {within} s: {what}\n{self.words[-4000:]}") from None
            raise AssertionError(f"ended with {code} before: {what}\n{self.words[-4000:]}")

    def ready(self) -> "Process":
        """Wait until it says that it is."""
        self.until(lambda: "READY=1" in self.ear.listen(), "READY=1", within=STARTS_WITHIN)
        return self

    def begin(self) -> "Process":
        """Let a process begin that was started warm."""
        assert self.child.stdin is not None
        self.child.stdin.write(b"begin\n")
        self.child.stdin.close()
        return self

    def ended(self, within: float = STOPS_WITHIN) -> int:
        """Wait for its end; give its exit code."""
        return self.child.wait(within)

    def stop(self, within: float = STOPS_WITHIN) -> int:
        """Tell it to stop; give its exit code."""
        self.child.send_signal(signal.SIGTERM)
        return self.ended(within)

    def kill(self) -> None:
        """Kill it; nothing of it runs afterwards."""
        self.child.kill()
        self.child.wait()

    def end(self) -> None:
        """Leave nothing behind."""
        self.kill()
        if self.child.stdin is not None:
            self.child.stdin.close()
        self.ear.close()


def start(arguments: Sequence[str | Path], folder: Path, **environment: str) -> Process:
    """Start `python -m …` from the checkout; its standard error goes to a file in `folder`."""
    errors = folder / f"{next(_numbers)}.err"
    ear = Ear(environment.pop("NOTIFY_SOCKET", None))
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "NOTIFY_SOCKET": ear.address}
    with errors.open("wb") as words:
        child = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=words,
            stderr=words,
            cwd=folder,
            env=known | environment,
        )
    return Process(child, errors, ear)
