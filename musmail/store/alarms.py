"""Who wakes when: a heap that forgets lazily, so one alarm costs the same among a hundred and among a million."""

import heapq
from datetime import UTC, datetime


class Alarms:
    """One alarm an aggregate at most; all in UTC, where times can be compared (see scheduling.moments)."""

    def __init__(self) -> None:
        """Start with no alarm set."""
        self._at: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def set(self, aggregate_id: str, at: datetime | None) -> None:
        """Set an aggregate's alarm anew; None takes it away."""
        at = at.astimezone(UTC) if at is not None else None
        if at == self._at.get(aggregate_id):
            return
        if at is None:
            del self._at[aggregate_id]
        else:
            self._at[aggregate_id] = at
            heapq.heappush(self._heap, (at, aggregate_id))
        if (
            len(self._heap) > 2 * len(self._at) + 64
        ):  # more forgotten than set: rebuilt once in that many settings
            self._heap = [(at, aggregate_id) for aggregate_id, at in self._at.items()]
            heapq.heapify(self._heap)

    def due(self, now: datetime) -> tuple[str, ...]:
        """List who should be awake by now, the earliest first; they stay set."""
        now = now.astimezone(UTC)
        found: dict[str, datetime] = {}
        while self._heap and self._heap[0][0] <= now:
            at, aggregate_id = heapq.heappop(self._heap)
            if self._at.get(aggregate_id) == at:
                found[aggregate_id] = at
        for aggregate_id, at in found.items():
            heapq.heappush(self._heap, (at, aggregate_id))
        return tuple(found)

    def next(self) -> datetime | None:
        """Give the earliest alarm."""
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None
