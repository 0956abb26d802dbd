"""Forms that come back as files: known by their first bytes and by our mark in them, and read like typed answers.

Words that stand between the fields, or in a file that has lost its fields, are aligned with the form as we sent it,
by the same rules as the words of a mail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from musmail.conversation.files import FileFault, UnreadFile
from musmail.conversation.letters import Passage
from musmail.conversation.phrasebook import Phrasebook
from musmail.conversation.state import Conversation
from musmail.errors import FormRefused, Unreadable
from musmail.reading import mime
from musmail.reading.context import WHOLE, Portion
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

_RTF = rb"{\rtf"
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


def read_forms(message: mime.Message, writer: Writer | None, portion: Portion = WHOLE) -> Forms:
    """Read every form in a mail; without a writer's side of a talk none is answered, but each is accounted for."""
    chunks: list[Chunk] = []
    unread: list[UnreadFile] = []
    taken: list[mime.Part] = []
    for leaf in message.leaves:
        if len(taken) == MAX_FILES or not may_be_form(leaf):
            continue
        marks: tuple[str, ...] = ()
        try:
            filled = _opened(leaf)
            marks = _marks(filled) if filled else ()
            if _left_out(marks, portion):
                taken.append(leaf)
                continue
            answers = None if filled is None else _answers(filled, marks, writer)
            faults = [] if answers is None or answers else [FileFault.NOTHING_NEW]
        except FormRefused as error:
            answers, faults = _refused(FileFault(error.why), marks, writer, portion)
        if answers is not None:
            taken.append(leaf)
            chunks.extend(answers)
            unread.extend(UnreadFile(mime.name_of(leaf), fault) for fault in faults)
    others = (mime.attached(leaf) for leaf in message.leaves if leaf not in taken and not portion.only)
    return Forms(tuple(chunks), tuple(unread), tuple(name for name in others if name))


def _left_out(marks: tuple[str, ...], portion: Portion) -> bool:
    """Tell whether a form is read with another part of the mail."""
    talks = {talk_of(one) for one in marks}
    return portion.only not in talks if portion.only else bool(talks) and talks <= portion.elsewhere


def _refused(
    fault: FileFault, marks: tuple[str, ...], writer: Writer | None, portion: Portion
) -> tuple[list[Chunk] | None, list[FileFault]]:
    """Say what comes of a file that cannot be read; where no form was sent, it is a file like any other."""
    awaited = fault is FileFault.OTHER_FORM or writer is None or bool(writer.form)
    return ([], [fault]) if awaited and (marks or not portion.only) else (None, [])


def talks_in_files(body: bytes) -> tuple[str, ...]:
    """Name the talks whose forms are attached to a mail somebody wrote."""
    try:
        message = mime.parse(body)
    except Unreadable:
        return ()
    found: list[str] = []
    for leaf in [leaf for leaf in message.leaves if may_be_form(leaf)][:MAX_FILES]:
        try:
            filled = _opened(leaf)
        except FormRefused:
            continue
        found.extend(talk_of(form) for form in (_marks(filled) if filled else ()))
    return tuple(dict.fromkeys(found))


def _marks(filled: Filled) -> tuple[str, ...]:
    """Give the marks in a file, those in its fields first."""
    typed = (names[0] for name in filled.fields if (names := read_tag(name)))
    in_print = (one for line in filled.lines for one in marks_in(line.text))
    return tuple(dict.fromkeys((*typed, *in_print)))


def may_be_form(leaf: mime.Part) -> bool:
    """Tell by its first bytes whether a file is of a kind that forms are."""
    begins = replace(leaf, stop=min(leaf.stop, leaf.start + 2 * _HEAD)).data()[:_HEAD]
    return begins.startswith((_ZIP, _OLE, _RTF)) or _PDF in begins


def is_readable(leaf: mime.Part) -> bool:
    """Tell whether there are words in such a file that have a place. Raises FormRefused."""
    filled = _opened(leaf)
    return filled is None or not _is_flat(filled, _marks(filled))


def _is_flat(filled: Filled, marks: tuple[str, ...]) -> bool:
    """Tell whether it is a picture of something, or its words have lost their places."""
    words = any(line.text.strip() for line in filled.lines)
    return not filled.fields and not (filled.ordered if marks else words)


def _opened(leaf: mime.Part) -> Filled | None:
    """Open a file by what it is, whatever it is called; None where it is no form of anybody's."""
    if leaf.stop - leaf.start > MAX_FILE * 3 // 2:  # base64 is a third larger
        raise FormRefused(FileFault.TOO_LARGE)
    data = leaf.data()
    if len(data) > MAX_FILE:
        raise FormRefused(FileFault.TOO_LARGE)
    if data.startswith(_OLE):
        raise FormRefused(FileFault.ENCRYPTED if _SEALED in data else FileFault.OLD_WORD)
    if data.startswith(_RTF):
        raise FormRefused(FileFault.OTHER_FORMAT)
    if data.startswith(_ZIP):
        return word_form(data)
    if len(data) > MAX_PDF:
        raise FormRefused(FileFault.TOO_LARGE)
    return pdf_form(data)


def _answers(filled: Filled, marks: tuple[str, ...], writer: Writer | None) -> list[Chunk] | None:
    """Give what is new in a form; None where a file bears no form's mark, and so is none, or none was sent."""
    if not marks:
        if _is_flat(filled, marks):
            raise FormRefused(FileFault.FLATTENED)
        return None
    own = mark(writer.talk.id, writer.role) if writer else ""
    if writer is None or own not in marks:
        raise FormRefused(FileFault.OTHER_FORM)
    if not writer.form:
        return None
    if _is_flat(filled, marks):
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
