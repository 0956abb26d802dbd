"""What holds for every test."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logging_is_nobodys() -> Iterator[None]:
    """Let no test log into the closed streams of another: commands configure logging for the whole process."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
