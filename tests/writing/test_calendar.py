"""The invitation is one that Outlook, Google and Apple calendars act on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from musmail.conversation.letters import Kind, Recipient
from musmail.conversation.state import Appointment
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role
from musmail.writing import samples
from musmail.writing.calendar import event
from musmail.writing.checking import Case, view_of
from musmail.writing.compose import View
from tests.writing.gallery import composed
from tests.writing.test_bytes import parsed, parts
from tests.writing.test_language import DA as DANISH


def view(recipient: Recipient = Recipient.EMPLOYEE) -> View:
    return view_of(Case(Kind.INVITATION, "", samples.agreed(samples.skemas())), recipient)


def written(method: str = "REQUEST", of: View | None = None) -> Any:
    data = event(method, of or view(), samples.FULL_POLICY, DANISH, description="Hej", at=samples.AT)
    return icalendar.Calendar.from_ical(data)


def meeting(calendar: Any) -> Any:
    return calendar.walk("VEVENT")[0]


@pytest.mark.parametrize(("kind", "method"), [(Kind.INVITATION, "REQUEST"), (Kind.CANCELLATION, "CANCEL")])
def test_the_mail_carries_the_calendar_part_and_the_file(kind: Kind, method: str) -> None:
    message = parsed(composed(Case(kind, "", samples.agreed(samples.skemas())), Recipient.LEADER))
    found = parts(message)
    types = ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert [part.get_content_type() for part in found] == types
    assert found[2].get_param("method") == method
    assert f"METHOD:{method}" in found[2].get_content()
    attached = found[3].get_content()
    assert attached == found[2].get_content().encode()
    assert b"\n" not in attached.replace(b"\r\n", b"")
    assert max(len(line) for line in attached.split(b"\r\n")) <= 75


def test_the_mailbox_is_organizer_and_both_parties_are_asked() -> None:
    component = meeting(written())
    assert component["organizer"] == "mailto:mus@example.org"
    assert [str(one) for one in component["attendee"]] == [
        "mailto:anna@example.org",
        "mailto:lars@example.org",
    ]
    assert {one.params["PARTSTAT"] for one in component["attendee"]} == {"NEEDS-ACTION"}
    assert {one.params["RSVP"] for one in component["attendee"]} == {"TRUE"}


def test_the_other_partys_answer_is_passed_on_and_the_readers_is_asked_anew() -> None:
    shared = replace(view().shared, calendar={Role.EMPLOYEE: "accepted", Role.LEADER: "counter"})
    for recipient, expected in (
        (Recipient.EMPLOYEE, ["NEEDS-ACTION", "NEEDS-ACTION"]),
        (Recipient.LEADER, ["ACCEPTED", "NEEDS-ACTION"]),
    ):
        component = meeting(written(of=replace(view(recipient), shared=shared)))
        assert [one.params["PARTSTAT"] for one in component["attendee"]] == expected


def test_the_meeting_keeps_its_uid_and_sequence_and_is_busy_time() -> None:
    component = meeting(written())
    assert component["uid"] == "csample234@example.org"
    assert component["sequence"] == 0
    assert component["transp"] == "OPAQUE"
    assert component["dtstamp"].dt == samples.AT.astimezone(UTC)
    assert component["status"] == "CONFIRMED"
    assert meeting(written("CANCEL"))["status"] == "CANCELLED"


def test_the_zone_is_described_in_two_rules() -> None:
    data = event("REQUEST", view(), samples.FULL_POLICY, DANISH, description="", at=samples.AT).decode()
    assert data.count("RRULE") == 2
    assert "RDATE" not in data
    assert "DTSTART;TZID=Europe/Copenhagen:20261112T100000" in data


@pytest.mark.parametrize(
    "day", [datetime(2026, 7, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
def test_the_time_is_the_time_in_summer_and_in_the_night_the_clock_is_changed(day: datetime) -> None:
    appointment = Appointment("u", 1, Slot(day, day + timedelta(hours=2)), "Et sted")
    component = meeting(written(of=replace(view(), shared=replace(view().shared, appointment=appointment))))
    assert component["dtstart"].dt.astimezone(UTC) == day


def test_another_zone_is_written_in_utc() -> None:
    policy = replace(samples.FULL_POLICY, zone="America/Godthab")
    data = event("REQUEST", view(), policy, DANISH, description="", at=samples.AT).decode()
    assert "VTIMEZONE" not in data
    assert "DTSTART:20261112T090000Z" in data
