"""The rules a workplace sets; `settings` builds it from YAML, every figure has a default here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from musmail.conversation.people import Party, language_of
from musmail.scheduling.cadence import Cadence, Rolling
from musmail.scheduling.slots import OfficeHours
from musmail.scheduling.windows import SendWindow
from musmail.scheduling.workdays import Workdays
from musmail.skema.forms import Role, Skema


class Pay(StrEnum):
    """Whether pay may be spoken about at the talk."""

    NO = "no"
    SEPARATE = "separate"
    ALLOWED = "allowed"


class Sector(StrEnum):
    """Whether a yearly MUS is an entitlement (public) or a recommendation (private)."""

    PUBLIC = "public"
    PRIVATE = "private"


class FormFile(StrEnum):
    """A kind of file the preparation mail may carry its skema in, to be filled in and sent back."""

    DOCX = "docx"
    PDF = "pdf"


class Year(StrEnum):
    """Which year a yearly MUS is owed in."""

    CALENDAR = "calendar"
    ROLLING = "rolling"  # twelve months from the last talk


@dataclass(frozen=True)
class Entitlement:
    """Where a yearly MUS is owed: so many days before the year is over, who hears that none is agreed."""

    year: Year = Year.CALENDAR
    leader: int = 90
    leaders_leader: int = 60
    hr: int = 30


@dataclass(frozen=True)
class Leave:
    """What counts as a long absence, and when one is asked for a talk after it."""

    long_days: int = 21
    grace_days: int = 42  # from the return to the talk: a week to find one's feet, then the convening begins
    talk_on_return: bool = False


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
    convening_until: int = 60  # days after the target date; then it ends as not held
    before_signing: int = 3  # the employee's working days to say what should not stand in the summary
    sign_reminder: int = 5
    sign_until: int = 20  # then the talk stands as held but unsigned
    missing_parts: int = 3  # the writer's working days to say what agreements lack
    summary_until: int = 30  # no summary from anybody by then: held but unsigned
    nudge: int = 14  # after signing
    item_before: int = 14  # before an agreement's day, its owner is asked how it goes; and on the day
    item_again: int = 7  # nobody is asked again so soon after an answer, or reminded sooner (guessed)
    item_undated: int = 90  # an agreement with no day ahead of it is asked about so seldom
    item_undated_most: int = 4  # and no more often than this
    hold: int = 21  # a time held while somebody chooses; then it is free again (guessed)


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
class OwnWords:
    """The workplace's own texts in a further language; what is empty is read as it stands in the first."""

    locale: str
    pay_text: str = ""
    purpose_text: str = ""
    goals_text: str = ""


@dataclass(frozen=True)
class Mailbox:
    """The one address people write to and hear from."""

    address: str
    name: str = "MUS"
    sub_addressing: bool = (
        True  # `user+token@`; where a server has none, References and the subject tag route
    )


@dataclass(frozen=True)
class Meeting:
    """What an invitation says when nobody says otherwise."""

    length: timedelta = timedelta(minutes=90)
    place: str = ""  # empty: each language's own words for a quiet room
    slots: int = 3
    hours: OfficeHours = OfficeHours()
    per_day: int = (
        2  # talks of one leader, where we propose the times; what people agree on themselves stands
    )
    per_week: int = 5


@dataclass(frozen=True)
class Policy:
    """Everything a workplace decides about its talks."""

    organisation: str
    mailbox: Mailbox
    zone: str = "Europe/Copenhagen"
    locale: str = "da"
    cadence: Cadence = Rolling()
    leads: Leads = Leads()
    waits: Waits = Waits()
    meeting: Meeting = Meeting()
    workdays: Workdays = Workdays()
    window: SendWindow = SendWindow()
    sector: Sector = Sector.PRIVATE
    entitlement: Entitlement = Entitlement()
    leave: Leave = Leave()
    new_employee_months: int = 6  # an introductory talk instead of a MUS
    pay: Pay = Pay.SEPARATE
    pay_text: str = ""
    purpose_text: str = ""
    goals_text: str = ""
    procedure_link: str = ""
    announced_by: str = ""  # the human who told people about these mails
    attached_forms: tuple[FormFile, ...] = ()
    contacts: tuple[Contact, ...] = ()
    headings: tuple[Heading, ...] = ()
    hr: Party | None = None
    daily_cap: int = 4  # letters a person gets a day; receipts do not count, they answer
    answers_cap: int = 10  # automatic answers to one address a day (Mailman's last valve)
    skemas: tuple[Skema, ...] = ()
    other_languages: tuple[OwnWords, ...] = ()

    def morning(self, day: date) -> datetime:
        """Give the instant at which a day's letters become due; the send window decides when they leave."""
        return datetime.combine(day, time(7, 0), ZoneInfo(self.zone))

    def day_of(self, at: datetime) -> date:
        """Give the civil day an instant falls on at the workplace."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def working_days_after(self, at: datetime, days: int) -> datetime:
        """Give the morning so many working days after: for answers people owe each other."""
        return self.morning(self.workdays.add(self.day_of(at), days))

    def workdays_after(self, at: datetime, days: int) -> datetime:
        """Give the morning so many days after, slid forward to a working day."""
        return self.morning(self.workdays.slide_forward(self.day_of(at) + timedelta(days=days)))

    def read_in(self, locale: str) -> "Policy":
        """Give the policy with the workplace's own texts in a reader's language, as far as there are any."""
        wish = language_of(locale)
        own = next((one for one in self.other_languages if language_of(one.locale) == wish), None)
        if own is None:
            return self
        return replace(
            self,
            pay_text=own.pay_text or self.pay_text,
            purpose_text=own.purpose_text or self.purpose_text,
            goals_text=own.goals_text or self.goals_text,
        )

    def contact(self, role: str) -> Contact | None:
        """Find the first card with this role."""
        return next((contact for contact in self.contacts if contact.role == role), None)

    def skema(self, role: Role, locale: str) -> Skema:
        """Give a party's form in their language, or in the workplace's where theirs has none."""
        mine = [skema for skema in self.skemas if skema.audience is role]
        wishes = (language_of(locale), language_of(self.locale))
        return next((skema for wish in wishes for skema in mine if skema.locale == wish), mine[0])

    def translations(self, *locales: str) -> tuple[Skema, ...]:
        """Give both parties' forms in these languages, so that each can read the other's questions in their own."""
        languages = {language_of(locale) for locale in locales}
        if len(languages) == 1:
            return ()
        return tuple(skema for skema in self.skemas if skema.locale in languages)

    @property
    def digest(self) -> str:
        """Fingerprint what was promised; a conversation keeps the one it was convened under."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()[:16]


def _canonical(value: object) -> str:
    """Write a value the one way its fingerprint is taken of; sets are sorted, as their order changes by process."""
    if is_dataclass(value):
        inner = ",".join(f"{f.name}={_canonical(getattr(value, f.name))}" for f in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{_canonical(k)}:{_canonical(v)}" for k, v in value.items())) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, tuple | list):
        return "(" + ",".join(map(_canonical, value)) + ")"
    return str(value)
