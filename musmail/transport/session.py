"""One IMAP connection by aioimaplib, with what aioimaplib leaves to us: deadlines and noticing loss.

aioimaplib 2.0.3 raises nothing when the connection goes away in IDLE or before a command; a
command then waits for ever. And some 970 response lines in one read break its recursive parser,
which closes the connection in the middle of a command whose timer is already cancelled. So every
await here races against the loss of the connection under a deadline of our own, and after any
time-out, cancellation or nonsense the connection is dropped and never used again: its slots for
pending commands are not to be trusted.
"""

import asyncio
import logging
import re
import socket
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import aioimaplib

from musmail.errors import ConnectionLost, LoginRefused, PermanentFailure, TemporaryFailure, TransportError
from musmail.transport.accounts import ImapAccount, Tls
from musmail.transport.bearing import bear
from musmail.transport.names import quoted
from musmail.transport.tls import client_context, distrusted

T = TypeVar("T")

# A dead peer is noticed by the kernel after about 20 + 4 × 5 s, even in the middle of an IDLE.
KEEPALIVE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 4}
# Response codes (RFC 5530) of a login that may succeed later.
PASSING = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]")


class Session:
    """A logged-in connection; once lost, it stays lost."""

    def __init__(self, account: ImapAccount) -> None:
        if account.tls is Tls.STARTTLS:
            raise PermanentFailure("IMAP is reached by implicit TLS (port 993); STARTTLS is not possible.")
        self.account = account
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._socket_closed = asyncio.Event()
        context = None if account.tls is Tls.SANDBOX_PLAINTEXT else client_context(account.ca_file)
        # aioimaplib tells DEBUG and INFO the bytes it reads, which are people's words; and a
        # password with a quote in it escapes its scrubbing.
        logging.getLogger(aioimaplib.aioimaplib.__name__).setLevel(logging.WARNING)
        # Its own time-outs lie beyond ours: they leave the connection in use.
        beyond = 2 * max(account.timeout, account.transfer_timeout)
        self.client = aioimaplib.IMAP4(
            account.host, account.port, timeout=beyond, conn_lost_cb=self._on_loss, ssl_context=context
        )
        self._stranger = ""
        self._welcome, self.client.protocol.welcome = self.client.protocol.welcome, self._greeted

    async def open(self, token: str | None = None) -> None:
        """Connect and log in, with an access token or else the account's password.

        Raises ConnectionLost, TemporaryFailure, LoginRefused or PermanentFailure.
        """
        await self.run(self.client.wait_hello_from_server())
        _keep_alive(self.client.protocol.transport)
        account = self.account
        if token is not None:
            answer = await self.run(bear(self.client, account.user, token))
        else:
            # aioimaplib quotes the password but not the user.
            answer = await self.run(self.client.login(quoted(account.user), account.password))
        if answer.result != "OK":
            self.drop()
            words = said(answer)
            if any(code in words for code in PASSING):
                raise TemporaryFailure(f"The mailbox cannot be opened now: {shown(words)}")
            raise LoginRefused(f"The mailbox refuses our login: {shown(words)}")
        # What a login answer says of capabilities aioimaplib reads with its brackets on.
        await self.run(self.client.protocol.capability())

    async def _greeted(self, line: bytes) -> None:
        """Take the first line; aioimaplib leaves what is no greeting to nobody, and waits on."""
        try:
            await self._welcome(line)
        except aioimaplib.AioImapException:
            if not self._lost.done():
                self._stranger = "" if line.startswith(b"* BYE") else shown(line)
                self._lost.set_result(None)

    def can(self, capability: str) -> bool:
        """Tell whether the server offers an extension."""
        return capability in self.client.protocol.capabilities

    async def run(self, command: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """Carry out one command within `seconds` (the account's timeout unless given)."""
        task = asyncio.ensure_future(command)
        try:
            return await self.watch(task, self.account.timeout if seconds is None else seconds)
        finally:
            task.cancel()

    async def watch(self, task: asyncio.Future[T], seconds: float) -> T:
        """Wait for what is under way; its loss or its lateness ends the connection."""
        either: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            done, _ = await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self.drop()
            raise
        if task in done:
            return self._result(task)
        self.drop()
        if self._stranger:
            raise PermanentFailure(f"What answers there is no mailbox server: {self._stranger}")
        raise ConnectionLost(
            "The connection to the mailbox was lost." if done else "The mailbox does not answer."
        )

    def _result(self, task: asyncio.Future[T]) -> T:
        try:
            return task.result()
        except (aioimaplib.AioImapException, asyncio.CancelledError, OSError) as error:
            self.drop()
            if distrusted(error):
                raise PermanentFailure(f"The mailbox's certificate is not to be trusted: {error}") from error
            raise ConnectionLost(f"The mailbox cannot be used: {error}") from error

    async def pause(self, seconds: float, called: asyncio.Event | None = None) -> None:
        """Let time pass until we are called; raises ConnectionLost as soon as the connection is."""
        call = asyncio.ensure_future((called or asyncio.Event()).wait())
        try:
            waiting: set[asyncio.Future[Any]] = {self._lost, call}
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            call.cancel()
        if self._lost.done():
            raise ConnectionLost("The connection to the mailbox was lost.")

    async def idle(
        self, seconds: float, news: re.Pattern[bytes], called: asyncio.Event | None = None
    ) -> None:
        """Let the server speak up by itself; return at the first line like `news`, when called, or when time is up.

        What it says while the IDLE ends stays queued and ends the next one at once.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        # The time given here only starts aioimaplib's own alarm, which is stopped by idle_done().
        idle = await self.run(self.client.idle_start(timeout=2 * seconds + self.account.timeout))
        called = called or asyncio.Event()
        heard: list[bytes] = []
        while (left := until - clock()) > 0 and not any(news.match(line) for line in heard):
            if called.is_set():
                break
            heard = await self._hear(left, called)
            if any(line.startswith(b"BYE") for line in heard):
                self.drop()
                raise ConnectionLost(f"The mailbox says goodbye: {shown(b' '.join(heard))}")
        self.client.idle_done()
        await self.watch(idle, self.account.timeout)

    async def _hear(self, seconds: float, called: asyncio.Event) -> list[bytes]:
        push = asyncio.ensure_future(self.client.protocol.idle_queue.get())
        call = asyncio.ensure_future(called.wait())
        try:
            waiting: set[asyncio.Future[Any]] = {push, call, self._lost}
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if push.done():
                return list(push.result())
        except asyncio.CancelledError:
            self.drop()
            raise
        finally:
            push.cancel()
            call.cancel()
        if self.lost:
            raise ConnectionLost("The connection to the mailbox was lost.")
        return []

    @property
    def lost(self) -> bool:
        """Tell whether the connection is gone."""
        return self._lost.done()

    async def close(self) -> None:
        """Say goodbye, hang up and see the socket closed."""
        if not self.lost:
            with suppress(TransportError):  # gone is what we wanted
                await self.run(self.client.logout(), min(self.account.timeout, 5.0))
        self.drop()
        if self.client.protocol.transport is not None:
            with suppress(TimeoutError):  # abort() closes it within the next turns of the loop
                await asyncio.wait_for(self._socket_closed.wait(), 1.0)

    def drop(self) -> None:
        """Hang up at once: a polite TLS goodbye would wait for a peer that may be dead."""
        for task in {*self.client.tasks, *self.client.protocol.tasks}:
            task.cancel()
        if self.client.protocol.transport is not None:
            hang_up(self.client.protocol.transport)
        if not self._lost.done():
            self._lost.set_result(None)

    def _on_loss(self, error: Exception | None) -> None:
        self._socket_closed.set()
        if not self._lost.done():
            self._lost.set_result(None)


def hang_up(transport: asyncio.BaseTransport) -> None:
    """Abort a connection; CPython up to 3.11.3 raises AttributeError where TLS has lost its protocol already."""
    with suppress(AttributeError):
        transport.abort()  # type: ignore[attr-defined]


def _keep_alive(transport: asyncio.Transport) -> None:
    peer = transport.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        for option, value in KEEPALIVE.items():
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def said(answer: Any) -> bytes:
    """Give the words of the tagged line that ended a command."""
    return bytes(answer.lines[-1]) if answer.lines else b""


def shown(words: bytes) -> str:
    """Make a server's words fit for a log or an error."""
    readable = words.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in readable)[:200]
