"""The letter templates as text, the workplace's own in place of the shipped ones of the same name."""

from pathlib import Path

from musmail.errors import Problem
from musmail.settings.sentences import nearest

SUFFIXES = frozenset({".xml", ".html", ".typ", ".toml"})


def read_texts(folder: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Read every template below a folder by its path in it, as `da/preparation.xml`. Raises OSError."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in SUFFIXES or not path.is_file():
            continue
        raw = path.read_bytes()
        try:
            texts[path.relative_to(folder).as_posix()] = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            problems.append(Problem(str(path), line, "this line is not UTF-8; save the file as UTF-8"))
    return texts, tuple(problems)


def misnamed(shipped: dict[str, str], own: dict[str, str], folder: Path) -> tuple[Problem, ...]:
    """Find own templates that no letter would ever use."""
    problems: list[Problem] = []
    for name in sorted(set(own) - set(shipped)):
        if name.partition("/")[0] not in {known.partition("/")[0] for known in shipped}:
            continue  # a language of the workplace's own
        meant = nearest(name, sorted(shipped))
        hint = "" if meant is None else f"; did you mean `{meant}`?"
        problems.append(Problem(str(folder / name), None, f"no letter uses a template of this name{hint}"))
    return tuple(problems)
