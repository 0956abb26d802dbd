"""The world of the demo: the real daemon's functions over real SMTP and IMAP, people who answer, a clock that jumps."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from musmail.conversation.events import CarriedItem, TalkClosed
from musmail.conversation.letters import LetterRecord
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.build import build_desktop, build_office, enrol_everyone, token_key
from musmail.daemon.inbox import DONE, REVIEW, Desktop, sweep
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.people import People, Planned
from musmail.sandbox.postoffice import PostOffice, post_office
from musmail.settings.load import Settings
from musmail.store.tiny import TinyStore
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Letter


@dataclass(frozen=True)
class Carried:
    """One mail on its way in the demo: a letter of ours to somebody, or somebody's answer to us."""

    at: datetime
    sender: str
    recipient: str
    data: bytes
    record: LetterRecord | None = None  # ours
    shape: str = ""  # theirs


@dataclass
class World:
    """Everything the demo is made of; `async with` opens the servers and the state folder."""

    settings: Settings
    clock: JumpingClock
    people: People
    folder: Path
    watch: Callable[[Carried], None]
    dead: frozenset[str] = frozenset()
    carried: Mapping[str, tuple[CarriedItem, ...]] = field(
        default_factory=dict
    )  # agreements of the year before
    mails: list[Carried] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    office: Office = field(init=False)
    desktop: Desktop = field(init=False)
    post: PostOffice = field(init=False)
    _mailbox: Mailbox = field(init=False)
    _courier: SmtpCourier = field(init=False)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        """Open the post office, the state folder and both connections."""
        mailbox = self.settings.policy.mailbox.address
        self.post = await self._stack.enter_async_context(post_office(mailbox, self._deliver, self.dead))
        store = TinyStore(self.folder)
        self._stack.callback(store.close)
        self.office = build_office(self.settings, store, token_key(self.folder))
        self.desktop = build_desktop(self.settings, self.office, self.clock.now)
        self._mailbox = await self._stack.enter_async_context(Mailbox(self.post.imap))
        self._courier = await self._stack.enter_async_context(SmtpCourier(self.post.smtp))
        await self._mailbox.ensure_folders((DONE, REVIEW))
        enrol_everyone(self.office, self.settings, self.clock.now())
        for person, items in self.carried.items():
            known = TalkClosed(self.clock.now(), f"imported:{person}", "", "signed", None, items)
            advance(self.office, aggregate_id(self.office.secret, "p", person), known)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything."""
        await self._stack.aclose()

    def _deliver(self, address: str, data: bytes) -> None:
        """Hand a letter of ours to the person it is for."""
        headers = data.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        message_id = next(
            line[12:].strip() for line in headers.split("\r\n") if line.startswith("Message-ID: ")
        )
        found = self.office.store.letter_by_message_id(message_id)
        aggregate = self.office.store.load(found[0]) if found else None
        record = aggregate.letters[found[1] - 1] if aggregate and found else None
        self._note(Carried(self.clock.now(), self.settings.policy.mailbox.address, address, data, record))
        self.people.receive(address, record.kind.value if record else "", data, self.clock.now())

    def _note(self, carried: Carried) -> None:
        self.mails.append(carried)
        self.watch(carried)

    async def live(self, until: datetime) -> None:
        """Let everybody live until a civil time, jumping from one thing that happens to the next."""
        while self.clock.now() < until:
            while await self._moment():
                pass
            store, now = self.office.store, self.clock.now()
            ahead = (store.next_wake(), next_leaving(self.office, now), self.people.next_at())
            self.clock.jump(min((at for at in ahead if at is not None), default=until))

    async def _moment(self) -> int:
        """Do what there is to do without time passing."""
        happened = tick(self.office, self.clock.now())
        happened += await send_due(self.office, self._courier, self.clock.now)
        for answer in self.people.due(self.clock.now()):
            await self._post(answer)
            happened += 1
        return happened + await sweep(self.desktop, self._mailbox, self.post.imap.largest)

    async def _post(self, answer: Planned) -> None:
        """Send somebody's answer through the same SMTP server."""
        self._note(Carried(answer.at, answer.sender, answer.recipient, answer.data, shape=answer.shape))
        await self._courier.send(Letter("", answer.sender, answer.recipient, answer.data))
