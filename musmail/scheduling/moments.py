"""Civil time in a zone, safe across the two nights a year when the clock is changed.

Python compares and subtracts two datetimes of the same zone by their wall clocks, so around those nights the
order and the distance come out wrong. Whatever is compared here goes through UTC first.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """Give the moment of a wall-clock time on a day.

    A time the clock skips counts with the offset before the change (02:30 becomes 03:30) and a time it
    shows twice is the first of the two, both as RFC 5545 §3.3.5 has it.
    """
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC).astimezone(zone)


def after(start: datetime, span: timedelta) -> datetime:
    """Give the moment a span of real time after another, in the same zone."""
    return (start.astimezone(UTC) + span).astimezone(start.tzinfo)


def require_aware(at: datetime) -> None:
    """Refuse a datetime that does not know its zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
