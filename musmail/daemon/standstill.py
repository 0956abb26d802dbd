"""What keeps a part of the daemon from its work: told to systemd, and left in the state folder for `musmail status`."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from musmail.daemon import notify
from musmail.errors import StoreError
from musmail.store.disk import replace, told
from musmail.store.lock import beat, holder, is_held, last_beat

_PLACE = "standstill.json"
# How often a process that lives says so, and for how long it may be silent before somebody should look (seconds).
BEAT = 10.0
SILENT_AFTER = 60.0


@dataclass(frozen=True)
class Standstill:
    """Since when a part has not come on, and what it is told each time it tries."""

    part: str
    since: datetime
    reason: str


_NOTE = TypeAdapter(tuple[Standstill, ...])


class Standstills:
    """The parts that stand still. Only news is written, and a full disk keeps nobody from trying on."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / _PLACE
        self._known: dict[str, Standstill] = {}

    def begin(self) -> None:
        """Forget what an earlier process wrote."""
        with suppress(OSError):
            self._place.unlink(missing_ok=True)

    def stands(self, part: str, reason: str, now: datetime) -> None:
        """Note what a part has been told."""
        known = self._known.get(part)
        if known is None or known.reason != reason:
            self._known[part] = Standstill(part, known.since if known else now, reason)
            self._tell()

    def lives(self) -> None:
        """Let whoever looks from outside see that the process comes round."""
        with suppress(OSError):
            beat(self._place.parent)

    def works(self, part: str) -> bool:
        """Note that a part has come on; tell whether it stood still."""
        stood = self._known.pop(part, None) is not None
        if stood:
            self._tell()
        return stood

    def _tell(self) -> None:
        standing = tuple(self._known.values())
        words = "; ".join(f"{one.part}: {one.reason}" for one in standing)
        notify.notify(f"STATUS={' '.join((words or 'At work.').split())}")
        with suppress(StoreError), told():
            if standing:
                replace(self._place, _NOTE.dump_json(standing))
            else:
                self._place.unlink(missing_ok=True)


@dataclass(frozen=True)
class Work:
    """Whether a musmail runs in a state folder; since when it has been silent, if it has; what stands still in it."""

    runs: bool
    silent_since: datetime | None = None
    process: str = ""
    standing: tuple[Standstill, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Tell whether everything is as it should be."""
        return self.runs and self.silent_since is None and not self.standing


def work(folder: Path, now: float) -> Work:
    """Look at a state folder from outside; `now` in seconds since 1970."""
    beaten = last_beat(folder)
    if beaten is None or not is_held(folder):
        return Work(runs=False)
    silent = now - beaten > SILENT_AFTER
    since = datetime.fromtimestamp(beaten, UTC) if silent else None
    return Work(True, since, holder(folder), _told(folder))


def _told(folder: Path) -> tuple[Standstill, ...]:
    try:
        return _NOTE.validate_json((folder / _PLACE).read_bytes())
    except (OSError, ValidationError):
        return ()
