"""Open agreements from before musmail, from agreements.csv, with everything wrong in it found at once."""

from collections.abc import Mapping, Sequence
from datetime import date

from musmail.conversation.items import CarriedItem
from musmail.errors import Problem
from musmail.settings.dates import read_date
from musmail.settings.roster import Employee, Roster
from musmail.settings.sentences import nearest
from musmail.settings.table import Row, read_table
from musmail.skema.forms import Role

NEEDED = ("person", "number", "what", "who")
OPTIONAL = ("by", "sign", "status", "agreed_on")
LONGEST = 2000
_BOTH = {"da": "begge"}
_STATUS = {
    "": "open",
    "open": "open",
    "åben": "open",
    "under_way": "under_way",
    "under way": "under_way",
    "i gang": "under_way",
    "problem": "problem",
    "done": "done",
    "udført": "done",
}


def read_agreements(
    name: str, raw: bytes, roster: Roster
) -> tuple[Mapping[str, tuple[CarriedItem, ...]], tuple[Problem, ...]]:
    """Read the agreements of each person in the file's order."""
    table = read_table(name, raw, needed=NEEDED, optional=OPTIONAL)
    problems = list(table.problems)
    items: dict[str, tuple[CarriedItem, ...]] = {}
    lines: dict[tuple[str, int], int] = {}
    for row in table.rows if table.whole else ():
        wrong = _faults(row, roster)
        number = int(row.cells["number"]) if row.cells["number"].isdecimal() else 0
        before = lines.setdefault((row.cells["person"], number), row.line)
        if number and before != row.line:
            wrong.append(f"`{row.cells['person']}` has an agreement {number} already, in line {before}")
        problems += [Problem(name, row.line, sentence) for sentence in wrong]
        if not wrong:
            employee = roster.people[row.cells["person"]]
            items[employee.id] = (*items.get(employee.id, ()), _item(row, number, employee, roster))
    return items, tuple(problems)


def _faults(row: Row, roster: Roster) -> list[str]:
    cells, found = row.cells, list[str]()
    person = cells["person"]
    if not person:
        found.append("`person` is empty")
    elif person not in roster.people:
        meant = nearest(person, sorted(roster.people))
        hint = "" if meant is None else f"; did you mean `{meant}`?"
        found.append(f"`person`: nobody has the id `{person}`{hint}")
    if not cells["number"].isdecimal() or not 1 <= int(cells["number"]) <= 9999:
        found.append(f"`number`: `{cells['number']}` should be a whole number from 1 to 9999")
    for column in ("what", "who"):
        if not cells[column]:
            found.append(f"`{column}` is empty")
    for column in ("what", "who", "sign"):
        if len(cells[column]) > LONGEST:
            found.append(f"`{column}` is too long: at most {LONGEST} signs")
    if cells["status"].casefold() not in _STATUS:
        found.append(f"`status`: should be open, under_way, problem or done, not `{cells['status']}`")
    for column in ("by", "agreed_on"):
        try:
            _day(cells[column])
        except ValueError as error:
            found.append(f"`{column}`: {error}")
    return found


def _item(row: Row, number: int, employee: Employee, roster: Roster) -> CarriedItem:
    cells = row.cells
    who, owner = _owner(cells["who"], employee, roster)
    agreed_on, status = _day(cells["agreed_on"]), _STATUS[cells["status"].casefold()]
    history = () if agreed_on is None else (f"{agreed_on.isoformat()} imported: {status}",)
    return CarriedItem(number, cells["what"], who, owner, _day(cells["by"]), cells["sign"], status, history)


def _owner(words: str, employee: Employee, roster: Roster) -> tuple[str, Role | None]:
    """Say who does it: one of the two by their part or their name, both, or somebody outside the talk."""
    leader = roster.leader_of(employee.id)
    parties = {Role.EMPLOYEE: employee.party} | ({Role.LEADER: leader.party} if leader else {})
    if words.casefold() in ("both", "begge"):
        return _BOTH.get(employee.party.locale, "both"), None
    for role, party in parties.items():
        parts: Sequence[str] = {
            Role.EMPLOYEE: ("employee", "medarbejder"),
            Role.LEADER: ("leader", "leder"),
        }[role]
        if words.casefold() in (*parts, party.id.casefold(), party.name.casefold()):
            return party.first_name, role
    return words, None


def _day(text: str) -> date | None:
    return read_date(text) if text else None
