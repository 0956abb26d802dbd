"""Time passing: aggregates that want to wake, and internal letters on their way from one to another."""

from dataclasses import replace
from datetime import datetime

import structlog

from musmail.conversation.events import Tick
from musmail.daemon.advance import Office, advance
from musmail.errors import StoreError

log = structlog.get_logger()


# So many are woken in one go, some three seconds' work: a whole company's morning at once would keep the mailbox and
# the watchdog waiting for minutes. Who calls comes again until nothing acts.
AT_ONCE = 200


def tick(office: Office, now: datetime) -> int:
    """Wake what is due, the longest awake first, and deliver internal letters. Returns how many acted."""
    office.moved.clear()
    acted = deliver(office)
    for aggregate_id in office.store.due(now):
        if acted >= AT_ONCE:
            break
        if _woken(office, aggregate_id, now):
            office.moved.add(aggregate_id)
            acted += 1
        acted += deliver(office)
    return acted


def is_writing(office: Office, now: datetime) -> bool:
    """Tell whether ticks have not come to rest: letters that go together are still being written."""
    return bool(office.moved) and any(one not in office.ailing for one in office.store.due(now))


def _woken(office: Office, aggregate_id: str, now: datetime) -> bool:
    """Wake one aggregate; one that makes our code raise is left until a restart, and the others go on."""
    if aggregate_id in office.ailing:
        return False
    try:
        return advance(office, aggregate_id, Tick(now)).acted
    except StoreError:
        raise
    except Exception as error:
        office.ailing.add(aggregate_id)
        log.error(
            "an aggregate made us fail", aggregate=aggregate_id, error=type(error).__name__, exc_info=True
        )
        return False


def deliver(office: Office) -> int:
    """Carry internal letters over: at least once, acting once, then taken out of their writer's outbox."""
    delivered = 0
    while pending := office.store.internal():
        for writer_id, record in pending:
            delivered += advance(office, record.aggregate, record.event).acted
            writer = office.store.load(writer_id)
            assert writer is not None
            left = tuple(x for x in writer.internal if x.key != record.key)
            office.store.commit(replace(writer, internal=left, revision=writer.revision + 1), {})
    return delivered
