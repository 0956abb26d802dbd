"""The provider's limits, by a monotonic clock that sleeping moves."""

from dataclasses import dataclass, field

import pytest

from musmail.errors import TemporaryFailure
from musmail.transport.accounts import Limits
from musmail.transport.pace import DAY, Pace
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted
from tests.transport.scripted import scripted_smtp
from tests.transport.test_smtp import account, letter


@dataclass
class Clock:
    """Monotonic time that goes on when somebody sleeps."""

    now: float = 50.0
    naps: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def pace(self, limits: Limits) -> Pace:
        return Pace(limits, clock=lambda: self.now, sleep=self.sleep)


async def test_thirty_a_minute_is_one_every_two_seconds() -> None:
    clock = Clock()
    pace, times = clock.pace(Limits(messages_per_minute=30)), []
    for _ in range(100):
        await pace.turn()
        times.append(clock.now)
    assert max(sum(begin <= at < begin + 60 for at in times) for begin in times) == 30
    assert times[-1] - times[0] == pytest.approx(198)


async def test_time_that_went_by_unused_is_no_credit_for_a_burst() -> None:
    clock = Clock()
    pace = clock.pace(Limits(messages_per_minute=30))
    await pace.turn()
    clock.now += 3600
    await pace.turn()
    await pace.turn()
    assert clock.naps == [2.0]


async def test_without_limits_nobody_waits() -> None:
    clock = Clock()
    pace = clock.pace(Limits())
    for _ in range(1000):
        await pace.turn()
    assert clock.naps == []


async def test_a_days_letters_used_up_are_said_and_come_back_after_24_hours() -> None:
    clock = Clock()
    pace = clock.pace(Limits(messages_per_day=2))
    await pace.turn()
    clock.now += 100
    await pace.turn()
    with pytest.raises(TemporaryFailure, match="2 letters in 24 hours"):
        await pace.turn()
    clock.now += DAY - 100
    await pace.turn()
    with pytest.raises(TemporaryFailure):
        await pace.turn()


async def test_letters_that_left_before_a_restart_count() -> None:
    clock = Clock()
    limits, ages = Limits(messages_per_day=2), (100.0, DAY - 100)
    pace = Pace(limits, ages=ages, clock=lambda: clock.now, sleep=clock.sleep)
    with pytest.raises(TemporaryFailure, match="2 letters in 24 hours"):
        await pace.turn()
    clock.now += 100
    await pace.turn()
    with pytest.raises(TemporaryFailure):
        await pace.turn()


async def test_the_courier_keeps_the_pace_over_its_connections() -> None:
    clock = Clock()
    pace = clock.pace(Limits(messages_per_minute=30, messages_per_day=3))
    async with scripted_smtp() as server:
        for _ in range(3):
            async with SmtpCourier(account(server.port), pace=pace) as courier:
                assert await courier.send(letter()) == Accepted(250, "fine")
        assert clock.naps == [2.0, 2.0]
        async with SmtpCourier(account(server.port), pace=pace) as courier:
            with pytest.raises(TemporaryFailure, match="24 hours"):
                await courier.send(letter())
        assert server.calls == 3
