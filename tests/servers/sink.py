"""Postfix's smtp-sink: a server that takes everything, or fails in a chosen way."""

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.processes import free_ports, running


@dataclass(frozen=True)
class Sink:
    """A running smtp-sink, in plaintext."""

    port: int
    folder: Path

    def taken(self) -> list[bytes]:
        """Read what it took, each with its envelope as X-headers in front (smtp-sink(1))."""
        return [path.read_bytes() for path in sorted(self.folder.glob("mail.*"))]


@contextlib.contextmanager
def smtp_sink(folder: Path, *options: str, keep: bool = True) -> Iterator[Sink]:
    """Run smtp-sink; `options` are its own, such as "-q", "." to hang up at the final dot."""
    [port] = free_ports(1)
    folder.mkdir(exist_ok=True)
    # As root it insists on giving its privileges up, so it must own its folder.
    subprocess.run(["chown", "nobody:nogroup", str(folder)], check=True)
    keeping = ["-d", f"{folder}/mail."] if keep else []
    command = ["smtp-sink", "-4", "-u", "nobody", *keeping, *options, f"127.0.0.1:{port}", "100"]
    with running(command, ports=[port], log=folder / "sink.out"):
        yield Sink(port, folder)
