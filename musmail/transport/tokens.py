"""Access tokens for both servers: used until shortly before they expire, and asked for again once after a refusal."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from musmail.errors import LoginRefused, PermanentFailure, TemporaryFailure

T = TypeVar("T")

# A token may be used for the whole of a login that is slow (seconds).
BEFORE_EXPIRY = 300.0
# A refusal stands for so long: whoever must mend something does not do it within seconds, and asking all the time
# locks applications out (seconds; guessed).
REFUSED_FOR = 300.0
# These libraries tell DEBUG what they send, secrets included.
TALKATIVE = ("msal", "google.auth", "google.oauth2", "urllib3", "requests")


@dataclass(frozen=True)
class Grant:
    """An access token and for how many seconds it is good."""

    token: str = field(repr=False)
    lasts: float


class TokenSource(Protocol):
    """Where an access token comes from."""

    async def token(self, refused: str = "") -> str:
        """Give a token that is good now, and another one than `refused`, which a server did not take."""
        ...


class Tokens:
    """Keeps the token that `ask` brought, and asks in a thread, as the libraries of the providers wait blockingly."""

    def __init__(
        self, ask: Callable[[], Grant], *, deadline: float = 90.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._ask, self._deadline, self._clock = ask, deadline, clock
        self._token = ""
        self._good_until = self._held_until = self._forced_until = -1.0
        self._refusal: PermanentFailure | None = None
        self._turn = asyncio.Lock()

    async def token(self, refused: str = "") -> str:
        """Give a token. Raises LoginRefused, PermanentFailure or TemporaryFailure in plain words.

        A provider that refused us, and servers that refused a new token, are left alone for a while.
        """
        async with self._turn:
            now = self._clock()
            if self._refusal is not None and now < self._held_until:
                raise type(self._refusal)(str(self._refusal))
            if refused and refused == self._token:
                if now < self._forced_until:
                    raise LoginRefused("The server refuses our access token, though it is new.")
                self._forced_until = now + REFUSED_FOR
            elif self._token and now < self._good_until:
                return self._token
            return await self._renew(now)

    async def _renew(self, now: float) -> str:
        self._token = ""
        try:
            async with asyncio.timeout(self._deadline):
                grant = await asyncio.to_thread(self._ask)
        except TimeoutError:
            raise TemporaryFailure("The identity provider does not answer.") from None
        except PermanentFailure as error:
            self._refusal, self._held_until = error, now + REFUSED_FOR
            raise
        self._refusal = None
        # Of a short-lived token at least half is used, or each login would ask for its own.
        self._token = grant.token
        self._good_until = now + max(grant.lasts - BEFORE_EXPIRY, grant.lasts / 2)
        return self._token


async def with_token(tokens: TokenSource | None, log_in: Callable[[str | None], Awaitable[T]]) -> T:
    """Log in with a token, and once more with a new one if it is refused: it may have been revoked early."""
    if tokens is None:
        return await log_in(None)
    token = await tokens.token()
    try:
        return await log_in(token)
    except LoginRefused:
        token = await tokens.token(refused=token)
    try:
        return await log_in(token)
    except LoginRefused as no:
        raise LoginRefused(f"{no} The token is new, so the right to use this mailbox is missing.") from no
