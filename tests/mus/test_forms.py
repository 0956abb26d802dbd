"""The attached forms on the real servers: Anna fills in Word, Lars a PDF, and the daemon is killed in between."""

import io
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from pypdf import PdfReader, PdfWriter

from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from tests.mus.people import newest, opened, reply
from tests.mus.story import STORY
from tests.mus.workplace import DONE, Workplace
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


def send_back(place: Workplace, name: str, kind: str, fill: Callable[[bytes], bytes], words: str) -> None:
    """Fill in the form that came with the preparation mail, and send it back as a reply."""
    letter = newest(place, name, Kind.PREPARATION)
    (form,) = letter.files(kind)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = place.address(name), letter.reply_to
    message["Subject"], message["In-Reply-To"] = f"SV: {letter.subject}", letter.message_id
    message["Message-ID"] = f"<form.{place.number}.{name}@client.example>"
    message.set_content(words)
    main, _, sub = kind.partition("/")
    message.add_attachment(fill(form), maintype=main, subtype=sub, filename="svar.bin")
    place.post(message.as_bytes(), place.address(name), letter.reply_to)


def test_both_prepare_with_forms_and_each_reads_the_others_shared_words_at_the_opening(
    workplace: Workplace,
) -> None:
    with workplace.config.open("a", encoding="utf-8") as config:
        config.write("attached_forms: [docx, pdf]\n")
    daemon = workplace.run()
    prepared = next(
        n for n, scene in enumerate(STORY) if any(kind is Kind.PREPARATION for _, kind in scene.letters)
    )
    for scene in STORY[: prepared + 1]:
        workplace.jump(scene.at)
        if scene.reply:
            reply(workplace, scene.reply, scene.at)
        workplace.rest()
    daemon.kill()
    send_back(workplace, "anna", WORD, in_word, "Hej, her er mit.\r\n\r\nKlar\r\n")
    workplace.run()
    workplace.rest()
    send_back(workplace, "lars", "application/pdf", in_acrobat, "Klar\r\n")
    workplace.rest()
    talk = workplace.conversation()
    assert talk.stage is Stage.OPENED
    assert set(talk.employee.standing()) == {"own-goal", "learnt"}
    assert set(talk.leader.standing()) == {"own-goal"}
    for name in ("anna", "lars"):
        opening = newest(workplace, name, Kind.OPENING)
        theirs = "At Anna får øvet sig." if name == "anna" else "Kursus i svejsning, gerne på skift."
        assert theirs in opening.words
        assert all(SECRET not in opened(mail).words for mail in workplace.letters(name))
    assert (
        sum(b"svar.bin" in mail for mail in workplace.our(DONE)) == 1
    )  # hers, with private words, is removed
