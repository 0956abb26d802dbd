"""The form as a Word document: under each question a content control whose tag says which question it answers."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from musmail.skema.marking import tag
from musmail.writing.blocks import Ask, Block, Box, Draft, Fact, Heading, Hint, Paragraph, Run, Title, Under

GREY = RGBColor(0x59, 0x59, 0x59)
SMALL, NORMAL = Pt(9), Pt(11)
A4 = (Mm(210), Mm(297))
EPOCH = 1980  # no zip knows an earlier year


def docx(draft: Draft, mark: str, *, locale: str, author: str, at: datetime) -> bytes:
    """Write the form; `at` is when it was written, and the only time in it."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(22)
    _styles(document, locale)
    _properties(document, draft, author, at)
    body = document.element.body
    for paragraph in list(body.iterchildren(qn("w:p"))):
        body.remove(paragraph)
    _blocks(document, draft.blocks, mark, "")
    _words(document.add_paragraph(), (Run(mark),), SMALL, GREY)
    held = io.BytesIO()
    document.save(held)
    return _rezipped(held.getvalue(), at)


def _styles(document: Word, locale: str) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", NORMAL
    # The language one types in, so that Word checks the spelling of the right one.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), {"da": "da-DK", "en": "en-GB"}.get(locale, locale))
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Calibri", RGBColor(0x1F, 0x2A, 0x37)
        for fonts in style.element.iter(qn("w:rFonts")):  # a theme's font would go before ours
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)


def _properties(document: Word, draft: Draft, author: str, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = draft.subject, author, author
    about.comments = about.keywords = ""
    about.created = about.modified = at.replace(tzinfo=None, microsecond=0)
    about.revision = 1


def _blocks(document: Word, blocks: Sequence[Block], mark: str, field: str) -> None:
    for block in blocks:
        match block:
            case Under(name, inner):
                _blocks(document, inner, mark, name)
            case Title(text):
                document.add_heading(text, 1)
            case Heading(text):
                document.add_heading(text, 2)
            case Fact(label, text):
                _words(document.add_paragraph(), (Run(f"{label}: ", strong=True), Run(text)))
            case Ask():
                question = document.add_paragraph()
                question.paragraph_format.keep_with_next = True
                question.paragraph_format.space_after = Pt(2)
                _words(question, (Run(block.line, strong=True),))
            case Hint(text):
                hint = document.add_paragraph()
                hint.paragraph_format.keep_with_next = True
                hint.paragraph_format.space_after = Pt(2)
                _words(hint, (Run(text),), SMALL, GREY)
            case Box(text) if field:
                _control(document, tag(mark, field), _asked(blocks), text.rstrip(" :"))
            case Paragraph():
                _words(document.add_paragraph(), block.runs)
            case _:
                pass  # buttons and the like have no place on paper


def _asked(blocks: Sequence[Block]) -> str:
    return next((block.line for block in blocks if isinstance(block, Ask)), "")


def _words(
    paragraph: WordParagraph, runs: Sequence[Run], size: Length | None = None, colour: RGBColor | None = None
) -> None:
    for one in runs:
        run = paragraph.add_run(one.text)
        run.bold = one.strong or None
        if size is not None:
            run.font.size = size
        if colour is not None:
            run.font.color.rgb = colour


def _control(document: Word, name: str, title: str, invitation: str) -> None:
    """Add a control (ECMA-376 part 1, 17.5.2); untouched, it shows the invitation.

    One for rich text: LibreOffice 7.4 runs the lines of a plain-text control together when it saves (measured).
    """
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(14)
    frame = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        frame.append(_set(f"w:{side}", val="single", sz="4", space="4", color="999999"))
    paragraph._p.get_or_add_pPr().insert_element_before(frame, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")
    run = paragraph.add_run(invitation)
    run.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    control, properties, content = (OxmlElement(f"w:{one}") for one in ("sdt", "sdtPr", "sdtContent"))
    typed = OxmlElement("w:rPr")
    for child in (_set("w:color", val="000000"), _set("w:sz", val="22")):
        typed.append(child)
    properties.append(typed)  # what is typed is not grey
    properties.append(_set("w:alias", val=title[:64]))
    properties.append(_set("w:tag", val=name))
    # Nobody deletes a whole box by mistake.
    properties.append(_set("w:lock", val="sdtLocked"))
    properties.append(OxmlElement("w:showingPlcHdr"))
    control.extend((properties, content))
    paragraph._p.addnext(control)
    content.append(paragraph._p)


def _set(name: str, **values: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _rezipped(data: bytes, at: datetime) -> bytes:
    """Pack it again with `at` as the time of every entry: the library puts the clock's there."""
    time = at.timetuple()[:6] if at.year >= EPOCH else (EPOCH, 1, 1, 0, 0, 0)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        for entry in before.infolist():
            fresh = zipfile.ZipInfo(entry.filename, time)
            fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            after.writestr(fresh, before.read(entry))
    return held.getvalue()
