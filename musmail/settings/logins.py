"""Passwords or access tokens: one of the two, and the one the provider takes."""

from musmail.settings.gathering import Gathering
from musmail.settings.providers import PRESETS, Provider
from musmail.transport.accounts import Flow

SECTIONS = ("imap", "smtp")
_OF = {
    Flow.CLIENT_CREDENTIALS: Provider.MICROSOFT365,
    Flow.DEVICE_CODE: Provider.MICROSOFT365,
    Flow.SERVICE_ACCOUNT: Provider.GOOGLE,
    Flow.AUTHORIZED_USER: Provider.GOOGLE,
}


def check_logins(found: Gathering) -> None:
    """Note what is wrong with how we log in.

    It reads the document and not the model, so that a wrong port elsewhere does not hide a missing password.
    """
    if not isinstance(found.document.data, dict):
        return
    provider = found.document.text(("provider",))
    passwords = [one for one in SECTIONS if found.document.value((one, "password")) is not None]
    tokens = found.document.value(("oauth2",)) is not None
    for section in passwords:
        if provider == Provider.MICROSOFT365:
            found.wrong(
                (section, "password"),
                "Microsoft 365 takes no passwords; remove it and write an `oauth2` section, "
                "as docs/microsoft365.md says",
            )
        elif tokens:
            found.wrong((section, "password"), "is not used beside `oauth2`; keep one of the two")
    if tokens:
        _check_flow(found, provider)
    elif provider == Provider.MICROSOFT365:
        if not passwords:
            found.wrong(
                ("provider",), "`microsoft365` needs an `oauth2` section, as docs/microsoft365.md says"
            )
    else:
        _check_passwords(found, provider)


def _check_flow(found: Gathering, provider: str) -> None:
    flow = found.document.text(("oauth2", "flow"))
    known = next((one for one in Flow if one.value == flow), None)
    if known is not None and provider in PRESETS and _OF[known] != provider:
        fitting = " or ".join(f"`{one.value}`" for one, of in _OF.items() if of == provider)
        found.wrong(("oauth2", "flow"), f"`{flow}` is not a way into `{provider}`; use {fitting}")


def _check_passwords(found: Gathering, provider: str) -> None:
    """Without tokens the mailbox needs a password; the outgoing server may know us by our address, or by that login."""
    document = found.document
    preset = provider == Provider.GOOGLE
    if (preset or isinstance(document.value(("imap",)), dict)) and not document.value(("imap", "password")):
        found.wrong(("imap", "password"), "is missing; write where it is kept, or an `oauth2` section")
    known = document.text(("mailbox", "address")) if preset else ""
    mailbox, user = (document.text((section, "user")) or known for section in SECTIONS)
    password = document.value(("smtp", "password")) is not None
    if user and user != mailbox and not password:
        found.wrong(("smtp", "user"), "is not the mailbox's user, so it needs a `password` beside it")
    if password and not user:
        found.wrong(("smtp", "password"), "has no `user` beside it")
