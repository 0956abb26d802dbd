"""Aggregates to store: a talk with everything a document can hold, and letters with their bytes."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from musmail.conversation import log
from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Enrolled
from musmail.conversation.letters import InternalRecord, Kind, LetterRecord, Recipient, Status
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.state import Appointment, Conversation, Opened, Own, Shared, Stage
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Answer, Mark, Phase, Question, Role, Section, Skema

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 10, 1, 12, tzinfo=COPENHAGEN)
ANNA = Party("anna", "Anna Ærø", "anna@example.org", aliases=("aa@example.org",))
LARS = Party("lars", "Lars Østergård", "lars@example.org")
PEOPLE = {party.id: party for party in (ANNA, LARS, Party("bo", "Bo Bæk", "bo@example.org"))}
WORDS = "Jeg vil gerne tale om nætterne – og om hvem der dækker ind. "


def skema(role: Role, questions: int = 3) -> Skema:
    """Make a small form."""
    asked = tuple(Question(f"q{n}", f"Hvad gik godt, {n}?", "Tænk på året.") for n in range(questions))
    return Skema("mus", "da", role, "MUS", (Section("bagud", "Bagud", Phase.BACKWARD, asked),))


def talk(
    aggregate_id: str = "ctalk", employee: Party = ANNA, leader: Party = LARS, **shared: Any
) -> Aggregate:
    """Make a talk at its first revision, with words in every record."""
    record = Shared(
        kind="mus",
        person="panna",
        employee=employee,
        leader=leader,
        leaders_leader=None,
        hr=None,
        stage=Stage.PREPARING,
        target_on=date(2026, 11, 1),
        begun_at=NOON,
        policy_digest="0123456789abcdef",
        skemas={role: skema(role) for role in Role},
        calendar={Role.EMPLOYEE: "accepted"},
        done={"convened": NOON},
        opened=(Opened(Role.LEADER, "q1", WORDS, NOON),),
    )
    own = Own(answers=(Answer("q0", WORDS, Mark.PRIVATE, NOON),), notes=("ring til TR",))
    state = Conversation(aggregate_id, replace(record, **shared), employee=own)
    return Aggregate(
        aggregate_id, state, revision=1, wake_at=NOON, log=entries(2), dealt={f"in-{aggregate_id}": "replied"}
    )


def person(aggregate_id: str = "panna", party: Party = ANNA) -> Aggregate:
    """Make a person at its first revision."""
    return Aggregate(
        aggregate_id, Person(aggregate_id, party, LARS, None, None, last_held_on=date(2025, 10, 1)), 1
    )


def entries(count: int) -> tuple[log.Entry, ...]:
    """Make a chain."""
    chain: tuple[log.Entry, ...] = ()
    for number in range(count):
        chain = log.append(
            chain, at=NOON, kind="replied", actor="employee", words=b"ord", salt=f"{number:032}"
        )
    return chain


def meeting(days: int = 30) -> Appointment:
    """Make an appointment so many days after noon."""
    starts = NOON + timedelta(days=days)
    return Appointment("uid@example.org", 0, Slot(starts, starts + timedelta(minutes=90)), "Mødelokale 2")


def sha(data: bytes) -> str:
    """Name bytes as a letter does."""
    return hashlib.sha256(data).hexdigest()


def eml(number: int, size: int = 600) -> bytes:
    """Make a letter's bytes."""
    return f"Subject: MUS {number}\r\n\r\n".encode() + b"Hej.\r\n" * (size // 6)


def passages(number: int) -> bytes:
    """Make the text of a letter."""
    return f'[{{"text": "Hej {number}", "field": ""}}]'.encode()


def letter(number: int, aggregate_id: str = "ctalk", **changes: Any) -> LetterRecord:
    """Make the record of a waiting letter to Anna; its bytes are `eml(number)` and `passages(number)`."""
    record = LetterRecord(
        number=number,
        key=f"{aggregate_id}-key-{number}",
        kind=Kind.PREPARATION,
        to=Recipient.EMPLOYEE,
        person="anna",
        address="anna@example.org",
        message_id=f"<{aggregate_id}-{number}@example.org>",
        cause="prepare:1",
        not_before=NOON + timedelta(minutes=number),
        blob=sha(eml(number)),
        text=sha(passages(number)),
    )
    return replace(record, **changes)


def internal(number: int, to: str = "panna") -> InternalRecord:
    """Make an event on its way to another aggregate."""
    return InternalRecord(
        f"tell-{number}", to, Enrolled(NOON, f"tell-{number}", ANNA, LARS, None, None, None)
    )


def bytes_of(*numbers: int) -> dict[str, bytes]:
    """Bring the bytes of letters."""
    return {sha(data): data for number in numbers for data in (eml(number), passages(number))}


def after(aggregate: Aggregate, **changes: Any) -> Aggregate:
    """Make the next revision."""
    return replace(aggregate, revision=aggregate.revision + 1, **changes)


def with_letters(aggregate: Aggregate, *letters: LetterRecord) -> Aggregate:
    """Make the next revision, with letters added or, by their number, replaced."""
    kept = {record.number: record for record in (*aggregate.letters, *letters)}
    return after(aggregate, letters=tuple(kept.values()))


def sent(record: LetterRecord, at: datetime = NOON) -> LetterRecord:
    """Settle a letter as taken by the server."""
    return replace(record, status=Status.SENT, attempts=1, settled_at=at)


def settled(aggregate: Aggregate, numbers: Iterable[int], status: Status = Status.SENT) -> Aggregate:
    """Make the next revision, with these letters settled."""
    chosen = set(numbers)
    return with_letters(
        aggregate,
        *(replace(one, status=status, settled_at=NOON) for one in aggregate.letters if one.number in chosen),
    )
