"""Writes every letter as .html, .txt and .eml into a folder to look at: `python -m tests.writing.gallery FOLDER`."""

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
def shipped_skema(role: Role) -> Skema:
    """Read one of the shipped forms."""
    name = "medarbejder" if role is Role.EMPLOYEE else "leder"
    skema, problems = read_skema(name, (ROOT / f"config/skema/da/mus-{name}.yaml").read_bytes())
    assert skema is not None, problems
    return skema


def shipped_skemas() -> dict[Role, Skema]:
    """Read both shipped forms."""
    return {role: shipped_skema(role) for role in Role}


def composed(case: Case, recipient: Recipient, number: int = 7) -> Composed:
    """Compose a sample letter."""
    view = seen_by(case, recipient)
    return compose(
        send_of(case, recipient),
        view,
        case.policy,
        shipped_texts(),
        number=number,
        secret=SECRET,
        at=samples.AT,
    )


def letters(forms: dict[Role, Skema]) -> Iterator[tuple[str, Composed]]:
    """Compose every letter there is, each with a name for its files."""
    for case in cases(forms):
        for recipient in recipients(case.kind):
            words = (case.kind.value, case.name, recipient.value)
            yield "-".join(word for word in words if word), composed(case, recipient)


def main(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, letter in letters(shipped_skemas()):
        (folder / f"{name}.eml").write_bytes(letter.letter.data)
        (folder / f"{name}.html").write_text(letter.html, "utf-8")
        (folder / f"{name}.txt").write_text(letter.plain, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
