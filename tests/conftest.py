"""What holds for every test, and the long runs that go on beside them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

ROOT = Path(__file__).parents[1]
# What takes minutes is a program of its own, which runs beside the tests; whoever asks for what it found comes last.
# Killing has to be one: typst keeps threads in a process that has made a paper.
PROGRAMS = {
    "tests/kill/whole/test_whole.py": ("-W", "error", "-m", "tests.kill.whole"),
    "tests/sandbox/test_year.py": ("-m", "tests.sandbox.year", "500"),
}
LONGEST = 1800  # seconds one may take; on an idle machine it takes a third of that


@dataclass(frozen=True)
class Beside:
    """A program that runs while the tests do, with a file for what it has to say."""

    process: "subprocess.Popen[bytes]"
    out: Path
    err: Path

    def said(self) -> tuple[str, str]:
        """Wait for its end; gives its standard output and what it said on the way."""
        self.process.wait(LONGEST)
        return self.out.read_text("utf-8"), self.err.read_text("utf-8")

    def end(self) -> None:
        """Leave no process behind, nor its children."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _begin(name: str, folder: Path) -> Beside:
    out, err = (folder / f"{Path(name).stem}.{which}" for which in ("out", "err"))
    command = (sys.executable, *PROGRAMS[name])
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, stdout=stdout, stderr=stderr, start_new_session=True)
    return Beside(process, out, err)


_BESIDE = pytest.StashKey[dict[str, Beside]]()
_FOLDER = pytest.StashKey[Path]()


@pytest.fixture(autouse=True)
def _logging_is_nobodys() -> Iterator[None]:
    """Let no test log into the closed streams of another: commands configure logging for the whole process."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


def _asks_for_program(item: pytest.Item) -> bool:
    return item.nodeid.startswith(tuple(PROGRAMS))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those last that ask what the programs found."""
    items.sort(key=_asks_for_program)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin the programs as soon as it is known that somebody will ask for them."""
    wanted = [name for name in PROGRAMS if any(item.nodeid.startswith(name) for item in session.items)]
    if not wanted or session.config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="musmail-beside-"))
    session.config.stash[_FOLDER] = folder
    session.config.stash[_BESIDE] = {name: _begin(name, folder) for name in wanted}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing behind."""
    for program in session.config.stash.get(_BESIDE, {}).values():
        program.end()
    if (folder := session.config.stash.get(_FOLDER, None)) is not None:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def program_found(request: pytest.FixtureRequest) -> Callable[[str], tuple[str, str]]:
    """Give what the program of a test file found, when it has ended."""
    beside = request.config.stash[_BESIDE]
    return lambda name: beside[name].said()
