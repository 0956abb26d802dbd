"""Blocks as plain text, and as the passages a reply is aligned to: the same words in the same order."""

from collections.abc import Iterator
from typing import NamedTuple

from musmail.conversation.letters import Passage
from musmail.writing.blocks import (
    Ask,
    Block,
    Box,
    Button,
    Draft,
    Fact,
    Heading,
    Hint,
    Item,
    Pair,
    Paragraph,
    Quote,
    Room,
    Rule,
    Title,
    Under,
)

INDENT = "    "


class _Piece(NamedTuple):
    """Some lines of the letter, the field they belong to, and whether a blank line stands before them."""

    lines: tuple[str, ...]
    field: str = ""
    close: bool = False  # stands right under what came before
    indented: bool = False
    room: int = 0  # empty lines after it, to write in
    stands: bool = False  # the reader's own answer


def render(draft: Draft) -> str:
    """Write the letter as plain text; lines are not broken, as every client does that at its own width."""
    return written(draft)[0]


def written(draft: Draft) -> tuple[str, tuple[Passage, ...]]:
    """Write the letter as plain text, and give its words in reading order.

    Each passage has the field that words typed after it belong to. Both come from one walk, as every letter needs both.
    """
    pieces = tuple(_pieces(draft.blocks))
    return _plain(pieces), _passages(pieces)


def _plain(pieces: tuple[_Piece, ...]) -> str:
    lines: list[str] = []
    for piece in pieces:
        if lines and not piece.close:
            lines.append("")
        lines.extend(f"{INDENT}{line}" if piece.indented and line else line for line in piece.lines)
        lines.extend([""] * piece.room)
    return "\n".join(lines).strip("\n") + "\n"


def _passages(pieces: tuple[_Piece, ...]) -> tuple[Passage, ...]:
    return tuple(
        Passage("\n".join(piece.lines).strip("\n"), piece.field, stands=piece.stands)
        for piece in pieces
        if any(piece.lines)
    )


def _pieces(blocks: tuple[Block, ...], field: str = "") -> Iterator[_Piece]:
    before: Block | None = None
    for block in blocks:
        yield from _of(block, field, before)
        before = block


def _of(block: Block, field: str, before: Block | None) -> Iterator[_Piece]:
    match block:
        case Under(name, inner):
            yield from _pieces(inner, name)
        case Pair(quotes):
            yield from _pieces(quotes, field)
        case Quote(by, text, _, stands):
            yield _Piece((f"{by}:",), field, close=isinstance(before, (Ask, Hint)))
            yield _Piece(tuple(text.split("\n")), field, close=True, indented=True, stands=stands)
        case Rule():
            yield _Piece(("",), field, close=True)
        case _:
            yield _simple(block, field, before)


def _simple(
    block: Title | Heading | Paragraph | Item | Fact | Ask | Hint | Box | Button | Room,
    field: str,
    before: Block | None,
) -> _Piece:
    follows = type(block) is type(before)
    match block:
        case Item():
            return _Piece((f"– {block.text}",), field, close=follows)
        case Fact(label, text):
            return _Piece((f"{label}: {text}",), field, close=follows or isinstance(before, Ask))
        case Button():
            return _Piece(
                (f"{block.label} – {block.instead}",), field, close=follows or block.tone == "quiet"
            )
        case Room(text):
            return _Piece((text,), field, room=6)
        case Ask():
            return _Piece((block.line,), field)
        case Hint(text):
            return _Piece((text,), field, close=isinstance(before, Ask))
        case Box(text):
            return _Piece((text,), field, close=isinstance(before, (Ask, Hint, Fact)), room=2)
        case Title(text):
            return _Piece((text,), field)
        case Heading(text):
            return _Piece(("", text) if before else (text,), field)
        case Paragraph():
            return _Piece((block.text,), field)
