"""Forms filled in the way programs do it, and the mails they come back in."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from musmail.conversation.events import Replied
from musmail.conversation.files import FileFault
from musmail.conversation.letters import Kind, LetterRecord, Recipient
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation
from musmail.reading.read import Context, Sent, Understood, read
from musmail.reading.route import Route
from musmail.skema.forms import Role
from musmail.writing import samples
from musmail.writing.compose import Composed
from tests.writing.gallery import shipped_skemas, shipped_texts
from tests.writing.test_forms import files, letter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTIES: Mapping[Role, Party] = {Role.EMPLOYEE: samples.ANNA, Role.LEADER: samples.LARS}
PLACEHOLDERS = {"da": "Skriv dit svar her", "en": "Write your answer here"}
_TYPED = '<w:r><w:rPr><w:color w:val="000000"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


# ── the talk and the mail ──


def talk(locale: str = "da", name: str = samples.ID) -> Conversation:
    """Give the talk the forms belong to."""
    return Conversation(name, samples.agreed(shipped_skemas(locale)))


def sent(made: Composed, role: Role, kind: Kind = Kind.PREPARATION) -> Sent:
    """Remember a letter as the store does."""
    party = PARTIES[role]
    record = LetterRecord(
        7, "k", kind, Recipient.of(role), party.id, party.address, "<m>", "test", samples.AT, "", ""
    )
    return Sent(replace(record, not_before=samples.AT.astimezone(UTC)), made.passages, made.form)


def mail(*attached: tuple[str, bytes], text: str = "", role: Role = Role.EMPLOYEE) -> bytes:
    """Write a mail with these files; what they are is said by nothing but their bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{PARTIES[role].name} <{PARTIES[role].address}>"
    message["To"] = "mus@example.org"
    message["Subject"] = "SV: Forbered din MUS"
    message.set_content(text or "\n")
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def understood(
    body: bytes,
    role: Role = Role.EMPLOYEE,
    locale: str = "da",
    state: Conversation | None = None,
    *,
    carries: bool = True,
) -> Understood:
    """Read a mail as an answer to the preparation mail, with both forms or with none."""
    state = state or talk(locale)
    letters = (sent(letter(role, locale, carries=carries), role),)
    context = Context(
        "key", samples.AT, state, Route(state.id, 7, "", "token"), letters, book=shipped_texts().phrasebook
    )
    return read(body, context)


def replied(
    *attached: tuple[str, bytes],
    text: str = "",
    role: Role = Role.EMPLOYEE,
    locale: str = "da",
    state: Conversation | None = None,
) -> Replied:
    """Read a mail with these files, which must be a reply."""
    outcome = understood(mail(*attached, text=text, role=role), role, locale, state).outcome
    assert isinstance(outcome, Replied), outcome
    return outcome


def answers(reply: Replied) -> dict[str, str]:
    """Give what was filed, by question."""
    return {one.field: one.text for one in reply.filed}


def fault(data: bytes, name: str = "skema.docx") -> FileFault | None:
    """Say why a file is not read; None for one that is, or is none of ours."""
    reply = replied((name, data))
    assert not reply.filed
    assert reply.attachments == (() if reply.unread else (name,))
    return reply.unread[0].why if reply.unread else None


# ── Word ──


def blank_word(role: Role = Role.EMPLOYEE, locale: str = "da") -> bytes:
    """Give the form as it was sent."""
    return files(letter(role, locale))["skema.docx"]


def rewritten(word: bytes, change: Callable[[str], str], **entries: bytes) -> bytes:
    """Change the document's XML; `entries` are added, their names with __ for / and _dot_ for a full stop."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data.decode()) if name == "word/document.xml" else data)
        for name, data in entries.items():
            after.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return held.getvalue()


def in_control(xml: str, question: str, content: str) -> str:
    """Put content into a control, as a program does when somebody begins to type: the invitation goes."""
    control = next(one for one in re.findall(r"<w:sdt>.*?</w:sdt>", xml, re.DOTALL) if f':{question}"' in one)
    typed = control.replace("<w:showingPlcHdr/>", "")
    typed = re.sub(r"(<w:sdtContent>).*(</w:sdtContent>)", lambda m: m[1] + content + m[2], typed)
    return xml.replace(control, typed)


def paragraphs(text: str) -> str:
    """Write lines as Word does in a rich control: a paragraph each, runs cut wherever the spelling was checked."""
    rows = []
    for line in text.split("\n"):
        first, space, rest = line.partition(" ")
        runs = _TYPED.format(escape(first + space)) + '<w:proofErr w:type="spellStart"/>'
        rows.append(f"<w:p>{runs}{_TYPED.format(escape(rest))}</w:p>" if rest else f"<w:p>{runs}</w:p>")
    return "".join(rows)


def word(
    typed: Mapping[str, str],
    role: Role = Role.EMPLOYEE,
    locale: str = "da",
    write: Callable[[str], str] = paragraphs,
) -> bytes:
    """Fill in the form in Word."""

    def change(xml: str) -> str:
        for question, text in typed.items():
            xml = in_control(xml, question, write(text))
        return xml

    return rewritten(blank_word(role, locale), change)


def without_controls(word: bytes) -> bytes:
    """Keep the words and lose every control, as some programs do."""
    return rewritten(word, lambda xml: re.sub(r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt(?:Content)?>", "", xml))


# ── PDF ──


def blank_pdf(role: Role = Role.EMPLOYEE, locale: str = "da") -> bytes:
    """Give the form as it was sent."""
    return files(letter(role, locale))["skema.pdf"]


def saved(writer: PdfWriter) -> bytes:
    """Write a PDF."""
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def value(text: str, encoding: str) -> TextStringObject | ByteStringObject:
    """Write a string as programs do: PDFDocEncoding, UTF-16 with a mark, or UTF-8 with one (PDF 2.0)."""
    if encoding == "utf-8":
        return ByteStringObject(b"\xef\xbb\xbf" + text.encode())
    if encoding == "utf-16":
        return ByteStringObject(b"\xfe\xff" + text.encode("utf-16-be"))
    return ByteStringObject(text.encode("latin-1"))


def pdf(
    typed: Mapping[str, str], role: Role = Role.EMPLOYEE, locale: str = "da", encoding: str = "utf-16"
) -> bytes:
    """Fill in the form in Acrobat."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf(role, locale))))
    for page in writer.pages:
        for widget in (one.get_object() for one in page["/Annots"]):  # type: ignore[attr-defined]
            question = str(widget["/T"]).partition(":")[2]
            if question in typed:
                widget[NameObject("/V")] = value(typed[question], encoding)
    return saved(writer)


def spots(page: PdfWriter | PdfReader, number: int = 0) -> dict[str, list[float]]:
    """Say where each question's box is on a page."""
    found = page.pages[number]["/Annots"]
    widgets = [one.get_object() for one in found]  # type: ignore[attr-defined]
    return {str(one["/T"]).partition(":")[2]: [float(x) for x in one["/Rect"]] for one in widgets}


def with_notes(typed: Mapping[str, str]) -> bytes:
    """Put text on top of the page, as "add text" does in a viewer that knows no fields."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf())))
    at = spots(writer)
    for question, text in typed.items():
        left, low, right, high = at.get(question, [10, 800, 60, 820])
        rect = (left + 5, low + 5, right - 5, high - 5)
        writer.add_annotation(0, FreeText(text=text, rect=rect))
    return saved(writer)


def printed(typed: Mapping[str, str], *, as_pieces: bool = False) -> bytes:
    """Make the first page flat: text drawn after everything else, where the boxes were, or as pieces of their own."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf())))
    at = spots(writer)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    page = writer.pages[0]
    resources = page["/Resources"]
    resources["/Font"][NameObject("/Typed")] = font  # type: ignore[index]
    drawn = b""
    pieces = DictionaryObject()
    for number, (question, text) in enumerate(typed.items()):
        left, _, _, high = at[question]
        rows = [row.encode("cp1252") for row in text.split("\n")]
        words = b" Tj 0 -12 Td ".join(b"(" + row + b")" for row in rows)
        spot = (0, 0) if as_pieces else (left + 4, high - 14)
        said = b"BT /Typed 10 Tf %d %d Td " % spot + words + b" Tj ET\n"
        if as_pieces:
            piece = DecodedStreamObject()
            piece.set_data(said)
            piece.update(
                {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")}
            )
            piece[NameObject("/BBox")] = ArrayObject()
            piece[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/Typed"): font})}
            )
            pieces[NameObject(f"/F{number}")] = writer._add_object(piece)
            said = b"q 1 0 0 1 %d %d cm /F%d Do Q\n" % (left + 4, high - 14, number)
        drawn += said
    if as_pieces:
        resources[NameObject("/XObject")] = pieces  # type: ignore[index]
    stream = DecodedStreamObject()
    stream.set_data(b"q\n" + page.get_contents().get_data() + b"\nQ\n" + drawn)  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)
    for one in writer.pages:
        one.pop("/Annots", None)
    writer.root_object.pop("/AcroForm", None)
    return saved(writer)
