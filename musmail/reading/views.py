"""Views: what each line of a reply was taken for and why, for `musmail read`."""

from dataclasses import dataclass

from musmail.conversation.events import Replied
from musmail.reading.sorting import Sorted


@dataclass(frozen=True)
class LineView:
    """One line as it was read: ours, somebody's words, or furniture."""

    text: str
    taken: str  # "ours", "words", "furniture" or "empty"
    field: str
    why: str


def view(taken: Sorted, event: Replied) -> tuple[LineView, ...]:
    """Say of every line of the page what it was taken for."""
    page = taken.page
    told: dict[int, tuple[str, str, str]] = {}
    for run in taken.runs:
        for number in range(page.line_of(run.b), page.line_of(run.b_end - 1) + 1):
            told[number] = ("ours", "", "stands in the letter we sent")
    for start, stop, what in taken.dropped:
        for number in range(start, stop):
            told[number] = ("furniture", "", what)
    for chunk in taken.chunks:
        for number in range(chunk.first, chunk.first + chunk.count):
            told[number] = ("words", chunk.field, chunk.why)
    views = []
    for number, line in enumerate(page.lines):
        kind, field, why = told.get(number, ("furniture", "", "left over between our words"))
        if not line.text.strip():
            kind, field, why = "empty", "", ""
        views.append(LineView("> " * line.depth + line.text, kind, field, why))
    return tuple(views)
