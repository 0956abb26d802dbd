"""Servers for the transport's tests."""

from pathlib import Path

import pytest

from tests.servers.certificates import Certificates, issue
from tests.servers.conftest import servers

__all__ = ["certificates", "servers"]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority of its own, which no other server's certificate is from."""
    folder: Path = tmp_path_factory.mktemp("certificates")
    return issue(folder)
