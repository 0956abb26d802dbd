"""The operator's spool: a file in a folder is a command, taken up by the running daemon through `advance`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from musmail.conversation.events import Commanded
from musmail.daemon.advance import Office, advance

log = structlog.get_logger()

COMMANDS = frozenset({"not_held"})


@dataclass(frozen=True)
class Order:
    """One file of the spool, read."""

    path: Path
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
    for order in _orders(folder):
        event = Commanded(now, f"spool:{order.path.stem}", order.command, order.arguments)
        acted = advance(office, order.aggregate, event).acted
        log.info("operator", command=order.command, aggregate=order.aggregate, acted=acted)
        order.path.unlink()
        done += 1
    return done


def _orders(folder: Path) -> Iterator[Order]:
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            words = json.loads(path.read_text("utf-8"))
            arguments = {str(name): str(value) for name, value in dict(words.get("arguments", {})).items()}
            order = Order(path, str(words["aggregate"]), str(words["command"]), arguments)
            if order.command not in COMMANDS:
                raise ValueError(f"unknown command {order.command!r}")
        except (ValueError, KeyError, TypeError, OSError) as error:
            log.warning("spool file refused", file=path.name, reason=str(error))
            path.rename(path.with_suffix(".refused"))
            continue
        yield order
