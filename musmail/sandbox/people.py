"""Simulated people: they get letters, think for a while, and answer with mails as real clients write them."""

import email
import email.policy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from importlib.resources import files

# Who answers which letter: (address, letter kind) -> for the first such letter, the second, … a few (after, reply).
Script = Mapping[tuple[str, str], Sequence[Sequence[tuple[timedelta, str]]]]


@dataclass(frozen=True)
class Letter:
    """A letter as it lies in somebody's inbox, with the headers a client needs to answer it."""

    to: str
    reply_to: str
    message_id: str
    subject: str
    at: datetime
    data: bytes

    @classmethod
    def of(cls, to: str, data: bytes, at: datetime) -> "Letter":
        """Read the headers as a mail client does."""
        message = email.message_from_bytes(data, policy=email.policy.default)
        reply_to = message["Reply-To"].addresses[0].addr_spec
        return cls(to, reply_to, str(message["Message-ID"]), str(message["Subject"]), at, data)


@dataclass(frozen=True, order=True)
class Planned:
    """An answer somebody is about to send."""

    at: datetime
    order: int
    sender: str = field(compare=False)
    name: str = field(compare=False)
    data: bytes = field(compare=False)
    reply_to: str = field(compare=False)


@dataclass
class People:
    """Everybody's inboxes and intentions."""

    script: Script
    inboxes: dict[str, list[Letter]] = field(default_factory=dict)
    planned: list[Planned] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def receive(self, to: str, kind: str, data: bytes, at: datetime) -> None:
        """Lay a letter in an inbox and, where the script says so, plan an answer."""
        letter = Letter.of(to, data, at)
        self.inboxes.setdefault(to, []).append(letter)
        turns = self.script.get((to, kind), ())
        turn = self.seen[to, kind]
        self.seen[to, kind] += 1
        for after, name in turns[turn] if turn < len(turns) else ():
            when = at + after
            data = fill(shape(name), letter, when, fresh=f"{len(self.planned)}.{turn}.{kind}")
            self.planned.append(Planned(when, len(self.planned), to, name, data, letter.reply_to))

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
    return (files("musmail.sandbox") / "replies" / f"{name}.eml").read_bytes()


def fill(mail: bytes, letter: Letter, at: datetime, *, fresh: str) -> bytes:
    """Address a fixed mail as an answer to this letter, with CRLF as on the wire."""
    words = {
        b"@@REPLY_TO@@": letter.reply_to.encode(),
        b"@@MESSAGE_ID@@": letter.message_id.encode(),
        b"@@SUBJECT@@": letter.subject.encode("ascii", "replace"),
        b"@@DATE@@": format_datetime(at).encode(),
        b"@@FRESH_ID@@": fresh.encode(),
    }
    for name, value in words.items():
        mail = mail.replace(name, value)
    return b"\r\n".join(mail.replace(b"\r\n", b"\n").split(b"\n"))
