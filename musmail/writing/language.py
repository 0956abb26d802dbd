"""How a language says days, times, names and lists: its `words.toml`, checked and ready to speak."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from string import Formatter
from types import MappingProxyType
from typing import Any

from musmail.errors import Problem
from musmail.scheduling.moments import COPENHAGEN
from musmail.scheduling.slots import Slot

WORDS = "words.toml"
_NAMES = {"weekdays": 7, "months": 12}
# What people may write; each is a list of words that mean the same.
_READING = ("only_me", "only_at_the_meeting", "part_what", "part_who", "part_by", "part_sign")
# Every entry there is, with what stands in {…} in it.
_PATTERNS: Mapping[str, Mapping[str, str]] = {
    "say": {
        "day": "weekday day month",
        "date": "weekday day month year",
        "time": "hour minute",
        "second": "hour minute second",
        "week": "week",
        "moment": "day time",
        "slot": "day from to week",
        "slot_past_midnight": "day from other_day to week",
        "minutes": "minutes",
        "hour": "",
        "hour_and_a_half": "",
        "hours": "hours",
        "list": "others last",
        "whose": "name",
        "whose_after": "name",
        "whose_after_letters": "",
    },
    "words": {
        "write": "say",
        "write_more": "say more",
        "place": "",
        "in_the_calendar": "employee leader",
    },
    "files": {"meeting": "", "cancelled": "", "summary": "", "form_word": "", "form_pdf": ""},
}
_MAY_BE_EMPTY = frozenset({"whose_after", "whose_after_letters"})
_FILE = re.compile(r"[A-Za-z0-9_-]{1,40}\.(?:ics|pdf|docx)")


@dataclass(frozen=True)
class Language:
    """A language's words; the methods are the filters of the templates."""

    locale: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    say: Mapping[str, str]
    words: Mapping[str, str]
    files: Mapping[str, str]
    reading: Mapping[str, tuple[str, ...]]

    def on_day(self, day: date) -> str:
        """Say a date without its year; a moment is taken to Danish time first."""
        return self._dated("day", day)

    def on_date(self, day: date) -> str:
        """Say a date in full."""
        return self._dated("date", day)

    def _dated(self, pattern: str, day: date) -> str:
        day = day.astimezone(COPENHAGEN).date() if isinstance(day, datetime) else day
        return self.say[pattern].format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            year=day.year,
        )

    def clock(self, at: time | datetime) -> str:
        """Say a time of day; a moment is taken to Danish time first."""
        return self._timed("time", at)

    def to_the_second(self, at: time | datetime) -> str:
        """Say a time of day to the second."""
        return self._timed("second", at)

    def _timed(self, pattern: str, at: time | datetime) -> str:
        local = at.astimezone(COPENHAGEN) if isinstance(at, datetime) else at
        return self.say[pattern].format(hour=f"{local:%H}", minute=f"{local:%M}", second=f"{local:%S}")

    def at_time(self, at: datetime) -> str:
        """Say a moment."""
        return self.say["moment"].format(day=self.on_day(at), time=self.clock(at))

    def week(self, day: date) -> str:
        """Say the ISO week of a date."""
        return self.say["week"].format(week=day.isocalendar().week)

    def slot(self, when: Slot) -> str:
        """Say from when to when, and in which week."""
        start, end = when.start.astimezone(COPENHAGEN), when.end.astimezone(COPENHAGEN)
        past_midnight = start.date() != end.date()
        return self.say["slot_past_midnight" if past_midnight else "slot"].format_map(
            {
                "day": self.on_day(start),
                "from": self.clock(start),
                "other_day": self.on_day(end),
                "to": self.clock(end),
                "week": self.week(start.date()),
            }
        )

    def span(self, length: timedelta) -> str:
        """Say how long something takes."""
        minutes = round(length.total_seconds() / 60)
        if minutes == 90:
            return self.say["hour_and_a_half"]
        if minutes % 60:
            return self.say["minutes"].format(minutes=minutes)
        return self.say["hour"] if minutes == 60 else self.say["hours"].format(hours=minutes // 60)

    def listed(self, words: Sequence[object]) -> str:
        """Say several as one would: 1, 3 and 4."""
        said = [str(word) for word in words]
        if len(said) < 2:
            return said[0] if said else ""
        return self.say["list"].format(others=", ".join(said[:-1]), last=said[-1])

    def genitive(self, name: str) -> str:
        """Say whose something is."""
        special = name[-1:] and name[-1].lower() in self.say["whose_after_letters"]
        return self.say["whose_after" if special else "whose"].format(name=name)

    def capital(self, text: str) -> str:
        """Begin with a capital letter and leave the rest alone."""
        return text[:1].upper() + text[1:]

    def instead(self, say: str, more: str) -> str:
        """Say what to write instead of pressing a button."""
        return self.words["write_more" if more else "write"].format(say=say, more=more)


FILTERS = ("genitive", "listed", "on_date", "on_day", "at_time", "slot", "capital", "span")


def read_language(name: str, source: str) -> tuple[Language | None, tuple[Problem, ...]]:
    """Read a `words.toml`, named `da/words.toml`; None with every problem when anything is wrong in it."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(match[1]) if match else None
        return None, (Problem(name, line, re.sub(r" \(at .*\)", "", str(error))),)
    problems = [
        Problem(name, _line(source, section, key), sentence) for section, key, sentence in _faults(data)
    ]
    if problems:
        return None, tuple(problems)
    tables = {section: MappingProxyType(dict(data[section])) for section in _PATTERNS}
    names = {key: tuple(data[key]) for key in _NAMES}
    reading = MappingProxyType({key: tuple(data["reading"][key]) for key in _READING})
    folder = name.partition("/")[0]
    return Language(folder, names["weekdays"], names["months"], **tables, reading=reading), ()


def _faults(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """List what is wrong as (section, key, sentence); a key of no section stands at the top."""
    found = []
    for key, count in _NAMES.items():
        if len(_listed(data.get(key))) != count:
            found.append(("", key, f"`{key}` must be a list of {count} words"))
    reading = data.get("reading")
    for key in _READING:
        if not _listed(reading.get(key) if isinstance(reading, Mapping) else None):
            found.append(("reading", key, f"`{key}` must be a list of words, one at least"))
    for section, entries in _PATTERNS.items():
        table = data.get(section)
        if not isinstance(table, Mapping):
            found.append(("", section, f"there must be a part [{section}]"))
            continue
        for key, fields in entries.items():
            sentence = _fault(key, table.get(key), fields.split(), is_file=section == "files")
            found += [(section, key, sentence)] if sentence else []
        unknown = sorted(set(table) - set(entries))
        found += [(section, key, f"nothing in [{section}] is called `{key}`") for key in unknown]
    unknown = sorted(set(data) - set(_NAMES) - set(_PATTERNS) - {"reading"})
    return found + [("", key, f"nothing here is called `{key}`") for key in unknown]


def _listed(words: object) -> list[str]:
    """Give a list of words; nothing where it is none, or holds anything else."""
    right = isinstance(words, list) and all(isinstance(one, str) and one.strip() for one in words)
    return list(words) if right and isinstance(words, list) else []


def _fault(key: str, words: object, fields: list[str], *, is_file: bool) -> str:
    if words is None:
        return f"`{key}` is missing"
    if not isinstance(words, str) or (not words.strip() and key not in _MAY_BE_EMPTY):
        return f"`{key}` must be words between quotation marks"
    if is_file:
        return "" if _FILE.fullmatch(words) else f"`{key}` must be a file name of a to z, digits, - and _"
    try:
        there = [field for _, field, _, _ in Formatter().parse(words) if field is not None]
    except ValueError:
        return f"`{key}` has a {{ or }} too many"
    if words and sorted(there) != sorted(fields):
        wanted = ", ".join(f"{{{field}}}" for field in fields) or "nothing in {…}"
        return f"`{key}` must hold {wanted}, each once"
    return ""


def _line(source: str, section: str, key: str) -> int | None:
    """Find the line of a key, or of its part where the key is missing."""
    here, at = "", None
    for number, line in enumerate(source.splitlines(), 1):
        header = re.match(r"\s*\[([a-z_]+)\]", line)
        if header is not None:
            here = header[1]
        if here == section and (header is not None or at is None):
            at = number if section else at
        if here == section and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
        if not section and header is not None and here == key:
            return number
    return at
