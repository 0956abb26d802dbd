"""Dates and times as a letter says them, in Danish and in English; the platform's locales are not used."""

from datetime import date, datetime, time, tzinfo

from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot

WEEKDAYS = {
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "da": (
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def language(locale: str) -> str:
    """Give the language of a locale such as da-DK or en_GB; what is not English is Danish."""
    return "en" if locale.lower().replace("_", "-").split("-")[0] == "en" else "da"


def say_day(day: date, locale: str) -> str:
    """Say a date without its year: torsdag den 12. november, Thursday 12 November."""
    tongue = language(locale)
    weekday, month = WEEKDAYS[tongue][day.weekday()], MONTHS[tongue][day.month - 1]
    return f"{weekday} den {day.day}. {month}" if tongue == "da" else f"{weekday} {day.day} {month}"


def say_date(day: date, locale: str) -> str:
    """Say a date in full: torsdag den 12. november 2026, Thursday 12 November 2026."""
    return f"{say_day(day, locale)} {day.year}"


def say_time(at: time | datetime, locale: str, zone: tzinfo = COPENHAGEN) -> str:
    """Say a time of day, 10.30 or 10:30; a datetime is taken to the zone first."""
    local = at.astimezone(zone) if isinstance(at, datetime) else at
    return f"{local:%H.%M}" if language(locale) == "da" else f"{local:%H:%M}"


def say_week(day: date, locale: str) -> str:
    """Say the ISO week of a date: uge 46, week 46."""
    return f"{'uge' if language(locale) == 'da' else 'week'} {day.isocalendar().week}"


def say_slot(slot: Slot, locale: str, zone: tzinfo = COPENHAGEN) -> str:
    """Say a slot: torsdag den 12. november kl. 10.00–11.30 (uge 46)."""
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    starts, ends = say_time(start, locale, zone), say_time(end, locale, zone)
    at = " kl. " if language(locale) == "da" else ", "
    week = say_week(start.date(), locale)
    if start.date() == end.date():
        return f"{say_day(start.date(), locale)}{at}{starts}–{ends} ({week})"
    return f"{say_day(start.date(), locale)}{at}{starts} – {say_day(end.date(), locale)}{at}{ends} ({week})"
