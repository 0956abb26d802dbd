"""musmail.yaml as a model: every key with its default, and what it is for."""

from pydantic import ConfigDict, Field

from musmail.conversation.policy import Contact, FormFile, Pay, Policy, Sector
from musmail.settings.accounts import (
    ImapSection,
    LimitsSection,
    MailboxSection,
    OAuth2Section,
    SmtpSection,
    TrustSection,
)
from musmail.settings.cadences import CadenceForSection
from musmail.settings.fields import Address, Line, Link, Months, Place, Section, Words, Zone
from musmail.settings.providers import Provider, not_needed
from musmail.settings.talks import (
    CadenceSection,
    EntitlementSection,
    LeadsSection,
    LeaveSection,
    MeetingSection,
    WaitsSection,
    WindowSection,
    WorkdaysSection,
)


class ContactSection(Section):
    """A card of somebody outside the talk one can turn to."""

    role: Line = Field(description="`tr`, `union`, `career`, `course` or a word of your own.")
    name: Line = Field(description="Who it is.")
    phone: Line = Field(Contact.phone, min_length=0, description="The number.")
    email: Address | None = Field(None, description="The address.")
    hours: Line = Field(Contact.hours, min_length=0, description="When they can be reached.")
    link: Link | None = Field(None, description="A page about it.")


class HeadingSection(Section):
    """A kind of agreement with the pages that help with it."""

    title: Line = Field(description="For example Uddannelse, Trivsel or Arbejdsmiljø.")
    links: tuple[Link, ...] = Field((), description="Rights, funds, courses.")


class HrSection(Section):
    """Who hears that a talk was not convened: state and counts, never content."""

    name: Line = Field(description="Who it is.")
    address: Address = Field(description="Their address.")


class SkemaSection(Section):
    """Skemaer of your own in place of the shipped ones."""

    employee: Place | None = Field(None, description="The employee's form.")
    leader: Place | None = Field(None, description="The leader's form.")


class RetentionSection(Section):
    """How many months each kind of data is kept; there is no default that would be right for everybody."""

    talks_months: Months = Field(description="Shared answers, summaries, agreements, from the talk's end.")
    notes_months: Months = Field(description="What a party wrote for their own eyes only.")
    mail_months: Months = Field(description="Dealt-with mail in the mailbox.")
    log_months: Months = Field(description="What happened when, without any content.")


class LanguageSection(Section):
    """Your own texts in a further language, for those who read their letters in it."""

    locale: Line = Field(description="The language: a folder of the templates.")
    pay_text: Words = Field("", description="`pay_text` in this language.")
    purpose_text: Words = Field("", description="`purpose_text` in this language.")
    goals_text: Words = Field("", description="`goals_text` in this language.")


class MusmailYaml(Section):
    """Everything a workplace decides about its talks."""

    model_config = ConfigDict(json_schema_extra=not_needed)

    organisation: Line = Field(description="The workplace's name as its people say it.")
    locale: Line = Field("da", description="The language of the letters: a folder of the templates.")
    zone: Zone = Field("Europe/Copenhagen", description="The time zone of all times of day.")
    mailbox: MailboxSection = Field(description=str(MailboxSection.__doc__))
    provider: Provider = Field(
        Provider.OWN,
        description="Whose servers: `microsoft365` and `google` fill in hosts, ports and limits; or `own`.",
    )
    imap: ImapSection = Field(description=str(ImapSection.__doc__))
    smtp: SmtpSection = Field(description=str(SmtpSection.__doc__))
    oauth2: OAuth2Section | None = Field(None, description=str(OAuth2Section.__doc__))
    limits: LimitsSection = Field(LimitsSection(), description=str(LimitsSection.__doc__))
    ca_file: Place | None = Field(None, description="The servers' certificate authority, if it is your own.")
    state_folder: Place = Field(description="Where musmail remembers; back it up.")
    people: Place = Field(description="The roster, people.csv.")
    agreements: Place | None = Field(None, description="Open agreements from before musmail, agreements.csv.")
    templates: Place | None = Field(None, description="A folder whose files replace the shipped ones.")
    skema: SkemaSection = Field(SkemaSection(), description=str(SkemaSection.__doc__))
    cadence: CadenceSection = Field(CadenceSection(), description=str(CadenceSection.__doc__))
    cadences: tuple[CadenceForSection, ...] = Field((), description=str(CadenceForSection.__doc__))
    new_employee_months: int = Field(
        Policy.new_employee_months, ge=0, le=36, description="So long after they came, no MUS yet."
    )
    leave: LeaveSection = Field(LeaveSection(), description=str(LeaveSection.__doc__))
    leads: LeadsSection = Field(LeadsSection(), description=str(LeadsSection.__doc__))
    waits: WaitsSection = Field(WaitsSection(), description=str(WaitsSection.__doc__))
    meeting: MeetingSection = Field(MeetingSection(), description=str(MeetingSection.__doc__))
    window: WindowSection = Field(WindowSection(), description=str(WindowSection.__doc__))
    workdays: WorkdaysSection = Field(WorkdaysSection(), description=str(WorkdaysSection.__doc__))
    sector: Sector = Field(Sector.PRIVATE, description="`public`: a yearly MUS is an entitlement; `private`.")
    entitlement: EntitlementSection = Field(EntitlementSection(), description=str(EntitlementSection.__doc__))
    pay: Pay = Field(Pay.SEPARATE, description="`no`, `separate` (a talk of its own) or `allowed`.")
    pay_text: Words = Field("", description="What the convening says about pay.")
    purpose_text: Words = Field("", description="What the talks are for, in your own words.")
    goals_text: Words = Field("", description="The workplace's goals for the year.")
    other_languages: tuple[LanguageSection, ...] = Field((), description=str(LanguageSection.__doc__))
    procedure_link: Link | None = Field(None, description="Your own page about the talks.")
    announced_by: Line | None = Field(None, description="The human who told people of these mails.")
    attached_forms: tuple[FormFile, ...] = Field(
        (), description="The skema as files on the preparation mail: `docx`, `pdf`, both or none."
    )
    contacts: tuple[ContactSection, ...] = Field((), description=str(ContactSection.__doc__))
    headings: tuple[HeadingSection, ...] = Field((), description=str(HeadingSection.__doc__))
    hr: HrSection | None = Field(None, description=str(HrSection.__doc__))
    daily_cap: int = Field(4, ge=1, le=100, description="Letters a person gets a day; receipts do not count.")
    answers_cap: int = Field(10, ge=1, le=100, description="Automatic answers to one address a day.")
    trust: TrustSection = Field(TrustSection(), description=str(TrustSection.__doc__))
    retention: RetentionSection = Field(description=str(RetentionSection.__doc__))
