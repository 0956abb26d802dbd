"""What a mail is read against, and what it may turn out to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from musmail.conversation.aggregate import State
from musmail.conversation.events import Event
from musmail.conversation.letters import LetterRecord, Passage, Recipient
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.conversation.state import Conversation
from musmail.conversation.wishes import TalkSeen
from musmail.reading.route import Route
from musmail.reading.views import LineView
from musmail.scheduling.moments import COPENHAGEN
from musmail.skema.forms import Role


@dataclass(frozen=True)
class Sent:
    """A letter of the aggregate as we remember it."""

    record: LetterRecord
    passages: tuple[Passage, ...]
    form: tuple[Passage, ...] = ()  # the words of the form that came with it


@dataclass(frozen=True)
class Portion:
    """What of a mail is read, where its forms belong to several talks: its words or not, and the forms of which."""

    words: bool = True
    only: str = ""  # the talk whose forms alone are read; empty: every file
    elsewhere: frozenset[str] = frozenset()  # the talks whose forms are read by themselves


WHOLE = Portion()


@dataclass(frozen=True)
class Context:
    """What a mail is read against."""

    key: str
    now: datetime
    conversation: State | None
    route: Route
    letters: Sequence[Sent] = ()  # newest last
    authserv_id: str | None = None
    same_tenant: bool = False
    meeting_length: timedelta = timedelta(minutes=90)
    zone: tzinfo = COPENHAGEN
    talks: Sequence[TalkSeen] = ()  # of the person who writes of their own accord
    book: Phrasebook = NO_BOOK  # what our letters tell people to write
    portion: Portion = WHOLE


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


def party_of(context: Context, role: Role) -> Party | None:
    """Say who sits on a side of the table; a person between talks sits alone."""
    match context.conversation:
        case Conversation():
            return context.conversation.party(role)
        case Person():
            return context.conversation.party if role is Role.EMPLOYEE else None
    return None


def role_of(context: Context, address: str) -> Role | None:
    """Say which party writes from an address."""
    for role in Role:
        party = party_of(context, role)
        if address and party is not None and party.writes_from(address):
            return role
    return None


def sent_as(context: Context, number: int | None) -> Sent | None:
    """Find a letter by its number."""
    return next((one for one in context.letters if one.record.number == number), None)


def role_for(to: Recipient) -> Role | None:
    """Say which party a letter was for; None for those who hear only how far a talk is."""
    if to in (Recipient.EMPLOYEE, Recipient.SELF):
        return Role.EMPLOYEE
    return Role.LEADER if to is Recipient.LEADER else None
