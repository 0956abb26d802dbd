"""The people of the demo: who answers in which client, how soon, what happens to them, and how it should end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from musmail.sandbox.answers import Character
from musmail.sandbox.clients import Client
from musmail.sandbox.staff import Pace, Resident
from musmail.sandbox.world import Happening, World
from musmail.settings.load import Settings
from musmail.settings.roster import Roster, roster_of

ZONE = ZoneInfo("Europe/Copenhagen")
BEGINS = datetime(2026, 8, 31, 7, tzinfo=ZONE)
ENDS = datetime(2027, 8, 31, 17, tzinfo=ZONE)


@dataclass(frozen=True)
class Part:
    """One person's part: how they behave, and what the demo is to show by them."""

    resident: Resident
    shows: str = ""
    ends: str = "signed"  # the end state their first talk of the year must reach


def _part(
    address: str,
    name: str,
    client: Client,
    *quirks: str,
    shows: str = "",
    ends: str = "signed",
    pace: Pace = Pace.PROMPT,
    locale: str = "da",
    share: float = 0.5,
    away: tuple[date, date] | None = None,
    silent_on: frozenset[str] = frozenset(),
) -> Part:
    character = Character(name, address, client, locale, share, frozenset(quirks))
    return Part(Resident(character, pace, away, silent_on), shows, ends)


_PREPARATIONS = frozenset({"preparation", "preparation_reminder"})

CAST: Mapping[str, Part] = {
    one.resident.character.address: one
    for one in (
        _part("lars@example.org", "Lars Højgaard", Client.OUTLOOK, "by_hand", shows="gives times by hand"),
        _part(
            "mette@example.org",
            "Mette Lund",
            Client.THUNDERBIRD,
            "not_held",
            "Ivan Bech",
            shows="lets times be proposed",
        ),
        _part(
            "mona@example.org",
            "Mona Friis",
            Client.OUTLOOK_MOBILE,
            shows="leads the leaders, answers by phone",
        ),
        _part(
            "anna@example.org",
            "Anna Sørensen",
            Client.GMAIL,
            "two_mails",
            "only_me",
            shows="answers in two mails",
        ),
        _part("bo@example.org", "Bo Krogh", Client.OUTLOOK, "asks_to_move", shows="asks to move"),
        _part("carla@example.org", "Carla Dam", Client.IPHONE, shows="is on leave until February"),
        _part(
            "dan@example.org",
            "Dan Ibsen",
            Client.SAMSUNG,
            "late",
            silent_on=_PREPARATIONS | {"opening"},
            shows="never prepares, answers late",
        ),
        _part("erik@example.org", "Erik Nygaard", Client.GMAIL, shows="has a dead address until HR mends it"),
        _part(
            "frida@example.org",
            "Frida Olsson",
            Client.APPLE_MAIL,
            "corrects",
            locale="en",
            shows="reads English, corrects the summary",
        ),
        _part(
            "gert@example.org",
            "Gert Aagaard",
            Client.OUTLOOK_MOBILE,
            away=(date(2026, 11, 9), date(2026, 11, 20)),
            shows="has an automatic answer for a fortnight",
        ),
        _part(
            "hanne@example.org",
            "Hanne Vind",
            Client.GMAIL,
            pace=Pace.SILENT,
            ends="not_held",
            shows="never answers: leader, leader's leader and HR hear that no time was found",
        ),
        _part("ivan@example.org", "Ivan Bech", Client.THUNDERBIRD, shows="not held", ends="not_held"),
        _part(
            "julie@example.org",
            "Julie Mark",
            Client.IPHONE,
            "problem",
            shows="has a problem with what was agreed",
        ),
    )
}

# Erik's mailbox is gone; in November HR writes his new address into people.csv.
DEAD = frozenset({"erik@example.org"})
MENDED = "erik.nygaard@example.org"
MENDED_AT = datetime(2026, 11, 2, 10, tzinfo=ZONE)


def residents() -> dict[str, Resident]:
    """Give everybody by address, Erik by both of his."""
    found = {address: part.resident for address, part in CAST.items()}
    old = found["erik@example.org"]
    return {**found, MENDED: replace(old, character=replace(old.character, address=MENDED))}


def happenings(settings: Settings) -> list[Happening]:
    """List what comes to pass in the year beside mail."""

    def mend(world: World) -> None:
        world.enrol(replace(settings, roster=_with_address(settings, "erik", MENDED)))

    return [(MENDED_AT, mend)]


def _with_address(settings: Settings, person: str, address: str) -> Roster:
    people = [
        replace(one, party=replace(one.party, address=address)) if one.id == person else one
        for one in settings.roster.people.values()
    ]
    return roster_of(people)
