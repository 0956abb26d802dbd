"""From the model to the policy the conversation obeys."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from musmail.conversation.people import Party
from musmail.conversation.policy import (
    Contact,
    Entitlement,
    Heading,
    Leads,
    Leave,
    Mailbox,
    Meeting,
    OwnWords,
    Policy,
    Waits,
)
from musmail.scheduling.cadence import Cadence, Rolling, Round
from musmail.scheduling.slots import OfficeHours
from musmail.scheduling.windows import SendWindow
from musmail.scheduling.workdays import Workdays
from musmail.settings.cadences import Cadences
from musmail.settings.model import ContactSection, MusmailYaml
from musmail.settings.talks import (
    CadenceSection,
    LeadsSection,
    MeetingSection,
    WaitsSection,
    WindowSection,
    WorkdaysSection,
)

HR = "hr"  # the party id of whoever hears about talks that were not convened


def cadence_of(section: CadenceSection, leads: LeadsSection) -> Cadence:
    """Build the cadence; its lead is the convening of the leader, so that one figure says both."""
    lead_days = -leads.convene_leader
    if section.from_ is not None and section.to is not None:
        own = {} if section.gap_days is None else {"gap_days": section.gap_days}
        return Round(section.from_, section.to, lead_days=lead_days, **own)
    written = {"months": section.months, "ramp_days": section.ramp_days}
    return Rolling(lead_days=lead_days, **{key: value for key, value in written.items() if value is not None})


def cadences_of(model: MusmailYaml) -> Cadences:
    """Build everybody's cadence."""
    narrower = {section.scope: cadence_of(section, model.leads) for section in model.cadences}
    return Cadences(cadence_of(model.cadence, model.leads), narrower)


def _leads(section: LeadsSection) -> Leads:
    return Leads(**{**section.model_dump(), "remind": tuple(sorted(section.remind))})


def _waits(section: WaitsSection) -> Waits:
    days = section.model_dump(exclude={"held_after_minutes"})
    return Waits(held_after=timedelta(minutes=section.held_after_minutes), **days)


def _meeting(section: MeetingSection, zone: str) -> Meeting:
    hours = OfficeHours(section.opens, section.closes, section.pause, ZoneInfo(zone))
    length = timedelta(minutes=section.length_minutes)
    return Meeting(
        length=length,
        place=section.place or "",
        slots=section.slots,
        hours=hours,
        per_day=section.per_day,
        per_week=section.per_week,
    )


def _workdays(section: WorkdaysSection) -> Workdays:
    closed = frozenset(day for days in section.closed for day in days)
    return Workdays(closed=closed, half_way=frozenset(section.half_way))


def _window(section: WindowSection, workdays: Workdays, zone: str) -> SendWindow:
    return SendWindow(
        weekdays=frozenset(day.number for day in section.weekdays),
        opens=section.opens,
        closes=section.closes,
        zone=ZoneInfo(zone),
        workdays=workdays,
    )


def _contact(section: ContactSection) -> Contact:
    return Contact(
        role=section.role,
        name=section.name,
        phone=section.phone,
        email=section.email or "",
        hours=section.hours,
        link=section.link or "",
    )


def policy_of(model: MusmailYaml) -> Policy:
    """Build the policy; everything in it comes from the file or from a default that is written there."""
    workdays = _workdays(model.workdays)
    hr = model.hr
    return Policy(
        organisation=model.organisation,
        mailbox=Mailbox(**model.mailbox.model_dump()),
        zone=model.zone,
        locale=model.locale,
        cadence=cadence_of(model.cadence, model.leads),
        leads=_leads(model.leads),
        waits=_waits(model.waits),
        meeting=_meeting(model.meeting, model.zone),
        workdays=workdays,
        window=_window(model.window, workdays, model.zone),
        sector=model.sector,
        entitlement=Entitlement(**model.entitlement.model_dump()),
        leave=Leave(**model.leave.model_dump()),
        new_employee_months=model.new_employee_months,
        pay=model.pay,
        pay_text=model.pay_text,
        purpose_text=model.purpose_text,
        goals_text=model.goals_text,
        other_languages=tuple(OwnWords(**one.model_dump()) for one in model.other_languages),
        procedure_link=model.procedure_link or "",
        announced_by=model.announced_by or "",
        attached_forms=tuple(sorted(set(model.attached_forms))),
        contacts=tuple(_contact(contact) for contact in model.contacts),
        headings=tuple(Heading(heading.title, heading.links) for heading in model.headings),
        hr=None if hr is None else Party(HR, hr.name, hr.address, locale=model.locale),
        daily_cap=model.daily_cap,
        answers_cap=model.answers_cap,
    )
