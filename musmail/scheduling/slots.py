"""Times for a talk: what a slot is, and which ones to propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from musmail.scheduling.moments import COPENHAGEN, after, moment, require_aware
from musmail.scheduling.workdays import Workdays

GRID = timedelta(minutes=30)
MORNING_AT = time(10)  # the start preferred before noon, and
AFTERNOON_AT = time(13)  # after it: guesses at when two people are in and awake
NOON = time(12)
# How many days away a slot of the wanted half of the day may be before the other half is taken: guessed.
DAYS_FOR_THE_RIGHT_HALF = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """A time from its start up to, not including, its end; both know their zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse a slot without a zone or without length."""
        require_aware(self.start)
        require_aware(self.end)
        if self.end.astimezone(UTC) <= self.start.astimezone(UTC):
            raise ValueError(f"A slot must end after it starts: {self.start}, {self.end}")

    @property
    def length(self) -> timedelta:
        """The real time it takes, changes of the clock included."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def holds(self, at: datetime) -> bool:
        """Tell whether a moment falls within it."""
        return self.start.astimezone(UTC) <= at.astimezone(UTC) < self.end.astimezone(UTC)

    def overlaps(self, other: "Slot") -> bool:
        """Tell whether the two have any time in common."""
        return self.start.astimezone(UTC) < other.end.astimezone(UTC) and other.start.astimezone(
            UTC
        ) < self.end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When talks may be held on a workday; a talk does not run into the break."""

    opens: time = time(9)
    closes: time = time(15, 30)
    pause: tuple[time, time] | None = (time(12), time(12, 30))
    zone: tzinfo = COPENHAGEN

    def __post_init__(self) -> None:
        """Refuse hours that end before they begin."""
        if self.opens >= self.closes:
            raise ValueError(f"Office hours must open before they close: {self.opens}, {self.closes}")
        if self.pause is not None and self.pause[0] >= self.pause[1]:
            raise ValueError(f"The break must begin before it ends: {self.pause[0]}, {self.pause[1]}")


def free_slots(
    day: date, hours: OfficeHours, length: timedelta, busy: Sequence[Slot] = ()
) -> tuple[Slot, ...]:
    """List the free slots of one day on a half-hour grid, overlapping ones included."""
    opens, closes = moment(day, hours.opens, hours.zone), moment(day, hours.closes, hours.zone)
    taken = [slot for slot in busy if slot.overlaps(Slot(opens, closes))]
    if hours.pause is not None:
        taken.append(Slot(*(moment(day, at, hours.zone) for at in hours.pause)))
    room = Slot(opens, closes).length - length
    starts = (after(opens, n * GRID) for n in range(room // GRID + 1))
    offered = (Slot(start, after(start, length)) for start in starts)
    return tuple(slot for slot in offered if not any(slot.overlaps(other) for other in taken))


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the next proposal should be like: which day of the window, which half, which days are used."""

    day: int
    morning: bool
    used: frozenset[int]

    def distance(self, offer: tuple[int, Slot]) -> tuple[bool, int, int, int]:
        """Say how far an offer is from the wish: a fresh day first, then day and half, then the hour."""
        day, slot = offer
        starts = _minutes(slot.start.time())
        wrong_half = (starts < _minutes(NOON)) != self.morning
        hour_off = abs(starts - _minutes(MORNING_AT if self.morning else AFTERNOON_AT))
        return day in self.used, abs(day - self.day) + wrong_half * DAYS_FOR_THE_RIGHT_HALF, hour_off, starts


def propose(
    count: int,
    first_day: date,
    last_day: date,
    *,
    workdays: Workdays,
    hours: OfficeHours,
    length: timedelta,
    busy: Sequence[Slot] = (),
) -> tuple[Slot, ...]:
    """Propose free slots spread over the window: different days while there are any, mornings and afternoons.

    They come in order of time and never overlap. When fewer are free, fewer are proposed.
    """
    if length <= timedelta():
        raise ValueError(f"A talk must take some time: {length}")
    days = workdays.between(first_day, last_day)
    offered = [(n, slot) for n, day in enumerate(days) for slot in free_slots(day, hours, length, busy)]
    chosen: list[tuple[int, Slot]] = []
    for turn in range(count):
        wanted_day = (2 * turn + 1) * len(days) // (2 * count)
        free = [(n, slot) for n, slot in offered if not any(slot.overlaps(other) for _, other in chosen)]
        if not free:
            break
        wish = _Wish(wanted_day, morning=turn % 2 == 0, used=frozenset(n for n, _ in chosen))
        chosen.append(min(free, key=wish.distance))
    return tuple(slot for _, slot in sorted(chosen, key=lambda one: one[1].start.astimezone(UTC)))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
