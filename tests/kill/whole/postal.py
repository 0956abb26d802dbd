"""The mail servers, in a process of their own: they outlive the musmail that is killed, and can be set back."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pysasl
from pymap.parsing.message import AppendMessage

from musmail.sandbox.postoffice import PostOffice, post_office
from musmail.transport.accounts import ImapAccount, SmtpAccount
from tests.kill.running import start

# The servers have done what was asked of them, or seen the connection end, long before this (seconds).
CALM_WITHIN = 60.0

Folders = Mapping[str, tuple[bytes, ...]]


@dataclass(frozen=True)
class Post:
    """What the servers hold: our mailbox's folders, and the letters people were handed, in order (address, bytes)."""

    folders: Folders = field(default_factory=dict)
    letters: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Servers:
    """The servers as seen from outside: where they are, and the line they are told things by."""

    imap: ImapAccount
    smtp: SmtpAccount
    _line: "Connection[Any, Any]"

    def hold(self, folders: Folders) -> None:
        """Let our mailbox hold just this, and nobody have been handed anything."""
        self._ask("hold", folders)

    def bring(self, mails: tuple[bytes, ...]) -> None:
        """Lay more mails into our inbox."""
        self._ask("bring", mails)

    def calm(self) -> Post:
        """Wait until whatever was sent to them has been dealt with, and say what they hold."""
        found = self._ask("calm", None)
        assert isinstance(found, Post)
        return found

    def _ask(self, order: str, words: object) -> object:
        self._line.send((order, words))
        return self._line.recv()


@contextmanager
def servers(mailbox: str, dead: frozenset[str]) -> Iterator[Servers]:
    """Run both servers in a forked process until the end of the block."""
    ours, theirs = Pipe()

    def serve() -> None:
        ours.close()
        asyncio.run(_serve(theirs, mailbox, dead))

    child = start(serve)
    theirs.close()
    try:
        imap, smtp = ours.recv()
        yield Servers(imap, smtp, ours)
    finally:
        ours.close()
        status, _ = child.end()
        assert status == 0, f"the servers ended with {status}"


async def _serve(line: "Connection[Any, Any]", mailbox: str, dead: frozenset[str]) -> None:
    """Serve until the line is closed."""
    # It searches all installed packages at every connection.
    pysasl.entry_points = cache(entry_points)  # type: ignore[attr-defined, assignment]
    logging.getLogger("asyncio").setLevel(
        logging.ERROR
    )  # it warns of each connection that ends without a goodbye
    letters: list[tuple[str, bytes]] = []
    told = asyncio.Event()
    async with post_office(mailbox, lambda to, data: letters.append((to, data)), dead) as office:
        asyncio.get_running_loop().add_reader(line.fileno(), told.set)
        line.send((office.imap, office.smtp))
        while await told.wait():
            told.clear()
            if not line.poll():  # told twice of one order
                continue
            try:
                order, words = line.recv()
            except EOFError:
                return
            line.send(await _carried_out(office, letters, order, words))


async def _carried_out(
    office: PostOffice, letters: list[tuple[str, bytes]], order: str, words: Any
) -> Post | None:
    match order:
        case "hold":
            letters.clear()
            await _hold(office, words)
        case "bring":
            for mail in words:
                await office.append(mail)
        case _:
            await _calm()
            return Post(await _folders(office), tuple(letters))
    return None


async def _calm() -> None:
    """Wait for the end of every connection: each is a task."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        _, left = await asyncio.wait(others, timeout=CALM_WITHIN)
        assert not left, f"connections that do not end: {left}"


async def _hold(office: PostOffice, folders: Folders) -> None:
    login = office._login  # pymap offers no way to set a mailbox back
    login.config.set_cache.clear()
    async with login.demo_user_identity.new_session() as session:
        for name, mails in folders.items():
            if name != "INBOX":
                await session.mailbox_set.add_mailbox(name)
            folder = await session.mailbox_set.get_mailbox(name)
            for mail in mails:
                await folder.append(AppendMessage(mail))


async def _folders(office: PostOffice) -> Folders:
    async with office._login.demo_user_identity.new_session() as session:
        listed = await session.mailbox_set.list_mailboxes()
        names = [entry.name for entry in listed.list() if entry.exists]
        found = {name: await session.mailbox_set.get_mailbox(name) for name in names}
        return {
            name: tuple([bytes(mail._content or b"") async for mail in folder.messages()])
            for name, folder in found.items()
        }
