"""One whole MUS as `tests/replies/mus.md` tells it: who writes when, in which client, and who then gets what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from musmail.conversation.letters import Kind
from tests.mus.workplace import ZONE

ANNA, LARS = ("anna",), ("lars",)
BOTH = ("anna", "lars")


@dataclass(frozen=True)
class Scene:
    """A moment: perhaps a reply, and then the letters that must come of it."""

    at: datetime
    reply: str = ""
    letters: tuple[tuple[tuple[str, ...], Kind], ...] = ()

    def expected(self) -> Iterator[tuple[str, Kind]]:
        """List who gets what."""
        for names, kind in self.letters:
            for name in names:
                yield name, kind


def _at(day: int, month: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


STORY = (
    Scene(_at(8, 10), "", ((LARS, Kind.CONVENE_LEADER),)),
    Scene(_at(8, 10, 10), "times/01-outlook-windows-three-lines", ((LARS, Kind.RECEIPT),)),
    Scene(_at(15, 10), "", ((ANNA, Kind.CONVENE_EMPLOYEE),)),
    Scene(_at(15, 10, 10), "slots/01-gmail-android-nr-2", ((BOTH, Kind.INVITATION),)),
    Scene(_at(15, 10, 11), "calendar/01-outlook-accepts-without-organizer"),
    Scene(_at(15, 10, 12), "calendar/02-google-accepts-auto-generated"),
    Scene(_at(22, 10), "", ((BOTH, Kind.PREPARATION),)),
    Scene(_at(22, 10, 10), "preparation/01-gmail-web-in-the-boxes", ((ANNA, Kind.RECEIPT),)),
    Scene(_at(26, 10, 10), "preparation/02-iphone-second-mail-on-top", ((ANNA, Kind.RECEIPT),)),
    Scene(_at(28, 10, 10), "preparation/03-outlook-windows-coloured-inline", ((LARS, Kind.RECEIPT),)),
    Scene(
        _at(28, 10, 11),
        "preparation/04-outlook-mobile-button-ready",
        ((LARS, Kind.RECEIPT), (BOTH, Kind.OPENING)),
    ),
    Scene(
        _at(5, 11, 10),
        "opening/01-gmail-web-expand-and-point",
        ((ANNA, Kind.RECEIPT), (LARS, Kind.AFTER_OPENING)),
    ),
    Scene(
        _at(6, 11, 10),
        "opening/02-outlook-web-expands-and-point",
        ((LARS, Kind.RECEIPT), (ANNA, Kind.AFTER_OPENING)),
    ),
    Scene(_at(9, 11), "", ((BOTH, Kind.AGENDA), (BOTH, Kind.PERSONAL_SHEET))),
    Scene(_at(11, 11), "", ((BOTH, Kind.DAY_BEFORE),)),
    Scene(_at(12, 11, 13), "", ((LARS, Kind.HELD), (ANNA, Kind.HELD_QUESTION))),
    Scene(
        _at(12, 11, 14),
        "held/01-outlook-windows-summary-dash-lines",
        ((LARS, Kind.RECEIPT), (ANNA, Kind.BEFORE_SIGNING)),
    ),
    Scene(_at(13, 11), "", ((ANNA, Kind.CHECK),)),
    Scene(_at(13, 11, 10), "before_signing/01-gmail-web-no-surprises", ((BOTH, Kind.SIGN),)),
    Scene(_at(17, 11, 10), "sign/01-outlook-windows-agree", ((LARS, Kind.RECEIPT),)),
    Scene(_at(17, 11, 11), "sign/02-gmail-web-agree-with-remark", ((BOTH, Kind.SIGNED),)),
    Scene(_at(27, 11), "", ((LARS, Kind.ITEM_STATUS),)),
    Scene(_at(1, 12), "", ((BOTH, Kind.NUDGE),)),
    Scene(_at(2, 12, 10), "status/01-gmail-web-two-in-a-line", ((ANNA, Kind.STATUS_RECEIPT),)),
)
