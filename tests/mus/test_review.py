"""`musmail review` beside a daemon that runs: orders are processes of their own, given at the same time."""

import json
import signal
from typing import Any

import pytest

from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from tests.cli.conftest import Shell, musmail
from tests.mus.people import newest
from tests.mus.process import Process
from tests.mus.test_trouble import PLAIN, TIMES, convened, wishes, write
from tests.mus.workplace import DONE, REVIEW, Workplace

__all__ = ["musmail"]

pytestmark = pytest.mark.servers

SECRET = "Jeg overvejer at sige op"
AT_HOME = "lars.privat@example.org"
WHY = "the writer asked us to look for it"


def begin(place: Workplace, *arguments: str) -> Process:
    """Start `musmail review …`; several go on at the same time."""
    return place.launch("musmail.cli", "review", *arguments)


def said(command: Process) -> str:
    """Wait for a command's end and give what it printed."""
    assert command.ended() == 0, command.words
    return command.words


def listed(place: Workplace, musmail: Shell) -> dict[str, dict[str, Any]]:
    """List what waits, by the senders of the mails."""
    rows = musmail("review", "list", place.config, "--json").out
    ids = [json.loads(row)["id"] for row in rows.splitlines()]
    pages = [musmail("review", "show", one, "-c", place.config, "--json").out for one in ids]
    assert SECRET not in "".join((rows, *pages))
    found = [json.loads(page) for page in pages]
    return {page["from"].strip("<>"): page for page in found}


def mend_the_roster(place: Workplace) -> None:
    """Write the leader's other address into people.csv and have it read, as `systemctl reload` does."""
    people = place.folder / "people.csv"
    head, *rows = people.read_text("utf-8").splitlines()
    rows = [f"{row},{AT_HOME if row.startswith('lars,') else ''}" for row in rows]
    people.write_text("\n".join((f"{head},aliases", *rows)) + "\n", "utf-8")
    daemon = place.daemon
    assert daemon is not None
    daemon.child.send_signal(signal.SIGHUP)
    read = "the configuration was read again"
    daemon.until(lambda: read in [line["event"] for line in daemon.log], read)
    place.rest()


def test_an_operator_looks_after_what_waits_while_the_daemon_runs(
    workplace: Workplace, musmail: Shell
) -> None:
    place, lars = workplace, workplace.address("lars")
    convened(place)
    ours = place.address("mus")
    for name in ("spam", "stranger"):
        write(place, name, f"{PLAIN}Hej, hvem er I?", sender=f"{name}@elsewhere.example", to=ours)
    write(place, "home", TIMES, sender=AT_HOME)
    write(place, "own", f"{PLAIN}{SECRET}, og hvad er det her for noget?", sender=lars)
    place.rest()
    mails = listed(place, musmail)
    assert sorted(mails) == sorted(["spam@elsewhere.example", "stranger@elsewhere.example", AT_HOME, lars])
    assert "not the person" in mails[AT_HOME]["reason"]
    assert place.conversation().stage is Stage.ASKING_LEADER

    mend_the_roster(place)
    config, ids = ("-c", str(place.config)), {sender: page["id"] for sender, page in mails.items()}
    orders = {
        "again": begin(place, "settle", ids[AT_HOME], "--again", *config),
        "settle": begin(place, "settle", ids["stranger@elsewhere.example"], *config),
        "discard": begin(place, "discard", ids["spam@elsewhere.example"], "--reason", "spam", *config),
        "glass": begin(place, "show", ids[lars], "--break-glass", WHY, *config),
    }
    answers = {name: said(command) for name, command in orders.items()}
    assert "has been read and dealt with" in answers["again"]
    assert f"settled; the mail lies in {DONE}" in answers["settle"]
    assert f"discarded; the mail lies in {DONE}" in answers["discard"]
    assert SECRET in answers["glass"]
    assert "Lars Højgaard is told by letter" in answers["glass"]

    place.rest()
    assert place.conversation().stage is Stage.ASKING_EMPLOYEE  # the times have been taken, once
    assert len(place.our(DONE)) == 3
    assert [SECRET in mail.decode("utf-8", "replace") for mail in place.our(REVIEW)] == [True]
    assert wishes(place).count(("lars", Kind.MAIL_OPENED)) == 1
    told = newest(place, "lars", Kind.MAIL_OPENED).words
    assert WHY in told
    assert SECRET not in told
    assert list(listed(place, musmail)) == [lars]  # opened is not settled
    audit = musmail("review", "audit", place.config).out
    assert [word in audit for word in ("again", "discard", "spam", WHY, "told: lars")] == [True] * 5
    assert SECRET not in audit
    daemon = place.daemon
    assert daemon is not None
    assert daemon.stop() == 0
    assert SECRET not in daemon.words
