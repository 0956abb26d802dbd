"""A damaged file is named, nothing starts, and nothing is changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from musmail.errors import StateDamaged
from musmail.store.layout import Home
from musmail.store.tiny import TinyStore
from tests.store.samples import bytes_of, eml, letter, passages, sha, talk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a state folder with three talks in it."""
    store = TinyStore(tmp_path / "state")
    for name in ("ca", "cb", "cc"):
        store.commit(replace(talk(name), letters=(letter(1, name),)), bytes_of(1))
    store.close()
    return tmp_path / "state"


def contents(folder: Path) -> dict[Path, bytes]:
    """Read every file but the lock."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def refused(folder: Path) -> str:
    """Open a folder that will not open, see that it was left alone, and give the message."""
    before = contents(folder)
    with pytest.raises(StateDamaged) as caught:
        TinyStore(folder)
    assert contents(folder) == before
    return str(caught.value)


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a document by hand."""
    tables = json.loads(path.read_text())
    change(tables)
    path.write_text(json.dumps(tables))


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_truncated_document_is_named(folder: Path, share: float) -> None:
    state = Home.of(folder, "cb").state
    data = state.read_bytes()
    state.write_bytes(data[: int(len(data) * share)])
    assert str(state) in refused(folder)


@pytest.mark.parametrize(
    "data",
    [
        *(b"{}", b"[]", b"null", b"\x00" * 4096, b'{"meta": 1}', b'{"meta": {}}', b'{"meta": {"1": {}}}'),
        b'{"_default": {"1": {"a": 1}}}',
    ],
)
def test_a_foreign_document_is_named(folder: Path, data: bytes) -> None:
    Home.of(folder, "ca").state.write_bytes(data)
    assert str(Home.of(folder, "ca").state) in refused(folder)


def test_a_document_with_another_one_s_tail_is_named(folder: Path) -> None:
    state = Home.of(folder, "cb").state
    state.write_bytes(state.read_bytes() + b'"}}')
    assert "trailing" in refused(folder)


def test_every_damaged_file_is_named_at_once(folder: Path) -> None:
    broken = [Home.of(folder, name).state for name in ("ca", "cc")]
    for state in broken:
        state.write_bytes(b"{")
    message = refused(folder)
    assert [line.partition(": ")[0] for line in message.splitlines()] == [str(state) for state in broken]


def test_a_document_of_another_format_is_named_and_left(folder: Path) -> None:
    edit(Home.of(folder, "ca").state, lambda tables: tables["meta"]["1"].update(format=0))
    assert "format 0; this musmail reads format 1" in refused(folder)


def test_a_document_under_another_one_s_name_is_named(folder: Path) -> None:
    Home.of(folder, "ca").state.write_bytes(Home.of(folder, "cb").state.read_bytes())
    assert "another aggregate" in refused(folder)


@pytest.mark.parametrize(
    "path", [lambda home: home.letter(sha(eml(1))), lambda home: home.text(sha(passages(1)))]
)
def test_bytes_a_letter_needs_that_are_gone_are_named(folder: Path, path: Callable[[Home], Path]) -> None:
    gone = path(Home.of(folder, "cb"))
    gone.unlink()
    assert f"{gone}: A letter needs it" in refused(folder)


def test_a_document_that_is_gone_while_others_stay_is_named(folder: Path) -> None:
    home = Home.of(folder, "cb")
    home.state.rename(home.path / "state.json.bak")
    assert "not there, but other files are" in refused(folder)


def test_nothing_is_swept_where_something_is_damaged(folder: Path) -> None:
    (Home.of(folder, "ca").path / "state.json.new").write_bytes(b"x")
    Home.of(folder, "cb").state.write_bytes(b"")
    refused(folder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda tables: tables["shared"]["1"].update(mood="good"), "does not know"),
        (lambda tables: tables["letters"]["1"].update(priority=1), "does not know"),
        (lambda tables: tables["log"]["1"].pop("salt"), "log.0.salt"),
        (lambda tables: tables["employee"]["1"]["answers"][0].update(mark="whispered"), "mark"),
        (lambda tables: tables["shared"]["1"].update(agenda_version="1"), "does not know"),
    ],
)
def test_a_shape_we_do_not_know_is_damage_when_it_is_read(folder: Path, change: Any, told: str) -> None:
    state = Home.of(folder, "ca").state
    edit(state, change)
    before = contents(folder)
    store = TinyStore(folder)
    with pytest.raises(StateDamaged) as caught:
        store.load("ca")
    assert str(caught.value).startswith(f"{state}: ")
    assert told in str(caught.value)
    assert store.load("cb") is not None
    assert store.examine() == (str(caught.value),)
    assert contents(folder) == before
    store.close()


def test_a_damage_report_holds_no_word_of_the_content(folder: Path) -> None:
    edit(Home.of(folder, "ca").state, lambda tables: tables["employee"]["1"].update(notes="hemmeligt"))
    store = TinyStore(folder, read_only=True)
    assert "hemmeligt" not in "".join(store.examine())
    assert store.examine() != ()


def test_a_field_that_is_newer_than_the_document_takes_its_default(folder: Path) -> None:
    edit(Home.of(folder, "ca").state, lambda tables: tables["shared"]["1"].pop("short_talk"))
    store = TinyStore(folder)
    assert store.load("ca") == replace(talk("ca"), letters=(letter(1, "ca"),))
    store.close()


def test_changed_bytes_are_not_given_out(folder: Path) -> None:
    path = Home.of(folder, "ca").letter(sha(eml(1)))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    store = TinyStore(folder)
    with pytest.raises(StateDamaged, match="not those its name says"):
        store.blob("ca", sha(eml(1)))
    assert [str(path) in line for line in store.examine()] == [True]
    store.close()


def test_a_backup_put_back_starts_again(folder: Path) -> None:
    state = Home.of(folder, "ca").state
    good = state.read_bytes()
    state.write_bytes(good[:100])
    refused(folder)
    state.write_bytes(good)
    store = TinyStore(folder)
    assert store.ids() == ("ca", "cb", "cc")
    store.close()
