"""Listing: which lines of free words are agreements, and what they say."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from musmail.conversation.events import AgreementLine
from musmail.reading.agreed import told
from musmail.reading.agreements import BULLET, LABELLED, LABELS, MOST, labelled, looks_whole, read_agreement

MOST_ROWS = 400  # lines on top that are looked at one by one; beyond that they are only kept
_HEADING = re.compile(
    r"\W*(?:(?:(?:og )?(?:det |dette |følgende |her )?(?:aftalte|har) vi(?: aftalt)?|vi (?:har )?(?:aftalte|aftalt)"
    r"|(?:vores |jeres |nye |indgåede )?aftaler(?:ne)?(?: (?:fra|på) (?:mødet|samtalen))?|aftalt)"
    r"(?: (?:følgende|flg\.?|dette|det her|så|også))?|agreements|we agreed)\s*[:.–-]*\W*",
    re.IGNORECASE,
)
# The first row of a table: "| Hvad | Hvem | Hvornår | Tegn |".
_COLUMNS = re.compile(
    rf"[\W\d]*(?:(?:{'|'.join(LABELS.values())})(?:\s*[|\t;,–-]\s*|\s*\|?\s*$)){{3,5}}", re.IGNORECASE
)


def take_agreements(
    text: str, *, now: datetime, zone: tzinfo, names: Sequence[str] = ()
) -> tuple[list[AgreementLine], str]:
    """Take out of free words what has the whole form of an agreement; give it with the rest.

    A line has three parts or more, one of them a date; or several lines together name three parts by their labels;
    or it is an item of a list with "Aftaler:" above it.
    """
    rows = text.split("\n")
    listed = _listed(rows, now, zone, names)
    found: list[AgreementLine] = []
    rest: list[str] = []
    block: list[str] = []

    def close() -> None:
        joined = "\n".join(block)
        if len(labelled(joined)) >= 3:
            found.append(read_agreement(joined, None, now=now, zone=zone, names=names))
        else:
            rest.extend(block)
        block.clear()

    for place, row in enumerate(rows[:MOST_ROWS]):
        if place in listed and _is_heading(row):
            close()
        elif len(found) < MOST and (place in listed or looks_whole(row, now, zone, names)):
            close()
            match = BULLET.match(row)
            number = int(match[1]) if match and match[1] else None
            core = row[match.end() :] if match else row
            found.append(read_agreement(core, number, now=now, zone=zone, names=names))
        elif LABELLED.match(row):
            if block and re.match(rf"\s*(?:[-*•–]\s*)?(?:{LABELS['what']})\s*:", row, re.IGNORECASE):
                close()
            block.append(row)
        else:
            close()
            rest.append(row)
    close()
    return found, "\n".join([*rest, *rows[MOST_ROWS:]]).strip()


def agreement_rows(
    rows: Sequence[str], *, now: datetime, zone: tzinfo, names: Sequence[str] = ()
) -> frozenset[int]:
    """Say which of the first lines are agreements by their form, whatever number stands before them."""
    rows = rows[:MOST_ROWS]
    found = {place for place, row in enumerate(rows) if looks_whole(row, now, zone, names)}
    block: list[int] = []
    for place, row in enumerate((*rows, "")):
        if LABELLED.match(row):
            block.append(place)
            continue
        if len(block) >= 3 and len(labelled("\n".join(rows[one] for one in block))) >= 3:
            found.update(block)
        block = []
    return frozenset(found) | _listed(rows, now, zone, names)


def _listed(rows: Sequence[str], now: datetime, zone: tzinfo, names: Sequence[str]) -> frozenset[int]:
    """Say which lines are a list of agreements under a heading that says so, and the heading itself."""
    heading = next((place for place, row in enumerate(rows[:MOST_ROWS]) if _is_heading(row)), None)
    if heading is None:
        return frozenset()
    found: set[int] = set()
    for place, row in enumerate(rows[heading + 1 : heading + MOST], heading + 1):
        match = BULLET.match(row)
        item = (match and match[0].strip()) or any(told(row, now, zone, names))
        if item or looks_whole(row, now, zone, names):
            found.add(place)
        elif row.strip():
            break
    return frozenset({heading, *found}) if found else frozenset()


def _is_heading(row: str) -> bool:
    return len(row) < 80 and (_HEADING.fullmatch(row) is not None or _COLUMNS.fullmatch(row) is not None)
