"""The simulated people: when each answers what they get, and the mail their client makes of it."""

import hashlib
import heapq
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from musmail.conversation.letters import Kind
from musmail.conversation.policy import Policy
from musmail.sandbox.answers import ANSWERED, Accept, Answer, Character, Press, Scene, answers
from musmail.sandbox.clients import Envelope, Quoted, Written, accepted, automatic, pressed, reply
from musmail.sandbox.inboxes import Received
from musmail.scheduling.windows import SendWindow
from musmail.skema.forms import Role


class Pace(StrEnum):
    """How soon somebody answers, if they do."""

    PROMPT = "prompt"  # within a working day
    AVERAGE = "average"  # within a week, and one letter in six never
    SILENT = "silent"


@dataclass(frozen=True)
class Resident:
    """A simulated person with their pace, and when they are away with an automatic answer."""

    character: Character
    pace: Pace = Pace.PROMPT
    away: tuple[date, date] | None = None
    silent_on: frozenset[str] = frozenset()  # kinds of letter they never answer

    def is_away(self, at: datetime) -> bool:
        """Tell whether a program answers for them."""
        return self.away is not None and self.away[0] <= at.date() <= self.away[1]


@dataclass(frozen=True, order=True)
class Planned:
    """A mail somebody is about to send."""

    at: datetime
    order: int
    sender: str = field(compare=False)
    shape: str = field(compare=False)  # what it answers and how, for file names
    recipient: str = field(compare=False)
    data: bytes = field(compare=False)
    answers: tuple[str, int] = field(compare=False)  # the letter they have before them: whose, and its number


# People write between these hours; at night nobody does, which makes the runs easier to read.
WAKING = (time(8), time(17))
NEVER = 1 / 6  # of an average person's letters: guessed


@dataclass
class Staff:
    """Everybody of the organisation, by address."""

    residents: Mapping[str, Resident]
    policy: Policy
    mailbox_name: str
    seed: int = 1
    planned: list[Planned] = field(default_factory=list)  # a heap, the soonest first
    written: int = 0
    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    talks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)

    def opens(self, address: str, kind: Kind, at: datetime) -> bool:
        """Tell whether anything can come of a letter: opening every mail would take a simulation half as long again."""
        resident = self.residents.get(address)
        if resident is None:
            return False
        return (kind in ANSWERED and resident.pace is not Pace.SILENT) or resident.is_away(at)

    def receive(self, letter: Received, role: Role | None, other: str) -> None:
        """Read a letter and plan what is answered to it."""
        resident = self.residents.get(letter.to)
        if resident is None:
            return
        at = letter.at
        if resident.away and resident.is_away(at):
            if letter.to not in self.warned:  # vacation programs answer each sender once
                self.warned.add(letter.to)
                self._plan(letter, resident, at + timedelta(minutes=1), None)
            at = datetime.combine(resident.away[1] + timedelta(days=1), WAKING[0], at.tzinfo)
        if role is None or resident.pace is Pace.SILENT or letter.kind in resident.silent_on:
            return
        chance = self._chance(letter)
        before = self.seen[letter.to, letter.kind, letter.conversation]
        self.seen[letter.to, letter.kind, letter.conversation] += 1
        if resident.pace is Pace.AVERAGE and chance.random() < NEVER:
            return
        talks = self.talks.setdefault((letter.to, other), [])
        if letter.conversation not in talks:
            talks.append(letter.conversation)
        nth = talks.index(letter.conversation)
        scene = Scene(letter, resident.character, role, other, self.policy, chance, before, nth)
        for answer in answers(scene):
            at = self._awake(at + self._pause(resident, chance))
            self._plan(letter, resident, at, answer)

    def _chance(self, letter: Received) -> random.Random:
        """Roll the same dice for the same letter, in whatever order letters come."""
        words = f"{self.seed}:{letter.to}:{letter.kind}:{letter.conversation}:{letter.number}"
        return random.Random(hashlib.sha256(words.encode()).digest())

    def _pause(self, resident: Resident, chance: random.Random) -> timedelta:
        if resident.character.has("late"):
            return timedelta(days=chance.uniform(3, 9))
        hours = (1, 20) if resident.pace is Pace.PROMPT else (2, 150)
        return timedelta(minutes=round(60 * chance.uniform(*hours)))

    def _awake(self, at: datetime) -> datetime:
        opens, closes = WAKING
        window = SendWindow(
            opens=opens, closes=closes, zone=self.policy.window.zone, workdays=self.policy.workdays
        )
        return window.next_open(at)

    def _plan(self, letter: Received, resident: Resident, at: datetime, answer: Answer | None) -> None:
        self.written += 1
        shape, recipient, data = self._mail(letter, resident, at, answer)
        heapq.heappush(
            self.planned,
            Planned(
                at,
                self.written,
                letter.to,
                f"{letter.kind}-{shape}",
                recipient,
                data,
                (letter.conversation, letter.number),
            ),
        )

    def _mail(
        self, letter: Received, resident: Resident, at: datetime, answer: Answer | None
    ) -> tuple[str, str, bytes]:
        who = resident.character
        sender = (who.name, who.address)
        message_id = f"<{self.written}.{letter.number}@{who.address.partition('@')[2]}>"
        local = at.astimezone(self.policy.window.zone)
        envelope = Envelope(sender, letter.reply_to, message_id, letter.message_id, letter.subject, local)
        match answer:
            case None:
                assert resident.away is not None
                back = datetime.combine(resident.away[1] + timedelta(days=1), WAKING[0], local.tzinfo)
                return "out-of-office", letter.reply_to, automatic(envelope, back, who.locale)
            case Accept():
                return (
                    "calendar",
                    letter.reply_to,
                    accepted(letter.uid, letter.sequence, envelope, who.locale),
                )
            case Press(action, words):
                button = letter.buttons[action]
                mail = Envelope(sender, button.address, message_id, at=local)
                return f"button-{action}", button.address, pressed(button.subject, button.body + words, mail)
            case Written():
                quoted = Quoted(
                    letter.passages,
                    (self.mailbox_name, self.policy.mailbox.address),
                    sender,
                    letter.subject,
                    letter.at.astimezone(self.policy.window.zone),
                    who.locale,
                )
                return who.client.value, letter.reply_to, reply(who.client, answer, quoted, envelope)

    def due(self, now: datetime) -> list[Planned]:
        """Take out the mails that are sent by now, in their order."""
        ready = []
        while self.planned and self.planned[0].at <= now:
            ready.append(heapq.heappop(self.planned))
        return ready

    def next_at(self) -> datetime | None:
        """Say when somebody next writes."""
        return self.planned[0].at if self.planned else None
