"""How identity providers are reached: certificates checked, and never for longer than the account says."""

from typing import Any

import requests

from musmail.transport.accounts import OAuth2Account


class Caller(requests.Session):
    """A session with a time limit on every call, and the workplace's own authority where it has one.

    A session's `verify` loses to REQUESTS_CA_BUNDLE in the environment; one that is given with the call does not.
    """

    def __init__(self, account: OAuth2Account) -> None:
        super().__init__()
        self._usual: dict[str, Any] = {"timeout": account.timeout}
        if account.ca_file is not None:
            self._usual["verify"] = str(account.ca_file)

    def request(self, *args: Any, **more: Any) -> requests.Response:
        """Call, with what is usual here."""
        return super().request(*args, **{**more, **self._usual})
