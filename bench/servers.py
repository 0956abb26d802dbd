"""The servers measured against, each in a process of its own: the real ones where they are installed."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musmail.sandbox.postoffice import HOST
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls

# The tests' servers are imported where they are used: they need a library that only the tests do.
HARNESS = importlib.util.find_spec("cryptography") is not None
# smtp-sink and Dovecot stand where root looks for programs.
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Sink:
    """A server that takes every letter and forgets it."""

    name: str
    account: SmtpAccount


@dataclass(frozen=True)
class Inbox:
    """A server with a mailbox."""

    name: str
    account: ImapAccount


@contextmanager
def sink(*, real: bool) -> Iterator[Sink]:
    """Run Postfix's smtp-sink, or aiosmtpd where it is not there or not wanted; plain text, as the bare loop's is."""
    program = shutil.which("smtp-sink", path=SYSTEM_PATH) if real and HARNESS else None
    if program is None:
        with _embedded() as ports:
            yield Sink("aiosmtpd", SmtpAccount(host=HOST, port=ports["smtp"], tls=Tls.SANDBOX_PLAINTEXT))
        return
    from tests.servers.processes import free_ports, running

    [port] = free_ports(1)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory(prefix="mm") as folder,
        running([program, "-4", *user, f"{HOST}:{port}", "100"], ports=[port], log=Path(folder) / "out"),
    ):
        yield Sink("smtp-sink", SmtpAccount(host=HOST, port=port, tls=Tls.SANDBOX_PLAINTEXT))


@contextmanager
def inbox(*, real: bool) -> Iterator[Inbox]:
    """Run Dovecot with implicit TLS, or pymap in plain text where Dovecot cannot run or is not wanted."""
    if not real or _no_dovecot():
        with _embedded() as ports:
            account = ImapAccount(
                host=HOST,
                port=ports["imap"],
                user=ports["user"],
                password=ports["password"],
                tls=Tls.SANDBOX_PLAINTEXT,
            )
            yield Inbox("pymap", account)
        return
    from tests.servers.certificates import issue
    from tests.servers.dovecot import PASSWORD, dovecot

    folder = Path(tempfile.mkdtemp(prefix="mm"))  # short, because Unix sockets lie in it
    folder.chmod(0o755)
    try:
        certificates = issue(folder)
        certificates.key.chmod(0o644)
        (folder / "imap").mkdir()
        with dovecot(folder / "imap", certificates) as server:
            account = ImapAccount(
                host="localhost",
                port=server.imap_port,
                user="mus",
                password=PASSWORD,
                ca_file=certificates.authority,
            )
            yield Inbox("Dovecot", account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _no_dovecot() -> bool:
    missing = any(shutil.which(name, path=SYSTEM_PATH) is None for name in ("dovecot", "setpriv"))
    return missing or os.geteuid() != 0 or not HARNESS


@contextmanager
def _embedded() -> Iterator[dict[str, Any]]:
    """Run the demo's post office as a child; it says its ports on the first line and ends when we hang up."""
    command = [sys.executable, "-m", "bench.embedded"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.stdin.close()
