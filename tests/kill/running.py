"""Runs a scenario in a child made for dying, at every point there is.

A child is forked from this warm process; starting a Python with our libraries for each kill takes a hundred times as
long. Where a scenario must start cold, `run_killed` starts one: `python -m tests.kill.child`.
"""

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.kill.tracing import Kill, Point, Tracer

# A scenario works in the folder it is given. What it yields, or returns as a list, marks the end of a step each time.
Scenario = Callable[[Path], Iterable[object] | None]
Judge = Callable[[Path, Kill], None]


@dataclass(frozen=True)
class Course:
    """An undisturbed run: its points, and how many there were at the end of each step."""

    points: tuple[Point, ...]
    marks: tuple[int, ...] = ()

    def step(self, at: int) -> int:
        """Say in which step, counting from 0, a point falls."""
        return sum(mark < at for mark in self.marks)

    @property
    def kills(self) -> tuple[Kill, ...]:
        """List every kill there is to try."""
        return tuple(Kill(point.number, mode) for point in self.points for mode in point.modes)


@dataclass
class Toll:
    """What came of killing: how many kills at which kind of call, and what the judge objected to."""

    kills: Counter[str] = field(default_factory=Counter)
    objections: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Child:
    """A forked child under way, and the pipe it will answer through."""

    pid: int
    pipe: int

    def end(self) -> tuple[int, Any]:
        """Wait for it; give its exit status (-9 when it was killed) and what it returned."""
        with os.fdopen(self.pipe, "rb") as pipe:
            words = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return status, pickle.loads(words) if status == 0 else None


def start(work: Callable[[], Any]) -> Child:
    """Run something in a forked child."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _live(work, theirs)
    os.close(theirs)
    return Child(pid, ours)


def _live(work: Callable[[], Any], pipe: int) -> None:
    """Be the child: nothing of the parent's own ending (exit handlers, buffers, later tests) may run in it."""
    status = 1
    try:
        with os.fdopen(pipe, "wb") as told:
            told.write(pickle.dumps(work()))
        status = 0
    except BaseException:  # whatever it is, somebody must see it
        traceback.print_exc()
    finally:
        os._exit(status)


def run(scenario: Scenario, folder: Path, kill: Kill | None = None) -> Course:
    """Run a scenario in this process, traced."""
    marks: list[int] = []
    with Tracer(folder, kill) as tracer:
        for _ in scenario(folder) or ():
            marks.append(len(tracer.points))
    return Course(tuple(tracer.points), tuple(marks))


def course(scenario: Scenario, folder: Path) -> Course:
    """Run a scenario undisturbed in a child, in a folder that is made for it, and count its points."""
    folder.mkdir()
    status, found = start(lambda: run(scenario, folder)).end()
    assert isinstance(found, Course), f"the scenario itself ends with {status}"
    return found


def kill_everywhere(
    scenario: Scenario, judge: Judge, folder: Path, among: Course, *, workers: int = 2
) -> Toll:
    """Kill the scenario at each point of its course, each time in a folder of its own, and let the judge look at it."""
    # Each worker kills and judges by turns: a child forked while a judge has files open would share them.
    shares = [among.kills[worker::workers] for worker in range(workers)]
    children = [start(partial(_kill_all, scenario, judge, folder, share)) for share in shares]
    toll = Toll()
    for child in children:
        status, part = child.end()
        assert isinstance(part, Toll), f"a worker ended with {status}"
        toll.kills += part.kills
        toll.objections += part.objections
    return toll


def _kill_all(scenario: Scenario, judge: Judge, folder: Path, kills: Sequence[Kill]) -> Toll:
    toll = Toll()
    for kill in kills:
        place = folder / f"{kill.at}-{kill.mode}"
        place.mkdir()
        try:
            status, _ = start(partial(run, scenario, place, kill)).end()
            assert status == -signal.SIGKILL, f"the child was to be killed and ended with {status}"
            toll.kills[kill.mode] += 1
            judge(place, kill)
        except Exception:
            toll.objections.append(f"{kill}:\n{traceback.format_exc()}")
        shutil.rmtree(place)
    return toll


def run_killed(scenario: Sequence[str], *, within: Path, kill: Kill) -> int:
    """Start a cold child for `module:function` with its arguments and kill it; give its exit status, -9 when it was."""
    command = [*_command(scenario, within), "--at", str(kill.at), "--mode", kill.mode]
    return subprocess.run(command, check=False).returncode


def points(scenario: Sequence[str], *, within: Path) -> tuple[Point, ...]:
    """Run a cold child undisturbed and give its points."""
    done = subprocess.run(_command(scenario, within), check=True, stdout=subprocess.PIPE)
    return tuple(Point(**point) for point in json.loads(done.stdout.splitlines()[-1]))


def _command(scenario: Sequence[str], within: Path) -> list[str]:
    return [sys.executable, "-m", "tests.kill.child", "--within", str(within), *scenario]
