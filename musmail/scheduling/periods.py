"""Reads the stretches of time people set deadlines by: months, quarters, halves, seasons, holidays, weeks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from musmail.scheduling.days import read_week
from musmail.scheduling.leaning import Lean, Week
from musmail.scheduling.monthday import MonthDay, months_later
from musmail.scheduling.numbered import read_year
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import ANY_MONTHS, DOUBTFUL_MONTHS, LAST, MONTHS, NEXT, THIS


class Period(NamedTuple):
    """A stretch of time by name: its first and last day in each of the years it may be meant in."""

    days: tuple[tuple[date, date], ...]
    stop: int
    is_week: bool = False


class _Yearly(NamedTuple):
    first: MonthDay
    last: MonthDay

    def days(self, year: int) -> tuple[date, date]:
        wraps = self.last < self.first
        return self.first.in_year(year), self.last.in_year(year + wraps)


_ORDINAL_WORDS = {"første": 1, "andet": 2, "anden": 2, "tredje": 3, "fjerde": 4} | {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
}
# Without a deadline's word before it a period begins with a number or one of these.
PERIODS_BEGIN = (
    frozenset(ANY_MONTHS) | frozenset(_ORDINAL_WORDS) | NEXT | THIS | {"q", "h", "uge", "week", "i", "in"}
)
_QUARTER = frozenset({"kvartal", "quarter"})
_HALF = frozenset({"halvår"})
_SPRING = _Yearly(MonthDay(3, 1), MonthDay(5, 31))
_SUMMER = _Yearly(MonthDay(6, 1), MonthDay(8, 31))
_AUTUMN = _Yearly(MonthDay(9, 1), MonthDay(11, 30))
_WINTER = _Yearly(MonthDay(12, 1), MonthDay(2, 29))
_SEASONS = {
    **dict.fromkeys(("forår", "foråret", "foraaret", "spring"), _SPRING),
    **dict.fromkeys(("sommer", "sommeren", "summer"), _SUMMER),
    **dict.fromkeys(("efterår", "efteråret", "efteraaret", "autumn"), _AUTUMN),
    **dict.fromkeys(("vinter", "vinteren", "winter"), _WINTER),
}
# The holidays as turning points. The summer's are chosen so that "inden" is 1 July and "efter" 1 August.
_CHRISTMAS = _Yearly(MonthDay(12, 24), MonthDay(12, 26))
_CHRISTMAS_BREAK = _Yearly(MonthDay(12, 24), MonthDay(1, 1))
_NEW_YEAR = _Yearly(MonthDay(1, 1), MonthDay(1, 1))
_SUMMER_BREAK = _Yearly(MonthDay(7, 2), MonthDay(7, 31))
_TURNS = {
    **dict.fromkeys(("jul", "julen", "christmas", "xmas"), _CHRISTMAS),
    **dict.fromkeys(("juleferie", "juleferien"), _CHRISTMAS_BREAK),
    **dict.fromkeys(("nytår", "nytaar", "årsskiftet"), _NEW_YEAR),
    **dict.fromkeys(("sommerferie", "sommerferien", "sommer", "sommeren", "summer"), _SUMMER_BREAK),
}
_EASTER = frozenset({"påske", "påsken", "påskeferie", "påskeferien", "paaske", "easter"})
# The school holidays that most workplaces follow: week 42, and week 7 or 8 as the municipality has it.
_HOLIDAY_WEEKS = {
    **dict.fromkeys(("efterårsferie", "efterårsferien"), (42, 42)),
    **dict.fromkeys(("vinterferie", "vinterferien"), (7, 8)),
}
_BREAKS = frozenset({"holiday", "holidays", "break", "vacation"})


def read_period(tokens: Tokens, at: int, lean: Lean, *, told: bool) -> Period | None:
    """Read a month, quarter, half, season, week or year; `told` that a deadline's word stands before it."""
    return (
        _month(tokens, at, lean, told=told)
        or _part_of_year(tokens, at, lean)
        or _around_today(tokens, at, lean, told=told)
        or _week(tokens, at, lean)
        or (_season(tokens, at, lean) if told else None)
    )


def read_turn(tokens: Tokens, at: int, lean: Lean) -> Period | None:
    """Read what something is before or after: jul, nytår, påske, sommerferien, the summer holidays."""
    name = tokens[at].text
    if name == "new" and tokens[at + 1].text in {"year", "years"}:
        return _yearly(_NEW_YEAR, tokens, at + 2, lean)
    if name in _TURNS:
        return _yearly(_TURNS[name], tokens, tokens.skip(at + 1, _BREAKS), lean)
    if name in _EASTER:
        years = (
            (easter(year) - timedelta(days=3), easter(year) + timedelta(days=1)) for year in _years(lean)
        )
        return Period(tuple(years), at + 1)
    if name in _HOLIDAY_WEEKS:
        first, last = _HOLIDAY_WEEKS[name]
        weeks = ((Week(year, first).day(0), Week(year, last).day(6)) for year in _years(lean))
        return Period(tuple(weeks), at + 1, is_week=True)
    return None


def easter(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar, by the golden number, the century and the full moon."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


def _years(lean: Lean) -> Iterator[int]:
    yield from range(lean.today.year - 1, lean.today.year + 3)


def _yearly(period: _Yearly, tokens: Tokens, at: int, lean: Lean) -> Period:
    """Put a yearly stretch into the year that is written after it, or leave open which year is meant."""
    after = tokens.skip(at, {"i", "of", "in", "-", "/"})
    year, stop = read_year(tokens, after, lean)
    if year is not None:
        return Period((period.days(year),), stop)
    if tokens[after].text in NEXT and tokens[after + 1].text in {"år", "year"}:
        return Period((period.days(lean.today.year + 1),), after + 2)
    return Period(tuple(period.days(one) for one in _years(lean)), at)


def _month(tokens: Tokens, at: int, lean: Lean, *, told: bool) -> Period | None:
    name = tokens[at]
    month = ANY_MONTHS.get(name.text)
    plain = name.text in MONTHS and name.text not in DOUBTFUL_MONTHS
    verb = name.text in DOUBTFUL_MONTHS and not name.capital
    if month is None or verb or not (plain or told):
        return None
    stop = at + 1 + (not plain and tokens[at + 1].text == "." and tokens[at + 1].glued)
    return _yearly(_Yearly(MonthDay(month, 1), MonthDay(month, 31)), tokens, stop, lean)


def _part_of_year(tokens: Tokens, at: int, lean: Lean) -> Period | None:
    """Read Q1, 1. kvartal, første kvartal, first quarter of 2027, H1, 2. halvår."""
    letter, number = tokens[at].text, tokens[at + 1]
    if letter in {"q", "h"} and number.glued and number.is_short and not tokens.goes_on(at + 2):
        return _nth(number.number, 3 if letter == "q" else 6, tokens, at + 2, lean)
    nth = tokens[at].number if tokens[at].is_short else _ORDINAL_WORDS.get(tokens[at].text, -1)
    after = tokens.skip(at + 1, {".", "st", "nd", "rd", "th"})
    if tokens[after].text in _QUARTER:
        return _nth(nth, 3, tokens, after + 1, lean)
    if tokens[after].text in _HALF:
        return _nth(nth, 6, tokens, after + 1, lean)
    return None


def _nth(number: int, months: int, tokens: Tokens, stop: int, lean: Lean) -> Period | None:
    if not 1 <= number <= 12 // months:
        return None
    last = number * months
    return _yearly(_Yearly(MonthDay(last - months + 1, 1), MonthDay(last, 31)), tokens, stop, lean)


def _around_today(tokens: Tokens, at: int, lean: Lean, *, told: bool) -> Period | None:
    """Read næste måned, this quarter, næste år; "året" and "måneden" where a deadline's word stands before."""
    which, name = tokens[at].text, tokens[at + 1].text
    ahead = 1 if which in NEXT else -1 if which in LAST else 0
    stop = at + 2
    if which not in NEXT | THIS:
        if not told:
            return None
        name, stop = which, at + 1
        if name == "år" and tokens[at - 1].text != "i":
            return None
    first = lean.today.replace(day=1)
    if name in {"måned", "måneden", "maaned", "month"}:
        return _months(months_later(first, ahead), 1, stop)
    if name in {"kvartal", "kvartalet", "quarter"}:
        return _months(months_later(first, -((first.month - 1) % 3) + 3 * ahead), 3, stop)
    if name in {"år", "året", "year"}:
        return _months(date(first.year + ahead, 1, 1), 12, stop)
    if name in {"ugen", "week"} and told:
        monday = lean.today - timedelta(days=lean.today.weekday())
        return Period(((monday, monday + timedelta(days=4)),), stop, is_week=True)
    return _written_year(tokens, at, lean)


def _written_year(tokens: Tokens, at: int, lean: Lean) -> Period | None:
    year, stop = read_year(tokens, at, lean)
    return _months(date(year, 1, 1), 12, stop) if year is not None and tokens[at].text != "," else None


def _months(first: date, count: int, stop: int) -> Period:
    return Period(((first, months_later(first, count) - timedelta(days=1)),), stop)


def _week(tokens: Tokens, at: int, lean: Lean) -> Period | None:
    week = read_week(tokens, at, lean)
    if week is None or not isinstance(week.when, Week):
        return None
    return Period(((week.when.day(0), week.when.day(4)),), week.stop, is_week=True)


def _season(tokens: Tokens, at: int, lean: Lean) -> Period | None:
    season = _SEASONS.get(tokens[at].text)
    return _yearly(season, tokens, at + 1, lean) if season is not None else None
