"""Hands letters to the outgoing mail server, one recipient a transaction, and says what became of each."""

import asyncio
import re
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self

import aiosmtplib
from aiosmtplib.email import parse_address

from musmail.errors import (
    ConnectionLost,
    LoginRefused,
    PermanentFailure,
    TemporaryFailure,
    TransportError,
)
from musmail.transport.accounts import SmtpAccount, Tls
from musmail.transport.pace import Pace
from musmail.transport.session import hang_up
from musmail.transport.tls import client_context, distrusted
from musmail.transport.tokens import TokenSource, with_token
from musmail.wire import Accepted, Letter, Outcome, Refused, Unknown

# RFC 5321 §4.1.4 allows an address literal; a looked-up host name would tell every recipient our
# internal one and can block on DNS.
OUR_NAME = "[127.0.0.1]"
# 421 and 432 (Exchange's "too many connections") close the door to everyone, and so does 4.3.2
# (RFC 3463 §3.4, not accepting network messages).
BUSY_CODES = frozenset({421, 432})
# "Authentication required" and kin (RFC 4954 §6) say nothing about the letter.
LOGIN_CODES = frozenset({530, 534, 535, 538})
TOO_LARGE_CODE = 552
ENHANCED = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})\b")
TEXT_LIMIT = 500


class SmtpCourier:
    """Sends letters over one connection, which it opens when first needed and again when it was lost.

    `send` returns what the server said about *this* letter. Whatever it raises (TransportError)
    is about the server or our account: the letter was certainly not taken, and those behind it
    should wait. Only `Unknown` leaves open whether the letter was taken.
    """

    def __init__(
        self, account: SmtpAccount, *, tokens: TokenSource | None = None, pace: Pace | None = None
    ) -> None:
        self._account = account
        self._tokens = tokens
        self._pace = pace
        self._client: aiosmtplib.SMTP | None = None
        self._half_done = False
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Connect at the first letter, not here: an empty outbox needs no connection."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye and hang up."""
        await self.close()

    async def close(self) -> None:
        """End the connection; the courier may be used again."""
        async with self._turn:
            if self._client is not None and self._client.is_connected:
                with suppress(aiosmtplib.SMTPException, OSError):  # every letter has its answer already
                    await self._client.quit(timeout=min(self._account.timeout, 5.0))
            self._drop()

    async def open(self) -> None:
        """Connect and log in before there is a letter, to learn whether that works."""
        async with self._turn:
            self._drop()
            self._client = await with_token(self._tokens, partial(connect, self._account))

    async def send(self, letter: Letter) -> Outcome:
        """Hand over one letter and wait for the server's word on it."""
        async with self._turn:
            if self._pace is not None:
                await self._pace.turn()
            try:
                refused = await self._announce(letter)
                outcome = refused or await self._hand_over(letter)
            except BaseException:
                # Cancelled or failed in mid-dialogue: the next answer would be taken for another.
                self._drop()
                raise
            self._half_done = isinstance(outcome, Refused)
            if isinstance(outcome, Unknown):
                self._drop()
            return outcome

    async def _announce(self, letter: Letter) -> Refused | None:
        """Say MAIL and RCPT; a connection that was lost while idle is replaced once."""
        if self._client is not None and self._client.is_connected:
            try:
                return await self._envelope(self._client, letter)
            except (ConnectionLost, TemporaryFailure):
                # Servers hang up on the idle, some with a parting 421. Nothing was handed over yet.
                self._drop()
        self._client = await with_token(self._tokens, partial(connect, self._account))
        return await self._envelope(self._client, letter)

    async def _envelope(self, client: aiosmtplib.SMTP, letter: Letter) -> Refused | None:
        try:
            if self._half_done:
                await client.rset()
                self._half_done = False
            _check_addresses(letter)
            options, encoding = _mail_options(client, letter)
            await client.mail(letter.sender, options=options, encoding=encoding)
            await client.rcpt(letter.recipient, encoding=encoding)
        except (ValueError, aiosmtplib.SMTPNotSupported) as error:
            return Refused(permanent=True, code=553, text=_clean(f"5.1.3 not sendable: {error}"))
        except aiosmtplib.SMTPSenderRefused as no:
            if no.code == TOO_LARGE_CODE or _detail(no.message) == "3.4":
                return _refused(no.code, no.message)
            # MAIL names only ourselves, so a no concerns our account and not this letter.
            raise _failure(no.code, no.message) from no
        except aiosmtplib.SMTPRecipientRefused as no:
            return _refused(no.code, no.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ConnectionLost(f"The mail server hung up before the letter was sent: {error}") from error
        return None

    async def _hand_over(self, letter: Letter) -> Outcome:
        if self._client is None or not self._client.is_connected:
            raise ConnectionLost("The mail server hung up before the letter was sent.")
        try:
            answer = await self._client.data(letter.data, timeout=self._account.data_timeout)
        except aiosmtplib.SMTPResponseException as no:
            if 400 <= no.code < 600:
                return _refused(no.code, no.message)
            return Unknown(_clean(f"unintelligible answer {no.code} {no.message}"))
        except (aiosmtplib.SMTPException, OSError) as loss:
            # aiosmtplib raises the same before and after the dot, so this is unknown even where
            # the loss came before the server asked for the text.
            return Unknown(_clean(str(loss)))
        return Accepted(code=answer.code, text=_clean(answer.message))

    def _drop(self) -> None:
        client, self._client, self._half_done = self._client, None, False
        if client is not None:
            client.close()


class _Client(aiosmtplib.SMTP):
    """Hangs up where aiosmtplib closes politely, which waits for the TLS goodbye of a peer that may be dead."""

    def close(self) -> None:
        """Close the connection, also after a refused login, where nobody else can reach it any more."""
        transport = self.transport
        super().close()
        if transport is not None:
            hang_up(transport)


async def connect(account: SmtpAccount, token: str | None = None) -> aiosmtplib.SMTP:
    """Open an encrypted, checked and logged-in connection, with an access token or else the account's password.

    Raises ConnectionLost, TemporaryFailure, LoginRefused or PermanentFailure.
    """

    async def bearer() -> str:
        return token or ""

    by_password = token is None and account.user is not None
    context = None if account.tls is Tls.SANDBOX_PLAINTEXT else client_context(account.ca_file)
    client = _Client(
        hostname=account.host,
        port=account.port,
        # Both are said outright: aiosmtplib's default is to encrypt only if the server offers it.
        use_tls=account.tls is Tls.IMPLICIT,
        start_tls=account.tls is Tls.STARTTLS,
        tls_context=context,
        username=account.user,
        password=account.password if by_password else None,
        oauth_token_generator=None if token is None else bearer,
        local_hostname=OUR_NAME,
        timeout=account.timeout,
    )
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        await asyncio.sleep(0)  # the socket closes with the loop's next turn
        raise _connect_failure(error) from error
    return client


def _connect_failure(error: Exception) -> TransportError:
    if distrusted(error):
        return PermanentFailure(f"The mail server's certificate is not to be trusted: {error}")
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) and error.code >= 500:
        return LoginRefused(_clean(f"The mail server refuses our login: {error.code} {error.message}"))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _failure(error.code, error.message)
    if isinstance(error, OSError):  # aiosmtplib's losses and time-outs are OSErrors too
        return ConnectionLost(f"The mail server cannot be reached: {error}")
    return PermanentFailure(f"The mail server does not offer what we need: {error}")


def _check_addresses(letter: Letter) -> None:
    """Raise ValueError unless aiosmtplib will use the addresses to the letter: it mends them silently."""
    for address in (letter.sender, letter.recipient):
        if parse_address(address) != address:
            raise ValueError("not a plain address")


def _mail_options(client: aiosmtplib.SMTP, letter: Letter) -> tuple[list[str], str]:
    """Choose the ESMTP parameters of MAIL (RFC 1870, 6152, 6531) and how addresses are encoded."""
    options = []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(letter.data)}")
    if not letter.data.isascii():
        if not client.supports_extension("8bitmime"):
            raise aiosmtplib.SMTPNotSupported("the server takes 7-bit letters only")
        options.append("BODY=8BITMIME")
    if letter.sender.isascii() and letter.recipient.isascii():
        return options, "ascii"
    if not client.supports_extension("smtputf8"):
        raise aiosmtplib.SMTPNotSupported("the server takes ASCII addresses only")
    return [*options, "SMTPUTF8"], "utf-8"


def _refused(code: int, text: str) -> Refused:
    """Read a no to RCPT or DATA, which concerns the letter unless it closes the door to all."""
    if code in BUSY_CODES or code in LOGIN_CODES or not 400 <= code < 600:
        raise _failure(code, text)
    if code < 500 and _detail(text) == "3.2":
        raise _failure(code, text)
    return Refused(permanent=code >= 500, code=code, text=_clean(text))


def _failure(code: int, text: str) -> TransportError:
    said = _clean(f"The mail server says {code} {text}")
    if 400 <= code < 500:
        return TemporaryFailure(said)
    return PermanentFailure(said) if 500 <= code < 600 else ConnectionLost(said)


def _detail(text: str) -> str:
    """Cut "3.2" out of "4.3.2 …" (RFC 3463 §2)."""
    found = ENHANCED.match(text)
    return found[1] if found else ""


def _clean(text: str) -> str:
    """Make a server's words safe to store and to print: aiosmtplib lets undecodable octets through."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in readable)[:TEXT_LIMIT]
