"""HTML to lines: what its reader saw, with quotations, table cells and what the client's own marks say.

A tokenizer of our own and no tree: a browser's tree builder is quadratic on purpose-built input (lexbor: 100,000 nested
`<div>` take 24 s, measured), and all we want of the tree is where a line ends.
"""

import re
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
_BLOCKS = frozenset(
    "address article aside body center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup main nav p pre section summary table tbody thead tfoot caption tr blockquote ul ol li hr option".split()
)
_OTHERS = frozenset({"br", "td", "th", "textarea"})
# These end where the next one of their kind begins, closed or not (HTML standard §13.1.2.4).
_SELF_ENDING = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "option"})
_HIDE, _KEEP_BREAKS = "hide", "keep breaks"
MAX_SCOPES = 12


class _Writer:
    """The lines written so far and the one being written."""

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
        self.scopes: list[list[str | int]] = []  # kind, tag, how many of that tag are open
        self.hidden: list[str] = []
        self.hiding = self.keeping = False

    def emit(self) -> None:
        """End the line being written, empty or not."""
        self.lines.append(Line("".join(self.text).rstrip(), self.line_depth if self.filled else self.depth, self.line_hint))
        self.text, self.filled, self.ended, self.space = [], False, False, False

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

    def block(self, *, blank: bool = False, row: bool = False) -> None:
        """Note that a block begins or ends here; the first one in a cell stays on the line of its row."""
        if self.text and self.text[-1] == "\t" and not row:
            return
        self.ended = True
        self.space = False
        self.blank = self.blank or blank

    def line_break(self) -> None:
        """Do what `<br>` does: a line of its own, even an empty one."""
        if self.ended and self.filled:
            self.emit()
        self.line_hint = self.line_hint if self.filled else self.hint
        self.emit()

    def cell(self) -> None:
        """Begin the next cell of a row: on the same line, after a tab."""
        if not self.cells:
            return self.block()
        self.cells[-1] += 1
        if self.cells[-1] > 1:
            self.ended = self.space = False
            self.text.append("\t")
        return None


def from_html(source: str) -> list[Line]:
    """Render HTML to lines; linear in its length, and it never raises."""
    out = _Writer()
    others = _OTHERS
    blocks = _BLOCKS
    for closing, name, attributes, words in _TOKEN.findall(_without_asides(tidy_source(source))):
        if words:
            _words(out, words)
            continue
        tag = name.lower()
        if attributes and not closing and _TELLING.search(attributes):
            _open_scope(out, tag, attributes)
        elif out.scopes:
            _count(out, tag, closing)
        if tag in blocks:
            _block(out, tag, closing, attributes)
        elif tag in others:
            _other(out, tag, closing)
    if out.hidden:  # what hides to the very end was never closed: show it rather than lose it
        out.hiding = False
        _words(out, "".join(out.hidden))
    out.emit()
    return out.lines


def tidy_source(source: str) -> str:
    """Take out what no reader sees; spaces that do not break stay, as entities do, until the words are read."""
    return source if source.isascii() else tidy(source)


def _words(out: _Writer, words: str) -> None:
    if out.hiding:
        out.hidden.append(words)
        return
    if "&" in words:
        words = tidy(unescape(words).replace("\u00a0", " "))
    if out.keeping and "\n" in words:
        first, *rest = words.replace("\r\n", "\n").split("\n")
        if first.strip():
            out.say(first)
        for row in rest:
            out.line_break()
            if row.strip():
                out.say(row.rstrip("\r"))
        return
    core = _SPACES.sub(" ", words).strip(" ")
    if not core:
        out.space = out.space or bool(out.filled and not out.ended)
        return
    out.space = (out.space or words[0] in " \t\r\n") and not out.ended
    out.say(core)
    out.space = words[-1] in " \t\r\n"


def _block(out: _Writer, tag: str, closing: str, attributes: str) -> None:
    if tag == "p":
        loose = "mso" not in attributes.lower() and "margin" not in attributes.lower()
        out.block(blank=loose and not closing and bool(out.lines or out.filled))
        return
    if tag == "tr":
        if not closing and out.cells:
            out.cells[-1] = 0
    elif tag == "table":
        if not closing:
            out.cells.append(0)
        elif out.cells:
            out.cells.pop()
    elif tag == "blockquote":
        _quotation(out, closing, attributes)
    elif tag in ("ul", "ol"):
        _list(out, tag, closing, attributes)
    elif tag == "li" and not closing:
        _item(out)
    elif tag == "pre":
        out.keeping = not closing
    out.block(row=tag in ("tr", "table"))


def _quotation(out: _Writer, closing: str, attributes: str) -> None:
    if closing:
        out.depth = max(0, out.depth - 1)
    else:
        out.depth += 1


def _list(out: _Writer, tag: str, closing: str, attributes: str) -> None:
    if not closing:
        start = _START.search(attributes)
        out.lists.append((int(start[1]) if start else 1) if tag == "ol" else -1)
    elif out.lists:
        out.lists.pop()
        out.marker = ""


def _item(out: _Writer) -> None:
    number = out.lists[-1] if out.lists else -1
    out.marker = "- " if number < 0 else f"{number}. "
    if number >= 0:
        out.lists[-1] += 1


def _other(out: _Writer, tag: str, closing: str) -> None:
    if tag == "br":
        if not out.hiding:
            out.line_break()
    elif tag == "textarea":
        out.block()
    elif not closing:
        out.cell()


def _open_scope(out: _Writer, tag: str, attributes: str) -> None:
    """Begin what an element's attributes say about everything in it."""
    kind = ""
    if _HIDDEN.search(attributes):
        kind = _HIDE
    elif _PRE.search(attributes):
        kind = _KEEP_BREAKS
    elif _BORDER.search(attributes):
        kind = HEADER
    else:
        for names in _NAMED.findall(attributes):
            for name in names.lower().split():
                kind = kind or _HINTS.get(_PREFIX.sub("", name), "")
    _count(out, tag, "")
    if kind and tag not in ("br", "img", "hr", "input", "meta", "body", "html") and len(out.scopes) < MAX_SCOPES:
        out.scopes.append([kind, tag, 1])
        _apply(out)


def _count(out: _Writer, tag: str, closing: str) -> None:
    for index, scope in enumerate(out.scopes):
        if scope[1] != tag:
            continue
        ends = closing or tag in _SELF_ENDING
        scope[2] = int(scope[2]) + (-1 if ends else 1)
        if scope[2] <= 0:
            del out.scopes[index:]
            _apply(out)
            return


def _apply(out: _Writer) -> None:
    kinds = [scope[0] for scope in out.scopes]
    was = out.hiding
    out.hiding = _HIDE in kinds
    out.keeping = _KEEP_BREAKS in kinds
    out.hint = str(next((kind for kind in kinds if kind not in (_HIDE, _KEEP_BREAKS)), ""))
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
