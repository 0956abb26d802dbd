"""The one entrance: the bytes of a mail and what we sent go in, one understanding comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from musmail.conversation.events import Away, Bounced, CalendarReplied, Event, Replied
from musmail.conversation.letters import Kind, LetterRecord, Passage, Recipient
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation, Person
from musmail.errors import Unreadable
from musmail.reading import automatic, mime, returned
from musmail.reading.align import Run
from musmail.reading.calendar import calendar_reply
from musmail.reading.choosing import When
from musmail.reading.head import Head, head_of
from musmail.reading.headers import Headers
from musmail.reading.intent import SIGNING, Asked
from musmail.reading.lines import Line
from musmail.reading.meaning import Meaning, expected, understand
from musmail.reading.original import Original, original
from musmail.reading.page import page
from musmail.reading.pieces import OLDER_LETTERS, runs_of
from musmail.reading.render import lines_of
from musmail.reading.route import Route
from musmail.reading.sorting import Sorted, sort
from musmail.reading.trust import Trust, Verdict, verdict
from musmail.reading.views import LineView, view
from musmail.scheduling.moments import COPENHAGEN
from musmail.skema.forms import Role

__all__ = ["Context", "Ignored", "Kept", "LineView", "Sent", "Understood", "read"]


@dataclass(frozen=True)
class Sent:
    """A letter of the aggregate as we remember it."""

    record: LetterRecord
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Context:
    """What a mail is read against."""

    key: str
    now: datetime
    conversation: Conversation | Person | None
    route: Route
    letters: Sequence[Sent] = ()  # newest last
    authserv_id: str | None = None
    same_tenant: bool = False
    meeting_length: timedelta = timedelta(minutes=90)
    zone: tzinfo = COPENHAGEN


@dataclass(frozen=True)
class Kept:
    """A person must look at it; `notify`: the one the letter was for gets a neutral "was this you?"."""

    reason: str
    notify: bool = False


@dataclass(frozen=True)
class Ignored:
    """Nobody needs to look at it: automatic mail and the like."""

    reason: str


@dataclass(frozen=True)
class Understood:
    """What a mail turned out to be, and why."""

    outcome: Event | Kept | Ignored
    letter: int | None = None
    reasons: tuple[str, ...] = ()
    _lines: Callable[[], tuple[LineView, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Say of every line what it was taken for."""
        return self._lines()


def read(body: bytes, context: Context) -> Understood:
    """Understand one mail; never raises for what people or programs send."""
    try:
        message = mime.parse(body)
        head = head_of(message.headers, body, message.body)
        return (
            _calendar(message, head, context)
            or _report(message, body, context)
            or _automatic(message, head, context)
            or _reply(message, head, context)
        )
    except Unreadable as error:
        return Understood(Kept(f"unreadable: {error}"), context.route.letter)


def _party(context: Context, role: Role) -> Party | None:
    match context.conversation:
        case Conversation():
            return context.conversation.party(role)
        case Person():
            return context.conversation.party if role is Role.EMPLOYEE else None
    return None


def _role_of(context: Context, address: str) -> Role | None:
    """Say which party writes from an address."""
    for role in Role:
        party = _party(context, role)
        if address and party is not None and party.writes_from(address):
            return role
    return None


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
    role = _role_of(context, head.sender)
    speaks_for = _role_of(context, found.attendee) if found.attendee else role
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
    lines, _ = lines_of(message)
    return "\n".join(line.text for line in lines if line.depth == 0).strip()[:2000]


def _report(message: mime.Message, body: bytes, context: Context) -> Understood | None:
    """Read a delivery report on one of our letters; one that names none of them is believed by nobody."""
    if automatic.is_read_receipt(message):
        return Understood(Ignored("a read receipt"), context.route.letter)
    if not returned.is_report(message.headers):
        return None
    report = automatic.delivery(message, body)
    if report is None:
        return Understood(Ignored("a report of no failure"), context.route.letter)
    sent = _sent(context, context.route.letter)
    if sent is None or context.route.via not in ("message_id", "token"):
        return Understood(Ignored("a delivery report that names none of our letters"))
    role = _role_for(sent.record.to)
    if role is None:
        return Understood(Kept("a letter to somebody who is no party did not arrive"), sent.record.number)
    event = Bounced(context.now, context.key, role, sent.record.number, report.permanent, report.reason)
    return Understood(event, sent.record.number, (f"delivery report: {report.reason}",))


def _automatic(message: mime.Message, head: Head, context: Context) -> Understood | None:
    if message.headers.has("x-loop", "x-rt-loop-prevention"):
        return Understood(
            Ignored("a mail that has been through a program, perhaps ours"), context.route.letter
        )
    if not head.auto:
        return None
    lines, _ = lines_of(message)
    words = "\n".join(line.text for line in lines if line.depth == 0)
    role = _role_of(context, head.sender)
    if role is None or not automatic.is_vacation(head.subject, words):
        return Understood(Ignored(f"automatic: {head.auto}"), context.route.letter)
    until = automatic.away_until(words, context.now, context.zone)
    return Understood(
        Away(context.now, context.key, role, until), context.route.letter, (f"automatic: {head.auto}",)
    )


def _sent(context: Context, number: int | None) -> Sent | None:
    return next((one for one in context.letters if one.record.number == number), None)


def _role_for(to: Recipient) -> Role | None:
    if to in (Recipient.EMPLOYEE, Recipient.SELF):
        return Role.EMPLOYEE
    return Role.LEADER if to is Recipient.LEADER else None


def _reply(message: mime.Message, head: Head, context: Context) -> Understood:
    """Read a person's reply: who wrote it, to which letter, and what it says."""
    if context.conversation is None:
        return Understood(Kept("nothing of ours belongs to this mail"))
    if not head.sender:
        return Understood(Kept("the sender is missing or unclear"), context.route.letter)
    if message.kind == "multipart/encrypted" or message.kind.endswith("pkcs7-mime"):
        return Understood(Kept("the mail is encrypted"), context.route.letter)
    lines, extra = lines_of(message)
    sent = _sent(context, context.route.letter) or _likely(lines, head, context)
    if sent is None:
        known = _role_of(context, head.sender) is not None
        return Understood(
            Kept("no letter of ours to answer" if known else "the sender is nobody we wrote to")
        )
    role = _role_for(sent.record.to)
    party = _party(context, role) if role else None
    if role is None or party is None:
        return Understood(Kept("from somebody who hears only how far a talk is"), sent.record.number)
    if not party.writes_from(head.sender):
        return Understood(
            Kept("the sender is not the person this letter was for", notify=True), sent.record.number
        )
    return _understood(message, head, context, sent, role, party, (lines, extra))


def _likely(lines: Sequence[Line], head: Head, context: Context) -> Sent | None:
    """Find the letter of a reply that names none: the one it quotes most of, or else the newest that asks something."""
    role = _role_of(context, head.sender)
    mine = [one for one in context.letters if role is not None and _role_for(one.record.to) is role]
    if not mine:
        return None
    rendered = page(lines)
    quoted = [
        (_quoted(rendered, runs_of(rendered, [original(one.passages)])), one) for one in mine[-OLDER_LETTERS:]
    ]
    most = max(quoted, key=lambda pair: pair[0])
    if most[0]:
        return most[1]
    return next((one for one in reversed(mine) if expected(one.record.kind)), mine[-1])


def _quoted(_: object, runs: Sequence[Run]) -> int:
    return sum(run.length for run in runs)


def _understood(
    message: mime.Message,
    head: Head,
    context: Context,
    sent: Sent,
    role: Role,
    party: Party,
    rendered: tuple[list[Line], list[Line]],
) -> Understood:
    kind = sent.record.kind
    letters = _thread(context, sent)
    taken = sort(page(rendered[0]), letters, (head.sender_name, party.name), lists=_numbered(kind))
    asked = _asked(context, kind, letters[0])
    meaning = understand(taken.chunks, kind, letters[0], asked, context.route.action, _names(context))
    _unseen(meaning, rendered[1], taken)
    event = Replied(
        at=context.now,
        key=context.key,
        role=role,
        address=head.sender,
        letter=sent.record.number,
        letter_kind=kind.value,
        version=sent.record.version,
        filed=tuple(meaning.filed),
        said=tuple(meaning.said),
        agreements=tuple(meaning.agreements),
        unfiled=tuple(meaning.unfiled),
        attachments=message.attachments,
        trusted=_trusted(message.headers, head, context, meaning),
    )
    if not (event.filed or event.said or event.unfiled or event.agreements):
        meaning.reasons.append("nothing was typed in it")
    return Understood(event, sent.record.number, tuple(meaning.reasons), lambda: view(taken, event))


def _thread(context: Context, sent: Sent) -> list[Original]:
    """List the letters a reply may quote: the one answered, then older and newer ones to the same person only."""
    same = [
        one
        for one in reversed(context.letters)
        if one is not sent and one.record.to is sent.record.to and one.record.person == sent.record.person
    ]
    return [original(one.passages) for one in (sent, *same[:OLDER_LETTERS])]


def _numbered(kind: Kind) -> bool:
    """Tell whether numbers on top may be those printed in the letter."""
    return kind not in (
        Kind.NUDGE,
        Kind.STATUS_RECEIPT,
        Kind.CONVENE_LEADER,
        Kind.CONVENE_EMPLOYEE,
        Kind.OTHER_TIMES,
    )


def _asked(context: Context, kind: Kind, letter: Original) -> Asked:
    state = context.conversation
    slots = state.shared.slots if isinstance(state, Conversation) else ()
    numbers = {int(name.partition(":")[2]) for name in letter.fields if name.startswith("agreement:")}
    when = When(context.now, context.meeting_length, context.zone, slots)
    return Asked(expected(kind), when, frozenset(numbers))


def _names(context: Context) -> tuple[str, ...]:
    return tuple(party.name for role in Role if (party := _party(context, role)) is not None)


def _unseen(meaning: Meaning, extra: Sequence[Line], taken: Sorted) -> None:
    """Keep lines that stood in only one of the mail's two forms."""
    words = "\n".join(line.text for line in extra if line.depth == 0 and line.text.strip())
    if words.strip():
        meaning.unfiled.append(words.strip())
        meaning.reasons.append("the mail's text and its HTML do not say the same")


def _trusted(headers: Headers, head: Head, context: Context, meaning: Meaning) -> bool:
    """Require our server's verdict for a signature, where one is configured."""
    if not any(one.intent in SIGNING for one in meaning.said):
        return True
    if context.authserv_id is None and not context.same_tenant:
        return True
    mode = Trust.TENANT if context.same_tenant else Trust.AUTHSERV
    if context.authserv_id == Trust.MICROSOFT.value:
        mode = Trust.MICROSOFT
    passed = verdict(headers, head.sender, context.authserv_id, mode) is Verdict.PASSED
    if not passed:
        meaning.reasons.append("our mail server has not vouched for the sender")
    return passed
