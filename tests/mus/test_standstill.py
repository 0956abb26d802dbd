"""A login that is refused: systemd and `musmail status` say so, and it is over as soon as the password is right."""

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
