"""Made-up workplaces of any size, loaded through the same door as everybody's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.sandbox.answers import Character
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.post import ByHand
from musmail.sandbox.staff import Pace, Resident, Staff
from musmail.sandbox.world import World, found
from musmail.settings.load import Settings, load
from musmail.store.memory import MemoryStore

ZONE = ZoneInfo("Europe/Copenhagen")
BEGINS = datetime(2026, 8, 31, 7, tzinfo=ZONE)
YAML = """
organisation: Værkstedet
mailbox: {address: mus@example.org}
imap: {host: localhost, user: mus, password: {env: NONE}}
smtp: {host: localhost}
state_folder: state
people: people.csv
hr: {name: Helle Rask, address: hr@example.org}
retention: {talks_months: 60, notes_months: 12, mail_months: 3, log_months: 60}
"""
HEAD = "id,name,address,leader,unit,locale,absences,last_held_on,exempt"


def company(folder: Path, employees: int, *, team: int = 12, more: str = "") -> Settings:
    """Found a workplace of so many employees in teams, each with a leader under one director."""
    rows = [HEAD, "boss,Mona Friis,mona@example.org,,,,,,har ingen leder"]
    for number in range((employees + team - 1) // team):
        rows.append(f"l{number},Leder {number}sen,l{number}@example.org,boss,U{number},,,,")
    for number in range(employees):
        leader = number // team
        locale = "en" if number % 10 == 9 else "da"
        held = f"2025-{9 + number % 4:02}-{1 + number % 27:02}" if number % 3 else ""
        rows.append(
            f"e{number},Ansat {number}sen,e{number}@example.org,l{leader},U{leader},{locale},,{held},"
        )
    (folder / "people.csv").write_text("\n".join(rows), "utf-8")
    (folder / "musmail.yaml").write_text(YAML + more, "utf-8")
    (folder / "state").mkdir()
    return replace(load(folder / "musmail.yaml", secrets=False), state_folder=folder / "state")


def world(settings: Settings, residents: Mapping[str, Resident], seed: int = 1) -> World:
    """Let these people live there, in memory."""
    staff = Staff(residents, settings.policy, settings.policy.mailbox.name, seed)
    made = found(settings, MemoryStore(), JumpingClock(BEGINS), staff)
    made.post = ByHand(made.deliver, made.dead)
    return made


def everybody(settings: Settings, pace: Pace = Pace.PROMPT) -> dict[str, Resident]:
    """Give everybody the same pace and the plainest client."""
    parties = [one.party for one in settings.roster.people.values()]
    return {
        one.address: Resident(Character(one.name, one.address, locale=one.locale), pace) for one in parties
    }
