"""The form as a PDF with fields to type in (AcroForm): set by typst, whose links to field names become the fields."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from musmail.errors import TemplateError
from musmail.skema.marking import tag
from musmail.writing.blocks import Ask, Block, Box, Draft, Fact, Heading, Hint, Paragraph, Title, Under

TEMPLATE = "form.typ"
MULTILINE = 1 << 12  # ISO 32000-1 table 228, bit 13
PRINT = 4  # ISO 32000-1 table 165, bit 3
_FONT = "Helv"


def pdf(draft: Draft, mark: str, source: str, *, locale: str, at: datetime) -> bytes:
    """Write the form; `source` is the typst template, `at` when it was written, and the only time in it."""
    rows = list(_rows(draft.blocks, mark))
    data = {"title": draft.subject, "lang": locale, "mark": mark, "blocks": rows}
    asked = {row["field"]: row["ask"] for row in rows if row["kind"] == "question"}
    return _with_fields(_set(source, data, at), asked)


def _set(source: str, data: object, at: datetime) -> bytes:
    try:
        made = typst.compile(
            source.encode(),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
            ignore_system_fonts=True,
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise TemplateError(f"{TEMPLATE}: {error}") from error
    assert isinstance(made, bytes)
    return made


def _rows(blocks: Sequence[Block], mark: str) -> Iterator[dict[str, Any]]:
    for block in blocks:
        match block:
            case Under(name, inner):
                yield _question(inner, tag(mark, name))
            case Title(text):
                yield {"kind": "title", "text": text}
            case Heading(text):
                yield {"kind": "heading", "text": text}
            case Fact(label, text):
                yield {"kind": "fact", "label": label, "text": text}
            case Paragraph():
                runs = [{"text": run.text, "strong": run.strong} for run in block.runs]
                yield {"kind": "note" if block.tone == "note" else "text", "runs": runs}
            case _:
                pass  # buttons and the like have no place on paper


def _question(blocks: Sequence[Block], field: str) -> dict[str, Any]:
    def said(kind: type[Ask | Hint | Box]) -> str:
        found = next((block for block in blocks if isinstance(block, kind)), None)
        return "" if found is None else found.line if isinstance(found, Ask) else found.text

    return {"kind": "question", "field": field, "ask": said(Ask), "hint": said(Hint), "invite": said(Box)}


def _with_fields(page_set: bytes, asked: dict[str, str]) -> bytes:
    """Make every link to a field's name that field, where it stands."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page_set)))
    fields = ArrayObject()
    for page in writer.pages:
        links = page.get("/Annots", ArrayObject())
        assert isinstance(links, ArrayObject)
        for reference in links:
            annotation = reference.get_object()
            name = str(annotation.get("/A", {}).get("/URI", ""))
            if name in asked:
                _into_field(writer, annotation, name, asked[name])
                annotation[NameObject("/P")] = page.indirect_reference
                fields.append(reference)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),  # has æøå
        }
    )
    fonts = DictionaryObject({NameObject(f"/{_FONT}"): writer._add_object(font)})
    form = DictionaryObject(
        {
            NameObject("/Fields"): fields,
            NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
            NameObject("/DA"): TextStringObject(f"/{_FONT} 10 Tf 0 g"),
            # Whatever is filled in by something that draws no text, the next viewer draws.
            NameObject("/NeedAppearances"): BooleanObject(True),
        }
    )
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def _into_field(writer: PdfWriter, link: DictionaryObject, name: str, question: str) -> None:
    at = link["/Rect"]
    assert isinstance(at, ArrayObject)
    left, low, right, high = map(float, at)
    empty = DecodedStreamObject()
    empty.set_data(b"")
    box = ArrayObject(map(FloatObject, (0, 0, round(abs(right - left), 2), round(abs(high - low), 2))))
    empty.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): box,
        }
    )
    for gone in ("/A", "/Border", "/Dest", "/H"):
        link.pop(gone, None)
    link.update(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject(name),
            NameObject("/TU"): TextStringObject(question),  # read aloud in place of the name
            NameObject("/Ff"): NumberObject(MULTILINE),
            NameObject("/F"): NumberObject(PRINT),
            NameObject("/DA"): TextStringObject(f"/{_FONT} 10 Tf 0 g"),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(empty)}),
        }
    )
