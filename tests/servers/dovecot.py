"""Dovecot as a foreground process without privileges: IMAP by implicit TLS, mail in by LMTP."""

import contextlib
import imaplib
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.processes import free_ports, running

# Any user name works with this password; what stands before "+" or "@" is the mailbox.
PASSWORD = "secret"

# 2.3 refuses a block on one line.
CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_username_format = %Ln
recipient_delimiter = +
# Not maildir: its look into a folder may miss what came in the same second, for seconds.
mail_location = sdbox:{folder}/mail/%n
mail_max_userip_connections = 100
{passdb}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/home/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
  # A wrong password would make the whole loopback wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  # One process for many logins, kept ready: a process each is what makes logging in slow.
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
"""

BY_PASSWORD = f"""\
passdb {{
  driver = static
  args = password={PASSWORD}
}}"""
# Only tokens, each asked about at `introspection`.
BY_TOKEN = """\
auth_mechanisms = xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}"""
OAUTH2 = """\
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot."""

    folder: Path
    certificates: Certificates
    imap_port: int
    lmtp_port: int
    auth_port: int

    def renumber(self, user: str, validity: int, folder: str = "INBOX") -> None:
        """Give a folder a new UIDVALIDITY, as a restored backup would."""
        doveadm = ["doveadm", "-c", str(self.folder / "dovecot.conf")]
        # doveadm insists on USER in the environment.
        subprocess.run(
            [*doveadm, "mailbox", "update", "-u", user, "--uid-validity", str(validity), folder],
            check=True,
            capture_output=True,
            env={"USER": "root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )

    @contextlib.contextmanager
    def login(self, user: str) -> Iterator[imaplib.IMAP4_SSL]:
        """Open a mailbox with the standard library's client."""
        context = ssl.create_default_context(cafile=self.certificates.authority)
        with imaplib.IMAP4_SSL("localhost", self.imap_port, ssl_context=context) as client:
            client.login(user, PASSWORD)
            yield client


@dataclass(frozen=True)
class PersonsMailbox:
    """One person's mailbox, seen through their own mail client."""

    dovecot: Dovecot
    user: str

    def read(self, folder: str = "INBOX") -> list[bytes]:
        """Fetch all messages of a folder; nothing is marked. A missing folder is empty."""
        with self.dovecot.login(self.user) as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _, found = client.uid("search", "ALL")
            return [_body(client, uid) for uid in found[0].split()]

    def put(self, message: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """File a message in a folder."""
        with self.dovecot.login(self.user) as client:
            status, words = client.append(f'"{folder}"', flags, "", message)
            if status != "OK":
                raise RuntimeError(f"APPEND: {words!r}")

    def empty(self, folder: str = "INBOX") -> None:
        """Remove all messages of a folder for good."""
        with self.dovecot.login(self.user) as client:
            client.select(f'"{folder}"')
            client.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
            client.expunge()


def _body(client: imaplib.IMAP4_SSL, uid: bytes) -> bytes:
    _, parts = client.uid("fetch", uid.decode(), "(BODY.PEEK[])")
    for part in parts:
        if isinstance(part, tuple):
            return bytes(part[1])
    raise RuntimeError(f"message {uid!r} went away")


@contextlib.contextmanager
def dovecot(
    folder: Path, certificates: Certificates, *, introspection: str | None = None
) -> Iterator[Dovecot]:
    """Run Dovecot with its files in `folder`, which nobody must be able to enter; `introspection` knows tokens."""
    imap_port, lmtp_port, auth_port = free_ports(3)
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir()
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            certificate=certificates.certificate,
            key=certificates.key,
            passdb=BY_PASSWORD if introspection is None else BY_TOKEN.format(folder=folder),
            imap_port=imap_port,
            lmtp_port=lmtp_port,
            auth_port=auth_port,
        )
    )
    (folder / "oauth2.conf").write_text(OAUTH2.format(introspection=introspection))
    subprocess.run(["chown", "-R", "nobody:nogroup", str(folder)], check=True)
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    command = [*as_nobody, "dovecot", "-F", "-c", str(configuration)]
    with running(command, ports=[imap_port, lmtp_port, auth_port], log=folder / "dovecot.out"):
        yield Dovecot(folder, certificates, imap_port, lmtp_port, auth_port)
