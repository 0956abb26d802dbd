"""A mail seen from outside, for the operator: headers that are no content; its words are for the break-glass alone."""

import re
from dataclasses import dataclass

from musmail.conversation.policy import Mailbox
from musmail.errors import Unreadable
from musmail.reading import addresses, headers, mime
from musmail.reading.headers import decode_words
from musmail.reading.lines import tidy
from musmail.reading.render import render

# What a list or a terminal can do with; longer ones are nobody's address or date. Guessed.
MAX_LINE = 300
MAX_WORDS = 200_000

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass(frozen=True)
class Outside:
    """What stands on the envelope, so to speak: no subject, for that is a person's own words."""

    sender: str = ""  # the address, where it is beyond doubt
    from_line: str = ""
    to_line: str = ""  # our own address without its token
    date: str = ""
    message_id: str = ""
    attachments: int | None = None  # None: nobody could or would count


@dataclass(frozen=True)
class Inside:
    """What somebody wrote."""

    subject: str = ""
    words: str = ""
    attachments: tuple[str, ...] = ()


def outside(body: bytes, mailbox: Mailbox) -> Outside:
    """Read the headers that are no content. Raises Unreadable for a header block beyond our limits."""
    fields, _ = headers.split(body)
    senders = fields.all("from")
    found = _MESSAGE_ID.search(fields.one("message-id"))
    return Outside(
        sender=addresses.mailbox(senders[0])[0] if len(senders) == 1 else "",
        from_line=_line(", ".join(senders)),
        to_line=_without_tokens(_line(", ".join(fields.all("to"))), mailbox),
        date=_line(fields.one("date")),
        message_id=found[0] if found else "",
    )


def attached(body: bytes) -> int | None:
    """Count the attachments; None beyond our limits."""
    try:
        return len(mime.parse(body).attachments)
    except Unreadable:
        return None


def inside(body: bytes) -> Inside:
    """Give what somebody wrote, quotations marked; what is beyond our limits is given as it came."""
    try:
        message = mime.parse(body)
        lines = [f"{'> ' * line.depth}{line.text}" for line in render(message)[0].lines]
        words, names = "\n".join(lines), message.attachments
    except Unreadable:
        words, names = body[:MAX_WORDS].decode("latin-1").replace("\r\n", "\n"), ()
    return Inside(_subject(body), words.strip()[:MAX_WORDS], names)


def _subject(body: bytes) -> str:
    try:
        fields, _ = headers.split(body)
    except Unreadable:
        return ""
    return _line(fields.one("subject"))


def _line(value: str) -> str:
    return tidy(decode_words(value)).strip()[:MAX_LINE]


def _without_tokens(line: str, mailbox: Mailbox) -> str:
    """Take the token out of our address: whoever has it can write to somebody's talk."""
    local, _, domain = mailbox.address.rpartition("@")
    return re.sub(
        rf"({re.escape(local)})\+[^@\s<>,;]*(@{re.escape(domain)})", r"\1\2", line, flags=re.IGNORECASE
    )
