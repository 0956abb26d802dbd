"""`musmail run CONFIG` with the civil time from a file: `python -m tests.mus.child CONFIG CLOCK`.

With --warm it waits, its modules loaded, for a line on its standard input before it begins.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from musmail import daemon
from musmail.settings.load import load

LOOK_EVERY = 0.02


class FileClock:
    """Civil time as the test last wrote it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Give the time in the file."""
        return datetime.fromisoformat(self._path.read_text("ascii"))

    async def until(self, at: datetime | None, changed: asyncio.Event) -> None:
        """Look at the file until the time has come or something else has happened."""
        while not changed.is_set() and (at is None or self.now() < at):
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await changed.wait()
            except TimeoutError:
                continue


def main() -> None:
    """Run the daemon, from its configuration to its end, as `musmail run` does."""
    if "--warm" in sys.argv:
        sys.argv.remove("--warm")
        if not sys.stdin.readline():
            return  # never needed
    config, clock = map(Path, sys.argv[1:])
    daemon.run(load(config), FileClock(clock))


if __name__ == "__main__":
    main()
