"""Reads the days people write: 12/11, den 12., 3. marts, næste tirsdag, mandag i uge 43, i morgen.

Guessed, and so marked as not sure: "næste tirsdag" is the Tuesday of next week, a weekday that disagrees with
its date gives way to the date. A bare fraction such as 1/2 is a date only because nothing else was said.
"""

from datetime import date, timedelta
from typing import NamedTuple

from musmail.scheduling.leaning import Lean, Reading, Week
from musmail.scheduling.numbered import read_numbered
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import (
    ANY_MONTHS,
    DOUBTFUL_WEEKDAYS,
    EACH,
    EVERY_OTHER,
    LAST,
    NEXT,
    NUMBERS,
    PAST_WEEKDAYS,
    SHORT_WEEKDAYS,
    THIS,
    WEEKDAYS,
)

_RELATIVE = {
    ("i", "dag"): 0,
    ("idag",): 0,
    ("today",): 0,
    ("i", "morgen"): 1,
    ("imorgen",): 1,
    ("tomorrow",): 1,
    ("i", "overmorgen"): 2,
    ("overmorgen",): 2,
    ("the", "day", "after", "tomorrow"): 2,
    ("day", "after", "tomorrow"): 2,
    ("i", "går"): -1,
    ("igår",): -1,
    ("yesterday",): -1,
    ("i", "forgårs"): -2,
}
_PARTS_OF_TODAY = frozenset({"formiddag", "eftermiddag", "morning", "afternoon"})
_BEFORE_A_WEEKDAY = frozenset({"på", "nu", "on", "førstkommende", "kommende", "coming"}) | THIS | NEXT | LAST
_WEEK = frozenset({"uge", "week"})
_BEFORE_A_PER_WEEK = frozenset({"en", "én", "pr", "per", "om", "a", "one"}) | EACH
_AT = frozenset({"kl", "klokken", "at"})
_IN = frozenset({"i", "in"})
_MOST_WEEKS_ON = 12

_RELATIVE_LENGTHS = sorted({len(words) for words in _RELATIVE})
_RELATIVE_BEGIN = frozenset(words[0] for words in _RELATIVE)
# A reading begins with a number or one of these; the rest of a text is passed over quickly.
DAYS_BEGIN = (
    _RELATIVE_BEGIN
    | _BEFORE_A_WEEKDAY
    | frozenset(WEEKDAYS)
    | frozenset(SHORT_WEEKDAYS)
    | _WEEK
    | _IN
    | frozenset(ANY_MONTHS)
    | {"den", "d", "the", "on"}
)


class _Name(NamedTuple):
    """A weekday's name where it stands."""

    weekday: int
    stop: int
    short: bool
    dotted: bool


def read_day(tokens: Tokens, index: int, lean: Lean) -> Reading | None:
    """Read the day or week that begins at a piece of the text, if one does; looks a fixed way ahead."""
    first = tokens[index]
    if first.is_digits:
        return read_numbered(tokens, index, lean)
    if first.text not in DAYS_BEGIN:
        return None
    return (
        _relative(tokens, index, lean)
        or _weekday(tokens, index, lean)
        or read_week(tokens, index, lean)
        or read_numbered(tokens, index, lean)
    )


def _relative(tokens: Tokens, index: int, lean: Lean) -> Reading | None:
    if tokens[index].text in {"i", "this"} and tokens[index + 1].text in _PARTS_OF_TODAY:
        return Reading(lean.today, index + 1)
    if tokens[index].text not in _RELATIVE_BEGIN:
        return None
    for length in _RELATIVE_LENGTHS:
        ahead = _RELATIVE.get(tuple(tokens[index + n].text for n in range(length)))
        if ahead is not None:
            day, stop = lean.today + timedelta(days=ahead), index + length
            # "i morgen, torsdag den 12." says one day twice.
            again = _weekday(tokens, tokens.skip(stop, {","}), lean)
            return again if again is not None and again.when == day else Reading(day, stop)
    return None


def _weekday(tokens: Tokens, index: int, lean: Lean) -> Reading | None:
    at = index
    while at < index + 3 and tokens[at].text in _BEFORE_A_WEEKDAY:
        at += 1
    if tokens[index].text == "i" and tokens[index + 1].text in PAST_WEEKDAYS:
        weekday = PAST_WEEKDAYS[tokens[index + 1].text]
        return Reading(_nearest(weekday, Lean(lean.today - timedelta(days=1), past=True)), index + 2)
    name = _weekday_name(tokens, at)
    if name is None or _recurs(tokens, index):
        return None
    lead = tokens[at - 1].text if at > index else ""
    own = _with_date(tokens, name, lean)
    if own is not None:
        return None if name.short and not own.sure else own
    if name.short and not _short_stands(tokens, name):
        return None
    return _in_week(tokens, name, lean) or _weeks_on(tokens, name, lean) or _alone(name, lead, lean)


def _recurs(tokens: Tokens, index: int) -> bool:
    """Tell whether what stands before a weekday makes it one of many: hver mandag, every other Monday."""
    before = index - 2 if tokens[index - 1].text in EVERY_OTHER else index - 1
    return tokens[before].text in EACH


def _weekday_name(tokens: Tokens, at: int) -> _Name | None:
    word = tokens[at].text
    if word in WEEKDAYS:
        return _Name(WEEKDAYS[word], at + 1, short=False, dotted=False)
    if word in SHORT_WEEKDAYS:
        dotted = tokens[at + 1].glued and tokens[at + 1].text == "."
        return _Name(SHORT_WEEKDAYS[word], at + 1 + dotted, short=True, dotted=dotted)
    return None


def _with_date(tokens: Tokens, name: _Name, lean: Lean) -> Reading | None:
    """Read the date beside a weekday; after a comma it must be a whole one."""
    if tokens[name.stop].text == ",":
        after = name.stop + 1
        marked = tokens[after].text in {"den", "d"}
        return read_numbered(tokens, after, lean, name.weekday, after_comma=not marked)
    return read_numbered(tokens, name.stop, lean, name.weekday)


def _short_stands(tokens: Tokens, name: _Name) -> bool:
    """Tell whether a short weekday without a date is one: a time must follow, and for some a dot."""
    word = tokens[name.stop - 1 - name.dotted].text
    return tokens[name.stop].text in _AT and (name.dotted or word not in DOUBTFUL_WEEKDAYS)


def _in_week(tokens: Tokens, name: _Name, lean: Lean) -> Reading | None:
    after = tokens.skip(tokens.skip(name.stop, {","}), _IN)
    week = _numbered_week(tokens, after, lean, name.weekday) or _near_week(tokens, after, lean)
    if week is None or not isinstance(week.when, Week):
        return None
    return Reading(week.when.day(name.weekday), week.stop, week.sure)


def _weeks_on(tokens: Tokens, name: _Name, lean: Lean) -> Reading | None:
    """Read torsdag om 14 dage, torsdag om to uger: so many weeks after the nearest one, as far as one can tell."""
    count, unit = tokens[name.stop + 1], tokens[name.stop + 2].text
    number = count.number if count.is_digits else NUMBERS.get(count.text, 0)
    weeks = number if unit in {"uge", "uger"} else {7: 1, 8: 1, 14: 2}.get(number, 0) if unit == "dage" else 0
    if tokens[name.stop].text != "om" or not 0 < weeks <= _MOST_WEEKS_ON:
        return None
    return Reading(_nearest(name.weekday, lean) + timedelta(days=7 * weeks), name.stop + 3, sure=False)


def _alone(name: _Name, lead: str, lean: Lean) -> Reading:
    if lead in LAST:
        return Reading(_nearest(name.weekday, Lean(lean.today - timedelta(days=1), past=True)), name.stop)
    if lead in NEXT:
        monday = lean.today - timedelta(days=lean.today.weekday())
        return Reading(monday + timedelta(days=7 + name.weekday), name.stop, sure=False)
    return Reading(_nearest(name.weekday, lean), name.stop, weekday=None if lead else name.weekday)


def _nearest(weekday: int, lean: Lean) -> date:
    """Give the nearest such weekday: after today, as people say "i dag" for today; or back to today itself."""
    if lean.past:
        return lean.today - timedelta(days=(lean.today.weekday() - weekday) % 7)
    return lean.today + timedelta(days=(weekday - lean.today.weekday() - 1) % 7 + 1)


def read_week(tokens: Tokens, index: int, lean: Lean) -> Reading | None:
    """Read a week (uge 43, i næste uge), or the weekday that is named beside its number (uge 43, mandag)."""
    at = tokens.skip(index, _IN)
    near = _near_week(tokens, at, lean)
    if near is not None:
        return near
    week = _numbered_week(tokens, at, lean)
    if week is None or not isinstance(week.when, Week):
        return None
    name = _weekday_name(tokens, tokens.skip(week.stop, {","}))
    if name is None or name.short or _with_date(tokens, name, lean) is not None:
        return week
    dated = _numbered_week(tokens, at, lean, name.weekday)
    return (
        week
        if dated is None or not isinstance(dated.when, Week)
        else Reading(dated.when.day(name.weekday), name.stop)
    )


def _near_week(tokens: Tokens, at: int, lean: Lean) -> Reading | None:
    if tokens[at + 1].text not in _WEEK or tokens[at].text not in NEXT | THIS | LAST:
        return None
    ahead = 7 if tokens[at].text in NEXT else -7 if tokens[at].text in LAST else 0
    return Reading(Week.of(lean.today + timedelta(days=ahead)), at + 2)


def _numbered_week(tokens: Tokens, at: int, lean: Lean, weekday: int | None = None) -> Reading | None:
    if tokens[at].text not in _WEEK or tokens[at - 1].text in _BEFORE_A_PER_WEEK:
        return None
    at += 1
    if tokens[at].text in {"nr", "no"}:
        at = tokens.skip(at + 1, {"."})
    number, stop = tokens[at], at + 1
    if not number.is_short:
        return None
    year = _week_year(tokens, stop)
    if year is None and tokens.goes_on(stop) and tokens[stop].text not in {"-", "/", ","}:
        return None
    if year is not None:
        given = Week.in_year(tokens[year].number, number.number)
        return Reading(given, year + 1) if given is not None and lean.near(tokens[year].number) else None
    coming = coming_week(number.number, lean, weekday)
    return Reading(coming, stop) if coming is not None else None


def _week_year(tokens: Tokens, at: int) -> int | None:
    """Find the year after a week's number: uge 43, 2026; uge 43/2026; uge 43 i 2026."""
    at = tokens.skip(at, {",", "/", "-", "i", "in"})
    return at if tokens[at].number >= 1900 else None


def coming_week(number: int, lean: Lean, weekday: int | None = None) -> Week | None:
    """Find the next week of a number, or the last one; a week counts until its Sunday or the weekday asked for."""
    this_year = lean.today.isocalendar().year
    years = (this_year, this_year - 1) if lean.past else (this_year, this_year + 1)
    for year in years:
        week = Week.in_year(year, number)
        if week is None:
            continue
        if lean.past:
            fits = week.day(weekday or 0) <= lean.today
        else:
            fits = week.day(6 if weekday is None else weekday) >= lean.today
        if fits:
            return week
    return None
