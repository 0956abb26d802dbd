"""Our mailbox, where the inbox is the queue: list what lies there, fetch it, move it away.

No UID is remembered from one connection to the next and there is no high-water mark: UIDs are not
in the order of arrival (measured with parallel LMTP) and a new UIDVALIDITY makes them mean other
messages. Whatever stands in the inbox is to be dealt with.
"""

import asyncio
import re
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from musmail.errors import ConnectionLost, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import ImapAccount
from musmail.transport.names import Listed, Naming, listed, naming_of, quoted
from musmail.transport.session import Session, said, shown
from musmail.transport.tokens import TokenSource, with_token
from musmail.wire import RawMessage

# One answer may have so many lines at most; aioimaplib breaks at some 970 in one read.
WINDOW = 500
# A longer header block is not from a mail system (RFC 5322 sets no limit; Postfix's is 100 kB).
HEADER_LIMIT = 256 * 1024
EXISTS = re.compile(rb"(\d+) EXISTS")
UIDVALIDITY = re.compile(rb"\[UIDVALIDITY (\d+)\]")
UIDNEXT = re.compile(rb"\[UIDNEXT (\d+)\]")
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
CONTENT = re.compile(rb'BODY\[[^\]]*\](?:<0>)? (?:NIL|"((?:[^"\\]|\\.)*)")', re.DOTALL)


class Mailbox:
    """One connection to the mailbox: `async with Mailbox(account) as mailbox`.

    Every method raises ConnectionLost when the connection went away, was silent too long or is no
    longer to be trusted; the way on is a new Mailbox, after `backoff`, and listing anew.
    TemporaryFailure is a no from the server, after which the connection still serves.
    """

    def __init__(self, account: ImapAccount, tokens: TokenSource | None = None) -> None:
        self._account = account
        self._tokens = tokens
        self._session: Session | None = None
        self._naming = Naming()
        self._selected = ""
        self._validity: int | None = None
        self._listed_to: int | None = None

    async def __aenter__(self) -> Self:
        """Connect, log in, learn how folders are named here and select the inbox."""
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out and hang up."""
        await self.close()

    async def open(self) -> None:
        """Connect. Raises LoginRefused or PermanentFailure where waiting does not help."""
        await with_token(self._tokens, self._open)

    async def _open(self, token: str | None) -> None:
        self._session = Session(self._account)
        try:
            await self._session.open(token)
            self._naming = await self._learn_naming()
            await self._select(self._account.inbox)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Log out and hang up; nothing is left open, whatever state the connection is in."""
        if self._session is not None:
            await self._session.close()

    async def uids(self) -> list[int]:
        """List all that lies in the inbox, in ascending order.

        SELECT says afresh how many there are: aioimaplib loses what the server says in passing.
        The windows go downwards, so a message that moves up because one before it was removed is
        met twice rather than missed.
        """
        count, mark = await self._select(self._account.inbox)
        if count <= WINDOW:  # pymap takes the numbers of a UID SEARCH for UIDs, so none without need
            found = await self._search("UNDELETED")
        else:
            found = set()
            for last in range(count, 0, -WINDOW):
                found |= await self._search(f"{max(1, last - WINDOW + 1)}:{last}", "UNDELETED")
        self._listed_to = mark
        return sorted(found)

    async def size(self, uid: int, folder: str = "") -> int | None:
        """Say how many octets a message has, or None when it is gone; in the inbox, unless a folder is named."""
        answer = await self._fetch(uid, "RFC822.SIZE", folder)
        found = SIZE.search(b"\n".join(answer.lines[:-1]))
        return int(found[1]) if found else None

    async def headers(self, uid: int, folder: str = "") -> bytes | None:
        """Fetch the header block, at most 256 KiB of it, or None when the message is gone."""
        return _content(await self._fetch(uid, f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>", folder))

    async def fetch(self, uid: int, folder: str = "") -> RawMessage | None:
        """Fetch a whole message without marking it as seen, or None when it is gone.

        What goes beyond the account's `largest` is not fetched; ask `size` first.
        """
        body = _content(await self._fetch(uid, f"BODY.PEEK[]<0.{self._account.largest}>", folder))
        return None if body is None else RawMessage(uid=uid, folder=folder or self._account.inbox, body=body)

    async def move(self, uid: int, folder: str, source: str = "") -> None:
        """Move a message out of the inbox, or of another folder; one that is gone already is no error."""
        session = await self._at(source)
        verb = "MOVE" if session.can("MOVE") else "COPY"
        answer = await session.run(session.client.uid(verb, str(uid), self._naming.outward(folder)))
        if answer.result != "OK":
            raise TemporaryFailure(f"Message {uid} cannot be moved to {folder}: {shown(said(answer))}")
        if verb == "COPY":
            await self.expunge(uid, source)

    async def expunge(self, uid: int, folder: str = "") -> None:
        """Remove a message from the inbox, or from another folder, for good."""
        session = await self._at(folder)
        client = session.client
        answer = await session.run(client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)"))
        if answer.result == "OK":
            # Without UIDPLUS the plain EXPUNGE also removes what others have marked as deleted.
            gone = client.uid("EXPUNGE", str(uid)) if session.can("UIDPLUS") else client.expunge()
            answer = await session.run(gone)
        if answer.result != "OK":
            raise TemporaryFailure(f"Message {uid} cannot be removed: {shown(said(answer))}")

    async def ensure_folders(self, folders: Iterable[str]) -> None:
        """Make the folders that are missing. Raises PermanentFailure when the server will not."""
        session = self._live
        for folder in folders:
            name = self._naming.outward(folder)
            if any(found.selectable for found in await self._list('""', name)):
                continue
            answer = await session.run(session.client.create(name))
            if answer.result != "OK" and b"ALREADYEXISTS" not in said(answer):
                raise PermanentFailure(f"The folder {folder} cannot be made: {shown(said(answer))}")
            await session.run(session.client.subscribe(name))  # so that people's mail clients show it

    def offers(self, capability: str) -> bool:
        """Tell whether the server has an extension of the protocol."""
        return self._live.can(capability)

    async def sent_folder(self) -> str | None:
        """Find where the server files what was sent, if it says so."""
        return await self.special_folder(r"\sent")

    async def special_folder(self, use: str) -> str | None:
        r"""Find the folder for a use, as `\junk`, if the server says which it is (RFC 6154)."""
        if not self._live.can("SPECIAL-USE"):
            return None
        for found in await self._list('(SPECIAL-USE) ""', '"*"'):
            if use in found.attributes:
                return self._naming.inward(found.name)
        return None

    async def find_message_id(self, folder: str, message_id: str) -> bool:
        """Tell whether a letter lies in a folder; a folder that does not exist holds none."""
        return bool(await self.holding(folder, "Message-ID", message_id))

    async def holding(self, folder: str, header: str, words: str) -> list[int]:
        """List what lies in a folder with these words in a header; a folder that does not exist holds none."""
        return await self._found(folder, "HEADER", header, quoted(words))

    async def find(self, folder: str, message_id: str = "") -> list[int]:
        """List what lies in another folder, or only what has a Message-ID; a folder that does not exist holds none."""
        named = ("HEADER", "Message-ID", quoted(message_id)) if message_id else ("UNDELETED",)
        return await self._found(folder, *named)

    async def _found(self, folder: str, *named: str) -> list[int]:
        try:
            await self._select(folder)
        except TemporaryFailure as no:
            if isinstance(no, ConnectionLost):
                raise
            return []
        return sorted(await self._search("ALL", *named))

    async def append(self, folder: str, body: bytes) -> None:
        """File a message in a folder, as read."""
        session = self._live
        filing = session.client.append(body, self._naming.outward(folder), flags=r"(\Seen)")
        answer = await session.run(filing, self._account.transfer_timeout)
        if answer.result != "OK":
            raise TemporaryFailure(f"Nothing can be filed in {folder}: {shown(said(answer))}")

    async def wait(self, seconds: float, called: asyncio.Event | None = None) -> None:
        """Return when there may be new mail or we are called, at the latest after `seconds` or the `idle_limit`.

        What arrived since `uids` is noticed first: the server mentioned it while another command
        ran, aioimaplib did not pass it on, and the server will not say it again in the IDLE.
        """
        _, mark = await self._select(self._account.inbox)
        if mark != self._listed_to:
            return
        if self._live.can("IDLE"):
            await self._live.idle(min(seconds, self._account.idle_limit), EXISTS, called)
        else:
            await self._live.pause(min(seconds, self._account.poll_after), called)

    @property
    def _live(self) -> Session:
        if self._session is None or self._session.lost:
            raise ConnectionLost("There is no connection to the mailbox.")
        return self._session

    async def _learn_naming(self) -> Naming:
        session = self._live
        if session.can("NAMESPACE"):
            answer = await session.run(session.client.namespace())
            return naming_of(b" ".join(answer.lines[:-1]))
        root = await self._list('""', '""')
        return Naming(separator=root[0].separator) if root else Naming()

    async def _select(self, folder: str) -> tuple[int, int]:
        """Select a folder; give its count, and a mark that is another once more mail has come."""
        session, self._selected = self._live, ""
        answer = await session.run(session.client.select(self._naming.outward(folder)))
        if answer.result != "OK":
            raise TemporaryFailure(f"The folder {folder} cannot be opened: {shown(said(answer))}")
        told = b"\n".join(answer.lines)
        count = _number(EXISTS, told) or 0
        if folder == self._account.inbox:
            validity = _number(UIDVALIDITY, told)
            if self._validity not in (None, validity):
                session.drop()
                raise ConnectionLost("The inbox was numbered anew; what was listed means nothing any more.")
            self._validity = validity
        self._selected = folder
        return count, _number(UIDNEXT, told) or count

    async def _at(self, folder: str) -> Session:
        folder = folder or self._account.inbox
        if self._selected != folder:
            await self._select(folder)
        return self._live

    async def _search(self, *criteria: str) -> set[int]:
        session = self._live
        # By default aioimaplib names a charset, which some servers refuse.
        asked = session.client.uid_search(*criteria, charset=None)
        answer = await session.run(asked, self._account.transfer_timeout)
        if answer.result != "OK":
            raise TemporaryFailure(f"The mailbox cannot be searched: {shown(said(answer))}")
        return {int(word) for line in answer.lines[:-1] for word in line.split() if word.isdigit()}

    async def _fetch(self, uid: int, what: str, folder: str) -> Any:
        session = await self._at(folder)
        asked = session.client.uid("FETCH", str(uid), f"({what})")
        answer = await session.run(asked, self._account.transfer_timeout)
        if answer.result != "OK":
            raise TemporaryFailure(f"Message {uid} cannot be fetched: {shown(said(answer))}")
        return answer

    async def _list(self, reference: str, pattern: str) -> list[Listed]:
        session = self._live
        answer = await session.run(session.client.list(reference, pattern))
        return [folder for line in answer.lines[:-1] if (folder := listed(bytes(line)))]


def _number(pattern: re.Pattern[bytes], told: bytes) -> int | None:
    found = pattern.search(told)
    return int(found[1]) if found else None


def _content(answer: Any) -> bytes | None:
    """Take the text out of a FETCH answer: a literal, or for short ones a quoted string or NIL."""
    for line in answer.lines[:-1]:
        if isinstance(line, bytearray):
            return bytes(line)
        if found := CONTENT.search(line):
            return re.sub(rb"\\(.)", rb"\1", found[1] or b"")
    return None
