"""A person's reply: who wrote it, which letter it answers, and what it says."""

from collections.abc import Callable, Collection, Sequence

from musmail.conversation.agreeing import times_shown
from musmail.conversation.carrying import carried_items
from musmail.conversation.events import Intent, Replied
from musmail.conversation.files import FileFault, UnreadFile
from musmail.conversation.letters import FOLLOWING, FORMS, OF_TIMES, Kind, LetterRecord
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation, Own
from musmail.reading import mime
from musmail.reading.adding import with_earlier
from musmail.reading.belonging import resolved, texts_asked
from musmail.reading.belonging import taken as belonging
from musmail.reading.choosing import When
from musmail.reading.context import Context, Kept, Sent, Understood, party_of, role_for, role_of, sent_as
from musmail.reading.forms import Forms, Writer, read_forms
from musmail.reading.head import Head
from musmail.reading.headers import Headers
from musmail.reading.intent import SIGNING, Asked
from musmail.reading.lines import Line
from musmail.reading.listing import agreement_rows
from musmail.reading.meaning import SUMMARIES, Meaning, expected, keep_back, understand
from musmail.reading.missing import file_is_missing
from musmail.reading.original import Original, original
from musmail.reading.page import Page, page
from musmail.reading.pieces import OLDER_LETTERS, runs_of
from musmail.reading.postscript import apart
from musmail.reading.render import render
from musmail.reading.sorting import Chunk, sort
from musmail.reading.trust import Trust, Verdict, verdict
from musmail.reading.views import view
from musmail.skema.forms import Role

# The letters a form comes with, and those that ask for it.
_WITH_FORM = frozenset({Kind.PREPARATION, Kind.PREPARATION_REMINDER, Kind.RECEIPT})


def answered(message: mime.Message, head: Head, context: Context) -> Understood:
    """Read a person's reply: who wrote it, to which letter, and what it says."""
    if context.conversation is None:
        return Understood(Kept("nothing of ours belongs to this mail"))
    if not head.sender:
        return Understood(Kept("the sender is missing or unclear"), context.route.letter)
    if message.kind == "multipart/encrypted" or message.kind.endswith("pkcs7-mime"):
        return Understood(Kept("the mail is encrypted"), context.route.letter)
    rendered, extra = render(message) if context.portion.words else (page(()), [])
    sent = sent_as(context, context.route.letter) or _likely(rendered, head, context)
    if sent is None:
        known = role_of(context, head.sender) is not None
        return Understood(
            Kept("no letter of ours to answer" if known else "the sender is nobody we wrote to")
        )
    role = role_for(sent.record.to)
    party = party_of(context, role) if role else None
    if role is None or party is None:
        return Understood(Kept("from somebody who hears only how far a talk is"), sent.record.number)
    if sent.record.person != party.id:
        return Understood(Kept("it answers a letter to somebody who was a party before"), sent.record.number)
    if not _answers(context, sent, role, head.sender):
        return Understood(
            Kept("the sender is not the person this letter was for", notify=True), sent.record.number
        )
    return _understood(message, head, context, sent, role, party, (rendered, extra))


def _answers(context: Context, sent: Sent, role: Role, sender: str) -> bool:
    """Tell whether a sender may answer a letter: the one it was for, or about times alone somebody named for that.

    Nobody answers for the other side of their own talk.
    """
    party, other = party_of(context, role), party_of(context, role.other)
    if party is None or party.writes_from(sender):
        return party is not None
    their_own = other is not None and other.writes_from(sender)
    return sent.record.kind in OF_TIMES and party.is_answered_for_from(sender) and not their_own


def _likely(rendered: Page, head: Head, context: Context) -> Sent | None:
    """Find the letter of a reply that names none: the one it quotes most of, or else the newest that asks something."""
    role = role_of(context, head.sender)
    mine = [one for one in context.letters if role is not None and role_for(one.record.to) is role]
    if not mine:
        return None
    if not context.portion.words:  # only the form in it is read: it answers the letter that came with one
        return next((one for one in reversed(mine) if one.form), None)
    quoted = [(_quoted(rendered, one), one) for one in mine[-OLDER_LETTERS:]]
    most, letter = max(quoted, key=lambda pair: pair[0])
    if most:
        return letter
    return next((one for one in reversed(mine) if expected(one.record.kind)), mine[-1])


def _quoted(rendered: Page, one: Sent) -> int:
    return sum(run.length for run in runs_of(rendered, [original(one.passages)]))


def _understood(
    message: mime.Message,
    head: Head,
    context: Context,
    sent: Sent,
    role: Role,
    party: Party,
    rendered: tuple[Page, list[Line]],
) -> Understood:
    kind = sent.record.kind
    letters, names = _thread(context, sent), _names(context, role)
    taken = sort(
        rendered[0],
        letters,
        (head.sender_name, party.name),
        lists=_numbered(kind),
        agreed=_agreed(kind, context, names),
        book=context.book,
    )
    asked = _asked(context, sent.record, letters[0])
    forms = _forms(message, context, role, party, (head.sender_name, party.name))
    # Words beside the boxes say "klar", but neither sign a summary nor choose a time that the form does not ask for.
    beside = [] if kind in _WITH_FORM else [one for one in forms.chunks if not one.field]
    # The mail's own words last: whoever types beside a form says something about it.
    typed = with_earlier(taken, letters)
    typed = apart(typed, (head.sender_name, party.name)) if kind in FORMS else typed
    chunks = (*(one for one in forms.chunks if one not in beside), *typed)
    texts = texts_asked(context.book, letters[0].texts) if Intent.PLACE in asked.expects else ()
    settled, chunks = belonging(chunks, texts, context.route.action) if texts else ([], chunks)
    meaning = understand(chunks, kind, letters[0], asked, context.route.action, names)
    meaning.unfiled.extend(one.text for one in beside)
    _unseen(meaning, rendered[1])
    open_ones = [place + 1 for place in _own(context, role).offered]
    meaning.said = resolved([*settled, *meaning.said], texts, open_ones, meaning.unfiled)
    keep_back(meaning, asked)
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
        attachments=forms.others,
        unread=(*forms.unread, *_missing(message, kind, taken.chunks)),
        trusted=_trusted(message.headers, head, context, meaning),
    )
    if not (event.filed or event.said or event.unfiled or event.agreements):
        meaning.reasons.append("nothing was typed in it")
    return Understood(event, sent.record.number, tuple(meaning.reasons), lambda: view(taken, event))


def _missing(message: mime.Message, kind: Kind, typed: Sequence[Chunk]) -> tuple[UnreadFile, ...]:
    return (UnreadFile("", FileFault.MISSING),) if kind in FORMS and file_is_missing(message, typed) else ()


def _own(context: Context, role: Role) -> Own:
    return context.conversation.own(role) if isinstance(context.conversation, Conversation) else Own()


def _forms(message: mime.Message, context: Context, role: Role, party: Party, names: Sequence[str]) -> Forms:
    """Read the forms in a mail against the one its writer was sent."""
    talk = context.conversation
    if not isinstance(talk, Conversation):
        return Forms(others=message.attachments)
    sent = (one.form for one in reversed(context.letters) if one.form and one.record.person == party.id)
    return read_forms(message, Writer(talk, role, next(sent, ()), names, context.book), context.portion)


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
    return kind not in FOLLOWING and kind not in (
        Kind.CONVENE_LEADER,
        Kind.CONVENE_EMPLOYEE,
        Kind.OTHER_TIMES,
    )


def _agreed(
    kind: Kind, context: Context, names: Sequence[str]
) -> Callable[[Sequence[str]], Collection[int]] | None:
    if kind not in SUMMARIES:
        return None
    return lambda rows: agreement_rows(rows, now=context.now, zone=context.zone, names=names)


def _asked(context: Context, sent: LetterRecord, letter: Original) -> Asked:
    state = context.conversation
    slots = times_shown(state, sent.version) if isinstance(state, Conversation) else ()
    numbers = {int(name.partition(":")[2]) for name in letter.fields if name.startswith("agreement:")}
    when = When(context.now, context.meeting_length, context.zone, slots)
    known = {item.number for item in carried_items(state)} if isinstance(state, Conversation) else set()
    return Asked(expected(sent.kind, letter.fields), when, frozenset(numbers), context.book, frozenset(known))


def _names(context: Context, writer: Role) -> tuple[str, ...]:
    """Name the parties, the writer first."""
    roles = sorted(Role, key=lambda role: role is not writer)
    return tuple(party.name for role in roles if (party := party_of(context, role)) is not None)


def _unseen(meaning: Meaning, extra: Sequence[Line]) -> None:
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
