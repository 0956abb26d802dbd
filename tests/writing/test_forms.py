"""The attached form: the same words as Word and as PDF, a field a question, the same bytes each time."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from lxml import etree
from pypdf import PdfReader

from musmail.conversation.letters import Kind, Recipient
from musmail.conversation.policy import FormFile
from musmail.skema.forms import Role
from musmail.skema.marking import read_tag
from musmail.writing import samples
from musmail.writing.checking import Case
from musmail.writing.compose import Composed
from tests.writing.gallery import composed, shipped_skema, shipped_skemas
from tests.writing.test_bytes import parsed

BOTH = [(role, locale) for role in Role for locale in ("da", "en")]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def letter(role: Role = Role.EMPLOYEE, locale: str = "da", *, carries: bool = True) -> Composed:
    """The preparation mail to a party, with both files."""
    policy = samples.FORMS_POLICY if carries else samples.FULL_POLICY
    case = Case(Kind.PREPARATION, "forms", samples.agreed(shipped_skemas(locale)), policy=policy)
    return composed(case, Recipient.of(role), locale=locale)


def files(made: Composed) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_content() for part in parsed(made).iter_attachments()}


def document(word: bytes) -> etree._Element:
    """Give the XML as it is: the elements of python-docx have a `text` of their own."""
    with zipfile.ZipFile(io.BytesIO(word)) as entries:
        return etree.fromstring(entries.read("word/document.xml"))


def text_of(word: bytes) -> str:
    return " ".join("".join(one.itertext()) for one in document(word).iter(f"{W}p"))


@pytest.mark.parametrize(("role", "locale"), BOTH)
def test_every_question_has_its_field_in_both_files(role: Role, locale: str) -> None:
    word, pdf = (files(letter(role, locale))[f"skema.{kind.value}"] for kind in FormFile)
    wanted = [(f"{samples.ID}-{role.value}", one.id) for one in shipped_skema(role, locale).questions]
    tags = [one.get(f"{W}val") for one in document(word).iter(f"{W}tag")]
    fields = PdfReader(io.BytesIO(pdf)).get_fields() or {}
    assert [read_tag(one) for one in tags] == wanted
    assert [read_tag(one) for one in fields] == wanted
    assert all(len(one) <= 64 for one in tags)
    assert all("/V" not in one for one in fields.values())


@pytest.mark.parametrize(("role", "locale"), BOTH)
def test_the_files_say_what_we_remember_of_them(role: Role, locale: str) -> None:
    made = letter(role, locale)
    word = text_of(files(made)["skema.docx"])
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(files(made)["skema.pdf"])).pages)
    for passage in made.form:
        for text in passage.text.split("\n"):
            assert text.rstrip(":") in word
            assert "".join(text.split()) in "".join(printed.split())


def test_danish_letters_are_danish_letters_in_the_page_and_in_what_is_typed() -> None:
    reader = PdfReader(io.BytesIO(files(letter())["skema.pdf"]))
    assert "Anna Sørensen og Lars Højgaard" in reader.pages[0].extract_text()
    form: Any = reader.root_object["/AcroForm"]
    assert form["/DR"]["/Font"]["/Helv"]["/Encoding"] == "/WinAnsiEncoding"
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert all("/FontFile3" in str(font["/DescendantFonts"][0]["/FontDescriptor"]) for font in fonts)


def test_the_same_letter_carries_the_same_files_and_no_other_time_than_its_own() -> None:
    first, second = letter().letter.data, letter().letter.data
    assert first == second
    with zipfile.ZipFile(io.BytesIO(files(letter())["skema.docx"])) as entries:
        assert {entry.date_time for entry in entries.infolist()} == {(2026, 10, 20, 9, 0, 0)}
    about = PdfReader(io.BytesIO(files(letter())["skema.pdf"])).metadata
    assert about is not None
    assert about.creation_date == samples.AT


def test_both_files_together_weigh_less_than_two_hundred_kilobytes_as_mail() -> None:
    assert len(letter().letter.data) - len(letter(carries=False).letter.data) < 200_000


def test_the_letter_says_so_where_it_carries_a_form_and_nowhere_else() -> None:
    assert "udfyld det vedhæftede skema" in letter().plain
    assert "fill in the attached form" in letter(locale="en").plain
    assert "vedhæft" not in letter(carries=False).plain
    assert files(letter(carries=False)) == {}
    assert letter(carries=False).form == ()


def test_an_untouched_control_shows_an_invitation_that_word_knows_for_one() -> None:
    controls = document(files(letter())["skema.docx"]).iter(f"{W}sdt")
    for control in controls:
        assert control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        assert "".join(control.find(f"{W}sdtContent").itertext()) == "Skriv dit svar her"


def test_word_s_own_library_opens_it_in_the_language_one_types_in() -> None:
    for locale, spelling in (("da", "da-DK"), ("en", "en-GB")):
        word = Document(io.BytesIO(files(letter(locale=locale))["skema.docx"]))
        assert {one.get(f"{W}val") for one in word.styles.element.iter(f"{W}lang")} == {spelling}


def test_a_screen_reader_says_the_question_and_not_the_name_of_the_field() -> None:
    fields = PdfReader(io.BytesIO(files(letter())["skema.pdf"])).get_fields() or {}
    assert all(re.match(r"\d+\. .*", one["/TU"]) for one in fields.values())
