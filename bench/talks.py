"""Talks to measure with: one is led to its preparation by the real functions, then copied for more people."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Intent, Replied, Said
from musmail.conversation.letters import Kind, LetterRecord, Status
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.ticks import tick
from musmail.sandbox.demo import workplace
from musmail.scheduling.slots import Slot
from musmail.settings.load import Settings
from musmail.skema.forms import Role
from musmail.store.memory import MemoryStore
from musmail.store.protocol import Store
from musmail.writing.texts import Texts, compile_texts

ZONE = ZoneInfo("Europe/Copenhagen")
SECRET = bytes(range(32))
BEGINS = datetime(2026, 9, 28, 9, tzinfo=ZONE)
OFFERED = tuple(datetime(2026, 11, day, 10, tzinfo=ZONE) for day in (10, 12, 13))
# Three weeks before the meeting, when both get their skema; letters may leave at nine.
PREPARES = datetime(2026, 10, 22, 9, tzinfo=ZONE)


@dataclass(frozen=True)
class Workplace:
    """The demo's settings and texts, and a talk that will send both skemaer at its next tick."""

    settings: Settings
    texts: Texts
    talk: Aggregate
    passages: Mapping[str, bytes]  # what its letters so far said, by name

    def office(self, store: Store) -> Office:
        """Put an office on top of a store."""
        salts = itertools.count()
        return Office(store, self.settings.policy, self.texts, SECRET, lambda: f"{next(salts):032}")


def found() -> Workplace:
    """Lead one talk to where its skemaer are due, in memory."""
    settings = workplace(Path())
    store = MemoryStore()
    office = Office(store, settings.policy, compile_texts(settings.texts), SECRET, lambda: "0" * 32)
    enrol_everyone(office, settings, BEGINS)
    while (wake := store.next_wake()) and wake.date() < PREPARES.date():
        tick(office, wake)
        _answer(office, wake)
    [talk] = [store.load(id_) for id_ in store.conversations_of("anna")]
    assert talk is not None
    passages = {letter.text: store.blob(talk.id, letter.text) for letter in talk.letters}
    settled = tuple(
        replace(one, status=Status.SENT, attempts=1, settled_at=one.queued_at) for one in talk.letters
    )
    return Workplace(settings, office.texts, replace(talk, letters=settled), passages)


def _answer(office: Office, at: datetime) -> None:
    """Let the leader offer times and the employee choose one, as soon as they are asked."""
    for id_ in office.store.conversations_of("anna"):
        talk = office.store.load(id_)
        assert talk is not None
        for letter in talk.letters:
            if (said := SAYS.get(letter.kind)) and f"said-{letter.kind}" not in talk.dealt:
                role = Role(letter.to.value)
                key, soon = f"said-{letter.kind}", at + timedelta(hours=1)
                words = Replied(
                    soon, key, role, letter.address, letter.number, letter.kind.value, said=(said,)
                )
                advance(office, id_, words)


_LENGTH = timedelta(minutes=90)
SAYS = {
    Kind.CONVENE_LEADER: Said(Intent.OFFER_TIMES, times=tuple(Slot(at, at + _LENGTH) for at in OFFERED)),
    Kind.CONVENE_EMPLOYEE: Said(Intent.CHOOSE_SLOT, 2),
}


def copy(talk: Aggregate, number: int) -> Aggregate:
    """Give another pair of people the same talk, at its first revision."""
    assert isinstance(talk.state, Conversation)
    id_ = aggregate_id(SECRET, "c", str(number))
    shared = talk.state.shared
    employee, leader = (_other(party, number) for party in (shared.employee, shared.leader))
    person = aggregate_id(SECRET, "p", employee.id)
    state = replace(
        talk.state, id=id_, shared=replace(shared, person=person, employee=employee, leader=leader)
    )
    letters = tuple(_letter(one, id_, number) for one in talk.letters)
    dealt = {f"{key}-{number}": place for key, place in talk.dealt.items()}
    return replace(talk, id=id_, state=state, letters=letters, dealt=dealt, internal=(), revision=1)


def _other(party: Party, number: int) -> Party:
    local, _, domain = party.address.partition("@")
    return replace(party, id=f"{party.id}{number}", address=f"{local}{number}@{domain}")


def _letter(letter: LetterRecord, id_: str, number: int) -> LetterRecord:
    local, _, domain = letter.address.partition("@")
    return replace(
        letter,
        key=f"{id_}-{letter.number}",
        person=f"{letter.person}{number}",
        address=f"{local}{number}@{domain}",
        message_id=f"<{id_}-{letter.number}@{domain}>",
    )
