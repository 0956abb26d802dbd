"""The roster: what spreadsheets do to it, and everything wrong in it at once."""

from datetime import date
from pathlib import Path

import pytest

from musmail.settings.roster import Roster, read_roster

SAMPLES = sorted((Path(__file__).parent / "rosters").glob("*.csv"))
MAILBOX = "mus@example.org"
PEOPLE = """\
id;name;address;aliases;leader;employed_from;employed_to;absences;last_held_on;other_interviewer;exempt
mona;Mona Friis;mona@example.org;;;;;;;;bestyrelsen
lars;Lars Højgaard;lars@example.org;LH@example.org|lars@home.example;mona;;;;30/11/2025;;
anna;Anna Sørensen;Anna@Example.org;;lars;01-02-2020;;2026-07-06..2026-07-24|24-12-2026;2025-11-14;;
ida;Ida Lund;ida@example.org;;lars;2026-09-01;2026-12-31;;;mona;
"""


def roster(text: str, encoding: str = "utf-8") -> Roster:
    found, problems = read_roster("people.csv", text.encode(encoding), mailbox=MAILBOX)
    assert problems == ()
    return found


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_broken_roster_is_answered_with_every_sentence(sample: Path) -> None:
    _, problems = read_roster(sample.name, sample.read_bytes(), mailbox=MAILBOX)
    said = [str(problem) for problem in sorted(problems, key=lambda one: (one.line or 0, one.sentence))]
    assert said == sample.with_suffix(".txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_whatever_a_spreadsheet_saved_can_be_read(encoding: str, separator: str, line_end: str) -> None:
    text = PEOPLE.replace(";", separator).replace("\n", line_end)
    assert roster(text, encoding) == roster(PEOPLE)


def test_danish_letters_survive_an_old_code_page() -> None:
    assert roster(PEOPLE, "latin-1").party("anna").name == "Anna Sørensen"


def test_dates_are_read_in_either_order() -> None:
    people = roster(PEOPLE).people
    assert people["lars"].last_held_on == date(2025, 11, 30)
    assert people["anna"].employed_from == date(2020, 2, 1)
    assert people["anna"].absences == (
        (date(2026, 7, 6), date(2026, 7, 24)),
        (date(2026, 12, 24), date(2026, 12, 24)),
    )


def test_the_line_of_command_is_followed_upwards() -> None:
    found = roster(PEOPLE)
    assert [one.id for one in (found.leader_of("anna"), found.leaders_leader_of("anna")) if one] == [
        "lars",
        "mona",
    ]
    assert found.leader_of("mona") is None


def test_another_interviewer_holds_the_talk_in_the_leaders_place() -> None:
    found = roster(PEOPLE).leader_of("ida")
    assert found is not None
    assert found.id == "mona"


@pytest.mark.parametrize("address", ["lars@example.org", "lh@EXAMPLE.org", " lars@home.example "])
def test_a_person_is_found_by_any_of_their_addresses(address: str) -> None:
    found = roster(PEOPLE).by_address(address)
    assert found is not None
    assert found.id == "lars"


def test_a_stranger_is_nobody() -> None:
    assert roster(PEOPLE).by_address("eve@example.net") is None


def test_who_has_talks_depends_on_the_day_and_on_exemptions() -> None:
    found = roster(PEOPLE)
    assert {one.id for one in found.with_talks(date(2026, 8, 1))} == {"lars", "anna"}
    assert {one.id for one in found.with_talks(date(2026, 10, 1))} == {"lars", "anna", "ida"}
    assert {one.id for one in found.with_talks(date(2027, 1, 1))} == {"lars", "anna"}


def test_a_delegate_is_known_by_every_address_they_have() -> None:
    text = PEOPLE.replace("id;name", "delegate;id;name").replace("\nmona;", "\nlars;mona;")
    text = (
        text.replace("\nlars;Lars", "\n;lars;Lars")
        .replace("\nanna;", "\n;anna;")
        .replace("\nida;", "\n;ida;")
    )
    people = roster(text).people
    assert people["mona"].party.delegates == ("lars@example.org", "LH@example.org", "lars@home.example")
    assert people["mona"].party.is_answered_for_from("lh@example.org")
    assert people["lars"].party.delegates == ()


def test_an_address_without_a_domain_is_at_the_mailboxs(tmp_path: Path) -> None:
    typed = PEOPLE.replace("ida@example.org", "ida").replace("lars@home.example", "lars")
    found, problems = read_roster("people.csv", typed.encode(), mailbox=MAILBOX)
    assert found.party("ida").address == "ida@example.org"
    assert [problem.line for problem in problems] == [3]  # an alias is written out: it is often elsewhere
    assert (
        read_roster("people.csv", typed.encode())[1] != problems
    )  # whose mailbox nobody knows has no domain
