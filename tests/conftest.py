"""What holds for every test, and the long run that goes on beside them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

ROOT = Path(__file__).parents[1]
LAST = "tests/sandbox/test_year.py"
_YEAR = pytest.StashKey["subprocess.Popen[bytes]"]()


@pytest.fixture(autouse=True)
def _logging_is_nobodys() -> Iterator[None]:
    """Let no test log into the closed streams of another: commands configure logging for the whole process."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the year of 500 people last: it is lived by a process of its own meanwhile."""
    items.sort(key=lambda item: item.nodeid.startswith(LAST))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin that year as soon as it is known that somebody will ask for it."""
    wanted = any(item.nodeid.startswith(LAST) for item in session.items)
    if wanted and not session.config.option.collectonly:
        command = (sys.executable, "-m", "tests.sandbox.year", "500")
        session.config.stash[_YEAR] = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no process behind."""
    year = session.config.stash.get(_YEAR, None)
    if year is not None and year.poll() is None:
        year.kill()
        year.wait()


@pytest.fixture(scope="session")
def the_year(request: pytest.FixtureRequest) -> "subprocess.Popen[bytes]":
    """Give the process that lives through the year of 500 people."""
    return request.config.stash[_YEAR]
