"""What must never be in anybody's mailbox: looked for in every mail that was carried, whatever the code believes.

The mails are the witnesses here: who got what and when is read from them; of the state only who is who is taken.
"""

import base64
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from icalendar import Calendar

from musmail.conversation.letters import Kind
from musmail.sandbox.world import World

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
    asked: dict[tuple[str, str, Kind], int] = {}
    answered: dict[tuple[str, str, Kind], int] = {}
    kinds: dict[tuple[str, int], Kind] = {}
    for place, mail in enumerate(world.mails):
        if mail.record is None:
            kind = kinds.get(mail.answers) if mail.answers else None
            if mail.answers and kind and not mail.shape.endswith(_NO_ANSWER):
                answered[mail.sender, mail.answers[0], kind] = place
            continue
        for name, letter in mail.letters:
            kinds[name, letter.number] = letter.kind
            about = [(mail.recipient, name, what) for what in _ASKS.get(letter.kind, ())]
            last = max((answered.get(key, -1) for key in about), default=-1)
            if last > max((asked.get(key, -1) for key in about), default=-1):
                days = f"on {mail.at:%Y-%m-%d}, answered on {world.mails[last].at:%Y-%m-%d}"
                yield f"{mail.recipient} got {letter.kind} {days}"
            asked[mail.recipient, name, letter.kind] = place


def _to_the_wrong_person(world: World) -> Iterator[str]:
    """Find letters that went to an address the roster did not have, that day, for the one they were for."""
    for mail in world.mails:
        for letter in (mail.record, *(entry for _, entry in mail.entries)) if mail.record else ():
            if mail.recipient not in world.addresses[letter.person]:
                yield f"{letter.kind} for {letter.person} went to {mail.recipient}"


def _twice(world: World) -> Iterator[str]:
    """Find letters that were carried more than once, alone or in digests."""
    mails = Counter(mail.record.message_id for mail in world.mails if mail.record)
    letters = Counter((name, letter.number) for mail in world.mails for name, letter in mail.letters)
    for what, count in (*mails.items(), *letters.items()):
        if count > 1:
            yield f"{what} was carried {count} times"
