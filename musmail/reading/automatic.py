"""Mail no person wrote: delivery reports, read receipts, out-of-office (RFC 3834, RFC 3464, RFC 8098)."""

import email
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from flufl.bounce import scan_message

from musmail.reading.mime import Message, Part
from musmail.scheduling.prose import find_times

# The library parses with the standard one, which recurses into nested parts: it is asked only about small reports.
MAX_FOR_LIBRARY = 256 * 1024
MAX_NESTED = 12
_LONGEST_ABSENCE = timedelta(days=400)

_STATUS = re.compile(r"(?im)^status:\s*([245])\.(\d{1,3})\.(\d{1,3})")
_ACTION = re.compile(r"(?im)^action:\s*([a-z]{1,20})")
_DIAGNOSTIC = re.compile(r"(?im)^diagnostic-code:\s*([^\r\n]{1,300})")
_VACATION = re.compile(
    r"\b(?:ferie|fravær\w*|ikke på kontoret|ikke til stede|orlov|barsel\w*|out of (?:the )?office"
    r"|vacation|on leave|holiday|away from|annual leave|maternity"
    r"|kontoret igen|tilbage (?:igen )?(?:den|på|mandag|tirsdag|onsdag|torsdag|fredag)"
    r"|begrænset adgang til (?:min )?mail|limited access to)\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"(?:tilbage|retur|igen|back|return\w*|træffes|kontoret)\b[^.\n]{0,40}$", re.IGNORECASE)
_AGAIN = re.compile(r"^[^.\n]{0,15}\b(?:er jeg tilbage|tilbage|igen|back)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a delivery report says about one of our letters."""

    permanent: bool
    reason: str


def is_read_receipt(message: Message) -> bool:
    """Tell whether a message only says that ours was read or deleted (RFC 8098)."""
    kind = message.params.get("report-type", "").lower()
    return kind == "disposition-notification" or any(
        leaf.kind == "message/disposition-notification" for leaf in message.leaves
    )


def delivery(message: Message, body: bytes) -> Report | None:
    """Read a delivery report; None when it reports no failure."""
    for leaf in message.leaves:
        if leaf.kind in ("message/delivery-status", "message/global-delivery-status"):
            return _by_fields(leaf)
    if len(body) > MAX_FOR_LIBRARY or body.count(b"multipart/") + body.count(b"message/rfc822") > MAX_NESTED:
        return Report(permanent=False, reason="a report too large to read")
    try:
        temporary, permanent = scan_message(email.message_from_bytes(body))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None
    if permanent:
        return Report(permanent=True, reason="the recipient's server refused it")
    return (
        Report(permanent=False, reason="the recipient's server could not take it yet") if temporary else None
    )


def _by_fields(leaf: Part) -> Report | None:
    words = leaf.text()[:20_000]
    action = _ACTION.search(words)
    status = _STATUS.search(words)
    if action is not None and action[1].lower() not in ("failed", "delayed"):
        return None
    if status is None and action is None:
        return None
    delayed = action is not None and action[1].lower() == "delayed"
    permanent = not delayed and (status is None or status[1] == "5")
    code = ".".join(status.groups()) if status else ""
    why = _DIAGNOSTIC.search(words)
    return Report(permanent, " ".join(f"{code} {why[1].strip() if why else ''}".split())[:200])


def is_vacation(subject: str, words: str) -> bool:
    """Tell whether an automatic mail says that somebody is away."""
    return _VACATION.search(subject) is not None or _VACATION.search(words[:3000]) is not None


def away_until(words: str, now: datetime, zone: tzinfo) -> date | None:
    """Find the last day somebody is away: the latest date named, or the day before they say they are back."""
    today = now.astimezone(zone).date()
    latest: date | None = None
    text = words[:3000]
    for found in find_times(text, now, timedelta(hours=1), zone=zone):
        when = found.slot_or_day
        day = when.start.astimezone(zone).date() if hasattr(when, "start") else getattr(when, "day", None)
        if not isinstance(day, date):
            continue
        start, stop = found.span
        if _BACK.search(text[max(0, start - 60) : start]) or _AGAIN.search(text[stop : stop + 40]):
            day -= timedelta(days=1)
        if today <= day <= today + _LONGEST_ABSENCE and (latest is None or day > latest):
            latest = day
    return latest
