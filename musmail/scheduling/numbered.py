"""Reads dates written with numbers: 12/11, 12.11.2026, 2026-11-12, d. 3. marts, Nov 12, torsdag den 12.

A number is a date only where nothing around it says otherwise: 2,5 and 10.000 kr. are amounts, 3/4 af tiden
is a share, 1.2.3 a version, 24/7 a way of speaking; 12.11 needs "den", a weekday or a time beside it.
"""

from typing import NamedTuple

from musmail.scheduling.leaning import Lean, Reading, coming_date, coming_day, dated
from musmail.scheduling.monthday import MonthDay
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import (
    ANY_MONTHS,
    CONNECTORS,
    DASHES,
    DOUBTFUL_MONTHS,
    LABELS,
    ORDINALS,
    SHORT_MONTHS,
    UNITS,
    words,
)

_ANY_YEARS = range(1900, 2200)
_SHARES = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})
_HOURS_FOLLOW = frozenset({"kl", "klokken", "at"})
# What may follow "den 12." for it to be a day and not the twelfth of something.
_AFTER_A_DAY = (
    words("passer kan er går fungerer duer ville vil om hvis men så fra mellem efter før inden formiddag")
    | words("eftermiddag morgen works is would suits from between after before til to istedet")
    | _HOURS_FOLLOW
    | CONNECTORS
)


class _Parts(NamedTuple):
    """The numbers of a date as written."""

    day: int
    month: int | None
    year: int | None
    stop: int
    sure: bool = True


class _Said(NamedTuple):
    """What stands before the numbers: "den", "d", "the", "on" or nothing, and a weekday."""

    marker: str
    weekday: int | None

    @property
    def anything(self) -> bool:
        return self.marker != "" or self.weekday is not None

    @property
    def den(self) -> bool:
        return self.marker in {"den", "d"}


def read_numbered(
    tokens: Tokens,
    index: int,
    lean: Lean,
    weekday: int | None = None,
    *,
    after_comma: bool = False,
    listed: str | None = None,
) -> Reading | None:
    """Read the date that begins at a piece of the text; `weekday` (Monday is 0) is what was said just before it.

    `after_comma` asks for a date with its month: "torsdag, 2. sal" has none. `listed` says that what stands
    before the number is a day too, and how their list began: 12-13. november, den 12. eller 13.
    """
    at = _after_marker(tokens, index)
    said = _Said(tokens[index].text if at > index else listed or "", weekday)
    if not said.anything and listed is None and _within_other(tokens, index):
        return None
    parts = (
        _iso(tokens, at)
        or _separated(tokens, at, lean, said)
        or _day_first(tokens, at, lean)
        or _month_first(tokens, at, lean)
        or (None if after_comma else _day_alone(tokens, at, said))
    )
    return None if parts is None else _settle(parts, weekday, lean)


def names_a_day(tokens: Tokens, index: int) -> bool:
    """Tell whether a number is the day of a date (13. november, 13/11) and so no hour."""
    after = tokens[index + 1]
    if after.glued and after.text == "/" and tokens[index + 2].is_short:
        return True
    dot = index + 1 + (after.glued and after.text in ORDINALS | {"."})
    return tokens[index].is_short and tokens[dot].text in ANY_MONTHS


def read_year(tokens: Tokens, at: int, lean: Lean) -> tuple[int | None, int]:
    """Read a year of four digits, if one stands there, after a comma or not; give it and where to go on."""
    after = tokens.skip(at, {","})
    year = tokens[after]
    if len(year.text) == 4 and lean.near(year.number) and not tokens.goes_on(after + 1):
        return year.number, after + 1
    return None, at


def _after_marker(tokens: Tokens, index: int) -> int:
    """Step over den, d., the, on the, if a number follows."""
    word = tokens[index].text
    if word not in {"den", "d", "the", "on"}:
        return index
    after = tokens.skip(index + 1, {"d": {"."}, "on": {"the"}}.get(word, set()))
    return after if tokens[after].is_digits else index


def _within_other(tokens: Tokens, index: int) -> bool:
    """Tell whether a number belongs to what stands before it: a longer number, an address, a label."""
    here, before, earlier = tokens[index], tokens[index - 1], tokens[index - 2]
    if before.text in LABELS or (before.text == "." and before.glued and earlier.text in LABELS):
        return True
    if not here.glued:
        return False
    if before.is_word or before.text in {"/", "_", "@", "#", "="}:
        return True
    return before.glued and before.text in {".", ",", ":", "-"} and earlier.is_digits


def _iso(tokens: Tokens, at: int) -> _Parts | None:
    year, month, day = tokens[at], tokens[at + 2], tokens[at + 4]
    glued = all(tokens[at + n].glued for n in range(1, 5))
    if not (glued and len(year.text) == 4 and tokens[at + 1].text == tokens[at + 3].text == "-"):
        return None
    if not (month.is_short and day.is_short) or (tokens.goes_on(at + 5) and tokens[at + 5].text != "t"):
        return None
    return _Parts(day.number, month.number, year.number, at + 5)


def _separated(tokens: Tokens, at: int, lean: Lean, said: _Said) -> _Parts | None:
    """Read 12/11, 12/11-2026, 12.11.26, 12-11-2026."""
    day, mark, month = tokens[at], tokens[at + 1], tokens[at + 2]
    if not (day.is_short and month.is_short and mark.text in {"/", ".", "-"} and mark.glued and month.glued):
        return None
    year, stop = _short_or_long_year(tokens, at + 3, lean)
    if year is None and tokens.goes_on(at + 3) and tokens[at + 3].text != "-":
        return None
    parts = _Parts(day.number, month.number, year, stop)
    if year is not None:
        return parts
    if mark.text == "/":
        return _slash(tokens, parts, lean, told=said.anything)
    beyond = tokens.skip(stop, {"."})
    timed = tokens[beyond].text in _HOURS_FOLLOW
    if mark.text == "-":
        return parts._replace(sure=False) if timed else None
    if timed or said.den:
        goes_on = tokens[beyond].text in _HOURS_FOLLOW | CONNECTORS
        return parts._replace(stop=beyond if goes_on else stop)
    # "torsdag 12.11" is a date and "torsdag 10.11" a time, if that is how the days fall.
    found = coming_date(MonthDay(month.number, day.number), lean)
    return parts if found is not None and found.weekday() == said.weekday else None


def _slash(tokens: Tokens, parts: _Parts, lean: Lean, *, told: bool) -> _Parts | None:
    if not told and (tokens[parts.stop].text in UNITS or (parts.day, parts.month) == (24, 7)):
        return None
    sure = told or (parts.day, parts.month) not in _SHARES
    return _with_year(tokens, parts._replace(sure=sure), lean)


def _short_or_long_year(tokens: Tokens, at: int, lean: Lean) -> tuple[int | None, int]:
    mark, year = tokens[at], tokens[at + 1]
    if not (mark.text in {"/", ".", "-"} and mark.glued and year.glued and year.number >= 0):
        return None, at
    written = year.number + 2000 if len(year.text) == 2 else year.number
    if len(year.text) in {2, 4} and lean.near(written) and not tokens.goes_on(at + 2):
        return written, at + 2
    return None, at


def _day_first(tokens: Tokens, at: int, lean: Lean) -> _Parts | None:
    """Read 3. marts, 3 marts 2027, 12th of November."""
    day = tokens[at]
    if not day.is_short:
        return None
    mark = tokens[at + 1]
    after = at + 1 + (mark.glued and mark.text in ORDINALS | {"."})
    after = tokens.skip(after, {"of"})
    month = ANY_MONTHS.get(tokens[after].text)
    if month is None:
        return None
    stop = _after_month(tokens, after)
    return _with_year(tokens, _Parts(day.number, month, None, stop), lean)


def _month_first(tokens: Tokens, at: int, lean: Lean) -> _Parts | None:
    """Read Nov 12, November 12th, 2026; a small letter or a verb's look needs more beside it."""
    name = tokens[at]
    month = ANY_MONTHS.get(name.text)
    day_at = _after_month(tokens, at)
    day = tokens[day_at]
    if month is None or not day.is_short:
        return None
    ordinal = tokens[day_at + 1].glued and tokens[day_at + 1].text in ORDINALS
    stop = day_at + 1 + ordinal
    if not ordinal and (tokens.goes_on(stop) or names_a_day(tokens, day_at) or tokens[stop].text in UNITS):
        return None
    ends = tokens[stop].first or tokens[stop].text in _AFTER_A_DAY | {",", ".", "?", "!", ")"}
    if not (ordinal or (name.capital and name.text not in DOUBTFUL_MONTHS) or ends):
        return None
    return _with_year(tokens, _Parts(day.number, month, None, stop), lean)


def _with_year(tokens: Tokens, parts: _Parts, lean: Lean) -> _Parts | None:
    """Add the year written after a month; a year too far away makes it no date of ours (29. maj 1975)."""
    year, stop = read_year(tokens, parts.stop, lean)
    if year is None and tokens[tokens.skip(stop, {","})].number in _ANY_YEARS:
        return None
    return parts._replace(year=year, stop=stop)


def _after_month(tokens: Tokens, at: int) -> int:
    dotted = tokens[at].text in SHORT_MONTHS and tokens[at + 1].glued and tokens[at + 1].text == "."
    return at + 1 + dotted


def _day_alone(tokens: Tokens, at: int, said: _Said) -> _Parts | None:
    """Read "den 12." and "torsdag 12.", the month being the next that has it."""
    day, mark = tokens[at], tokens[at + 1]
    if not (day.is_short and said.anything):
        return None
    ordered = mark.glued and (mark.text in ORDINALS or (mark.text == "." and not tokens.goes_on(at + 1)))
    stop = at + 1 + ordered
    if tokens.goes_on(stop) and tokens[stop].text not in DASHES:
        return None
    after = tokens[stop]
    if not ordered and not said.den and (said.marker or after.text not in _HOURS_FOLLOW):
        return None
    instead = tokens.says(stop, ("i", "stedet"))
    closed = after.first or not (after.is_word or after.is_digits) or after.text in _AFTER_A_DAY or instead
    return _Parts(day.number, None, None, stop) if closed or said.weekday is not None else None


def _settle(parts: _Parts, weekday: int | None, lean: Lean) -> Reading | None:
    if parts.month is None:
        day = coming_day(parts.day, weekday, lean)
    elif parts.year is None:
        day = coming_date(MonthDay(parts.month, parts.day), lean)
    else:
        day = dated(parts.year, parts.month, parts.day) if lean.near(parts.year) else None
    if day is None:
        return None
    agrees = weekday is None or day.weekday() == weekday
    return Reading(day, parts.stop, parts.sure and agrees)
