"""A civil clock that stands still until it is told to jump; the code that reads it is the code that runs for real."""

import asyncio
from datetime import datetime


class JumpingClock:
    """Civil time as the demo and the simulations have it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Give the time it stands at."""
        return self._now

    def jump(self, to: datetime) -> None:
        """Go forward; never back."""
        self._now = max(self._now, to)

    async def until(self, at: datetime | None, changed: asyncio.Event) -> None:
        """Wait for news alone: this clock is moved from outside."""
        await changed.wait()
