"""A Word document as it comes back: what stands in our content controls, and the paragraphs around them.

The XML is read as it is: for content controls python-docx has no words, and it unpacks every part of the archive.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from musmail.conversation.files import FileFault
from musmail.errors import FormRefused
from musmail.reading.filled import MAX_FIELDS, Filled
from musmail.reading.lines import Line, tidy
from musmail.reading.zipped import document
from musmail.skema.marking import read_tag

MAX_ELEMENTS = 100_000  # ours has 2,500; a page of Word has some 500

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # what Word calls strict
)
# Words that do not count: struck or moved away while changes are tracked, and what stands there for older programs.
_GONE = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word_form(data: bytes) -> Filled | None:
    """Read a .docx; None where the archive is none. Raises FormRefused."""
    xml = document(data)
    if xml is None:
        return None
    fields: dict[str, str] = {}
    lines: list[Line] = []
    for name, text in _paragraphs(_parsed(xml)):
        rows = tidy(text).split("\n")
        if not name:
            lines.extend(Line(row.rstrip()) for row in rows)
        elif len(fields) < MAX_FIELDS:
            fields[name] = "\n".join([fields[name], *rows] if name in fields else rows)
    return Filled({name: text.strip() for name, text in fields.items()}, lines)


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(xml, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormRefused(FileFault.DAMAGED) from error
    if tree.docinfo.internalDTD is not None:  # no Word document has one, and entities grow
        raise FormRefused(FileFault.DAMAGED)
    return tree.getroot()


def _paragraphs(root: Any) -> Iterator[tuple[str, str]]:
    """Give every paragraph, or what of one stands in a control, with the name of the control it is in, if it is ours.

    A control that still shows its invitation is empty.
    """
    words: list[str] = []
    control: list[str] = []  # the names of the controls around the place
    count, skipped = 0, None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        kind = _kind(element)
        if event == "start":
            count += 1
            if count > MAX_ELEMENTS:
                raise FormRefused(FileFault.TOO_LARGE)
            if skipped is None and kind in _GONE:
                skipped = element
            if kind == "sdt":
                name, untouched = _named(element)
                if name:
                    yield control[-1] if control else "", "".join(words)
                    words = []
                control.append(name or (control[-1] if control else ""))
                if name and untouched and skipped is None:
                    skipped = element
            elif skipped is None and kind == "t":
                words.append(element.text or "")
            elif skipped is None and kind in _SIGNS:
                words.append(_SIGNS[kind])
            continue
        if kind == "p" or (kind == "sdt" and words):
            yield control[-1] if control else "", "".join(words)
            words = []
        if kind == "sdt":
            control.pop()
        if skipped is element:
            skipped = None
    yield "", "".join(words)


def _kind(element: Any) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""  # a comment
    space, _, name = tag[1:].partition("}")
    return name if space in _NAMESPACES or name == "Fallback" else ""


def _named(control: Any) -> tuple[str, bool]:
    """Give a control's name, if it is one of ours, and whether nobody has typed in it."""
    name, untouched = "", False
    for properties in control:
        if _kind(properties) != "sdtPr":
            continue
        for one in properties:
            kind = _kind(one)
            if kind == "tag":
                value = next((text for key, text in one.attrib.items() if key.endswith("}val")), "")
                name = value.strip() if read_tag(value) else ""
            elif kind == "showingPlcHdr":
                untouched = not any(text in ("0", "false", "off") for text in one.attrib.values())
    return name, untouched
