"""A state folder that is full: what comes in waits in the inbox, and is dealt with once there is room."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from musmail.conversation.letters import Kind
from tests.mus.people import reply
from tests.mus.workplace import ZONE, Workplace, found
from tests.servers import Servers

pytestmark = pytest.mark.servers
SIZE = 512 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount half a megabyte of memory as a disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a disk of its own: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, *, leave: int = 0) -> Path:
    """Take all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(filler, max(0, filler.stat().st_size - leave))
    return filler


@pytest.fixture
def cramped(servers: Servers, tmp_path: Path, small_disk: Path) -> Iterator[Workplace]:
    """Found a workplace whose state folder is on the small disk."""
    place = found(servers, tmp_path, state=small_disk / "state")
    yield place
    place.end()


@pytest.mark.parametrize("room", [0, 8192])
def test_a_full_disk_leaves_the_mail_in_the_inbox_until_there_is_room(
    cramped: Workplace, small_disk: Path, room: int
) -> None:
    daemon = cramped.run()
    cramped.jump(datetime(2026, 10, 8, 9, tzinfo=ZONE))
    cramped.rest()
    filler = fill(small_disk, leave=room)
    reply(cramped, "times/01-outlook-windows-three-lines", cramped.now)
    daemon.until(lambda: any(x.get("error") == "StorageFull" for x in daemon.log), "the log says it is full")
    assert len(cramped.our("INBOX")) == 1
    assert cramped.our("musmail/done") == cramped.our("musmail/review") == []
    filler.unlink()
    cramped.rest()
    assert [x.kind for x in cramped.sent("lars")] == [Kind.CONVENE_LEADER, Kind.RECEIPT]
    assert len(cramped.our("musmail/done")) == 1
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.words
