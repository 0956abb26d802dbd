"""Simulated people: they get letters, think for a while, and answer with mails as real clients write them."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from icalendar import Calendar

from tests.replies.mailing import fill


@dataclass(frozen=True)
class Act:
    """One answer: how long after the letter, which fixed mail, and the button pressed, if one was."""

    after: timedelta
    shape: str
    button: str = ""


# Who answers which letter: (address, letter kind) -> for the first such letter, the second, … a few answers.
Script = Mapping[tuple[str, str], Sequence[Sequence[Act]]]


@dataclass(frozen=True)
class Letter:
    """A letter as it lies in somebody's inbox, with what a client needs to answer it."""

    to: str
    reply_to: str
    message_id: str
    subject: str
    buttons: Mapping[str, str]
    uid: str = ""
    sequence: int = 0
    digest: str = ""

    @classmethod
    def of(cls, to: str, data: bytes) -> "Letter":
        """Read a letter as a mail client does."""
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        markup = message.get_body(("html",))
        links = re.findall(
            r"mailto:([^?\"]+\+[a-z2-7]+-([a-z0-9]+)@[^?\"]+)", markup.get_content() if markup else ""
        )
        plain = message.get_body(("plain",))
        digest = re.search(r"\b[0-9a-f]{64}\b", plain.get_content() if plain else "")
        uid, sequence = _appointment(message)
        return cls(
            to,
            message["Reply-To"].addresses[0].addr_spec,
            str(message["Message-ID"]),
            str(message["Subject"]),
            {action: address for address, action in links},
            uid,
            sequence,
            digest[0] if digest else "",
        )


def _appointment(message: EmailMessage) -> tuple[str, int]:
    """Find UID and SEQUENCE, as a calendar does that is about to accept."""
    for part in message.walk():
        assert isinstance(part, EmailMessage)
        if part.get_content_type() == "text/calendar":
            for event in Calendar.from_ical(part.get_content()).walk("VEVENT"):
                return str(event["UID"]), int(event.get("SEQUENCE", 0))
    return "", 0


@dataclass(frozen=True, order=True)
class Planned:
    """An answer somebody is about to send."""

    at: datetime
    order: int
    sender: str = field(compare=False)
    shape: str = field(compare=False)
    recipient: str = field(compare=False)
    data: bytes = field(compare=False)


@dataclass
class People:
    """Everybody's intentions."""

    script: Script
    planned: list[Planned] = field(default_factory=list)
    answers: int = 0
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def receive(self, to: str, kind: str, data: bytes, at: datetime) -> None:
        """Read a letter and, where the script says so, plan answers."""
        turns = self.script.get((to, kind), ())
        turn = self.seen[to, kind]
        self.seen[to, kind] += 1
        if turn < len(turns):
            letter = Letter.of(to, data)
            self.planned += [self._answer(letter, act, at + act.after) for act in turns[turn]]

    def _answer(self, letter: Letter, act: Act, at: datetime) -> Planned:
        self.answers += 1
        recipient = letter.buttons[act.button] if act.button else letter.reply_to
        data = fill(
            shape(act.shape),
            reply_to=recipient,
            message_id=letter.message_id,
            subject=letter.subject,
            date=format_datetime(at),
            uid=letter.uid,
            sequence=letter.sequence,
            fresh_id=str(self.answers),
            digest=letter.digest,
        )
        return Planned(at, self.answers, letter.to, act.shape, recipient, data)

    def due(self, now: datetime) -> list[Planned]:
        """Take out the answers that are sent by now, in their order."""
        ready = sorted(answer for answer in self.planned if answer.at <= now)
        self.planned = [answer for answer in self.planned if answer.at > now]
        return ready

    def next_at(self) -> datetime | None:
        """Say when somebody next answers."""
        return min((answer.at for answer in self.planned), default=None)


def shape(name: str) -> bytes:
    """Load one of the fixed mails."""
    return (Path(__file__).parent / f"{name}.eml").read_bytes()
