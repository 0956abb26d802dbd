"""Access tokens from Microsoft 365, or from an OpenID Connect issuer that speaks as it does, by msal."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msal
import requests

from musmail.errors import LoginRefused, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import Flow, OAuth2Account
from musmail.transport.https import Caller
from musmail.transport.tokens import Grant

T = TypeVar("T")

LOGIN = "https://login.microsoftonline.com"
CODE = re.compile(r"AADSTS(\d+)")
AGAIN = "run `musmail login` again"
# Microsoft, "Microsoft Entra authentication and authorization error codes".
MEANING = {
    "7000215": "the client secret is wrong; write the secret's value, not its id",
    "7000222": "the client secret has expired; make a new one in the app registration",
    "7000112": "the application is disabled in the tenant",
    "700016": "the tenant does not know the application; see tenant and client_id",
    "90002": "there is no such tenant",
    "65001": "consent is missing; an administrator must grant it for the application's permissions",
    "500011": "the tenant does not know the resource in `scopes`",
    "50034": "the tenant does not know the user",
    "50057": "the user's account is disabled",
    "50076": f"the user must prove who they are once more; {AGAIN}",
    "50079": f"the user must prove who they are once more; {AGAIN}",
    "50173": f"the login was revoked, as after a new password; {AGAIN}",
    "53003": "a Conditional Access policy of the tenant does not let us in",
    "70000": f"the login is not valid any more; {AGAIN}",
    "70008": f"the login has expired; {AGAIN}",
    "70043": f"the login has expired; {AGAIN}",
    "700082": f"the login has expired, as it was not used for long; {AGAIN}",
}
# RFC 6749 §5.2 and RFC 8628 §3.5, where no AADSTS code says more.
PLAIN = {
    "invalid_client": "the application's id or secret is wrong, or the secret has expired",
    "unauthorized_client": "the application may not use this flow",
    "invalid_scope": "what `scopes` asks for is not known",
    "invalid_grant": f"the login is not valid any more; {AGAIN}",
    "expired_token": f"the code was not used in time; {AGAIN}",
    "code_expired": f"the code was not used in time; {AGAIN}",
    "access_denied": "the login was declined",
    "authorization_declined": "the login was declined",
}
PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


def ask_microsoft(account: OAuth2Account) -> Grant:
    """Ask for an access token, waiting for the answer. Raises a TransportError in plain words."""
    if account.flow is Flow.CLIENT_CREDENTIALS:
        return _told(lambda: _granted(_confidential(account).acquire_token_for_client(list(account.scopes))))
    return _told(lambda: _from_login(account))


def log_in(account: OAuth2Account, show: Callable[[str, str], None]) -> None:
    """Let somebody log in elsewhere with a code: show link and code, wait, and keep what comes of it.

    Raises a TransportError in plain words.
    """
    _told(lambda: _with_code(account, show))


def _told(ask: Callable[[], T]) -> T:
    """Put into words what the libraries raise."""
    try:
        return ask()
    except requests.exceptions.SSLError as error:
        raise PermanentFailure("The identity provider's certificate is not to be trusted.") from error
    except (requests.exceptions.RequestException, msal.exceptions.MsalServiceError) as error:
        kind = type(error).__name__
        raise TemporaryFailure(f"The identity provider cannot be reached or is ailing ({kind}).") from error
    except ValueError as error:
        # msal reads the tenant's own page first, and says so where it finds none.
        raise LoginRefused(
            "The identity provider does not know the tenant, or the authority is wrong: see `oauth2.tenant`."
        ) from error


def _confidential(account: OAuth2Account) -> Any:
    secret = account.client_secret
    return msal.ConfidentialClientApplication(
        account.client_id, client_credential=secret, **_where(account, None)
    )


def _public(account: OAuth2Account, cache: Any) -> Any:
    return msal.PublicClientApplication(account.client_id, **_where(account, cache))


def _where(account: OAuth2Account, cache: Any) -> dict[str, Any]:
    """Say where the provider is; an application is made for every asking, so that no old token comes back."""
    place = (
        {"oidc_authority": account.authority}
        if account.authority
        else {"authority": f"{LOGIN}/{account.tenant}"}
    )
    return {**place, "token_cache": cache, "http_client": Caller(account)}


def _from_login(account: OAuth2Account) -> Grant:
    cache = _kept(account.cache)
    app = _public(account, cache)
    known = app.get_accounts()
    if not known:
        raise LoginRefused("Nobody has logged in for the mailbox yet: run `musmail login`.")
    answer = app.acquire_token_silent_with_error(list(account.scopes), account=known[0], force_refresh=True)
    _keep(account.cache, cache)
    return _granted(answer or {"error": "invalid_grant"})


def _with_code(account: OAuth2Account, show: Callable[[str, str], None]) -> None:
    cache = msal.SerializableTokenCache()  # a new one: who logged in before is not meant any more
    app = _public(account, cache)
    flow = app.initiate_device_flow(scopes=list(account.scopes))
    if "user_code" not in flow:
        raise _refusal(flow)
    show(str(flow["verification_uri"]), str(flow["user_code"]))
    _granted(app.acquire_token_by_device_flow(flow))
    _keep(account.cache, cache)


def _granted(answer: Mapping[str, Any]) -> Grant:
    if "access_token" not in answer:
        raise _refusal(answer)
    return Grant(str(answer["access_token"]), float(answer.get("expires_in", 0)))


def _refusal(answer: Mapping[str, Any]) -> LoginRefused | TemporaryFailure:
    """Say why there is no token; of the provider's own words only the codes, as the rest may name people."""
    error = re.sub(r"[^a-z_]", "", str(answer.get("error", "")))[:60]
    if error in PASSING:
        return TemporaryFailure("The identity provider cannot serve us now.")
    found = CODE.search(str(answer.get("error_description", "")))
    code = f"AADSTS{found[1]}" if found else error
    meaning = (MEANING.get(found[1]) if found else None) or PLAIN.get(error, "see the code")
    return LoginRefused(f"The identity provider gives us no token: {meaning} ({code}).")


def _kept(place: Path | None) -> Any:
    cache = msal.SerializableTokenCache()
    if place is None:
        return cache
    with suppress(FileNotFoundError):
        try:
            cache.deserialize(place.read_text("utf-8"))
        except ValueError:
            raise LoginRefused(f"{place} cannot be read; {AGAIN}.") from None
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise PermanentFailure(f"{place} cannot be read: {error.strerror}.") from None
    return cache


def _keep(place: Path | None, cache: Any) -> None:
    """Write what we know beside its place first, for our eyes only: a kill leaves no half of it."""
    if place is None or not cache.has_state_changed:
        return
    fresh = place.with_name(f"{place.name}.new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(cache.serialize())
            file.flush()
            os.fsync(handle)
        fresh.replace(place)
    except OSError as error:
        raise TemporaryFailure(f"The login cannot be kept in {place}: {error.strerror}.") from error
