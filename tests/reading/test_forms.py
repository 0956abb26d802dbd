"""Forms that come back as files, filled in by whatever program, are read like typed answers; hostile ones are not."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from musmail.conversation.events import Replied
from musmail.conversation.files import FileFault, UnreadFile
from musmail.conversation.state import Conversation, Own
from musmail.skema.forms import Answer, Mark, Role
from musmail.writing import samples
from tests.reading.filling import (
    answers,
    blank_pdf,
    blank_word,
    fault,
    in_control,
    mail,
    paragraphs,
    pdf,
    printed,
    replied,
    rewritten,
    saved,
    talk,
    understood,
    with_notes,
    without_controls,
    word,
)
from tests.writing.gallery import shipped_skema

BOTH = [(role, locale) for role in Role for locale in ("da", "en")]
TYPED = {
    "own-goal": "Kursus i svejsning, på skift",
    "learnt": "At spørge før.\n\nOg at sige nej.",
    "went-well": "Alt",
}


# ── every program ──


@pytest.mark.parametrize(("role", "locale"), BOTH)
@pytest.mark.parametrize("fill", [word, pdf])
def test_every_answer_of_every_shipped_form_comes_back_under_its_question(
    fill: object, role: Role, locale: str
) -> None:
    typed = {one.id: f"Svar på {number}: æøå ÆØÅ." for number, one in shipped_skema(role, locale).numbered()}
    reply = replied(("skema", fill(typed, role, locale)), role=role, locale=locale)  # type: ignore[operator]
    assert answers(reply) == typed
    assert (reply.unfiled, reply.unread, reply.attachments) == ((), (), ())


@pytest.mark.parametrize(("role", "locale"), BOTH)
def test_every_answer_comes_back_where_the_controls_are_gone(role: Role, locale: str) -> None:
    typed = {
        one.id: f"Svaret er nummer {number}, æøå.\nLinje to."
        for number, one in shipped_skema(role, locale).numbered()
        if number % 3
    }
    reply = replied(("x.docx", without_controls(word(typed, role, locale))), role=role, locale=locale)
    assert answers(reply) == typed
    assert reply.unfiled == ()


def test_lines_in_one_run_tracked_changes_and_older_fallbacks_are_read_as_they_show() -> None:
    runs = (
        "<w:p><w:r><w:t>Først</w:t><w:br/><w:t>så</w:t><w:tab/><w:t>sidst</w:t></w:r></w:p>"
        "<w:p><w:ins><w:r><w:t>Ny</w:t></w:r></w:ins><w:del><w:r><w:delText>Gammel</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Flyttet</w:t></w:r></w:moveFrom></w:p>"
    )
    filled = rewritten(blank_word(), lambda xml: in_control(xml, "own-goal", runs))
    assert answers(replied(("a", filled))) == {"own-goal": "Først\nså sidst\nNy"}


def test_a_control_in_a_paragraph_as_libreoffice_writes_it_is_read() -> None:
    def inline(xml: str) -> str:
        control = re.search(r"<w:sdt>(?:(?!</w:sdt>).)*:own-goal\"/>.*?</w:sdt>", xml, re.DOTALL)
        assert control is not None
        inner = re.sub(r"</?w:p(?: [^>]*)?>|<w:pPr>.*?</w:pPr>|<w:showingPlcHdr/>", "", control[0])
        return xml.replace(control[0], f"<w:p>{inner.replace('Skriv dit svar her', 'Et kursus')}</w:p>")

    assert answers(replied(("a", rewritten(blank_word(), inline)))) == {"own-goal": "Et kursus"}


def test_what_is_typed_beside_the_boxes_is_not_lost() -> None:
    filled = word({"own-goal": "Et kursus"})
    filled = rewritten(
        filled,
        lambda xml: re.sub(
            r"(:achieved\".*?</w:sdt>)", r"\1" + paragraphs("Vi blev færdige i tide"), xml, count=1
        ),
    )
    assert answers(replied(("a", filled))) == {"own-goal": "Et kursus", "achieved": "Vi blev færdige i tide"}


@pytest.mark.parametrize("encoding", ["pdfdoc", "utf-16", "utf-8"])
def test_a_pdf_is_read_whatever_its_strings_are_written_in(encoding: str) -> None:
    typed = {**TYPED, "learnt": "Linje ét\rlinje to"}
    assert answers(replied(("a", pdf(typed, encoding=encoding)))) == {**TYPED, "learnt": "Linje ét\nlinje to"}


def test_a_pdf_saved_on_top_of_itself_is_read_as_it_was_saved_last() -> None:
    first = pdf({"own-goal": "Det første"})
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.update_page_form_field_values(writer.pages[0], {f"{samples.ID}-employee:own-goal": "Det sidste"})
    assert answers(replied(("a", saved(writer)))) == {"own-goal": "Det sidste"}


def test_text_put_on_the_page_belongs_to_the_box_it_lies_on() -> None:
    reply = replied(("a", with_notes({"own-goal": "Et kursus", "elsewhere": "Skriv til mig på fredag, tak"})))
    assert answers(reply) == {"own-goal": "Et kursus"}
    assert reply.unfiled == ("Skriv til mig på fredag, tak",)


def test_a_printed_form_is_read_where_its_text_has_a_place() -> None:
    assert answers(replied(("a", printed({**TYPED, "learnt": "At spørge før.\nOg at sige nej."})))) == {
        "own-goal": TYPED["own-goal"],
        "learnt": "At spørge før.\nOg at sige nej.",
    } | {"went-well": "Alt"}


def test_a_printed_form_whose_text_has_no_place_is_kept() -> None:
    assert fault(printed(TYPED, as_pieces=True), "a.pdf") is FileFault.FLATTENED


def test_a_picture_of_a_form_is_kept() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    assert fault(saved(writer), "scan.pdf") is FileFault.FLATTENED


# ── as typed answers are ──


def test_marks_in_boxes_count() -> None:
    typed = {"own-goal": "kun mig: Jeg sover dårligt", "learnt": "kun ved mødet: Om Bo", "went-well": "Alt"}
    for data in (word(typed), pdf(typed)):
        marks = {one.field: (one.text, one.mark) for one in replied(("a", data)).filed}
        assert marks == {
            "own-goal": ("Jeg sover dårligt", Mark.PRIVATE),
            "learnt": ("Om Bo", Mark.MEETING),
            "went-well": ("Alt", None),
        }


def test_what_is_typed_in_the_mail_and_what_stands_in_the_form_add_up() -> None:
    reply = replied(
        ("a", word({"own-goal": "Et kursus"})), text="1. Helst i svejsning\n\n5. Vi var for få\n\nKlar"
    )
    assert answers(reply) == {"own-goal": "Et kursus\nHelst i svejsning", "went-less-well": "Vi var for få"}
    assert [one.intent for one in reply.said] == ["ready"]


def test_a_mark_in_the_mail_keeps_back_what_the_form_says_to_the_same_question() -> None:
    (filed,) = replied(("a", word({"own-goal": "Et kursus"})), text="1. kun mig: og væk herfra").filed
    assert filed.mark is Mark.PRIVATE


def test_the_same_answers_in_both_files_are_said_once() -> None:
    assert answers(replied(("a", word(TYPED)), ("b", pdf(TYPED)))) == TYPED


def test_a_form_that_nobody_has_filled_in_withdraws_nothing_and_is_named() -> None:
    for data in (blank_word(), blank_pdf(), without_controls(blank_word())):
        reply = replied(("s.docx", data))
        assert (reply.filed, reply.unfiled) == ((), ())
        assert reply.unread == (UnreadFile("s.docx", FileFault.NOTHING_NEW),)


def answered(*before: Answer) -> Conversation:
    return replace(talk(), employee=Own(answers=before))


def test_a_form_that_is_sent_again_undoes_no_later_correction() -> None:
    first = Answer("own-goal", "Et kursus", Mark.OPENING, samples.AT)
    for since in (replace(first, text="To kurser"), replace(first, text="")):
        state = answered(first, since)
        reply = replied(("a", word({"own-goal": "Et kursus", "learnt": "Nyt"})), state=state)
        assert answers(reply) == {"learnt": "Nyt"}


def test_old_words_with_a_new_mark_are_new() -> None:
    state = answered(Answer("own-goal", "Et kursus", Mark.OPENING, samples.AT))
    (filed,) = replied(("a", word({"own-goal": "kun mig: Et kursus"})), state=state).filed
    assert filed.mark is Mark.PRIVATE


def test_a_file_is_what_its_bytes_say_and_not_its_name() -> None:
    assert answers(replied(("foto.jpg", word(TYPED)))) == TYPED
    assert answers(replied(("svar.docx", pdf(TYPED)))) == TYPED


# ── whose form it is ──


@pytest.mark.parametrize("fill", [word, pdf, lambda typed, role: without_controls(word(typed, role))])
def test_a_form_of_the_other_party_or_of_another_talk_is_not_filed(fill: object) -> None:
    theirs = replied(("a", fill({"own-goal": "Et kursus"}, Role.LEADER)))  # type: ignore[operator]
    assert (theirs.filed, theirs.unfiled) == ((), ())
    assert theirs.unread == (UnreadFile("a", FileFault.OTHER_FORM),)
    elsewhere = talk(name="cotherone2")
    last_years = replied(("a", fill({"own-goal": "Et kursus"}, Role.EMPLOYEE)), state=elsewhere)  # type: ignore[operator]
    assert (last_years.filed, last_years.unfiled) == ((), ())
    assert last_years.unread == (UnreadFile("a", FileFault.OTHER_FORM),)


def test_files_that_are_no_forms_are_named_as_before() -> None:
    body = "<w:body><w:p><w:r><w:t>Mine noter</w:t></w:r></w:p><w:sectPr"
    notes = rewritten(blank_word(), lambda xml: re.sub(r"<w:body>.*<w:sectPr", body, xml))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    paper = PdfWriter(clone_from=PdfReader(io.BytesIO(printed(TYPED))))
    paper.remove_page(0)
    for page in paper.pages:  # what is left says nothing of whose it is
        stream = DecodedStreamObject()
        stream.set_data(b"BT /F 10 Tf 20 100 Td (Kurser i 2027) Tj ET")
        page[NameObject("/Contents")] = stream
    files = (("noter.docx", notes), ("tal.xlsx", held.getvalue()), ("kursus.pdf", saved(paper)))
    reply = replied(*files)
    assert reply.attachments == tuple(name for name, _ in files)
    assert (reply.unread, reply.filed, reply.unfiled) == ((), (), ())


def test_where_no_form_was_sent_files_are_files() -> None:
    reply = understood(mail(("a.docx", word(TYPED)), ("b.pdf", pdf(TYPED))), carries=False).outcome
    assert isinstance(reply, Replied)
    assert reply.attachments == ("a.docx", "b.pdf")
    assert (reply.unread, reply.filed) == ((), ())
