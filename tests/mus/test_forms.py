"""A whole MUS on the real servers with the attached forms: Anna fills in Word, Lars a PDF, and the daemon is killed."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from musmail.sandbox.clients import Client
from tests.mus.dialogue import (
    assert_it_ended_signed_and_followed,
    at,
    from_the_opening_to_the_follow_up,
    to_the_preparation,
    write,
)
from tests.mus.people import newest, opened
from tests.mus.workplace import DONE, REVIEW, Workplace
from tests.reading.filling import WORD, in_control, paragraphs, rewritten, saved

pytestmark = pytest.mark.servers

SECRET = "Jeg overvejer at sige op"


def in_word(data: bytes) -> bytes:
    """Fill in the Word document, with one answer for herself alone."""
    typed = {
        "own-goal": "Kursus i svejsning, gerne på skift.\nOg ro til det.",
        "learnt": f"kun mig: {SECRET}",
    }

    def change(xml: str) -> str:
        for question, text in typed.items():
            xml = in_control(xml, question, paragraphs(text))
        return xml

    return rewritten(data, change)


def in_acrobat(data: bytes) -> bytes:
    """Fill in the PDF."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        fields = {str(one.get_object()["/T"]) for one in page.get("/Annots", [])}
        typed = {name: "At Anna får øvet sig." for name in fields if name.endswith(":own-goal")}
        writer.update_page_form_field_values(page, typed, auto_regenerate=False)
    return saved(writer)


def test_a_whole_mus_prepared_in_forms_ends_signed_and_followed_up(workplace: Workplace) -> None:
    place = workplace
    with place.config.open("a", encoding="utf-8") as config:
        config.write("attached_forms: [docx, pdf]\n")
    daemon = place.run()
    to_the_preparation(place)
    place.jump(at(10, 26, 10))
    (blank,) = newest(place, "anna", Kind.PREPARATION).files(WORD)
    files = {"svar.docx": (WORD, in_word(blank))}
    write(place, "anna", Kind.PREPARATION, Client.OUTLOOK, "Hej, her er mit.\n\nKlar", files=files)
    daemon.kill()
    place.run()
    place.rest()
    (blank,) = newest(place, "lars", Kind.PREPARATION).files("application/pdf")
    files = {"svar.pdf": ("application/pdf", in_acrobat(blank))}
    write(place, "lars", Kind.PREPARATION, Client.IPHONE, "Klar", files=files)
    place.rest()
    talk = place.conversation()
    assert talk.stage is Stage.OPENED
    assert set(talk.employee.standing()) == {"own-goal", "learnt"}
    assert set(talk.leader.standing()) == {"own-goal"}
    for name in ("anna", "lars"):
        theirs = "At Anna får øvet sig." if name == "anna" else "Kursus i svejsning, gerne på skift."
        assert theirs in newest(place, name, Kind.OPENING).words

    from_the_opening_to_the_follow_up(place)
    assert_it_ended_signed_and_followed(place)
    for name in ("anna", "lars"):
        assert all(SECRET not in opened(mail).words for mail in place.letters(name))
    came = b"".join(place.our(DONE))
    assert (came.count(b"svar.pdf") > 0, b"svar.docx" in came) == (
        True,
        False,
    )  # hers holds private words: removed
    assert place.our(REVIEW) == []
