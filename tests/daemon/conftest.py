"""One employee and one leader on the in-memory store, at the morning the leader is written to."""

from datetime import date, datetime
from pathlib import Path

import pytest

from musmail.conversation.events import Enrolled
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.dealing import Desktop, Trust
from musmail.daemon.desk import Desk
from musmail.store.memory import MemoryStore
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.dialogues.play import SECRET, ZONE, Stage, policy_of_the_stories
from tests.dialogues.world import shipped_skemas, shipped_texts

TEXTS = shipped_texts()
POLICY = shipped_skemas(policy_of_the_stories())


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Give a moment of 2026 at the workplace."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    start = at(9, 1)
    office = Office(MemoryStore(), POLICY, TEXTS, SECRET, salt=lambda: "salt")
    made = Stage(office, Desktop(office, Desk(tmp_path), Trust(), lambda: made.now), start)
    event = Enrolled(start, "roster:1", ANNA, LARS, MONA, HR, date(2025, 11, 12))
    advance(office, aggregate_id(SECRET, "p", ANNA.id), event)
    return made
