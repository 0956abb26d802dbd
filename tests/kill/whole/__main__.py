"""Kills musmail everywhere, in a process that no other test has made threads in: `python -m tests.kill.whole [--all]`.

The findings are one JSON object on standard output; what is said on the way goes to standard error. With --all it also
kills where things are left as by another kill, and at every point of a start after a kill, of which it else takes one
in so many.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.kill.running import start
from tests.kill.whole.careless import BAD_HABITS
from tests.kill.whole.course import INBOX, Moment
from tests.kill.whole.killing import bench, first_objections, kill_through, undisturbed
from tests.kill.whole.listening import in_moments, in_one_life, missed
from tests.kill.whole.report import Report
from tests.kill.whole.story import STORIES, Story

MEMORY = Path("/dev/shm")  # where there is one, no time is lost waiting for a disk


@contextmanager
def _folder() -> Iterator[Path]:
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="musmail-kill-", dir=place) as folder:
        yield Path(folder)


def _look(story: Story, folder: Path, *, all_of_them: bool) -> dict[str, Any]:
    """Play a story, kill everywhere in it, and look whether that was everywhere."""
    begun = time.monotonic()
    moments = undisturbed(story, folder)
    report = Report.of(story.name, moments)
    report.add(kill_through(story, moments, folder, all_of_them=all_of_them))
    report.seconds = time.monotonic() - begun
    sys.stderr.write(f"{report}\n" + "".join(f"  {one}\n" for one in report.objections))
    with bench(story, folder / "again") as one:
        unheard = [what for moment in moments for what in missed(one, moment)]
        life = [] if story.orders else in_one_life(one, moments)
    return {
        **vars(report),
        "said": str(report),
        "missed": unheard,
        "life": life,
        "moments_together": in_moments(moments),
        "habits": {} if story.orders else _habits(story, moments, folder),
    }


def _habits(story: Story, moments: Sequence[Moment], folder: Path) -> dict[str, tuple[str, ...]]:
    """Find what is wrong with each bad habit, in the first moment that has a mail and a letter."""
    moment = next(one for one in moments if one.before.post.folders[INBOX] and one.after.post.letters)
    children = {
        name: start(partial(first_objections, story, moment, bad, folder / f"habit-{number}"))
        for number, (name, bad) in enumerate(BAD_HABITS.items())
    }
    return {name: child.end()[1] for name, child in children.items()}


def main() -> None:
    """Kill everywhere in every story."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    with _folder() as folder:
        found = {
            story.name: _look(story, folder / str(number), all_of_them=options.all)
            for number, story in enumerate(STORIES)
        }
    json.dump(found, sys.stdout)
    sys.exit(any(one["objections"] or one["missed"] for one in found.values()))


if __name__ == "__main__":
    main()
