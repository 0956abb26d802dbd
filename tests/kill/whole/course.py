"""The undisturbed run of a story, moment by moment, with all it takes to live any of them again."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.state import Conversation
from musmail.daemon.build import SPOOL
from musmail.daemon.inbox import DONE, REVIEW
from musmail.store.tiny import TinyStore
from tests.kill.running import start
from tests.kill.tracing import Kill, Mode, Point, Tracer
from tests.kill.whole.life import Habits, Place, live
from tests.kill.whole.postal import Folders, Post, Servers
from tests.kill.whole.story import Arrival, Story, answers

Files = Mapping[str, bytes]
INBOX = "INBOX"
# The key musmail makes at its very first start, fixed so that two runs of a story name everything alike.
FILES: Files = {"key": b"0123456789abcdef0123456789abcdef"}


@dataclass(frozen=True)
class Stand:
    """Everything there is at one time: the state folder, and what the servers hold."""

    files: Files
    post: Post = field(default_factory=Post)


@dataclass(frozen=True)
class Moment:
    """A time at which something happens: what there is before, what more after it, and each effect in between.

    The mailbox is emptied of what was put away before, so that what comes into it can be told.
    """

    number: int
    at: datetime
    before: Stand
    after: Stand
    points: tuple[Point, ...]
    from_start: bool  # musmail's start and its end are part of the moment

    def kills(self, *, all_of_them: bool) -> tuple[Kill, ...]:
        """List the kills to try: before every point, and wherever else things may be left in a way of their own."""
        following = (*self.points[1:], None)
        return tuple(
            Kill(point.number, mode)
            for point, after in zip(self.points, following, strict=True)
            for mode in point.modes
            if all_of_them or _makes_a_difference(point, mode, after)
        )


def _makes_a_difference(point: Point, mode: Mode, following: Point | None) -> bool:
    """Tell whether a kill leaves things otherwise than another one does; `--all` counts no more wrecks than this.

    Half a command is none, to a server; and after a call all is as before the next, with two exceptions: a file is
    opened, and thereby made or emptied, before it is written; and a server may take a letter while we are gone.
    """
    match mode:
        case Mode.BEFORE:
            return True
        case Mode.TORN:
            return is_letter(point) or not point.call.startswith("socket.")
        case Mode.AFTER:
            return is_letter(point) or following is None or following.call.endswith(".write")


def is_letter(point: Point) -> bool:
    """Tell a letter's own send from those of commands; no command is as long, and no letter of ours as short."""
    return point.what == "SMTP" and point.size > 1_000


def play(story: Story, servers: Servers, folder: Path) -> Iterator[Moment]:
    """Play a story undisturbed; in each moment musmail is a new process."""
    place = Place(folder, servers.imap, servers.smtp)
    files, at, coming = FILES, story.begins, list[Arrival]()
    orders = dict(story.orders)
    received: Counter[tuple[str, str]] = Counter()
    number = 0
    while at < story.ends:
        come = tuple(mail.data for mail in coming if mail.at <= at)
        coming = [mail for mail in coming if mail.at > at]
        if order := orders.pop(at, ""):
            files = {**files, **_ordered(folder, order)}
        before = Stand(files, Post({INBOX: come}))
        moment, ahead = lived(place, servers, number, at, before, from_start=number == 0)
        yield moment
        files, number = moment.after.files, number + 1
        coming += _answers(story, moment, folder, received)
        soon = (ahead, *(mail.at for mail in coming), *orders)
        at = min((one for one in soon if one is not None), default=story.ends)


def _ordered(folder: Path, command: str) -> Files:
    talk = next(name for name, one in aggregates(folder).items() if isinstance(one.state, Conversation))
    words = {"aggregate": talk, "command": command, "arguments": {}}
    return {f"{SPOOL}/": b"", f"{SPOOL}/{command}.json": json.dumps(words).encode()}


def _answers(
    story: Story, moment: Moment, folder: Path, received: Counter[tuple[str, str]]
) -> Iterator[Arrival]:
    """Give the mails that the letters of a moment bring about; counts who has received what."""
    kinds = {x.message_id: x.kind.value for one in aggregates(folder).values() for x in one.letters}
    for to, data in moment.after.post.letters:
        key = (to, kinds[message_id(data)])
        turns = story.script.get(key, ())
        acts = turns[received[key]] if received[key] < len(turns) else ()
        received[key] += 1
        yield from answers(story, acts, to, data, moment.at, received.total())


def lived(
    place: Place,
    servers: Servers,
    number: int,
    at: datetime,
    before: Stand,
    *,
    from_start: bool,
    habits: Habits | None = None,
) -> tuple[Moment, datetime | None]:
    """Live through one moment undisturbed; gives it, and when musmail has something to do again."""
    lay_out(place, servers, before)
    status, found = start(partial(_traced, place, at, habits, from_start=from_start)).end()
    assert status == 0, f"the undisturbed run ends with {status} at {at}"
    points, ahead = found
    after = Stand(read(place.folder), servers.calm())
    named_points = tuple(named(point, place) for point in points)
    return Moment(number, at, before, after, named_points, from_start), ahead


def named(point: Point, place: Place) -> Point:
    """Name what a point is about the same wherever it is: files within the state folder, and which server."""
    what = point.what.replace(str(place.folder), "")
    for account, name in ((place.imap, "IMAP"), (place.smtp, "SMTP")):
        what = what.replace(str((account.host, account.port)), name)
    return replace(point, what=what)


def lay_out(place: Place, servers: Servers, stand: Stand) -> None:
    """Let everything stand as it stood; at the very first start there are no folders to put mail away in."""
    write(place.folder, stand.files)
    folders: Folders = {DONE: (), REVIEW: ()} if stand.files != FILES else {}
    servers.hold({**folders, **stand.post.folders})


def _traced(
    place: Place, at: datetime, habits: Habits | None, *, from_start: bool
) -> tuple[tuple[Point, ...], datetime | None]:
    tracer = Tracer(place.folder)
    ahead = live(place, at, tracer, from_start=from_start, habits=habits)
    return tuple(tracer.points), ahead


def write(folder: Path, files: Files) -> None:
    """Make a state folder just these files; names that end with a slash are folders."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for name, data in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(0o700)
        else:
            path.write_bytes(data)


def read(folder: Path) -> Files:
    """Read a whole state folder, each folder before what is in it."""
    return {
        str(path.relative_to(folder)) + "/" * path.is_dir(): b"" if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def aggregates(folder: Path) -> dict[str, Aggregate]:
    """Read every aggregate in a state folder."""
    store = TinyStore(folder, read_only=True)
    found = {name: store.load(name) for name in store.ids()}
    return {name: aggregate for name, aggregate in found.items() if aggregate is not None}


def message_id(letter: bytes) -> str:
    """Read the Message-ID of a letter of ours."""
    found = re.search(rb"(?m)^Message-ID: (\S+)\r$", letter)
    assert found is not None
    return found[1].decode("ascii")
