"""What can happen to an aggregate. An event carries its time and the key under which it acts once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from musmail.conversation.bundles import Digested
from musmail.conversation.files import UnreadFile
from musmail.conversation.items import CarriedItem
from musmail.conversation.people import Party
from musmail.conversation.policy import Leads, Waits
from musmail.conversation.tidings import Absences, Tiding
from musmail.conversation.wishes import Wrote
from musmail.scheduling.cadence import Cadence
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Mark, Role, Skema


class Intent(StrEnum):
    """What a short reply means."""

    CHOOSE_SLOT = "choose_slot"  # number
    OFFER_TIMES = "offer_times"  # times
    PROPOSE = "propose"  # "let times be proposed"
    OTHER_TIME = "other_time"  # times may be empty, text says what was wished
    COMPANION = "companion"  # text
    OTHER_INTERVIEWER = "other_interviewer"  # text
    READY = "ready"  # "I am done preparing"
    EXPAND = "expand"  # number of the other's answer
    ADD_POINT = "add_point"  # text
    MOVE = "move"  # times may be empty
    SHORT_TALK = "short_talk"  # three points instead of the whole
    HELD = "held"
    NOT_HELD = "not_held"  # text is the reason
    PARTLY = "partly"  # times may be empty
    NO_AGREEMENTS = "no_agreements"
    NO_SURPRISE = "no_surprise"  # nothing to add before signing
    STRIKE = "strike"  # number of the summary line that should not stand
    SEEN = "seen"
    AGREE = "agree"
    AGREE_REMARK = "agree_remark"  # text
    CORRECT = "correct"  # field and text
    STATUS_DONE = "status_done"  # number of the agreement
    STATUS_UNDER_WAY = "status_under_way"
    STATUS_PROBLEM = "status_problem"
    REMIND_OTHER = "remind_other"  # number of an agreement of the other's
    LIST = "list"  # "send me the list"
    ITEM_REACHED = "item_reached"  # number of an agreement from last time, text
    ITEM_PARTLY = "item_partly"
    ITEM_NOT_REACHED = "item_not_reached"
    ITEM_REPEATED = "item_repeated"
    PLACE = "place"  # a passage that fits nowhere, and number of the question it belongs to
    KEEP = "keep"  # a passage that is for nobody else; field names the mark where it is for the meeting
    LEAVE = "leave"  # a passage that belongs nowhere, and is not to be asked about again
    WORDS = "words"  # free words where the letter asked for free words


@dataclass(frozen=True)
class Said:
    """One intent with what it was said about; `words` are the person's own, for the receipt."""

    intent: Intent
    number: int | None = None
    text: str = ""
    times: tuple[Slot, ...] = ()
    field: str = ""
    words: str = ""
    day: date | None = None  # a new day for an agreement that goes on
    passage: int | None = None  # number of words that fit nowhere, as the receipt printed it


@dataclass(frozen=True)
class Filed:
    """Words that belong to one field of the letter answered: a question id, `point:3`, `agreement:1`."""

    field: str
    text: str
    mark: Mark | None = None  # None: the person said nothing about it
    withdrawn: bool = False
    adds: bool = False  # goes behind the answer that stands


@dataclass(frozen=True)
class AgreementLine:
    """An agreement as somebody wrote it in a summary; what is missing is empty or None."""

    number: int | None
    what: str
    who: str = ""
    by: date | None = None
    by_words: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Replied:
    """A party answered a letter, or wrote a new mail by one of its buttons."""

    at: datetime
    key: str
    role: Role
    address: str
    letter: int | None  # number of the letter answered, in this aggregate
    letter_kind: str
    version: int = 0  # of the agenda, summary or list of times that letter carried
    filed: tuple[Filed, ...] = ()
    said: tuple[Said, ...] = ()
    agreements: tuple[AgreementLine, ...] = ()
    unfiled: tuple[str, ...] = ()  # the person's words that fit nowhere; kept and shown back
    attachments: tuple[str, ...] = ()  # names of files that are no forms, and not read
    unread: tuple[UnreadFile, ...] = ()  # forms, or perhaps, that no answer came out of
    trusted: bool = True  # passed verdict where one is required; signing needs it
    type: Literal["replied"] = "replied"


class CalendarAnswer(StrEnum):
    """PARTSTAT and METHOD of a calendar reply, as far as they matter to us (RFC 5545 §3.2.12, RFC 5546 §3.2)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    COUNTER = "counter"


@dataclass(frozen=True)
class CalendarReplied:
    """A party's calendar answered the invitation."""

    at: datetime
    key: str
    role: Role
    answer: CalendarAnswer
    sequence: int
    stamp: datetime | None = None
    proposed: Slot | None = None
    comment: str = ""
    type: Literal["calendar_replied"] = "calendar_replied"


@dataclass(frozen=True)
class Away:
    """An automatic reply says somebody is away; a hint that holds reminders, never an answer."""

    at: datetime
    key: str
    role: Role
    until: date | None = None
    type: Literal["away"] = "away"


@dataclass(frozen=True)
class Bounced:
    """A letter could not be delivered: by a DSN (RFC 3464) or by our own server's refusal."""

    at: datetime
    key: str
    role: Role
    letter: int | None
    permanent: bool
    reason: str
    person: str = ""  # whom the letter was for; whoever has the role may be another by now
    type: Literal["bounced"] = "bounced"


@dataclass(frozen=True)
class Tick:
    """Time has passed; `wake_at` has come."""

    at: datetime
    key: str = ""
    type: Literal["tick"] = "tick"


@dataclass(frozen=True)
class Began:
    """The person's cadence asks for a talk: the first event of a conversation."""

    at: datetime
    key: str
    kind: str  # "mus"
    person: str  # id of the aggregate that asks
    employee: Party
    leader: Party
    leaders_leader: Party | None
    hr: Party | None
    target_on: date
    skemas: dict[Role, Skema]
    policy_digest: str
    last_items: tuple[CarriedItem, ...] = ()
    notes: tuple[str, ...] = ()
    leads: Leads = Leads()
    waits: Waits = Waits()
    calendars: tuple[str, ...] = ()
    absences: dict[Role, Absences] = field(default_factory=dict)
    translations: tuple[Skema, ...] = ()  # where the two have two languages
    asked_on: date | None = None  # the employee asked for this talk
    type: Literal["began"] = "began"


@dataclass(frozen=True)
class Enrolled:
    """The roster names this person, or names them anew after a change."""

    at: datetime
    key: str
    party: Party
    leader: Party | None
    leaders_leader: Party | None
    hr: Party | None
    last_held_on: date | None
    cadence: Cadence | None = None
    employed_from: date | None = None
    absences: Absences = ()
    leaders_absences: Absences = ()
    calendars: tuple[str, ...] = ()
    exempt: str = ""
    items: tuple[CarriedItem, ...] = ()  # imported agreements, taken while the person has none of their own
    employed_to: date | None = None
    leader_gone: bool = False  # who led them until now works here no longer
    share: float | None = None  # their place among the leader's people in a ramp or a round, from 0 to 1
    type: Literal["enrolled"] = "enrolled"


@dataclass(frozen=True)
class TalkClosed:
    """A conversation tells the person's aggregate how it ended."""

    at: datetime
    key: str
    conversation: str
    end: str
    held_on: date | None
    items: tuple[CarriedItem, ...] = ()
    type: Literal["talk_closed"] = "talk_closed"


@dataclass(frozen=True)
class PartyChanged:
    """Somebody's name, address or language changed while a talk is under way."""

    at: datetime
    key: str
    role: Role
    party: Party
    type: Literal["party_changed"] = "party_changed"


@dataclass(frozen=True)
class Doubted:
    """Somebody else than this party wrote to a letter of theirs; nothing of it was taken."""

    at: datetime
    key: str
    role: Role
    type: Literal["doubted"] = "doubted"


@dataclass(frozen=True)
class MailOpened:
    """An operator has broken the glass and read a mail of this person's, which hears of it."""

    at: datetime
    key: str
    role: Role | None  # None: in a person's own record
    by: str
    reason: str
    came_on: date
    type: Literal["mail_opened"] = "mail_opened"


@dataclass(frozen=True)
class Commanded:
    """An operator's word by the spool: `move`, `not_held`, `close`."""

    at: datetime
    key: str
    command: str
    arguments: dict[str, str] = field(default_factory=dict)
    type: Literal["commanded"] = "commanded"


Event = (
    Replied
    | CalendarReplied
    | Away
    | Bounced
    | Doubted
    | Tick
    | Began
    | Enrolled
    | TalkClosed
    | PartyChanged
    | MailOpened
    | Commanded
    | Tiding
    | Wrote
    | Digested
)
