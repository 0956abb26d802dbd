"""Our accounts on the mail servers: the places from the model, the passwords from where they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from musmail.errors import PermanentFailure
from musmail.settings.accounts import DEFAULT_PORTS, Secret, SmtpTls
from musmail.settings.gathering import Gathering
from musmail.settings.model import MusmailYaml
from musmail.settings.secrets import reveal
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from musmail.transport.tls import client_context

_TLS = {SmtpTls.IMPLICIT: Tls.IMPLICIT, SmtpTls.STARTTLS: Tls.STARTTLS}


@dataclass(frozen=True)
class Accounts:
    """Our mailbox and our outgoing server, with their passwords."""

    imap: ImapAccount
    smtp: SmtpAccount


@dataclass(frozen=True)
class Means:
    """What the accounts need beside the model; passwords are by section and never printed."""

    ca_file: Path | None
    passwords: Mapping[str, str]


def means(found: Gathering, environment: Mapping[str, str] | None) -> Means:
    """Look for the certificates and the passwords; None as the environment means that nobody is going to log in.

    It reads the document and not the model, so that a wrong port elsewhere does not hide a missing password.
    """
    ca_file = found.path(("ca_file",))
    try:
        client_context(ca_file)
    except PermanentFailure:
        found.wrong(("ca_file",), f"{ca_file} cannot be read, or holds no certificate in PEM form")
    known = {} if environment is None else environment
    sections = () if environment is None else ("imap", "smtp")
    return Means(ca_file, {section: _password(found, section, known) for section in sections})


def _password(found: Gathering, section: str, environment: Mapping[str, str]) -> str:
    at = (section, "password")
    try:
        secret = Secret.model_validate(found.document.value(at))
        return reveal(secret, found.folder, environment)
    except ValidationError:  # it is a ValueError too, and the model has said what is wrong
        return ""
    except ValueError as error:
        found.wrong(at, str(error))
        return ""


def accounts_of(model: MusmailYaml, ready: Means) -> Accounts:
    """Build both accounts."""
    imap, smtp = model.imap, model.smtp
    return Accounts(
        imap=ImapAccount(
            host=imap.host,
            port=imap.port,
            user=imap.user,
            password=ready.passwords.get("imap", ""),
            ca_file=ready.ca_file,
        ),
        smtp=SmtpAccount(
            host=smtp.host,
            port=smtp.port or DEFAULT_PORTS[smtp.tls],
            tls=_TLS[smtp.tls],
            user=smtp.user,
            password=ready.passwords.get("smtp", ""),
            ca_file=ready.ca_file,
        ),
    )
