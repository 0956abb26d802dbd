"""A letter as it lies in somebody's inbox: what a client needs to answer it, and what its reader sees in it."""

import email
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from html import unescape
from urllib.parse import unquote

from icalendar import Calendar

from musmail.conversation.letters import Kind, Passage

_LINK = re.compile(r'href="mailto:([^?"]+)\?([^"]*)"')
_NUMBER = re.compile(r"(\d+)\. ")


@dataclass(frozen=True)
class Button:
    """A button of a letter: the mail it makes."""

    address: str
    subject: str
    body: str


@dataclass(frozen=True)
class Received:
    """One letter in an inbox."""

    to: str
    kind: Kind
    conversation: str
    number: int
    at: datetime
    message_id: str
    reply_to: str
    subject: str
    passages: Sequence[Passage]
    buttons: Mapping[str, Button]
    uid: str = ""
    sequence: int = 0
    entry: str = ""  # of a digest: the field under which this letter is answered

    @property
    def fields(self) -> list[str]:
        """List the letter's fields in reading order."""
        return list(dict.fromkeys(passage.field for passage in self.passages if passage.field))

    def printed_number(self, field: str) -> str:
        """Give the number printed before a field's question, if one is."""
        first = next((one.text for one in self.passages if one.field == field), "")
        match = _NUMBER.match(first)
        return match[1] if match else field.partition(":")[2]


def received(
    data: bytes,
    *,
    to: str,
    kind: Kind,
    conversation: str,
    number: int,
    at: datetime,
    passages: Sequence[Passage],
    entry: str = "",
    owns: Callable[[str], bool] = lambda address: True,
) -> Received:
    """Open a letter as a mail client does; of a digest one entry, with the buttons whose addresses it owns."""
    message = email.message_from_bytes(data)  # compat32: a fifth of what the modern policy takes
    parts = {part.get_content_type(): part for part in reversed([*message.walk()])}
    uid, sequence = _appointment(parts.get("text/calendar"))
    return Received(
        to=to,
        kind=kind,
        conversation=conversation,
        number=number,
        at=at,
        message_id=str(message["Message-ID"]),
        reply_to=parseaddr(str(message["Reply-To"]))[1],
        subject=str(make_header(decode_header(str(message["Subject"]).replace("\r\n", "")))),
        passages=passages,
        buttons={
            action: button
            for action, button in _buttons(_text(parts.get("text/html")))
            if owns(button.address)
        },
        uid=uid,
        sequence=sequence,
        entry=entry,
    )


def _buttons(markup: str) -> list[tuple[str, Button]]:
    """Find what can be pressed, by the action its address carries, as it stands behind the token."""
    found = []
    for place, query in _LINK.findall(markup):
        parts = dict(part.partition("=")[::2] for part in unescape(query).split("&"))
        words = {name: unquote(value).replace("\r\n", "\n") for name, value in parts.items()}
        address = unquote(unescape(place))
        action = address.partition("@")[0].rpartition("-")[2] if "-" in address.partition("@")[0] else ""
        found.append((action, Button(address, words.get("subject", ""), words.get("body", ""))))
    return found


def _text(part: Message | None) -> str:
    payload = part.get_payload(decode=True) if part else b""
    return payload.decode() if isinstance(payload, bytes) else ""


def _appointment(part: Message | None) -> tuple[str, int]:
    """Find UID and SEQUENCE, as a calendar does that is about to accept."""
    if part is not None:
        for event in Calendar.from_ical(_text(part)).walk("VEVENT"):
            return str(event["UID"]), int(event.get("SEQUENCE", 0))
    return "", 0
