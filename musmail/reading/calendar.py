"""Calendar answers (iTIP REPLY and COUNTER, RFC 5546): read before any filter for automatic mail.

Google marks its *accepted* as auto-generated, and Exchange leaves ORGANIZER out: the UID alone must be enough.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Calendar

from musmail.conversation.events import CalendarAnswer
from musmail.reading.lines import tidy
from musmail.reading.mime import Message
from musmail.scheduling.slots import Slot

MAX_CALENDAR = 128 * 1024
MAX_EVENTS = 20

_ANSWERS = {
    "ACCEPTED": CalendarAnswer.ACCEPTED,
    "TENTATIVE": CalendarAnswer.TENTATIVE,
    "DECLINED": CalendarAnswer.DECLINED,
}


@dataclass(frozen=True)
class CalendarReply:
    """What somebody's calendar says; `attendee` is the address it speaks for."""

    uid: str
    attendee: str
    answer: CalendarAnswer
    sequence: int
    stamp: datetime | None
    proposed: Slot | None
    comment: str


def calendar_reply(message: Message, zone: tzinfo) -> CalendarReply | None:
    """Read the calendar answer in a message; None when there is none that can be read."""
    for leaf in message.leaves:
        if leaf.kind not in ("text/calendar", "application/ics") or leaf.stop - leaf.start > MAX_CALENDAR:
            continue
        try:
            root: Any = Calendar.from_ical(leaf.text())
            found = _from(root, str(leaf.params.get("method", "")), zone)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
        if found is not None:
            return found
    return None


def _from(root: Any, part_method: str, zone: tzinfo) -> CalendarReply | None:
    method = str(root.get("METHOD", part_method)).strip().upper()
    if method not in ("REPLY", "COUNTER"):
        return None
    for event in root.walk("VEVENT")[:MAX_EVENTS]:
        uid = str(event.get("UID", "")).strip()
        attendees = _listed(event.get("ATTENDEE"))
        said = next(
            (one for one in attendees if _partstat(one) in _ANSWERS), attendees[0] if attendees else None
        )
        answer = CalendarAnswer.COUNTER if method == "COUNTER" else _ANSWERS.get(_partstat(said))
        if not uid or answer is None:
            continue
        return CalendarReply(
            uid=uid[:255],
            attendee=_address(said),
            answer=answer,
            sequence=_number(event.get("SEQUENCE")),
            stamp=_stamp(event.get("DTSTAMP")),
            proposed=_slot(event, zone) if answer is CalendarAnswer.COUNTER else None,
            comment=" ".join(tidy(str(one)).strip() for one in _listed(event.get("COMMENT")))[:2000],
        )
    return None


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value)[:50] if isinstance(value, list) else [value]


def _partstat(attendee: Any) -> str:
    return str(getattr(attendee, "params", {}).get("PARTSTAT", "")).strip().upper()


def _address(attendee: Any) -> str:
    words = str(attendee or "").strip()
    return words[7:] if words.lower().startswith("mailto:") else words


def _number(value: Any) -> int:
    try:
        return max(0, min(int(value or 0), 1_000_000))
    except (ValueError, TypeError):
        return 0


def _stamp(value: Any) -> datetime | None:
    at = getattr(value, "dt", None)
    if not isinstance(at, datetime):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _slot(event: Any, zone: tzinfo) -> Slot | None:
    start, end = (getattr(event.get(name), "dt", None) for name in ("DTSTART", "DTEND"))
    length = getattr(event.get("DURATION"), "dt", None)
    if not isinstance(start, datetime):
        return None  # a whole day is no time for a talk
    start = start if start.tzinfo is not None else start.replace(tzinfo=zone)
    if isinstance(length, timedelta) and not isinstance(end, date):
        end = start + length
    if not isinstance(end, datetime):
        return None
    end = end if end.tzinfo is not None else end.replace(tzinfo=zone)
    return Slot(start, end) if end.astimezone(UTC) > start.astimezone(UTC) else None
