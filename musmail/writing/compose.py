"""A wish for a letter and what its reader may see in, finished bytes out: the same bytes whenever it is asked."""

from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime

from musmail.conversation.letters import ANSWERS, Kind, Passage, Recipient, Send
from musmail.conversation.policy import Policy
from musmail.wire import Letter
from musmail.writing import calendar, mime, paper, plain
from musmail.writing.actions import Addressing
from musmail.writing.attached import Attached, attached
from musmail.writing.cleaning import one_line
from musmail.writing.facts import CANCELS, About, PersonView, View, facts
from musmail.writing.language import Language
from musmail.writing.mime import Part
from musmail.writing.texts import Texts

__all__ = ["Composed", "PersonView", "View", "compose"]

# Never `All`: it would keep the bounces away too.
NO_ANSWERS_PLEASE = "DR, RN, NRN, AutoReply"


@dataclass(frozen=True)
class Composed:
    """A finished letter, with its words as the reader will see them and the parts one may want to look at."""

    letter: Letter
    passages: tuple[Passage, ...]
    subject: str
    html: str
    plain: str
    form: tuple[Passage, ...] = ()  # the words of the form that comes with it


def compose(
    send: Send,
    view: View | PersonView,
    policy: Policy,
    texts: Texts,
    *,
    number: int,
    secret: bytes,
    at: datetime,
) -> Composed:
    """Write one letter; a template that fails raises TemplateError with its file and line."""
    addressing = Addressing(policy.mailbox, secret, view.id, number)
    name = texts.name(send.kind.value, view.party.locale)
    language = texts.language(name)
    draft = texts.draft(name, facts(send, view, policy))
    words, passages = plain.written(draft)
    html = texts.html(draft, {"lang": language.locale, "mailto": addressing.mailto})
    subject = f"{draft.subject} {addressing.tag}"
    headers = [
        *_headers(send, view, addressing, subject=subject, at=at),
        ("Content-Language", language.locale),
    ]
    form = attached(send, view, policy, texts, at=at) if isinstance(view, View) else Attached()
    root = _body(send, view, policy, texts, language, words=words, html=html, at=at)
    if form.parts:
        root = mime.multipart("mixed", root, *form.parts)
    data = mime.message(headers, root, seed=addressing.message_id)
    recipient = "".join(one_line(view.party.address).split())
    letter = Letter(addressing.message_id, policy.mailbox.address, recipient, data)
    return Composed(letter, passages, subject, html, words, form.passages)


def _headers(
    send: Send, view: View | PersonView, addressing: Addressing, *, subject: str, at: datetime
) -> list[tuple[str, str]]:
    sender = addressing.mailbox
    auto = "auto-replied" if send.kind in ANSWERS else "auto-generated"
    headers = [
        ("From", mime.mailbox(sender.name, sender.address)),
        ("To", mime.mailbox(view.party.name, view.party.address)),
        ("Reply-To", mime.mailbox(sender.name, addressing.reply_to())),
        ("Subject", mime.unstructured(subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", addressing.message_id),
    ]
    thread = "".join(one_line(About.of(send.about).thread).split())
    if thread and thread.isascii():
        headers += [("In-Reply-To", thread), ("References", thread)]
    return [
        *headers,
        ("Auto-Submitted", auto),
        ("X-Auto-Response-Suppress", NO_ANSWERS_PLEASE),
        ("X-Loop", sender.address),
    ]


def _body(
    send: Send,
    view: View | PersonView,
    policy: Policy,
    texts: Texts,
    language: Language,
    *,
    words: str,
    html: str,
    at: datetime,
) -> Part:
    both = (mime.text_part("text/plain", words), mime.text_part("text/html", html))
    if isinstance(view, PersonView):
        return mime.multipart("alternative", *both)
    meant = _in_calendar(send, view)
    if meant is not None:
        method = "REQUEST" if send.kind is Kind.INVITATION else "CANCEL"
        event = calendar.event(method, meant, policy, language, description=words, at=at)
        alternative = mime.multipart("alternative", *both, calendar.part(method, event))
        return mime.multipart("mixed", alternative, calendar.attachment(method, event, language))
    alternative = mime.multipart("alternative", *both)
    if send.kind is Kind.SIGNED and view.shared.minutes:
        pdf = paper.signed_summary_pdf(view, policy, texts)
        filename = texts.language(paper.template_of(view, texts)).files["summary"]
        return mime.multipart("mixed", alternative, mime.data_part("application/pdf", pdf, filename=filename))
    return alternative


def _in_calendar(send: Send, view: View) -> View | None:
    """Show the meeting a letter puts into a calendar or takes out of it, with those who were to hold it."""
    shared = view.shared
    if send.kind is Kind.INVITATION:
        return view if shared.appointment is not None else None
    off = shared.appointment or shared.called_off
    if send.kind not in CANCELS or off is None or (send.kind is Kind.PERSON_LEFT and not shared.called_off):
        return None
    with_former = send.kind is Kind.LEADER_CHANGED or view.recipient is Recipient.FORMER_LEADER
    leader = shared.former_leader if with_former and shared.former_leader else shared.leader
    return replace(view, shared=replace(shared, appointment=off, leader=leader))
