"""The lines an HTML mail is written on: words in, lines with their depth and what the client said of them out."""

from dataclasses import dataclass
from functools import lru_cache

from musmail.reading.lines import Line

HIDE, KEEP_BREAKS = "hide", "keep breaks"


@dataclass
class Scope:
    """An element whose attributes say something about everything in it."""

    kind: str
    tag: str
    open: int = 1  # how many of its tag are open


@lru_cache(maxsize=64)  # every other line of a mail is empty
def _empty(depth: int) -> Line:
    return Line("", depth)


class Canvas:
    """The lines written so far and the one being written."""

    __slots__ = (
        "blank", "cells", "depth", "ended", "filled", "hidden", "hiding", "hint", "keeping",
        "line_depth", "line_hint", "lines", "lists", "marker", "scopes", "space", "text",
    )  # fmt: skip

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.text: list[str] = []
        self.filled = False  # the line being written has more than tabs
        self.ended = False  # a block has ended: more words go on a new line
        self.blank = False  # … with an empty one between
        self.space = False
        self.depth = self.line_depth = 0
        self.hint = self.line_hint = ""
        self.cells: list[int] = []
        self.lists: list[int] = []  # the next number of each open list; negative: bullets
        self.marker = ""
        self.scopes: list[Scope] = []
        self.hidden: list[str] = []
        self.hiding = self.keeping = False

    def emit(self) -> None:
        """End the line being written, empty or not."""
        if self.text:
            words = "".join(self.text) if len(self.text) > 1 else self.text[0]
            self.lines.append(
                Line(words.rstrip(), self.line_depth if self.filled else self.depth, self.line_hint)
            )
            self.text = []
        elif self.line_hint:
            self.lines.append(Line("", self.line_depth if self.filled else self.depth, self.line_hint))
        else:
            self.lines.append(_empty(self.line_depth if self.filled else self.depth))
        self.filled = self.ended = self.space = False

    def say(self, words: str) -> None:
        """Write words that hold no line break."""
        if self.ended:
            if self.filled:
                self.emit()
                if self.blank:
                    self.emit()
            self.ended = self.blank = False
        if not self.filled:
            self.line_depth, self.line_hint, self.filled = self.depth, self.hint, True
            if self.marker:
                self.text.append(self.marker)
                self.marker = ""
        elif self.space:
            self.text.append(" ")
        self.text.append(words)
        self.space = False

    def block(self, *, row: bool = False) -> None:
        """Note that a block begins or ends here; the first one in a cell stays on the line of its row."""
        if self.text and not row and self.text[-1] == "\t":
            return
        self.ended = True
        self.space = False
        self.blank = self.blank and not row

    def line_break(self) -> None:
        """Do what `<br>` does: a line of its own, even an empty one."""
        if self.ended and self.filled:
            self.emit()
        if not self.filled:
            self.line_hint = self.hint
        self.emit()

    def cell(self) -> None:
        """Begin the next cell of a row: on the same line, after a tab."""
        if not self.cells:
            self.block()
            return
        self.cells[-1] += 1
        if self.cells[-1] > 1:
            self.ended = self.space = False
            self.text.append("\t")

    def apply(self) -> None:
        """Let what the open elements say count from here on."""
        kinds = [scope.kind for scope in self.scopes]
        was = self.hiding
        self.hiding = HIDE in kinds
        self.keeping = KEEP_BREAKS in kinds
        self.hint = next((kind for kind in kinds if kind not in (HIDE, KEEP_BREAKS)), "")
        if was and not self.hiding:
            self.hidden.clear()
