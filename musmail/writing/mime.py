"""Headers and bodies as bytes: ASCII, CRLF, short lines, and the same bytes for the same letter every time.

Written here rather than with the standard library's generator, whose folding of encoded words changes between
patch releases and whose boundaries are random.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musmail.writing.cleaning import one_line

CRLF = "\r\n"
# An encoded word has at most 75 characters (RFC 2047 §2); 12 of them are =?utf-8?b?…?=, 45 bytes make 60.
_WORD_BYTES = 45
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+")


@dataclass(frozen=True)
class Part:
    """A MIME part: its type, its further headers and its encoded body, or the parts within it."""

    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    parts: "tuple[Part, ...]" = ()


def text_part(content_type: str, text: str) -> Part:
    """Encode a text as quoted-printable, which people and old gateways can both read (RFC 2045 §6.7)."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    data = (CRLF.join(lines) + CRLF).encode()
    encoded = binascii.b2a_qp(data, istext=True).decode("ascii")
    return Part(
        f"{content_type}; charset=utf-8", (("Content-Transfer-Encoding", "quoted-printable"),), encoded
    )


def data_part(content_type: str, data: bytes, *, filename: str) -> Part:
    """Encode an attachment as base64."""
    encoded = base64.encodebytes(data).decode("ascii").replace("\n", CRLF)
    headers = (
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f'attachment; filename="{filename}"'),
    )
    return Part(f'{content_type};{CRLF} name="{filename}"', headers, encoded)


def multipart(subtype: str, *parts: Part) -> Part:
    """Put parts together."""
    return Part(f"multipart/{subtype}", parts=parts)


def message(headers: Sequence[tuple[str, str]], root: Part, *, seed: str) -> bytes:
    """Write the whole message; boundaries come from the seed, so the bytes never vary."""
    lines = [f"{name}: {value}" for name, value in (*headers, ("MIME-Version", "1.0"))]
    return f"{CRLF.join(lines)}{CRLF}{_written(root, seed)}".encode("ascii")


def _written(part: Part, seed: str) -> str:
    if not part.parts:
        lines = [f"{name}: {value}" for name, value in (("Content-Type", part.content_type), *part.headers)]
        return f"{CRLF.join(lines)}{CRLF}{CRLF}{part.body}"
    # `=_` cannot occur in quoted-printable or base64 (RFC 2045 §6.7), so nothing anybody typed can end a part.
    boundary = f"=_{hashlib.sha256(seed.encode()).hexdigest()[:32]}"
    inner = "".join(
        f"--{boundary}{CRLF}{_written(child, f'{seed}.{index}')}{CRLF}"
        for index, child in enumerate(part.parts)
    )
    return f'Content-Type: {part.content_type};{CRLF} boundary="{boundary}"{CRLF}{CRLF}{inner}--{boundary}--{CRLF}'


_TO = re.compile(rb"^To:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", re.MULTILINE)


def readdressed(data: bytes, name: str, address: str) -> bytes:
    """Put another recipient on a message of ours that has not left; everything else stays as it was."""
    head, gap, body = data.partition(b"\r\n\r\n")
    recipient = f"To: {mailbox(name, address)}".encode("ascii")
    return _TO.sub(lambda _: recipient, head, count=1) + gap + body


def unstructured(text: str) -> str:
    """Write a header's words: as they are when ASCII and short, otherwise as encoded words (RFC 2047)."""
    words = one_line(text)
    if words.isascii() and len(words) <= 60 and "=?" not in words:
        return words
    return f"{CRLF} ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in _chunks(words))


def _chunks(words: str) -> list[bytes]:
    """Cut between characters, never within one: each encoded word must decode on its own (RFC 2047 §5)."""
    chunks = [b""]
    for character in words:
        encoded = character.encode()
        if len(chunks[-1]) + len(encoded) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += encoded
    return chunks


def mailbox(name: str, address: str) -> str:
    """Write a name and an address (RFC 5322 §3.4); an address with anything odd in it stands without its name."""
    address = "".join(one_line(address).split())
    name = one_line(name)
    if not name:
        return address
    if _ATOM.fullmatch(name) and len(name) <= 60:
        return f"{name} <{address}>"
    if name.isascii() and len(name) <= 60 and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{unstructured_encoded(name)}{CRLF} <{address}>"


def unstructured_encoded(words: str) -> str:
    """Write words as encoded words in any case, as a phrase needs them."""
    return f"{CRLF} ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in _chunks(words))


def with_headers(part: Part, *headers: tuple[str, str]) -> Part:
    """Add headers to a part."""
    return replace(part, headers=(*part.headers, *headers))
