"""When somebody's next talk should be: so long after the last one, or in the workplace's round."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from musmail.scheduling.monthday import MonthDay, months_later

__all__ = ["Cadence", "MonthDay", "Rolling", "Round", "months_later", "next_target", "scattered", "shares"]

# Days from the convening of the leader to the meeting, as a MUS has it.
LEAD_DAYS = 35


@dataclass(frozen=True, slots=True)
class Rolling:
    """Each person so many months after their last talk; who has none yet is spread over `ramp_days`."""

    months: int = 12
    lead_days: int = LEAD_DAYS
    ramp_days: int = 180  # guessed: half a year lets a leader of twenty hold fewer than one a week

    def __post_init__(self) -> None:
        """Refuse a cadence that does not move forward."""
        if self.months < 1 or self.lead_days < 0 or self.ramp_days < 1:
            raise ValueError(f"A rolling cadence moves forward by months, with a ramp and a lead: {self}")


@dataclass(frozen=True, slots=True)
class Round:
    """All in the same weeks of each year; `closes` before `opens` means that the round passes New Year.

    A talk held within `gap_days` before a round opens counts as that round's: guessed, as workplaces differ.
    """

    opens: MonthDay
    closes: MonthDay
    lead_days: int = LEAD_DAYS
    gap_days: int = 90

    def __post_init__(self) -> None:
        """Refuse days that are not in the calendar."""
        for at in (self.opens, self.closes):
            at.in_year(2024)
        if self.lead_days < 0 or self.gap_days < 0:
            raise ValueError(f"A round cannot have negative days: {self}")

    def in_year(self, year: int) -> tuple[date, date]:
        """Give the first and the last day of the round that opens in a year."""
        wraps = self.closes < self.opens
        return self.opens.in_year(year), self.closes.in_year(year + wraps)


Cadence = Rolling | Round


def next_target(last_held_on: date | None, today: date, cadence: Cadence, share: float) -> date:
    """Give the day the next talk should be held: never before today and the lead time.

    `share`, from 0 to 1, is the person's own place in a ramp or a round. The target may fall on a closed day;
    whoever proposes times slides it.
    """
    earliest = today + timedelta(days=cadence.lead_days)
    if isinstance(cadence, Round):
        return _in_round(last_held_on, earliest, cadence, share)
    if last_held_on is None:
        end = months_later(earliest, cadence.months)
        return earliest + timedelta(days=_place(share, min(cadence.ramp_days, (end - earliest).days)))
    return max(earliest, months_later(last_held_on, cadence.months))


def _in_round(last_held_on: date | None, earliest: date, cadence: Round, share: float) -> date:
    """Find the first round that is still to come for this person, and a day in what is left of it."""
    for year in count(earliest.year - 1):
        opens, closes = cadence.in_year(year)
        served = last_held_on is not None and last_held_on >= opens - timedelta(days=cadence.gap_days)
        if closes < earliest or served:
            continue
        first = max(opens, earliest)
        return first + timedelta(days=_place(share, (closes - first).days + 1))
    raise AssertionError("unreachable: rounds return every year")


def _place(share: float, places: int) -> int:
    return max(0, min(int(share * places), places - 1))  # a share that was rounded up to 1 is still a place


def scattered(seed: int) -> float:
    """Choose a share for somebody whose place among others is not known; multiples of the golden ratio fall evenly."""
    golden = 0x9E3779B97F4A7C15
    return ((seed * golden) % 2**64) / 2**64


def shares(count: int, phase: float) -> tuple[float, ...]:
    """Spread so many people evenly; `phase` moves them together, so that not every leader begins on the same day."""
    return tuple((place + phase % 1) / count for place in range(count))
