"""The README's commands: each exists with every option it is shown with, and some test runs it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from musmail.cli.commands import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
# Words after `musmail`, in code blocks and in running text.
SHOWN = sorted(set(re.findall(r"(?:^    |`)musmail ([a-z][^`\n#]*)", README, re.MULTILINE)))
TESTED = {
    "check": "tests/cli/test_check.py",
    "demo": "tests/frame/test_wheel.py",
    "init": "tests/cli/test_init.py",
    "login": "tests/cli/test_login.py",
    "plan": "tests/cli/test_rehearsing.py",
    "read": "tests/cli/test_talks.py",
    "review": "tests/cli/test_review.py",
    "run": "tests/mus/test_process.py",
    "simulate": "tests/cli/test_rehearsing.py",
    "status": "tests/cli/test_talks.py",
}


def help_of(*words: str) -> str:
    return re.sub(r"\s+", " ", CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "300"}).output)


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_of_the_readme_exists_with_its_options(line: str) -> None:
    name, *rest = line.split()
    assert name in TESTED, line
    words = (name, *rest[:1]) if name == "review" and rest[:1] and rest[0].isalpha() else (name,)
    said = help_of(*words)
    assert "Usage" in said
    for option in re.findall(r"--[a-z-]+", line):
        assert option in said, f"{name} has no {option}"


@pytest.mark.parametrize(("name", "path"), TESTED.items())
def test_a_command_is_run_by_a_test(name: str, path: str) -> None:
    assert f'"{name}"' in (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("review", "settle"), "--again"),
        (("review", "show"), "--break-glass"),
        (("review", "discard"), "--config"),
    ],
)
def test_what_the_readme_says_of_review_is_there(words: tuple[str, ...], option: str) -> None:
    assert option.removeprefix("--") in README or option == "--config"
    assert option in help_of(*words)


def test_what_is_installed_is_what_the_unit_runs_and_the_versions_are_the_tried_ones() -> None:
    environment, constraints = re.search(
        r"^    (\S+)/bin/pip install -c (\S+) \.$", README, re.MULTILINE
    ).groups()  # type: ignore[union-attr]
    assert (ROOT / constraints).is_file()
    assert f"python3 -m venv {environment}\n" in README
    program, folder = re.search(r"^    ln -s (\S+) (\S+)$", README, re.MULTILINE).groups()  # type: ignore[union-attr]
    assert program == f"{environment}/bin/musmail"
    unit = (ROOT / "systemd" / "musmail.service").read_text("utf-8")
    assert f"ExecStart={folder}musmail run /etc/musmail/musmail.yaml\n" in unit


def test_every_file_the_readme_names_is_there() -> None:
    named = set(re.findall(r"(?:docs|config|systemd|requirements)/[\w.]+\w", README))
    assert {"docs/google.md", "requirements/base.txt"} <= named
    assert [name for name in named if not (ROOT / name).exists()] == []
