"""What one talk is: a shared record, and one record each that only its writer's word opens.

Nothing here is a filter: a letter to the leader is composed from `shared` and `leader`, never from `employee`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from musmail.conversation.items import CarriedItem
from musmail.conversation.people import Party
from musmail.conversation.policy import Leads, Policy, Waits
from musmail.conversation.tidings import Absences
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Answer, Role, Skema


class Stage(StrEnum):
    """Where a talk stands; the table in `table.py` says what may happen in each."""

    PLANNED = "planned"  # the target date is known, nobody has been written to
    ASKING_LEADER = "asking_leader"
    ASKING_EMPLOYEE = "asking_employee"
    PREPARING = "preparing"  # a time is agreed; skemaer go out and come in
    OPENED = "opened"  # both have seen each other's shared answers
    MEETING = "meeting"  # the agenda stands; until the meeting's end plus an hour
    SUMMARISING = "summarising"  # held?, and the summary is awaited
    CHECKING = "checking"  # the employee may still take words out before anybody signs
    SIGNING = "signing"
    FOLLOWING = "following"  # signed; agreements are followed until the next talk
    CLOSED = "closed"


class End(StrEnum):
    """How a talk ended."""

    SIGNED = "signed"
    HELD_UNSIGNED = "held_unsigned"
    NOT_HELD = "not_held"


class Word(StrEnum):
    """What a signature says: signing documents at least that the talk was held; agreement is its own statement."""

    SEEN = "seen"
    AGREE = "agree"
    REMARK = "agree_remark"


@dataclass(frozen=True)
class Appointment:
    """The meeting in both calendars (RFC 5545): UID for life, SEQUENCE raised at each change."""

    uid: str
    sequence: int
    slot: Slot
    place: str


@dataclass(frozen=True)
class Opened:
    """An answer both can see; `late` was written after the opening, `corrects` replaces what stood."""

    role: Role
    question: str
    text: str
    at: datetime
    late: bool = False
    author: str = ""  # who wrote it, where that is no longer whoever has the role


@dataclass(frozen=True)
class Point:
    """Something a party wants talked about; the other cannot remove it."""

    number: int
    by: Role
    text: str
    at: datetime
    author: str = ""  # as above


@dataclass(frozen=True)
class Remark:
    """What a party wants to stand beside a line of the summary."""

    by: Role
    text: str


@dataclass(frozen=True)
class MinuteLine:
    """One point of the agenda with what was said about it; numbers are the agenda's."""

    number: int
    title: str
    text: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """What · who · by when · sign of success; the number is kept over the years."""

    number: int
    what: str
    who: str = ""
    owner: Role | None = None  # None: both, or somebody outside the talk
    by: date | None = None
    by_words: str = ""
    sign: str = ""
    remarks: tuple[Remark, ...] = ()
    status: str = "open"  # open, under_way, problem, done
    history: tuple[str, ...] = ()
    outcome: str = ""  # of one from last time: reached, partly, not_reached, repeated, discussed, unmentioned
    outcome_words: str = ""
    repeated: int = 0  # at so many talks it went on to the next year

    @property
    def carried(self) -> bool:
        """Tell whether it comes from an earlier talk."""
        return bool(self.outcome)

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the parts nobody has written yet: who, by, sign."""
        parts = {"who": self.who, "by": self.by or self.by_words, "sign": self.sign}
        return tuple(part for part, value in parts.items() if not value)


@dataclass(frozen=True)
class Reviewed:
    """What was said at the talk of an agreement from last time; the latest word stands."""

    number: int
    by: Role
    outcome: str  # as an agreement's; empty: words alone
    text: str
    day: date | None = None  # a new day for it


@dataclass(frozen=True)
class Reminded:
    """A party had the other reminded of an agreement; counted, and seen by both."""

    number: int
    by: Role
    at: datetime


@dataclass(frozen=True)
class Minutes:
    """One version of the summary; signatures are bound to `digest`."""

    version: int
    by: Role
    at: datetime
    lines: tuple[MinuteLine, ...]
    agreements: tuple[Agreement, ...]
    no_agreements: bool
    digest: str


@dataclass(frozen=True)
class Signature:
    """A party's word on one version of the summary."""

    role: Role
    version: int
    digest: str
    word: Word
    remark: str
    at: datetime
    address: str
    message_key: str


@dataclass(frozen=True)
class Move:
    """A meeting was moved or asked to be; counted per side."""

    by: Role
    at: datetime


@dataclass(frozen=True)
class Claim:
    """A time a party has chosen, until every calendar has booked it; `number` is of the word that awaits an answer."""

    slot: Slot
    by: Role
    number: int = 0
    booked: tuple[str, ...] = ()  # calendars that have


@dataclass(frozen=True)
class Inquiry:
    """Times the calendars are asked about, one calendar after the other; `by` hears what came of it."""

    cause: str  # the reply's key
    by: Role
    to: Role  # before whom the times are laid
    given: tuple[Slot, ...] = ()  # by hand; none: times are to be proposed
    free: tuple[Slot, ...] = ()  # those of them that are, as far as asked
    busy: tuple[Slot, ...] = ()
    left: tuple[str, ...] = ()  # calendars still to answer, the one asked first
    number: int = 0
    reason: str = ""  # why times are laid before somebody anew
    receipt: bool = False  # `by` hears of the times too when the calendars have answered
    notes: tuple[str, ...] = ()  # the rest is for that receipt: codes, and no words
    answered: str = ""  # the kind of letter the reply was to
    filed: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()  # places in the writer's own unfiled words
    apart: bool = False  # what else was in the reply has been answered already


@dataclass(frozen=True)
class Shared:
    """What both parties may see. HR and operators see only what `census.py` takes out of it."""

    kind: str
    person: str  # id of the employee's person aggregate
    employee: Party
    leader: Party
    leaders_leader: Party | None
    hr: Party | None
    stage: Stage
    target_on: date
    begun_at: datetime
    policy_digest: str
    skemas: dict[Role, Skema]
    translations: tuple[Skema, ...] = ()  # both forms in both languages, where the two have two
    leads: Leads = Leads()  # as they were when the talk was convened: what was promised holds (invariant 12)
    waits: Waits = Waits()
    last_items: tuple[CarriedItem, ...] = ()
    slots: tuple[Slot, ...] = ()  # numbered times on offer
    laid: tuple[
        tuple[Slot, ...], ...
    ] = ()  # every list of them there has been: a letter's numbers are those it showed
    asked: Role | None = None  # who is to choose among them, or to give some
    appointment: Appointment | None = None
    calendar: dict[Role, str] = field(default_factory=dict)  # latest PARTSTAT each
    calendar_stamps: dict[Role, datetime] = field(default_factory=dict)
    companion: str = ""
    done: dict[str, datetime] = field(default_factory=dict)  # milestones that are behind us
    answered_at: dict[Role, datetime] = field(
        default_factory=dict
    )  # first answer each; the words are elsewhere
    ready: tuple[Role, ...] = ()
    away_until: dict[Role, date] = field(default_factory=dict)
    dead: tuple[Role, ...] = ()  # letters to this party do not arrive
    opened_at: datetime | None = None
    opened: tuple[Opened, ...] = ()
    points: tuple[Point, ...] = ()
    agenda_version: int = 0
    agenda_digest: str = ""
    short_talk: bool = False
    expansions: dict[Role, tuple[str, ...]] = field(
        default_factory=dict
    )  # questions this role was asked to expand
    held: dict[Role, str] = field(default_factory=dict)  # held, not_held, partly; each party's own word
    pen: Role = Role.LEADER
    draft: Minutes | None = None  # the summary before the employee has looked at it
    drafted_at: datetime | None = None
    asked_parts: bool = False  # what agreements lack is asked for once
    minutes: tuple[Minutes, ...] = ()
    signatures: tuple[Signature, ...] = ()
    without_plan: tuple[Role, ...] = ()  # who has said outright that there are no agreements
    signed_at: datetime | None = None
    end: End | None = None
    reason: str = ""
    moves: tuple[Move, ...] = ()
    calendars: tuple[str, ...] = ()  # the groups that must agree to a time
    absences: dict[Role, Absences] = field(default_factory=dict)
    asked_on: date | None = None  # the employee asked for this talk
    calls: int = 0  # words to the calendars so far
    claim: Claim | None = None
    inquiry: Inquiry | None = None
    kept: tuple[Slot, ...] = ()  # what calendars have for this talk, as far as we know
    refused: tuple[Slot, ...] = ()  # offered, and did not do
    proposing: bool = False  # the leader lets times be proposed
    called_off: Appointment | None = None  # the last one that was cancelled, as its CANCEL said it
    plannings: int = 0  # how often the convening has begun again: with another leader, after a long leave
    resume: Stage | None = None  # where a talk that lost its time goes on when it has another
    former_leader: Party | None = None
    held_by: Party | None = None  # who held the talk, where that is not the leader of now
    next_leader: Party | None = None  # takes over when the one who held the talk has finished it
    left_on: date | None = None  # the employee works here no longer
    reviewed: tuple[Reviewed, ...] = ()
    items_asked: dict[str, datetime] = field(
        default_factory=dict
    )  # questions about agreements, by their names
    items_answered: dict[str, datetime] = field(default_factory=dict)  # latest word, by number and party
    reminded: tuple[Reminded, ...] = ()
    ended_at: datetime | None = None
    superseded_at: datetime | None = None  # the next talk has opened: this one asks nothing more


@dataclass(frozen=True)
class Own:
    """What one party has written; only they, and what they shared, come out of here."""

    answers: tuple[Answer, ...] = ()  # everything, in order; the last one per question stands
    unfiled: tuple[str, ...] = ()  # what fits nowhere; one that has been settled leaves its place empty
    notes: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    offered: tuple[int, ...] = ()  # places in `unfiled` whose words the writer is asked about
    left: tuple[int, ...] = ()  # … and those they have said to let be

    def standing(self) -> dict[str, Answer]:
        """Give the answer that stands per question; an answer with no text was withdrawn."""
        latest = {answer.question: answer for answer in self.answers}
        return {question: answer for question, answer in latest.items() if answer.text}


@dataclass(frozen=True)
class Conversation:
    """One talk and its follow-up until the next one opens."""

    id: str
    shared: Shared
    employee: Own = Own()
    leader: Own = Own()
    type: str = "conversation"

    @property
    def stage(self) -> Stage:
        """Say where the talk stands."""
        return self.shared.stage

    def as_promised(self, policy: Policy) -> Policy:
        """Give the policy with the deadlines this talk was convened under."""
        return replace(policy, leads=self.shared.leads, waits=self.shared.waits)

    def own(self, role: Role) -> Own:
        """Open one party's own record."""
        return self.employee if role is Role.EMPLOYEE else self.leader

    def party(self, role: Role) -> Party:
        """Say who sits on this side of the table."""
        return self.shared.employee if role is Role.EMPLOYEE else self.shared.leader

    def with_shared(self, **changes: object) -> "Conversation":
        """Replace fields of the shared record."""
        return replace(self, shared=replace(self.shared, **changes))  # type: ignore[arg-type]

    def with_own(self, role: Role, own: Own) -> "Conversation":
        """Replace one party's own record."""
        return replace(self, employee=own) if role is Role.EMPLOYEE else replace(self, leader=own)
