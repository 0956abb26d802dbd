"""The package as others get it: a wheel that carries its templates and configuration and works elsewhere."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.settings.test_load import SMALLEST

ROOT = Path(__file__).parents[2]


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run something away from the checkout, without the paths that would find it."""
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    command = [str(word) for word in words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    done = run(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own, whose libraries are lent from ours."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    options = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    done = run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "lent.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n", "utf-8")
    return folder


def test_the_wheel_carries_templates_and_configuration(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for top in ("templates", "config"):
        shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / top).rglob("*") if path.is_file()}
        assert shipped
        assert {f"musmail/shipped/{one}" for one in shipped} <= names


def test_the_wheel_carries_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [
        one for one in names if one.startswith(("tests/", "bench/", "docs/")) or one.endswith(".pyc")
    ] == []


def test_the_installed_package_says_its_help(elsewhere: Path) -> None:
    done = run(elsewhere / "venv" / "bin" / "musmail", "--help", cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout


def test_the_installed_package_finds_what_it_carries(elsewhere: Path) -> None:
    python = elsewhere / "venv" / "bin" / "python"
    words = "from musmail.settings.shipped import shipped; print(shipped('templates'))"
    done = run(python, "-c", words, cwd=elsewhere)
    assert done.stdout.strip().startswith(str(elsewhere)), done.stderr
    done = run(elsewhere / "venv" / "bin" / "musmail", "check", "--no-secrets", SMALLEST, cwd=elsewhere)
    assert done.returncode == 0, done.stderr


def test_the_installed_package_plays_the_demo(elsewhere: Path) -> None:
    done = run(elsewhere / "venv" / "bin" / "musmail", "demo", "--out", "shown", cwd=elsewhere)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert (elsewhere / "shown" / "index.html").exists()
    assert list((elsewhere / "shown").rglob("*.eml"))
    assert list((elsewhere / "shown").rglob("*.pdf"))
