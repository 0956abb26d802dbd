"""`musmail demo`: ten employees and their leaders through a year, in this process, in under a minute."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import structlog
from rich.console import Console
from rich.markup import escape

from musmail.sandbox import gallery
from musmail.sandbox.board import Board
from musmail.sandbox.cast import BEGINS, CAST, DEAD, ENDS, happenings, residents
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.faults import faults
from musmail.sandbox.post import servers
from musmail.sandbox.staff import Staff
from musmail.sandbox.tally import Line, tally, totals
from musmail.sandbox.world import World, found
from musmail.settings.load import Settings, load
from musmail.store.tiny import TinyStore


def workplace(state: Path) -> Settings:
    """Load the demo's own configuration, through the same door as everybody's."""
    with as_file(files("musmail.sandbox") / "workplace") as folder:
        settings = load(folder / "musmail.yaml", secrets=False)
    return replace(settings, state_folder=state)


def demo(out: Path, *, console: Console | None = None) -> int:
    """Play the year, show who stands where, and leave the gallery in `out`. Gives the exit code."""
    console = console or Console()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="musmail-demo-") as state:
        return asyncio.run(_play(workplace(Path(state)), out, console))


async def _play(settings: Settings, out: Path, console: Console) -> int:
    staff = Staff(residents(), settings.policy, settings.policy.mailbox.name)
    async with AsyncExitStack() as stack:
        store = TinyStore(settings.state_folder)
        stack.callback(store.close)
        board = stack.enter_context(Board(console))
        world = found(settings, store, JumpingClock(BEGINS), staff, lambda mail: board.show(world, mail))
        world.dead, world.happenings = set(DEAD), happenings(settings)
        mailbox = settings.policy.mailbox.address
        world.post = await stack.enter_async_context(servers(mailbox, world.deliver, world.dead))
        await world.live(ENDS)
        board.finish(world)
        lines = tally(world)
        _empty(out)
        index = gallery.write(out, world.mails, lines, totals(world, lines))
        return _account(world, console, lines, index)


def _empty(out: Path) -> None:
    """Clear away what an earlier demo left; nothing else is touched."""
    for place in ("mails", "papers"):
        shutil.rmtree(out / place, ignore_errors=True)


def surprises(world: World, lines: Sequence[Line]) -> list[str]:
    """Say what is not as the demo means it: an end nobody expects, a mail that should not have gone, words not read."""
    ends = {part.resident.character.name: part.ends for part in CAST.values()}
    first = {line.employee: line for line in reversed(lines)}
    found = [
        f"{name}: ended {first[name].end if name in first else 'without a talk'}, should have ended {end}"
        for name, end in ends.items()
        if name != "Mona Friis" and (name not in first or first[name].end != end)
    ]
    found += faults(world)
    return found + [f"kept for review: {note.reason}" for note in world.desktop.desk.kept()]


def _account(world: World, console: Console, lines: Sequence[Line], index: Path) -> int:
    """Print the tally and where everything lies; a surprise is told and fails."""
    for line in lines:
        console.print(f"{line.employee} with {line.leader}: {line.end}; {line.why}", soft_wrap=True)
    sums = totals(world, lines)
    console.print(
        f"{sums.talks} talks, {sums.letters} letters, {sums.replies} replies, {sums.reminders} reminders, "
        f"{sums.refused} refused, {sums.for_review} for review"
    )
    unexpected = surprises(world, lines)
    for sentence in unexpected:
        console.print(f"surprise: {escape(sentence)}", style="red", soft_wrap=True)
    console.print(f"Every mail, the papers and the tally: {index}", soft_wrap=True)
    return 1 if unexpected else 0
