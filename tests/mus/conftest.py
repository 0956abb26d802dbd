"""A workplace for each test, in a folder of its own on the real servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mus.workplace import Workplace, found
from tests.servers import Servers
from tests.servers.conftest import servers

__all__ = ["servers", "workplace"]


@pytest.fixture
def workplace(servers: Servers, tmp_path: Path) -> Iterator[Workplace]:
    """Found a workplace; what still runs of it at the end is ended."""
    place = found(servers, tmp_path)
    yield place
    place.end()
