"""A day that returns every year."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class MonthDay(NamedTuple):
    """A month and a day in it, without a year; the 29th of February is the 28th in other years."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Give the date in one year."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


def months_later(day: date, months: int) -> date:
    """Move a date by whole months (negative: back), keeping to the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return MonthDay(month + 1, day.day).in_year(year)
