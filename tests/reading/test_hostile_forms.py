"""Files that are old, locked, damaged or made to do harm: each has its reason, and none holds us up."""

import io
import struct
import zipfile
import zlib
from time import process_time

import pytest
from pypdf import PdfReader, PdfWriter

from musmail.conversation.files import FileFault
from musmail.reading.filled import MAX_PDF
from musmail.reading.pdfform import pdf_form
from musmail.reading.wordform import word_form
from musmail.skema.forms import Role
from tests.reading.filling import blank_pdf, blank_word, fault, pdf, replied, rewritten, saved, word
from tests.writing.gallery import shipped_skema

TYPED = {
    "own-goal": "Kursus i svejsning, på skift",
    "learnt": "At spørge før.\n\nOg at sige nej.",
    "went-well": "Alt",
}
QUICK = 1.5  # seconds of the processor; half of that on a machine with nothing else to do


def bomb(size: int = 300 * 1024 * 1024) -> bytes:
    """A document that says it is small and unpacks to hundreds of megabytes."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(maker.compress(b" " * 1024 * 1024) for _ in range(size // 1024 // 1024)) + maker.flush()
    name = b"word/document.xml"
    local = (
        struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), 1000, len(name), 0) + name
    )
    central = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\1\2",
        20,
        20,
        0,
        8,
        0,
        33,
        0,
        len(packed),
        1000,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    central += name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + end


def archive(*entries: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name, data)
    return held.getvalue()


def xml(body: bytes) -> bytes:
    return archive(("word/document.xml", body))


LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    ) + b"]><d>&j;</d>"
)  # fmt: skip
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = OLE + bytes(2000) + "EncryptedPackage".encode("utf-16-le")


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TYPED))))
    writer.encrypt("hemmeligt", algorithm="AES-256")
    return saved(writer)


HOSTILE = {
    "old word": (OLE + bytes(4000), FileFault.OLD_WORD),
    "word with a password": (LOCKED, FileFault.ENCRYPTED),
    "pdf with a password": (locked_pdf(), FileFault.ENCRYPTED),
    "macros": (rewritten(word(TYPED), str, word__vbaProject_dot_bin=b"x"), FileFault.MACROS),
    "cut short": (word(TYPED)[:-3000], FileFault.DAMAGED),
    "bytes lost in the middle": (word(TYPED)[:4000] + word(TYPED)[4100:], FileFault.DAMAGED),
    "no pdf after the first line": (b"%PDF-1.7\n" + b"x" * 5000, FileFault.DAMAGED),
    "entities that grow": (xml(LAUGHS), FileFault.DAMAGED),
    "entities that read files": (xml(OUTSIDE), FileFault.DAMAGED),
    "a document type in UTF-16": (xml(LAUGHS.decode().encode("utf-16")), FileFault.DAMAGED),
    "xml that is none": (xml(b"<w:document"), FileFault.DAMAGED),
    "deep xml": (xml(b"<a>" * 100_000), FileFault.DAMAGED),
    "a million elements": (xml(b"<d>" + b"<a/>" * 700_000 + b"</d>"), FileFault.TOO_LARGE),
    "unpacks to more": (xml(b"<d>" + b" " * 10_000_000 + b"</d>"), FileFault.TOO_LARGE),
    "many entries": (archive(*((f"{n}", b"") for n in range(5000))), FileFault.TOO_LARGE),
    "ten megabytes of word": (word(TYPED) + bytes(10_000_000), FileFault.TOO_LARGE),
    "ten megabytes of pdf": (pdf(TYPED) + bytes(10_000_000), FileFault.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_we_do_not_open_has_its_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    begun = process_time()
    assert fault(data) is reason
    assert process_time() - begun < QUICK


def test_a_bomb_is_not_unpacked() -> None:
    data = bomb()
    begun = process_time()
    assert fault(data) is FileFault.DAMAGED  # no more is unpacked than it says, and that does not add up
    assert process_time() - begun < QUICK


def pdf_of(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Write a PDF by hand; object 1 is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        body
        + head
        + table
        + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(body))
    )


CATALOG = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"
PAGE = b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
TEXT_PAGE = b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>/MediaBox[0 0 200 200]>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
FIELD = b"<</T(x)/Kids[3 0 R 3 0 R]>>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def blown(size: int) -> bytes:
    return stream(zlib.compress(b" " * size, 9), b"/Filter/FlateDecode")


HOSTILE_PDFS = {
    "fields that hold themselves": pdf_of(CATALOG, PAGE, FIELD, b"<</Type/Page/Parent 2 0 R>>"),
    "pages that hold themselves": pdf_of(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>", FIELD),
    "text that unpacks to more": pdf_of(CATALOG, PAGE, b"<</T(x)>>", TEXT_PAGE, blown(200_000_000), FONT),
    "filters on filters": pdf_of(
        CATALOG, PAGE, b"<</T(x)>>", TEXT_PAGE,
        stream(zlib.compress(zlib.compress(b" " * 90_000_000, 9), 9), b"/Filter[/FlateDecode/FlateDecode]"),
    ),
    "a page drawn for ever": pdf_of(
        CATALOG, PAGE, b"<</T(x)>>", b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>", stream(b"q Q " * 500_000)
    ),
    "nested arrays": pdf_of(CATALOG, PAGE, b"<</T(x)/V " + b"[" * 1_900_000 + b">>", b"<</Type/Page/Parent 2 0 R>>"),
    "a table of a billion": pdf_of(CATALOG, PAGE, FIELD).replace(b"xref\n0 4", b"xref\n0 999999999"),
    "forty thousand objects": pdf_of(CATALOG, PAGE, *(b"<<>>" for _ in range(40_000))),
    "many numbers": pdf_of(CATALOG.replace(b"[", b"[" + b"3 0 R " * 300_000), PAGE, FIELD),
    "tables that follow each other round": pdf_of(CATALOG, PAGE, FIELD, trailer=b"/Root 1 0 R/Prev 9"),
    "brackets": b"%PDF-1.7\n" + b"<<" * 950_000,
    "half-objects": b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog" * 4_900,
    "strings that never end": pdf_of(CATALOG, PAGE, b"<</T(" + b"(" * 1_900_000, b"<</Type/Page/Parent 2 0 R>>"),
    "hexadecimal that never ends": pdf_of(CATALOG, PAGE, b"<</T<" + b"41" * 950_000, b"<</Type/Page/Parent 2 0 R>>"),
    "comments": pdf_of(CATALOG, PAGE, b"%x\n" * 600_000, b"<</Type/Page/Parent 2 0 R>>"),
    "no cross-references": pdf(TYPED).replace(b"startxref", b"startxxxx").replace(b"xref", b"xxxx"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_PDFS)
def test_no_pdf_holds_us_up_makes_us_fail_or_is_quoted_in_a_log(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    begun = process_time()
    reply = replied(("skema.pdf", HOSTILE_PDFS[name]))
    assert len(HOSTILE_PDFS[name]) < MAX_PDF  # or it would not be opened
    assert process_time() - begun < QUICK
    assert not reply.filed
    assert caplog.records == []


def test_only_a_few_files_of_a_mail_are_opened() -> None:
    many = [(f"{n}.docx", xml(b"<d>" + b"<a/>" * 90_000 + b"</d>")) for n in range(20)]
    begun = process_time()
    reply = replied(*many, ("skema.docx", word(TYPED)))
    assert process_time() - begun < 2 * QUICK
    assert len(reply.attachments) + len(reply.unread) >= 20


def test_nothing_of_ours_is_unreadable_to_ourselves() -> None:
    filled = word_form(blank_word())
    assert filled is not None
    assert (
        len(filled.fields) == len(pdf_form(blank_pdf()).fields) == len(shipped_skema(Role.EMPLOYEE).questions)
    )
