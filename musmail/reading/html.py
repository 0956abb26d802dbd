"""HTML to lines: what its reader saw, with quotations, table cells and what the client's own marks say.

A tokenizer of our own and no tree: a browser's tree builder is quadratic on purpose-built input (lexbor: 100,000 nested
`<div>` take 24 s, measured), and all we want of the tree is where a line ends.
"""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import NamedTuple

from musmail.reading.canvas import HIDE, KEEP_BREAKS, Canvas, Scope
from musmail.reading.lines import ATTRIBUTION, HEADER, SIGNATURE, Line, tidy

_BEGINS = re.compile(r"/?[a-zA-Z]|[!?/]")
_NAME = re.compile(r"(/?)([a-zA-Z][^\s>/]*)")
# A tag with a `>` in a quoted attribute; a piece has no `<`, so this costs no more than the tag's own length.
_QUOTED = re.compile(r"""([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>""")
_ASIDES = frozenset({"style", "script", "title", "template", "noscript", "xml"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|(?:^|\s)hidden(?=[\s=]|$)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_NAMED = re.compile(r"""(?:class|id|data-smartmail)\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)
# Emoji alone: a picture's other names are no words of the writer's.
_EMOJI = re.compile(
    r"""(?:data-emoji|alt)\s*=\s*["']((?:[\u00a9\u00ae\u200d\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"""
    r"""|[\d#*]\ufe0f?\u20e3|[\U000e0020-\U000e007f]){1,20})["']""",
    re.IGNORECASE,
)
_START = re.compile(r"""start\s*=\s*["']?(\d{1,3})""", re.IGNORECASE)
_VALUE = re.compile(r"""(?:^|\s)value\s*=\s*["']?(\d{1,3})""", re.IGNORECASE)
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
_SIGNS = ("signature", "gmail_attr", "cite-prefix", "rplyfwdmsg", "messageheader")
_BLOCKS = (
    *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt"),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
    ),
    *("hr", "main", "nav", "option", "section", "summary", "tbody", "textarea", "tfoot", "thead"),
)
_NO_SCOPE = frozenset({"br", "img", "hr", "input", "meta", "link", "body", "html"})
# These end where the next one of their kind begins, closed or not (HTML standard §13.1.2.4).
_SELF_ENDING = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "option"})
MAX_SCOPES = 12


class _Tag(NamedTuple):
    """A tag taken apart, once for all its likes."""

    name: str
    closing: bool
    attributes: str
    kind: str  # what its attributes say about everything in it
    act: "Callable[[Canvas, _Tag], None] | None"
    aside: str  # set when what follows is no text up to its end


def from_html(source: str) -> list[Line]:
    """Render HTML to lines; linear in its length, and it never raises."""
    out = Canvas()
    tags: dict[str, _Tag] = {}  # clients write the same tags over and over
    pieces = source.split("<")
    endless: set[str] = set()
    if pieces[0]:
        _words(out, pieces[0])
    number = 1
    while number < len(pieces):
        piece = pieces[number]
        number += 1
        inner, end, words = piece.partition(">") if piece[:3] != "!--" else ("!--", ">", piece[3:])
        tag = tags.get(inner)
        if not end:
            _words(out, f"<{piece}")
            continue
        if tag is None:
            inner, words = _opened(piece, inner, words)
            tag = tags[inner] = _tag(inner)
        if tag.aside and tag.aside not in endless:
            after = _after_aside(pieces, number - 1, tag.aside)
            if after is None:
                endless.add(tag.aside)
                words = f"<!--{words}" if tag.aside == "!--" else words
            else:
                number, words = after
        if out.scopes or tag.kind:
            _scope(out, tag)
        if tag.act is _block:
            out.block()
        elif tag.act is not None:
            tag.act(out, tag)
        if words:
            _words(out, words)
    if out.hidden:  # what hides to the very end was never closed: show it rather than lose it
        out.hiding = False
        _words(out, "".join(out.hidden))
    out.emit()
    return out.lines


def _opened(piece: str, inner: str, words: str) -> tuple[str, str]:
    """Tell a tag from a lone `<`, which is text, and find the end of one with a `>` in an attribute."""
    if not _BEGINS.match(inner):
        return "", f"<{piece}"
    if inner.count('"') % 2 or inner.count("'") % 2:
        match = _QUOTED.match(piece)
        if match is not None:
            return match[1], piece[match.end() :]
    return inner, words


def _tag(inner: str) -> _Tag:
    match = _NAME.match(inner)
    name = match[2].lower() if match else ""
    closing = bool(match and match[1])
    attributes = inner[match.end() :] if match and not closing else ""
    aside = "" if closing else "!--" if inner.startswith("!--") else name if name in _ASIDES else ""
    # What is skipped up to its end opens no scope: Outlook on the web writes <style style="display:none">.
    kind = _kind(attributes) if attributes and not aside else ""
    act = _TAGS.get(name)
    if act is _paragraph and (closing or "mso" in attributes.lower() or "margin" in attributes):
        act = _block  # without a margin of its own, as Word's paragraphs and ours
    return _Tag(name, closing, attributes, kind, act, aside)


def _after_aside(pieces: Sequence[str], number: int, kind: str) -> tuple[int, str] | None:
    """Find where a comment, style sheet or script ends: the number of the next piece and the words before it."""
    for place in range(number, len(pieces)):
        piece = pieces[place]
        if kind == "!--":
            end = piece.find("-->", 1 if place == number else 0)
            if end >= 0:
                return place + 1, piece[end + 3 :]
        elif place > number and piece[: len(kind) + 1].lower() == f"/{kind}":
            return place + 1, piece.partition(">")[2]
    return None


def _words(out: Canvas, words: str) -> None:
    if out.hiding:
        out.hidden.append(words)
        return
    core = words.strip()
    first, last = words[0], words[-1]
    if "&" in core:
        core = unescape(core)
        first, last = (core[:1] if first == "&" else first), (core[-1:] if last == ";" else last)
        core = core.strip()
    if not core:
        if "&" in words or "\u00a0" in words:
            _blank(out)
        else:
            out.space = out.space or (out.filled and not out.ended)
        if out.keeping and "\n" in words:
            _kept(out, words)
        return
    if out.keeping and "\n" in words:
        _kept(out, words[: len(words) - len(words.lstrip())] + core + words[len(words.rstrip()) :])
        return
    if "  " in core or not core.isprintable():
        core = _SPACES.sub(" ", tidy(core))
    if not out.ended and first.isspace():
        out.space = True
    out.say(core.strip(" ") or core)
    out.space = last.isspace()


def _blank(out: Canvas) -> None:
    """Write spaces that do not break: alone in a block they are an empty line one can see."""
    if out.filled and not out.ended:
        out.space = True
    else:
        out.say("")


def _kept(out: Canvas, words: str) -> None:
    """Write words of an element that keeps its line breaks."""
    first, *rest = words.replace("\r\n", "\n").split("\n")
    if first.strip():
        out.say(first)
    for row in rest:
        out.line_break()
        if row.strip():
            out.say(row)


def _block(out: Canvas, tag: _Tag) -> None:
    out.block()


def _paragraph(out: Canvas, tag: _Tag) -> None:
    out.blank = out.blank or out.filled or bool(out.lines)  # an empty line shows between paragraphs
    out.block()


def _row(out: Canvas, tag: _Tag) -> None:
    if not tag.closing and out.cells:
        out.cells[-1] = 0
    out.block(row=True)


def _table(out: Canvas, tag: _Tag) -> None:
    if not tag.closing:
        out.cells.append(0)
    elif out.cells:
        out.cells.pop()
    out.block(row=True)


def _quotation(out: Canvas, tag: _Tag) -> None:
    out.depth = max(0, out.depth - 1) if tag.closing else out.depth + 1
    out.block()


def _numbered(out: Canvas, tag: _Tag) -> None:
    start = _START.search(tag.attributes)
    _list(out, tag, int(start[1]) if start else 1)


def _bulleted(out: Canvas, tag: _Tag) -> None:
    _list(out, tag, -1)


def _list(out: Canvas, tag: _Tag, first: int) -> None:
    if not tag.closing:
        out.lists.append(first)
    elif out.lists:
        out.lists.pop()
        out.marker = ""
    out.block()


def _item(out: Canvas, tag: _Tag) -> None:
    if not tag.closing:
        given = _VALUE.search(tag.attributes) if out.lists and out.lists[-1] >= 0 else None
        number = int(given[1]) if given else out.lists[-1] if out.lists else -1
        out.marker = "- " if number < 0 else f"{number}. "
        if number >= 0:
            out.lists[-1] = number + 1
    out.block()


def _pre(out: Canvas, tag: _Tag) -> None:
    out.keeping = not tag.closing
    out.block()


def _break(out: Canvas, tag: _Tag) -> None:
    if not out.hiding:
        out.line_break()


def _image(out: Canvas, tag: _Tag) -> None:
    """Write the emoji that some clients show as a picture."""
    match = None if tag.closing else _EMOJI.search(tag.attributes)
    if match is not None and not out.hiding:
        out.say(match[1])


def _cell(out: Canvas, tag: _Tag) -> None:
    if not tag.closing:
        out.cell()


_TAGS: dict[str, Callable[[Canvas, _Tag], None]] = {
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
    "img": _image,
    "td": _cell,
    "th": _cell,
}


def _kind(attributes: str) -> str:
    """Say what an element's attributes tell about everything in it; usually nothing."""
    low = attributes.lower()
    if ("hidden" in low or "display" in low or "mso-hide" in low) and _HIDDEN.search(low):
        return HIDE
    if "white-space" in low and _PRE.search(low):
        return KEEP_BREAKS
    if "border-top" in low and _BORDER.search(low):
        return HEADER
    if not any(sign in low for sign in _SIGNS):
        return ""
    names = [name for value in _NAMED.findall(low) for name in value.split()]
    return next((_HINTS[bare] for name in names if (bare := _PREFIX.sub("", name)) in _HINTS), "")


def _scope(out: Canvas, tag: _Tag) -> None:
    """Begin or end what elements say about everything in them."""
    for index, scope in enumerate(out.scopes):
        if scope.tag != tag.name:
            continue
        scope.open += -1 if tag.closing or tag.name in _SELF_ENDING else 1
        if scope.open <= 0:
            del out.scopes[index:]
            out.apply()
            break
    if tag.kind and tag.name not in _NO_SCOPE and len(out.scopes) < MAX_SCOPES:
        out.scopes.append(Scope(tag.kind, tag.name))
        out.apply()
