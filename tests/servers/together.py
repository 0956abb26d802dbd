"""Dovecot and Postfix as one mail system for example.dk, in a folder that goes away afterwards."""

import contextlib
import os
import shutil
import smtplib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import getaddresses, parseaddr
from pathlib import Path

from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from tests.servers.certificates import Certificates, issue
from tests.servers.dovecot import PASSWORD, Dovecot, PersonsMailbox, dovecot
from tests.servers.postfix import Postfix, postfix
from tests.servers.sink import smtp_sink

PROGRAMS = ("dovecot", "doveadm", "postfix", "smtp-sink", "setpriv")
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Servers:
    """The mail system of example.dk: any local part is a mailbox, but "ukendt…" bounces.

    At the door "afvist…" is refused for good and "senere…" for now. Every address outside
    example.dk bounces.
    """

    folder: Path
    certificates: Certificates
    dovecot: Dovecot
    postfix: Postfix

    def mailbox(self, address: str) -> PersonsMailbox:
        """Look into a person's mailbox."""
        return PersonsMailbox(self.dovecot, address.partition("@")[0].partition("+")[0])

    def imap_account(self, user: str, *, timeout: float = 10.0, idle_limit: float = 60.0) -> ImapAccount:
        """Describe a mailbox the way musmail opens it."""
        return ImapAccount(
            host="localhost",
            port=self.dovecot.imap_port,
            user=user,
            password=PASSWORD,
            ca_file=self.certificates.authority,
            timeout=timeout,
            idle_limit=idle_limit,
        )

    def smtp_account(self, user: str, *, tls: Tls = Tls.STARTTLS, timeout: float = 10.0) -> SmtpAccount:
        """Describe the submission server the way musmail uses it."""
        return SmtpAccount(
            host="localhost",
            port=self.postfix.tls_port if tls is Tls.IMPLICIT else self.postfix.starttls_port,
            tls=tls,
            user=user,
            password=PASSWORD,
            ca_file=self.certificates.authority,
            timeout=timeout,
            data_timeout=timeout,
        )

    def deliver(self, message: bytes, *, sender: str | None = None, to: str | None = None) -> None:
        """Send a person's mail through Postfix; the envelope is read from the headers unless given."""
        parsed = message_from_bytes(message, policy=policy.compat32)
        origin = parseaddr(str(parsed["From"]))[1] if sender is None else sender
        recipients = [to] if to else [pair[1] for pair in getaddresses([str(parsed["To"])])]
        with smtplib.SMTP("127.0.0.1", self.postfix.open_port, local_hostname="client.example.dk") as client:
            client.sendmail(origin, recipients, message)

    def deliver_at_once(self, message: bytes, *, to: str, sender: str = "person@example.dk") -> None:
        """Put a mail into a mailbox by LMTP; when this returns it lies there."""
        with smtplib.LMTP("127.0.0.1", self.dovecot.lmtp_port, local_hostname="client.example.dk") as client:
            client.sendmail(sender, [to], message)

    def wait_for_mail(
        self, address: str, count: int = 1, *, folder: str = "INBOX", within: float = 10.0
    ) -> list[bytes]:
        """Read a person's mailbox again and again until `count` messages lie there, or time is up."""
        late = time.monotonic() + within
        with self.dovecot.login(self.mailbox(address).user) as client:
            while time.monotonic() < late:
                _, told = client.select(f'"{folder}"', readonly=True)
                if told[0] and told[0].isdigit() and int(told[0]) >= count:
                    break
        return self.mailbox(address).read(folder)


def why_not() -> str | None:
    """Say what keeps the real servers from running here, or None when nothing does."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=SYSTEM_PATH) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (Debian: dovecot-imapd dovecot-lmtpd postfix)"
    if os.geteuid() != 0:
        return "Postfix and Dovecot's own users need root"
    return None


@contextlib.contextmanager
def mail_servers(*, introspection: str | None = None) -> Iterator[Servers]:
    """Run the whole mail system until the block ends; by tokens alone if it may ask about them at `introspection`."""
    # Short, because Unix sockets lie in it (108 octets), and open, because nobody must pass through.
    folder = Path(tempfile.mkdtemp(prefix="mm"))
    folder.chmod(0o755)
    try:
        certificates = issue(folder)
        certificates.key.chmod(0o644)
        (folder / "imap").mkdir()
        with (
            dovecot(folder / "imap", certificates, introspection=introspection) as behind,
            smtp_sink(folder / "outside", "-f", "rcpt", keep=False) as outside,
            postfix(folder / "smtp", certificates, behind, outside.port) as front,
        ):
            yield Servers(folder, certificates, behind, front)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
