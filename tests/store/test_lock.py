"""One musmail at a time works in a state folder."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from musmail.errors import StateDamaged, StateLocked, StoreError
from musmail.store.tiny import TinyStore
from tests.store.samples import talk

HOLD = """
import sys
from pathlib import Path
from musmail.store.tiny import TinyStore
store = TinyStore(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_told_which_one_works_here(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StateLocked, match=f"{tmp_path} is in use by process {other.pid}. Stop it first"):
            TinyStore(tmp_path)
        other.send_signal(signal.SIGKILL)
    TinyStore(tmp_path).close()


def test_a_second_store_in_the_same_process_is_refused(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    with pytest.raises(StateLocked, match=f"process {os.getpid()}"):
        TinyStore(tmp_path)
    store.commit(talk(), {})
    store.close()
    TinyStore(tmp_path).close()


def test_a_store_that_could_not_open_holds_no_lock(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    store.commit(talk(), {})
    store.close()
    state = next(tmp_path.rglob("state.json"))
    good = state.read_bytes()
    state.write_bytes(b"")
    with pytest.raises(StateDamaged):
        TinyStore(tmp_path)
    state.write_bytes(good)
    TinyStore(tmp_path).close()


def test_a_forked_child_that_lives_on_does_not_keep_the_folder_shut(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = os.fork()
        if child == 0:
            ours.close()
            theirs.send(b"here")
            theirs.recv(1)  # lives until the parent is done
            os._exit(0)
        assert ours.recv(4) == b"here"
        store.close()
        TinyStore(tmp_path).close()
        ours.send(b".")
        assert os.waitpid(child, 0)[1] == 0


def test_a_folder_that_cannot_be_made_is_said_to_be_the_state_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(
        StoreError, match=r"^The state folder cannot be made: .*file.* `state_folder` in musmail.yaml"
    ):
        TinyStore(tmp_path / "file" / "state")
