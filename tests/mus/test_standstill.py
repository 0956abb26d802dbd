"""A login that is refused: systemd and `musmail status` say so, and it is over as soon as the password is right."""

import os
import re
import signal
import stat
import subprocess
import sys
import time

import pytest

from tests.cli.conftest import Shell, musmail
from tests.mus.workplace import Workplace
from tests.servers import PASSWORD

__all__ = ["musmail"]

pytestmark = pytest.mark.servers


def test_a_refused_login_is_told_and_so_is_its_end(workplace: Workplace, musmail: Shell) -> None:
    place, password = workplace, workplace.folder / "password"
    nobody = musmail("status", place.config)
    assert (nobody.code, "No musmail works in" in nobody.err) == (1, True)

    password.write_text("wrong", "ascii")
    daemon = place.run()
    daemon.until(lambda: "STATUS=reader: " in "".join(daemon.ear.listen()), "told to systemd")
    told = musmail("status", place.config)
    assert told.code == 1
    assert "The reader has stood still since 2026-09-28 09:00 and tries on: The mailbox refuses" in told.err
    assert "Look at `imap.user` and `imap.password`" in told.err
    assert musmail("status", place.config, "--json").err == told.err

    password.write_text(PASSWORD, "ascii")
    daemon.until(lambda: "STATUS=At work." in daemon.ear.listen(), "at work again", within=60.0)
    assert (musmail("status", place.config).code, musmail("status", place.config).err) == (0, "")
    assert "at work again" in [line["event"] for line in daemon.log]

    password.write_text("wrong", "ascii")
    daemon.stop()
    second = place.run()
    second.until(lambda: "STATUS=reader: " in "".join(second.ear.listen()), "told again")
    second.kill()
    after = musmail("status", place.config)
    assert (after.code, "No musmail works in" in after.err) == (1, True)  # what a killed one said is over


def test_a_process_that_hangs_is_told_from_one_that_works(workplace: Workplace, musmail: Shell) -> None:
    daemon = workplace.launch("musmail.cli", "run", workplace.config).ready()
    daemon.until(lambda: musmail("status", workplace.config).code == 0, "at work", within=20.0)
    os.kill(daemon.child.pid, signal.SIGSTOP)
    try:
        an_hour_ago = time.time() - 3600
        os.utime(workplace.state / "lock", (an_hour_ago, an_hour_ago))
        told = musmail("status", workplace.config)
    finally:
        os.kill(daemon.child.pid, signal.SIGCONT)
    assert told.code == 1
    assert "has not come round since" in told.err
    daemon.until(lambda: musmail("status", workplace.config).code == 0, "at work again", within=20.0)
    assert daemon.stop() == 0


def test_an_orders_folder_is_there_from_the_first_start(workplace: Workplace) -> None:
    daemon = workplace.launch("musmail.cli", "run", workplace.config).ready()
    assert stat.filemode((workplace.state / "spool").stat().st_mode) == "drwx------"
    assert daemon.stop() == 0


def test_a_terminal_is_told_in_words(workplace: Workplace) -> None:
    leader, follower = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "musmail.cli", "run", workplace.config],
        stderr=follower, stdout=subprocess.DEVNULL, cwd=workplace.folder,
    ) as child:  # fmt: skip
        os.close(follower)
        said = b""
        while b"at work part=reader" not in said:
            said += os.read(leader, 4096)
        child.terminate()
    os.close(leader)
    lines = said.decode().splitlines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d \[info\] started people=3", lines[0])
    assert "{" not in said.decode()
