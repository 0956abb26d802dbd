"""When letters left lately: a provider counts 24 hours, whether we have been restarted in them or not."""

from datetime import datetime, timedelta

from musmail.conversation.letters import Status
from musmail.store.protocol import Store

DAY = timedelta(days=1)


def ages(store: Store, now: datetime) -> list[float]:
    """Say how many seconds ago each letter of the last 24 hours left, as the letters themselves remember."""
    loaded = (store.load(one) for one in store.ids())
    left = (
        letter.settled_at
        for aggregate in loaded
        if aggregate is not None
        for letter in aggregate.letters
        if letter.status is Status.SENT
    )
    return [(now - at).total_seconds() for at in left if at is not None and at > now - DAY]
