"""The systemd unit: systemd itself accepts it and finds it closed enough."""

import shutil
import subprocess
from pathlib import Path

import pytest

from musmail.cli import MISTAKE

UNIT = Path(__file__).parents[2] / "systemd" / "musmail.service"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ANALYZE), *words], capture_output=True, text=True, check=False)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Copy the unit with a program that exists here: `verify` looks for it."""
    words = UNIT.read_text("utf-8").replace("/usr/local/bin/musmail", "/bin/true")
    (tmp_path / UNIT.name).write_text(words, "utf-8")
    return tmp_path / UNIT.name


@needs_systemd
def test_systemd_accepts_the_unit(unit: Path) -> None:
    done = analyze("verify", "--man=no", str(unit))
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_systemd_finds_the_unit_closed(unit: Path) -> None:
    done = analyze("security", "--offline=true", "--threshold=15", str(unit))
    assert done.returncode == 0, done.stdout


def test_the_unit_does_not_restart_after_a_mistake() -> None:
    assert f"RestartPreventExitStatus={MISTAKE}\n" in UNIT.read_text("utf-8")
