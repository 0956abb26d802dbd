"""The tally: how every talk ended and why, and how many mails it took; each line can be checked against the mails."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from musmail.conversation.letters import Kind, LetterRecord, Recipient, Status
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation, End, Stage, Word
from musmail.conversation.tokens import verify
from musmail.sandbox.world import Carried, World
from musmail.skema.forms import Role

REMINDERS = frozenset(
    {Kind.CONVENE_REMINDER, Kind.PREPARATION_REMINDER, Kind.SUMMARY_REMINDER, Kind.SIGN_REMINDER}
)
_WORDS = {Word.SEEN: "seen", Word.AGREE: "agree", Word.REMARK: "agree with a remark"}
_WAITS_FOR = {
    Stage.PLANNED: "the day the leader is written to",
    Stage.FOLLOWING: "the dates of what was agreed",
    Stage.MEETING: "the meeting",
}


@dataclass(frozen=True)
class Line:
    """One talk: who, how it ended and why, when it was, and its mails by who got or wrote them."""

    conversation: str
    employee: str
    leader: str
    end: str
    why: str
    meeting: date | None
    to_employee: int
    to_leader: int
    to_others: int
    from_employee: int
    from_leader: int
    in_digests: int  # letters about it that came in a mail with others
    reminders: int


def tally(world: World) -> list[Line]:
    """Make up the account of every talk, in the order they were begun."""
    mails = _by_talk(world)
    talks = sorted(_talks(world), key=lambda one: (one.shared.begun_at, one.id))
    return [_line(talk, mails[talk.id]) for talk in talks]


@dataclass
class _Mails:
    """What was carried about one talk: letters alone, letters alone and in digests, and what people wrote."""

    ours: list[Carried] = field(default_factory=list)
    told: list[LetterRecord] = field(default_factory=list)
    theirs: list[Carried] = field(default_factory=list)


def _by_talk(world: World) -> Mapping[str, _Mails]:
    found: dict[str, _Mails] = defaultdict(_Mails)
    for mail in world.mails:
        if mail.record is None:
            found[addressed(mail, world)].theirs.append(mail)
            continue
        found[mail.aggregate].ours.append(mail)
        for name, letter in mail.letters:
            found[name].told.append(letter)
    return found


def _talks(world: World) -> Iterator[Conversation]:
    for aggregate_id in world.office.store.ids():
        aggregate = world.office.store.load(aggregate_id)
        if aggregate and isinstance(aggregate.state, Conversation):
            yield aggregate.state


def _line(talk: Conversation, mails: _Mails) -> Line:
    shared = talk.shared
    return Line(
        conversation=talk.id,
        employee=shared.employee.name,
        leader=shared.leader.name,
        end=shared.end.value if shared.end else shared.stage.value,
        why=why(talk),
        meeting=shared.appointment.slot.start.date() if shared.appointment else None,
        to_employee=_to(mails.ours, Recipient.EMPLOYEE),
        to_leader=_to(mails.ours, Recipient.LEADER),
        to_others=_to(mails.ours, Recipient.LEADERS_LEADER, Recipient.HR),
        from_employee=_from(mails.theirs, shared.employee),
        from_leader=_from(mails.theirs, shared.leader),
        in_digests=len(mails.told) - len(mails.ours),
        reminders=sum(letter.kind in REMINDERS for letter in mails.told),
    )


def addressed(mail: Carried, world: World) -> str:
    """Say which talk a person's mail was addressed to, by the token in its address."""
    token = verify(world.office.secret, mail.recipient.partition("@")[0].partition("+")[2])
    return token.aggregate if token else ""


def _to(mails: Iterable[Carried], *readers: Recipient) -> int:
    return sum(mail.record is not None and mail.record.to in readers for mail in mails)


def _from(mails: Iterable[Carried], party: Party) -> int:
    return sum(party.writes_from(mail.sender) for mail in mails)


def why(talk: Conversation) -> str:
    """Explain an end state, or say what an open talk waits for, in one sentence without content."""
    shared = talk.shared
    match shared.end:
        case End.SIGNED:
            signed = ", ".join(
                f"{talk.party(one.role).first_name} {one.at.date():%d %b %Y} ({_WORDS[one.word]})"
                for one in sorted(shared.signatures, key=lambda one: one.at)
            )
            return f"both signed version {shared.signatures[0].version}: {signed}"
        case End.HELD_UNSIGNED:
            return f"held, but {_unsigned(talk)}"
        case End.NOT_HELD:
            return _not_held(talk)
        case None:
            waits = _WAITS_FOR.get(shared.stage)
            asked = f"{talk.party(shared.asked).first_name} to answer about times" if shared.asked else ""
            return f"still open; it waits for {waits or asked or 'the next step'}"


def _unsigned(talk: Conversation) -> str:
    signed = {one.role for one in talk.shared.signatures}
    missing = [talk.party(role).first_name for role in Role if role not in signed]
    if not talk.shared.minutes and talk.shared.draft is None:
        return "nobody wrote a summary"
    return f"{' and '.join(missing)} did not sign in time" if missing else "there was no plan"


_REASONS = {
    "never_convened": "no time was agreed on, though the leader, the leader's leader and HR were told",
    "left": "the employee has left",
    "exempt": "the employee is to have no talks any more",
    "operator": "an operator closed it",
    "said": "both or the one with the pen said so, without a reason",
}


def _not_held(talk: Conversation) -> str:
    said = [talk.party(role).first_name for role, word in talk.shared.held.items() if word == "not_held"]
    if said:
        return f"not held: {' and '.join(said)} said so"
    return f"not held: {_REASONS.get(talk.shared.reason, talk.shared.reason)}"


@dataclass(frozen=True)
class Totals:
    """The sums under the lines."""

    talks: int
    letters: int
    replies: int
    reminders: int
    refused: int
    for_review: int


def totals(world: World, lines: Sequence[Line]) -> Totals:
    """Add everything up."""
    ours = [mail for mail in world.mails if mail.record]
    refused = sum(
        letter.status is Status.REFUSED
        for aggregate_id in world.office.store.ids()
        if (aggregate := world.office.store.load(aggregate_id))
        for letter in aggregate.letters
    )
    return Totals(
        talks=len(lines),
        letters=len(ours),
        replies=len(world.mails) - len(ours),
        reminders=sum(letter.kind in REMINDERS for mail in ours for _, letter in mail.letters),
        refused=refused,
        for_review=sum(1 for _ in world.desktop.desk.kept()),
    )
