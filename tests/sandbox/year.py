"""A year of 500 people as a program of its own, begun with the tests and read when they are nearly through."""

import asyncio
import binascii
import gc
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from musmail.conversation.letters import Kind
from musmail.sandbox.answers import Character
from musmail.sandbox.clients import Client
from musmail.sandbox.faults import faults
from musmail.sandbox.staff import Pace, Resident
from musmail.sandbox.tally import tally, totals
from musmail.sandbox.world import Carried, World
from musmail.settings.load import Settings
from tests.sandbox.company import BEGINS, company, world

PEOPLE = 500
DAYS = 365
# Half answer at once, most of the others some day, and one in ten never.
PACES = (5, 4, 1)


@dataclass(frozen=True)
class Year:
    """What came of it."""

    people: int
    letters: int
    replies: int
    reminders: int
    ends: dict[str, int]
    faults: list[str]
    leaks: list[str]
    shared: int  # openings with words of both in them
    unread: dict[str, int]  # why mails were kept for a person, and how often
    after_the_end: list[str]


def people(settings: Settings) -> dict[str, Resident]:
    """Give everybody a client, a pace, and a sign that stands in all they write."""
    chance = random.Random(500)
    found = {}
    for number, employee in enumerate(settings.roster.people.values()):
        party = employee.party
        quirks = frozenset({"only_me"} if number % 2 else set())
        character = Character(
            party.name,
            party.address,
            chance.choice(list(Client)),
            party.locale,
            0.4,
            quirks,
            f"sign{number:04}x",
        )
        found[party.address] = Resident(character, chance.choices(list(Pace), PACES)[0])
    return found


def leaks(world: World) -> Iterator[str]:
    """Find words in a mailbox they do not belong in: private ones anywhere, others before the opening."""
    residents = world.staff.residents
    signs = {one.character.sign: address for address, one in residents.items()}
    opened: set[tuple[str, str]] = set()
    for mail in world.mails:
        if mail.record is None:
            continue
        if mail.record.kind in (Kind.OPENING, Kind.AFTER_OPENING):
            opened.add((mail.aggregate, mail.recipient))
        words = _words(mail)
        for sign in set(_signs(words)):
            own = signs[sign.removeprefix("only-")] == mail.recipient
            if sign.startswith("only-"):
                yield f"{mail.record.kind} to {mail.recipient} has words marked as private"
            elif not own and (mail.aggregate, mail.recipient) not in opened:
                yield f"{mail.record.kind} to {mail.recipient} has the other's words before the opening"


def shared(world: World) -> int:
    """Count the openings in which somebody reads what the other has written."""
    openings = [mail for mail in world.mails if mail.record and mail.record.kind is Kind.OPENING]
    return sum(bool(set(_signs(_words(mail)))) for mail in openings)


def _words(mail: Carried) -> str:
    """Read a letter's text and HTML at once; taking it apart as a client does takes three milliseconds (measured)."""
    return binascii.a2b_qp(mail.data).decode("utf-8", "replace")


def _signs(words: str) -> Iterator[str]:
    for piece in words.split("(")[1:]:
        sign = piece.partition(")")[0]
        if sign.removeprefix("only-").startswith("sign") and sign.endswith("x"):
            yield sign


def after_the_end(world: World) -> Iterator[str]:
    """Find letters about a talk that had ended as not held."""
    ended: dict[str, datetime] = {}
    for mail in world.mails:
        for name, letter in mail.letters:
            # The other's own letter about it may have waited for the day's cap.
            late = letter.kind is not Kind.NOT_HELD
            if late and name in ended and mail.at - ended[name] > timedelta(days=3):
                yield f"{letter.kind} of {name} came after its end"
            if letter.kind is Kind.NOT_HELD:
                ended.setdefault(name, mail.at)


def live(count: int, days: int = DAYS) -> Year:
    """Live through the year and look at every mail."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="musmail-year-") as folder:
        settings = company(Path(folder), count)
        made = world(settings, people(settings))
        gc.freeze()  # templates and models outlive the run; looking through them again and again takes a tenth of it
        asyncio.run(made.live(BEGINS + timedelta(days=days)))
        lines = tally(made)
        sums = totals(made, lines)
        kept: dict[str, int] = defaultdict(int)
        for note in made.desktop.desk.kept():
            kept[note.reason] += 1
        return Year(
            people=count,
            letters=sums.letters,
            replies=sums.replies,
            reminders=sums.reminders,
            ends=dict(Counter(line.end for line in lines)),
            faults=faults(made),
            leaks=list(leaks(made)),
            shared=shared(made),
            unread=dict(kept),
            after_the_end=list(after_the_end(made)),
        )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(live(int(sys.argv[1]))), ensure_ascii=False))
