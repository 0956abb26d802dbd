"""The meeting as calendars read it: an iMIP request or cancellation (RFC 6047) from the mailbox to both parties."""

from datetime import UTC, datetime

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from musmail.conversation.people import Party
from musmail.conversation.policy import Policy
from musmail.conversation.state import Shared
from musmail.scheduling.moments import COPENHAGEN
from musmail.skema.forms import Role
from musmail.writing import mime
from musmail.writing.cleaning import clean, one_line
from musmail.writing.facts import View
from musmail.writing.language import Language
from musmail.writing.mime import Part

ZONE = "Europe/Copenhagen"
PRODUCT = "-//musmail//MUS//EN"
# Short and fixed: Outlook wants one yearly rule with one BYDAY each (MS-OXCICAL 2.1.3.1.1.19.2.2), and icalendar's
# own generator lists every change of the clock for decades.
_VTIMEZONE = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
_PARTSTAT = frozenset({"accepted", "declined", "tentative"})


def event(
    method: str, view: View, policy: Policy, language: Language, *, description: str, at: datetime
) -> bytes:
    """Write the meeting; `method` is REQUEST or CANCEL, `at` its DTSTAMP. The talk must have an appointment."""
    shared, appointment = view.shared, view.shared.appointment
    assert appointment is not None
    component = Event()
    component.add("uid", appointment.uid)
    component.add("sequence", appointment.sequence)
    component.add("dtstamp", at.astimezone(UTC))
    component.add("dtstart", _moment(appointment.slot.start, policy))
    component.add("dtend", _moment(appointment.slot.end, policy))
    component.add("summary", one_line(_heading(shared, language)))
    component.add("location", one_line(appointment.place or language.words["place"]))
    component.add("description", clean(description))
    component.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    component.add("transp", "OPAQUE")
    component.add("x-microsoft-cdo-busystatus", "BUSY")
    component["organizer"] = _address(policy.mailbox.name, policy.mailbox.address)
    for role, party in ((Role.EMPLOYEE, shared.employee), (Role.LEADER, shared.leader)):
        component.add("attendee", _attendee(role, party, view), encode=False)
    return _calendar(method, component, policy)


def _heading(shared: Shared, language: Language) -> str:
    words = language.words["in_the_calendar"]
    return words.format(employee=shared.employee.name, leader=shared.leader.name)


def _calendar(method: str, component: Event, policy: Policy) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if policy.zone == ZONE:
        calendar.add_component(Timezone.from_ical(_VTIMEZONE))
    calendar.add_component(component)
    written: bytes = calendar.to_ical()
    return written


def _moment(at: datetime, policy: Policy) -> datetime:
    """Give the time in the zone we describe; for any other zone UTC needs no description."""
    return at.astimezone(COPENHAGEN if policy.zone == ZONE else UTC)


def _address(name: str, address: str) -> vCalAddress:
    value = vCalAddress(f"mailto:{''.join(one_line(address).split())}")
    value.params["CN"] = vText(one_line(name).replace('"', "’"))
    return value


def _attendee(role: Role, party: Party, view: View) -> vCalAddress:
    """Name a party; the reader is asked, of the other we say what their calendar answered."""
    value = _address(party.name, party.address)
    value.params["ROLE"] = vText("REQ-PARTICIPANT")
    value.params["PARTSTAT"] = vText(_standing(role, view.shared, asked=role.value == view.recipient.value))
    value.params["RSVP"] = vText("TRUE")
    return value


def _standing(role: Role, shared: Shared, *, asked: bool) -> str:
    answer = shared.calendar.get(role, "")
    return answer.upper() if not asked and answer in _PARTSTAT else "NEEDS-ACTION"


def part(method: str, written: bytes) -> Part:
    """Make the alternative that gives the mail its buttons; its method equals METHOD (RFC 6047 §2.4)."""
    return mime.text_part(f"text/calendar; method={method}", written.decode())


def attachment(method: str, written: bytes, language: Language) -> Part:
    """Make the attachment, for clients that look only there."""
    filename = language.files["cancelled" if method == "CANCEL" else "meeting"]
    return mime.data_part("application/ics", written, filename=filename)
