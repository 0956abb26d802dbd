"""Finds where in a text a day or week stands, with the hours said beside it, and the lists people make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from musmail.scheduling.days import DAYS_BEGIN, coming_week, read_day, read_week
from musmail.scheduling.hours import HOURS_BEGIN, Hours, read_hours
from musmail.scheduling.leaning import Lean, Week, coming_day, dated
from musmail.scheduling.numbered import names_a_day, read_numbered
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import CONNECTORS, DASHES, UNITS

_BEGIN = DAYS_BEGIN | HOURS_BEGIN
_LONGEST_LIST = 8
_LISTS = CONNECTORS | DASHES | {"til", "to"}
_OFFICE_HOURS = range(7, 19)  # a bare number after "kl. 10 eller" is an hour only in these


@dataclass(frozen=True, slots=True)
class Sighting:
    """A day or week, from one piece of the text up to another, with its hours if any were said."""

    when: date | Week
    first: int
    stop: int
    hours: Hours | None = None
    sure: bool = True
    weekday: int | None = None


def sightings(tokens: Tokens, lean: Lean) -> Iterator[Sighting]:
    """Find every day and week of a text, in order; they never overlap."""
    at = 0
    while at < len(tokens):
        if not (tokens[at].is_digits or tokens[at].text in _BEGIN):
            at += 1
            continue
        sighted = (
            _day_list(tokens, at, lean)
            or _day_with_hours(tokens, at, lean)
            or _hours_then_day(tokens, at, lean)
        )
        yield from sighted
        at = max(at + 1, sighted[-1].stop if sighted else 0)


def _day_list(tokens: Tokens, at: int, lean: Lean) -> list[Sighting]:
    """Read "den 12., 13. eller 14. november kl. 10": one month, if any, and one time for all of them."""
    begins = at + 1 if tokens[at].text in {"den", "d", "the"} else at
    begins = tokens.skip(begins, {"."}) if begins > at else begins
    numbers, here, plain = _list_numbers(tokens, begins)
    if not numbers or not tokens[here].is_short:
        return []
    last = read_numbered(tokens, here, lean, listed=tokens[at].text if begins > at else "")
    # What is listed must look like days: not "vi er 10 og 12. november".
    if last is None or not isinstance(last.when, date) or (plain and tokens[here + 1].text == "."):
        return []
    month = last.when if names_a_day(tokens, here) else None
    days = [_listed_day(tokens[place].number, month, lean) for place in numbers]
    hours = read_hours(tokens, last.stop, beside_day=True)
    listed = [
        Sighting(day, at if place == begins else place, place + 1 + _has_dot(tokens, place), hours, last.sure)
        for day, place in zip(days, numbers, strict=True)
        if day is not None
    ]
    if len(listed) < len(numbers):
        return []
    return [*listed, Sighting(last.when, here, last.stop if hours is None else hours.stop, hours, last.sure)]


def _list_numbers(tokens: Tokens, begins: int) -> tuple[list[int], int, bool]:
    """Find the numbers of a list but the last, where the last one stands, and whether any had no dot or dash."""
    numbers: list[int] = []
    here, plain = begins, False
    while len(numbers) < _LONGEST_LIST and tokens[here].is_short and not names_a_day(tokens, here):
        dotted = _has_dot(tokens, here)
        after = tokens[here + 1 + dotted].text
        # Nor "vi er 10, 12. november".
        if after not in _LISTS or (after == "," and not dotted):
            break
        plain = plain or not (dotted or after in DASHES)
        numbers.append(here)
        here += 2 + dotted
    return numbers, here, plain


def _has_dot(tokens: Tokens, at: int) -> bool:
    return tokens[at + 1].glued and tokens[at + 1].text == "."


def _listed_day(number: int, month: date | None, lean: Lean) -> date | None:
    return coming_day(number, None, lean) if month is None else dated(month.year, month.month, number)


def _day_with_hours(tokens: Tokens, at: int, lean: Lean) -> list[Sighting]:
    read = read_day(tokens, at, lean)
    if read is None:
        return []
    if isinstance(read.when, Week):
        return _weeks(tokens, Sighting(read.when, at, read.stop, sure=read.sure), lean)
    if tokens[read.stop].text in DASHES and names_a_day(tokens, read.stop + 1):
        return _day_range(tokens, Sighting(read.when, at, read.stop, sure=read.sure), lean)
    # "torsdag, kl. 10", "12/11: 10-11", "2026-11-12T10:00", "torsdag (kl. 10)"
    stop = _past_own_name(tokens, read.stop, read.when, lean)
    hours = read_hours(tokens, tokens.skip(stop, {",", ":", "(", "t"}), beside_day=True)
    if hours is None:
        return [Sighting(read.when, at, stop, sure=read.sure, weekday=read.weekday)]
    sure = read.sure and hours.sure
    week = read_week(tokens, hours.stop, lean)
    if read.weekday is not None and week is not None and isinstance(week.when, Week):
        # "torsdag kl. 10 i uge 46"
        return [Sighting(week.when.day(read.weekday), at, week.stop, hours, sure and week.sure)]
    stop = _past_own_name(tokens, hours.stop, read.when, lean)
    return _more_hours(tokens, Sighting(read.when, at, stop, hours, sure, read.weekday), lean)


def _day_range(tokens: Tokens, first: Sighting, lean: Lean) -> list[Sighting]:
    """Read both ends of 5/11-6/11."""
    last = read_numbered(tokens, first.stop + 1, lean, listed="")
    if last is None:
        return [first]
    return [first, Sighting(last.when, first.stop + 1, last.stop, sure=last.sure)]


def _past_own_name(tokens: Tokens, stop: int, day: date, lean: Lean) -> int:
    """Step over the week or weekday of a day that was just said: (uge 46), as our own letters say it; (torsdag)."""
    opened = tokens.skip(stop, {"(", ","})
    again = read_day(tokens, opened, lean)
    if again is None or not (again.when == Week.of(day) or again.weekday == day.weekday()):
        return stop
    if isinstance(again.when, date) and tokens[opened].text == ",":
        return stop
    return again.stop + (tokens[opened - 1].text == "(" and tokens[again.stop].text == ")")


def _weeks(tokens: Tokens, first: Sighting, lean: Lean) -> list[Sighting]:
    """Read on where more weeks are listed: uge 43-44, uge 43 eller 45."""
    weeks = [first]
    while len(weeks) < _LONGEST_LIST and tokens[weeks[-1].stop].text in _LISTS:
        at = weeks[-1].stop + 1
        number = tokens[at]
        counts = names_a_day(tokens, at) or tokens.goes_on(at + 1) or tokens[at + 1].text in UNITS
        week = coming_week(number.number, lean) if number.is_short and not counts else None
        if week is None or not tokens[weeks[-1].stop - 1].is_digits:
            break
        weeks.append(Sighting(week, at, at + 1))
    return weeks


def _more_hours(tokens: Tokens, first: Sighting, lean: Lean) -> list[Sighting]:
    """Read on where more times are listed for the same day: kl. 10 eller 13, kl. 10, kl. 13."""
    more = [first]
    while len(more) < _LONGEST_LIST and more[-1].hours is not None and more[-1].hours.starts is not None:
        between = more[-1].stop
        if tokens[between].text not in CONNECTORS:
            break
        hours = read_hours(tokens, between + 1, beside_day=False) or _bare_hour(tokens, between)
        if hours is None or hours.starts is None or _day_follows(tokens, hours.stop, lean):
            break
        sure = first.sure and hours.sure
        more.append(Sighting(first.when, between + 1, hours.stop, hours, sure, first.weekday))
    return more


def _bare_hour(tokens: Tokens, between: int) -> Hours | None:
    hour = tokens[between + 1]
    if tokens[between].text == "," or not hour.is_short or hour.number not in _OFFICE_HOURS:
        return None
    hours = read_hours(tokens, between + 1, beside_day=True)
    if hours is not None:
        return hours
    alone = not names_a_day(tokens, between + 1) and not tokens.goes_on(between + 2)
    counts = tokens[between + 2].text in UNITS or tokens[between + 2].is_digits
    if not alone or counts:
        return None
    return Hours(time(hour.number), None, None, between + 2)


def _day_follows(tokens: Tokens, at: int, lean: Lean) -> bool:
    return read_day(tokens, at, lean) is not None


def _hours_then_day(tokens: Tokens, at: int, lean: Lean) -> list[Sighting]:
    """Read "kl. 10 på torsdag", "10am on 12 November"."""
    hours = read_hours(tokens, at, beside_day=False)
    if hours is None:
        return []
    read = read_day(tokens, tokens.skip(hours.stop, {",", "("}), lean)
    if read is None or isinstance(read.when, Week):
        return []
    return [Sighting(read.when, at, read.stop, hours, read.sure and hours.sure)]
