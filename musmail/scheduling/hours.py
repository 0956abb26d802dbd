"""Reads the times of day people write beside a day: kl. 10, kl 10-11.30, 10:00, fra 10 til 12, 10am, formiddag.

Guessed, and so marked as not sure: an hour from 1 to 6 without a nought, am or pm is in the afternoon.
"Efter kl. 13" and "inden kl. 12" bound a talk without placing it: they are read as a part of the day.
"""

from datetime import time
from enum import Enum
from typing import NamedTuple

from musmail.scheduling.numbered import names_a_day
from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import DANISH_NUMBERS, DASHES, UNITS


class Part(Enum):
    """A half of the working day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Hours(NamedTuple):
    """A time of day that was read: from when, until when if that was said; or only the part of the day."""

    starts: time | None
    ends: time | None
    part: Part | None
    stop: int
    sure: bool = True


class _Clock(NamedTuple):
    """One time as written."""

    hour: int
    minute: int
    stop: int
    exact: bool
    """It could be nothing but a time: it has minutes, am or pm."""
    guessed: bool = False
    meridiem: str = ""

    @property
    def minutes(self) -> int:
        return self.hour * 60 + self.minute

    def time(self) -> time:
        return time(self.hour, self.minute)


_KL = frozenset({"kl", "klokken"})
_ABOUT = frozenset({"ca", "cirka", "omkring", "around", "about"})
_FROM = frozenset({"fra", "from", "mellem", "between", "at", "@"})
_LATER = frozenset({"efter", "after"})
_EARLIER = frozenset({"før", "inden", "before", "senest", "until"})
HOURS_BEGIN = _KL | _ABOUT | _FROM | _LATER | _EARLIER
_LONGEST_LEAD = 4
_BETWEEN = frozenset({"mellem", "between"})
_UNTIL = frozenset({"til", "to", "until"}) | DASHES
_AND = frozenset({"og", "and"})
_PARTS = {
    **dict.fromkeys(("formiddag", "formiddagen", "morgen", "morgenen", "morning"), Part.MORNING),
    **dict.fromkeys(("eftermiddag", "eftermiddagen", "afternoon"), Part.AFTERNOON),
}
_NOON_HOUR = 12


def read_hours(tokens: Tokens, index: int, *, beside_day: bool) -> Hours | None:
    """Read the time that begins at a piece of the text.

    Right beside a day a bare 10.30 or 10-12 is one too; elsewhere it must say kl., have a colon, am or pm.
    """
    at = index
    while at < index + _LONGEST_LEAD and (tokens[at].text in HOURS_BEGIN or _is_lead_dot(tokens, at, index)):
        at += 1
    leads = {tokens[n].text for n in range(index, at)}
    told = bool(leads & _KL) or (beside_day and bool(leads))
    first = _clock(tokens, at, told=told)
    if first is None:
        return None if leads or not beside_day else _part(tokens, index)
    last = _until(tokens, first, between=bool(leads & _BETWEEN))
    if (
        last is not None
        and last.meridiem == "p"
        and not first.meridiem
        and first.minutes + 720 < last.minutes
    ):
        first = first._replace(hour=first.hour + 12)
    dotted = first.exact and tokens[at + 1].text == "."
    ranged = last is not None and (beside_day or last.exact or bool(leads & _FROM))
    if not (told or ranged or (first.exact and (beside_day or not dotted))):
        return None
    if leads & (_LATER | _EARLIER) and last is None:
        afternoon = (first.hour >= _NOON_HOUR and not leads & _EARLIER) or first.hour > _NOON_HOUR
        return Hours(None, None, Part.AFTERNOON if afternoon else Part.MORNING, first.stop)
    sure = not first.guessed
    return Hours(first.time(), last and last.time(), None, (last or first).stop, sure)


def _is_lead_dot(tokens: Tokens, at: int, index: int) -> bool:
    return at > index and tokens[at].text == "." and tokens[at].glued and tokens[at - 1].text in {"kl", "ca"}


def _clock(tokens: Tokens, at: int, *, told: bool) -> _Clock | None:
    """Read one time; a bare hour too, for the caller to judge."""
    hour, mark, minute = tokens[at], tokens[at + 1], tokens[at + 2]
    if told and not hour.is_digits:
        return _in_words(tokens, at)
    if told and len(hour.text) == 4 and hour.number >= 0 and not tokens.goes_on(at + 1):
        return _checked(tokens, at, hour.number // 100, hour.number % 100, at + 1, exact=True)
    if not hour.is_short or names_a_day(tokens, at):
        return None
    with_minutes = mark.text in {":", "."} and mark.glued and minute.glued and len(minute.text) == 2
    if with_minutes and minute.number >= 0 and not _runs_on(tokens, _seconds(tokens, at + 3)):
        return _checked(tokens, at, hour.number, minute.number, _seconds(tokens, at + 3), exact=True)
    if _runs_on(tokens, at + 1):
        return None
    return _checked(tokens, at, hour.number, 0, at + 1, exact=False)


def _runs_on(tokens: Tokens, at: int) -> bool:
    """Tell whether a number is part of a longer one; a range (10-12) and 10am are not."""
    return tokens.goes_on(at) and tokens[at].text not in DASHES | {"am", "pm", "a", "p"}


def _seconds(tokens: Tokens, at: int) -> int:
    mark, seconds = tokens[at], tokens[at + 1]
    return at + 2 if mark.text == ":" and mark.glued and seconds.glued and len(seconds.text) == 2 else at


def _in_words(tokens: Tokens, at: int) -> _Clock | None:
    half = tokens[at].text == "halv"
    hour = DANISH_NUMBERS.get(tokens[at + half].text)
    if hour is None:
        return None
    return _checked(tokens, at, hour - half, 30 * half, at + 1 + half, exact=True)


def _checked(tokens: Tokens, at: int, hour: int, minute: int, stop: int, *, exact: bool) -> _Clock | None:
    """Settle morning or afternoon and refuse what no clock shows, or what counts something."""
    meridiem, stop = _meridiem(tokens, stop)
    if hour > 23 or minute > 59 or (meridiem and not 1 <= hour <= 12):
        return None
    if meridiem:
        hour = hour % 12 + (12 if meridiem == "p" else 0)
        return _Clock(hour, minute, stop, exact=True, meridiem=meridiem)
    if tokens[stop].text in UNITS:
        return None
    if 0 <= hour <= 6 and not tokens[at].text.startswith("0"):
        return _Clock(hour + 12, minute, stop, exact, guessed=True)
    return _Clock(hour, minute, stop, exact)


def _meridiem(tokens: Tokens, at: int) -> tuple[str, int]:
    word = tokens[at].text
    if word in {"am", "pm"}:
        return word[0], at + 1
    if word in {"a", "p"} and [tokens[at + n].text for n in (1, 2)] == [".", "m"]:
        return word, at + 3 + (tokens[at + 3].text == "." and tokens[at + 3].glued)
    return "", at


def _until(tokens: Tokens, first: _Clock, *, between: bool) -> _Clock | None:
    """Read the end of a range: -11.30, til kl. 12; after "mellem" also og 14."""
    if tokens[first.stop].text not in (_UNTIL | _AND if between else _UNTIL):
        return None
    at = first.stop + 1
    if tokens[at].text in _KL:
        at = tokens.skip(at + 1, {"."})
    last = _clock(tokens, at, told=tokens[at].is_digits)
    if last is None:
        return None
    if last.guessed and last.hour - 12 > first.hour:
        last = last._replace(hour=last.hour - 12)
    if last.minutes <= first.minutes and last.hour < _NOON_HOUR:
        last = last._replace(hour=last.hour + 12)
    return last if last.minutes > first.minutes else None


def _part(tokens: Tokens, index: int) -> Hours | None:
    """Read formiddag, om eftermiddagen, in the morning; with a time after it, that time."""
    at = tokens.skip(tokens.skip(index, {"om", "in", "på"}), {"the"})
    part = _PARTS.get(tokens[at].text)
    if part is None:
        return None
    within = read_hours(tokens, at + 1, beside_day=False)  # which reads no part again, so never nests
    return within if within is not None and within.starts is not None else Hours(None, None, part, at + 1)
