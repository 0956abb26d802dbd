"""`musmail status` and `read` beside a state folder in which a talk is under way."""

import asyncio
import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from musmail.daemon.build import KEY_BYTES, token_key
from musmail.sandbox.answers import Character
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.post import ByHand
from musmail.sandbox.staff import Resident, Staff
from musmail.sandbox.world import Carried, found
from musmail.settings.load import load
from musmail.store.tiny import TinyStore
from tests.cli.conftest import Shell
from tests.replies.script import BEGINS, WORKPLACE, ZONE
from tests.settings.test_load import SMALLEST

BEFORE_THE_OPENING = datetime(2026, 10, 23, 12, tzinfo=ZONE)


@dataclass(frozen=True)
class Place:
    """A workplace with its configuration and state, and all the mail that has been sent."""

    config: Path
    mails: list[Carried]

    def reply(self, letter: str) -> Path:
        """Save Anna's answer to a kind of letter as a file."""
        path = self.config.with_name("reply.eml")
        hers = [mail for mail in self.mails if mail.record is None and mail.sender == "anna@example.org"]
        path.write_bytes(next(mail.data for mail in hers if mail.shape.startswith(f"{letter}-")))
        return path


@pytest.fixture(scope="module")
def preparing(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Let Anna and Lars live until both have written and neither has seen the other's words."""
    folder = tmp_path_factory.mktemp("workplace")
    shutil.copytree(WORKPLACE, folder, dirs_exist_ok=True)
    settings = load(folder / "musmail.yaml", secrets=False)
    people = {
        party.address: Resident(Character(party.name, party.address, share=0.9))
        for party in (one.party for one in settings.roster.people.values())
    }
    staff = Staff(people, settings.policy, settings.policy.mailbox.name)
    with closing(TinyStore(settings.state_folder)) as store:
        # One key: when the simulated people answer is thrown from what the letters are called.
        (settings.state_folder / "key").write_bytes(b"0" * KEY_BYTES)
        secret = token_key(settings.state_folder)
        world = found(settings, store, JumpingClock(BEGINS), staff, secret=secret)
        world.post = ByHand(world.deliver)
        asyncio.run(world.live(BEFORE_THE_OPENING))
    return Place(folder / "musmail.yaml", world.mails)


def test_status_shows_where_a_talk_stands(musmail: Shell, preparing: Place) -> None:
    done = musmail("status", preparing.config, "--json")
    (row, *_) = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, "No musmail works in" in done.err) == (1, True)  # one has run, and none does now
    assert (row["employee"], row["stage"], row["signatures"]) == ("Anna Sørensen", "preparing", 0)


def test_status_for_people_is_a_table(musmail: Shell, preparing: Place) -> None:
    done = musmail("status", preparing.config)
    (line,) = [line for line in done.out.splitlines() if "Anna Sørensen" in line]
    assert "preparing" in line
    assert "2/2 prepared" in line


def test_status_shows_nobodys_words(musmail: Shell, preparing: Place) -> None:
    answers = json.loads(
        musmail("read", "-c", preparing.config, preparing.reply("preparation"), "--json").out
    )["answers"]
    shown = musmail("status", preparing.config, "--json").out + musmail("status", preparing.config).out
    assert answers
    assert [text for text in answers.values() if text in shown] == []


def test_read_says_what_was_filed_where_as_one_object_a_file(musmail: Shell, preparing: Place) -> None:
    reply = preparing.reply("preparation")
    done = musmail("read", "-c", preparing.config, reply, reply, "--json")
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert (done.code, done.err, first) == (0, "", second)
    assert (first["kind"], first["person"]) == ("replied", "anna")
    assert {"kind", "aggregate", "person", "answers", "intent", "unfiled", "reasons"} <= first.keys()
    assert first["answers"]


def test_read_says_the_same_in_words(musmail: Shell, preparing: Place) -> None:
    reply = preparing.reply("convene_employee")
    done = musmail("read", "-c", preparing.config, reply)
    assert done.out.startswith(f"{reply}: replied in c")
    assert "means choose_slot" in done.out


def test_read_says_of_every_line_what_it_was_taken_for(musmail: Shell, preparing: Place) -> None:
    reply = preparing.reply("preparation")
    told = json.loads(musmail("read", "-c", preparing.config, reply, "--json").out)
    done = musmail("read", "-c", preparing.config, reply)
    rows = [row.partition("│ ") for row in done.out.splitlines() if "│ " in row]
    shown = [(name.strip(), text.partition("   ← ")[0]) for name, _, text in rows]
    expected = [
        (one["field"] or one["taken"], one["text"]) for one in told["lines"] if one["taken"] != "empty"
    ]
    assert shown == expected
    assert {name for name, _ in shown} >= {"ours", *told["answers"]}
    assert "← stands under the question" in done.out
    assert "← stands in the letter we sent" in done.out


def test_read_and_status_change_nothing(musmail: Shell, preparing: Place) -> None:
    state = preparing.config.parent / "state"

    def everything() -> dict[Path, tuple[int, bytes]]:
        found = sorted(path for path in state.rglob("*") if path.is_file())
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in found}

    before = everything()
    musmail("read", "-c", preparing.config, preparing.reply("preparation"))
    musmail("status", preparing.config)
    assert before
    assert everything() == before


def test_read_keeps_a_strangers_mail_with_a_reason(musmail: Shell, preparing: Place, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: eve@example.net\r\nTo: mus@example.org\r\nSubject: hej\r\n\r\nhej\r\n"
    )
    one = json.loads(musmail("read", "-c", preparing.config, tmp_path / "a.eml", "--json").out)
    assert (one["kind"], one["aggregate"], one["person"]) == ("kept", None, None)
    assert one["reasons"]


def test_a_file_that_is_not_there_is_a_reason_and_no_traceback(musmail: Shell, preparing: Place) -> None:
    done = musmail("read", "-c", preparing.config, "none.eml")
    assert done.out.startswith("none.eml: kept\n  because: the file cannot be read")
    assert done.code == 1


def test_status_before_the_first_start_says_so_and_makes_no_folder(musmail: Shell, tmp_path: Path) -> None:
    for file in (SMALLEST, SMALLEST.with_name("people.csv")):
        shutil.copy(file, tmp_path)
    done = musmail("status", tmp_path / SMALLEST.name)
    assert done.out == "No talks yet: nothing has run in this state folder.\n"
    assert not (tmp_path / "state").exists()


def test_a_second_musmail_in_the_same_state_folder_ends_with_a_sentence(
    musmail: Shell, preparing: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSMAIL_DEMO", "secret")
    with closing(TinyStore(preparing.config.parent / "state")):
        done = musmail("run", preparing.config)
    assert (done.code, done.out) == (1, "")
    assert "is in use by process" in done.err
    assert "Traceback" not in done.err


def test_status_beside_a_roster_with_a_mistake_says_both(musmail: Shell, preparing: Place) -> None:
    roster = preparing.config.with_name("people.csv")
    words = roster.read_text("utf-8")
    roster.write_text(words + "kim,Kim,kim@example.org,nobody\n", "utf-8")
    try:
        done = musmail("status", preparing.config)
    finally:
        roster.write_text(words, "utf-8")
    assert "Anna" in done.out
    assert done.code == 1  # nobody runs there
    assert done.err.startswith(f"{roster}:")
    assert "nobody has the id `nobody`" in done.err
