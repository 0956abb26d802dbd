"""Time passing: aggregates that want to wake, and internal letters on their way from one to another."""

from dataclasses import replace
from datetime import datetime

import structlog

from musmail.conversation.events import Tick
from musmail.daemon.advance import Office, advance

log = structlog.get_logger()


def tick(office: Office, now: datetime) -> int:
    """Wake what is due and deliver internal letters until nothing is left to do. Returns how many acted."""
    acted = deliver(office)
    for aggregate_id in office.store.due(now):
        acted += advance(office, aggregate_id, Tick(now)).acted
        acted += deliver(office)
    return acted


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
