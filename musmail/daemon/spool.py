"""The operator's spool: a file in a folder is a command, taken up by the running daemon through `advance`."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from musmail.conversation.events import Commanded
from musmail.conversation.state import Conversation
from musmail.daemon.advance import Office, advance

log = structlog.get_logger()

COMMANDS = frozenset({"not_held"})
LONGEST = 2000  # characters of what an operator may say in an order; it goes into letters


@dataclass(frozen=True)
class Order:
    """One file of the spool, read."""

    path: Path
    key: str
    aggregate: str
    command: str
    arguments: dict[str, str]


def write(folder: Path, *, name: str, aggregate: str, command: str, **arguments: str) -> Path:
    """Put a command into the spool: written beside it first, so the daemon never sees half of one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{name}.new"
    fresh.write_text(
        json.dumps({"aggregate": aggregate, "command": command, "arguments": arguments}), "utf-8"
    )
    return fresh.replace(folder / f"{name}.json")


def take_up(office: Office, folder: Path, now: datetime) -> int:
    """Carry out what lies in the spool; what cannot be understood is renamed `.refused`, never dropped."""
    done = 0
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            order = _read(office, path)
        except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
            log.warning("spool file refused", file=path.name, reason=str(error), error=type(error).__name__)
            path.rename(path.with_suffix(".refused"))
            continue
        event = Commanded(now, order.key, order.command, order.arguments)
        acted = advance(office, order.aggregate, event).acted
        log.info("operator", command=order.command, aggregate=order.aggregate, acted=acted)
        order.path.unlink()
        done += 1
    return done


def _read(office: Office, path: Path) -> Order:
    raw = path.read_bytes()
    words = json.loads(raw)
    if not isinstance(words, dict) or not isinstance(words.get("arguments", {}), dict):
        raise TypeError("it is not an order with arguments by name")
    aggregate, command = str(words["aggregate"]), str(words["command"])
    arguments = {str(name): str(value) for name, value in words.get("arguments", {}).items()}
    if command not in COMMANDS:
        raise ValueError(f"there is no such command; known: {', '.join(sorted(COMMANDS))}")
    if sum(map(len, arguments.values())) > LONGEST:
        raise ValueError(f"its arguments are longer than {LONGEST} characters")
    json.dumps(arguments, ensure_ascii=False).encode()  # half a character cannot be written down
    known = office.store.load(aggregate)
    if known is None or not isinstance(known.state, Conversation):
        raise KeyError("there is no such talk")
    key = f"spool:{path.stem}:{hashlib.sha256(raw).hexdigest()[:16]}"  # a name may be used again for another order
    return Order(path, key, aggregate, command, arguments)
