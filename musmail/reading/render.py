"""A message's body as a page: of its text and its HTML, the one that holds all the words."""

import re
from collections.abc import Sequence

from musmail.reading.html import from_html
from musmail.reading.lines import Line, from_text
from musmail.reading.mime import Block, Message, Part
from musmail.reading.page import Page, page, words_in, words_of

_LINK = re.compile(r"<[^<>\s]*>|\[[^\[\]\n]{0,300}\]|https?://\S+|mailto:\S+|www\.\S+")
_STUB = re.compile(r"\b(?:html|understøtter|support|viewer|browser)\b", re.IGNORECASE)
FEW = 0.5  # more new words in the text than this part of the HTML's, and the HTML is a stub


def render(message: Message) -> tuple[Page, list[Line]]:
    """Render the body; with it, lines that stand only in the form that was not chosen.

    HTML knows where a line really ends and what a table's cells are, so it is preferred when nothing is missing in it.
    """
    blocks = [Block(block.plain) if _is_huge(block) else block for block in message.blocks]
    lines: list[Line] = []
    for block in blocks:
        lines.extend(from_html(block.html.text()) if block.html else _plain(block.plain))
    rendered = page(lines)
    there = set(rendered.words)
    strange = {
        word
        for block in blocks
        if block.html and block.plain
        for row in block.plain.text().split("\n")
        if not there.issuperset(words_in(row))
        for one in row.split()
        for word in words_of(_LINK.sub(" ", one))
        if word not in there
    }
    return _completed(blocks, rendered, strange) if strange else (rendered, [])


def _is_huge(block: Block) -> bool:
    return block.html is not None and block.plain is not None and block.html.is_huge


def _completed(blocks: Sequence[Block], rendered: Page, strange: set[str]) -> tuple[Page, list[Line]]:
    """Take the text instead where the HTML is a stub, else keep the lines only the text has."""
    plain = [line for block in blocks if block.html and block.plain for line in _plain(block.plain)]
    there = set(rendered.words)
    if len(strange) > FEW * len(there):
        lines = [line for block in blocks for line in (_plain(block.plain) if block.plain else [])]
        taken = page(lines)
        return taken, _only(rendered.lines, there - set(taken.words))
    return rendered, _only(plain, strange)


def _only(lines: Sequence[Line], strange: set[str]) -> list[Line]:
    """Pick the lines that are mostly words which stand nowhere in the chosen form."""
    found = []
    for line in lines:
        small = line.text.lower()
        if len(strange) > 50 or any(word in small for word in strange):
            words = words_of(_LINK.sub(" ", line.text))
            new = sum(word in strange for word in words)
            if new and new * 2 >= len(words) and not _STUB.search(line.text):
                found.append(line)
    return found


def _plain(part: Part | None) -> list[Line]:
    if part is None:
        return []
    flowed = part.params.get("format", "").lower() == "flowed"
    return from_text(part.text(), flowed=flowed, del_sp=part.params.get("delsp", "").lower() == "yes")
