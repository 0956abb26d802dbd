"""Killed at every write, fsync, rename, mkdir and unlink, a store has what stood before the step or after it."""

from pathlib import Path

import pytest

from musmail.store.layout import Home
from musmail.store.tiny import TinyStore
from tests.kill.running import Course, Scenario, course, kill_everywhere
from tests.kill.tracing import Kill
from tests.store.samples import bytes_of, eml, sha
from tests.store.story import STANDS, STEPS, expected_files, live, snapshot


def judge_store(folder: Path, stands: tuple[int, ...]) -> None:
    """Open what is left, see that it is one of these stands to the last file, and live on to the end."""
    store = TinyStore(folder)
    now = snapshot(store)
    found = [number for number in stands if STANDS[number] == now]
    assert found, f"what stands now, {sorted(now)}, stood never"
    assert {path for path in folder.rglob("*") if path.is_file()} == expected_files(now, folder)
    assert store.examine() == ()
    for step in STEPS[found[0] :]:
        step(store)
    assert snapshot(store) == STANDS[-1]
    store.close()


def test_killed_at_every_point_a_store_stands_before_or_after_the_step(tmp_path: Path) -> None:
    lived = course(live, tmp_path / "count")

    def judge(folder: Path, kill: Kill) -> None:
        step = lived.step(kill.at)  # step 0 is the opening
        judge_store(folder, (max(step - 1, 0), min(step, len(STEPS))))

    toll = kill_everywhere(live, judge, tmp_path, lived)
    assert toll.objections == []
    assert toll.kills.total() == len(lived.kills) > 200


def litter(folder: Path) -> None:
    """Make a state folder as a kill in the middle of the story leaves it."""
    store = TinyStore(folder)
    for step in STEPS[:4]:
        step(store)
    store.close()
    home, unborn = Home.of(folder, "ctalk"), Home.of(folder, "cunborn")
    home.letter(sha(eml(9))).write_bytes(eml(9))
    (home.path / "state.json.new").write_bytes(b"{")
    unborn.texts.mkdir(parents=True)
    unborn.text("0" * 64).write_bytes(b"")
    (home.erased / "letters").mkdir(parents=True)
    (home.erased / "state.json").write_bytes(home.state.read_bytes())


def sweep(folder: Path) -> None:
    """Open a littered folder."""
    TinyStore(folder).close()


def test_killed_while_it_clears_away_a_store_clears_away_the_next_time(tmp_path: Path) -> None:
    def littered_first(folder: Path) -> None:
        litter(folder)
        sweep(folder)

    lived = course(littered_first, tmp_path / "count")
    before = len(course(litter, tmp_path / "litter").points)
    late = Course(tuple(point for point in lived.points if point.number > before))
    toll = kill_everywhere(littered_first, lambda folder, _: judge_store(folder, (4,)), tmp_path, late)
    assert toll.objections == []
    assert toll.kills.total() == len(late.kills) > 15


def careless(folder: Path) -> None:
    """Write a document as TinyDB's own storage does: over the old one."""
    for size in (500, 100):
        (folder / "state.json").write_text("x" * size)


@pytest.mark.parametrize("scenario", [careless])
def test_the_instrument_finds_a_store_that_writes_over_its_file(tmp_path: Path, scenario: Scenario) -> None:
    lived = course(scenario, tmp_path / "count")

    def judge(folder: Path, _: Kill) -> None:
        path = folder / "state.json"
        assert not path.exists() or path.stat().st_size in (500, 100)

    assert len(kill_everywhere(scenario, judge, tmp_path, lived).objections) > 1


def test_the_story_brings_and_drops_bytes() -> None:
    waiting = [sum(len(kept) for _, kept in stands.values()) for stands in STANDS]
    assert max(waiting) > waiting[-1] > 0
    assert set(bytes_of(1)) <= set(STANDS[1]["ctalk"][1])
