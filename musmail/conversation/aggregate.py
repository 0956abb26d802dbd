"""The unit of a commit: a state with its letters, its log, the mails it has dealt with and when it wakes."""

from dataclasses import dataclass, field
from datetime import datetime

from musmail.conversation.groups import Group
from musmail.conversation.letters import InternalRecord, LetterRecord
from musmail.conversation.log import Entry
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation

State = Conversation | Person | Group


@dataclass(frozen=True)
class Aggregate:
    """All that becomes durable together (invariant 1). `revision` counts commits."""

    id: str
    state: State
    revision: int = 0
    wake_at: datetime | None = None
    letters: tuple[LetterRecord, ...] = ()
    internal: tuple[InternalRecord, ...] = ()
    log: tuple[Entry, ...] = ()
    dealt: dict[str, str] = field(default_factory=dict)  # inbound key -> what became of it
