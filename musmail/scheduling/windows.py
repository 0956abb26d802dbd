"""When a letter may leave: send windows of the week, and quiet windows that always win."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count

from musmail.scheduling.moments import COPENHAGEN, moment, require_aware
from musmail.scheduling.slots import Slot
from musmail.scheduling.workdays import Workdays

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours of the week in which letters leave; weekdays are ISO numbers, Monday is 1.

    With `workdays`, closed days are left out too.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(8)
    closes: time = time(16)
    zone: tzinfo = COPENHAGEN
    workdays: Workdays | None = None

    def __post_init__(self) -> None:
        """Refuse a window that would never open."""
        if self.opens >= self.closes:
            raise ValueError(f"A send window must open before it closes: {self.opens}, {self.closes}")
        usable = self.weekdays & (frozenset(range(1, 8)) if self.workdays is None else MONDAY_TO_FRIDAY)
        if not usable:
            raise ValueError("A send window needs a weekday on which letters may leave")

    def _is_open_on(self, day: date) -> bool:
        worked = self.workdays is None or self.workdays.is_workday(day)
        return worked and day.isoweekday() in self.weekdays

    def next_open(self, at: datetime) -> datetime:
        """Give the first moment from `at` on, in UTC, at which the window is open."""
        at = at.astimezone(UTC)
        # A day early, as a window's end may be moved past midnight where the clock is changed then.
        first = at.astimezone(self.zone).date() - timedelta(days=1)
        for ahead in count():
            day = first + timedelta(days=ahead)
            if not self._is_open_on(day):
                continue
            opens = moment(day, self.opens, self.zone).astimezone(UTC)
            closes = moment(day, self.closes, self.zone).astimezone(UTC)
            if at < closes:
                return max(at, opens)
        raise AssertionError("unreachable: closed days are finitely many")


def quiet_until(at: datetime, quiet: Sequence[Slot]) -> datetime:
    """Give the first moment from `at` on, in UTC, that no quiet window holds."""
    at = at.astimezone(UTC)
    for slot in sorted(quiet, key=lambda one: one.start.astimezone(UTC)):
        if slot.holds(at):
            at = slot.end.astimezone(UTC)
    return at


def next_allowed(
    at: datetime, window: SendWindow, quiet: Sequence[Slot] = (), *, exempt_window: bool = False
) -> datetime:
    """Give the first moment from `at` on at which a letter may leave, in the zone of `at`.

    Quiet windows always win. `exempt_window` is for direct answers, which wait for a quiet window only.
    """
    require_aware(at)
    allowed = at.astimezone(UTC)
    while True:
        spoken = quiet_until(allowed, quiet)
        opened = spoken if exempt_window else window.next_open(spoken)
        if opened == allowed:
            return allowed.astimezone(at.tzinfo)
        allowed = opened
