"""The roster: who works here and who leads whom, from people.csv, with everything wrong in it found at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from musmail.conversation.people import Party
from musmail.errors import Problem
from musmail.settings.addresses import address_fault, same, without_tag
from musmail.settings.dates import read_date, read_span
from musmail.settings.sentences import nearest
from musmail.settings.table import Row, read_table

NEEDED = ("id", "name", "address", "leader")
OPTIONAL = (
    "aliases",
    "unit",
    "locale",
    "employed_from",
    "employed_to",
    "absences",
    "last_held_on",
    "other_interviewer",
    "delegate",
    "tr",
    "exempt",
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LIST = re.compile(r"[|\s]+")


@dataclass(frozen=True)
class Employee:
    """A person of the roster with all the columns say; people are named by id."""

    party: Party
    leader: str = ""
    unit: str = ""
    employed_from: date | None = None
    employed_to: date | None = None
    absences: tuple[tuple[date, date], ...] = ()
    last_held_on: date | None = None
    other_interviewer: str = ""
    delegate: str = ""
    tr: str = ""
    exempt: str = ""  # the reason this person has no talks
    line: int = 0

    @property
    def id(self) -> str:
        """Give the id the other columns name this person by."""
        return self.party.id

    @property
    def interviewer(self) -> str:
        """Say who holds the talk: the leader, or another one where the roster names one."""
        return self.other_interviewer or self.leader

    def employed_on(self, day: date) -> bool:
        """Tell whether the person works here on a day; a side without a date is open."""
        begun = self.employed_from is None or self.employed_from <= day
        return begun and (self.employed_to is None or day <= self.employed_to)

    def gone_on(self, day: date | None) -> bool:
        """Tell whether the person has left by a day."""
        return day is not None and self.employed_to is not None and self.employed_to < day


@dataclass(frozen=True)
class Roster:
    """All people by id, and the id of whoever an address belongs to."""

    people: Mapping[str, Employee] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)

    def party(self, person: str) -> Party:
        """Give a person as the conversation knows them. Raises KeyError."""
        return self.people[person].party

    def leader_of(self, person: str, day: date | None = None) -> Employee | None:
        """Give the one who holds a person's talk; on a day, whoever is above those who have left by then."""
        one = self.people[person]
        named = [self.people.get(who) for who in dict.fromkeys((one.interviewer, one.leader)) if who]
        found = next((who for who in named if who and not who.gone_on(day)), None)
        if found is not None or not one.leader or one.leader not in self.people:
            return found
        return self._above(one.leader, day)

    def leaders_leader_of(self, person: str, day: date | None = None) -> Employee | None:
        """Give the leader of the one who holds a person's talk."""
        leader = self.leader_of(person, day)
        return None if leader is None else self._above(leader.id, day)

    def _above(self, person: str, day: date | None) -> Employee | None:
        """Go up the line of command to the first who has not left."""
        passed = {person}
        one = self.people.get(self.people[person].leader)
        while one is not None and one.gone_on(day) and one.id not in passed:
            passed.add(one.id)
            one = self.people.get(one.leader)
        return None if one is None or one.gone_on(day) else one

    def still_here(self, day: date) -> tuple[Employee, ...]:
        """List who has not left by a day; who has yet to come is among them."""
        return tuple(one for one in self.people.values() if not one.gone_on(day))

    def by_address(self, address: str) -> Employee | None:
        """Find whose address or alias this is."""
        return self.people.get(self.addresses.get(same(address), ""))

    def with_talks(self, day: date) -> tuple[Employee, ...]:
        """List who is to have talks on a day: employed, not exempt, and with somebody to hold them."""
        people = self.people.values()
        return tuple(one for one in people if one.interviewer and not one.exempt and one.employed_on(day))


def read_roster(
    name: str, raw: bytes, *, mailbox: str = "", locale: str = "da"
) -> tuple[Roster, tuple[Problem, ...]]:
    """Read people.csv; `mailbox` is our own address, which is nobody's, and `locale` the one of who has none.

    An address without @ is one at the mailbox's domain: twenty-five people have it typed once.
    """
    table = read_table(name, raw, needed=NEEDED, optional=OPTIONAL)
    problems = list(table.problems)
    people: list[Employee] = []
    for row in table.rows:
        found, wrong = _employee(name, _at_home(row, mailbox), locale)
        problems += wrong if table.whole else ()
        people.append(found)
    if table.whole:
        problems += _identity_problems(name, people, mailbox)
        problems += _line_of_command_problems(name, people)
    return roster_of(people), tuple(problems)


def roster_of(people: Sequence[Employee]) -> Roster:
    """Make the roster of these people."""
    by_id = {one.id: one for one in people if one.id}
    for one in people:
        if (delegate := by_id.get(one.delegate)) is not None and one.id:
            addresses_of = (delegate.party.address, *delegate.party.aliases)
            by_id[one.id] = replace(one, party=replace(one.party, delegates=addresses_of))
    addresses = {
        same(address): one.id for one in people for address in (one.party.address, *one.party.aliases)
    }
    return Roster(by_id, addresses)


def _at_home(row: Row, mailbox: str) -> Row:
    address, domain = row.cells["address"], mailbox.rpartition("@")[2]
    if not address or "@" in address or not domain or address.endswith(domain):  # there the @ was forgotten
        return row
    return replace(row, cells={**row.cells, "address": f"{address}@{domain}"})


def _employee(name: str, row: Row, locale: str) -> tuple[Employee, list[Problem]]:
    """Read one row; a cell that is wrong counts as empty, so that the rest can be checked too."""
    cells, wrong = row.cells, list[Problem]()

    def day(column: str) -> date | None:
        try:
            return read_date(cells[column]) if cells[column] else None
        except ValueError as error:
            wrong.append(Problem(name, row.line, f"`{column}`: {error}"))
            return None

    absences: list[tuple[date, date]] = []
    for span in _LIST.split(cells["absences"]):
        try:
            absences += [read_span(span)] if span else []
        except ValueError as error:
            # "2026-09-01 til 2027-04-30": the days are right, and what stands between them is not.
            both = ".." in cells["absences"]
            hint = "" if both else "; first and last day are written 2026-11-30..2026-12-04"
            wrong.append(Problem(name, row.line, f"`absences`: {error}{hint}"))
    aliases = tuple(alias for alias in _LIST.split(cells["aliases"]) if alias)
    wrong += [Problem(name, row.line, sentence) for sentence in _cell_faults(cells, aliases)]
    employed_from, employed_to = day("employed_from"), day("employed_to")
    if employed_from is not None and employed_to is not None and employed_to < employed_from:
        wrong.append(Problem(name, row.line, "`employed_to` lies before `employed_from`"))
    party = Party(cells["id"], cells["name"], cells["address"], aliases, cells["locale"] or locale)
    plain = {
        column: cells[column]
        for column in ("leader", "unit", "other_interviewer", "delegate", "tr", "exempt")
    }
    employee = Employee(
        party=party,
        employed_from=employed_from,
        employed_to=employed_to,
        absences=tuple(absences),
        last_held_on=day("last_held_on"),
        line=row.line,
        **plain,
    )
    return employee, wrong


def _cell_faults(cells: Mapping[str, str], aliases: Sequence[str]) -> Iterator[str]:
    for column in ("id", "name", "address"):
        if not cells[column]:
            yield f"`{column}` is empty"
    if cells["id"] and not _ID.fullmatch(cells["id"]):
        yield f"`id`: `{cells['id']}` should be letters a-z, digits, full stops and hyphens, at most 64"
    for column in ("name", "unit", "exempt"):
        if not cells[column].isprintable():
            yield f"`{column}` has a line break or an invisible sign in it"
    for column, address in (("address", cells["address"]), *(("aliases", alias) for alias in aliases)):
        fault = address_fault(address) if address else None
        if fault is not None:
            yield f"`{column}`: {fault}"


def _identity_problems(name: str, people: Sequence[Employee], mailbox: str) -> Iterator[Problem]:
    """Find two people under one id or one address, and ourselves among them."""
    ids: dict[str, int] = {}
    addresses: dict[str, tuple[str, int]] = {}
    for one in people:
        if one.id and one.id in ids:
            yield Problem(name, one.line, f"the id `{one.id}` stands already in line {ids[one.id]}")
        ids.setdefault(one.id, one.line)
        for address in dict.fromkeys(map(same, (one.party.address, *one.party.aliases))):
            if mailbox and address and without_tag(address) == without_tag(mailbox):
                yield Problem(
                    name, one.line, f"`{address}` is musmail's own mailbox and cannot be a person's"
                )
            holder, line = addresses.setdefault(address, (one.id, one.line))
            if address and line != one.line:
                yield Problem(name, one.line, f"`{address}` belongs to `{holder}` already, in line {line}")


def _line_of_command_problems(name: str, people: Sequence[Employee]) -> Iterator[Problem]:
    """Find unknown people, people without a leader, and circles."""
    by_id = {one.id: one for one in people if one.id}
    for one in people:
        named = {"leader": one.leader, "other_interviewer": one.other_interviewer}
        for column, person in (*named.items(), ("delegate", one.delegate), ("tr", one.tr)):
            if person and person not in by_id:
                yield Problem(name, one.line, f"`{column}`: {_nobody(person, people)}")
            elif person and person == one.id and column != "tr":
                yield Problem(name, one.line, f"`{column}`: `{one.id}` cannot be their own")
        if not one.interviewer and not one.exempt and one.id:
            sentence = f"`{one.id}` has no leader; name one, or write under `exempt` why there are no talks"
            yield Problem(name, one.line, sentence)
    for circle in _circles(by_id):
        around = " → ".join((*circle, circle[0]))
        yield Problem(name, by_id[circle[0]].line, f"these lead each other in a circle: {around}")


def _nobody(person: str, people: Sequence[Employee]) -> str:
    by_words = next(
        (one.id for one in people if one.party.writes_from(person) or one.party.name == person), None
    )
    meant = by_words or nearest(person, [one.id for one in people if one.id])
    hint = "" if meant is None else f"; did you mean `{meant}`?"
    return f"nobody has the id `{person}`{hint}"


def _circles(by_id: Mapping[str, Employee]) -> Iterator[tuple[str, ...]]:
    """Yield each circle of two or more once, from the one who stands first in the table."""
    clear: set[str] = set()
    for start in by_id:
        chain: list[str] = []
        at = start
        while at in by_id and at not in clear and at not in chain:
            chain.append(at)
            at = by_id[at].leader
        if at in chain and len(chain) - chain.index(at) > 1:
            yield tuple(chain[chain.index(at) :])
        clear.update(chain)
