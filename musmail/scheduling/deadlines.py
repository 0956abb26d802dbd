"""Reads when something is to be done: senest 1/3, inden jul, ultimo marts, Q1, uge 12, om 3 måneder.

Guessed: primo, medio and ultimo are the 1st, the 15th and the last day, as bookkeepers have it; a month, a quarter
or a year stands for its last day and a week for its Friday; "til" and "by" a holiday mean before it, "til" and
"by" a month its end. Of several dates the one with a deadline's word before it wins, otherwise the first.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, auto
from typing import NamedTuple

from musmail.scheduling.days import DAYS_BEGIN, read_day
from musmail.scheduling.leaning import Lean, Week
from musmail.scheduling.moments import COPENHAGEN, require_aware
from musmail.scheduling.monthday import months_later
from musmail.scheduling.periods import PERIODS_BEGIN, Period, read_period, read_turn
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import DASHES, NEXT, NUMBERS, words


class _Edge(Enum):
    """Which side of a period is meant."""

    BEFORE = auto()
    START = auto()
    MIDDLE = auto()
    END = auto()
    BY = auto()
    AFTER = auto()


class _Due(NamedTuple):
    """A deadline that was read, and whether a deadline's word stood before it."""

    day: date
    stop: int
    told: bool


_EDGES = {
    ("inden",): _Edge.BEFORE,
    ("før",): _Edge.BEFORE,
    ("op", "til"): _Edge.BEFORE,
    ("before",): _Edge.BEFORE,
    ("primo",): _Edge.START,
    ("begyndelsen", "af"): _Edge.START,
    ("starten", "af"): _Edge.START,
    ("først", "i"): _Edge.START,
    ("beginning", "of"): _Edge.START,
    ("start", "of"): _Edge.START,
    ("early",): _Edge.START,
    ("early", "in"): _Edge.START,
    ("medio",): _Edge.MIDDLE,
    ("midten", "af"): _Edge.MIDDLE,
    ("midt", "i"): _Edge.MIDDLE,
    ("middle", "of"): _Edge.MIDDLE,
    ("mid",): _Edge.MIDDLE,
    ("ultimo",): _Edge.END,
    ("slutningen", "af"): _Edge.END,
    ("udgangen", "af"): _Edge.END,
    ("sidst", "i"): _Edge.END,
    ("end", "of"): _Edge.END,
    ("late",): _Edge.END,
    ("late", "in"): _Edge.END,
    ("løbet", "af"): _Edge.END,
    ("during",): _Edge.END,
    ("i",): _Edge.END,
    ("in",): _Edge.END,
    ("ved",): _Edge.BY,
    ("til",): _Edge.BY,
    ("senest",): _Edge.BY,
    ("senest", "i"): _Edge.BY,
    ("by",): _Edge.BY,
    ("until",): _Edge.BY,
    ("efter",): _Edge.AFTER,
    ("after",): _Edge.AFTER,
}
_LONGEST_EDGE = 2
_OWNERS = {"årets": "året", "månedens": "måneden", "ugens": "ugen"}  # årets udgang
_ENDINGS = frozenset({"udgang", "slutning", "afslutning", "end"})
_DEADLINE = words(
    "senest inden før by before til until deadline frist fristen dato due færdig pr per latest slut"
)
_AHEAD = frozenset({"om", "in", "within", "indenfor", "during"}) | NEXT
_FILLERS = frozenset({"de", "det", "den", "the", "kommende", "coming", "about", "ca", "cirka"}) | NEXT
_UNITS = {
    **dict.fromkeys(("dag", "dage", "day", "days"), (0, 1)),
    **dict.fromkeys(("uge", "uger", "week", "weeks"), (0, 7)),
    **dict.fromkeys(("måned", "måneder", "maaneder", "md", "mdr", "month", "months"), (1, 0)),
    **dict.fromkeys(("kvartal", "kvartaler", "quarter", "quarters"), (3, 0)),
    **dict.fromkeys(("halvår",), (6, 0)),
    **dict.fromkeys(("år", "year", "years"), (12, 0)),
}
_SPANS = {
    ("et", "halvt", "år"): 6,
    ("et", "halvår"): 6,
    ("half", "a", "year"): 6,
    ("halvandet", "år"): 18,
}
_BEGIN = DAYS_BEGIN | PERIODS_BEGIN | _AHEAD | frozenset(_OWNERS) | frozenset(said[0] for said in _EDGES)
_MOST = 999  # of any unit; more is no deadline


def find_deadline(text: str, now: datetime, *, zone: tzinfo = COPENHAGEN) -> date | None:
    """Find when something is to be done, or nothing: "ved næste MUS" has no date of its own."""
    require_aware(now)
    tokens = Tokens(text)
    lean = Lean(now.astimezone(zone).date())
    first: date | None = None
    for due in _dues(tokens, lean):
        if due.told:
            return due.day
        first = first or due.day
    return first


def _dues(tokens: Tokens, lean: Lean) -> Iterator[_Due]:
    at = 0
    while at < len(tokens):
        if not (tokens[at].is_digits or tokens[at].text in _BEGIN):
            at += 1
            continue
        due = (
            _ahead(tokens, at, lean)
            or _edged(tokens, at, lean)
            or _dated(tokens, at, lean)
            or _plain(tokens, at, lean)
        )
        if due is not None:
            yield due
        at = max(at + 1, due.stop if due is not None else 0)


def _ahead(tokens: Tokens, at: int, lean: Lean) -> _Due | None:
    """Read om 3 måneder, inden for 14 dage, in two weeks, within the next year, om et halvt år."""
    if tokens.says(at, ("inden", "for")) or tokens.says(at, ("løbet", "af")):
        at += 2
    elif tokens[at].text in _AHEAD:
        at += 1
    else:
        return None
    while tokens[at].text in _FILLERS and not tokens[at].first:
        at += 1
    for said, months in _SPANS.items():
        if tokens.says(at, said):
            return _Due(months_later(lean.today, months), at + len(said), told=True)
    return _counted(tokens, at, lean)


def _counted(tokens: Tokens, at: int, lean: Lean) -> _Due | None:
    if tokens.says(at, ("et", "par")) or tokens.says(at, ("a", "couple")):
        count, stop = 2, tokens.skip(at + 2, {"of"})
    else:
        count, stop = _count(tokens, at), at + 1
        # "om 2-3 måneder" is due when the longer of the two has passed.
        if tokens[stop].text in DASHES | {"til", "to", "eller"} and _count(tokens, stop + 1) > count:
            count, stop = _count(tokens, stop + 1), stop + 2
    months, days = _UNITS.get(tokens[stop].text, (0, 0))
    if not 0 < count <= _MOST or months == days:
        return None
    return _Due(months_later(lean.today, count * months) + timedelta(days=count * days), stop + 1, told=True)


def _count(tokens: Tokens, at: int) -> int:
    return tokens[at].number if tokens[at].is_digits else NUMBERS.get(tokens[at].text, -1)


def _edged(tokens: Tokens, at: int, lean: Lean) -> _Due | None:
    """Read inden jul, ultimo marts, end of Q1, efter sommerferien, i løbet af april, årets udgang."""
    for length in range(_LONGEST_EDGE, 0, -1):
        edge = _EDGES.get(tuple(tokens[at + n].text for n in range(length)))
        if edge is None:
            continue
        named = tokens.skip(tokens.skip(at + length, {"-"}), {"the", "den", "det"})
        dated = read_day(tokens, named, lean)
        if dated is not None and not isinstance(dated.when, Week):
            return None
        turn = read_turn(tokens, named, lean) if edge in {_Edge.BEFORE, _Edge.BY, _Edge.AFTER} else None
        if turn is not None:
            return _due(turn, _Edge.BEFORE if edge is _Edge.BY else edge, lean)
        period = read_period(tokens, named, lean, told=True)
        return _due(period, edge, lean) if period is not None else None
    return None


def _due(period: Period, edge: _Edge, lean: Lean) -> _Due:
    """Take the edge of the period in the first year in which it is still to come."""
    days = [_at_edge(first, last, edge, is_week=period.is_week) for first, last in period.days]
    coming = (day for day in days if day >= lean.today)
    return _Due(next(coming, days[-1]), period.stop, told=True)


def _at_edge(first: date, last: date, edge: _Edge, *, is_week: bool) -> date:
    if edge is _Edge.BEFORE:
        return first - timedelta(days=3 if is_week else 1)
    if edge is _Edge.AFTER:
        after = last + timedelta(days=1)
        return after + timedelta(days=(7 - after.weekday()) % 7) if is_week else after
    if edge is _Edge.START:
        return first
    if edge is _Edge.MIDDLE:
        length = (last - first).days
        return first + timedelta(days=14 if 27 <= length <= 30 else length // 2)
    return last


def _dated(tokens: Tokens, at: int, lean: Lean) -> _Due | None:
    """Read any date; a week is due on its Friday."""
    read = read_day(tokens, at, lean)
    if read is None:
        return None
    told = any(tokens[at - back].text in _DEADLINE for back in (1, 2))
    return _Due(read.when.day(4) if isinstance(read.when, Week) else read.when, read.stop, told)


def _plain(tokens: Tokens, at: int, lean: Lean) -> _Due | None:
    """Read a period that stands alone: Q1, april, 2. halvår, årets udgang."""
    if tokens[at].text in _OWNERS and tokens[at + 1].text in _ENDINGS:
        period = read_period(Tokens(_OWNERS[tokens[at].text]), 0, lean, told=True)
        return _due(period, _Edge.END, lean)._replace(stop=at + 2) if period is not None else None
    period = read_period(tokens, at, lean, told=False)
    if period is None:
        return None
    told = any(tokens[at - back].text in _DEADLINE for back in (1, 2))
    return _due(period, _Edge.END, lean)._replace(told=told)
