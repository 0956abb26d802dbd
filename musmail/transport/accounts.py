"""Where our mailbox and our outgoing mail server are, and how long we wait for them."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Tls(Enum):
    """How a connection is encrypted; never "if the server happens to offer it".

    SANDBOX_PLAINTEXT is for the demo's own servers in our own process and for tests. The settings
    package never produces it, so nothing an administrator writes can switch encryption off.
    """

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    SANDBOX_PLAINTEXT = "sandbox-plaintext"


@dataclass(frozen=True, kw_only=True)
class SmtpAccount:
    """The server that takes our letters.

    `user` None means no login (a relay that knows us by our address). `ca_file` None means the
    system's certificate authorities. `timeout` bounds connecting and each command; `data_timeout`
    the answer to a whole letter, 10 minutes by RFC 5321 §4.5.3.2.6: giving up earlier makes
    duplicates (RFC 1047). All in seconds.
    """

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    timeout: float = 60.0
    data_timeout: float = 600.0


@dataclass(frozen=True, kw_only=True)
class ImapAccount:
    """The mailbox people write to.

    IMAP has no STARTTLS here: aioimaplib cannot do it, and RFC 8314 §3 prefers implicit TLS.
    `timeout` bounds connecting and each command, `transfer_timeout` those that carry a message or
    search a folder. An IDLE is renewed after `idle_limit`, so a server that went silent is noticed
    after `idle_limit` + `timeout`; servers drop an idle client after 30 minutes (RFC 2177). A
    server without IDLE is asked every `poll_after`. All in seconds. No message is fetched beyond
    `largest` octets.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls = Tls.IMPLICIT
    ca_file: Path | None = None
    inbox: str = "INBOX"
    timeout: float = 30.0
    transfer_timeout: float = 240.0
    idle_limit: float = 60.0
    poll_after: float = 15.0
    largest: int = 40 * 1024 * 1024
