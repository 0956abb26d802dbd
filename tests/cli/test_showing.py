"""What commands print: words for people, and nothing counted that is not there."""

import io
from datetime import UTC, datetime

from rich.console import Console

from musmail.cli.showing import talks_table
from musmail.daemon.census import BETWEEN, Row

AT = datetime(2026, 11, 26, 7, tzinfo=UTC)


def printed(row: Row) -> str:
    console = Console(width=110, record=True, file=io.StringIO())
    console.print(talks_table([row], "Europe/Copenhagen"))
    return console.export_text()


def row(stage: str, step: str) -> Row:
    return Row("c1", "Anna", "Lars", stage, "", None, 1, 0, 2, 0, step, AT)


def test_where_a_talk_stands_is_told_in_words_by_the_workplaces_clock() -> None:
    said = printed(row("asking_leader", "remind_leader"))
    for words in ("asking leader", "remind leader", "2026-11-26 08:00", "1/2 prepared", "2 sent"):
        assert words in said


def test_between_talks_nothing_is_counted_that_has_not_begun() -> None:
    said = printed(row(BETWEEN, "begin"))
    assert "the next begins" in said
    assert "2026-11-26" in said
    assert "08:00" not in said  # it is when we look at it, and no meeting
    assert "prepared" not in said
    assert "waiting" not in said
