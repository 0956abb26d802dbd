"""The part of musmail.yaml about mail servers: where they are, and where their passwords are kept."""

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from musmail.conversation.tokens import Token, mint
from musmail.settings.addresses import LOCAL_OCTETS
from musmail.settings.fields import Address, Fault, Host, Line, Link, Place, Port, Section, faults
from musmail.transport.accounts import Flow

NEEDED = {
    Flow.CLIENT_CREDENTIALS: {"tenant", "client_id", "client_secret"},
    Flow.DEVICE_CODE: {"tenant", "client_id"},
    Flow.SERVICE_ACCOUNT: {"key_file"},
    Flow.AUTHORIZED_USER: {"client_id", "client_secret", "refresh_token"},
}
OPTIONAL = {
    Flow.CLIENT_CREDENTIALS: {"authority"},
    Flow.DEVICE_CODE: {"authority"},
    Flow.SERVICE_ACCOUNT: {"token_url"},
    Flow.AUTHORIZED_USER: {"token_url"},
}
LONGEST_TOKEN = len(mint(b"", Token("c" + "a" * 9, 0, "x" * 12)))


class Secret(Section):
    """Where a password is kept: an environment variable, a file, or a systemd credential."""

    env: Line | None = Field(None, description="The name of an environment variable.")
    file: Place | None = Field(None, description="A file that holds the password and nothing else.")
    credential: Line | None = Field(None, description="The name of a systemd credential (LoadCredential=).")

    @model_validator(mode="before")
    @classmethod
    def _no_password_here(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise PydanticCustomError(
                "literal_secret",
                "a password does not belong in this file; write where it is kept: "
                "{env: NAME}, {file: /path} or {credential: name}",
            )
        return data

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if len([place for place in (self.env, self.file, self.credential) if place is not None]) != 1:
            raise faults(((), "should name exactly one place: `env`, `file` or `credential`"))
        return self


class MailboxSection(Section):
    """The one address people write to and hear from."""

    address: Address = Field(description="The mailbox of the talks; nobody else reads it.")
    name: Line = Field("MUS", description="The name people see beside the address.")
    sub_addressing: bool = Field(
        True, description="Mail to name+anything@ reaches the mailbox (plus addressing); most servers can."
    )

    @model_validator(mode="after")
    def _room_for_a_token(self) -> Self:
        local = self.address.rpartition("@")[0]
        room = LOCAL_OCTETS - LONGEST_TOKEN - 1
        if "+" in local:
            raise faults(("address", "should stand without a + part; the + is ours to use"))
        if self.sub_addressing and len(local) > room:
            sentence = (
                f"`{local}` leaves no room for the reply token: with sub_addressing at most {room} letters "
                "may stand before the @; choose a shorter address or set `sub_addressing: false`"
            )
            raise faults(("address", sentence))
        return self


class ImapSection(Section):
    """The mailbox as a mail program reaches it, always by TLS from the first byte."""

    host: Host = Field(description="The IMAP server.")
    port: Port = Field(993, description="Its port for implicit TLS.")
    user: Line = Field(description="The user name; often the address itself.")
    password: Secret | None = Field(None, description="Where the password is kept; not with `oauth2`.")


class SmtpTls(StrEnum):
    """How the connection to the SMTP server is encrypted; both refuse to go on without."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"


DEFAULT_PORTS = {SmtpTls.IMPLICIT: 465, SmtpTls.STARTTLS: 587}


class SmtpSection(Section):
    """The server that takes our letters, always encrypted."""

    host: Host = Field(description="The SMTP server.")
    port: Port | None = Field(None, description="Its port, if not 465 (implicit) or 587 (starttls).")
    tls: SmtpTls = Field(SmtpTls.IMPLICIT, description="`implicit` or `starttls`; there is no third.")
    user: Line | None = Field(None, description="The user name, where the server asks for one.")
    password: Secret | None = Field(
        None, description="Where the password is kept, if `user` is another than the mailbox's."
    )


class OAuth2Section(Section):
    """Logging in with access tokens in place of passwords, to both servers (Microsoft 365 takes nothing else)."""

    flow: Flow = Field(
        description="How tokens are come by: `client_credentials` or `device_code` (Microsoft 365), "
        "`service_account` or `authorized_user` (Google)."
    )
    tenant: Line | None = Field(None, description="Microsoft 365: the tenant's id or its domain.")
    client_id: Line | None = Field(None, description="The registered application's id.")
    client_secret: Secret | None = Field(None, description="Where the application's secret is kept.")
    refresh_token: Secret | None = Field(None, description="Where the user's refresh token is kept.")
    key_file: Place | None = Field(None, description="The service account's key, a JSON file.")
    scopes: tuple[Line, ...] = Field((), description="What is asked for, if not the provider's usual.")
    authority: Link | None = Field(None, description="Your own issuer (OpenID Connect) in Microsoft's place.")
    token_url: Link | None = Field(None, description="Your own token endpoint in Google's place.")

    @model_validator(mode="after")
    def _what_the_flow_needs(self) -> Self:
        needed = NEEDED[self.flow] - ({"tenant"} if self.authority else set())
        used = NEEDED[self.flow] | OPTIONAL[self.flow]
        keys = ("tenant", "client_id", "client_secret", "refresh_token", "key_file", "authority", "token_url")
        found: list[Fault] = []
        for key in keys:
            if key in needed and getattr(self, key) is None:
                found.append((key, f"is needed with `flow: {self.flow.value}`"))
            if key not in used and getattr(self, key) is not None:
                found.append((key, f"is not used with `flow: {self.flow.value}`"))
        for key in ("authority", "token_url"):
            if not (getattr(self, key) or "https://").startswith("https://"):
                found.append((key, "should begin with https://: secrets go there"))
        if found:
            raise faults(*found)
        return self


class LimitsSection(Section):
    """What the provider lets a mailbox do; musmail keeps below it."""

    messages_per_minute: int | None = Field(
        None, ge=1, le=10_000, description="Letters a minute at most, evenly spread."
    )
    messages_per_day: int | None = Field(None, ge=1, le=1_000_000, description="Letters in 24 hours at most.")
    connections: int = Field(
        3, ge=2, le=100, description="Connections at the same time; musmail opens three."
    )


class TrustMode(StrEnum):
    """Who vouches for a sender before a signature counts."""

    NONE = "none"
    AUTHSERV = "authserv"
    SAME_TENANT = "same_tenant"


class TrustSection(Section):
    """Whose word on the sender is believed (RFC 8601)."""

    mode: TrustMode = Field(
        TrustMode.NONE,
        description="`none`; `authserv`: a DMARC pass in our own server's Authentication-Results; "
        "`same_tenant`: everybody in the same Microsoft 365 tenant, whose mail carries no such verdict.",
    )
    authserv_id: Line | None = Field(None, description="The name our own server signs its verdicts with.")

    @model_validator(mode="after")
    def _name_where_needed(self) -> Self:
        found: list[Fault] = []
        if self.mode is TrustMode.AUTHSERV and self.authserv_id is None:
            found.append(
                (
                    "mode",
                    "`authserv` needs `authserv_id`: the first word after Authentication-Results: in your mail",
                )
            )
        if self.mode is not TrustMode.AUTHSERV and self.authserv_id is not None:
            found.append(("authserv_id", f"is only used with `mode: authserv`, not `{self.mode.value}`"))
        if found:
            raise faults(*found)
        return self
