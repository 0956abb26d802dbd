"""Which days are worked, and how milestones slide off those that are not."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from musmail.scheduling.monthday import MonthDay

ONE_DAY = timedelta(days=1)

# Days many Danish workplaces keep wholly or in part without their being public holidays. All four count as
# closed unless configured otherwise: a letter that comes a day early harms less than one nobody is there for.
HALF_WAY_DAYS = frozenset({MonthDay(5, 1), MonthDay(6, 5), MonthDay(12, 24), MonthDay(12, 31)})


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Name the public holidays of one year; Store bededag ends with 2023, as the library knows."""
    return frozenset(holidays.country_holidays(country, years=year))


@dataclass(frozen=True, slots=True)
class Workdays:
    """A workplace's calendar: public holidays, half-way days, its own closed days and weekends."""

    country: str = "DK"
    closed: frozenset[date] = frozenset()
    half_way: frozenset[MonthDay] = HALF_WAY_DAYS

    def is_workday(self, day: date) -> bool:
        """Tell whether people are expected at work."""
        return (
            day.isoweekday() <= 5
            and day not in self.closed
            and MonthDay(day.month, day.day) not in self.half_way
            and day not in public_holidays(self.country, day.year)
        )

    def slide_back(self, day: date) -> date:
        """Give the day itself or the nearest workday before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def slide_forward(self, day: date) -> date:
        """Give the day itself or the nearest workday after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """Count working days from a day that is not itself counted; a negative number counts backwards."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            day = self.slide_forward(day) if working_days > 0 else self.slide_back(day)
        return day

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """List the workdays from the first day to the last, both included."""
        length = (last - first).days + 1
        days = (first + timedelta(days=n) for n in range(length))
        return tuple(day for day in days if self.is_workday(day))

    def milestone(self, meeting_on: date, offset_days: int) -> date:
        """Find the day of a milestone that is counted from the meeting.

        Before the meeting it slides earlier off a closed day, after it later: a holiday costs nobody lead
        time. The meeting's own day (offset 0) is what the parties agreed on and stays, worked or not.
        """
        raw = meeting_on + timedelta(days=offset_days)
        if offset_days == 0:
            return raw
        return self.slide_back(raw) if offset_days < 0 else self.slide_forward(raw)
