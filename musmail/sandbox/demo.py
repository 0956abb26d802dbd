"""`musmail demo`: one MUS from convening to signature and first follow-up, in this process, in a few seconds."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import structlog
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from musmail.conversation.state import Conversation, End
from musmail.sandbox import gallery
from musmail.sandbox.clock import JumpingClock
from musmail.sandbox.people import People
from musmail.sandbox.script import BEGINS, ENDS, LAST_YEAR, ONE_MUS
from musmail.sandbox.world import Carried, World
from musmail.settings.load import Settings, load

EXCERPT = 6  # lines of a mail shown on the terminal; the gallery has the whole


def workplace(state: Path) -> Settings:
    """Load the demo's own configuration, through the same door as everybody's."""
    with as_file(files("musmail.sandbox") / "workplace") as folder:
        settings = load(folder / "musmail.yaml", secrets=False)
    return replace(settings, state_folder=state)


def demo(out: Path, *, console: Console | None = None) -> int:
    """Play it, show each mail as it goes, and leave the gallery in `out`. Gives the exit code."""
    console = console or Console()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="musmail-demo-") as state:
        world = asyncio.run(_play(workplace(Path(state)), Path(state), console))
        _empty(out)
        index = gallery.write(out, world.mails)
        return _account(world, console, index)


async def _play(settings: Settings, state: Path, console: Console) -> World:
    world = World(
        settings,
        JumpingClock(BEGINS),
        People(ONE_MUS),
        state,
        lambda mail: _show(console, mail),
        carried={"anna": LAST_YEAR},
    )
    async with world:
        await world.live(ENDS)
        world.ends = _ends(world)
        world.kept = [note.reason for note in world.desktop.desk.kept()]
    return world


def _ends(world: World) -> list[str]:
    found = []
    for talk in world.office.store.conversations_of("anna"):
        aggregate = world.office.store.load(talk)
        if aggregate and isinstance(aggregate.state, Conversation):
            shared = aggregate.state.shared
            found.append(shared.end.value if shared.end else shared.stage.value)
    return found


def _empty(out: Path) -> None:
    """Clear away what an earlier demo left; nothing else is touched."""
    for place in ("mails", "papers"):
        shutil.rmtree(out / place, ignore_errors=True)


def _show(console: Console, mail: Carried) -> None:
    shown = gallery.opened(mail, 0)
    words = [line for line in shown.plain.splitlines() if line.strip() and not line.startswith(">")]
    text = escape("\n".join(words[:EXCERPT])) + ("\n…" if len(words) > EXCERPT else "")
    ours = mail.record is not None
    title = f"{shown.when}  {'musmail' if ours else mail.sender} → {mail.recipient.split('+')[0]}"
    panel = Panel(
        text,
        title=escape(title),
        title_align="left",
        subtitle=escape(shown.subject),
        subtitle_align="left",
        border_style="cyan" if ours else "green",
    )
    console.print(panel)


def _account(world: World, console: Console, index: Path) -> int:
    """Say how it ended; anything but a signed talk with nothing left over is a surprise."""
    signed = world.ends[:1] == [End.SIGNED.value]
    ours = sum(mail.record is not None for mail in world.mails)
    console.print(
        f"{ours} letters, {len(world.mails) - ours} replies; the talk ended: {', '.join(world.ends)}"
    )
    for reason in world.kept:
        console.print(f"kept for review: {escape(reason)}", style="red")
    console.print(f"Every mail and the paper: {index}", soft_wrap=True)
    return 0 if signed and not world.kept else 1
