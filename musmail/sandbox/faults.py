"""What must never be in anybody's mailbox: looked for in every mail that was carried, whatever the code believes.

The mails are the witnesses here: who got what and when is read from them; of the state only who is who is taken.
"""

import base64
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from icalendar import Calendar

from musmail.conversation.letters import Kind
from musmail.conversation.tokens import verify
from musmail.sandbox.world import Carried, World

# What each reminder reminds of; one that reminds anew of what a reminder asked counts too.
_ASKS: Mapping[Kind, frozenset[Kind]] = {
    Kind.CONVENE_REMINDER: frozenset({Kind.CONVENE_LEADER, Kind.CONVENE_EMPLOYEE, Kind.OTHER_TIMES}),
    Kind.PREPARATION_REMINDER: frozenset({Kind.PREPARATION}),
    Kind.SUMMARY_REMINDER: frozenset({Kind.HELD}),
    Kind.SIGN_REMINDER: frozenset({Kind.SIGN}),
}
_ANSWER = b"\r\nAuto-Submitted: auto-replied\r\n"
# A program's mail is no answer, and that a talk was held is no summary of it.
_NO_ANSWER = ("out-of-office", "calendar", "button-afholdt")


def faults(world: World) -> list[str]:
    """List everything wrong, a sentence each, without a word of content."""
    return [
        *_over_the_cap(world),
        *_in_quiet_windows(world),
        *_reminded_after_answering(world),
        *_to_the_wrong_person(world),
        *_twice(world),
    ]


def _over_the_cap(world: World) -> Iterator[str]:
    """Count what each got a day; direct answers say in their head that they are."""
    zone, cap = world.settings.policy.window.zone, world.settings.policy.daily_cap
    got: Counter[tuple[str, str]] = Counter()
    for mail in world.mails:
        if mail.record and _ANSWER not in mail.data.partition(b"\r\n\r\n")[0] + b"\r\n":
            got[mail.recipient, mail.at.astimezone(zone).date().isoformat()] += 1
    for (who, day), count in got.items():
        if count > cap:
            yield f"{who} got {count} letters on {day}; {cap} is the cap"


def _in_quiet_windows(world: World) -> Iterator[str]:
    """Find letters that came while their reader sat in a talk, by the invitations the reader had by then."""
    meetings: dict[str, dict[str, tuple[datetime, datetime]]] = defaultdict(dict)
    for mail in world.mails:
        if mail.record is None:
            continue
        for starts, ends in meetings[mail.recipient].values():
            if starts <= mail.at < ends:
                yield f"{mail.recipient} got {mail.record.kind} on {mail.at:%Y-%m-%d %H:%M}, in a meeting"
        if mail.record.kind is Kind.INVITATION:
            uid, span = _meeting(mail.data)
            meetings[mail.recipient][uid] = span
        elif mail.record.kind is Kind.CANCELLATION and b"application/ics" in mail.data:
            meetings[mail.recipient].pop(_meeting(mail.data)[0], None)


def _meeting(data: bytes) -> tuple[str, tuple[datetime, datetime]]:
    """Read UID and time from the attached calendar file."""
    attached = data.partition(b"Content-Type: application/ics")[2].partition(b"\r\n\r\n")[2]
    (event,) = Calendar.from_ical(base64.b64decode(attached.partition(b"\r\n--")[0])).walk("VEVENT")
    return str(event["UID"]), (event.decoded("DTSTART"), event.decoded("DTEND"))


def _reminded_after_answering(world: World) -> Iterator[str]:
    """Find reminders to somebody who had answered what they are reminded of, since they were last asked."""
    asked: dict[tuple[str, str, Kind], datetime] = {}
    answered: dict[tuple[str, str, Kind], datetime] = {}
    kinds: dict[tuple[str, int], Kind] = {}
    for mail in world.mails:
        if mail.record is None:
            token = _token(world, mail)
            kind = kinds.get((token[0], token[1])) if token else None
            if token and kind and not mail.shape.endswith(_NO_ANSWER):
                answered[mail.sender, token[0], kind] = mail.at
            continue
        kind = mail.record.kind
        kinds[mail.aggregate, mail.record.number] = kind
        for what in _ASKS.get(kind, frozenset()):
            key = (mail.recipient, mail.aggregate, what)
            if key in answered and answered[key] >= asked[key]:
                yield f"{mail.recipient} got {kind} on {mail.at:%Y-%m-%d}, answered on {answered[key]:%Y-%m-%d}"
        asked[mail.recipient, mail.aggregate, kind] = mail.at


def _token(world: World, mail: Carried) -> tuple[str, int] | None:
    token = verify(world.office.secret, mail.recipient.partition("@")[0].partition("+")[2])
    return (token.aggregate, token.letter) if token else None


def _to_the_wrong_person(world: World) -> Iterator[str]:
    """Find letters that went to an address the roster did not have, that day, for the one they were for."""
    for mail in world.mails:
        if mail.record and mail.recipient not in world.addresses[mail.record.person]:
            yield f"{mail.record.kind} for {mail.record.person} went to {mail.recipient}"


def _twice(world: World) -> Iterator[str]:
    """Find letters that were carried more than once."""
    carried = Counter(mail.record.message_id for mail in world.mails if mail.record)
    yield from (
        f"{message_id} was carried {count} times" for message_id, count in carried.items() if count > 1
    )
