"""Folder names as the server writes them: quoted, in modified UTF-7, with its own separator."""

import base64
import re
from dataclasses import dataclass

NAMESPACE = re.compile(rb'\(\("((?:[^"\\]|\\.)*)" (?:"(\\?.)"|NIL)')
LISTED = re.compile(rb'\(([^)]*)\) (?:"(\\?.)"|NIL) ("(?:[^"\\]|\\.)*"|\S*)')


def quoted(text: str) -> str:
    """Write an IMAP quoted string (RFC 3501 §9).

    Raises ValueError on CR, LF and NUL, which would end the command.
    """
    if any(sign in text for sign in "\r\n\0"):
        raise ValueError("a line break or NUL cannot stand in an IMAP string")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """Read an astring that stands quoted or bare."""
    if len(text) < 2 or not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def encoded(name: str) -> str:
    """Write a folder name in modified UTF-7 (RFC 3501 §5.1.3): "Sendt på" as "Sendt p&AOU-"."""

    def shift(run: re.Match[str]) -> str:
        coded = base64.b64encode(run[0].encode("utf-16-be")).decode("ascii")
        return "&" + coded.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", shift, name.replace("&", "&-"))


def decoded(name: str) -> str:
    """Read modified UTF-7; what is not valid stays as it is."""

    def unshift(run: re.Match[str]) -> str:
        if not run[1]:
            return "&"
        coded = run[1].replace(",", "/")
        try:
            return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")
        except ValueError:
            return run[0]

    return re.sub(r"&([A-Za-z0-9+,]*)-", unshift, name)


@dataclass(frozen=True)
class Naming:
    """Where this server keeps a person's folders: Dovecot's "INBOX." and "." or Exchange's "" and "/"."""

    prefix: str = ""
    separator: str = "/"

    def outward(self, folder: str) -> str:
        """Turn our "musmail/done" into the argument this server wants."""
        if folder.upper() == "INBOX":
            return quoted("INBOX")
        return quoted(encoded(self.prefix + folder.replace("/", self.separator)))

    def inward(self, listed: str) -> str:
        """Turn a name the server listed into ours."""
        name = decoded(unquoted(listed)).removeprefix(self.prefix)
        return name.replace(self.separator, "/")


def naming_of(namespace_line: bytes) -> Naming:
    """Read the personal namespace from a NAMESPACE answer (RFC 2342 §5)."""
    found = NAMESPACE.search(namespace_line)
    if found is None:
        return Naming()
    separator = (found[2] or b"/").decode("ascii", "replace")[-1]
    return Naming(prefix=decoded(unquoted(f'"{found[1].decode("utf-8", "replace")}"')), separator=separator)


@dataclass(frozen=True)
class Listed:
    """One folder as LIST shows it; the name is still as the server wrote it."""

    attributes: frozenset[str]
    separator: str
    name: str

    @property
    def selectable(self) -> bool:
        """Tell whether messages can lie in it."""
        return not self.attributes & {r"\noselect", r"\nonexistent"}


def listed(line: bytes) -> Listed | None:
    """Read one LIST line (RFC 3501 §7.2.2), or None when it is none."""
    found = LISTED.match(line)
    if found is None:
        return None
    return Listed(
        attributes=frozenset(found[1].decode("ascii", "replace").lower().split()),
        separator=(found[2] or b"/").decode("ascii", "replace")[-1],
        name=found[3].decode("utf-8", "replace"),
    )
