"""The two clocks: civil time decides and may jump, monotonic time bounds waiting and never does (invariant 11)."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class CivilClock(Protocol):
    """What time it is for people; the demo and the plan have one that jumps."""

    def now(self) -> datetime:
        """Give the aware time."""
        ...

    async def until(self, at: datetime | None, changed: asyncio.Event) -> None:
        """Wait for a civil time, or until something else has happened; None waits for that alone."""
        ...


class SystemClock:
    """The clock on the wall, in UTC."""

    # A laptop sleeps, an administrator sets the clock: look again at least this often (seconds; guessed).
    LONGEST_NAP = 60.0

    def now(self) -> datetime:
        """Give the time now."""
        return datetime.now(UTC)

    async def until(self, at: datetime | None, changed: asyncio.Event) -> None:
        """Sleep in naps, so that a jump of the clock is noticed within a minute."""
        while not changed.is_set():
            left = self.LONGEST_NAP if at is None else (at - self.now()).total_seconds()
            if left <= 0:
                return
            try:
                async with asyncio.timeout(min(left, self.LONGEST_NAP)):
                    await changed.wait()
            except TimeoutError:
                continue
