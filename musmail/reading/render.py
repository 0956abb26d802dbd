"""A message's body as lines: of its text and its HTML, the one that holds all the words."""

import re
from collections.abc import Sequence

from musmail.reading.html import from_html
from musmail.reading.lines import Line, from_text
from musmail.reading.mime import Block, Message, Part
from musmail.reading.page import words_of

_LINK = re.compile(r"<[^<>\s]*>|\[[^\[\]\n]{0,300}\]|https?://\S+|mailto:\S+|www\.\S+")
_STUB = re.compile(r"\b(?:html|understøtter|support|viewer|browser)\b", re.IGNORECASE)
FEW = 0.5  # of the text's words; an HTML side with fewer is a stub


def lines_of(message: Message) -> tuple[list[Line], list[Line]]:
    """Render the body; with it, lines that stand only in the form that was not chosen."""
    lines: list[Line] = []
    extra: list[Line] = []
    for block in message.blocks:
        chosen, other = _block(block)
        lines.extend(chosen)
        extra.extend(other)
    return lines, extra


def _block(block: Block) -> tuple[list[Line], list[Line]]:
    if block.html is None:
        return (_plain(block.plain) if block.plain else []), []
    rich = from_html(block.html.text())
    if block.plain is None:
        return rich, []
    plain = _plain(block.plain)
    there = set(words_of("\n".join([line.text for line in rich])))
    said = words_of(_LINK.sub(" ", "\n".join([line.text for line in plain])))
    missing = [word for word in set(said) if word not in there]
    if not missing:
        return rich, []
    if len(missing) > FEW * len(set(said)) and len(there) < len(set(said)):
        return plain, _only(rich, set(said))
    return rich, _only(plain, there)


def _only(lines: Sequence[Line], known: set[str]) -> list[Line]:
    """Pick the lines whose words stand nowhere in the chosen form."""
    found = []
    for line in lines:
        words = words_of(_LINK.sub(" ", line.text))
        new = [word for word in words if word not in known]
        if new and len(new) * 2 >= len(words) and not _STUB.search(line.text):
            found.append(line)
    return found


def _plain(part: Part) -> list[Line]:
    flowed = part.params.get("format", "").lower() == "flowed"
    return from_text(part.text(), flowed=flowed, del_sp=part.params.get("delsp", "").lower() == "yes")
