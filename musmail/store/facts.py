"""What the index keeps of one aggregate, taken from its document: the same way at a commit and at a start."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from musmail.conversation.letters import ANSWERS, InternalRecord, LetterRecord, Status
from musmail.conversation.state import Stage
from musmail.scheduling.moments import require_aware
from musmail.scheduling.slots import Slot
from musmail.store.documents import Tables

OPEN = (Status.WAITING, Status.SENDING)


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be asked about an aggregate without opening its document."""

    revision: int
    wake_at: datetime | None
    begun_at: datetime | None  # conversations only, as are the next two
    parties: tuple[str, ...]
    meeting: Slot | None
    waiting: tuple[LetterRecord, ...]
    internal: tuple[InternalRecord, ...]
    message_ids: tuple[tuple[str, int], ...]
    dealt: tuple[str, ...]
    sent: tuple[tuple[str, float, int], ...]  # person, POSIX time, number of the letter


@cache
def _letters() -> TypeAdapter[tuple[LetterRecord, ...]]:
    return TypeAdapter(tuple[LetterRecord, ...])


@cache
def _internal() -> TypeAdapter[tuple[InternalRecord, ...]]:
    return TypeAdapter(tuple[InternalRecord, ...])


@cache
def _slot() -> TypeAdapter[Slot]:
    return TypeAdapter(Slot)


def facts_in(tables: Tables) -> Facts:
    """Take the facts out of a document's tables.

    Raises KeyError, TypeError, AttributeError or ValueError where they are not there. Only letters under way become
    records: reading every record of 20,000 documents doubles the time a start takes.
    """
    meta = tables["meta"]["1"]
    letters = tables["letters"].values()
    shared = tables["shared"]["1"] if "shared" in tables else None
    waiting = [letter for letter in letters if letter["status"] in OPEN]
    internal = list(tables["internal"].values())
    if not isinstance(meta["revision"], int):
        raise TypeError("a revision counts")
    return Facts(
        revision=meta["revision"],
        wake_at=_time(meta["wake_at"]),
        begun_at=_time(shared["begun_at"]) if shared else None,
        parties=(shared["employee"]["id"], shared["leader"]["id"]) if shared else (),
        meeting=_meeting(shared) if shared else None,
        waiting=_letters().validate_python(waiting) if waiting else (),
        internal=_internal().validate_python(internal) if internal else (),
        message_ids=tuple((letter["message_id"], letter["number"]) for letter in letters),
        dealt=tuple(record["key"] for record in tables["dealt"].values()),
        sent=tuple(
            (letter["person"], datetime.fromisoformat(letter["settled_at"]).timestamp(), letter["number"])
            for letter in letters
            if letter["status"] == Status.SENT and letter["settled_at"] and letter["kind"] not in ANSWERS
        ),
    )


def _time(words: str | None) -> datetime | None:
    if words is None:
        return None
    at = datetime.fromisoformat(words)
    require_aware(at)
    return at


def _meeting(shared: dict[str, Any]) -> Slot | None:
    if shared["appointment"] is None or shared["stage"] == Stage.CLOSED:
        return None
    return _slot().validate_python(shared["appointment"]["slot"])
