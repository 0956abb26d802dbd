"""The demo: its tally is held against the mails it leaves behind, and against nothing else."""

import email
import email.policy
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from musmail.sandbox import demo
from musmail.sandbox.cast import CAST

MAILBOX = "mus@example.org"
_TALK = re.compile(r"c[a-z2-7]{9}")
_ENTRY = re.compile(r">(?=\d\. )")  # where the heading of a digest's entry begins
_REMINDS = ("1. I mangler en tid", "2. I mangler en tid", "3. I mangler en tid")
_SAID = re.compile(r"(\w+) (\d\d \w{3} \d{4}) \(")


@dataclass(frozen=True)
class Mail:
    """One .eml file as anybody can read it; its kind is what its file is named for."""

    kind: str
    message: EmailMessage

    @cached_property
    def ours(self) -> bool:
        return str(self.message["From"].addresses[0].addr_spec) == MAILBOX

    @cached_property
    def talk(self) -> str:
        where = str(self.message["Subject"]).rpartition("[")[2] if self.ours else str(self.message["To"])
        found = _TALK.search(where)
        return found[0] if found else ""

    @cached_property
    def page(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""

    @cached_property
    def reader(self) -> str:
        return str(self.message["To"].addresses[0].display_name)

    @cached_property
    def writer(self) -> str:
        return str(self.message["From"].addresses[0].display_name)

    @property
    def at(self) -> datetime:
        return self.message["Date"].datetime  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Shown:
    """What a run of the demo left."""

    code: int
    folder: Path
    printed: str
    mails: tuple[Mail, ...]
    tally: dict[str, Any]

    def of(self, line: dict[str, Any]) -> tuple[Mail, ...]:
        return tuple(mail for mail in self.mails if mail.talk == line["conversation"])


def _mails(folder: Path) -> Iterator[Mail]:
    for path in sorted((folder / "mails").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        yield Mail(path.stem.partition("-")[2], message)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("shown")
    console = Console(record=True, width=150, file=io.StringIO())
    code = demo(folder, console=console)
    tally = json.loads((folder / "tally.json").read_text("utf-8"))
    return Shown(code, folder, console.export_text(), tuple(_mails(folder)), tally)


def test_nothing_surprises(shown: Shown) -> None:
    assert [line for line in shown.printed.splitlines() if line.startswith("surprise")] == []
    assert shown.code == 0


def test_everybody_of_the_cast_has_a_talk_that_ended(shown: Shown) -> None:
    told = {line["employee"] for line in shown.tally["talks"]}
    assert {part.resident.character.name for part in CAST.values()} - told == {"Mona Friis"}
    assert [line["why"] for line in shown.tally["talks"] if "still open" in line["why"]] == []


def test_each_line_counts_the_letters_that_are_there(shown: Shown) -> None:
    for line in shown.tally["talks"]:
        ours = [mail.reader for mail in shown.of(line) if mail.ours]
        assert ours.count(line["employee"]) == line["to_employee"], line
        assert ours.count(line["leader"]) == line["to_leader"], line
        assert len(ours) == line["to_employee"] + line["to_leader"] + line["to_others"], line


def test_each_line_counts_the_replies_that_are_there(shown: Shown) -> None:
    for line in shown.tally["talks"]:
        theirs = [mail.writer for mail in shown.of(line) if not mail.ours]
        assert theirs.count(line["employee"]) == line["from_employee"], line
        assert theirs.count(line["leader"]) == line["from_leader"], line


def _in_digests(shown: Shown, line: dict[str, Any]) -> list[str]:
    """List the headings of a talk's entries in digests: its buttons stand under them."""
    found = []
    for mail in shown.mails:
        for entry in _ENTRY.split(mail.page)[1:] if mail.ours and mail.kind == "digest" else ():
            if re.search(rf"mailto:mus[^a-z]\w*{line['conversation']}", entry):
                found.append(entry.partition("<")[0])
    return found


def test_each_line_counts_what_came_in_digests(shown: Shown) -> None:
    assert sum(line["in_digests"] for line in shown.tally["talks"]) >= 4
    for line in shown.tally["talks"]:
        assert len(_in_digests(shown, line)) == line["in_digests"], line


def test_each_line_counts_its_reminders(shown: Shown) -> None:
    for line in shown.tally["talks"]:
        kinds = [mail.kind for mail in shown.of(line) if mail.ours]
        alone = sum(kind.endswith("_reminder") for kind in kinds)
        together = sum(heading.startswith(_REMINDS) for heading in _in_digests(shown, line))
        assert alone + together == line["reminders"], line


def test_a_signed_talk_has_both_replies_and_both_papers(shown: Shown) -> None:
    signed = [line for line in shown.tally["talks"] if line["end"] == "signed"]
    assert signed
    for line in signed:
        mails = shown.of(line)
        papers = [m for m in mails if m.kind == "signed" and any(m.message.iter_attachments())]
        assert {mail.reader for mail in papers} == {line["employee"], line["leader"]}, line
        for first_name, day in _SAID.findall(line["why"]):
            on = datetime.strptime(day, "%d %b %Y").date()  # noqa: DTZ007  a day, as people say it
            said = [m for m in mails if not m.ours and m.writer.startswith(first_name) and m.at.date() == on]
            assert [mail.kind for mail in said if mail.kind.startswith("sign")], line


def test_a_talk_that_was_not_held_says_why_and_told_both(shown: Shown) -> None:
    lines = [line for line in shown.tally["talks"] if line["end"] == "not_held"]
    assert lines
    for line in lines:
        mails = shown.of(line)
        told = {mail.reader for mail in mails if mail.kind == "not_held"}
        assert told <= {line["employee"], line["leader"]}
        assert told
        if "no time was agreed" in line["why"]:
            assert [mail for mail in mails if mail.kind == "invitation"] == []
            assert {mail.kind for mail in mails if mail.ours} >= {"convene_overdue"}
        else:
            writer = line["why"].removeprefix("not held: ").partition(" ")[0]
            said = [
                m for m in mails if not m.ours and m.writer.startswith(writer) and m.kind.startswith("held")
            ]
            assert said, line


def test_the_meeting_is_the_one_in_the_last_invitation(shown: Shown) -> None:
    for line in (line for line in shown.tally["talks"] if line["meeting"]):
        invited = [mail for mail in shown.of(line) if mail.kind == "invitation"]
        (calendar,) = [
            part.get_content()
            for part in invited[-1].message.walk()
            if part.get_content_type() == "text/calendar"
        ]
        assert f":{line['meeting'].replace('-', '')}T" in calendar, line


def test_the_sums_are_those_of_the_files(shown: Shown) -> None:
    totals = shown.tally["totals"]
    assert totals["letters"] == sum(mail.ours for mail in shown.mails)
    assert totals["replies"] == sum(not mail.ours for mail in shown.mails)
    assert totals["talks"] == len(shown.tally["talks"])


def test_the_index_links_to_every_mail_and_paper(shown: Shown) -> None:
    index = (shown.folder / "index.html").read_text("utf-8")
    linked = set(re.findall(r'href="((?:mails|papers)/[^"]+)"', index))
    there = {path.relative_to(shown.folder).as_posix() for path in shown.folder.glob("*/*.*")}
    assert linked == there
    assert [one for one in there if one.endswith(".pdf")]


def test_what_each_was_to_show_is_in_the_mails(shown: Shown) -> None:
    kinds = {(mail.writer, mail.kind) for mail in shown.mails if not mail.ours}
    assert ("Gert Aagaard", "out-of-office") in {(who, kind[-13:]) for who, kind in kinds}
    languages = {mail.message["Content-Language"] for mail in shown.mails if mail.ours}
    assert languages == {"da", "en"}
    assert [mail for mail in shown.mails if mail.kind == "problem"]
    assert [mail for mail in shown.mails if mail.kind == "address_dead"]
    invited = [mail for mail in shown.mails if mail.kind == "invitation" and mail.reader == "Bo Krogh"]
    assert len(invited) >= 2
