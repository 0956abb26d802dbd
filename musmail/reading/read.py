"""The one entrance: the bytes of a mail and what we sent go in, one understanding comes out."""

from musmail.conversation.events import Away, Bounced, CalendarReplied
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation
from musmail.errors import Unreadable
from musmail.reading import automatic, mime, returned
from musmail.reading.answering import answered
from musmail.reading.calendar import calendar_reply
from musmail.reading.context import Context, Ignored, Kept, Sent, Understood, role_for, role_of, sent_as
from musmail.reading.head import Head, head_of
from musmail.reading.render import render
from musmail.reading.unasked import unasked
from musmail.reading.views import LineView

__all__ = ["Context", "Ignored", "Kept", "LineView", "Sent", "Understood", "read"]


def read(body: bytes, context: Context) -> Understood:
    """Understand one mail; never raises for what people or programs send."""
    try:
        message = mime.parse(body)
        head = head_of(message.headers, body, message.body)
        return (
            _calendar(message, head, context)
            or _report(message, body, context)
            or _automatic(message, head, context)
            or _unasked(message, head, context)
            or answered(message, head, context)
        )
    except Unreadable as error:
        return Understood(Kept(f"unreadable: {error}"), context.route.letter)


def _unasked(message: mime.Message, head: Head, context: Context) -> Understood | None:
    """Read what a person writes of their own accord, or to a letter that is about no talk."""
    return unasked(message, head, context) if isinstance(context.conversation, Person) else None


def _calendar(message: mime.Message, head: Head, context: Context) -> Understood | None:
    """Read a calendar answer to our invitation; one with another UID is ordinary mail."""
    state = context.conversation
    if not head.calendar_uid or not isinstance(state, Conversation) or state.shared.appointment is None:
        return None
    if head.calendar_uid != state.shared.appointment.uid:
        return None
    found = calendar_reply(message, context.zone)
    if found is None or found.uid != state.shared.appointment.uid:
        return None
    role = role_of(context, head.sender)
    speaks_for = role_of(context, found.attendee) if found.attendee else role
    if role is None or speaks_for is not role:
        return Understood(
            Kept("a calendar answer from somebody it was not sent to", notify=speaks_for is not None),
            context.route.letter,
        )
    comment = found.comment or ("" if head.auto else _typed_beside(message))
    event = CalendarReplied(
        context.now, context.key, role, found.answer, found.sequence, found.stamp, found.proposed, comment
    )
    return Understood(event, context.route.letter, (f"calendar: {found.answer.value}",))


def _typed_beside(message: mime.Message) -> str:
    return _words(message).strip()[:2000]


def _words(message: mime.Message) -> str:
    return "\n".join(line.text for line in render(message)[0].lines if line.depth == 0)


def _report(message: mime.Message, body: bytes, context: Context) -> Understood | None:
    """Read a delivery report on one of our letters; one that names none of them is believed by nobody."""
    if automatic.is_read_receipt(message):
        return Understood(Ignored("a read receipt"), context.route.letter)
    if not returned.is_report(message.headers):
        return None
    report = automatic.delivery(message, body)
    if report is None:
        return Understood(Ignored("a report of no failure"), context.route.letter)
    sent = sent_as(context, context.route.letter)
    if sent is None or context.route.via not in ("message_id", "token"):
        return Understood(Ignored("a delivery report that names none of our letters"))
    role = role_for(sent.record.to)
    if role is None:
        return Understood(Kept("a letter to somebody who is no party did not arrive"), sent.record.number)
    event = Bounced(context.now, context.key, role, sent.record.number, report.permanent, report.reason)
    return Understood(event, sent.record.number, (f"delivery report: {report.reason}",))


# Signs of a list or a forwarder, which people's own words may come through too.
_WEAK_SIGNS = ("Precedence: bulk", "Precedence: list", "mailing list", "subject of an automatic reply")


def _automatic(message: mime.Message, head: Head, context: Context) -> Understood | None:
    looped = message.headers.has("x-loop", "x-rt-loop-prevention")
    if not head.auto and not looped:
        return None
    sign = head.auto or "it has been through a program, perhaps ours"
    words = _words(message)
    role = role_of(context, head.sender)
    if role is None or not automatic.is_vacation(head.subject, words):
        weak = role is not None and (not head.auto or head.auto in _WEAK_SIGNS)
        outcome = Kept(f"perhaps automatic: {sign}") if weak else Ignored(f"automatic: {sign}")
        return Understood(outcome, context.route.letter)
    until = automatic.away_until(words, context.now, context.zone)
    return Understood(
        Away(context.now, context.key, role, until), context.route.letter, (f"automatic: {head.auto}",)
    )
