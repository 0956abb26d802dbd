"""The attached form: one draft from a template of its own, as Word and as PDF, and its words as they will come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from musmail.conversation.letters import Kind, Passage, Send
from musmail.conversation.policy import FormFile, Policy
from musmail.errors import TemplateError
from musmail.skema.forms import Role
from musmail.skema.marking import mark
from musmail.writing import fillable, mime, plain, word
from musmail.writing.cleaning import one_line
from musmail.writing.facts import View, facts
from musmail.writing.mime import Part
from musmail.writing.texts import Texts

FORM = "form"  # the template
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Attached:
    """The files as parts of the mail, and the words in them."""

    parts: tuple[Part, ...] = ()
    passages: tuple[Passage, ...] = ()


def attached(send: Send, view: View, policy: Policy, texts: Texts, *, at: datetime) -> Attached:
    """Write the form a letter carries, if it is one that does, in every kind of file the workplace wants."""
    if send.kind is not Kind.PREPARATION or not policy.attached_forms:
        return Attached()
    name = texts.name(FORM, view.party.locale)
    if name not in texts.sources:
        raise TemplateError(f"{name}: there is no such template")
    language = texts.language(name)
    draft = texts.draft(name, facts(send, view, policy))
    own = mark(view.id, Role(view.recipient.value))

    def written() -> Iterator[Part]:
        author = one_line(policy.organisation)
        if FormFile.DOCX in policy.attached_forms:
            data = word.docx(draft, own, locale=language.locale, author=author, at=at)
            yield mime.data_part(_DOCX, data, filename=language.files["form_word"])
        if FormFile.PDF in policy.attached_forms:
            if fillable.TEMPLATE not in texts.sources:
                raise TemplateError(f"{fillable.TEMPLATE}: there is no such template")
            data = fillable.pdf(draft, own, texts.sources[fillable.TEMPLATE], locale=language.locale, at=at)
            yield mime.data_part("application/pdf", data, filename=language.files["form_pdf"])

    return Attached(tuple(written()), plain.written(draft)[1])
