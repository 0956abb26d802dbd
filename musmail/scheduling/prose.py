"""Reads the times people write, in Danish and English, relative to a given moment and leaning to the future.

A small grammar of our own over words and numbers, one pass and a bounded look ahead: linear on any input.
(dateparser 1.5.0, told that days come first, read six of fourteen ordinary phrases as they were meant.)
What is guessed is said in `numbered`, `days`, `hours` and `refusals`; a reading with a guess in it is not `sure`,
and every reading carries the words it came from, so that people can be shown what was understood.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from musmail.scheduling.deadlines import find_deadline
from musmail.scheduling.hours import Part
from musmail.scheduling.leaning import Lean, Week
from musmail.scheduling.moments import COPENHAGEN, after, moment, require_aware
from musmail.scheduling.refusals import ruled_out
from musmail.scheduling.sightings import Sighting, sightings
from musmail.scheduling.slots import Slot
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import CONNECTORS, words

__all__ = ["DayOnly", "Found", "Part", "Week", "find_deadline", "find_times"]

# "Efter den 12." is about the 12th without naming it.
_BOUNDS = words("efter after før before inden tidligst senest omkring around about ca cirka until")
_SAME_BREATH = 8  # pieces between a week and the weekday meant in it: guessed


@dataclass(frozen=True, slots=True)
class DayOnly:
    """A day without a time, perhaps with the part of it that was said."""

    day: date
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A time somebody wrote, the words they used and where these stand in the text."""

    slot_or_day: Slot | DayOnly | Week
    words: str
    span: tuple[int, int]
    sure: bool = True
    """There was one way to read it, and it is not over."""
    ruled_out: bool = False
    """The words around say that it will not do."""


def find_times(
    text: str, now: datetime, default_length: timedelta, *, zone: tzinfo = COPENHAGEN, past: bool = False
) -> tuple[Found, ...]:
    """Find every time in a text, in order; a time without an end lasts `default_length`.

    Words are read as meant in `zone`. With `past`, dates without a year lie behind `now` ("vi holdt den 3/3").
    """
    require_aware(now)
    tokens = Tokens(text)
    lean = Lean(now.astimezone(zone).date(), past)
    seen = _share_hours(tokens, list(sightings(tokens, lean)))
    refused = ruled_out(tokens, [(one.first, one.stop) for one in seen])
    found = []
    for one, out in zip(_claim_weekdays(tokens, seen, refused), refused, strict=True):
        span = (tokens[one.first].start, tokens[one.stop - 1].end)
        meant = _meant(one, default_length, zone)
        bounded = tokens[one.first - 1].text in _BOUNDS
        sure = one.sure and not bounded and (past or not _is_over(meant, now, lean))
        found.append(Found(meant, text[slice(*span)], span, sure, out))
    return tuple(found)


def _is_over(meant: Slot | DayOnly | Week, now: datetime, lean: Lean) -> bool:
    if isinstance(meant, Slot):
        return meant.end.astimezone(UTC) <= now.astimezone(UTC)
    return (meant.day(6) if isinstance(meant, Week) else meant.day) < lean.today


def _meant(sighting: Sighting, default_length: timedelta, zone: tzinfo) -> Slot | DayOnly | Week:
    hours = sighting.hours
    if isinstance(sighting.when, Week):
        return sighting.when
    if hours is None or hours.starts is None:
        return DayOnly(sighting.when, hours.part if hours is not None else None)
    start = moment(sighting.when, hours.starts, zone)
    if hours.ends is not None:
        end = moment(sighting.when, hours.ends, zone)
        if end.astimezone(UTC) > start.astimezone(UTC):
            return Slot(start, end)
    return Slot(start, after(start, default_length))


def _claim_weekdays(tokens: Tokens, seen: list[Sighting], refused: list[bool]) -> list[Sighting]:
    """Put the weekdays that follow a week into it: "i uge 45 kan jeg mandag og onsdag"."""
    claimed: list[Sighting] = []
    week: Week | None = None
    for one, out in zip(seen, refused, strict=True):
        if claimed and not _goes_on(tokens, claimed[-1].stop, one.first):
            week = None
        if isinstance(one.when, Week):
            week = None if out else one.when
        claimed.append(
            one if week is None or one.weekday is None else replace(one, when=week.day(one.weekday))
        )
    return claimed


def _goes_on(tokens: Tokens, since: int, until: int) -> bool:
    near = until - since <= _SAME_BREATH
    return near and not any(tokens[n].text in {".", "?", "!", ";", "men", "but"} for n in range(since, until))


def _share_hours(tokens: Tokens, seen: list[Sighting]) -> list[Sighting]:
    """Give "mandag eller tirsdag kl. 10" its time on both days."""
    shared = seen[-1:]
    for one, following in reversed(list(pairwise(seen))):
        beside = following.first - one.stop == 1 and tokens[one.stop].text in CONNECTORS
        lacks = one.hours is None and not isinstance(one.when, Week)
        given = shared[-1].hours
        if beside and lacks and given is not None and given.starts is not None:
            shared.append(replace(one, hours=given, sure=one.sure and shared[-1].sure))
        else:
            shared.append(one)
    return shared[::-1]
