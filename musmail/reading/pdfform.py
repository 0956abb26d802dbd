"""A PDF as it comes back: what stands in our fields, notes put on the page, or the text where the fields are gone."""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from musmail.conversation.files import FileFault
from musmail.errors import FormRefused
from musmail.reading.filled import MAX_FIELDS, Filled
from musmail.reading.lines import Line, tidy
from musmail.skema.marking import read_tag

MAX_OBJECTS = 5_000  # ours has 150
MAX_PAGES = 40
MAX_NOTES = 500  # on one page
SAME_LINE = 3.0  # points

# Far below what the library allows by itself; a stream of ours has 30 kB.
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 2_000_000,
    "array_based_stream_maximum_output_length": 2_000_000,
    "array_maximum_element_count": 20_000,
    "dictionary_maximum_element_count": 5_000,
    "lzw_maximum_output_length": 500_000,
    "run_length_maximum_output_length": 500_000,
    "zlib_maximum_output_length": 2_000_000,
    "zlib_maximum_recovery_input_length": 50_000,
    "stream_filters_maximum_length": 3,
    "stream_decoding_work_maximum_length": 4_000_000,
    "stream_parsing_work_maximum_count": 60_000,
    "page_tree_maximum_entries": 200,
    "page_tree_maximum_depth": 20,
    "page_tree_maximum_page_entries": 5_000,
    "disable_legacy_handling": True,
}
# What a library that was made for honest files may raise about others.
_RAISED = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    AssertionError, NotImplementedError, ArithmeticError, LookupError, OSError, EOFError, MemoryError, RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip
# Its warnings quote the file, and no log holds what somebody wrote (invariant 8).
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_BREAKS = re.compile(r"\r\n?")


def pdf_form(data: bytes) -> Filled:
    """Read a PDF. Raises FormRefused."""
    if b"/Encrypt" in data:
        raise FormRefused(FileFault.ENCRYPTED)
    if data.count(b" obj") > MAX_OBJECTS:
        raise FormRefused(FileFault.TOO_LARGE)
    try:
        with apply_configuration(**_LIMITS):
            reader = PdfReader(
                io.BytesIO(data), root_object_recovery_limit=1_000, xref_stream_maximum_entries=20_000
            )
            if reader.is_encrypted:
                raise FormRefused(FileFault.ENCRYPTED)
            return _read(reader)
    except _RAISED as error:
        raise FormRefused(FileFault.DAMAGED) from error


def _read(reader: PdfReader) -> Filled:
    pages = len(reader.pages)
    if pages > MAX_PAGES:
        raise FormRefused(FileFault.TOO_LARGE)
    fields = _fields(reader)
    notes, loose = _notes(reader)
    for name, text in notes:
        fields[name] = "\n".join(part for part in (fields.get(name, ""), text) if part)
    if fields:
        return Filled(fields, loose=loose)
    lines: list[Line] = []
    ordered = True
    for page in reader.pages:
        ordered = ordered and not _has_forms(page)
        lines.extend(_lines(page))
    return Filled({}, lines, ordered, loose)


def _fields(reader: PdfReader) -> dict[str, str]:
    """Give what stands in the fields that are ours; they may have come to hang under others."""
    form = _got(reader.root_object.get("/AcroForm"))
    found: dict[str, str] = {}
    work = _listed(form.get("/Fields")) if isinstance(form, dict) else []
    for seen, one in enumerate(_walked(work)):
        if seen >= MAX_FIELDS:
            raise FormRefused(FileFault.TOO_LARGE)
        name = str(_got(one.get("/T")) or "")
        if read_tag(name):
            found[name.strip()] = _text(_got(one.get("/V")))
    return found


def _walked(work: list[Any]) -> Iterator[dict[str, Any]]:
    known: set[int] = set()
    while work:
        one = _got(work.pop(0))
        if isinstance(one, dict) and id(one) not in known:
            known.add(id(one))
            yield one
            work.extend(_listed(one.get("/Kids"))[:MAX_FIELDS])


def _notes(reader: PdfReader) -> tuple[list[tuple[str, str]], list[str]]:
    """Give the notes somebody put on the page, those that lie on a field with its name."""
    placed: list[tuple[str, str]] = []
    loose: list[str] = []
    for page in reader.pages:
        marks = [one for one in map(_got, _listed(page.get("/Annots"))[:MAX_NOTES]) if isinstance(one, dict)]
        boxes = [(str(_got(one.get("/T")) or "").strip(), _rect(one)) for one in marks]
        boxes = [(name, box) for name, box in boxes if read_tag(name)]
        for one in marks:
            text = _text(_got(one.get("/Contents"))) if one.get("/Subtype") in ("/FreeText", "/Text") else ""
            if text:
                name = _under(_rect(one), boxes)
                placed.append((name, text)) if name else loose.append(text)
    return placed, loose


def _under(note: Sequence[float], boxes: Sequence[tuple[str, Sequence[float]]]) -> str:
    x, y = (note[0] + note[2]) / 2, (note[1] + note[3]) / 2
    return next((name for name, at in boxes if at[0] <= x <= at[2] and at[1] <= y <= at[3]), "")


def _rect(annotation: dict[str, Any]) -> tuple[float, float, float, float]:
    left, low, right, high = (float(_got(one)) for one in _listed(annotation.get("/Rect"))[:4])
    return min(left, right), min(low, high), max(left, right), max(low, high)


def _has_forms(page: Any) -> bool:
    """Tell whether a page is made of pieces that are drawn elsewhere: their text has no place on it we could know."""
    resources = _got(page.get("/Resources"))
    drawn = _got(resources.get("/XObject")) if isinstance(resources, dict) else None
    pieces = map(_got, drawn.values()) if isinstance(drawn, dict) else ()
    return any(isinstance(one, dict) and one.get("/Subtype") == "/Form" for one in pieces)


def _lines(page: Any) -> Iterator[Line]:
    """Give the text of a page from top to bottom, in whatever order; a line itself is drawn as it reads."""
    found: list[tuple[float, str]] = []

    def seen(text: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
        if text.strip():
            found.append((-(cm[1] * tm[4] + cm[3] * tm[5] + cm[5]), text.strip("\n")))

    page.extract_text(visitor_text=seen)
    rows: list[tuple[float, list[str]]] = []
    for at, text in sorted(found, key=lambda one: one[0]):
        if rows and at - rows[-1][0] < SAME_LINE:
            rows[-1][1].append(text)
        else:
            rows.append((at, [text]))
    for _, pieces in rows:
        yield Line(tidy("".join(pieces)).replace("\n", " ").strip())


def _text(value: Any) -> str:
    """Give a string, whatever it was written in (ISO 32000-2, 7.9.2.2); the library knows all but UTF-8."""
    if value is None:
        return ""
    raw = value.get_data() if hasattr(value, "get_data") else getattr(value, "original_bytes", None)
    if isinstance(raw, bytes) and raw.startswith(b"\xef\xbb\xbf"):
        text = raw.decode("utf-8-sig", "replace")
    elif isinstance(raw, bytes) and not isinstance(value, str):
        text = raw.decode("utf-16" if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
    else:
        text = str(value)
    return tidy(_BREAKS.sub("\n", text)).strip()


def _got(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _listed(value: Any) -> list[Any]:
    found = _got(value)
    return list(found) if isinstance(found, list) else []
