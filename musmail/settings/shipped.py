"""Where the templates and the shipped configuration are: in the wheel, or at the top of a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """Find `templates` or `config`. Raises FileNotFoundError where nothing holds it."""
    for around in (PACKAGE / "shipped", PACKAGE.parent):
        if (around / folder).is_dir():
            return around / folder
    raise FileNotFoundError(f"musmail is not installed whole: its folder `{folder}` is missing")
