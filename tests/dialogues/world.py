"""The shipped texts and forms, as the stories use them."""

from dataclasses import replace
from pathlib import Path

from musmail.conversation.policy import Policy
from musmail.settings.skemas import read_skema
from musmail.settings.texts import read_texts
from musmail.writing.texts import Texts, compile_texts

ROOT = Path(__file__).parents[2]


def shipped_texts() -> Texts:
    """Compile the templates of the checkout."""
    return compile_texts(read_texts(ROOT / "templates")[0])


def shipped_skemas(policy: Policy) -> Policy:
    """Give the policy the forms of the checkout."""
    read = (
        read_skema(path.name, path.read_bytes())[0]
        for path in sorted((ROOT / "config/skema").glob("*/*.yaml"))
    )
    return replace(policy, skemas=tuple(skema for skema in read if skema is not None))
