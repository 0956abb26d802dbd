"""How fast letters may leave: the provider's limits, kept on monotonic time (invariant 11)."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from musmail.errors import TemporaryFailure
from musmail.transport.accounts import Limits

MINUTE = 60.0
DAY = 24 * 60 * MINUTE


class Pace:
    """Lets letters leave one after the other, evenly spread over the minute and so many in 24 hours.

    Evenly, not thirty at once and then none: whoever waits is told to stop within seconds. `ages` says how many
    seconds ago letters left before there was this pace; the provider counts them too.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        ages: Iterable[float] = (),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._apart = MINUTE / limits.messages_per_minute if limits.messages_per_minute else 0.0
        self._per_day = limits.messages_per_day
        self._clock, self._sleep = clock, sleep
        self._next = clock()
        self._left = deque(sorted(clock() - max(age, 0.0) for age in ages))

    async def turn(self) -> None:
        """Wait until the next letter may leave. Raises TemporaryFailure where that is not today."""
        now = self._clock()
        while self._left and self._left[0] <= now - DAY:
            self._left.popleft()
        if self._per_day is not None and len(self._left) >= self._per_day:
            raise TemporaryFailure(
                f"The provider takes {self._per_day} letters in 24 hours, and so many have left; the rest wait."
            )
        at = max(now, self._next)
        self._next = at + self._apart
        if self._per_day is not None:
            self._left.append(at)
        if at > now:
            await self._sleep(at - now)
