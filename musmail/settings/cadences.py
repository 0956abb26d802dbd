"""Whose cadence is whose: the workplace's, or a narrower one for a unit, a leader's people or a single person."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from musmail.scheduling.cadence import Cadence, Rolling, Round, months_later, shares
from musmail.settings.fields import Line, faults
from musmail.settings.gathering import Gathering
from musmail.settings.roster import Employee, Roster
from musmail.settings.sentences import nearest
from musmail.settings.talks import CadenceSection

# The narrowest first.
SCOPES = ("person", "leader", "unit")


class CadenceForSection(CadenceSection):
    """A cadence of their own for some people; the narrowest that names somebody is theirs, whole."""

    unit: Line | None = Field(None, description="For everybody of this unit in people.csv.")
    leader: Line | None = Field(None, description="For everybody this person leads, by id.")
    person: Line | None = Field(None, description="For this person alone, by id.")

    @property
    def scope(self) -> tuple[str, str]:
        """Say whom it is for: the key that is written, and the name under it."""
        return next((key, name) for key in SCOPES if (name := getattr(self, key)) is not None)

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        written = [key for key in reversed(SCOPES) if getattr(self, key) is not None]
        if not written:
            raise faults(("kind", "is for nobody: add one of `unit`, `leader`, `person`"))
        if len(written) > 1:
            raise faults((written[1], f"stands beside `{written[0]}`: a cadence is for one of them"))
        return self


@dataclass(frozen=True)
class Cadences:
    """All cadences of a workplace."""

    organisation: Cadence = Rolling()
    narrower: Mapping[tuple[str, str], Cadence] = field(default_factory=dict)

    def of(self, employee: Employee) -> Cadence:
        """Give a person's own."""
        names = {"person": employee.id, "leader": employee.leader, "unit": employee.unit}
        found = (self.narrower.get((scope, names[scope])) for scope in SCOPES)
        return next((one for one in found if one is not None), self.organisation)


def check_names(found: Gathering, sections: tuple[CadenceForSection, ...], roster: Roster) -> None:
    """Find cadences for units and people who are not in the roster, and two for the same."""
    people = roster.people.values()
    known = {
        "unit": {one.unit for one in people if one.unit},
        "leader": {one.leader for one in people if one.leader},
        "person": set(roster.people),
    }
    lines: dict[tuple[str, str], int] = {}
    for index, section in enumerate(sections):
        scope, name = section.scope
        at = ("cadences", index, scope)
        if section.scope in lines:
            found.wrong(at, f"`{name}` has a cadence already, in line {lines[section.scope]}")
        lines.setdefault(section.scope, found.document.line(at))
        if name not in known[scope] and people:
            found.wrong(at, _unknown(scope, name, sorted(known[scope])))


def _unknown(scope: str, name: str, known: list[str]) -> str:
    meant = {word.casefold(): word for word in known}.get(
        nearest(name, [word.casefold() for word in known]) or ""
    )
    hint = "" if meant is None else f"; did you mean `{meant}`?"
    nobody = {
        "unit": f"no unit in people.csv is called `{name}`",
        "leader": f"`{name}` leads nobody in people.csv",
        "person": f"nobody has the id `{name}`",
    }
    return nobody[scope] + hint


def places(roster: Roster, cadences: Cadences, day: date, new_for_months: int) -> dict[str, float]:
    """Spread each leader's people evenly over a ramp or a round, whoever has no other day to count from."""
    spread: dict[str, float] = {}
    for leader, people in _by_leader(roster, day):
        in_need = [one.id for one in people if _needs_place(one, cadences.of(one), day, new_for_months)]
        phase = int.from_bytes(hashlib.sha256(leader.encode()).digest()[:4]) / 2**32
        if in_need:
            spread |= dict(zip(in_need, shares(len(in_need), phase), strict=True))
    return spread


def _by_leader(roster: Roster, day: date) -> Iterator[tuple[str, list[Employee]]]:
    led: dict[str, list[Employee]] = {}
    for one in roster.with_talks(day):
        led.setdefault(one.interviewer, []).append(one)
    yield from led.items()


def _needs_place(one: Employee, cadence: Cadence, day: date, new_for_months: int) -> bool:
    if isinstance(cadence, Round):
        return True
    new = one.employed_from is not None and day < months_later(one.employed_from, new_for_months)
    return one.last_held_on is None and not new
