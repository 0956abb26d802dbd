"""IMAP and SMTP servers of a few lines that say what a test tells them to, in plaintext or TLS.

An answer is bytes, in which TAG stands for the command's tag; b"" is silence, and whatever ends in
HANG_UP closes the connection afterwards. A list holds the answers to one command after the other,
the last one for good. A function makes the answer from the command.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from musmail.transport.session import hang_up

HANG_UP = b"\0hang up"
SILENCE = b""

Answer = bytes | Sequence[bytes] | Callable[[str], bytes]
Reader = asyncio.StreamReader

IMAP_ANSWERS: Mapping[str, Answer] = {
    "greeting": b"* OK ready\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\nTAG OK done\r\n",
    "SELECT": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\nTAG OK selected\r\n",
    "UID SEARCH": b"* SEARCH 4 9\r\nTAG OK done\r\n",
    "LIST": b'* LIST (\\Noselect) "/" ""\r\nTAG OK done\r\n',
    "IDLE": b"+ idling\r\n",
    "LOGOUT": b"* BYE\r\nTAG OK bye\r\n" + HANG_UP,
}
SMTP_ANSWERS: Mapping[str, Answer] = {
    "greeting": b"220 ready\r\n",
    "EHLO": b"250-here\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 SIZE 1000000\r\n",
    "AUTH": b"235 welcome\r\n",
    "DATA": b"354 go on\r\n",
    "QUIT": b"221 bye\r\n" + HANG_UP,
}


@dataclass
class Scripted:
    """A running server: where it listens, what it heard, how often it was called."""

    answers: Mapping[str, Answer]
    port: int = 0
    heard: list[str] = field(default_factory=list)
    calls: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _said: dict[str, int] = field(default_factory=dict)

    def answer(self, verb: str, command: str, usual: bytes) -> bytes:
        """Look up what to say."""
        given = self.answers.get(verb, usual)
        if callable(given):
            return given(command)
        if isinstance(given, bytes):
            return given
        turn = self._said.get(verb, 0)
        self._said[verb] = turn + 1
        return given[min(turn, len(given) - 1)]

    def say(self, writer: asyncio.StreamWriter, words: bytes, tag: str = "") -> bool:
        """Send an answer; False when the conversation is over."""
        writer.write(words.removesuffix(HANG_UP).replace(b"TAG", tag.encode()))
        if words.endswith(HANG_UP):
            writer.close()
        return not words.endswith(HANG_UP)

    def push(self, words: bytes) -> None:
        """Say something unasked to everyone who is connected."""
        for writer in self.writers:
            if not writer.is_closing():
                self.say(writer, words)

    def hear(self, line: str) -> None:
        """Note what a client said."""
        self.heard.append(line)
        self._news.set()

    async def hears(self, verb: str) -> None:
        """Wait until a client has said something."""
        while verb not in self.verbs():
            self._news.clear()
            await self._news.wait()

    def verbs(self) -> list[str]:
        """What it heard, without the arguments."""
        return [line.split(" ")[0] for line in self.heard]


Conversation = Callable[[Scripted, Reader, asyncio.StreamWriter], Awaitable[None]]


async def _imap(server: Scripted, reader: Reader, writer: asyncio.StreamWriter) -> None:
    going, idle_tag = server.say(writer, server.answer("greeting", "", b"")), ""
    while going and (line := await reader.readline()):
        tag, _, command = line.decode().strip().partition(" ")
        if tag == "DONE":
            tag, command = idle_tag, "DONE"
        server.hear(command)
        words = command.upper().split(" ")
        verb = " ".join(words[:2]) if words[0] == "UID" else words[0]
        idle_tag = tag if verb == "IDLE" else idle_tag
        going = server.say(writer, server.answer(verb, command, b"TAG OK done\r\n"), tag)


async def _smtp(server: Scripted, reader: Reader, writer: asyncio.StreamWriter) -> None:
    going, in_letter = server.say(writer, server.answer("greeting", "", b"")), False
    while going and (line := await reader.readline()):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if in_letter and text != ".":
            continue
        in_letter = False
        server.hear(text)
        verb = text.split(" ")[0].upper()
        words = server.answer(verb, text, b"250 fine\r\n")
        in_letter = verb == "DATA" and words.startswith(b"354")
        going = server.say(writer, words)


@contextlib.asynccontextmanager
async def _serve(
    server: Scripted, conversation: Conversation, tls: ssl.SSLContext | None
) -> AsyncIterator[Scripted]:
    async def call(reader: Reader, writer: asyncio.StreamWriter) -> None:
        server.calls += 1
        server.writers.append(writer)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await conversation(server, reader, writer)
        server.left.set()
        writer.close()

    listener = await asyncio.start_server(call, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for writer in server.writers:
            hang_up(writer.transport)
        await listener.wait_closed()
        for writer in server.writers:
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


def scripted_imap(
    answers: Mapping[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None
) -> contextlib.AbstractAsyncContextManager[Scripted]:
    """Serve IMAP with an inbox of two messages, UIDs 4 and 9, unless told otherwise."""
    return _serve(Scripted({**IMAP_ANSWERS, **(answers or {})}), _imap, tls)


def scripted_smtp(
    answers: Mapping[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None
) -> contextlib.AbstractAsyncContextManager[Scripted]:
    """Serve SMTP that takes everything, unless told otherwise; "." is the answer to a whole letter."""
    return _serve(Scripted({**SMTP_ANSWERS, **(answers or {})}), _smtp, tls)
