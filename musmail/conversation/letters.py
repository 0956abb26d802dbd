"""What letters there are, the wish for one, and what we remember of each one we wrote."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from musmail.conversation.events import Event, Intent
from musmail.skema.forms import Role


class Recipient(StrEnum):
    """Whom a letter is for. Who is neither a party nor oneself knows state and counts, never content."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    LEADERS_LEADER = "leaders_leader"
    HR = "hr"
    FORMER_LEADER = "former_leader"
    SELF = "self"  # a person aggregate's own person

    @classmethod
    def of(cls, role: Role) -> "Recipient":
        """Turn a party into a recipient."""
        return cls(role.value)


class Kind(StrEnum):
    """The kinds of letter; each has one template a language, of the same name."""

    CONVENE_LEADER = "convene_leader"
    CONVENE_EMPLOYEE = "convene_employee"
    CONVENE_REMINDER = "convene_reminder"
    CONVENE_OVERDUE = "convene_overdue"  # to the leader's leader, then HR: state only
    OTHER_TIMES = "other_times"  # to the leader: the employee asks for another time
    INVITATION = "invitation"
    CANCELLATION = "cancellation"
    PREPARATION = "preparation"
    RECEIPT = "receipt"
    PREPARATION_REMINDER = "preparation_reminder"
    OPENING = "opening"
    AFTER_OPENING = "after_opening"  # something came after the opening, or "uddyb 3"
    AGENDA = "agenda"
    PERSONAL_SHEET = "personal_sheet"
    DAY_BEFORE = "day_before"
    HELD = "held"  # to the one with the pen: held?, with the summary form
    HELD_QUESTION = "held_question"  # to the other: held?
    SUMMARY_REMINDER = "summary_reminder"
    PEN_OFFERED = "pen_offered"
    MISSING_PARTS = "missing_parts"  # what agreements lack, asked once
    BEFORE_SIGNING = "before_signing"
    SIGN = "sign"
    SIGN_REMINDER = "sign_reminder"
    SIGNED = "signed"
    UNSIGNED = "unsigned"  # the end state held but unsigned, with its reason
    NOT_HELD = "not_held"  # the end state not held, with its reason
    CHECK = "check"  # voluntary, employee only
    NUDGE = "nudge"
    ITEM_STATUS = "item_status"  # to an owner, before an agreement's day and on it: how does it go?
    REMIND_OWNER = "remind_owner"  # to an owner: the other asks to be remembered to an agreement
    LIST = "list"  # every open agreement on one page, to who asked for it
    PROBLEM = "problem"  # to the leader at once
    STATUS_RECEIPT = "status_receipt"
    ADDRESS_DEAD = "address_dead"  # to the other party: letters to X do not arrive
    LEADER_CHANGED = "leader_changed"  # to the employee, before the meeting
    LEADER_FINISHES = "leader_finishes"  # to both: another day is being found with who began the talk
    HANDOVER = "handover"  # to the new leader what moves, to the employee what was handed over
    PERSON_LEFT = "person_left"  # to the leader
    ENTITLEMENT = "entitlement"  # to the leader, the leader's leader, then HR: a talk is owed; state only
    WAS_THIS_YOU = "was_this_you"  # neutral, to the roster address
    ANSWER = "answer"  # to what somebody wrote of their own accord
    MAIL_OPENED = "mail_opened"  # an operator has read a mail of theirs, and why
    DIGEST = "digest"  # several of one person's that may wait, in one mail


_STATUS = frozenset(
    {
        Intent.STATUS_DONE,
        Intent.STATUS_UNDER_WAY,
        Intent.STATUS_PROBLEM,
        Intent.REMIND_OTHER,
        Intent.LIST,
    }
)
_OUTCOMES = frozenset(
    {Intent.ITEM_REACHED, Intent.ITEM_PARTLY, Intent.ITEM_NOT_REACHED, Intent.ITEM_REPEATED}
)
_SUMMARY = frozenset({Intent.HELD, Intent.NOT_HELD, Intent.PARTLY, Intent.NO_AGREEMENTS}) | _OUTCOMES
# What a reply to each letter may mean; reading looks for nothing else in it.
EXPECTS: dict[Kind, frozenset[Intent]] = {
    Kind.CONVENE_LEADER: frozenset({Intent.OFFER_TIMES, Intent.PROPOSE, Intent.OTHER_INTERVIEWER}),
    Kind.CONVENE_REMINDER: frozenset(
        {Intent.OFFER_TIMES, Intent.PROPOSE, Intent.CHOOSE_SLOT, Intent.OTHER_TIME, Intent.OTHER_INTERVIEWER}
    ),
    Kind.OTHER_TIMES: frozenset({Intent.OFFER_TIMES, Intent.PROPOSE, Intent.CHOOSE_SLOT}),
    Kind.CONVENE_EMPLOYEE: frozenset(
        {Intent.CHOOSE_SLOT, Intent.OTHER_TIME, Intent.COMPANION, Intent.OTHER_INTERVIEWER}
    ),
    Kind.INVITATION: frozenset({Intent.MOVE, Intent.COMPANION}),
    Kind.PREPARATION: frozenset({Intent.READY, Intent.MOVE}),
    Kind.PREPARATION_REMINDER: frozenset({Intent.READY, Intent.MOVE}),
    Kind.RECEIPT: frozenset({Intent.READY, Intent.MOVE, Intent.PLACE, Intent.KEEP, Intent.LEAVE}),
    Kind.OPENING: frozenset({Intent.EXPAND, Intent.ADD_POINT, Intent.MOVE}),
    Kind.AFTER_OPENING: frozenset({Intent.EXPAND, Intent.ADD_POINT, Intent.MOVE}),
    Kind.AGENDA: frozenset({Intent.ADD_POINT, Intent.MOVE}),
    Kind.PERSONAL_SHEET: frozenset({Intent.ADD_POINT, Intent.MOVE}),
    Kind.DAY_BEFORE: frozenset({Intent.MOVE, Intent.SHORT_TALK}),
    Kind.HELD: _SUMMARY,
    Kind.HELD_QUESTION: frozenset({Intent.HELD, Intent.NOT_HELD, Intent.PARTLY}),
    Kind.SUMMARY_REMINDER: _SUMMARY,
    Kind.PEN_OFFERED: _SUMMARY,
    Kind.MISSING_PARTS: frozenset({Intent.NO_AGREEMENTS}),
    Kind.BEFORE_SIGNING: frozenset({Intent.NO_SURPRISE, Intent.STRIKE, Intent.WORDS}),
    Kind.SIGN: frozenset(
        {Intent.SEEN, Intent.AGREE, Intent.AGREE_REMARK, Intent.STRIKE, Intent.NO_AGREEMENTS}
    ),
    Kind.SIGN_REMINDER: frozenset(
        {Intent.SEEN, Intent.AGREE, Intent.AGREE_REMARK, Intent.STRIKE, Intent.NO_AGREEMENTS}
    ),
    Kind.CHECK: frozenset({Intent.WORDS}),
    Kind.SIGNED: frozenset({Intent.LIST}),
    Kind.NUDGE: _STATUS,
    Kind.ITEM_STATUS: _STATUS,
    Kind.REMIND_OWNER: _STATUS,
    Kind.PROBLEM: frozenset({Intent.LIST}),
    Kind.LIST: _STATUS,
    Kind.STATUS_RECEIPT: _STATUS,
}
# The letters that ask for times, or to choose among some.
OF_TIMES = frozenset({Kind.CONVENE_LEADER, Kind.CONVENE_EMPLOYEE, Kind.CONVENE_REMINDER, Kind.OTHER_TIMES})
# The letters that carry a skema, or what was written in one.
FORMS = frozenset({Kind.PREPARATION, Kind.PREPARATION_REMINDER, Kind.RECEIPT})
# The letters that carry agreements to be answered about.
FOLLOWING = frozenset({Kind.NUDGE, Kind.ITEM_STATUS, Kind.REMIND_OWNER, Kind.LIST, Kind.STATUS_RECEIPT})

# Direct answers to what somebody just wrote: exempt from send windows and caps, not from quiet windows (invariant 3).
ANSWERS = frozenset(
    {Kind.RECEIPT, Kind.STATUS_RECEIPT, Kind.LIST, Kind.MISSING_PARTS, Kind.WAS_THIS_YOU, Kind.ANSWER}
)
# The kinds whose words are for one party alone; mail about them, which may quote them, is expunged from the mailbox
# after the commit.
PRIVATE_KINDS = frozenset({Kind.CHECK, Kind.BEFORE_SIGNING, Kind.PERSONAL_SHEET})


@dataclass(frozen=True)
class Send:
    """A wish for one letter. `cause` is the inbound key or the milestone with its version: same key, same letter."""

    kind: Kind
    to: Recipient
    cause: str
    not_before: datetime
    about: dict[str, Any] = field(default_factory=dict)  # small facts the template needs beside the state


@dataclass(frozen=True)
class Strike:
    """Unsent letters of these kinds have become untrue; `to` None means to anybody."""

    kinds: frozenset[Kind]
    to: Recipient | None = None
    instead: Send | None = None  # what goes in place of one that was struck


@dataclass(frozen=True)
class Tell:
    """An internal letter: an event for another aggregate, in the same outbox."""

    aggregate: str
    event: Event


@dataclass(frozen=True)
class Review:
    """A person must look at this mail; the reason is for the operator and holds no content.

    `files`: at what could not be read in it, which is kept also where the mail does not stay.
    """

    reason: str
    files: bool = False


Effect = Send | Strike | Tell | Review


class Status(StrEnum):
    """Where a letter stands. `SENDING` is written before DATA, so a restart knows the outcome is unknown."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    STRUCK = "struck"
    BUNDLED = "bundled"  # goes in a digest; settled when that has left


@dataclass(frozen=True)
class Passage:
    """A stretch of text we sent, and the field it opens (a question id, `point:3`), if any.

    The passages of a letter, in order, are its plain-text words as the reader saw them.
    """

    text: str
    field: str = ""
    attached: bool = False  # stands in the form that came with the letter, not in the letter
    stands: bool = False  # the answer its reader gave before; what is typed beside it is added to it


@dataclass(frozen=True)
class LetterRecord:
    """What an aggregate remembers of a letter; `blob` and `text` name content-addressed files beside it."""

    number: int
    key: str
    kind: Kind
    to: Recipient
    person: str
    address: str
    message_id: str
    cause: str
    not_before: datetime
    blob: str  # SHA-256 of the finished bytes, dropped after the server's 250
    text: str  # SHA-256 of the passages, kept for alignment
    version: int = 0
    status: Status = Status.WAITING
    attempts: int = 0
    queued_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class InternalRecord:
    """An event on its way to another aggregate; removed when that one has committed it."""

    key: str
    aggregate: str
    event: Event
