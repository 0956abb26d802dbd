"""Our accounts on the mail servers: the places from the model, the passwords from where they are kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from musmail.errors import PermanentFailure
from musmail.settings.accounts import DEFAULT_PORTS, OAuth2Section, Secret, SmtpTls
from musmail.settings.document import KeyPath
from musmail.settings.gathering import Gathering
from musmail.settings.model import MusmailYaml
from musmail.settings.secrets import reveal
from musmail.transport.accounts import Flow, ImapAccount, Limits, OAuth2Account, SmtpAccount, Tls
from musmail.transport.tls import client_context

LOGIN = "login.json"  # in the state folder: what `musmail login` brought home
SECRETS: tuple[KeyPath, ...] = (
    ("imap", "password"),
    ("smtp", "password"),
    ("oauth2", "client_secret"),
    ("oauth2", "refresh_token"),
)
_GMAIL = ("https://mail.google.com/",)
SCOPES = {
    Flow.CLIENT_CREDENTIALS: ("https://outlook.office365.com/.default",),
    Flow.DEVICE_CODE: (
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
    ),
    Flow.SERVICE_ACCOUNT: _GMAIL,
    Flow.AUTHORIZED_USER: _GMAIL,
}
_TLS = {SmtpTls.IMPLICIT: Tls.IMPLICIT, SmtpTls.STARTTLS: Tls.STARTTLS}


@dataclass(frozen=True)
class Accounts:
    """Our mailbox and our outgoing server, how we log in to them, and what they let us do."""

    imap: ImapAccount
    smtp: SmtpAccount
    oauth2: OAuth2Account | None
    limits: Limits


@dataclass(frozen=True)
class Means:
    """What the accounts need beside the model; passwords are by where they stand and never printed."""

    ca_file: Path | None
    secrets: Mapping[KeyPath, str] = field(repr=False)


def means(found: Gathering, environment: Mapping[str, str] | None) -> Means:
    """Look for the certificates and the passwords; None as the environment means that nobody is going to log in.

    It reads the document and not the model, so that a wrong port elsewhere does not hide a missing password.
    """
    ca_file = found.path(("ca_file",))
    try:
        client_context(ca_file)
    except PermanentFailure:
        found.wrong(("ca_file",), f"{ca_file} cannot be read, or holds no certificate in PEM form")
    if environment is None:
        return Means(ca_file, {})
    _check_key_file(found)
    return Means(ca_file, {at: _secret(found, at, environment) for at in SECRETS})


def _secret(found: Gathering, at: KeyPath, environment: Mapping[str, str]) -> str:
    try:
        secret = Secret.model_validate(found.document.value(at))
        return reveal(secret, found.folder, environment)
    except ValidationError:  # it is a ValueError too, and the model has said what is wrong
        return ""
    except ValueError as error:
        found.wrong(at, str(error))
        return ""


def _check_key_file(found: Gathering) -> None:
    at = ("oauth2", "key_file")
    path = found.path(at)
    raw = None if path is None else found.read(path, at)
    if raw is None:
        return
    try:
        key = json.loads(raw)
    except ValueError:
        key = None
    if not isinstance(key, dict) or not {"client_email", "private_key"} <= key.keys():
        found.wrong(at, f"{path} is not the JSON key of a service account, as Google's console makes it")


def accounts_of(model: MusmailYaml, ready: Means, folder: Path) -> Accounts:
    """Build the accounts; `folder` is the configuration's."""
    imap, smtp = model.imap, model.smtp
    mailbox = ready.secrets.get(("imap", "password"), "")
    # Most servers know one login for both ways; its password is then named once.
    shared = mailbox if smtp.user == imap.user else ""
    return Accounts(
        imap=ImapAccount(
            host=imap.host,
            port=imap.port,
            user=imap.user,
            password=mailbox,
            ca_file=ready.ca_file,
        ),
        smtp=SmtpAccount(
            host=smtp.host,
            port=smtp.port or DEFAULT_PORTS[smtp.tls],
            tls=_TLS[smtp.tls],
            user=smtp.user,
            password=ready.secrets.get(("smtp", "password"), "") or shared,
            ca_file=ready.ca_file,
        ),
        oauth2=None if model.oauth2 is None else _oauth2(model, model.oauth2, ready, folder),
        limits=Limits(**model.limits.model_dump()),
    )


def _oauth2(model: MusmailYaml, section: OAuth2Section, ready: Means, folder: Path) -> OAuth2Account:
    own = section.authority or section.token_url
    return OAuth2Account(
        flow=section.flow,
        user=model.mailbox.address,
        scopes=section.scopes or SCOPES[section.flow],
        tenant=section.tenant or "",
        client_id=section.client_id or "",
        client_secret=ready.secrets.get(("oauth2", "client_secret"), ""),
        refresh_token=ready.secrets.get(("oauth2", "refresh_token"), ""),
        key_file=None if section.key_file is None else folder / section.key_file,
        authority=section.authority or "",
        token_url=section.token_url or "",
        # The workplace's authority vouches for the workplace's servers; Microsoft's and Google's have the world's.
        ca_file=ready.ca_file if own else None,
        cache=folder / model.state_folder / LOGIN if section.flow is Flow.DEVICE_CODE else None,
    )
