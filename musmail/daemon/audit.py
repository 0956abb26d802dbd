"""What operators did with people's mail: a line each, chained, synced before anything is shown, never taken back."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from musmail.store.disk import sync_folder, told

FILE = "audit.jsonl"
GENESIS = "0" * 64


@dataclass(frozen=True)
class Deed:
    """One thing an operator did; `order` makes it stand there once, however often we are killed over it."""

    at: str
    order: str
    what: str
    mail: str
    by: str
    reason: str = ""
    told: str = ""  # who was written to


@dataclass(frozen=True)
class Standing:
    """The whole file as it stands: every deed, and the first line that does not follow from the one before it."""

    deeds: tuple[Deed, ...]
    broken_at: int | None
    chain: str
    torn: bool  # we were killed in the middle of the last line


def note(folder: Path, deed: Deed) -> None:
    """Write a deed down, durably; once."""
    with told():
        before = standing(folder)
        if any((one.order, one.what) == (deed.order, deed.what) for one in before.deeds):
            return
        line = json.dumps({**asdict(deed), "chain": _link(before.chain, deed)}, ensure_ascii=True)
        _append(folder / FILE, f"{chr(10) if before.torn else ''}{line}\n".encode())


def standing(folder: Path) -> Standing:
    """Read the file and check its chain. A line a kill has torn is no deed, and nothing follows from it."""
    path = folder / FILE
    text = path.read_text("utf-8", "replace") if path.exists() else ""
    deeds: list[Deed] = []
    chain, broken_at = GENESIS, None
    for number, (deed, link) in _lines(text):
        if link != _link(chain, deed) and broken_at is None:
            broken_at = number
        deeds.append(deed)
        chain = link
    return Standing(tuple(deeds), broken_at, chain, torn=bool(text) and not text.endswith("\n"))


def _lines(text: str) -> Iterator[tuple[int, tuple[Deed, str]]]:
    names = [field.name for field in fields(Deed)]
    for number, line in enumerate(text.split("\n"), 1):
        try:
            said = json.loads(line)
            yield number, (Deed(*(str(said[name]) for name in names)), str(said["chain"]))
        except (ValueError, KeyError, TypeError):
            continue


def _link(before: str, deed: Deed) -> str:
    words = json.dumps([before, *asdict(deed).values()], ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)
