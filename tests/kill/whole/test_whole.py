"""Killed at every write, fsync, rename and send of a whole MUS and started again, musmail loses and doubles nothing.

All killing is done by one process of its own: typst keeps threads in one that has made a paper, and they do not survive
a fork. By hand it is `python -m tests.kill.whole`, which with --all kills where it makes no difference, too.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from musmail.daemon.build import KEY_BYTES, token_key
from musmail.daemon.inbox import DONE, REVIEW
from tests.kill.running import course, kill_everywhere
from tests.kill.tracing import Kill
from tests.kill.whole.careless import BAD_HABITS
from tests.kill.whole.story import NOBODY_THERE, STORIES, WHOLE_MUS

Found = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def found(program_found: Callable[[str], tuple[str, str]]) -> Found:
    """Kill everywhere in every story; gives the findings by the story's name."""
    out, err = program_found("tests/kill/whole/test_whole.py")
    assert out, err[-4000:]
    findings: Found = json.loads(out)
    return findings


def test_killed_anywhere_nothing_is_lost_and_nothing_doubled(
    found: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write("".join(f"\n{report['said']}" for report in found.values()) + "\n")
    for report in found.values():
        assert report["objections"] == []
        assert (report["lost"], report["doubled"], report["wrong"]) == (0, 0, 0)
        assert report["kills"] > sum(report["points"].values()) > 300


def test_where_the_window_is_open_a_letter_does_go_out_again(found: Found) -> None:
    report = found[WHOLE_MUS.name]
    assert report["permitted"] >= 4 * report["letters"]


def test_the_stories_have_every_kind_of_end(found: Found) -> None:
    mus, nobody = found[WHOLE_MUS.name], found[NOBODY_THERE.name]
    assert (mus["ends"], nobody["ends"]) == (["signed"], ["not_held"])
    assert min(mus["put_away"][name] for name in (DONE, REVIEW, "expunged")) > 1


@pytest.mark.parametrize("story", [story.name for story in STORIES])
def test_the_tracer_misses_nothing_that_python_or_the_kernel_knows_of(found: Found, story: str) -> None:
    assert found[story]["missed"] == []


def test_the_moments_together_are_one_life(found: Found) -> None:
    report = found[WHOLE_MUS.name]
    assert len(report["life"]) > 1_000
    assert report["life"] == report["moments_together"]


@pytest.mark.parametrize("habit", BAD_HABITS)
def test_a_bad_habit_is_found(found: Found, habit: str) -> None:
    assert found[WHOLE_MUS.name]["habits"][habit]


def test_killed_while_it_makes_its_key_musmail_makes_one_the_next_time(tmp_path: Path) -> None:
    lived = course(token_key, tmp_path / "count")

    def judge(folder: Path, _: Kill) -> None:
        stood = (folder / "key").read_bytes() if (folder / "key").exists() else None
        key = token_key(folder)
        assert len(key) == KEY_BYTES
        assert stood in (None, key)
        assert token_key(folder) == key
        assert [path.name for path in folder.iterdir()] == ["key"]

    toll = kill_everywhere(token_key, judge, tmp_path, lived)
    assert toll.objections == []
    assert toll.kills.total() == len(lived.kills) > 5
