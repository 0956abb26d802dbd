"""Dates as people type them into a table: 2026-11-30, 30-11-2026, 30/11/2026 or 30.11.2026."""

import re
from datetime import date, timedelta

from musmail.scheduling.monthday import MonthDay

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DANISH = re.compile(r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})")
_SERIAL = re.compile(r"[34]\d{4}")  # 1982 to 2036, as days since 1899
_YEARLY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")
LONGEST_SPAN = timedelta(days=4 * 366)


def read_date(text: str) -> date:
    """Read one day. Raises ValueError with a sentence."""
    found = _ISO.fullmatch(text.strip()) or _DANISH.fullmatch(text.strip())
    if found is None and _SERIAL.fullmatch(text.strip()):
        raise ValueError(
            f"`{text}` is a date as a spreadsheet counts days; show the column as dates and save again"
        )
    if found is None:
        raise ValueError(f"`{text}` is not a date; write 2026-11-30 or 30-11-2026")
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError(f"`{text}` is not a day in the calendar") from None


def read_span(text: str) -> tuple[date, date]:
    """Read `first..last`, or one day as both. Raises ValueError with a sentence."""
    first, dots, last = text.partition("..")
    if not dots and len(first) > len("2026-11-30"):
        raise ValueError(f"`{text}` is not a date; write several days as 2026-11-30..2026-12-04")
    begins = read_date(first)
    ends = read_date(last) if dots else begins
    if ends < begins:
        raise ValueError(f"`{text}` ends before it begins")
    if ends - begins > LONGEST_SPAN:
        raise ValueError(f"`{text}` is longer than four years")
    return begins, ends


def read_yearly(text: str) -> MonthDay:
    """Read a day that returns every year, as `24/12`. Raises ValueError with a sentence."""
    found = _YEARLY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"`{text}` is not a day of the year; write day/month, as 24/12")
    try:
        day = date(2024, int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError(f"`{text}` is not a day in the calendar") from None
    return MonthDay(day.month, day.day)
