"""A world to try an organisation in: the real daemon's functions, people who answer, and a clock that jumps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.digest import entries_in
from musmail.conversation.letters import Kind, LetterRecord, Passage, Recipient
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import verify
from musmail.daemon.advance import Office, passages_of
from musmail.daemon.build import KEY_BYTES, build_desktop, build_office
from musmail.daemon.dealing import Desktop
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.inbox import sweep
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.inboxes import Button, received
from musmail.sandbox.post import Post
from musmail.sandbox.staff import Planned, Staff
from musmail.settings.load import Settings
from musmail.skema.forms import Role
from musmail.store.protocol import Store

# The key of a sandbox: nothing in it is secret, and two runs alike name everything alike.
KEY = bytes(range(KEY_BYTES))
LARGEST = 40 * 1024 * 1024


@dataclass(frozen=True)
class Carried:
    """One mail on its way: a letter of ours to somebody, or somebody's mail to us."""

    at: datetime
    sender: str
    recipient: str
    data: bytes
    aggregate: str = ""
    record: LetterRecord | None = None  # ours
    shape: str = ""  # theirs
    answers: tuple[str, int] | None = None  # theirs: the letter they mean
    entries: tuple[tuple[str, LetterRecord], ...] = ()  # ours: the letters a digest stands for

    @property
    def letters(self) -> tuple[tuple[str, LetterRecord], ...]:
        """List what a mail of ours brings, each with its aggregate: itself, or the entries of a digest."""
        return self.entries or (((self.aggregate, self.record),) if self.record else ())


Happening = tuple[datetime, Callable[["World"], None]]


@dataclass
class World:
    """Everything there is; `post` is set before anything happens, as it delivers back into the world."""

    settings: Settings
    clock: JumpingClock
    staff: Staff
    office: Office
    desktop: Desktop
    watch: Callable[[Carried], None]
    mails: list[Carried] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)  # addresses nobody has
    happenings: list[Happening] = field(default_factory=list)  # what else comes to pass, the soonest first
    addresses: dict[str, set[str]] = field(default_factory=dict)  # every address a person has had
    post: Post = field(init=False)

    def deliver(self, address: str, data: bytes) -> None:
        """Hand a letter of ours to the person it is for."""
        found = self.office.store.letter_by_message_id(_message_id(data))
        aggregate = self.office.store.load(found[0]) if found else None
        if found is None or aggregate is None:
            return
        record = next(one for one in aggregate.letters if one.number == found[1])
        mailbox = self.settings.policy.mailbox.address
        entries = self._entries(aggregate, record) if record.kind is Kind.DIGEST else ()
        carried = Carried(
            self.clock.now(), mailbox, address, data, aggregate.id, record, entries=tuple(entries)
        )
        self._note(carried)
        for entry in carried.letters:
            self._hand(address, data, (aggregate, record), entry)

    def _entries(self, person: Aggregate, digest: LetterRecord) -> Iterator[tuple[str, LetterRecord]]:
        for name, number in entries_in(self._passages(person, digest)):
            known = self.office.store.load(name)
            assert known is not None
            yield name, known.letters[number - 1]

    def _passages(self, aggregate: Aggregate, record: LetterRecord) -> tuple[Passage, ...]:
        return passages_of(self.office.store.blob(aggregate.id, record.text))

    def _hand(
        self,
        address: str,
        data: bytes,
        sent: tuple[Aggregate, LetterRecord],
        entry: tuple[str, LetterRecord],
    ) -> None:
        """Let somebody read a letter, or one entry of a digest as the letter it stands for."""
        name, record = entry
        alone = record is sent[1]
        if not self.staff.opens(address, record.kind, self.clock.now()):
            return
        aggregate = sent[0] if alone else self.office.store.load(name)
        assert aggregate is not None
        letter = received(
            data,
            to=address,
            kind=record.kind,
            conversation=name,
            number=record.number,
            at=self.clock.now(),
            passages=self._passages(*sent),
            entry="" if alone else f"{name}/{record.number}",
            owns=lambda button: alone or self._owner(button, name, record.number),
            book=self.office.texts.phrasebook,
        )
        role, other = None, ""
        if isinstance(aggregate.state, Conversation) and record.to in (Recipient.EMPLOYEE, Recipient.LEADER):
            role = Role(record.to.value)
            other = aggregate.state.party(role.other).name
        self.staff.receive(letter, role, other)

    def _owner(self, button: Button, name: str, number: int) -> bool:
        """Tell whether a button is of this letter: by its token, or where addresses have none, by its subject's tag."""
        token = verify(self.office.secret, button.address.partition("@")[0].partition("+")[2])
        return (
            (token.aggregate, token.letter) == (name, number)
            if token
            else f"[{name}-{number}]" in button.subject
        )

    def _note(self, carried: Carried) -> None:
        self.mails.append(carried)
        self.watch(carried)

    def enrol(self, settings: Settings) -> None:
        """Take the roster as it is now, as a start or a reload of the daemon does."""
        self.settings = settings
        parties = [one.party for one in settings.roster.people.values()]
        for party in (*parties, *filter(None, (settings.policy.hr,))):
            self.addresses.setdefault(party.id, set()).add(party.address.casefold())
        enrol_everyone(self.office, settings, self.clock.now())

    async def live(self, until: datetime) -> None:
        """Let everybody live until a civil time, jumping from one thing that happens to the next."""
        while self.clock.now() < until:
            while await self._moment():
                pass
            store, now = self.office.store, self.clock.now()
            happens = self.happenings[0][0] if self.happenings else None
            ahead = (store.next_wake(), next_leaving(self.office, now), self.staff.next_at(), happens)
            self.clock.jump(min((at for at in ahead if at is not None and at > now), default=until))

    async def _moment(self) -> int:
        """Do what there is to do without time passing."""
        while self.happenings and self.happenings[0][0] <= self.clock.now():
            self.happenings.pop(0)[1](self)
        happened = tick(self.office, self.clock.now())
        happened += await send_due(self.office, self.post.courier, self.clock.now)
        for mail in self.staff.due(self.clock.now()):
            await self._submit(mail)
            happened += 1
        return happened + await sweep(self.desktop, self.post.folder, LARGEST)

    async def _submit(self, mail: Planned) -> None:
        self._note(
            Carried(mail.at, mail.sender, mail.recipient, mail.data, shape=mail.shape, answers=mail.answers)
        )
        await self.post.submit(mail.sender, mail.recipient, mail.data)


def _message_id(data: bytes) -> str:
    """Read the Message-ID our letters carry; they never fold it."""
    headers = data.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return next(line[12:].strip() for line in headers.split("\r\n") if line.startswith("Message-ID: "))


def found(
    settings: Settings,
    store: Store,
    clock: JumpingClock,
    staff: Staff,
    watch: Callable[[Carried], None] = lambda carried: None,
    secret: bytes = KEY,
) -> World:
    """Found a world: the office with its store, everybody enrolled."""
    office = build_office(settings, store, secret)
    world = World(settings, clock, staff, office, build_desktop(settings, office, clock.now), watch)
    world.enrol(settings)
    return world
