"""`musmail check`: sentences, exit codes, and never a traceback."""

import errno
import json
import os
import pwd
import shutil
from pathlib import Path

import pytest

from musmail.settings.shipped import shipped
from tests.cli.conftest import Shell
from tests.settings.test_load import BAD, SMALLEST


def test_a_good_configuration_is_called_so(musmail: Shell) -> None:
    done = musmail("check", "--no-secrets", shipped("config") / "musmail.example.yaml")
    assert (done.code, done.err) == (0, "")
    assert "musmail.example.yaml can be used: 6 people" in done.out


@pytest.mark.parametrize("sample", BAD, ids=lambda sample: sample.stem)
def test_a_broken_one_ends_with_two_and_no_traceback(sample: Path, musmail: Shell) -> None:
    done = musmail("check", sample)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert all(line.startswith(str(sample.parent)) for line in done.err.splitlines())


@pytest.mark.parametrize("command", ["run", "status"])
def test_nothing_starts_with_a_broken_configuration(command: str, musmail: Shell) -> None:
    done = musmail(command, BAD[0])
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_a_broken_template_is_said_with_its_line(musmail: Shell, tmp_path: Path) -> None:
    (tmp_path / "own" / "da").mkdir(parents=True)
    (tmp_path / "own" / "da" / "preparation.xml").write_text("<letter>\n{% if %}\n</letter>", "utf-8")
    (tmp_path / "people.csv").write_bytes(SMALLEST.with_name("people.csv").read_bytes())
    (tmp_path / "musmail.yaml").write_text(SMALLEST.read_text("utf-8") + "templates: own\n", "utf-8")
    done = musmail("check", "--no-secrets", tmp_path / "musmail.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{tmp_path}/own/da/preparation.xml:2: ")


def test_what_is_worth_a_thought_is_said_and_does_not_fail(musmail: Shell) -> None:
    done = musmail("check", "--no-secrets", SMALLEST)
    assert done.code == 0
    assert "worth a thought: `goals_text` is empty" in done.out


def test_a_state_folder_one_may_not_make_is_worth_a_thought(
    musmail: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "people.csv").write_bytes(SMALLEST.with_name("people.csv").read_bytes())
    words = SMALLEST.read_text("utf-8").replace("state_folder: state", "state_folder: shut/deep/state")
    (tmp_path / "musmail.yaml").write_text(words, "utf-8")
    assert "may not write" not in musmail("check", "--no-secrets", tmp_path).out
    # Root may write everywhere, so the system's answer is said for it.
    monkeypatch.setattr(os, "access", lambda path, mode: path.exists() and not (mode & os.W_OK))
    done = musmail("check", "--no-secrets", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert f"you may not write in {tmp_path}/shut; musmail must run as a user who may" in done.out
    assert list((tmp_path / "shut").iterdir()) == []


def test_the_schema_is_json_and_needs_no_configuration(musmail: Shell) -> None:
    schema = json.loads(musmail("check", "--schema").out)
    assert schema["required"] == [
        "organisation", "mailbox", "state_folder", "people", "retention"
    ]  # fmt: skip


def test_a_configuration_that_is_not_there_is_one_sentence(musmail: Shell, tmp_path: Path) -> None:
    done = musmail("check", tmp_path / "none.yaml")
    assert (done.code, done.err) == (
        2,
        f"{tmp_path / 'none.yaml'}: the configuration cannot be read: No such file or directory; "
        "say where it is, or write one with `musmail init`\n",
    )


def test_a_folder_stands_for_the_configuration_in_it(musmail: Shell, tmp_path: Path) -> None:
    for file in (SMALLEST, SMALLEST.with_name("people.csv")):
        shutil.copy(file, tmp_path)
    (tmp_path / SMALLEST.name).rename(tmp_path / "musmail.yaml")
    done = musmail("check", "--no-secrets", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert f"{tmp_path / 'musmail.yaml'} can be used" in done.out


def test_signs_a_terminal_obeys_are_written_out(musmail: Shell, tmp_path: Path) -> None:
    (tmp_path / "musmail.yaml").write_text('"\\e[31mred": 1\n', "utf-8")
    done = musmail("check", tmp_path / "musmail.yaml")
    assert "\x1b" not in done.err
    assert "\\x1b[31mred" in done.err


def test_a_word_that_is_no_command_is_answered_without_a_traceback(musmail: Shell) -> None:
    done = musmail("chek")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_the_version_is_said(musmail: Shell) -> None:
    assert musmail("--version").out.startswith("musmail 0.")


def test_a_roster_without_anybody_is_no_mistake_and_is_not_called_usable(
    musmail: Shell, tmp_path: Path
) -> None:
    (tmp_path / "musmail.yaml").write_bytes(SMALLEST.read_bytes())
    (tmp_path / "people.csv").write_text("id,name,address,leader\n", "utf-8")
    done = musmail("check", "--no-secrets", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert f"nobody stands in {tmp_path}/people.csv yet: no letter would leave." in done.out
    assert "can be used" not in done.out


def test_whose_a_folder_is_stands_in_the_refusal(
    musmail: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "musmail.yaml").write_bytes(SMALLEST.read_bytes())
    (tmp_path / "people.csv").write_bytes(SMALLEST.with_name("people.csv").read_bytes())
    (tmp_path / "state").mkdir()

    listed = os.listdir

    def refuse(path: Path) -> list[str]:
        if path.name == "aggregates":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "listdir", refuse)  # root may read everywhere
    owner = pwd.getpwuid(os.getuid()).pw_name
    done = musmail("status", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"{tmp_path}/state/aggregates: Permission denied. "
        f"{tmp_path}/state belongs to {owner}, and this runs as {owner}.\n"
    )
