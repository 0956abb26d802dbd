"""How mail travels in the sandbox: through real servers on the loopback, or straight from hand to hand."""

from collections.abc import AsyncIterator, Callable
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from musmail.daemon.inbox import DONE, REVIEW, Folder
from musmail.daemon.outbox import Courier
from musmail.sandbox.postoffice import post_office
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted, Letter, Outcome, RawMessage, Refused

Deliver = Callable[[str, bytes], None]


class Post(Protocol):
    """What the world needs of its mail servers."""

    @property
    def courier(self) -> Courier:
        """Give the way out."""

    @property
    def folder(self) -> Folder:
        """Give the inbox."""

    async def submit(self, sender: str, recipient: str, data: bytes) -> None:
        """Send a person's mail."""


@dataclass
class Servers:
    """An SMTP and an IMAP server of our own, spoken to by the real transport."""

    courier: SmtpCourier
    folder: Mailbox

    async def submit(self, sender: str, recipient: str, data: bytes) -> None:
        """Send a person's mail through the same SMTP server."""
        await self.courier.send(Letter("", sender, recipient, data))


@asynccontextmanager
async def servers(
    mailbox: str, deliver: Deliver, dead: AbstractSet[str] = frozenset()
) -> AsyncIterator[Servers]:
    """Open both servers and a connection to each."""
    async with (
        post_office(mailbox, deliver, dead) as office,
        Mailbox(office.imap) as folder,
        SmtpCourier(office.smtp) as courier,
    ):
        await folder.ensure_folders((DONE, REVIEW))
        yield Servers(courier, folder)


@dataclass
class ByHand:
    """Mail without servers, for plans and simulations: what is sent has arrived."""

    deliver: Deliver
    dead: AbstractSet[str] = frozenset()
    inbox: dict[int, bytes] = field(default_factory=dict)
    put_away: dict[str, list[bytes]] = field(default_factory=dict)
    _last: int = 0

    @property
    def courier(self) -> "ByHand":
        """Carry letters itself."""
        return self

    @property
    def folder(self) -> "ByHand":
        """Be the inbox itself."""
        return self

    async def send(self, letter: Letter) -> Outcome:
        """Hand a letter over at once; see outbox.Courier."""
        if letter.recipient.casefold() in self.dead:
            return Refused(permanent=True, code=550, text="5.1.1 No such mailbox")
        self.deliver(letter.recipient.casefold(), letter.data)
        return Accepted(250, "OK")

    async def submit(self, sender: str, recipient: str, data: bytes) -> None:
        """Lay a person's mail into the inbox."""
        self._last += 1
        self.inbox[self._last] = data

    async def uids(self) -> list[int]:
        """See inbox.Folder."""
        return list(self.inbox)

    async def size(self, uid: int) -> int | None:
        """See inbox.Folder."""
        return len(self.inbox[uid])

    async def headers(self, uid: int) -> bytes | None:
        """See inbox.Folder."""
        return self.inbox[uid].partition(b"\r\n\r\n")[0]

    async def fetch(self, uid: int) -> RawMessage | None:
        """See inbox.Folder."""
        return RawMessage(uid, "INBOX", self.inbox[uid])

    async def move(self, uid: int, folder: str) -> None:
        """See inbox.Folder."""
        self.put_away.setdefault(folder, []).append(self.inbox.pop(uid))

    async def expunge(self, uid: int) -> None:
        """See inbox.Folder."""
        del self.inbox[uid]

    async def find(self, folder: str, message_id: str = "") -> list[int]:
        """See inbox.Folder."""
        laid = self.put_away.get(folder, [])
        return [place for place, body in enumerate(laid) if message_id.encode() in body]

    async def append(self, folder: str, body: bytes) -> None:
        """See inbox.Folder."""
        self.put_away.setdefault(folder, []).append(body)
