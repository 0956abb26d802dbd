"""The part of musmail.yaml about mail servers: where they are, and where their passwords are kept."""

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from musmail.conversation.tokens import Token, mint
from musmail.settings.addresses import LOCAL_OCTETS
from musmail.settings.fields import Address, Fault, Host, Line, Place, Port, Section, faults

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
    password: Secret = Field(description="Where the password is kept.")


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
    password: Secret | None = Field(None, description="Where the password is kept.")

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if self.user is not None and self.password is None:
            raise faults(("user", "has no `password` beside it"))
        if self.user is None and self.password is not None:
            raise faults(("password", "has no `user` beside it"))
        return self


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
