"""Levelling: no more talks on a day or in a week than a leader is to have, and rather where there are few."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

# How much farther from the wished-for day a day counts for each talk on it, and in its week: guessed.
PER_TALK_THAT_DAY = 3
PER_TALK_THAT_WEEK = 1


@dataclass(frozen=True, slots=True)
class Load:
    """How many talks a leader has on each day and in each week, and how many there may be."""

    per_day: int
    per_week: int
    days: Mapping[date, int] = field(default_factory=dict)
    weeks: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def is_full(self, day: date) -> bool:
        """Tell whether the day, or its week, takes no more."""
        return self.days.get(day, 0) >= self.per_day or self.weeks.get(_week(day), 0) >= self.per_week

    def weight(self, day: date) -> int:
        """Say how many days farther away a day counts for what is on it already."""
        that_day, that_week = self.days.get(day, 0), self.weeks.get(_week(day), 0)
        return PER_TALK_THAT_DAY * that_day + PER_TALK_THAT_WEEK * that_week


def load_of(talks: Iterable[tuple[str, date]], *, per_day: int, per_week: int) -> Load:
    """Count talks by name: one that holds three times of a week becomes one talk in it, whichever is chosen."""
    named = set(talks)
    days = Counter(day for _, day in named)
    weeks = Counter(week for _, week in {(name, _week(day)) for name, day in named})
    return Load(per_day, per_week, days, weeks)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
