"""A reply to a digest, taken apart: what is typed under an entry becomes a mail in answer to that entry's own letter.

Each such mail keeps the header block it came with, so that whatever is asked of its sender is asked of every part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musmail.conversation.letters import Passage
from musmail.reading import automatic, mime, returned
from musmail.reading.head import head_of
from musmail.reading.headers import Headers
from musmail.reading.original import original
from musmail.reading.render import render
from musmail.reading.sorting import sort

# They tell of the body that is taken apart.
_OF_THE_BODY = ("content-", "mime-version")
_PLAIN = (
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)


@dataclass(frozen=True)
class Parted:
    """The mails a reply comes to: per entry, by its field, and of what stands under none; `each` is about them all."""

    under: Mapping[str, bytes]
    rest: bytes = b""
    each: bytes = b""


def parted(body: bytes, digest: Sequence[Passage], name: str) -> Parted:
    """Take a reply apart; what a program wrote is about every entry. `name` is the writer's.

    Raises Unreadable like `mime.parse`.
    """
    message = mime.parse(body)
    head = head_of(message.headers, body, message.body)
    if head.auto or automatic.is_read_receipt(message) or returned.is_report(message.headers):
        return Parted({}, each=body)
    rendered, extra = render(message)
    chunks = sort(rendered, [original(tuple(digest))], (head.sender_name, name), lists=True).chunks
    words: dict[str, list[str]] = {}
    for chunk in chunks:
        words.setdefault(chunk.field, []).append(chunk.text)
    beside = [line.text for line in extra if line.depth == 0 and line.text.strip()]
    rest = "\n".join([*words.pop("", []), *beside])
    under = {field: _mail(message.headers, "\n\n".join(texts)) for field, texts in words.items()}
    if not under and not rest.strip():
        return Parted({}, rest=body)
    return Parted(under, _mail(message.headers, rest) if rest.strip() else b"")


def _mail(headers: Headers, text: str) -> bytes:
    kept = [
        name.encode("ascii") + b": " + value.strip() + b"\r\n"
        for name, value in headers.fields
        if not name.startswith(_OF_THE_BODY)
    ]
    return b"".join(kept) + _PLAIN + text.replace("\n", "\r\n").encode() + b"\r\n"
