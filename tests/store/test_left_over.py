"""What a kill leaves over is cleared away at the next start; what is not ours stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from musmail.store.layout import Home
from musmail.store.tiny import TinyStore
from tests.store.samples import bytes_of, eml, letter, passages, sha, talk
from tests.store.test_tiny import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a state folder with one talk in it that has a letter waiting."""
    store = TinyStore(tmp_path / "state")
    store.commit(replace(talk(), letters=(letter(1),)), bytes_of(1))
    store.close()
    return tmp_path / "state"


def lay(path: Path, data: bytes = b"half a") -> None:
    """Put a file there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_temporary_files_and_unnamed_bytes_go(folder: Path) -> None:
    home, before = Home.of(folder, "ctalk"), files(folder)
    lay(home.path / "state.json.new")
    lay(home.letters / f"{sha(eml(2))}.eml.new")
    lay(home.letter(sha(eml(2))), eml(2))
    lay(home.text(sha(passages(2))), passages(2))
    TinyStore(folder).close()
    assert files(folder) == before


def test_the_beginnings_of_an_aggregate_nobody_committed_go(folder: Path) -> None:
    before = files(folder)
    unborn = Home.of(folder, "cunborn")
    lay(unborn.letter(sha(eml(1))), eml(1))
    lay(unborn.path / "state.json.new")
    store = TinyStore(folder)
    assert store.ids() == ("ctalk",)
    assert files(folder) == before
    assert not unborn.path.exists()
    store.close()


def test_an_aggregate_half_erased_goes_all_the_way(folder: Path) -> None:
    Home.of(folder, "ctalk").path.rename(Home.of(folder, "ctalk").erased)
    store = TinyStore(folder)
    assert store.ids() == ()
    assert files(folder) == {"lock"}
    store.close()


def test_what_is_not_ours_stays(folder: Path) -> None:
    lay(folder / "aggregates" / "README")
    lay(folder / "aggregates" / "ct" / ".snapshot" / "state.json")
    lay(folder / "spool" / "move.json")
    lay(Home.of(folder, "ctalk").path / "notes-of-the-admin.txt")
    before = files(folder)
    TinyStore(folder).close()
    assert files(folder) == before


def test_an_onlooker_clears_nothing_away(folder: Path) -> None:
    lay(Home.of(folder, "ctalk").path / "state.json.new")
    before = files(folder)
    TinyStore(folder, read_only=True)
    assert files(folder) == before
