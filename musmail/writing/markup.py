"""The small markup of our letter templates, read strictly: what we do not know is an error."""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from musmail.errors import TemplateError
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
    Run,
    Title,
    Under,
)
from musmail.writing.cleaning import one_line
from musmail.writing.language import Language

# Where an element stood in its template; `texts.mark_places` writes it, so an error can name file and line.
PLACE = "place"
_INSTEAD = "instead"  # what to write instead of pressing a button, put on it before the blocks are made
_ALLOWED: dict[str, frozenset[str]] = {
    "title": frozenset(),
    "h": frozenset(),
    "p": frozenset({"tone"}),
    "item": frozenset(),
    "fact": frozenset({"label"}),
    "quote": frozenset({"by", "side", "stands"}),
    "pair": frozenset(),
    "ask": frozenset({"number"}),
    "hint": frozenset(),
    "box": frozenset({"small"}),
    "button": frozenset({"say", "action", "body", "more", "tone", "letter"}),
    "room": frozenset(),
    "rule": frozenset(),
    "under": frozenset({"field"}),
}
_REQUIRED: dict[str, frozenset[str]] = {
    "fact": frozenset({"label"}),
    "quote": frozenset({"by"}),
    "button": frozenset({"say", "action"}),
    "under": frozenset({"field"}),
}
_TONES = {"p": frozenset({"plain", "note", "small"}), "button": frozenset({"plain", "main", "quiet"})}
_ACTION = re.compile(r"[a-z0-9]{1,12}")


def parse(rendered: str, language: Language) -> Draft:
    """Read a rendered template; the first fault raises a TemplateError that says where."""
    try:
        root = ElementTree.fromstring(rendered)
    except ElementTree.ParseError as error:
        raise TemplateError(f"{_place_before(rendered, error.position)}: {error}") from None
    if root.tag != "letter":
        raise _fault(root, f"<{root.tag}> stands where <letter> should")
    children = list(root)
    if not children or children[0].tag != "subject":
        raise _fault(root, "<letter> must begin with <subject>")
    _no_stray_text(root)
    for button in root.iter("button"):
        say, more = (one_line(button.get(name, "")) for name in ("say", "more"))
        button.set(_INSTEAD, language.instead(say, more))
    subject = one_line("".join(children[0].itertext()))
    if not subject:
        raise _fault(children[0], "<subject> is empty")
    return Draft(subject, tuple(_block(child) for child in children[1:]))


def _place_before(rendered: str, position: tuple[int, int]) -> str:
    line, column = position
    lines = rendered.split("\n")
    before = "\n".join([*lines[: line - 1], lines[line - 1][: column + 1]])
    places = re.findall(rf' {PLACE}="([^"]*)"', before)
    return places[-1] if places else "template"


def _fault(element: Element, sentence: str) -> TemplateError:
    return TemplateError(f"{element.get(PLACE, 'template')}: {sentence}")


def _block(element: Element) -> Block:
    allowed = _ALLOWED.get(element.tag)
    if allowed is None:
        raise _fault(element, f"there is no block <{element.tag}>")
    given = frozenset(element.attrib) - {PLACE, _INSTEAD}
    for name in sorted(given - allowed):
        raise _fault(element, f"<{element.tag}> has no attribute {name}")
    for name in sorted(_REQUIRED.get(element.tag, frozenset()) - given):
        raise _fault(element, f"<{element.tag}> needs the attribute {name}")
    return _MAKERS[element.tag](element)


def _line(element: Element) -> str:
    """Read words that the template wrote: line breaks in it mean nothing."""
    if len(element):
        raise _fault(element, f"<{element.tag}> holds words only")
    return " ".join((element.text or "").split())


def _words(element: Element) -> str:
    """Read words that a person wrote: their line breaks stand, as do their blanks within a line."""
    if len(element):
        raise _fault(element, f"<{element.tag}> holds words only")
    return "\n".join(line.rstrip() for line in (element.text or "").strip("\n").split("\n")).strip("\n")


def _runs(element: Element) -> tuple[Run, ...]:
    """Read words with <b> and <a> among them, blanks collapsed as HTML does."""
    runs = list(_raw_runs(element))
    flat = [Run(re.sub(r"\s+", " ", run.text), run.strong, run.href) for run in runs]
    found: list[Run] = []
    for run in flat:
        text = run.text.lstrip() if not found or found[-1].text.endswith(" ") else run.text
        if text:
            found.append(Run(text, run.strong, run.href))
    while found and not found[-1].text.strip():
        found.pop()
    if found:
        found[-1] = Run(found[-1].text.rstrip(), found[-1].strong, found[-1].href)
    return tuple(found)


def _raw_runs(element: Element) -> Iterator[Run]:
    yield Run(element.text or "")
    for child in element:
        if child.tag == "b":
            yield Run(_line(child), strong=True)
        elif child.tag == "a":
            address = _line(child)
            yield Run(address, href=_href(child, address))
        else:
            raise _fault(child, f"<{element.tag}> may hold <b> and <a>, not <{child.tag}>")
        yield Run(child.tail or "")


def _href(element: Element, address: str) -> str:
    if re.match(r"https?://", address):
        return address
    if re.fullmatch(r"[^\s@]+@[^\s@]+", address):
        return f"mailto:{address}"
    return ""  # words that are no address stay words


def _tone(element: Element) -> str:
    tone = element.get("tone", "plain")
    if tone not in _TONES[element.tag]:
        raise _fault(element, f"<{element.tag}> has no tone {tone}")
    return tone


def _paragraph(element: Element) -> Block:
    return Paragraph(_runs(element), _tone(element))


def _quote(element: Element) -> Quote:
    by = one_line(element.get("by", ""))
    return Quote(by, _words(element), element.get("side", ""), "stands" in element.attrib)


def _pair(element: Element) -> Block:
    _no_stray_text(element)
    blocks = [_block(child) for child in element]
    quotes = tuple(block for block in blocks if isinstance(block, Quote))
    if len(quotes) != 2 or len(blocks) != 2:
        raise _fault(element, "<pair> holds two <quote>")
    return Pair(quotes)


def _button(element: Element) -> Block:
    action = element.get("action", "")
    if _ACTION.fullmatch(action) is None:
        raise _fault(element, f"an action is 1 to 12 of a-z and 0-9, not {action!r}")
    say, more = one_line(element.get("say", "")), one_line(element.get("more", ""))
    body, instead = element.get("body", ""), element.get(_INSTEAD, "")
    letter = one_line(element.get("letter", ""))
    return Button(_line(element), say, action, body, more, _tone(element), instead, letter)


def _under(element: Element) -> Block:
    _no_stray_text(element)
    return Under(one_line(element.get("field", "")), tuple(_block(child) for child in element))


def _no_stray_text(element: Element) -> None:
    for words in (element.text, *(child.tail for child in element)):
        if words and words.strip():
            raise _fault(element, f"these words stand outside any block: {words.strip()[:40]!r}")


_MAKERS: dict[str, Callable[[Element], Block]] = {
    "title": lambda element: Title(_line(element)),
    "h": lambda element: Heading(_line(element)),
    "p": _paragraph,
    "item": lambda element: Item(_runs(element)),
    "fact": lambda element: Fact(one_line(element.get("label", "")), _line(element)),
    "quote": _quote,
    "pair": _pair,
    "ask": lambda element: Ask(_line(element), one_line(element.get("number", ""))),
    "hint": lambda element: Hint(_line(element)),
    "box": lambda element: Box(_line(element), "small" in element.attrib),
    "button": _button,
    "room": lambda element: Room(_line(element)),
    "rule": lambda element: Rule(),
    "under": _under,
}
