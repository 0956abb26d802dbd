"""What the index keeps of one aggregate, taken from its document: the same way at a commit and at a start."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from musmail.conversation.letters import ANSWERS, InternalRecord, LetterRecord, Status
from musmail.conversation.state import Stage
from musmail.errors import StateDamaged
from musmail.scheduling.slots import Slot
from musmail.store.documents import FORMAT, Tables, place_of

OPEN = (Status.WAITING, Status.SENDING)


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be asked about an aggregate without opening its document."""

    revision: int = 0
    wake_at: datetime | None = None
    begun_at: datetime | None = None  # conversations only, as are the next two
    parties: tuple[str, ...] = ()
    meeting: Slot | None = None
    waiting: tuple[LetterRecord, ...] = ()
    internal: tuple[InternalRecord, ...] = ()
    numbers: tuple[int, ...] = ()  # of all letters, and
    message_ids: tuple[str, ...] = ()  # theirs, in the same order: pairs would take a third more memory
    dealt: tuple[str, ...] = ()
    sent: tuple[tuple[str, float, int], ...] = ()  # person, POSIX time, number of the letter


NOTHING = Facts()  # of an aggregate that is not there


@dataclass(frozen=True, slots=True)
class Meta:
    """The table of the same name."""

    id: str
    format: int
    revision: int
    wake_at: AwareDatetime | None


@dataclass(frozen=True, slots=True)
class _Party:
    id: str


@dataclass(frozen=True, slots=True)
class _Appointment:
    slot: Slot


@dataclass(frozen=True, slots=True)
class _Shared:
    begun_at: AwareDatetime
    stage: Stage
    employee: _Party
    leader: _Party
    appointment: _Appointment | None


@dataclass(frozen=True, slots=True)
class _Dealt:
    key: str


_ONE = Field(min_length=1, max_length=1)


@dataclass(frozen=True, slots=True)
class Outline:
    """The part of a document the index reads.

    Reading no more than this halves the time a start takes: what people wrote is scanned for being whole JSON, and
    becomes objects only when the aggregate is loaded.
    """

    meta: Annotated[dict[str, Meta], _ONE]
    letters: dict[str, LetterRecord]
    internal: dict[str, InternalRecord]
    dealt: dict[str, _Dealt]
    shared: Annotated[dict[str, _Shared], _ONE] | None = None


@cache
def _adapter() -> TypeAdapter[Outline]:
    return TypeAdapter(Outline)


def outline_in(data: bytes) -> Outline:
    """Read the outline of a file. Raises StateDamaged for what is torn, foreign or of another format."""
    try:
        outline = _adapter().validate_json(data)
    except ValidationError as error:
        raise StateDamaged(place_of(error)) from None
    (meta,) = outline.meta.values()
    if meta.format != FORMAT:
        raise StateDamaged(f"It was written in format {meta.format}; this musmail reads format {FORMAT}.")
    return outline


def facts_in(tables: Tables) -> Facts:
    """Take the facts out of tables we just encoded."""
    return facts_of(_adapter().validate_python(tables))


def facts_of(outline: Outline) -> Facts:
    """Take the facts out of an outline."""
    (meta,) = outline.meta.values()
    (shared,) = outline.shared.values() if outline.shared else (None,)
    letters = outline.letters.values()
    return Facts(
        revision=meta.revision,
        wake_at=meta.wake_at,
        begun_at=shared.begun_at if shared else None,
        parties=(shared.employee.id, shared.leader.id) if shared else (),
        meeting=_meeting(shared) if shared else None,
        waiting=tuple(letter for letter in letters if letter.status in OPEN),
        internal=tuple(outline.internal.values()),
        numbers=tuple(letter.number for letter in letters),
        message_ids=tuple(letter.message_id for letter in letters),
        dealt=tuple(record.key for record in outline.dealt.values()),
        sent=tuple(
            (letter.person, letter.settled_at.timestamp(), letter.number)
            for letter in letters
            if letter.status is Status.SENT and letter.settled_at and letter.kind not in ANSWERS
        ),
    )


def _meeting(shared: _Shared) -> Slot | None:
    return shared.appointment.slot if shared.appointment and shared.stage is not Stage.CLOSED else None
