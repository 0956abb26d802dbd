"""Access tokens from Google, or from a token endpoint that speaks as it does, by google-auth."""

import json
from datetime import UTC, datetime
from typing import Any

import requests
from google.auth import exceptions
from google.auth.transport.requests import Request
from google.oauth2 import credentials, service_account

from musmail.errors import LoginRefused, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import Flow, OAuth2Account
from musmail.transport.https import Caller
from musmail.transport.tokens import Grant

TOKEN_URL = "https://oauth2.googleapis.com/token"
# Google, "Using OAuth 2.0 for Server to Server Applications", the part on error codes.
SERVICE = {
    "unauthorized_client": "the service account may not act for the mailbox; add its client id with the scope "
    "under domain-wide delegation in the Admin console",
    "access_denied": "the scope is not in the list of the service account's domain-wide delegation",
    "invalid_grant": "the key was removed, the mailbox does not exist, or this machine's clock is wrong",
    "admin_policy_enforced": "the organisation's policy forbids it",
}
USER = {
    "invalid_grant": "the refresh token has expired or was revoked; somebody must log in again for a new one",
    "invalid_client": "the client id or the client secret is wrong",
    "unauthorized_client": "the refresh token belongs to another client id",
}


def ask_google(account: OAuth2Account) -> Grant:
    """Ask for an access token, waiting for the answer. Raises a TransportError in plain words."""
    service = account.flow is Flow.SERVICE_ACCOUNT
    asking = _service(account) if service else _user(account)
    with Caller(account) as session:
        try:
            asking.refresh(Request(session))
        except exceptions.RefreshError as error:
            raise _refusal(error, SERVICE if service else USER) from error
        except exceptions.TransportError as error:
            if isinstance(error.__cause__, requests.exceptions.SSLError):
                raise PermanentFailure("The identity provider's certificate is not to be trusted.") from error
            raise TemporaryFailure("The identity provider cannot be reached.") from error
    ends = asking.expiry  # naive, in UTC
    lasts = 0.0 if ends is None else (ends - datetime.now(UTC).replace(tzinfo=None)).total_seconds()
    return Grant(str(asking.token), lasts)


def _service(account: OAuth2Account) -> Any:
    """Make the credentials that act for the mailbox (`subject`), as only domain-wide delegation can."""
    try:
        key = json.loads(account.key_file.read_bytes()) if account.key_file else {}
        if account.token_url:
            key["token_uri"] = account.token_url
        return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            key, scopes=list(account.scopes), subject=account.user
        )
    except OSError as error:
        raise PermanentFailure(f"{account.key_file} cannot be read: {error.strerror}.") from error
    except (ValueError, exceptions.GoogleAuthError):
        # What is wrong with a key is not told further: the library's words may quote it.
        raise LoginRefused(f"{account.key_file} is not a usable key of a service account.") from None


def _user(account: OAuth2Account) -> Any:
    return credentials.Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=account.refresh_token,
        token_uri=account.token_url or TOKEN_URL,
        client_id=account.client_id,
        client_secret=account.client_secret,
        scopes=list(account.scopes),
    )


def _refusal(error: Any, meanings: dict[str, str]) -> LoginRefused | TemporaryFailure:
    if error.retryable:
        return TemporaryFailure("The identity provider cannot serve us now.")
    told = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    code = "".join(sign for sign in str(told.get("error", "")) if sign.isalpha() or sign == "_")[:60]
    meaning = meanings.get(code, "see the code")
    return LoginRefused(f"The identity provider gives us no token: {meaning} ({code or 'no code'}).")
