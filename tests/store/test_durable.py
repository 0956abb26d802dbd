"""A kill cannot show what a power cut would lose; the order of the calls can."""

from pathlib import Path

import pytest

from tests.kill.running import Course, course
from tests.store.story import live


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Trace the whole story once."""
    return course(live, tmp_path_factory.mktemp("story") / "state")


def test_a_document_is_synced_before_it_is_named_and_its_folder_after(lived: Course) -> None:
    calls = [(point.call, point.what) for point in lived.points]
    renames = [
        index for index, (call, what) in enumerate(calls) if call == "os.rename" and ".new -> " in what
    ]
    assert len(renames) > 15
    for index in renames:
        old, _, new = calls[index][1].partition(" -> ")
        assert calls[index - 1] == ("os.fsync", old)
        end = next(mark for mark in lived.marks if mark > index)
        assert ("os.fsync", str(Path(new).parent)) in calls[index:end]


def test_bytes_are_durable_before_the_document_that_names_them(lived: Course) -> None:
    for start_at, end in zip(lived.marks, lived.marks[1:], strict=False):
        step = lived.points[start_at:end]
        named = [point.number for point in step if point.what.endswith("state.json")]
        folders = [
            point.number
            for point in step
            if point.call == "os.fsync" and point.what.endswith(("letters", "texts"))
        ]
        placed = [point.number for point in step if point.call == "os.rename" and "/letters/" in point.what]
        dropped = [
            point.number for point in step if point.call == "os.unlink" and "/ctalk/letters/" in point.what
        ]
        if placed:
            assert max(placed) < max(folders) < min(named)
        if dropped and named:
            assert max(named) < min(dropped)


def test_a_new_folder_is_synced_into_its_parent_before_a_document_lies_in_it(lived: Course) -> None:
    calls = [(point.call, point.what) for point in lived.points]
    made = [index for index, (call, what) in enumerate(calls) if call == "os.mkdir" and "aggregates" in what]
    assert len(made) > 5
    for index in made:
        named = next(n for n in range(index, len(calls)) if calls[n][1].endswith("state.json"))
        assert ("os.fsync", str(Path(calls[index][1]).parent)) in calls[index:named]


def test_an_erased_folder_is_renamed_and_synced_before_anything_in_it_goes(lived: Course) -> None:
    calls = [(point.call, point.what) for point in lived.points]
    renamed = next(
        index for index, (call, what) in enumerate(calls) if call == "os.rename" and ".erased" in what
    )
    later = [index for index, (call, _) in enumerate(calls) if call == "os.unlink" and index > renamed]
    assert calls[renamed + 1][0] == "os.fsync"
    assert renamed + 1 < later[0]
