"""The key a message acts under once: its Message-ID and a digest of what was written, never of how it travelled."""

import hashlib
import re

from musmail.errors import Unreadable
from musmail.reading import headers

_SPACE = re.compile(r"\s+")


def inbound_key(body: bytes) -> str:
    """Give the key, hex: Message-ID with a digest of From, Date, Subject and body (no trace headers).

    One mail by two routes is one mail; two mails that share a Message-ID are two.
    """
    try:
        fields, start = headers.split(body)
    except Unreadable:
        return hashlib.sha256(body).hexdigest()
    digest = hashlib.sha256()
    for name in ("message-id", "from", "date", "subject"):
        digest.update(_SPACE.sub(" ", fields.one(name)).encode("utf-8", "surrogatepass") + b"\n")
    digest.update(b"\n".join([line.rstrip() for line in body[start:].rstrip().split(b"\n")]))
    return digest.hexdigest()
