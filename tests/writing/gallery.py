"""Writes every letter into a folder to look at: `python -m tests.writing.gallery FOLDER [LANGUAGE]`."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from musmail.conversation.letters import Recipient
from musmail.settings.skemas import read_skema
from musmail.skema.forms import Role, Skema
from musmail.writing import samples
from musmail.writing.checking import Case, cases, recipients, seen_by, send_of
from musmail.writing.compose import Composed, compose
from musmail.writing.texts import Texts, compile_texts

ROOT = Path(__file__).parents[2]
SECRET = b"a secret for tests only, 32 byte"


@cache
def shipped_texts() -> Texts:
    """Compile the templates in the tree."""
    folder = ROOT / "templates"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return compile_texts({path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files})


@cache
def shipped_forms() -> tuple[Skema, ...]:
    """Read all shipped forms."""
    read = [
        read_skema(one.name, one.read_bytes()) for one in sorted((ROOT / "config/skema").glob("*/*.yaml"))
    ]
    assert not any(problems for _, problems in read)
    return tuple(skema for skema, _ in read if skema is not None)


def shipped_skema(role: Role, locale: str = "da") -> Skema:
    """Read one of the shipped forms."""
    return next(one for one in shipped_forms() if one.audience is role and one.locale == locale)


def shipped_skemas(locale: str = "da") -> dict[Role, Skema]:
    """Read both shipped forms of a language."""
    return {role: shipped_skema(role, locale) for role in Role}


def composed(case: Case, recipient: Recipient, number: int = 7, locale: str = "da") -> Composed:
    """Compose a sample letter."""
    view = seen_by(case, recipient, locale)
    return compose(
        send_of(case, recipient),
        view,
        case.policy,
        shipped_texts(),
        number=number,
        secret=SECRET,
        at=samples.AT,
    )


def letters(locale: str = "da") -> Iterator[tuple[str, Composed]]:
    """Compose every letter there is, each with a name for its files."""
    for case in cases(shipped_skemas(locale)):
        for recipient in recipients(case.kind):
            words = (case.kind.value, case.name, recipient.value)
            yield "-".join(word for word in words if word), composed(case, recipient, locale=locale)


def main(folder: Path, locale: str) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, letter in letters(locale):
        (folder / f"{name}.eml").write_bytes(letter.letter.data)
        (folder / f"{name}.html").write_text(letter.html, "utf-8")
        (folder / f"{name}.txt").write_text(letter.plain, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "da")
