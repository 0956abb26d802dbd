"""`musmail plan` and `musmail simulate`: the year to come is told, and nothing is sent or written."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.sandbox.company import company

DAYS = ("--days", "240")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(tmp_path_factory.mktemp("company"), 2, more="leads: {prepare: -20}\n").path


def test_the_plan_lists_both_kinds_with_their_settings(musmail: Shell, config: Path) -> None:
    done = musmail("plan", config, *DAYS)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Day         To  ")
    assert "  certain  " in done.out
    assert "  only if silent  " in done.out
    assert "leads.convene_employee (default)" in done.out
    line = next(
        n for n, words in enumerate(config.read_text("utf-8").splitlines(), 1) if words.startswith("leads")
    )
    assert f"leads.prepare (musmail.yaml:{line})" in done.out
    assert "Nothing was sent." in done.out


@pytest.mark.parametrize("command", ["plan", "simulate"])
def test_who_waits_at_a_terminal_is_told_what_for(
    musmail: Shell, config: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    done = musmail(command, config, "--days", "2")
    assert done.code == 0
    assert done.err.startswith(("Going through 2 days of 4 people", "Living through 2 days of prompt people"))


def test_the_plan_for_one_person_has_nobody_elses_mails(musmail: Shell, config: Path) -> None:
    done = musmail("plan", config, *DAYS, "--person", "e0", "--json")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert {row["to"] for row in rows} == {"e0@example.org"}
    assert {"on", "to", "letter", "about", "certain", "why", "setting"} == set(rows[0])


def test_a_person_nobody_knows_is_a_mistake_in_a_sentence(musmail: Shell, config: Path) -> None:
    done = musmail("plan", config, *DAYS, "--person", "nobody")
    assert done.code == 2
    assert "has the id `nobody`" in done.err.replace("\n", " ")
    assert "Traceback" not in done.err


def test_the_load_is_counted_per_person_and_week(musmail: Shell, config: Path) -> None:
    done = musmail("plan", config, *DAYS, "--load")
    assert "Week from" in done.out
    rows = [line.split() for line in done.out.splitlines() if "@example.org  " in line]
    most = max(int(row[2]) + int(row[3]) for row in rows)
    assert f"The most one person gets in a week is {most}: " in done.out
    assert "e0@example.org" in done.out


def test_what_has_changed_since_an_earlier_plan_is_shown(
    musmail: Shell, config: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "plan.json"
    earlier.write_text(musmail("plan", config, *DAYS, "--json").out, "utf-8")
    assert musmail("plan", config, *DAYS, "--against", earlier).out == ""
    changed = company(tmp_path, 2, more="leads: {prepare: -20, day_before: -2}\n").path
    told = musmail("plan", changed, *DAYS, "--against", earlier).out.splitlines()
    assert any(line.startswith("+ ") and "day_before" in line for line in told)
    assert any(line.startswith("- ") and "day_before" in line for line in told)


def test_a_file_that_is_no_plan_is_a_sentence(musmail: Shell, config: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "plan.json"
    wrong.write_text("not a plan\n", "utf-8")
    done = musmail("plan", config, *DAYS, "--against", wrong)
    assert done.code == 2
    assert "is no plan" in done.err.replace("\n", " ")


def test_the_simulation_prints_a_tally_for_each_pace(musmail: Shell, config: Path) -> None:
    done = musmail("simulate", config, *DAYS)
    assert done.code == 0, done.out
    assert all(pace in done.out for pace in ("prompt", "average", "silent"))
    assert "Where they stand then" in done.out
    assert "signed" in done.out
    assert "Nothing was sent and nothing was kept." in done.out


def test_the_same_seed_gives_the_same_year_and_another_another(musmail: Shell, config: Path) -> None:
    first, again, other = (
        musmail("simulate", config, *DAYS, "--pace", "average", "--seed", seed).out
        for seed in ("1", "1", "2")
    )
    assert first == again
    assert first != other


def test_neither_leaves_a_trace(musmail: Shell, config: Path) -> None:
    before = sorted(config.parent.rglob("*"))
    musmail("plan", config, *DAYS)
    musmail("simulate", config, *DAYS, "--pace", "prompt")
    assert sorted(config.parent.rglob("*")) == before


def test_a_mailbox_that_takes_no_tokens_has_the_same_year(musmail: Shell, tmp_path: Path) -> None:
    """Buttons are known by the letter in their subject and the words they write; it ended in a KeyError."""
    with_tokens, without = (tmp_path / name for name in ("with", "without"))
    for folder in (with_tokens, without):
        folder.mkdir()
        company(folder, 2)
    file = without / "musmail.yaml"
    file.write_text(
        file.read_text("utf-8").replace("mus@example.org}", "mus@example.org, sub_addressing: false}"),
        "utf-8",
    )
    assert "sub_addressing: false" in file.read_text("utf-8")
    plans = [musmail("plan", folder, *DAYS) for folder in (with_tokens, without)]
    assert [plan.code for plan in plans] == [0, 0]
    # What the made-up people agree on is thrown anew, and with it when they are asked about it.
    told = [[row for row in plan.out.splitlines()[:-2] if "  item status  " not in row] for plan in plans]
    assert told[0] == told[1]
    year = musmail("simulate", without, "--days", "400", "--pace", "average", "--seed", "5")
    assert year.code == 0, year.out
    assert "signed" in year.out
