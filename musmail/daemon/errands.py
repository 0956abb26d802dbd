"""An operator's orders about mail that waits for a person: files in the spool, carried out by whoever has the mailbox.

spool/<name>.mail       an order; it lies there until it has been carried out
spool/<name>.answer     what came of it, for the command that waits for it
spool/<name>.refused    a file that was no order
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path

import structlog

from musmail.daemon.spool import LONGEST
from musmail.store import disk

log = structlog.get_logger()

ORDER, ANSWER, REFUSED = ".mail", ".answer", ".refused"
# An answer nobody fetched holds what nobody should find later (seconds).
FETCHED_WITHIN = 60.0


class Do(StrEnum):
    """What can be done with a mail that waits."""

    SETTLE = "settle"
    AGAIN = "again"
    DISCARD = "discard"
    OPEN = "open"


@dataclass(frozen=True)
class Errand:
    """One order, read."""

    name: str
    mail: str
    do: Do
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of an order; the words are those of a mail that was opened."""

    done: bool
    said: str
    subject: str = ""
    words: str = ""
    attachments: tuple[str, ...] = ()


def order(folder: Path, errand: Errand) -> None:
    """Put an order into the spool, whole, for the owner of the state folder to read."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        _give(folder, folder.parent)
    said = {"mail": errand.mail, "do": errand.do, "by": errand.by, "reason": errand.reason}
    fresh = folder / f".{errand.name}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(said), "utf-8")
    _give(fresh, folder)
    fresh.replace(folder / f"{errand.name}{ORDER}")


def _give(path: Path, owner: Path) -> None:
    """Let what root has made belong to the user the daemon runs as, which could not read it otherwise."""
    if os.geteuid() == 0:
        known = owner.stat()
        os.chown(path, known.st_uid, known.st_gid)


def answered(folder: Path, name: str) -> Answer | None:
    """Fetch the answer to an order; it is there once."""
    path = folder / f"{name}{ANSWER}"
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    path.unlink(missing_ok=True)
    withdraw(folder, name)
    return Answer(**{**said, "attachments": tuple(said["attachments"])})


def withdraw(folder: Path, name: str) -> None:
    """Take an order back."""
    (folder / f"{name}{ORDER}").unlink(missing_ok=True)


def waiting(folder: Path) -> bool:
    """Tell whether there are orders; answers nobody fetched are removed meanwhile."""
    if not folder.is_dir():
        return False
    for path in folder.glob(f"*{ANSWER}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FETCHED_WITHIN:
                path.unlink()
    return any(folder.glob(f"*{ORDER}"))


def errands(folder: Path) -> list[Errand]:
    """Read the orders, the oldest name first; what cannot be understood is renamed `.refused`, never dropped."""
    found = []
    for path in sorted(folder.glob(f"*{ORDER}")) if folder.is_dir() else ():
        try:
            found.append(_read(path))
        except FileNotFoundError:
            continue  # taken back
        except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
            log.warning("spool file refused", file=path.name, reason=str(error), error=type(error).__name__)
            refuse(folder, path.stem)
    return found


def _read(path: Path) -> Errand:
    said = json.loads(path.read_bytes())
    if not isinstance(said, dict):
        raise TypeError("it is not an order about a mail")
    words = {one.name: str(said.get(one.name, "")) for one in fields(Errand)} | {"name": path.stem}
    if not words["by"] or sum(map(len, words.values())) > LONGEST:
        raise ValueError(f"it does not say whose order it is, or is longer than {LONGEST} characters")
    json.dumps(words, ensure_ascii=False).encode()  # half a character cannot be written down
    if not words["mail"].replace("-", "").isalnum():
        raise ValueError("that is no mail's name")
    return Errand(path.stem, words["mail"], Do(words["do"]), words["by"], words["reason"])


def refuse(folder: Path, name: str) -> None:
    """Put an order aside that cannot be carried out."""
    with suppress(FileNotFoundError):
        (folder / f"{name}{ORDER}").rename(folder / f"{name}{REFUSED}")


def settle(folder: Path, name: str, answer: Answer) -> None:
    """Answer an order, and be done with it."""
    with disk.told():
        disk.replace(folder / f"{name}{ANSWER}", json.dumps(asdict(answer)).encode())
        withdraw(folder, name)


def is_answered(folder: Path, name: str) -> bool:
    """Tell whether we were killed between answering an order and being done with it."""
    return (folder / f"{name}{ANSWER}").exists()
