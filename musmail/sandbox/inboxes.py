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
from musmail.conversation.phrasebook import NO_BOOK, NUMBER, Phrasebook

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
    owns: Callable[[Button], bool] = lambda button: True,
    book: Phrasebook = NO_BOOK,
) -> Received:
    """Open a letter as a mail client does; of a digest one entry, with the buttons it owns."""
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
            action: button for action, button in _buttons(_text(parts.get("text/html")), book) if owns(button)
        },
        uid=uid,
        sequence=sequence,
        entry=entry,
    )


def _buttons(markup: str, book: Phrasebook) -> list[tuple[str, Button]]:
    """Find what can be pressed, by the action its address carries behind the token, else by the words it writes."""
    found = []
    for place, query in _LINK.findall(markup):
        parts = dict(part.partition("=")[::2] for part in unescape(query).split("&"))
        words = {name: unquote(value).replace("\r\n", "\n") for name, value in parts.items()}
        address, body = unquote(unescape(place)), words.get("body", "")
        action = address.partition("@")[0].rpartition("-")[2] if "+" in address else _said(book, body.strip())
        found.append((action, Button(address, words.get("subject", ""), body)))
    return found


def _said(book: Phrasebook, words: str) -> str:
    """Name the action whose button writes these words: all there is where a mailbox takes no token in its address."""
    for spoken in (one for one in book.buttons if one.action):
        pattern = re.escape(spoken.body or spoken.say).replace(re.escape(NUMBER), "(.+?)")
        if match := re.fullmatch(pattern, words):
            return spoken.action + "".join(given for given in match.groups() if given.isdigit())
    return ""


def _text(part: Message | None) -> str:
    payload = part.get_payload(decode=True) if part else b""
    return payload.decode() if isinstance(payload, bytes) else ""


def _appointment(part: Message | None) -> tuple[str, int]:
    """Find UID and SEQUENCE, as a calendar does that is about to accept."""
    if part is not None:
        for event in Calendar.from_ical(_text(part)).walk("VEVENT"):
            return str(event["UID"]), int(event.get("SEQUENCE", 0))
    return "", 0
