"""Cadences from organisation to person, each leader's ramp, and agreements from before musmail."""

from datetime import date
from itertools import pairwise
from pathlib import Path

from musmail.scheduling.cadence import Rolling, Round, months_later, next_target
from musmail.scheduling.monthday import MonthDay
from musmail.settings.agreements import read_agreements
from musmail.settings.cadences import Cadences, places
from musmail.settings.load import load
from musmail.settings.roster import Roster, read_roster
from musmail.settings.shipped import shipped
from musmail.skema.forms import Role
from tests.settings.test_load import written

TODAY = date(2026, 10, 14)
HEAD = "id,name,address,leader,unit,employed_from,last_held_on,exempt\n"
PEOPLE = (
    HEAD
    + """\
mona,Mona Friis,mona@example.org,,Ledelsen,,,bestyrelsen
lars,Lars Højgaard,lars@example.org,mona,Drift,,,
anna,Anna Sørensen,anna@example.org,lars,Drift,,,
bo,Bo Krogh,bo@example.org,lars,Lager,,,
"""
)


def roster(text: str) -> Roster:
    found, problems = read_roster("people.csv", text.encode())
    assert problems == ()
    return found


def test_the_narrower_cadence_wins_from_organisation_to_person(tmp_path: Path) -> None:
    more = "cadences: [{unit: Drift, months: 9}, {leader: lars, months: 6}, {person: anna, months: 3}]\n"
    settings = written(tmp_path, more, people=PEOPLE)
    people = settings.roster.people
    months = {name: settings.cadences.of(one).months for name, one in people.items()}  # type: ignore[union-attr]
    assert months == {"mona": 12, "lars": 9, "anna": 3, "bo": 6}


def test_a_unit_may_have_its_round_where_the_others_roll(tmp_path: Path) -> None:
    settings = written(
        tmp_path, "cadences:\n- {unit: Lager, kind: round, from: 15/9, to: 1/12}\n", people=PEOPLE
    )
    people = settings.roster.people
    assert settings.cadences.of(people["bo"]) == Round(MonthDay(9, 15), MonthDay(12, 1))
    assert settings.cadences.of(people["anna"]) == Rolling()


def test_each_leaders_people_are_spread_evenly_over_the_ramp() -> None:
    lines = [
        f"x{leader}{n},P {n},x{leader}{n}@example.org,{leader},,,,"
        for leader in ("lars", "mona")
        for n in range(10)
    ]
    found = roster(PEOPLE + "\n".join(lines))
    shares = places(found, Cadences(), TODAY, 6)
    for leader in ("lars", "mona"):
        targets = sorted(
            next_target(None, TODAY, Rolling(), shares[one.id])
            for one in found.people.values()
            if one.leader == leader
        )
        gaps = [(later - sooner).days for sooner, later in pairwise(targets)]
        assert max(gaps) - min(gaps) <= 1
        assert targets[-1] < months_later(TODAY, 8)


def test_who_has_a_last_talk_or_is_new_takes_no_place_in_the_ramp() -> None:
    found = roster(
        PEOPLE
        + "ida,Ida Lund,ida@example.org,lars,,2026-09-01,,\n"
        + "per,Per Dam,per@example.org,lars,,,2025-11-12,\n"
    )
    assert set(places(found, Cadences(), TODAY, 6)) == {"lars", "anna", "bo"}


def test_agreements_of_the_example_are_read() -> None:
    settings = load(shipped("config") / "musmail.example.yaml", secrets=False)
    raw = (shipped("config") / "agreements.example.csv").read_bytes()
    items, problems = read_agreements("agreements.csv", raw, settings.roster)
    assert problems == ()
    course, weekly = items["anna"]
    assert (course.number, course.who, course.owner, course.by) == (
        1,
        "Anna",
        Role.EMPLOYEE,
        date(2027, 3, 1),
    )
    assert (weekly.owner, weekly.who, weekly.status) == (Role.LEADER, "Lars", "under_way")
    assert (items["bo"][0].owner, items["bo"][0].who) == (None, "begge")
    assert course.history == ("2025-11-14 imported: open",)
