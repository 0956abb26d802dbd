"""Forms that come back as files: known by their first bytes and by our mark in them, and read like typed answers.

Words that stand between the fields, or in a file that has lost its fields, are aligned with the form as we sent it,
by the same rules as the words of a mail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from musmail.conversation.events import FileFault, UnreadFile
from musmail.conversation.letters import Passage
from musmail.conversation.phrasebook import Phrasebook
from musmail.conversation.state import Conversation
from musmail.errors import FormRefused, Unreadable
from musmail.reading import mime
from musmail.reading.filled import MAX_FILE, MAX_PDF, Filled
from musmail.reading.marks import take_mark
from musmail.reading.original import original
from musmail.reading.page import page
from musmail.reading.pdfform import pdf_form
from musmail.reading.sorting import Chunk, sort
from musmail.reading.withdrawing import withdraws
from musmail.reading.wordform import word_form
from musmail.skema.forms import Role
from musmail.skema.marking import mark, marks_in, read_tag, tag, talk_of, without_marks

MAX_FILES = 3  # opened in one mail; people send one
WHY = "stands in the attached form"

_ZIP, _PDF, _OLE = b"PK", b"%PDF-", bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = 1024  # a PDF may begin so late (ISO 32000-1, annex H.3)
# A Word file with a password is put into the container of the old format, in a part of this name.
_SEALED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Forms:
    """What came of a mail's files: the answers in forms, those no answer came out of, and the names of all others."""

    chunks: tuple[Chunk, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writer:
    """Whose forms are read: their side of a talk, the form they were sent, and the names they sign with."""

    talk: Conversation
    role: Role
    form: tuple[Passage, ...]
    names: Sequence[str]
    book: Phrasebook


def read_forms(message: mime.Message, writer: Writer) -> Forms:
    """Read every form in a mail; where none was sent to its writer, files are files."""
    if not writer.form:
        return Forms(others=message.attachments)
    chunks: list[Chunk] = []
    unread: list[UnreadFile] = []
    taken: list[mime.Part] = []
    for leaf in message.leaves:
        if len(taken) == MAX_FILES or not _may_be_form(leaf):
            continue
        try:
            filled = _opened(leaf)
            answers = None if filled is None else _answers(filled, writer)
            faults = [] if answers is None or answers else [FileFault.NOTHING_NEW]
        except FormRefused as error:
            answers, faults = [], [FileFault(error.why)]
        if answers is not None:
            taken.append(leaf)
            chunks.extend(answers)
            unread.extend(UnreadFile(mime.name_of(leaf), fault) for fault in faults)
    others = (mime.attached(leaf) for leaf in message.leaves if leaf not in taken)
    return Forms(tuple(chunks), tuple(unread), tuple(name for name in others if name))


def talk_in_files(body: bytes) -> str:
    """Name the talk whose form is attached to a mail that says nothing else of where it belongs; or nothing."""
    try:
        leaves = [leaf for leaf in mime.parse(body).leaves if _may_be_form(leaf)]
    except Unreadable:
        return ""
    for leaf in leaves[:MAX_FILES]:
        try:
            filled = _opened(leaf)
        except FormRefused:
            continue
        for form in _marks(filled) if filled else ():
            return talk_of(form)
    return ""


def _marks(filled: Filled) -> tuple[str, ...]:
    """Give the marks in a file, those in its fields first."""
    typed = (names[0] for name in filled.fields if (names := read_tag(name)))
    in_print = (one for line in filled.lines for one in marks_in(line.text))
    return tuple(dict.fromkeys((*typed, *in_print)))


def _may_be_form(leaf: mime.Part) -> bool:
    begins = replace(leaf, stop=min(leaf.stop, leaf.start + 2 * _HEAD)).data()[:_HEAD]
    return begins.startswith((_ZIP, _OLE)) or _PDF in begins


def _opened(leaf: mime.Part) -> Filled | None:
    """Open a file by what it is, whatever it is called; None where it is no form of anybody's."""
    if leaf.stop - leaf.start > MAX_FILE * 3 // 2:  # base64 is a third larger
        raise FormRefused(FileFault.TOO_LARGE)
    data = leaf.data()
    if len(data) > MAX_FILE:
        raise FormRefused(FileFault.TOO_LARGE)
    if data.startswith(_OLE):
        raise FormRefused(FileFault.ENCRYPTED if _SEALED in data else FileFault.OLD_WORD)
    if data.startswith(_ZIP):
        return word_form(data)
    if len(data) > MAX_PDF:
        raise FormRefused(FileFault.TOO_LARGE)
    return pdf_form(data)


def _answers(filled: Filled, writer: Writer) -> list[Chunk] | None:
    """Give what is new in a form; None where a file bears no form's mark, and so is none."""
    own, marks = mark(writer.talk.id, writer.role), _marks(filled)
    if not marks:
        if not filled.fields and not any(line.text.strip() for line in filled.lines):
            raise FormRefused(FileFault.FLATTENED)  # a picture of something
        return None
    if own not in marks:
        raise FormRefused(FileFault.OTHER_FORM)
    if not filled.ordered and not filled.fields:
        raise FormRefused(FileFault.FLATTENED)
    questions = {question.id for question in writer.talk.shared.skemas[writer.role].questions}
    found = [
        Chunk(question, text, 0, 0, WHY)
        for name, text in filled.fields.items()
        if text and (question := name.removeprefix(tag(own, ""))) in questions
    ]
    found.extend(_between(filled, writer))
    found.extend(Chunk("", text, 0, 0, WHY) for text in filled.loose)
    return [chunk for chunk in found if not _was_there(chunk, writer)]


def _between(filled: Filled, writer: Writer) -> Iterator[Chunk]:
    """File what was typed outside the fields under the question it stands under."""
    lines = [line._replace(text=without_marks(line.text)) for line in filled.lines]
    for chunk in sort(page(lines), [original(writer.form)], writer.names, lists=False).chunks:
        yield replace(chunk, first=0, count=0, why=WHY)


def _was_there(chunk: Chunk, writer: Writer) -> bool:
    """Tell whether the writer has given this very answer before: a form that is sent again still holds it.

    It must not undo what has been corrected or taken back by mail since. A new mark on old words is new.
    """
    text, given = take_mark(chunk.text, writer.book)
    before = [one for one in writer.talk.own(writer.role).answers if one.question == chunk.field]
    same = any(one.text == text.strip() for one in before)
    return same and not withdraws(chunk.text) and given in (None, before[-1].mark)
