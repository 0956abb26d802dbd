"""The roster brought in again and again: only what changed is an event, whenever we are killed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Intent, Replied, Said
from musmail.conversation.groups import Group
from musmail.conversation.letters import Kind
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import Office, advance
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.staffing import group_id
from musmail.daemon.ticks import tick
from musmail.errors import StorageFull
from musmail.settings.load import Settings, load
from musmail.skema.forms import Role
from musmail.store.memory import MemoryStore
from tests.daemon.conftest import TEXTS, at
from tests.dialogues.play import SECRET

SMALLEST = Path(__file__).parents[1] / "settings" / "good" / "smallest.yaml"
HEAD = "id,name,address,leader,unit,employed_from,employed_to,absences,last_held_on,exempt\n"
LINES = {
    "mona": "mona,Mona Friis,mona@example.org,,Ledelsen,,,,,bestyrelsen",
    "lars": "lars,Lars Højgaard,lars@example.org,mona,Drift,,,,2025-11-20,",
    "karl": "karl,Karl Holm,karl@example.org,mona,Drift,,,,2025-11-21,",
    "anna": "anna,Anna Sørensen,anna@example.org,lars,Drift,,,,2025-11-12,",
    "bo": "bo,Bo Krogh,bo@example.org,lars,Lager,,,,2026-03-12,",
}
START = at(9, 1)


class Full(MemoryStore):
    """A store that can take so many commits and then none: a kill or a full disk between two enrolments."""

    left = 1000

    def commit(self, after: Aggregate, blobs: object) -> None:
        if self.left == 0:
            raise StorageFull("no room")
        self.left -= 1
        super().commit(after, blobs)  # type: ignore[arg-type]


class Workplace:
    """A roster that can be changed, and the office it is brought to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lines, self.more = folder, dict(LINES), "sector: public\n"
        self.office = Office(Full(), self.settings().policy, TEXTS, SECRET, salt=lambda: "salt")

    def settings(self) -> Settings:
        path = self.folder / "musmail.yaml"
        path.write_text(SMALLEST.read_text("utf-8") + self.more, "utf-8")
        (self.folder / "people.csv").write_text(HEAD + "\n".join(self.lines.values()) + "\n", "utf-8")
        return load(path, secrets=False)

    def enrol(self, now: datetime = START) -> int:
        settings = self.settings()
        self.office = replace(self.office, policy=settings.policy)
        return enrol_everyone(self.office, settings, now)

    def person(self, name: str) -> Person:
        loaded = self.office.store.load(aggregate_id(SECRET, "p", name))
        assert loaded is not None
        assert isinstance(loaded.state, Person)
        return loaded.state

    def talk(self, name: str) -> Conversation:
        loaded = self.office.store.load(self.person(name).conversation)
        assert loaded is not None
        assert isinstance(loaded.state, Conversation)
        return loaded.state

    def group(self, leader: str) -> Group:
        loaded = self.office.store.load(group_id(self.office, leader))
        assert loaded is not None
        assert isinstance(loaded.state, Group)
        return loaded.state

    def everything(self) -> dict[str, object]:
        return {name: self.office.store.load(name) for name in self.office.store.ids()}


def until(office: Office, now: datetime) -> None:
    """Let time pass up to now, until nothing more is due."""
    while tick(office, now):
        pass


def propose(place: Workplace, name: str, now: datetime) -> None:
    """Let somebody's leader ask for times to be proposed."""
    talk = place.talk(name)
    said = (Said(Intent.PROPOSE),)
    sender = talk.shared.leader.address
    reply = Replied(now, "propose", Role.LEADER, sender, 1, Kind.CONVENE_LEADER.value, said=said)
    advance(place.office, talk.id, reply)
    until(place.office, now)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


def test_everybody_employed_is_a_person_also_those_without_talks(place: Workplace) -> None:
    assert place.enrol() == 5
    assert place.person("mona").exempt == "bestyrelsen"
    assert place.person("mona").next_on is None
    assert place.person("anna").next_on == date(2026, 11, 12)
    assert len(place.person("anna").calendars) == 1
    assert len(place.person("lars").calendars) == 2  # their leader's, and their own


def test_enrolling_the_same_roster_twice_is_nothing(place: Workplace) -> None:
    place.enrol()
    before = place.everything()
    assert place.enrol(START + timedelta(days=1)) == 0
    assert place.everything() == before


def test_killed_between_two_enrolments_the_next_start_does_the_rest(place: Workplace) -> None:
    store = place.office.store
    assert isinstance(store, Full)
    for enrolled in range(1, 7):  # two calendars, then five people
        store.left = 1
        with pytest.raises(StorageFull):
            place.enrol()
        assert len(store.ids()) == enrolled
    store.left = 1000
    assert place.enrol() == 1
    assert place.enrol() == 0


def test_a_change_of_cadence_in_yaml_is_an_event_of_those_it_concerns(place: Workplace) -> None:
    place.enrol()
    place.more += "cadences: [{unit: Lager, months: 6}, {person: anna, months: 18}]\n"
    assert place.enrol() == 2
    assert place.person("bo").next_on == date(2026, 10, 6)  # not before the lead there must be
    assert place.person("anna").next_on == date(2026, 12, 10)  # 18 months would pass the year it is owed in


def test_a_change_of_leader_reaches_the_talk_under_way(place: Workplace) -> None:
    place.enrol()
    until(place.office, at(10, 8))
    assert place.talk("anna").stage is Stage.ASKING_LEADER
    place.lines["anna"] = place.lines["anna"].replace(",lars,", ",karl,")
    place.enrol(at(10, 9))
    until(place.office, at(10, 9))
    assert place.talk("anna").shared.leader.id == "karl"
    waiting = [(letter.kind.value, letter.person) for _, letter in place.office.store.outbox()]
    assert ("convene_leader", "karl") in waiting
    assert ("convene_leader", "lars") not in waiting


def test_who_is_gone_from_the_roster_has_left_and_hears_nothing_more(place: Workplace) -> None:
    place.enrol()
    until(place.office, at(10, 8))
    del place.lines["anna"]
    assert place.enrol(at(10, 9)) == 1
    until(place.office, at(12, 31))
    assert place.person("anna").left_on == date(2026, 10, 9)
    assert place.talk("anna").shared.reason == "left"
    assert [x for _, x in place.office.store.outbox() if x.address == "anna@example.org"] == []
    assert place.enrol(at(12, 31)) == 0


def test_who_is_employed_until_a_day_leaves_on_it_without_a_restart(place: Workplace) -> None:
    place.lines["anna"] = "anna,Anna Sørensen,anna@example.org,lars,Drift,,2026-10-20,,2025-11-12,"
    place.enrol()
    until(place.office, at(10, 20))
    assert place.person("anna").left_on is None
    until(place.office, at(10, 21))
    assert place.person("anna").left_on == date(2026, 10, 20)
    assert place.talk("anna").shared.reason == "left"


def test_when_a_leader_leaves_their_people_are_led_from_above(place: Workplace) -> None:
    place.lines["lars"] = "lars,Lars Højgaard,lars@example.org,mona,Drift,,2026-10-20,,2025-11-20,"
    place.enrol()
    until(place.office, at(10, 8))
    place.enrol(at(10, 21))
    until(place.office, at(10, 21))
    assert place.talk("anna").shared.leader.id == "mona"
    assert [x for _, x in place.office.store.outbox() if x.address == "lars@example.org"] == []


def test_times_are_kept_in_the_calendar_of_who_acts_as_leader(place: Workplace) -> None:
    place.lines["lars"] = "lars,Lars Højgaard,lars@example.org,mona,Drift,,2026-10-20,,2025-11-20,"
    place.enrol()
    until(place.office, at(10, 8))
    place.enrol(at(10, 21))
    until(place.office, at(10, 21))
    monas = group_id(place.office, "mona")
    assert place.person("anna").calendars == place.talk("anna").shared.calendars == (monas,)
    assert place.person("bo").calendars == (monas,)
    propose(place, "anna", at(10, 22))
    holds = {group: [one.conversation for one in place.group(group).holds] for group in ("lars", "mona")}
    assert holds == {"lars": [], "mona": [place.talk("anna").id] * 3}
    assert place.talk("anna").shared.slots == tuple(one.slot for one in place.group("mona").holds)


def test_who_has_left_has_no_calendar_and_who_acts_has_one_on_the_day(place: Workplace) -> None:
    place.lines["lars"] = "lars,Lars Højgaard,lars@example.org,mona,Drift,,2026-08-31,,2025-11-20,"
    place.enrol()
    assert place.office.store.load(group_id(place.office, "lars")) is None
    assert place.group("mona").leader.id == "mona"


def test_imported_agreements_are_handed_over_to_a_new_leader_before_there_is_a_talk(place: Workplace) -> None:
    (place.folder / "agreements.csv").write_text("person,number,what,who\nanna,1,Kursus,employee\n", "utf-8")
    place.more += "agreements: agreements.csv\n"
    place.enrol()
    for leader, day in (("karl", 2), ("mona", 3)):
        place.lines["anna"] = f"anna,Anna Sørensen,anna@example.org,{leader},Drift,,,,2025-11-12,"
        place.lines["bo"] = f"bo,Bo Krogh,bo@example.org,{leader},Lager,,,,2026-03-12,"
        place.enrol(at(9, day))
        until(place.office, at(9, day))
    outbox = [letter for _, letter in place.office.store.outbox()]
    assert [(x.kind, x.person) for x in outbox] == [(Kind.HANDOVER, "anna"), (Kind.HANDOVER, "mona")]
    texts = [place.office.store.blob(aggregate, x.text) for aggregate, x in place.office.store.outbox()]
    assert all("Kursus" in text.decode() for text in texts)
    until(place.office, at(10, 8))
    assert [item.what for item in place.talk("anna").shared.last_items] == ["Kursus"]
    assert place.talk("anna").shared.leader.id == "mona"


def test_who_is_made_exempt_has_their_talk_ended_and_who_is_no_longer_has_another(place: Workplace) -> None:
    place.enrol()
    until(place.office, at(10, 8))
    propose(place, "anna", at(10, 9))
    assert len(place.group("lars").holds) == 3
    talked = place.lines["anna"]
    place.lines["anna"] = talked.replace(",lars,", ",,") + "vikar"
    assert place.enrol(at(10, 10)) == 1
    until(place.office, at(10, 10))
    assert (place.talk("anna").shared.reason, place.talk("anna").shared.leader.id) == ("exempt", "lars")
    assert (place.person("anna").under_way, place.person("anna").next_on) == (False, None)
    assert place.group("lars").holds == ()
    waiting = [(x.person, x.kind.value) for _, x in place.office.store.outbox() if "anna" in repr(x)]
    assert ("anna", "not_held") in waiting
    place.lines["anna"] = talked
    assert place.enrol(at(10, 12)) == 1
    assert place.person("anna").next_on is not None


def test_a_new_address_takes_the_letters_that_wait_along(place: Workplace) -> None:
    place.enrol()
    until(place.office, at(10, 8))
    place.lines["lars"] = place.lines["lars"].replace("lars@example.org", "lh@example.org")
    place.enrol(at(10, 9))
    until(place.office, at(10, 9))
    assert {x.address for _, x in place.office.store.outbox() if x.person == "lars"} == {"lh@example.org"}


def test_imported_agreements_are_taken_once_and_never_over_what_was_answered(place: Workplace) -> None:
    file = place.folder / "agreements.csv"
    file.write_text("person,number,what,who\nanna,1,Kursus,employee\n", "utf-8")
    place.more += "agreements: agreements.csv\n"
    place.enrol()
    assert place.enrol() == 0
    assert [item.what for item in place.person("anna").items] == ["Kursus"]
    file.write_text("person,number,what,who\nanna,1,Kursus i svejsning,employee\n", "utf-8")
    assert place.enrol() == 1
    assert [item.what for item in place.person("anna").items] == ["Kursus i svejsning"]
    until(place.office, at(10, 8))
    assert [item.what for item in place.talk("anna").shared.last_items] == ["Kursus i svejsning"]
    file.write_text("person,number,what,who\nanna,1,Noget andet,employee\n", "utf-8")
    assert place.enrol(at(10, 9)) == 1
    assert place.enrol(at(10, 9)) == 0
    assert [item.what for item in place.person("anna").items] == ["Kursus i svejsning"]
