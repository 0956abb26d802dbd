"""The workplace's own organisation through a year of made-up answers: nothing is sent, nothing is kept."""

import asyncio
import random
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from musmail.sandbox.answers import Character
from musmail.sandbox.clients import Client
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.post import ByHand
from musmail.sandbox.staff import Pace, Resident, Staff
from musmail.sandbox.world import World, found
from musmail.settings.load import Settings
from musmail.store.memory import MemoryStore


def residents(settings: Settings, pace: Pace, seed: int) -> Mapping[str, Resident]:
    """Give everybody of the roster a mail client and a pace."""
    chance = random.Random(seed)
    clients = list(Client)
    found: dict[str, Resident] = {}
    for employee in settings.roster.people.values():
        party = employee.party
        character = Character(party.name, party.address, chance.choice(clients), party.locale)
        found[party.address.casefold()] = Resident(character, pace)
    return found


def simulate(settings: Settings, *, begins: datetime, days: int, pace: Pace, seed: int = 1) -> World:
    """Live through so many days; gives the world as it is then, with every mail that went."""
    with tempfile.TemporaryDirectory(prefix="musmail-simulate-") as folder:
        settings = replace(settings, state_folder=Path(folder))
        staff = Staff(residents(settings, pace, seed), settings.policy, settings.policy.mailbox.name, seed)
        world = found(settings, MemoryStore(), JumpingClock(begins), staff)
        world.post = ByHand(world.deliver)
        asyncio.run(world.live(begins + timedelta(days=days)))
        return world
