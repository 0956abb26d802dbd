"""A table as spreadsheets save it: comma, semicolon or tab, and whatever encoding the machine had."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from musmail.errors import Problem
from musmail.settings.sentences import nearest

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's "Unicode text"
# How a workbook begins: .xlsx and .ods are zip files, .xls is an OLE file.
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What other systems call our columns, in the tables they hand out.
_ALSO = {
    "adresse": "address", "e-mail": "address", "e-mailadresse": "address", "email": "address", "mail": "address",
    "navn": "name", "leder": "leader", "nærmeste_leder": "leader", "manager": "leader",
    "afdeling": "unit", "enhed": "unit", "sprog": "locale", "ansat_fra": "employed_from", "ansat_til": "employed_to",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table by column; a column the file lacks is empty."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What could be read of a table, and everything wrong with it."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    whole: bool = False  # every column that is needed is there


def decoded(raw: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or else the Western code page that Danish Excel writes."""
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _separator(header: str) -> str:
    return max(";,\t", key=header.count)


def _records(name: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """List the records that are not empty with their first lines, up to where the table cannot be read."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(header), strict=True)
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        return records, [Problem(name, begins, f"from here on the table cannot be read: {error}")]
    return records, []


def read_table(name: str, raw: bytes, *, needed: Sequence[str], optional: Sequence[str]) -> Table:
    """Read a table with these columns; every fault of its form is a problem with its line."""
    if raw.startswith(_WORKBOOK):
        sentence = "this is a workbook and no table; save it as CSV (in Excel: Save as, CSV UTF-8), and name that file"
        return Table(problems=(Problem(name, None, sentence),))
    records, problems = _records(name, decoded(raw))
    if not records:
        return Table(problems=(*problems, Problem(name, None, "the table is empty")))
    (line, header), *body = records
    columns = [cell.casefold().replace(" ", "_") for cell in header]
    problems += _header_problems(name, line, columns, needed, optional)
    rows: list[Row] = []
    for line, cells in body:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            sentence = (
                f"there are {len(cells)} fields here and {len(columns)} columns; is a separator too many (a text with "
                "one in it stands in quotes), or is a column not named in the first line?"
            )
            problems.append(Problem(name, line, sentence))
        found = dict(zip(columns, cells, strict=False))
        rows.append(Row(line, {column: found.get(column, "") for column in (*needed, *optional)}))
    return Table(tuple(rows), tuple(problems), whole=set(needed) <= set(columns))


def _meant(column: str, known: Sequence[str]) -> str | None:
    """Guess which of our columns is meant by a word that is none."""
    word = _ALSO.get(column, "")
    return word if word in known else nearest(column, known)


def _header_problems(
    name: str, line: int, columns: Sequence[str], needed: Sequence[str], optional: Sequence[str]
) -> Iterator[Problem]:
    known = (*needed, *optional)
    meant = {column: _meant(column, known) for column in columns if column not in known}
    if len(meant) == len(set(columns)) and not any(meant.values()):
        sentence = f"the first line should name the columns; needed are {', '.join(needed)}"
        yield Problem(name, line, sentence)
        return
    for column, word in meant.items():
        if not column:
            yield Problem(name, line, "a column has no name")
        elif word is not None and word not in columns:
            yield Problem(name, line, f"the column `{column}` is not known; did you mean `{word}`?")
        else:
            sentence = (
                f"the column `{column}` is not used; take it out, what is not needed is better not stored"
            )
            yield Problem(name, line, sentence)
    for column in needed:
        if column not in columns and column not in meant.values():
            yield Problem(name, line, f"the column `{column}` is missing; needed are {', '.join(needed)}")
    for column in sorted({column for column in columns if columns.count(column) > 1 and column}):
        yield Problem(name, line, f"the column `{column}` stands twice")
