"""Which day is meant where a part of it was left out: dates lean to the future, or to the past when told to.

Years more than `YEARS_BACK` or `YEARS_AHEAD` away are not taken for years of a talk.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from musmail.scheduling.monthday import MonthDay, months_later

YEARS_BACK, YEARS_AHEAD = 5, 10  # guessed: nobody plans a talk, or asks about one, further away


class Lean(NamedTuple):
    """Today, and whether dates without a year lie behind it rather than ahead."""

    today: date
    past: bool = False

    def near(self, year: int) -> bool:
        """Tell whether a written year is one people here would write."""
        return self.today.year - YEARS_BACK <= year <= self.today.year + YEARS_AHEAD


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        """Give the week a day is in."""
        return cls(*day.isocalendar()[:2])

    @classmethod
    def in_year(cls, year: int, number: int) -> "Week | None":
        """Give a week by its number, if the year has it."""
        try:
            date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return cls(year, number)

    def day(self, weekday: int) -> date:
        """Give one of its days; Monday is 0."""
        return date.fromisocalendar(self.year, self.number, weekday + 1)


class Reading(NamedTuple):
    """A day or week that was read, where it stopped, and whether there was only one way to read it."""

    when: date | Week
    stop: int
    sure: bool = True
    weekday: int | None = None
    """The weekday, Monday is 0, where nothing else was said: a week named before it may claim it."""


def coming_date(at: MonthDay, lean: Lean) -> date | None:
    """Find the next such date, or the last one; the 29th of February waits for its year."""
    years = range(lean.today.year, lean.today.year + 9)
    if lean.past:
        years = range(lean.today.year, lean.today.year - 9, -1)
    for year in years:
        day = dated(year, at.month, at.day)
        if day is not None and (day <= lean.today if lean.past else day >= lean.today):
            return day
    return None


def coming_day(number: int, weekday: int | None, lean: Lean) -> date | None:
    """Find the nearest month with that day; within a quarter the weekday may choose another month."""
    first = lean.today.replace(day=1)
    months = (months_later(first, -n if lean.past else n) for n in range(4))
    days = [day for month in months if (day := dated(month.year, month.month, number)) is not None]
    days = [day for day in days if (day <= lean.today if lean.past else day >= lean.today)]
    agreeing = [day for day in days if day.weekday() == weekday]
    return next(iter(agreeing or days), None)


def dated(year: int, month: int, day: int) -> date | None:
    """Make a date, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
