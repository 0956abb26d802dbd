"""The parts of a message, split by our own bounded rules: the words as text and as HTML, and what is attached.

The standard library recurses into nested parts and is slow on many (2,000 deep: RecursionError; 50,000 parts: 2.5 s,
measured), so the limits have to hold while splitting and not after it.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from musmail.errors import Unreadable
from musmail.reading import charsets, headers
from musmail.reading.headers import Headers

MAX_MESSAGE = 40 * 1024 * 1024  # larger than what the large providers let through
MAX_PARTS = 200
MAX_DEPTH = 20
MAX_TEXT = 2 * 1024 * 1024  # one part's words; people do not type more
MAX_LOGO = 64 * 1024  # as it travels; a phone's smallest photo has more. Guessed

_BASE64_JUNK = re.compile(rb"[^A-Za-z0-9+/=]+")
_REST_OF_LINE = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_NAME_JUNK = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]+")


@dataclass(frozen=True)
class Part:
    """One leaf of the tree: its type, its parameters and where its bytes are."""

    raw: bytes
    start: int
    stop: int
    kind: str
    params: Mapping[str, str]
    encoding: str
    disposition: str
    filename: str
    embedded: bool = False  # it has a name the HTML may show it by (RFC 2392)

    def data(self) -> bytes:
        """Undo the transfer encoding; damaged base64 gives what can be had."""
        body = self.raw[self.start : self.stop]
        if self.encoding == "base64":
            return _base64(body)
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        return body

    @property
    def is_huge(self) -> bool:
        """Tell whether it cannot be what somebody typed: pictures pasted into HTML, a log file."""
        return self.stop - self.start > MAX_TEXT * 3

    def text(self) -> str:
        """Give the words; raises Unreadable when there are more than a person types."""
        if self.is_huge:
            raise Unreadable("A text part is larger than 2 MiB.")
        words = charsets.undoubled(charsets.decode(self.data(), self.params.get("charset", "")))
        if len(words) > MAX_TEXT:
            raise Unreadable("A text part is larger than 2 MiB.")
        return words


@dataclass(frozen=True)
class Block:
    """A stretch of the body in one or both of its forms; a message is a list of them."""

    plain: Part | None = None
    html: Part | None = None


@dataclass(frozen=True)
class Message:
    """A message taken apart."""

    headers: Headers
    kind: str
    params: Mapping[str, str]
    body: int  # where the top header block ends
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    leaves: tuple[Part, ...]


@dataclass
class _Node:
    """A multipart being read: which kind, and what its children have given so far."""

    kind: str
    depth: int
    blocks: list[Block] = field(default_factory=list)
    children: list["_Node | Part"] = field(default_factory=list)


def parse(raw: bytes) -> Message:
    """Take a message apart; raises Unreadable beyond the limits."""
    if len(raw) > MAX_MESSAGE:
        raise Unreadable("The message is larger than 40 MiB.")
    top, body = headers.split(raw)
    kind, params = headers.parameters(top.one("content-type"))
    root = _Node("mixed", 0)
    leaves: list[Part] = []
    order: list[_Node] = [root]
    work = [(root, top, body, len(raw))]
    while work:
        parent, fields, start, stop = work.pop()
        part = _part(raw, fields, start, stop, digest=parent.kind == "digest")
        pieces = _pieces(raw, part) if part.kind.startswith("multipart/") else []
        if not pieces:
            leaves.append(part)
            parent.children.append(part)
            if len(leaves) > MAX_PARTS:
                raise Unreadable("The message has more than 200 parts.")
            continue
        node = _Node(part.kind.partition("/")[2], parent.depth + 1)
        if node.depth > MAX_DEPTH:
            raise Unreadable("The message's parts are nested more than 20 deep.")
        parent.children.append(node)
        order.append(node)
        for piece_start, piece_stop in reversed(pieces):
            inner, inner_body = headers.split(raw, piece_start, piece_stop)
            work.append((node, inner, inner_body, piece_stop))
    for node in reversed(order):  # children before their parents
        node.blocks = _gather(node)
    names = tuple(name for leaf in leaves if (name := attached(leaf)))
    return Message(top, kind, params, body, tuple(root.blocks), names, tuple(leaves))


def _part(raw: bytes, fields: Headers, start: int, stop: int, *, digest: bool) -> Part:
    kind, params = headers.parameters(fields.one("content-type"))
    placed = fields.one("content-disposition")
    disposition, names = headers.parameters(placed) if placed else ("", {})
    encoding = fields.one("content-transfer-encoding").strip().lower()
    if "/" not in kind:
        kind = "message/rfc822" if digest else "text/plain"
    filename = names.get("filename") or params.get("name", "")
    embedded = bool(fields.one("content-id"))
    return Part(raw, start, stop, kind, params, encoding, disposition, filename, embedded)


def _pieces(raw: bytes, part: Part) -> list[tuple[int, int]]:
    """Find the children of a multipart (RFC 2046 §5.1); none when the boundary is missing or never used."""
    boundary = part.params.get("boundary", "").rstrip()
    if not boundary or len(boundary) > 200:
        return []
    mark = b"--" + boundary.encode("utf-8", "surrogateescape")
    found: list[tuple[int, int]] = []
    begun: int | None = None
    place = raw.find(mark, part.start, part.stop)
    while place >= 0:
        after = place + len(mark)
        line = _REST_OF_LINE.match(raw, after, part.stop)
        if line is not None and (place == part.start or raw[place - 1] in b"\r\n"):
            if begun is not None:
                found.append((begun, max(begun, _before_newline(raw, place))))
            begun = None if line[1] else line.end()
            if len(found) > MAX_PARTS:
                raise Unreadable("The message has more than 200 parts.")
            if line[1]:
                break
        place = raw.find(mark, after, part.stop)
    if begun is not None:
        found.append((begun, part.stop))  # cut short on the way: the last part runs to the end
    return found


def _before_newline(raw: bytes, place: int) -> int:
    # The newline before a boundary belongs to the boundary.
    if raw[place - 2 : place] == b"\r\n":
        return place - 2
    return place - 1


def _gather(node: _Node) -> list[Block]:
    """Say what a multipart's words are: choices side by side in an alternative, one after another otherwise."""
    blocks: list[Block] = []
    for child in node.children:
        if isinstance(child, _Node):
            blocks.extend(child.blocks)
        elif _is_words(child):
            blocks.append(Block(html=child) if child.kind == "text/html" else Block(plain=child))
    if node.kind != "alternative":
        return blocks
    plain = next((block.plain for block in blocks if block.plain is not None), None)
    html = next((block.html for block in reversed(blocks) if block.html is not None), None)
    # Apple puts text, picture, text inside one alternative: its HTML side then has several blocks.
    htmls = [block for block in blocks if block.html is not None]
    if len(htmls) > 1:
        return htmls
    return [Block(plain, html)] if plain or html else []


def _is_words(part: Part) -> bool:
    return part.kind in ("text/plain", "text/html", "text/enriched") and not attached(part)


def attached(part: Part) -> str:
    """Name the file a part is, or nothing; what a signature program adds is no attachment, nor is a firm's logo."""
    if part.kind in ("application/pkcs7-signature", "application/pgp-signature", "text/calendar"):
        return ""
    if part.disposition != "attachment" and not part.filename:
        return ""
    small = part.stop - part.start <= MAX_LOGO
    if part.kind.startswith("image/") and part.embedded and small and part.disposition != "attachment":
        return ""
    return name_of(part)


def name_of(part: Part) -> str:
    """Give the name of a file as it may be shown."""
    return _NAME_JUNK.sub("_", part.filename)[:200] or "uden navn"


def _base64(body: bytes) -> bytes:
    body = _BASE64_JUNK.sub(b"", body).rstrip(b"=")
    while body:
        try:
            return binascii.a2b_base64(body + b"=" * (-len(body) % 4))
        except binascii.Error:
            body = body[:-1]
    return b""
