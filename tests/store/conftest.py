"""The stores the suite runs against."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musmail.store.memory import MemoryStore
from musmail.store.protocol import Store
from musmail.store.tiny import TinyStore

STORES: dict[str, Callable[[Path], Store]] = {"memory": lambda _: MemoryStore(), "tiny": TinyStore}


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give each kind of store in turn, empty."""
    opened = STORES[request.param](tmp_path / "state")
    yield opened
    opened.close()
