"""How the simulated people say days and times: with the words their language's folder has for them."""

from datetime import date, datetime
from functools import cache

from musmail.conversation.people import language_of
from musmail.errors import SettingsError
from musmail.settings.shipped import shipped
from musmail.writing.language import WORDS, Language, read_language


@cache
def _spoken(tongue: str) -> Language:
    place = shipped("templates") / tongue / WORDS
    spoken, problems = read_language(f"{tongue}/{WORDS}", place.read_text("utf-8"))
    if spoken is None:
        raise SettingsError(problems)
    return spoken


def language(locale: str) -> str:
    """Give the language of a locale such as da-DK or en_GB."""
    return language_of(locale)


def say_day(day: date, locale: str) -> str:
    """Say a date without its year."""
    return _spoken(language_of(locale)).on_day(day)


def say_date(day: date, locale: str) -> str:
    """Say a date in full."""
    return _spoken(language_of(locale)).on_date(day)


def say_time(at: datetime, locale: str) -> str:
    """Say a time of day."""
    return _spoken(language_of(locale)).clock(at)
