"""The demo's live table: who stands where, as the mails go."""

import time
from types import TracebackType
from typing import Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table

from musmail.conversation.state import Conversation
from musmail.sandbox.world import Carried, World

EVERY = 0.15  # seconds between two looks at everybody, so that looking does not slow the year down
COLUMNS = ("Employee", "Leader", "Stands", "Meeting", "Prepared", "Signed", "Letters", "Latest")


class Board:
    """Shows the table in place on a terminal; elsewhere once a quarter, as a log."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._shown_at = 0.0
        self._quarter = (0, 0)

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()

    def show(self, world: World, mail: Carried) -> None:
        """Show where everybody stands after a mail."""
        if self._live is not None:
            if time.monotonic() - self._shown_at > EVERY:
                self._shown_at = time.monotonic()
                self._live.update(table(world), refresh=True)
            return
        quarter = (mail.at.year, (mail.at.month - 1) // 3)
        if quarter != self._quarter and self._quarter != (0, 0):
            self._console.print(table(world))
        self._quarter = quarter

    def finish(self, world: World) -> None:
        """Show the last of it for good."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._console.print(table(world))


def table(world: World) -> Table:
    """Lay out the latest talk of everybody."""
    made = Table(
        *COLUMNS, box=SIMPLE_HEAD, title=f"{world.clock.now():%A %d %B %Y %H:%M}", title_justify="left"
    )
    for talk in _latest(world):
        shared = talk.shared
        sent = [mail for mail in world.mails if mail.aggregate == talk.id]
        latest = sent[-1].record.kind.value if sent and sent[-1].record else ""
        made.add_row(
            shared.employee.name,
            shared.leader.name,
            (shared.end.value if shared.end else shared.stage.value).replace("_", " "),
            f"{shared.appointment.slot.start:%d %b %H:%M}" if shared.appointment else "",
            f"{len(shared.answered_at)}/2",
            f"{len(shared.signatures)}/2",
            str(len(sent)),
            latest.replace("_", " "),
        )
    return made


def _latest(world: World) -> list[Conversation]:
    talks: dict[str, Conversation] = {}
    for aggregate_id in world.office.store.ids():
        aggregate = world.office.store.load(aggregate_id) if aggregate_id.startswith("c") else None
        if aggregate and isinstance(aggregate.state, Conversation):
            known = talks.get(aggregate.state.shared.employee.id)
            if known is None or known.shared.begun_at < aggregate.state.shared.begun_at:
                talks[aggregate.state.shared.employee.id] = aggregate.state
    return sorted(talks.values(), key=lambda one: (one.shared.leader.name, one.shared.employee.name))
