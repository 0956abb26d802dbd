"""The files of a mail that could not be read, in a mail of their own without a word of what was typed beside them."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import quote

from musmail.errors import FormRefused
from musmail.reading import mime
from musmail.reading.forms import is_readable, may_be_form
from musmail.reading.headers import Headers

# Who wrote, to which letter, and what our server says of them: enough to read the files anew. The subject is words.
_KEPT = frozenset(
    {"authentication-results", "received-spf", "return-path", "delivered-to", "x-original-to", "from", "to", "cc",
     "date", "in-reply-to", "references"}
)  # fmt: skip
_ENCODINGS = frozenset({"base64", "quoted-printable", "7bit", "8bit", "binary"})
_BREAK = re.compile(rb"[\r\n]+(?=[ \t])|[\r\n]+\Z")


def message_id(body: bytes) -> str:
    """Name the mail the files of another are kept in; the same for the same mail."""
    return f"<{hashlib.sha256(body).hexdigest()[:40]}.files@musmail.invalid>"


def unread_alone(body: bytes) -> bytes:
    """Write the mail that holds them; the same bytes for the same mail. Raises Unreadable like `mime.parse`."""
    message = mime.parse(body)
    boundary = hashlib.sha256(body).hexdigest()[:40]
    head = b"".join(_lines(message.headers))
    named = f"Message-ID: {message_id(body)}\r\nSubject: Filer\r\nMIME-Version: 1.0\r\n"
    kind = f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
    parts = b"".join(f"--{boundary}\r\n".encode() + _part(leaf) for leaf in _unread(message))
    return head + (named + kind).encode() + parts + f"--{boundary}--\r\n".encode()


def _unread(message: mime.Message) -> Iterator[mime.Part]:
    for leaf in message.leaves:
        if may_be_form(leaf):
            try:
                if is_readable(leaf):
                    continue
            except FormRefused:
                pass
            yield leaf


def _lines(headers: Headers) -> Iterator[bytes]:
    for name, value in headers.fields:
        if name in _KEPT:
            yield name.title().encode("ascii") + b": " + _BREAK.sub(b"", value.strip()) + b"\r\n"


def _part(leaf: mime.Part) -> bytes:
    encoding = leaf.encoding if leaf.encoding in _ENCODINGS else "binary"
    name = quote(mime.name_of(leaf), safe="")
    return (
        f"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: {encoding}\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{name}\r\n\r\n"
    ).encode() + (leaf.raw[leaf.start : leaf.stop] + b"\r\n")
