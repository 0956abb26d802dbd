"""What a store promises; every store passes the same suite of tests."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Protocol

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import InternalRecord, LetterRecord
from musmail.scheduling.slots import Slot


class Store(Protocol):
    """Remembers aggregates. Everything is synchronous and belongs to one thread.

    A loaded aggregate has its times with a fixed offset (+02:00), as they stood in the document: take them to a zone
    before civil arithmetic.
    """

    def load(self, aggregate_id: str) -> Aggregate | None:
        """Give an aggregate as it was last committed; None for one we do not have. Raises StateDamaged."""

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """Make an aggregate durable with the bytes its new letters name (SHA-256 in hex -> bytes), or change nothing.

        `after.revision` must be the stored one plus 1 (1 for a new aggregate). Bytes no letter needs are not kept;
        those of letters that are settled now are dropped afterwards, their texts stay. Raises StoreError when the
        revision or a blob is wrong, StorageFull when the disk says no.
        """

    def blob(self, aggregate_id: str, sha: str) -> bytes:
        """Give the bytes a letter names as its `blob` or `text`.

        Raises StoreError when we keep none of that name, StateDamaged when they are not what was written.
        """

    def due(self, now: datetime) -> tuple[str, ...]:
        """List the aggregates whose `wake_at` has come, the longest awake first."""

    def next_wake(self) -> datetime | None:
        """Give the earliest `wake_at` of all, in UTC."""

    def outbox(self) -> tuple[tuple[str, LetterRecord], ...]:
        """List the letters waiting or being sent with their aggregate, the oldest `not_before` first."""

    def internal(self) -> tuple[tuple[str, InternalRecord], ...]:
        """List the internal letters on their way with the aggregate that wrote them, each writer's in its order."""

    def letter_by_message_id(self, message_id: str) -> tuple[str, int] | None:
        """Find the aggregate and the number of a letter we wrote; by its exact Message-ID."""

    def dealt_with(self, key: str) -> str | None:
        """Name the aggregate that has dealt with this inbound key."""

    def conversations_of(self, person_id: str) -> tuple[str, ...]:
        """List the conversations this person is a party of, the oldest first."""

    def meetings_of(self, person_id: str) -> tuple[Slot, ...]:
        """List the agreed meetings of this person's conversations that are not closed, the earliest first."""

    def sent_today(self, person_id: str, day: date, zone: tzinfo) -> int:
        """Count the letters a person was sent on a civil day; direct answers do not count."""

    def ids(self) -> tuple[str, ...]:
        """List all aggregates."""

    def erase(self, aggregate_id: str) -> None:
        """Forget an aggregate with all its letters; one we do not have is forgotten already."""

    def close(self) -> None:
        """Give the state folder free; only closing again is allowed afterwards."""
