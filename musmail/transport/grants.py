"""Which library asks for the tokens of which flow.

The libraries are imported when a configuration first needs them: they take 0.4 s, which otherwise every command and
every start of the daemon would wait for, also where the mail servers are one's own.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from musmail.transport.accounts import Flow, OAuth2Account
from musmail.transport.tokens import Tokens

MICROSOFT, GOOGLE = "musmail.transport.microsoft", "musmail.transport.google"
ASK = {
    Flow.CLIENT_CREDENTIALS: (MICROSOFT, "ask_microsoft"),
    Flow.DEVICE_CODE: (MICROSOFT, "ask_microsoft"),
    Flow.SERVICE_ACCOUNT: (GOOGLE, "ask_google"),
    Flow.AUTHORIZED_USER: (GOOGLE, "ask_google"),
}


def tokens_of(account: OAuth2Account | None) -> Tokens | None:
    """Give where tokens come from, the same for both servers; None where passwords do."""
    if account is None:
        return None
    ask: Any = getattr(import_module(ASK[account.flow][0]), ASK[account.flow][1])
    # Discovery, the token and the library's own second tries.
    return Tokens(partial(ask, account), deadline=3 * account.timeout)


def log_in(account: OAuth2Account, show: Callable[[str, str], None]) -> None:
    """Let somebody log in elsewhere with a code, which `show` is given after its link; keep what comes of it.

    Raises a TransportError in plain words.
    """
    import_module(MICROSOFT).log_in(account, show)
