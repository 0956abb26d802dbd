"""The house: what is pure stays pure, imports stand at the top, modules stay small, tests do not sleep."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = sorted((ROOT / "musmail").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PURE = ("conversation", "scheduling", "skema", "reading", "writing", "wire.py")
HARD_LIMIT = 400
# What a pure module must not call: the clock, chance, files and the environment by way of innocent modules.
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
OPENERS = {"open", "input", "print", "breakpoint", "exec", "eval"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def is_pure(path: Path) -> bool:
    return path.relative_to(ROOT / "musmail").parts[0] in PURE


def impurities(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield f"{name(path)}:{node.lineno} waits"
        match node:
            case ast.Call(ast.Name(called)) if called in OPENERS:
                yield f"{name(path)}:{node.lineno} calls {called}()"
            case ast.Call(ast.Attribute(ast.Name(of), called)) if (of, called) in CLOCKS:
                yield f"{name(path)}:{node.lineno} looks at the clock"


def imports_inside_functions(path: Path) -> Iterator[str]:
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{name(path)}:{node.lineno}"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def distributions_of(paths: list[Path]) -> set[str]:
    """Name the distributions whose modules these files import, leaving out Python's own and ours."""
    known = packages_distributions()
    modules = {module for path in paths for module in imported(path)}
    foreign = modules - set(sys.stdlib_module_names) - {"musmail", "tests", "bench"}
    return {canonicalize_name(known.get(module, [module])[0]) for module in foreign}


def pins(file: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{file}.txt").read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): str(one.specifier) for one in wanted}


@pytest.mark.parametrize("path", [path for path in OURS if is_pure(path)], ids=name)
def test_a_deciding_module_touches_nothing(path: Path) -> None:
    assert list(impurities(path)) == []


def test_imports_stand_at_the_top() -> None:
    assert [place for path in OURS for place in imports_inside_functions(path)] == []


def test_no_module_is_two_things() -> None:
    assert [name(path) for path in OURS if path.read_text("utf-8").count("\n") > HARD_LIMIT] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name(path) for path in OURS if not ast.get_docstring(tree(path))] == []


def test_no_test_sleeps() -> None:
    naps = re.compile(r"\btime\.sleep\(|asyncio\.sleep\((?!0\)|0\.0)")
    # This file names what it looks for.
    others = [path for path in TESTS if path != Path(__file__)]
    assert [name(path) for path in others if naps.search(path.read_text("utf-8"))] == []


def test_every_library_we_import_comes_with_what_the_package_declares() -> None:
    assert distributions_of(OURS) - pins("base").keys() == set()


def test_every_library_the_tests_import_is_pinned() -> None:
    pinned = {*pins("base"), *pins("build"), *pins("dev")}
    assert distributions_of([*TESTS, *(ROOT / "bench").rglob("*.py")]) - pinned == set()


@pytest.mark.parametrize("file", ["base", "build", "dev"])
def test_every_requirement_is_pinned_and_names_no_place(file: str) -> None:
    assert all(re.fullmatch(r"==[^=,*]+", version) for version in pins(file).values())
    assert "://" not in (ROOT / "requirements" / f"{file}.txt").read_text("utf-8")


def test_the_pins_keep_what_the_package_declares() -> None:
    base = pins("base")
    for words in PROJECT["project"]["dependencies"]:
        wanted = Requirement(words)
        version = base[canonicalize_name(wanted.name)].removeprefix("==")
        assert wanted.specifier.contains(version), words


def test_no_requirement_stands_in_two_files() -> None:
    base, build, dev = pins("base"), pins("build"), pins("dev")
    assert base.keys() & build.keys() == base.keys() & dev.keys() == build.keys() & dev.keys() == set()
