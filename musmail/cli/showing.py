"""What commands print: plain words, and never a sign of somebody else's making that a terminal obeys."""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from textwrap import indent
from typing import Any
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from musmail.daemon.census import BETWEEN, Row
from musmail.daemon.standstill import Work
from musmail.settings.load import Settings

_STYLES = {"words": "bold green", "ours": "dim", "furniture": "magenta"}
PIPED_WIDTH = 110  # where nobody's window says how wide a line may be


def visible(text: str) -> str:
    """Write out every sign a terminal might obey or hide; line breaks and tabs stay."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def console() -> Console:
    """Make the console for standard output; what people wrote is text there, never markup."""
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(markup=False, highlight=False, emoji=False, width=width)


def complain(text: str) -> None:
    """Say on standard error what is wrong, a line a problem, unwrapped so that editors can jump to it."""
    sys.stderr.write(f"{visible(text)}\n")


def say(text: str) -> None:
    """Say something on standard output, unwrapped."""
    sys.stdout.write(f"{visible(text)}\n")


def meanwhile(text: str) -> None:
    """Say to whoever watches what takes so long; in a pipe or a log nobody does."""
    if sys.stderr.isatty():
        complain(text)


def row_as_json(row: Row) -> str:
    """Write a talk as one line of JSON, its times with their zone (RFC 3339)."""
    return json.dumps(asdict(row), default=datetime.isoformat, ensure_ascii=False)


def talks_table(rows: Iterable[Row], zone: str) -> Table:
    """Lay out where every talk stands, two lines a talk, times as the workplace's clock shows them."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for title in ("Talk", "Stage", "Meeting", "Done", "Letters", "Next"):
        table.add_column(title, overflow="fold")
    for row in rows:
        cells = (
            f"{row.employee}\nwith {row.leader}" if row.leader else row.employee,
            f"{row.stage}\n{row.end}".strip().replace("_", " "),
            _when(row.meeting, zone),
            *_counts(row),
            f"{_next(row)}\n{_when(row.next_at, zone, by_day=row.stage == BETWEEN)}".strip(),
        )
        table.add_row(*map(visible, cells), end_section=True)
    return table


def not_at_work(work: Work, settings: Settings) -> Iterator[str]:
    """Say what keeps the daemon from its work, if anything does."""
    zone = settings.policy.zone
    if not work.runs:
        yield f"No musmail works in {settings.state_folder} now: nothing is read, and nothing is sent."
    if work.silent_since:
        yield (
            f"The musmail that has {settings.state_folder} has not come round since {_when(work.silent_since, zone)}: "
            f"it hangs, or was stopped. End process {work.process}, and start it again."
        )
    for one in work.standing:
        yield f"The {one.part} has stood still since {_when(one.since, zone)} and tries on: {one.reason}"


def _counts(row: Row) -> tuple[str, str]:
    """Count what has come and gone of a talk; between talks there is nothing to count."""
    if row.stage == BETWEEN:
        return "", ""
    return (
        f"{row.prepared}/2 prepared\n{row.signatures}/2 signed",
        f"{row.letters} sent\n{row.waiting} waiting",
    )


def _next(row: Row) -> str:
    if row.stage == BETWEEN:
        return "the next begins" if row.next_at else ""
    return row.next_step.replace("_", " ")


def _when(at: datetime | None, zone: str, *, by_day: bool = False) -> str:
    return (
        "" if at is None else f"{at.astimezone(ZoneInfo(zone)):{'%Y-%m-%d' if by_day else '%Y-%m-%d %H:%M'}}"
    )


def understanding(one: Mapping[str, Any]) -> Text:
    """Say how one mail would be understood: what came of it, then every line of it and what it was taken for."""
    parts = one.get("parts", [one])
    told = [
        _told({**part, "file": f"{one['file']}, {number} of {len(parts)}"})
        for number, part in enumerate(parts, 1)
    ]
    return Text("\n").join(told if len(parts) > 1 else [_told(one)])


def _told(one: Mapping[str, Any]) -> Text:
    rows = [Text(visible(row)) for row in _understood(one)]
    return Text("\n").join([*rows, Text(), *_lines(one["lines"], frozenset(one["unfiled"]))])


def _lines(lines: Iterable[Mapping[str, str]], unfiled: Collection[str]) -> Iterator[Text]:
    """Show a mail line by line; why a line was taken so is said where it is no longer as on the line above."""
    before = ("", "", "")
    for line in lines:
        taken, field, why, text = line["taken"], line["field"], line["why"], visible(line["text"])
        if taken == "empty":
            yield Text()
            continue
        lost = taken == "words" and any(text and text in words for words in unfiled)
        name = "not filed" if lost else field or taken
        style = "bold yellow" if lost else _STYLES.get(taken, "")
        row = Text.assemble((f"{name:>14} ", style), ("│ ", "dim"), (text, style))
        if before != (taken, field, why):
            row.append(f"   ← {why}", "italic dim")
        before = (taken, field, why)
        yield row


def _understood(one: Mapping[str, Any]) -> Iterator[str]:
    who = f", from {one['person']}" if one["person"] else ""
    where = f" in {one['aggregate']}" if one["aggregate"] else ""
    letter = f", an answer to {one['letter']}" if one["letter"] else ""
    yield f"{one['file']}: {one['kind']}{where}{who}{letter}"
    for question, text in one["answers"].items():
        mark = one["marks"].get(question)
        yield f"  {question}{f' [{mark}]' if mark else ''}:"
        yield indent(text or "(withdrawn)", "    ")
    for said in one["intent"]:
        number = "" if said["number"] is None else f" {said['number']}"
        words = f": {said['words']}" if said["words"] else ""
        yield f"  means {said['intent']}{number}{words}"
    for line in one["agreements"]:
        parts = (line["what"], line["who"], line["by"] or line["by_words"], line["sign"])
        yield f"  agreement {line['number'] or 'new'}: {' – '.join(part or '?' for part in parts)}"
    for words in one["unfiled"]:
        yield "  not filed, shown back to the writer:"
        yield indent(words, "    ")
    for reason in one["reasons"]:
        yield f"  because: {reason}"
