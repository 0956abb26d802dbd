"""How our letters say names, numbers and dates in Danish: the filters the templates use."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from musmail.scheduling.danish import say_date, say_day, say_slot, say_time
from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot


def genitive(name: str) -> str:
    """Say whose: Annas, Lars’, Max’ (Retskrivningsordbogen §13)."""
    return f"{name}’" if name[-1:].lower() in ("s", "x", "z") else f"{name}s"


def listed(words: Sequence[object], last: str = "og") -> str:
    """Say several as one would: 1, 3 og 4."""
    said = [str(word) for word in words]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {last} {said[-1]}" if said else ""


def on_date(day: date) -> str:
    """Say a date in full; a moment is taken to Danish time first."""
    return say_date(day.astimezone(COPENHAGEN).date() if isinstance(day, datetime) else day, "da")


def on_day(day: date) -> str:
    """Say a date without its year."""
    return say_day(day.astimezone(COPENHAGEN).date() if isinstance(day, datetime) else day, "da")


def at_time(at: datetime) -> str:
    """Say a moment: torsdag den 12. november kl. 10.00."""
    return f"{on_day(at)} kl. {say_time(at, 'da')}"


def slot(when: Slot) -> str:
    """Say a slot."""
    return say_slot(when, "da")


def capital(text: str) -> str:
    """Begin with a capital letter and leave the rest alone."""
    return text[:1].upper() + text[1:]


def span(length: timedelta) -> str:
    """Say how long something takes: 90 minutter, 2 timer."""
    minutes = round(length.total_seconds() / 60)
    if minutes % 60:
        return "halvanden time" if minutes == 90 else f"{minutes} minutter"
    return "en time" if minutes == 60 else f"{minutes // 60} timer"


FILTERS: dict[str, Callable[..., Any]] = {
    "genitive": genitive,
    "listed": listed,
    "on_date": on_date,
    "on_day": on_day,
    "at_time": at_time,
    "slot": slot,
    "capital": capital,
    "span": span,
}
