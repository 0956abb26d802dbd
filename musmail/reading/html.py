"""HTML to lines: what its reader saw, with quotations, table cells and what the client's own marks say.

A tokenizer of our own and no tree: a browser's tree builder is quadratic on purpose-built input (lexbor: 100,000 nested
`<div>` take 24 s, measured), and all we want of the tree is where a line ends.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from musmail.reading.lines import ATTRIBUTION, HEADER, SIGNATURE, Line, tidy

# No quantifier can run past the next `<`, so a broken tag costs no more than its own length.
_TOKEN = re.compile(
    r"""<(/?)([a-zA-Z][^\s<>/"']*)([^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*)>|([^<]+)|<(?:[!?/][^<>]*>)?"""
)
_ASIDE = re.compile(r"<(!--|style|script|title|template|noscript|xml)(?=[\s>!\[-]|\Z)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|(?:^|\s)hidden(?=[\s=]|$)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_NAMED = re.compile(r"""(?:class|id|data-smartmail)\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)
_START = re.compile(r"""start\s*=\s*["']?(\d{1,3})""", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:x_)+")
# Word draws a line over the header block of the original; the colour differs between its versions.
_BORDER = re.compile(r"border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1(?:\.0)?pt", re.IGNORECASE)
_HINTS = {
    "gmail_signature": SIGNATURE,
    "signature": SIGNATURE,
    "ms-outlook-mobile-signature": SIGNATURE,
    "moz-signature": SIGNATURE,
    "applemailsignature": SIGNATURE,
    "composer_signature": SIGNATURE,
    "gmail_attr": ATTRIBUTION,
    "moz-cite-prefix": ATTRIBUTION,
    "divrplyfwdmsg": HEADER,
    "outlookmessageheader": HEADER,
}
_TELLING = re.compile(
    r"hidden|display|mso-hide|white-space|signature|gmail_attr|cite-prefix|rplyfwdmsg|messageheader|border-top",
    re.IGNORECASE,
)
_BLOCKS = (
    "address article aside body center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup main nav section summary tbody thead tfoot caption hr option textarea"
).split()
_NO_SCOPE = frozenset({"br", "img", "hr", "input", "meta", "link", "body", "html"})
_WHITE = " \t\r\n\f"
# These end where the next one of their kind begins, closed or not (HTML standard §13.1.2.4).
_SELF_ENDING = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "option"})
_HIDE, _KEEP_BREAKS = "hide", "keep breaks"
MAX_SCOPES = 12


@dataclass
class _Scope:
    """An element whose attributes say something about everything in it."""

    kind: str
    tag: str
    open: int = 1  # how many of its tag are open


class _Writer:
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
        self.scopes: list[_Scope] = []
        self.hidden: list[str] = []
        self.hiding = self.keeping = False

    def emit(self) -> None:
        """End the line being written, empty or not."""
        depth = self.line_depth if self.filled else self.depth
        self.lines.append(Line("".join(self.text).rstrip(), depth, self.line_hint))
        self.text = []
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


def from_html(source: str) -> list[Line]:
    """Render HTML to lines; linear in its length, and it never raises."""
    out = _Writer()
    kinds: dict[str, str] = {}  # what attributes say; clients write the same ones over and over
    for closing, name, attributes, words in _TOKEN.findall(_without_asides(_visible(source))):
        if words:
            _words(out, words)
            continue
        act = _TAGS.get(name) or _TAGS.get(name.lower())
        if attributes and not closing:
            kind = kinds.get(attributes)
            if kind is None:
                kind = kinds[attributes] = _kind(attributes)
            if kind or out.scopes:
                _open_scope(out, name.lower(), kind)
        elif out.scopes:
            _count(out, name.lower(), closing)
        if act is not None:
            act(out, closing, attributes)
    if out.hidden:  # what hides to the very end was never closed: show it rather than lose it
        out.hiding = False
        _words(out, "".join(out.hidden))
    out.emit()
    return out.lines


def _visible(source: str) -> str:
    """Take out what no reader sees; spaces that do not break stay until the words are read."""
    return source if source.isascii() else tidy(source.replace("\u00a0", "&nbsp;"))


def _words(out: _Writer, words: str) -> None:
    if out.hiding:
        out.hidden.append(words)
        return
    core = words.strip()
    if not core:
        if out.filled and not out.ended:
            out.space = True
        if out.keeping and "\n" in words:
            _kept(out, words)
        return
    if "&" in core:
        core = unescape(core)
        if not core.strip() and not (out.filled and not out.ended):
            out.say("")  # a block of nothing but such spaces is an empty line one can see
            return
        core = tidy(core)
    if out.keeping and "\n" in words:
        _kept(out, words[: len(words) - len(words.lstrip())] + core + words[len(words.rstrip()) :])
        return
    if "\n" in core or "  " in core or "\t" in core or "\r" in core:
        core = _SPACES.sub(" ", core)
    if not out.ended and words[0] in _WHITE:
        out.space = True
    out.say(core.strip(" ") or core)
    out.space = words[-1] in _WHITE


def _kept(out: _Writer, words: str) -> None:
    """Write words of an element that keeps its line breaks."""
    first, *rest = words.replace("\r\n", "\n").split("\n")
    if first.strip():
        out.say(first)
    for row in rest:
        out.line_break()
        if row.strip():
            out.say(row)


def _block(out: _Writer, closing: str, attributes: str) -> None:
    out.block()


def _paragraph(out: _Writer, closing: str, attributes: str) -> None:
    # Word's and our own paragraphs have no margin of their own; others show an empty line between them.
    if (
        not closing
        and (out.lines or out.filled)
        and "mso" not in attributes.lower()
        and "margin" not in attributes
    ):
        out.blank = True
    out.block()


def _row(out: _Writer, closing: str, attributes: str) -> None:
    if not closing and out.cells:
        out.cells[-1] = 0
    out.block(row=True)


def _table(out: _Writer, closing: str, attributes: str) -> None:
    if not closing:
        out.cells.append(0)
    elif out.cells:
        out.cells.pop()
    out.block(row=True)


def _quotation(out: _Writer, closing: str, attributes: str) -> None:
    out.depth = max(0, out.depth - 1) if closing else out.depth + 1
    out.block()


def _numbered(out: _Writer, closing: str, attributes: str) -> None:
    start = _START.search(attributes)
    _list(out, closing, int(start[1]) if start else 1)


def _bulleted(out: _Writer, closing: str, attributes: str) -> None:
    _list(out, closing, -1)


def _list(out: _Writer, closing: str, first: int) -> None:
    if not closing:
        out.lists.append(first)
    elif out.lists:
        out.lists.pop()
        out.marker = ""
    out.block()


def _item(out: _Writer, closing: str, attributes: str) -> None:
    if not closing:
        number = out.lists[-1] if out.lists else -1
        out.marker = "- " if number < 0 else f"{number}. "
        if number >= 0:
            out.lists[-1] += 1
    out.block()


def _pre(out: _Writer, closing: str, attributes: str) -> None:
    out.keeping = not closing
    out.block()


def _break(out: _Writer, closing: str, attributes: str) -> None:
    if not out.hiding:
        out.line_break()


def _cell(out: _Writer, closing: str, attributes: str) -> None:
    if not closing:
        out.cell()


_TAGS: dict[str, Callable[[_Writer, str, str], None]] = {
    **dict.fromkeys(_BLOCKS, _block),
    "p": _paragraph,
    "tr": _row,
    "table": _table,
    "blockquote": _quotation,
    "ol": _numbered,
    "ul": _bulleted,
    "li": _item,
    "pre": _pre,
    "br": _break,
    "td": _cell,
    "th": _cell,
}


def _kind(attributes: str) -> str:
    """Say what an element's attributes tell about everything in it; usually nothing."""
    if _TELLING.search(attributes) is None:
        return ""
    if _HIDDEN.search(attributes):
        return _HIDE
    if _PRE.search(attributes):
        return _KEEP_BREAKS
    if _BORDER.search(attributes):
        return HEADER
    names = [name for value in _NAMED.findall(attributes) for name in value.lower().split()]
    return next((_HINTS[bare] for name in names if (bare := _PREFIX.sub("", name)) in _HINTS), "")


def _open_scope(out: _Writer, tag: str, kind: str) -> None:
    _count(out, tag, "")
    if kind and tag not in _NO_SCOPE and len(out.scopes) < MAX_SCOPES:
        out.scopes.append(_Scope(kind, tag))
        _apply(out)


def _count(out: _Writer, tag: str, closing: str) -> None:
    for index, scope in enumerate(out.scopes):
        if scope.tag != tag:
            continue
        scope.open += -1 if closing or tag in _SELF_ENDING else 1
        if scope.open <= 0:
            del out.scopes[index:]
            _apply(out)
            return


def _apply(out: _Writer) -> None:
    kinds = [scope.kind for scope in out.scopes]
    was = out.hiding
    out.hiding = _HIDE in kinds
    out.keeping = _KEEP_BREAKS in kinds
    out.hint = next((kind for kind in kinds if kind not in (_HIDE, _KEEP_BREAKS)), "")
    if was and not out.hiding:
        out.hidden.clear()


def _without_asides(source: str) -> str:
    """Cut out comments, styles and scripts, each to its own end; one without an end loses only its mark."""
    match = _ASIDE.search(source)
    if match is None:
        return source
    lower = source.lower()
    if len(lower) != len(source):
        lower = source
    pieces: list[str] = []
    endless: set[str] = set()
    place = 0
    while match is not None:
        kind = match[1].lower()
        close = "-->" if kind == "!--" else f"</{kind}"
        end = -1 if kind in endless else lower.find(close, match.end() - (2 if kind == "!--" else 0))
        pieces.append(source[place : match.start()])
        if end < 0:
            endless.add(kind)
            place = match.end()
        else:
            place = end + len(close) if kind == "!--" else lower.find(">", end) + 1 or len(source)
        match = _ASIDE.search(source, place)
    pieces.append(source[place:])
    return "".join(pieces)
