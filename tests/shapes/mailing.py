"""A reply as bytes: headers, parts, character sets true and false, transfer encodings."""

import base64
import quopri
from dataclasses import dataclass
from email.header import Header

from tests.shapes.clients import OUR_NAME, OWN_ADDRESS, OWN_NAME, Client
from tests.shapes.original import NOW, Original


@dataclass(frozen=True)
class Charset:
    """What the header says and what the bytes are."""

    name: str
    label: str
    codec: str


CHARSETS = (
    Charset("utf-8", "utf-8", "utf-8"),
    Charset("latin-1", "iso-8859-1", "latin-1"),
    Charset("cp1252", "windows-1252", "cp1252"),
    Charset("cp1252-as-latin-1", "iso-8859-1", "cp1252"),
    Charset("cp1252-as-utf-8", "utf-8", "cp1252"),
    Charset("utf-8-as-ascii", "us-ascii", "utf-8"),
    Charset("utf-8-as-latin-1", "iso-8859-1", "utf-8"),
)
ENCODINGS = ("quoted-printable", "base64", "8bit")


def encodable(text: str, charset: Charset) -> bool:
    """Say whether all of it can be written in a character set."""
    try:
        text.encode(charset.codec)
    except UnicodeEncodeError:
        return False
    return True


def part(kind: str, text: str, charset: Charset, encoding: str, *, flowed: bool = False) -> str:
    """Write one part; the bytes of an 8bit body stand for themselves as latin-1."""
    if encoding == "8bit" and max(len(line.encode()) for line in text.split("\n")) > 900:
        encoding = "quoted-printable"
    codec_errors = "xmlcharrefreplace" if kind == "text/html" else "strict"
    data = text.replace("\n", "\r\n").encode(charset.codec, codec_errors)
    if encoding == "base64":
        body = base64.encodebytes(data).decode("ascii").replace("\n", "\r\n")
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data.replace(b"\r\n", b"\n")).decode("ascii").replace("\n", "\r\n")
    else:
        body = data.decode("latin-1")
    more = "; format=flowed" if flowed else ""
    return (
        f'Content-Type: {kind}; charset="{charset.label}"{more}\r\nContent-Transfer-Encoding: '
        f"{encoding}\r\n\r\n{body}"
    )


def mail(
    client: Client, letter: Original, subject: str, parts: list[str], serial: int, *, second: bool
) -> bytes:
    """Write the whole mail; `second`: it answers their own earlier mail."""
    ours = letter.letter.letter.message_id
    earlier = "<earlier.mail.1@mail.example.org>"
    headers = [
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org;"
        " spf=pass smtp.mailfrom=example.org;"
        " dmarc=pass header.from=example.org",
        f"From: {Header(OWN_NAME, 'utf-8').encode()} <{OWN_ADDRESS}>",
        f"To: {Header(OUR_NAME, 'utf-8').encode()} <{letter.reply_to}>",
        f"Subject: {Header(client.subject + subject, 'utf-8').encode(linesep=chr(13) + chr(10))}",
        f"Date: {NOW:%a, %d %b %Y %H:%M:%S %z}",
        f"Message-ID: <shape.{serial}@mail.example.org>",
        f"In-Reply-To: {earlier if second else ours}",
        f"References: {ours} {earlier}" if second else f"References: {ours}",
        "MIME-Version: 1.0",
    ]
    headers += [client.agent] if client.agent else []
    if len(parts) == 1:
        return ("\r\n".join(headers) + "\r\n" + parts[0]).encode("latin-1")
    edge = f"----=_shape_{serial}"
    body = "".join(f"--{edge}\r\n{one}\r\n" for one in parts) + f"--{edge}--\r\n"
    headers.append(f'Content-Type: multipart/alternative; boundary="{edge}"')
    return ("\r\n".join(headers) + "\r\n\r\n" + body).encode("latin-1")
