"""Replies: fetched, read, acted on, committed and moved by the real sweep, beside a loop that fetches and moves."""

import email
import email.policy
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import aioimaplib

from bench.measure import Figure, Sizes, Watch, WatchedStore, alone, beside, unsynced
from bench.replying import Reply, reply
from bench.servers import Inbox, inbox
from bench.talks import PREPARES, Workplace, copy, found
from musmail.conversation.events import Replied
from musmail.conversation.letters import Kind, Recipient
from musmail.daemon.advance import Office, passages_of
from musmail.daemon.dealing import Desktop, Trust, find_way, understand
from musmail.daemon.desk import Desk
from musmail.daemon.inbox import DONE, REVIEW, sweep
from musmail.daemon.outbox import settle
from musmail.daemon.ticks import tick
from musmail.reading.key import inbound_key
from musmail.transport.accounts import ImapAccount, Tls
from musmail.transport.imap import Mailbox
from musmail.wire import Accepted
from tests.replies.mailing import fill
from tests.replies.people import shape

ANSWERED_AT = PREPARES + timedelta(days=4, hours=1)
LARGEST = 40 * 1024 * 1024
# A reply as Gmail writes it, with our whole letter as HTML quoted in it; ten questions are answered.
GMAIL, GMAIL_ANSWERS = "preparation/01-gmail-web-in-the-boxes", 10


PARSED = "email, policy.default"


@dataclass(frozen=True)
class Round:
    """Seconds a reply, for the parts and the bare things beside them."""

    whole: float
    commit: float
    bare: float
    reading: float
    parsing: float
    disk: float
    size: float

    @property
    def undisked(self) -> float:
        """Leave out the waiting for the disk, which differs tenfold from machine to machine and from hour to hour."""
        return self.whole - self.disk


async def replies(folder: Path, sizes: Sizes) -> list[Figure]:
    """Measure; a first round that is not counted warms everything up."""
    place = found()
    store = WatchedStore(folder)
    desktop = Desktop(place.office(store), Desk(folder), Trust(), lambda: ANSWERED_AT)
    try:
        with inbox(real=sizes.real) as server:
            rounds = await _rounds(place, desktop, server, sizes)
            quoting = _quoting(place, desktop, sizes)
    finally:
        store.close()
    return [*_figures(rounds, server.name), *quoting]


def _figures(rounds: Sequence[Round], server: str) -> list[Figure]:
    def each(part: str) -> list[float]:
        return [1e3 * getattr(one, part) for one in rounds]

    bare, parsed = f"bare fetch and move, {server}", PARSED
    rate = [1e3 / x for x in each("bare")]
    return [
        beside("dealt with", [1e3 / x for x in each("whole")], "/s", bare, rate),
        beside("  were the disk no wait", [1e3 / x for x in each("undisked")], "/s", bare, rate),
        beside("  reading", each("reading"), "ms", parsed, each("parsing")),
        alone("  committing, with the receipt", each("commit"), "ms"),
        alone("  of it waiting for the disk", each("disk"), "ms"),
        alone("reading's share of the whole", [100 * one.reading / one.whole for one in rounds], "%"),
        alone("size of a reply, in two parts", [one.size / 1e3 for one in rounds], "kB"),
    ]


class BareLoop:
    """The least a program can do with a mailbox: list it, fetch each mail, move it away."""

    def __init__(self, account: ImapAccount) -> None:
        """Connect as musmail does: implicit TLS, or the sandbox's plain text."""
        self._account = account
        plain = account.tls is Tls.SANDBOX_PLAINTEXT
        context = None if plain else ssl.create_default_context(cafile=account.ca_file)
        self._client = aioimaplib.IMAP4(account.host, account.port, ssl_context=context)

    async def __aenter__(self) -> Self:
        """Log in."""
        await self._client.wait_hello_from_server()
        await self._client.login(self._account.user, self._account.password)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out."""
        await self._client.logout()

    async def run(self) -> int:
        """Fetch and move everything in the inbox. Returns how many."""
        client, moved = self._client, 0
        await client.select("INBOX")
        found = await client.uid_search("ALL", charset=None)
        for uid in found.lines[0].split():
            await client.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
            answer = await client.uid("MOVE", uid.decode(), DONE)
            moved += answer.result == "OK"
        return moved


async def _rounds(place: Workplace, desktop: Desktop, server: Inbox, sizes: Sizes) -> list[Round]:
    async with Mailbox(server.account) as mailbox, BareLoop(server.account) as bare:
        await mailbox.ensure_folders((DONE, REVIEW))
        rounds = []
        for number in range(sizes.rounds + 1):
            numbers = range(number * sizes.replies, (number + 1) * sizes.replies)
            with unsynced():
                answers = _answers(place, desktop.office, numbers)
            rounds.append(await _round(desktop, mailbox, bare, answers))
    return rounds[1:]


def _answers(place: Workplace, office: Office, numbers: range) -> list[tuple[Reply, Reply]]:
    """Let as many talks send out their skemaer, and give two answers to each employee's."""
    made = []
    for number in numbers:
        talk = copy(place.talk, number)
        office.store.commit(talk, place.passages)
        tick(office, PREPARES)
        made.append(_two_answers(office, talk.id, number))
    return made


def _two_answers(office: Office, id_: str, number: int) -> tuple[Reply, Reply]:
    talk = office.store.load(id_)
    assert talk is not None
    [letter] = [x for x in talk.letters if x.kind is Kind.PREPARATION and x.to is Recipient.EMPLOYEE]
    data, passages = (office.store.blob(id_, sha) for sha in (letter.blob, letter.text))
    for waiting in talk.letters[-2:]:
        settle(office, id_, waiting.number, Accepted(250, ""), PREPARES)
    first, second = (reply(data, passages_of(passages), 2 * number + one) for one in range(2))
    return first, second


async def _round(
    desktop: Desktop, mailbox: Mailbox, bare: "BareLoop", answers: list[tuple[Reply, Reply]]
) -> Round:
    """Deal with one reply to each letter, and only read, fetch and move the other."""
    store, watch, count = desktop.office.store, Watch(), len(answers)
    assert isinstance(store, WatchedStore)
    for _, other in answers:
        _read(desktop, other, watch)
    for one, _ in answers:
        await mailbox.append("INBOX", one.data)
    store.watch = Watch()
    with watch.on("whole"):
        dealt = await sweep(desktop, mailbox, LARGEST)
    for _, other in answers:
        await mailbox.append("INBOX", other.data)
    with watch.on("bare"):
        moved = await bare.run()
    assert dealt == moved == count, "a reply was left lying"
    assert not list(desktop.desk.kept()), "a reply was kept for review"
    return Round(
        whole=watch.spent["whole"] / count,
        commit=store.watch.spent["commit"] / count,
        bare=watch.spent["bare"] / count,
        reading=watch.spent["reading"] / count,
        parsing=watch.spent["parsing"] / count,
        disk=store.watch.spent["fsync"] / count,
        size=sum(len(one.data) for one, _ in answers) / count,
    )


def _read(desktop: Desktop, answer: Reply, watch: Watch) -> None:
    """Read an answer against the state as it is, and parse the same bytes with the standard library."""
    way = find_way(desktop.office, answer.data)
    talk = desktop.office.store.load(way.aggregate or "")
    assert talk is not None
    with watch.on("parsing"):
        email.message_from_bytes(answer.data, policy=email.policy.default)
    with watch.on("reading"):
        understood = understand(desktop, answer.data, inbound_key(answer.data), way, talk)
    assert isinstance(understood.outcome, Replied), understood
    assert len(understood.outcome.filed) == answer.answers, "an answer was lost"


def _quoting(place: Workplace, desktop: Desktop, sizes: Sizes) -> list[Figure]:
    """Read the same Gmail reply again and again: it is one of the fixed mails, which no sweep has seen."""
    office = desktop.office
    office.store.commit(replace(place.talk, revision=1), place.passages)
    tick(office, PREPARES)
    talk = office.store.load(place.talk.id)
    assert talk is not None
    [letter] = [x for x in talk.letters if x.kind is Kind.PREPARATION and x.to is Recipient.EMPLOYEE]
    head = email.message_from_bytes(office.store.blob(talk.id, letter.blob), policy=email.policy.default)
    data = fill(
        shape(GMAIL),
        reply_to=head["Reply-To"].addresses[0].addr_spec,
        message_id=letter.message_id,
        subject=str(head["Subject"]),
        date="Mon, 26 Oct 2026 10:00:00 +0100",
        fresh_id="1",
    )
    rounds = []
    for _ in range(2 * sizes.rounds + 1):
        watch = Watch()
        _read(desktop, Reply(data, GMAIL_ANSWERS), watch)
        rounds.append(watch.spent)
    values = {name: [1e3 * one[name] for one in rounds[1:]] for name in ("reading", "parsing")}
    what = f"reading one of {len(data) / 1e3:.0f} kB, all HTML quoted"
    return [beside(what, values["reading"], "ms", PARSED, values["parsing"])]
