"""Who answers what in the one MUS of the fixed replies, how soon, and in which client."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.conversation.items import CarriedItem
from musmail.skema.forms import Role
from tests.replies.people import Act, Script

ZONE = ZoneInfo("Europe/Copenhagen")
BEGINS = datetime(2026, 9, 28, 9, tzinfo=ZONE)
ENDS = datetime(2026, 12, 18, 16, tzinfo=ZONE)
WORKPLACE = Path(__file__).parent / "workplace"
ANNA, LARS = "anna@example.org", "lars@example.org"

# What they agreed on last year; the talk goes through it again.
LAST_YEAR = (
    CarriedItem(2, "Kursus i svejsning", "Anna", Role.EMPLOYEE, date(2026, 6, 1), "Beviset er i hus", "done"),
    CarriedItem(3, "Fast ugemøde om planen", "Lars", Role.LEADER, None, ""),
)


def _act(shape: str, *, days: int = 0, hours: int = 1, button: str = "") -> Act:
    return Act(timedelta(days=days, hours=hours), shape, button)


ONE_MUS: Script = {
    (LARS, "convene_leader"): [[_act("times/01-outlook-windows-three-lines", days=1)]],
    (ANNA, "convene_employee"): [[_act("slots/01-gmail-android-nr-2", hours=3)]],
    (LARS, "invitation"): [[_act("calendar/01-outlook-accepts-without-organizer")]],
    (ANNA, "invitation"): [[_act("calendar/02-google-accepts-auto-generated", hours=2)]],
    (ANNA, "preparation"): [
        [
            _act("preparation/01-gmail-web-in-the-boxes", hours=4),
            _act("preparation/02-iphone-second-mail-on-top", days=4),
        ]
    ],
    (LARS, "preparation"): [
        [
            _act("preparation/03-outlook-windows-coloured-inline", days=6),
            _act("preparation/04-outlook-mobile-button-ready", days=6, hours=2, button="klar"),
        ]
    ],
    (ANNA, "opening"): [[_act("opening/01-gmail-web-expand-and-point", days=1)]],
    (LARS, "after_opening"): [[_act("opening/02-outlook-web-expands-and-point", hours=3)]],
    (LARS, "held"): [[_act("held/01-outlook-windows-summary-dash-lines")]],
    (ANNA, "before_signing"): [[_act("before_signing/01-gmail-web-no-surprises", days=1)]],
    (LARS, "sign"): [[_act("sign/01-outlook-windows-agree")]],
    (ANNA, "sign"): [[_act("sign/02-gmail-web-agree-with-remark", hours=2)]],
    (ANNA, "nudge"): [[_act("status/01-gmail-web-two-in-a-line", days=1)]],
}
