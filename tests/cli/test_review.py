"""`musmail review` without a daemon: the list and the page hold no content, and an order says that it waits."""

import json
from pathlib import Path

import pytest

from musmail.cli import review as command
from musmail.daemon.dealing import Place
from musmail.daemon.inbox import take
from musmail.daemon.waiting import Unsettled
from tests.cli.conftest import Shell
from tests.sandbox.company import company, everybody, world

MAIL = (
    b"From: Eve <eve@example.net>\r\nTo: mus@example.org\r\nSubject: HEMMELIGT\r\n"
    b"Date: Tue, 01 Sep 2026 09:00:00 +0200\r\nMessage-ID: <one@example.net>\r\n\r\nBANKKONTO\r\n"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A workplace with one mail that waits for a person."""
    settings = company(tmp_path, 1)
    assert take(world(settings, everybody(settings)).desktop, MAIL) is Place.REVIEW
    return settings.path


def test_the_list_says_why_and_nothing_of_what_was_written(musmail: Shell, config: Path) -> None:
    plain, rows = musmail("review", config), musmail("review", "list", config, "--json")
    (row,) = [json.loads(line) for line in rows.out.splitlines()]
    assert (plain.code, rows.code) == (0, 0)
    assert row["why"]
    assert row["id"] in plain.out
    assert "BANKKONTO" not in plain.out + rows.out
    assert "HEMMELIGT" not in plain.out + rows.out


def test_a_folder_stands_for_the_configuration_in_it(musmail: Shell, config: Path) -> None:
    assert config.name == "musmail.yaml"
    assert musmail("review", config.parent).out == musmail("review", config).out


def test_the_configuration_may_stand_before_what_is_to_be_done(musmail: Shell, config: Path) -> None:
    row = json.loads(musmail("review", config, "list", "--json").out)
    shown = musmail("review", config, "show", row["id"])
    assert (shown.code, shown.out) == (0, musmail("review", "show", row["id"], "--config", config).out)
    assert musmail("review", config, "audit").code == 0


def test_the_page_of_one_has_its_envelope_alone(musmail: Shell, config: Path) -> None:
    row = json.loads(musmail("review", "list", config, "--json").out)
    done = musmail("review", "show", row["id"], "--config", config)
    assert done.code == 0
    assert "eve@example.net" in done.out
    assert "BANKKONTO" not in done.out
    assert "HEMMELIGT" not in done.out


def test_an_order_without_a_daemon_waits_and_says_so(
    musmail: Shell, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ANSWERED_WITHIN", 0.2)
    row = json.loads(musmail("review", "list", config, "--json").out)
    done = musmail("review", "settle", row["id"], "--config", config)
    assert done.code == 0
    assert "The order waits in the spool" in done.out + done.err
    assert "Traceback" not in done.err


def test_a_mail_nobody_knows_is_a_sentence(musmail: Shell, config: Path) -> None:
    done = musmail("review", "show", "nosuch", "--config", config)
    assert done.code in (1, 2)
    assert done.out + done.err
    assert "Traceback" not in done.err


def test_who_has_words_without_a_place_is_listed_without_the_words(
    musmail: Shell, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "unsettled_words", lambda _: iter([Unsettled("Anna with Lars", "Anna", 2)]))
    plain, rows = musmail("review", config), musmail("review", "list", config, "--json")
    assert "Anna with Lars: Anna wrote 2 passages under no question" in plain.out
    last = json.loads(rows.out.splitlines()[-1])
    assert last == {"talk": "Anna with Lars", "writer": "Anna", "passages": 2}
