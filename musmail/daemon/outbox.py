"""Sending what is due: marked before, settled after, and never where a quiet window, a cap or a strike forbids it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.digest import MAY_WAIT, waits_until
from musmail.conversation.events import Bounced
from musmail.conversation.letters import ANSWERS, Kind, LetterRecord, Recipient, Status
from musmail.daemon import bundling
from musmail.daemon.advance import Office, advance
from musmail.daemon.ticks import is_writing
from musmail.errors import ConnectionLost, StateDamaged, TransportError
from musmail.scheduling.windows import next_allowed
from musmail.skema.forms import Role
from musmail.wire import Accepted, Letter, Outcome, Refused, Unknown

log = structlog.get_logger()

# RFC 5321 §4.5.4.1: retry at least 30 minutes apart at first, give up after 4-5 days; sooner at first, as most
# refusals of a loaded server pass within minutes.
RETRY_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2))
GIVE_UP_AFTER = timedelta(days=5)
# While others of the morning are written, what goes in a digest with them waits and is looked at again.
MOMENT = timedelta(seconds=1)


class Courier(Protocol):
    """Somebody who carries one letter and says what became of it."""

    async def send(self, letter: Letter) -> Outcome:
        """Hand one letter to the outgoing server. Raises TransportError when it certainly was not taken."""
        ...


Sighted = Callable[[str], Awaitable[bool]]


def may_leave_at(office: Office, record: LetterRecord, now: datetime) -> datetime:
    """Say when a letter may leave: its own time, the send window, the day's cap, and everybody's quiet windows.

    Checked at sending, per person, across conversations (invariant 3). Direct answers wait for quiet windows only.
    """
    policy = office.policy
    answer = record.kind in ANSWERS
    quiet = office.store.meetings_of(record.person)
    earliest = max(now, waits_until(record, policy))
    if record.kind in MAY_WAIT and is_writing(office, now):
        earliest = max(earliest, now + MOMENT)
    at = next_allowed(earliest, policy.window, quiet, exempt_window=answer)
    zone = ZoneInfo(policy.zone)
    while (
        not answer
        and office.store.sent_today(record.person, at.astimezone(zone).date(), zone) >= policy.daily_cap
    ):
        tomorrow = policy.morning(at.astimezone(zone).date() + timedelta(days=1))
        at = next_allowed(tomorrow, policy.window, quiet)
    return at


def next_leaving(office: Office, now: datetime) -> datetime | None:
    """Say when the next letter may leave; None when none waits."""
    opens = next_allowed(now, office.policy.window)
    earliest: datetime | None = None
    for _, record in office.store.outbox():
        if earliest is None or _soonest(record, opens) < earliest:
            at = may_leave_at(office, record, now)
            earliest = at if earliest is None else min(earliest, at)
    return earliest


def _may_leave_now(office: Office, record: LetterRecord, now: datetime) -> bool:
    soonest = _soonest(record, next_allowed(now, office.policy.window))
    return soonest <= now and may_leave_at(office, record, now) <= now


def _soonest(record: LetterRecord, opens: datetime) -> datetime:
    """Say before when a letter certainly stays: a whole morning's letters wait for the window, and asking is cheap."""
    return record.not_before if record.kind in ANSWERS else max(record.not_before, opens)


async def send_due(
    office: Office,
    courier: Courier,
    now: Callable[[], datetime],
    *,
    sighted: Sighted | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send every letter that may leave now, one after the other. Returns how many the server took.

    `sighted` looks for a Message-ID in the Sent folder, where there is one.
    """
    sent = 0
    bundling.bundle(office, now(), _may_leave_now)
    opens = next_allowed(now(), office.policy.window)
    for aggregate_id, listed in office.store.outbox():
        if stopping():
            break
        if _soonest(listed, opens) > now() or may_leave_at(office, listed, now()) > now():
            continue  # nothing has been read from the disk for it
        record = _standing(office, aggregate_id, listed.number)
        if record is None or record.not_before > now():
            continue
        if record.kind is Kind.DIGEST and not bundling.is_true(office, aggregate_id, record):
            # Something in it was answered while others were sent: it is written anew, and nobody spins on it meanwhile.
            later = replace(record, not_before=now() + RETRY_AFTER[1])
            _commit_letter(office, _loaded(office, aggregate_id), later)
            continue
        sent += await _send(office, courier, now, aggregate_id, record, sighted)
    return sent


def _standing(office: Office, aggregate_id: str, number: int) -> LetterRecord | None:
    """Look the letter up afresh: while others were sent, an answer may have struck it."""
    aggregate = office.store.load(aggregate_id)
    record = aggregate.letters[number - 1] if aggregate else None
    return record if record and record.status in (Status.WAITING, Status.SENDING) else None


async def _send(
    office: Office,
    courier: Courier,
    now: Callable[[], datetime],
    aggregate_id: str,
    record: LetterRecord,
    sighted: Sighted | None,
) -> int:
    """Mark, send, settle. A letter found marked has an unknown outcome: look in Sent, else the same bytes again."""
    if record.status is Status.SENDING and sighted is not None and await sighted(record.message_id):
        settle(office, aggregate_id, record.number, Accepted(250, "found in Sent"), now())
        return 1
    try:
        data = office.store.blob(aggregate_id, record.blob)
    except StateDamaged as error:
        log.error("a letter's bytes are damaged; the others go on", aggregate=aggregate_id, reason=str(error))
        later = replace(record, not_before=now() + RETRY_AFTER[-1])
        _commit_letter(office, _loaded(office, aggregate_id), later)
        return 0
    letter = Letter(record.message_id, office.policy.mailbox.address, record.address, data)
    _mark(office, aggregate_id, record.number)
    try:
        outcome = await courier.send(letter)
    except TransportError as error:
        # About the server, not the letter, which was certainly not taken: it waits as before, or behind the others
        # where the server answered, so that one it will not take now does not hold up the rest.
        pause = timedelta() if isinstance(error, ConnectionLost) else _pause(record.attempts)
        again = replace(record, not_before=max(record.not_before, now() + pause))
        _commit_letter(office, _loaded(office, aggregate_id), again)
        raise
    settle(office, aggregate_id, record.number, outcome, now())
    return int(isinstance(outcome, Accepted))


def _mark(office: Office, aggregate_id: str, number: int) -> None:
    """Write "DATA begun, attempt n" durably, so that a restart knows it does not know."""
    aggregate = _loaded(office, aggregate_id)
    record = aggregate.letters[number - 1]
    _commit_letter(office, aggregate, replace(record, status=Status.SENDING, attempts=record.attempts + 1))


def _loaded(office: Office, aggregate_id: str) -> Aggregate:
    aggregate = office.store.load(aggregate_id)
    assert aggregate is not None
    return aggregate


def _commit_letter(office: Office, aggregate: Aggregate, record: LetterRecord) -> None:
    letters = tuple(record if x.number == record.number else x for x in aggregate.letters)
    office.store.commit(replace(aggregate, letters=letters, revision=aggregate.revision + 1), {})


def settle(office: Office, aggregate_id: str, number: int, outcome: Outcome, at: datetime) -> None:
    """Note what became of a letter; a refusal for good goes the way of every event."""
    aggregate = _loaded(office, aggregate_id)
    record = aggregate.letters[number - 1]
    log.info(
        "letter",
        aggregate=aggregate_id,
        number=number,
        kind=record.kind.value,
        outcome=type(outcome).__name__,
    )
    match outcome:
        case Accepted():
            if record.kind is Kind.DIGEST:
                bundling.settle(
                    office, aggregate_id, record, at
                )  # first: killed in between, it is done again
            _commit_letter(office, aggregate, replace(record, status=Status.SENT, settled_at=at))
        case Unknown():
            again = replace(record, not_before=at + _pause(record.attempts))  # stays SENDING: outcome unknown
            _commit_letter(office, aggregate, again)
        case Refused(permanent, code, text):
            given_up = permanent or at - (record.queued_at or at) > GIVE_UP_AFTER
            if not given_up:
                waiting = replace(record, status=Status.WAITING, not_before=at + _pause(record.attempts))
                _commit_letter(office, aggregate, waiting)
                return
            refused = replace(record, status=Status.REFUSED, settled_at=at, reason=f"{code} {text}"[:200])
            if record.to in (Recipient.EMPLOYEE, Recipient.LEADER):
                # First what it leads to: killed in between, the letter is tried and refused again, and this acts once.
                key = f"{record.key}:refused"
                bounced = Bounced(at, key, Role(record.to.value), number, True, refused.reason)
                log.warning("for a person", aggregate=aggregate_id, number=number, reason="refused for good")
                advance(office, aggregate_id, bounced)
            if record.kind is Kind.DIGEST:
                bundling.refused(office, aggregate_id, refused)
            _commit_letter(office, _loaded(office, aggregate_id), refused)


def _pause(attempts: int) -> timedelta:
    return RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1] if attempts else RETRY_AFTER[0]
