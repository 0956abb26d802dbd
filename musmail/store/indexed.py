"""The questions both kinds of store answer from the index in memory."""

from datetime import date, datetime, tzinfo

from musmail.conversation.letters import InternalRecord, LetterRecord
from musmail.scheduling.slots import Slot
from musmail.store.index import Index


class Indexed:
    """Answers what `protocol.Store` promises about all aggregates; who inherits keeps `_index` true."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._index = Index()

    def due(self, now: datetime) -> tuple[str, ...]:
        """See protocol.Store."""
        return self._index.alarms.due(now)

    def next_wake(self) -> datetime | None:
        """See protocol.Store."""
        return self._index.alarms.next()

    def outbox(self) -> tuple[tuple[str, LetterRecord], ...]:
        """See protocol.Store."""
        return self._index.outbox()

    def internal(self) -> tuple[tuple[str, InternalRecord], ...]:
        """See protocol.Store."""
        return self._index.internal()

    def letter_by_message_id(self, message_id: str) -> tuple[str, int] | None:
        """See protocol.Store."""
        return self._index.letter(message_id)

    def dealt_with(self, key: str) -> str | None:
        """See protocol.Store."""
        return self._index.dealt_with(key)

    def conversations_of(self, person_id: str) -> tuple[str, ...]:
        """See protocol.Store."""
        return self._index.conversations_of(person_id)

    def meetings_of(self, person_id: str) -> tuple[Slot, ...]:
        """See protocol.Store."""
        return self._index.meetings_of(person_id)

    def sent_today(self, person_id: str, day: date, zone: tzinfo) -> int:
        """See protocol.Store."""
        return self._index.sent_on(person_id, day, zone)

    def ids(self) -> tuple[str, ...]:
        """See protocol.Store."""
        return tuple(sorted(self._index.facts))
