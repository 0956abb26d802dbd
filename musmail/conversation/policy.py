"""The rules a workplace sets; `settings` builds it from YAML, every figure has a default here."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from musmail.conversation.people import Party
from musmail.scheduling.cadence import Cadence
from musmail.scheduling.windows import SendWindow
from musmail.scheduling.workdays import Workdays


class Pay(StrEnum):
    """Whether pay may be spoken about at the talk."""

    NO = "no"
    SEPARATE = "separate"
    ALLOWED = "allowed"


class Sector(StrEnum):
    """Whether a yearly MUS is an entitlement (public) or a recommendation (private)."""

    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True)
class Leads:
    """When each mail goes, in days from the meeting (negative before); convening counts from the target date."""

    convene_leader: int = -35
    convene_employee: int = -28
    prepare: int = -21
    remind: tuple[int, ...] = (-14, -9)
    open: int = -7
    agenda: int = -3
    day_before: int = -1
    check: int = 1
    summary_reminder: int = 5
    pen: int = 10


@dataclass(frozen=True)
class Waits:
    """How long we wait for people before the next step, in days unless the name says otherwise."""

    held_after: timedelta = timedelta(hours=1)
    convening_reminder: int = 5  # a silent party is reminded of the convening
    convening_leaders_leader: int = 10  # then the leader's leader hears that nothing was convened
    convening_hr: int = 15
    before_signing: int = 3  # the employee's days to say what should not stand in the summary
    sign_reminder: int = 5
    sign_until: int = 20  # then the talk stands as held but unsigned
    summary_until: int = 30  # no summary from anybody by then: held but unsigned
    nudge: int = 14  # after signing


@dataclass(frozen=True)
class Contact:
    """Somebody outside the talk one can turn to; a card from the configuration, never hard-coded."""

    role: str  # "tr", "union", "career", "course" or a word of the workplace's own
    name: str
    phone: str = ""
    email: str = ""
    hours: str = ""
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """A kind of agreement with the places that help with it."""

    title: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mailbox:
    """The one address people write to and hear from."""

    address: str
    name: str = "MUS"
    sub_addressing: bool = True  # `user+token@`; where a server has none, References and the subject tag route


@dataclass(frozen=True)
class Meeting:
    """What an invitation says when nobody says otherwise."""

    length: timedelta = timedelta(minutes=90)
    place: str = "et uforstyrret mødelokale"
    slots: int = 3
    first_hour: int = 9
    last_hour: int = 15


@dataclass(frozen=True)
class Policy:
    """Everything a workplace decides about its talks."""

    organisation: str
    mailbox: Mailbox
    zone: str = "Europe/Copenhagen"
    locale: str = "da"
    cadence: Cadence = field(default_factory=Cadence)
    leads: Leads = Leads()
    waits: Waits = Waits()
    meeting: Meeting = Meeting()
    workdays: Workdays = field(default_factory=Workdays)
    window: SendWindow = field(default_factory=SendWindow)
    sector: Sector = Sector.PRIVATE
    pay: Pay = Pay.SEPARATE
    pay_text: str = ""
    purpose_text: str = ""
    goals_text: str = ""
    procedure_link: str = ""
    announced_by: str = ""  # the human who told people about these mails
    contacts: tuple[Contact, ...] = ()
    headings: tuple[Heading, ...] = ()
    hr: Party | None = None
    daily_cap: int = 4  # letters a person gets a day; receipts do not count, they answer
    answers_cap: int = 10  # automatic answers to one address a day (Mailman's last valve)

    def contact(self, role: str) -> Contact | None:
        """Find the first card with this role."""
        return next((contact for contact in self.contacts if contact.role == role), None)

    @property
    def digest(self) -> str:
        """Fingerprint what was promised; a conversation keeps the one it was convened under."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]
