"""Forms as people really send them: other kinds of file, a scan, a photo, twice, as Word and PDF, with words beside."""

import io
import zipfile
import zlib
from collections.abc import Callable
from email import message_from_bytes
from email.policy import SMTP

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

from musmail.conversation.letters import Kind
from musmail.conversation.tokens import Token
from musmail.daemon.dealing import Place
from musmail.daemon.inbox import take
from musmail.skema.forms import Mark, Role
from musmail.writing.samples import ANNA
from tests.daemon.test_bundling import Firm, firm
from tests.daemon.test_stray_forms import (
    blank,
    filled,
    forms,
    mail,
    number_of,
    person,
    reviewed,
    standing,
    written_to,
)
from tests.reading.filling import in_control, paragraphs, rewritten, saved

__all__ = ["firm", "forms"]
pytestmark = pytest.mark.asyncio
LATER = "Hellere to kurser"


def zipped(**entries: bytes) -> bytes:
    """Pack entries as they are; __ stands for / and _dot_ for a full stop."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return held.getvalue()


def scan() -> bytes:
    """A PDF as a scanner makes it: a page that is one picture."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    picture = StreamObject()
    picture._data = zlib.compress(bytes(200 * 200))
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(200),
            NameObject("/Height"): NumberObject(200),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        }
    )
    drawn = StreamObject()
    drawn._data = b"q 200 0 0 200 0 0 cm /P Do Q"
    pictures = DictionaryObject({NameObject("/P"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    page[NameObject("/Contents")] = writer._add_object(drawn)
    return saved(writer)


def open_text() -> bytes:
    return zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_dot_xml=b"<x/>")


def pages() -> bytes:
    return zipped(Index__Document_dot_iwa=b"x", preview_dot_jpg=b"x")


ODD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "doc": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999), "old_word", ".doc"),
    "docm": (lambda: zipped(word__document_dot_xml=b"<x/>", word__vbaProject_dot_bin=b"x"), "macros", "makroer"),
    "odt": (open_text, "other_format", "(.docx) eller en PDF"),
    "pages": (pages, "other_format", "(.docx) eller en PDF"),
    "rtf": (lambda: rb"{\rtf1 Et kursus}", "other_format", "(.docx) eller en PDF"),
    "scan": (scan, "flattened", "når man scanner"),
}  # fmt: skip


def annas(firm: Firm) -> Token:
    return Token(firm.talk(ANNA).id, number_of(firm.talk(ANNA), Kind.PREPARATION, ANNA))


def arrive(firm: Firm, *files: bytes, words: str = "") -> Place:
    return take(firm.desktop, mail(ANNA, *files, words=words, token=annas(firm)))


def told(firm: Firm) -> str:
    return written_to(firm, firm.talk(ANNA), Kind.RECEIPT, ANNA)[-1]


def pdf_of(firm: Firm, typed: str) -> bytes:
    """Fill in her PDF."""
    data = blank(firm, ANNA, ANNA, "skema.pdf")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        fields = {str(one.get_object()["/T"]) for one in page.get("/Annots", [])}
        own = {name: typed for name in fields if name.endswith(":own-goal")}
        writer.update_page_form_field_values(page, own, auto_regenerate=False)
    return saved(writer)


@pytest.mark.parametrize("kind", ODD)
async def test_what_cannot_be_read_has_a_sentence_that_helps_and_waits_for_a_person(
    forms: Firm, kind: str
) -> None:
    make, fault, words = ODD[kind]
    assert arrive(forms, make()) is Place.REVIEW
    assert reviewed(forms) == [f"a file that may be a form was not read: {fault}"]
    assert words in told(forms)
    assert standing(forms, ANNA, Role.EMPLOYEE) == {}


async def test_a_photo_of_the_form_is_told_of(forms: Firm) -> None:
    assert arrive(forms, b"\xff\xd8\xff\xe0" + bytes(200_000), words="1. Et kursus") is Place.DONE
    assert "ingen andre vedhæftede filer end skemaet, så skema.docx er ikke læst" in told(forms)
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Et kursus"}


async def test_the_same_form_twice_says_so_and_changes_nothing(forms: Firm) -> None:
    data = filled(forms, ANNA, ANNA, "Et kursus")
    for _ in range(2):
        assert arrive(forms, data) is Place.DONE
    assert len(forms.state(ANNA).employee.answers) == 1
    assert "Der stod ikke noget nyt i skema.docx" in told(forms)


async def test_a_form_sent_again_with_other_words_corrects_them_and_leaves_the_rest(forms: Firm) -> None:
    arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"))
    arrive(forms, filled(forms, ANNA, ANNA, "At spørge", "learnt"))
    arrive(forms, filled(forms, ANNA, ANNA, LATER))
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": LATER, "learnt": "At spørge"}
    assert "Ændret: svar 1." in told(forms)


async def test_the_same_form_as_word_and_pdf_is_one_answer(forms: Firm) -> None:
    arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"), pdf_of(forms, "Et kursus"))
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": "Et kursus"}


async def test_word_and_pdf_that_differ_are_both_kept(forms: Firm) -> None:
    arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"), pdf_of(forms, LATER))
    assert standing(forms, ANNA, Role.EMPLOYEE) == {"own-goal": f"Et kursus\n{LATER}"}


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (f"1. {LATER}", f"Et kursus\n{LATER}"),
        (f"Tilføjelse til 1: {LATER}", f"Et kursus\n{LATER}"),
        ("1. Et kursus", "Et kursus"),
        ("2. Noget andet", "Et kursus"),
    ],
)
async def test_words_typed_beside_the_form_stand_behind_its_answer(
    forms: Firm, words: str, stands: str
) -> None:
    arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"), words=words)
    assert standing(forms, ANNA, Role.EMPLOYEE)["own-goal"] == stands
    assert LATER not in words or LATER in told(forms)


async def test_what_is_taken_back_in_the_mail_beside_the_form_is_taken_back(forms: Firm) -> None:
    arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"), words="slet mit svar på 1")
    assert standing(forms, ANNA, Role.EMPLOYEE).get("own-goal", "") == ""


async def test_a_mark_in_the_mail_holds_for_the_form(forms: Firm) -> None:
    place = arrive(forms, filled(forms, ANNA, ANNA, "Et kursus"), words="Alle mine svar er kun til mig.")
    assert place is Place.EXPUNGED
    assert forms.state(ANNA).employee.standing()["own-goal"].mark is Mark.PRIVATE


async def test_a_form_in_two_kinds_of_mark_keeps_the_tighter(forms: Firm) -> None:
    word = rewritten(
        blank(forms, ANNA, ANNA), lambda xml: in_control(xml, "own-goal", paragraphs("kun mig: Et kursus"))
    )
    assert arrive(forms, pdf_of(forms, "Et kursus"), word) is Place.EXPUNGED
    assert forms.state(ANNA).employee.standing()["own-goal"].mark is Mark.PRIVATE


async def test_the_logo_of_a_signature_is_no_file_anybody_sent(forms: Firm) -> None:
    message = message_from_bytes(mail(ANNA, words="status"), policy=SMTP)
    message.add_attachment(
        b"\x89PNG\r\n", "image", "png", filename="image001.png", disposition="inline", cid="<1@x>"
    )
    assert take(forms.desktop, message.as_bytes()) is Place.DONE
    (answer,) = written_to(forms, person(forms, ANNA), Kind.ANSWER)
    assert "vedhæftede" not in answer
