"""Where our mailbox and our outgoing mail server are, and how long we wait for them."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum
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


class Flow(StrEnum):
    """How an access token is come by (RFC 6749 §4.4, RFC 8628, RFC 7523, RFC 6749 §6)."""

    CLIENT_CREDENTIALS = "client_credentials"
    DEVICE_CODE = "device_code"
    SERVICE_ACCOUNT = "service_account"
    AUTHORIZED_USER = "authorized_user"


@dataclass(frozen=True, kw_only=True)
class OAuth2Account:
    """Where access tokens for both servers come from, and what we show for them.

    `authority` is an OpenID Connect issuer for the two flows of Microsoft, `token_url` the token
    endpoint for the two of Google; empty means the provider's own. `user` is the mailbox a service
    account acts for. `cache` is where the token of somebody who logged in with a code is kept.
    `timeout`, in seconds, bounds one call of the identity provider.
    """

    flow: Flow
    user: str
    scopes: tuple[str, ...]
    tenant: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    key_file: Path | None = None
    authority: str = ""
    token_url: str = ""
    ca_file: Path | None = None
    cache: Path | None = None
    timeout: float = 30.0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the provider lets us do; None is as much as we like.

    `connections` counts both servers: one reads the mailbox for good, one sends, and one looks into
    the Sent folder now and then, for which the sending one hangs up where there may be only two.
    """

    messages_per_minute: int | None = None
    messages_per_day: int | None = None
    connections: int = 3
