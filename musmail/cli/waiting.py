"""How mail that waits for a person is shown: a table, a page for one, and the words of one that was opened."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from musmail.cli.showing import visible
from musmail.daemon.errands import Answer
from musmail.daemon.waiting import Waiting
from musmail.settings.load import Settings


def waiting_table(rows: list[Waiting], settings: Settings) -> Table:
    """Lay out what waits, times as the workplace's clock shows them."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for title in ("Id", "Since", "Talk", "Why"):
        table.add_column(title, overflow="fold")
    for row in rows:
        cells = (row.id, _when(row.kept.at, settings), row.talk or "–", row.why)
        table.add_row(*map(visible, cells), end_section=True)
    return table


def _when(at: str, settings: Settings) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone(settings.policy.window.zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return at


def brief(row: Waiting) -> dict[str, Any]:
    """Give what the list says of a mail, for JSON."""
    kept = row.kept
    return {
        "id": row.id, "key": kept.key, "at": kept.at, "why": row.why, "reason": kept.reason,
        "talk": row.talk, "conversation": kept.aggregate,
    }  # fmt: skip


def header_facts(row: Waiting) -> dict[str, Any]:
    """Give a mail's headers that are no content, for JSON."""
    seen = row.kept.outside
    return {
        "from": seen.from_line, "to": seen.to_line, "date": seen.date, "message_id": seen.message_id,
        "size": row.kept.size, "attachments": seen.attachments, "private": row.kept.private, "gone": row.kept.gone,
    }  # fmt: skip


def shown(row: Waiting, settings: Settings) -> Iterator[str]:
    """Say why a mail waits, and what stands on its envelope."""
    kept, seen = row.kept, row.kept.outside
    yield f"{row.id}, since {_when(kept.at, settings)}" + (f", {row.talk}" if row.talk else "")
    yield row.why
    if not kept.size:
        yield "It was put aside by an older musmail, which noted no more about it."
        return
    lines = (
        ("From", seen.from_line),
        ("To", seen.to_line),
        ("Date", seen.date),
        ("Message-ID", seen.message_id),
    )
    for title, value in lines:
        yield f"  {title + ':':<12} {_one_line(value) or '(not to be read)'}"
    count = "not counted" if seen.attachments is None else str(seen.attachments)
    yield f"  {'Size:':<12} {kept.size} bytes, attachments: {count}"
    if kept.gone:
        yield "It is not in the mailbox any more: it was for one party alone, and was removed at once."
    elif kept.private:
        yield "It answers a letter that promises that nobody else reads it, so it cannot be opened."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def opened(answer: Answer) -> Iterator[str]:
    """Say what came of breaking the glass, and then the words."""
    yield ""
    yield answer.said
    if answer.done:
        yield ""
        yield f"Subject: {_one_line(answer.subject)}"
        for name in answer.attachments:
            yield f"Attached: {_one_line(name)}"
        yield ""
        yield answer.words or "(no words)"
