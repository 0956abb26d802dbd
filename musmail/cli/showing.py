"""What commands print: plain words, and never a sign of somebody else's making that a terminal obeys."""

import sys

from rich.console import Console


def visible(text: str) -> str:
    """Write out every sign a terminal might obey or hide; line breaks and tabs stay."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def console() -> Console:
    """Make the console for standard output; what people wrote is text there, never markup."""
    return Console(markup=False, highlight=False, emoji=False)


def complain(text: str) -> None:
    """Say on standard error what is wrong, a line a problem, unwrapped so that editors can jump to it."""
    sys.stderr.write(f"{visible(text)}\n")


def say(text: str) -> None:
    """Say something on standard output, unwrapped."""
    sys.stdout.write(f"{visible(text)}\n")
