"""The instrument itself: what it counts, how it kills, and that nothing gets past it."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.kill.running import Course, course, points, run, run_killed, start
from tests.kill.tracing import Kill, Mode, Point, Tracer
from tests.store.story import live

DATA = b"0123456789"


def by_os(folder: Path) -> None:
    """Write as the store does."""
    handle = os.open(folder / "file", os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, DATA)
    os.fsync(handle)
    os.close(handle)
    os.rename(folder / "file", folder / "final")  # noqa: PTH104


def by_open(folder: Path) -> None:
    """Write as most programs do."""
    with open(folder / "final", "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(DATA.decode())


def by_path(folder: Path) -> None:
    """Write as pathlib does."""
    (folder / "final").write_bytes(DATA)


def by_temporary_file(folder: Path) -> None:
    """Write as the library does with its temporary files."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(DATA)
    Path(file.name).replace(folder / "final")


WRITERS = (by_os, by_open, by_path, by_temporary_file)


def many_ways(folder: Path) -> None:
    """Use every way to change a folder the library knows."""
    for writer in WRITERS:
        writer(folder)
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "text").write_text("æøå\n" * 5_000, encoding="utf-8")
    with (folder / "final").open("r+b") as file:
        file.seek(3)
        file.write(b"-")
    with (folder / "final").open("a") as file:
        print("one more line", file=file)
    (folder / "link").symlink_to("final")
    os.truncate(folder / "final", 4)
    shutil.rmtree(folder / "deep")
    (folder / "link").unlink()


@pytest.mark.parametrize("writer", WRITERS)
def test_every_way_to_write_is_a_point(tmp_path: Path, writer: Callable[[Path], None]) -> None:
    found = run(writer, tmp_path).points
    assert [point.size for point in found if point.call.endswith(".write")] == [len(DATA)]
    assert (tmp_path / "final").read_bytes() == DATA


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(("mode", "left"), [(Mode.BEFORE, b""), (Mode.TORN, DATA[:5]), (Mode.AFTER, DATA)])
def test_a_write_is_killed_before_it_in_the_middle_or_after_it(
    tmp_path: Path, writer: Callable[[Path], None], mode: Mode, left: bytes
) -> None:
    lived = course(writer, tmp_path / "count")
    write = next(point.number for point in lived.points if point.call.endswith(".write"))
    folder = tmp_path / "killed"
    folder.mkdir()
    assert start(partial(run, writer, folder, Kill(write, mode))).end() == (-signal.SIGKILL, None)
    assert [path.read_bytes() for path in folder.iterdir()] == [left]


def test_removing_a_tree_is_a_point_for_each_name(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").touch()
    found = run(lambda folder: shutil.rmtree(folder / "a"), tmp_path).points
    assert [(point.call, point.what) for point in found] == [
        ("os.unlink", f"{tmp_path}/a/b/c"),
        ("os.rmdir", f"{tmp_path}/a/b"),
        ("os.rmdir", f"{tmp_path}/a"),
    ]


def test_copying_is_a_point_of_the_file_copied_to(tmp_path: Path) -> None:
    (tmp_path / "from").write_bytes(DATA)
    (tmp_path / "within").mkdir()
    with Tracer(tmp_path / "within") as tracer:
        shutil.copyfile(tmp_path / "from", tmp_path / "within" / "to")
    assert {point.what for point in tracer.points} == {f"{tmp_path}/within/to"}


def test_other_folders_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    with Tracer(tmp_path / "ours") as tracer:
        by_os(tmp_path)
        (tmp_path / "ours-too").mkdir()
    assert tracer.points == []


def test_nothing_is_left_traced(tmp_path: Path) -> None:
    before = (os.write, os.open, open, socket.socket.send, vars(socket.socket).get("send"))
    with Tracer(tmp_path):
        assert os.write is not before[0]
    assert (os.write, os.open, open, socket.socket.send, vars(socket.socket).get("send")) == before


def test_the_end_of_each_step_is_marked(tmp_path: Path) -> None:
    lived = course(live, tmp_path / "count")
    assert lived.step(1) == 0
    assert [lived.step(mark) for mark in lived.marks] == list(range(len(lived.marks)))
    assert lived.step(lived.marks[2] + 1) == 3


def test_a_plain_send_is_a_point(tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, Tracer(tmp_path) as tracer, socket.create_connection(server.getsockname()) as sock:
        sock.send(b"HELO\r\n")
        sock.sendall(b"NOOP\r\n")
        sock.sendmsg([b"QUIT", b"\r\n"])
    assert [(point.call, point.size) for point in tracer.points] == [
        ("socket.send", 6),
        ("socket.sendall", 6),
        ("socket.sendmsg", 0),
    ]


async def _talk_to_a_server() -> bytes:
    got: asyncio.Queue[bytes] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.put_nowait(await reader.readline())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"NOOP\r\n")
        await asyncio.to_thread(os.getpid)  # wakes the loop from a thread
        line = await got.get()
        writer.close()
        await writer.wait_closed()
        return line


def test_what_asyncio_sends_is_a_point_and_its_own_waking_is_none(tmp_path: Path) -> None:
    with Tracer(tmp_path) as tracer:
        assert asyncio.run(_talk_to_a_server()) == b"NOOP\r\n"
    assert [(point.call, point.size) for point in tracer.points] == [("socket.send", 6)]


def _audited(
    scenario: Callable[[Path], Any], folder: Path
) -> tuple[Course, set[str], set[str], Counter[str], int]:
    """Run traced, with Python's audit events and the kernel's count of bytes beside the tracer's own."""
    opened: set[str] = set()
    events: Counter[str] = Counter()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(arguments[0], int) and folder in Path(arguments[0]).parents:
            if arguments[2] & (os.O_WRONLY | os.O_RDWR):
                opened.add(str(arguments[0]))
        elif event in (
            "os.rename",
            "os.remove",
            "os.mkdir",
            "os.rmdir",
            "os.truncate",
            "os.symlink",
            "os.link",
        ):
            events[event] += 1

    sys.addaudithook(hook)
    before = _written()
    with Tracer(folder) as tracer:
        list(scenario(folder) or ())
    return Course(tuple(tracer.points)), tracer.opened, opened, events, _written() - before


def _written() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


@pytest.mark.parametrize("scenario", [many_ways, live])
def test_nothing_gets_past_the_tracer(tmp_path: Path, scenario: Callable[[Path], Any]) -> None:
    status, found = start(partial(_audited, scenario, tmp_path)).end()
    assert status == 0
    traced, seen, opened, events, written = found
    assert opened == seen
    names = {"os.unlink": "os.remove", "os.replace": "os.rename", "os.ftruncate": "os.truncate"}
    calls = Counter(names.get(point.call, point.call) for point in traced.points)
    assert {name: calls[name] for name in events} == events
    assert sum(point.size for point in traced.points) == written


def test_a_cold_child_is_counted_and_killed(tmp_path: Path) -> None:
    command = ["tests.kill.test_tracing:cold", str(tmp_path)]
    found = points(command, within=tmp_path)
    assert found == (Point(1, "os.mkdir", f"{tmp_path}/one"), Point(2, "os.mkdir", f"{tmp_path}/two"))
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    assert run_killed(command, within=tmp_path, kill=Kill(2, Mode.BEFORE)) == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


async def cold(folder: str) -> None:
    """Do two things."""
    for name in ("one", "two"):
        (Path(folder) / name).mkdir()
