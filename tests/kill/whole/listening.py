"""Asks Python and the kernel what a life did, to see that the tracer has missed nothing of it."""

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from tests.kill.running import start
from tests.kill.tracing import Point, Tracer
from tests.kill.whole.course import Moment, lay_out, named
from tests.kill.whole.killing import Bench
from tests.kill.whole.life import Habits, Place, live, rest, run, started
from tests.kill.whole.postal import Servers

# What Python tells of before it happens, and what the tracer calls it.
TOLD = {
    "os.rename": ("os.rename", "os.replace"),
    "os.remove": ("os.unlink", "os.remove"),
    "os.mkdir": ("os.mkdir",),
    "os.rmdir": ("os.rmdir",),
    "os.truncate": ("os.truncate", "os.ftruncate"),
    "os.link": ("os.link",),
    "os.symlink": ("os.symlink",),
}
BYTES_SENT = slice(200, 208)  # tcpi_bytes_sent in Linux' struct tcp_info


@dataclass
class Ear:
    """Hears what Python and the kernel say of this process; it can be put on, but not taken off."""

    within: Path
    opened: set[str] = field(default_factory=set)
    events: Counter[str] = field(default_factory=Counter)
    connections: list[socket.socket] = field(default_factory=list)

    def put_on(self) -> None:
        """Begin to hear."""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | Path) and isinstance(arguments[2], int):
            if arguments[2] & (os.O_WRONLY | os.O_RDWR) and self.within in Path(arguments[0]).parents:
                self.opened.add(str(arguments[0]))
        elif event in TOLD:
            self.events[event] += 1
        elif event == "socket.connect" and isinstance(arguments[0], socket.socket):
            self.connections.append(arguments[0].dup())  # so that it can be asked when it is closed

    def written(self) -> int:
        """Ask the kernel how many bytes this process has written to files."""
        lines = Path("/proc/self/io").read_text("ascii").splitlines()
        return int(dict(line.split(": ") for line in lines)["wchar"])

    def sent(self) -> int:
        """Ask the kernel how many bytes it has carried away on our connections."""
        infos = (one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256) for one in self.connections)
        return sum(int.from_bytes(info[BYTES_SENT], sys.byteorder) for info in infos)


@contextmanager
def _compared(ear: Ear, tracer: Tracer, missed: list[str]) -> Iterator[None]:
    """Trace, and note where the tracer counts otherwise than Python and the kernel."""
    ear.opened.clear()
    ear.events.clear()
    written, sent = ear.written(), ear.sent()
    with tracer:
        yield
    written, sent = ear.written() - written, ear.sent() - sent
    calls = Counter(point.call for point in tracer.points)
    ours = {
        "opened": tracer.opened,
        **{event: sum(calls[name] for name in names) for event, names in TOLD.items()},
        "written": _bytes(tracer.points, "os.", "file."),
        "sent": _bytes(tracer.points, "socket."),
    }
    theirs = {
        "opened": ear.opened,
        **{event: ear.events[event] for event in TOLD},
        "written": written,
        "sent": sent,
    }
    missed += [f"{name}: {theirs[name]} and not {ours[name]}" for name in ours if ours[name] != theirs[name]]


def _bytes(points: Sequence[Point], *kinds: str) -> int:
    return sum(point.size for point in points if point.call.startswith(kinds))


def missed(bench: Bench, moment: Moment) -> list[str]:
    """Live through a moment once more, and say what the tracer has missed of it."""
    lay_out(bench.place, bench.servers, moment.before)
    status, found = start(partial(_listened, bench.place, moment)).end()
    assert status == 0, f"the life listened to ended with {status}"
    return [f"{moment.at}: {what}" for what in found]


def _listened(place: Place, moment: Moment) -> list[str]:
    ear, tracer, found = Ear(place.folder), Tracer(place.folder), list[str]()
    ear.put_on()
    live(place, moment.at, _compared(ear, tracer, found), from_start=moment.from_start)
    return found


def in_one_life(bench: Bench, moments: Sequence[Moment]) -> list[tuple[str, str]]:
    """Live through a whole story without ever stopping, and give its points: what was called, on what."""
    lay_out(bench.place, bench.servers, moments[0].before)
    mails = [(moment.at, moment.before.post.folders["INBOX"]) for moment in moments]
    status, found = start(partial(_whole_life, bench.place, bench.servers, mails)).end()
    assert status == 0, f"the whole life ended with {status}"
    return [(point.call, point.what) for point in (named(point, bench.place) for point in found)]


def _whole_life(
    place: Place, servers: Servers, mails: Sequence[tuple[datetime, tuple[bytes, ...]]]
) -> list[Point]:
    async def whole() -> None:
        async with started(place, mails[0][0], Habits()) as parts:
            for at, come in mails:
                parts.clock.jump(at)
                servers.bring(come)
                await rest(parts)

    with Tracer(place.folder) as tracer:
        run(whole())
    return tracer.points


def in_moments(moments: Sequence[Moment]) -> list[tuple[str, str]]:
    """Give the points of all moments as one life has them: the goodbye of the first comes at the end of all."""
    points = [point for moment in moments for point in moment.points]
    goodbye = points.pop(len(moments[0].points) - 1)
    return [(point.call, point.what) for point in (*points, goodbye)]
