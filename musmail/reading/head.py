"""The head of a message: the decoded fields we use, each bounded and safe to show."""

import re
from dataclasses import dataclass

from musmail.reading import addresses, headers, returned
from musmail.reading.headers import Headers, decode_words
from musmail.reading.lines import tidy

MAX_REFERENCES = 100

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,250}@[^<>\s,;]{1,250}")


@dataclass(frozen=True)
class Head:
    """What is known about a message before its body is read."""

    message_id: str = ""
    sender: str = ""  # address; empty when From is missing, names several or cannot be read
    sender_name: str = ""
    subject: str = ""
    date: str = ""
    to: tuple[str, ...] = ()  # every address the message says it went to, the envelope's first
    references: tuple[str, ...] = ()  # Message-IDs of In-Reply-To and References, nearest first
    returned: tuple[str, ...] = ()  # Message-IDs of our letters in a delivery report
    calendar_uid: str = ""
    null_sender: bool = False  # Return-Path: <>
    auto: str = ""  # why the headers say that no person wrote this; empty for people's mail


def head(body: bytes) -> Head:
    """Read the head of a whole message; raises Unreadable for what is beyond our limits."""
    fields, start = headers.split(body)
    return head_of(fields, body, start)


def head_of(fields: Headers, body: bytes, start: int) -> Head:
    """Put together the head from a header block already read."""
    senders = fields.all("from")
    sender, name = addresses.mailbox(senders[0]) if len(senders) == 1 else ("", "")
    to = addresses.addresses(
        value
        for field in (
            "delivered-to",
            "x-original-to",
            "envelope-to",
            "x-envelope-to",
            "to",
            "cc",
            "resent-to",
        )
        for value in fields.all(field)
    )
    return Head(
        message_id=_first_id(fields.one("message-id")),
        sender=sender,
        sender_name=_shown(name),
        subject=_shown(decode_words(fields.one("subject")))[:1000],
        date=_shown(fields.one("date"))[:100],
        to=to,
        references=_references(fields),
        returned=returned.message_ids(fields, body, start),
        calendar_uid=returned.calendar_uid(body),
        null_sender=fields.one("return-path").strip() == "<>",
        auto=returned.automatic(fields),
    )


def _first_id(value: str) -> str:
    match = _MESSAGE_ID.search(value)
    return f"<{match[1]}>" if match else ""


def _references(fields: Headers) -> tuple[str, ...]:
    """List what is replied to, nearest first; Exchange and iOS put commas between the ids."""
    found: list[str] = []
    for field, backwards in (("in-reply-to", False), ("references", True)):
        for value in fields.all(field):
            ids = _MESSAGE_ID.findall(value) or _BARE_ID.findall(value)
            found.extend(reversed(ids) if backwards else ids)
    return tuple(dict.fromkeys(f"<{one}>" for one in found[:MAX_REFERENCES]))


def _shown(text: str) -> str:
    return tidy(text).strip()
