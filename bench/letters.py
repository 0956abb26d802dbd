"""Letters: composed, committed and sent by the real functions, beside a bare loop that sends the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from bench.measure import Figure, Sizes, Watch, WatchedCourier, WatchedStore, alone, beside, unsynced
from bench.servers import Sink, sink
from bench.talks import PREPARES, SECRET, Workplace, copy, found
from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Tick
from musmail.conversation.letters import Send
from musmail.conversation.state import Conversation
from musmail.conversation.step import step
from musmail.daemon.advance import Office, view_for
from musmail.daemon.outbox import send_due
from musmail.daemon.ticks import tick
from musmail.wire import Letter
from musmail.writing.compose import compose


@dataclass(frozen=True)
class Round:
    """Seconds a letter; the parts do not quite add up to the whole."""

    whole: float
    compose: float
    commit: float
    note: float  # marked as being sent, and settled
    dialogue: float
    bare: float
    disk: float
    fsyncs: float
    size: float

    @property
    def undisked(self) -> float:
        """Leave out the waiting for the disk, which differs tenfold from machine to machine and from hour to hour."""
        return self.whole - self.disk


async def letters(folder: Path, sizes: Sizes) -> list[Figure]:
    """Measure; a first round that is not counted warms everything up."""
    place = found()
    store = WatchedStore(folder)
    try:
        with sink(real=sizes.real) as to:
            rounds = await _rounds(place, store, to, sizes)
    finally:
        store.close()
    return _figures(rounds, f"bare aiosmtplib to {to.name}")


def _figures(rounds: Sequence[Round], bare: str) -> list[Figure]:
    def each(part: str) -> list[float]:
        return [1e3 * getattr(one, part) for one in rounds]

    rate = [1e3 / x for x in each("bare")]
    return [
        beside("composed, committed, sent", [1e3 / x for x in each("whole")], "/s", bare, rate),
        beside("  were the disk no wait", [1e3 / x for x in each("undisked")], "/s", bare, rate),
        alone("  composing", each("compose"), "ms"),
        alone("  committing, two letters an event", each("commit"), "ms"),
        alone("  noting: being sent, sent", each("note"), "ms"),
        beside("  the dialogue with the server", each("dialogue"), "ms", bare, each("bare")),
        alone("  of it all, waiting for the disk", each("disk"), "ms"),
        alone("fsyncs a letter", [one.fsyncs for one in rounds], ""),
        alone("size of a letter", [one.size / 1e3 for one in rounds], "kB"),
    ]


async def _rounds(place: Workplace, store: WatchedStore, to: Sink, sizes: Sizes) -> list[Round]:
    office = place.office(store)
    bare = aiosmtplib.SMTP(hostname=to.account.host, port=to.account.port, use_tls=False, start_tls=False)
    async with WatchedCourier(to.account) as courier, bare:
        rounds = []
        for number in range(sizes.rounds + 1):
            first = number * sizes.talks
            talks = [copy(place.talk, one) for one in range(first, first + sizes.talks)]
            with unsynced():
                for talk in talks:
                    store.commit(talk, place.passages)
            rounds.append(await _round(office, store, courier, bare, talks))
    return rounds[1:]


async def _round(
    office: Office,
    store: WatchedStore,
    courier: WatchedCourier,
    bare: aiosmtplib.SMTP,
    talks: list[Aggregate],
) -> Round:
    store.watch, courier.watch, watch = Watch(), Watch(), Watch()
    with watch.on("compose"):
        composed = sum(map(len, [_compose(office, talk) for talk in talks]))
    with watch.on("whole"):
        tick(office, PREPARES)
    committed = store.watch.spent["commit"]
    waiting = [
        Letter(one.message_id, office.policy.mailbox.address, one.address, store.blob(id_, one.blob))
        for id_, one in store.outbox()
    ]
    with watch.on("whole"):
        sent = await send_due(office, courier, lambda: PREPARES)
    with watch.on("bare"):
        for letter in waiting:
            await bare.sendmail(letter.sender, [letter.recipient], letter.data)
    assert composed == sent == len(waiting), "a letter was not sent"
    return Round(
        whole=watch.spent["whole"] / sent,
        compose=watch.spent["compose"] / sent,
        commit=committed / sent,
        note=(store.watch.spent["commit"] - committed) / sent,
        dialogue=courier.watch.spent["send"] / sent,
        bare=watch.spent["bare"] / sent,
        disk=store.watch.spent["fsync"] / sent,
        fsyncs=store.watch.count["fsync"] / sent,
        size=sum(len(letter.data) for letter in waiting) / sent,
    )


def _compose(office: Office, talk: Aggregate) -> list[Letter]:
    """Write what the tick will ask for, without the tick."""
    assert isinstance(talk.state, Conversation)
    moved = step(talk.state, Tick(PREPARES), office.policy)
    written: list[Letter] = []
    for wish in moved.effects:
        if isinstance(wish, Send) and (view := view_for(moved.talk, wish.to)):
            number = len(talk.letters) + 1 + len(written)
            made = compose(wish, view, office.policy, office.texts, number=number, secret=SECRET, at=PREPARES)
            written.append(made.letter)
    return written
