"""The kinds of value a configuration holds, each with the sentence said when it is not one."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from musmail.scheduling.monthday import MonthDay
from musmail.settings.addresses import address_fault, host_fault
from musmail.settings.dates import read_span, read_yearly
from musmail.settings.document import KeyPath

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Fault = tuple[str | KeyPath, str]  # the key it stands under, and the sentence


def faults(*found: Fault) -> PydanticCustomError:
    """Make one error of everything wrong between the keys of a section; it is raised by a validator."""
    return PydanticCustomError("faults", "{count} wrong", {"count": len(found), "faults": found})


class Section(BaseModel):
    """A part of musmail.yaml: no unknown keys, and a key with nothing after it counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {info.alias or name for name, info in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


def _checked(fault: Callable[[str], str | None]) -> AfterValidator:
    def check(text: str) -> str:
        sentence = fault(text)
        if sentence is not None:
            raise ValueError(sentence)
        return text

    return AfterValidator(check)


def _line_fault(text: str) -> str | None:
    return None if text.isprintable() else "should stand on one line, without invisible signs"


def _words_fault(text: str) -> str | None:
    printable = all(sign.isprintable() or sign in "\n\t" for sign in text)
    return None if printable else "has an invisible sign in it"


def _link_fault(text: str) -> str | None:
    proper = text.startswith(("https://", "http://", "mailto:")) and text.isprintable() and " " not in text
    return None if proper else f"`{text}` is not a link; it should begin with https://"


def _zone_fault(text: str) -> str | None:
    try:
        ZoneInfo(text)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError without tzdata, else an OSError
        return f"`{text}` is not a time zone; it should look like Europe/Copenhagen"
    except KeyError:
        return f"`{text}` is not a time zone; it should look like Europe/Copenhagen"
    return None


def _days(text: Any) -> tuple[date, ...]:
    first, last = read_span(str(text))
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _yearly(text: Any) -> MonthDay:
    return read_yearly(str(text))


def _clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    if not _CLOCK.fullmatch(str(value).strip()):
        raise ValueError(f"`{value}` is not a time of day; write it as 08:00")
    return time.fromisoformat(str(value).strip())


def _pause(value: Any) -> tuple[time, time] | None:
    if value == "none":
        return None
    begins, dash, ends = str(value).partition("-")
    if not dash or _clock(begins) >= _clock(ends):
        raise ValueError(f"`{value}` is not a break; write it as 12:00-12:30, or none")
    return _clock(begins), _clock(ends)


def _written_clock(at: time) -> str:
    return f"{at:%H:%M}"


def _written_pause(pause: tuple[time, time] | None) -> str:
    return "none" if pause is None else "-".join(map(_written_clock, pause))


def _written_yearly(day: MonthDay) -> str:
    return f"{day.day}/{day.month}"


def _months(value: Any) -> int | None:
    if value == "forever":
        return None
    text = str(value)
    if not text.isdecimal() or not 1 <= int(text) <= 1200:
        raise ValueError(f"`{text}` is not a number of months; write 1 to 1200, or forever")
    return int(text)


Line = Annotated[str, Field(min_length=1, max_length=200), _checked(_line_fault)]
Words = Annotated[str, Field(max_length=4000), _checked(_words_fault)]
Address = Annotated[str, _checked(address_fault)]
Host = Annotated[str, Field(min_length=1), _checked(host_fault)]
Port = Annotated[int, Field(ge=1, le=65535)]
Link = Annotated[str, _checked(_link_fault)]
Zone = Annotated[str, _checked(_zone_fault)]
Place = Annotated[Path, Field(description="A path; a relative one counts from the folder of this file.")]
Clock = Annotated[
    time,
    PlainValidator(_clock),
    PlainSerializer(_written_clock, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["08:00"]}),
]
Pause = Annotated[
    tuple[time, time] | None,
    PlainValidator(_pause),
    PlainSerializer(_written_pause, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["12:00-12:30", "none"]}),
]
Days = Annotated[
    tuple[date, ...],
    PlainValidator(_days),
    WithJsonSchema({"type": "string", "examples": ["2026-12-28", "2026-12-28..2026-12-30"]}),
]
Yearly = Annotated[
    MonthDay,
    PlainValidator(_yearly),
    PlainSerializer(_written_yearly, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["24/12"]}),
]
Months = Annotated[
    int | None,
    PlainValidator(_months),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "forever"}]}),
]
