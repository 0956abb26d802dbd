"""Times for a talk: what a slot is, and which ones to propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from musmail.scheduling.levelling import Load
from musmail.scheduling.moments import COPENHAGEN, after, moment, require_aware
from musmail.scheduling.workdays import ONE_DAY, Workdays

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
    weights: Sequence[int]

    def distance(self, offer: tuple[int, Slot]) -> tuple[bool, int, int, int]:
        """Say how far an offer is from the wish: a fresh day first, then day, load and half, then the hour."""
        day, slot = offer
        starts = _minutes(slot.start.time())
        wrong_half = (starts < _minutes(NOON)) != self.morning
        hour_off = abs(starts - _minutes(MORNING_AT if self.morning else AFTERNOON_AT))
        away = abs(day - self.day) + self.weights[day] + wrong_half * DAYS_FOR_THE_RIGHT_HALF
        return day in self.used, away, hour_off, starts


def propose(
    count: int,
    first_day: date,
    last_day: date,
    *,
    workdays: Workdays,
    hours: OfficeHours,
    length: timedelta,
    busy: Sequence[Slot] = (),
    away: Sequence[tuple[date, date]] = (),
    load: Load | None = None,
) -> tuple[Slot, ...]:
    """Propose free slots spread over the window: different days while there are any, mornings and afternoons.

    They come in order of time and never overlap. When fewer are free, fewer are proposed. Nothing lies in spans
    somebody is `away`, or on days that are full; days with less on them come first.
    """
    if length <= timedelta():
        raise ValueError(f"A talk must take some time: {length}")
    days = [
        day
        for day in workdays.between(first_day, last_day)
        if not any(first <= day <= last for first, last in away) and not (load and load.is_full(day))
    ]
    weights = [load.weight(day) if load else 0 for day in days]
    taken = _by_day(busy, hours.zone)
    offered = [
        (n, slot) for n, day in enumerate(days) for slot in free_slots(day, hours, length, taken.get(day, ()))
    ]
    chosen: list[tuple[int, Slot]] = []
    for turn in range(count):
        wanted_day = (2 * turn + 1) * len(days) // (2 * count)
        free = [
            one for one in offered if not any(n == one[0] and slot.overlaps(one[1]) for n, slot in chosen)
        ]
        if not free:
            break
        wish = _Wish(wanted_day, turn % 2 == 0, frozenset(n for n, _ in chosen), weights)
        chosen.append(min(free, key=wish.distance))
    return tuple(slot for _, slot in sorted(chosen, key=lambda one: one[1].start.astimezone(UTC)))


def _by_day(busy: Sequence[Slot], zone: tzinfo) -> Mapping[date, Sequence[Slot]]:
    """Sort what is busy by the days it touches: a leader of thirty has a long list."""
    found: dict[date, list[Slot]] = {}
    for slot in busy:
        day, last = (at.astimezone(zone).date() for at in (slot.start, slot.end))
        while day <= last:
            found.setdefault(day, []).append(slot)
            day += ONE_DAY
    return found


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
