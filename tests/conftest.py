"""What holds for every test, and the long runs that go on beside them."""

import os
import shlex
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
# What takes minutes is a program of its own, which one processor runs while another has the tests; whoever asks for
# what it found comes last. Killing has to be one: typst keeps threads in a process that has made a paper.
PROGRAMS = {
    "tests/kill/whole/test_whole.py": ("-W", "error", "-m", "tests.kill.whole"),
    "tests/sandbox/test_year.py": ("-m", "tests.sandbox.year", "500"),
}
LONGEST = 1500  # seconds all of it together may take; on an idle machine it takes two fifths of that


@dataclass(frozen=True)
class Beside:
    """Programs that run one after the other while the tests do, each with a file for what it has to say."""

    shell: "subprocess.Popen[bytes]"
    folder: Path

    def said(self, number: int) -> tuple[str, str]:
        """Wait for them all; gives one's standard output and what it said on the way."""
        self.shell.wait(LONGEST)
        out, err = (self.folder / f"{number}.{name}" for name in ("out", "err"))
        return out.read_text("utf-8"), err.read_text("utf-8")


_BESIDE = pytest.StashKey[Beside]()


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
    lines = [
        f"{shlex.join((sys.executable, *PROGRAMS[name]))} >{folder}/{number}.out 2>{folder}/{number}.err"
        for number, name in enumerate(PROGRAMS)
        if name in wanted
    ]
    shell = subprocess.Popen(["sh", "-c", "; ".join(lines)], cwd=ROOT, start_new_session=True)
    session.config.stash[_BESIDE] = Beside(shell, folder)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no process behind."""
    beside = session.config.stash.get(_BESIDE, None)
    if beside is None:
        return
    if beside.shell.poll() is None:
        os.killpg(beside.shell.pid, signal.SIGKILL)
        beside.shell.wait()
    shutil.rmtree(beside.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def program_found(request: pytest.FixtureRequest) -> Callable[[str], tuple[str, str]]:
    """Give what the program of a test file found, when it has ended."""
    beside = request.config.stash[_BESIDE]
    return lambda name: beside.said(list(PROGRAMS).index(name))
