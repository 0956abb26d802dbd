"""What a state folder looks like, and what a commit does to it."""

import json
import os
import select
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tinydb import TinyDB, where

from musmail.conversation.letters import Status
from musmail.errors import StoreError
from musmail.store.layout import Home
from musmail.store.tiny import RECENT, TinyStore
from musmail.store.wholefile import WholeFile
from tests.kill.running import start
from tests.kill.tracing import Tracer
from tests.store.samples import (
    WORDS,
    after,
    bytes_of,
    eml,
    letter,
    passages,
    person,
    settled,
    sha,
    talk,
    with_letters,
)
from tests.store.story import live


class Counting(WholeFile):
    """The real storage, counting its writes."""

    writes: ClassVar[list[Path]] = []

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Count, and write."""
        self.writes.append(self.path)
        super().write(data)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Work under another umask."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def files(folder: Path) -> set[str]:
    """List every file there is."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name a state folder that is not there yet."""
    return tmp_path / "deep" / "state"


def test_a_commit_is_exactly_one_write_of_the_storage(folder: Path) -> None:
    store = TinyStore(folder, storage=Counting)
    Counting.writes.clear()
    first = replace(talk(), letters=(letter(1), letter(2)))
    commits = [first, with_letters(first, letter(3)), person()]
    for number, aggregate in enumerate(commits, 1):
        store.commit(aggregate, bytes_of(1, 2, 3))
        assert len(Counting.writes) == number
    store.close()


def test_a_refused_commit_writes_nothing(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(talk(), {})
    with Tracer(folder) as tracer:
        for wrong in (
            talk(),
            replace(talk(), revision=2, letters=(letter(1),)),
            talk("cnew", reason="\udce6"),
        ):
            with pytest.raises(StoreError):
                store.commit(wrong, {})
    assert [point for point in tracer.points if "ctalk" in point.what] == []
    assert files(folder) == {"lock", "aggregates/ct/ctalk/state.json"}
    store.close()


def test_an_aggregate_lies_where_the_layout_says(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(replace(talk(), letters=(letter(1),)), bytes_of(1))
    home = Home.of(folder, "ctalk")
    assert files(folder) == {
        "lock",
        "aggregates/ct/ctalk/state.json",
        f"aggregates/ct/ctalk/letters/{sha(eml(1))}.eml",
        f"aggregates/ct/ctalk/texts/{sha(passages(1))}.json",
    }
    assert home.letter(sha(eml(1))).read_bytes() == eml(1)
    store.close()


def test_the_document_is_a_tinydb_anybody_can_query(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(replace(talk(), letters=(letter(1), letter(2, status=Status.STRUCK))), bytes_of(1, 2))
    store.close()
    with TinyDB(Home.of(folder, "ctalk").state, access_mode="r") as database:
        assert database.table("letters").get(where("status") == "struck").doc_id == 2
        assert database.table("meta").get(doc_id=1)["revision"] == 1


def test_each_writers_words_stand_in_a_table_of_their_own(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(talk(), {})
    store.commit(person(), {})
    store.close()
    tables = json.loads(Home.of(folder, "ctalk").state.read_text())
    assert set(tables) == {"meta", "shared", "employee", "leader", "letters", "internal", "log", "dealt"}
    assert "ring til TR" in json.dumps(tables.pop("employee"))
    assert "ring til TR" not in json.dumps(tables)
    assert WORDS in json.dumps(tables["shared"], ensure_ascii=False)
    assert "person" in json.loads(Home.of(folder, "panna").state.read_text())


def test_letters_stay_out_of_the_document(folder: Path) -> None:
    store = TinyStore(folder)
    big = b"x" * 1_000_000
    record = letter(1, blob=sha(big))
    store.commit(replace(talk(), letters=(record,)), {sha(big): big, sha(passages(1)): passages(1)})
    assert Home.of(folder, "ctalk").state.stat().st_size < 10_000
    store.close()


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o777])
def test_nobody_else_may_read_whatever_the_umask(folder: Path, mask: int) -> None:
    folder.parent.mkdir()
    with umask(mask):
        store = TinyStore(folder)
        store.commit(replace(talk(), letters=(letter(1),)), bytes_of(1))
        store.close()
    for path in (folder, *folder.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_a_commit_touches_the_same_files_among_two_and_among_two_hundred(folder: Path) -> None:
    store = TinyStore(folder)
    touched: list[list[tuple[str, str]]] = []
    for count in (1, 200):
        for number in range(len(store.ids()), count):
            name = f"c{number:04}"
            store.commit(replace(talk(name), letters=(letter(1, name), letter(2, name))), bytes_of(1, 2))
        at_hand = store.load("c0000")
        assert at_hand is not None
        with Tracer(folder) as tracer:
            store.commit(with_letters(at_hand, letter(10 + count, "c0000")), bytes_of(10 + count))
        touched.append([(point.call, point.what.partition("c0000")[2][:7]) for point in tracer.points])
        assert all("/c0000/" in f"{point.what}/" for point in tracer.points)
    assert touched[0] == touched[1]
    store.close()


def test_a_commit_that_brings_no_bytes_makes_four_calls_that_matter(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(talk(), {})
    with Tracer(folder) as tracer:
        store.commit(after(talk()), {})
    assert [point.call for point in tracer.points] == ["os.write", "os.fsync", "os.rename", "os.fsync"]
    store.close()


def test_bytes_that_are_there_are_not_written_again(folder: Path) -> None:
    store = TinyStore(folder)
    first = replace(talk(), letters=(letter(1),))
    store.commit(first, bytes_of(1))
    before = Home.of(folder, "ctalk").letter(sha(eml(1))).stat()
    store.commit(with_letters(first, letter(2, blob=sha(eml(1)), text=sha(passages(1)))), bytes_of(1))
    assert Home.of(folder, "ctalk").letter(sha(eml(1))).stat() == before
    store.close()


def test_everything_is_there_after_a_restart(folder: Path) -> None:
    store = TinyStore(folder)
    first = replace(talk(), letters=(letter(1), letter(2)))
    second = settled(first, [1])
    for aggregate in (first, second, person()):
        store.commit(aggregate, bytes_of(1, 2))
    store.close()
    again = TinyStore(folder)
    assert again.load("ctalk") == second
    assert again.load("panna") == person()
    assert [record.number for _, record in again.outbox()] == [2]
    assert again.blob("ctalk", sha(eml(2))) == eml(2)
    again.close()


def test_more_than_are_kept_in_memory_are_read_from_their_files(folder: Path) -> None:
    store = TinyStore(folder)
    names = [f"c{number:03}" for number in range(RECENT + 5)]
    for name in names:
        store.commit(talk(name), {})
    assert [store.load(name) for name in names] == [talk(name) for name in names]
    store.close()


def test_an_erased_aggregate_leaves_no_file(folder: Path) -> None:
    store = TinyStore(folder)
    store.commit(replace(talk(), letters=(letter(1),)), bytes_of(1))
    store.erase("ctalk")
    assert files(folder) == {"lock"}
    assert not Home.of(folder, "ctalk").path.exists()
    store.close()


def test_a_closed_store_takes_no_more(folder: Path) -> None:
    store = TinyStore(folder)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="not open for writing"):
        store.commit(talk(), {})


def test_one_who_only_looks_on_sees_and_changes_nothing(folder: Path) -> None:
    store = TinyStore(folder)
    first = replace(talk(), letters=(letter(1),))
    store.commit(first, bytes_of(1))
    onlooker = TinyStore(folder, read_only=True)
    with Tracer(folder) as tracer:
        assert onlooker.load("ctalk") == first
        with pytest.raises(StoreError):
            onlooker.commit(after(first), {})
        with pytest.raises(StoreError):
            onlooker.erase("ctalk")
    assert tracer.points == []
    store.commit(settled(first, [1]), {})
    assert onlooker.load("ctalk") == settled(first, [1])
    store.close()


def live_and_die(folder: Path) -> None:
    """Live the story over and over."""
    for _ in range(20):
        for _ in live(folder):
            pass
        store = TinyStore(folder)
        for name in store.ids():
            store.erase(name)
        store.close()


def test_one_who_looks_on_while_another_works_never_sees_damage(folder: Path) -> None:
    worker = start(partial(live_and_die, folder))
    looks = 0
    while not select.select([worker.pipe], [], [], 0)[0]:
        onlooker = TinyStore(folder, read_only=True)
        seen = [onlooker.load(name) for name in onlooker.ids()]
        looks += any(aggregate is not None for aggregate in seen)
    assert worker.end() == (0, None)
    assert looks > 10


def test_a_look_at_a_folder_that_is_not_there_makes_none(folder: Path) -> None:
    assert TinyStore(folder, read_only=True).ids() == ()
    assert not folder.exists()
