"""No two meetings of one person ever overlap, whoever chooses first and however late the calendars' words come."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from musmail.conversation.asking import needed
from musmail.conversation.events import CalendarAnswer, CalendarReplied, Commanded, Event, Intent, Said
from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role
from tests.conversation.company import Company, shifted
from tests.conversation.talk import MEETING, at, reply

# Days of one week, times that overlap one another and times that do not.
POOL = [shifted(MEETING, days, minutes) for days in (-1, 0, 6) for minutes in (0, 60, 180)]
EMPLOYEES = {"anna": "lars", "bo": "lars", "mia": "lars", "lars": "eva", "kim": "mia", "ida": "mia"}

times = st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True).map(tuple)
choose = st.builds(Said, st.just(Intent.CHOOSE_SLOT), st.integers(0, 2))
said = st.one_of(
    choose,
    choose,
    choose,
    st.builds(Said, st.just(Intent.OFFER_TIMES), times=times),
    st.builds(Said, st.sampled_from([Intent.OTHER_TIME, Intent.MOVE]), times=times | st.just(())),
    st.builds(Said, st.just(Intent.PROPOSE)),
)
who = st.sampled_from(sorted(EMPLOYEES))
say = st.tuples(st.just("say"), who, said, st.integers(0, 4).map(bool))
deliver = st.tuples(st.just("deliver"), st.integers(0, 20), st.integers(0, 4).map(lambda n: n == 0))
actions = st.one_of(
    say,
    say,
    say,
    deliver,
    deliver,
    deliver,
    st.tuples(st.just("calendar"), who, st.sampled_from(POOL), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 3)),
    st.tuples(st.just("end"), who),
)


def company() -> Company:
    """Six talks of three leaders, two of whom are somebody's employee; all were given the same three times."""
    world = Company()
    for leader in ("lars", "mia", "eva"):
        world.leader(leader)
    for name, leader in EMPLOYEES.items():
        world.begins(name, leader)
    world.until(at(9, 10))
    for name in EMPLOYEES:
        times = Said(Intent.OFFER_TIMES, times=(POOL[0], POOL[4], POOL[6]))
        world.hear(name, reply(world.now, Role.LEADER, times, kind=Kind.CONVENE_LEADER))
    return world.settle().until(at(16, 10))


def event_of(world: Company, action: tuple[object, ...], number: int) -> Event:
    """Say it as the one who is asked would, or as the other."""
    name, when = str(action[1]), world.now + timedelta(minutes=1)
    if action[0] == "end":
        return Commanded(when, f"end{number}", "not_held")
    asked = world.talks[name].shared.asked or Role.EMPLOYEE
    role = asked if action[3] else asked.other
    if action[0] == "calendar":
        slot = action[2]
        assert isinstance(slot, Slot)
        return CalendarReplied(when, f"cal{number}", role, CalendarAnswer.COUNTER, 99, when, slot)
    what = action[2]
    assert isinstance(what, Said)
    if what.intent is Intent.CHOOSE_SLOT:
        what = replace(what, number=(what.number or 0) % max(1, len(world.talks[name].shared.slots)) + 1)
    return reply(when + timedelta(seconds=number), role, what, kind=Kind.OTHER_TIMES)


def nobody_is_in_two_places(world: Company) -> None:
    for one, other in combinations(world.appointments(), 2):
        if {one[0], one[1]} & {other[0], other[1]}:
            assert not one[2].overlaps(other[2]), (one, other)


def every_meeting_is_booked(world: Company) -> None:
    for name, leader, slot in world.appointments():
        calendars = {leader, name} & set(world.groups)
        assert {(calendar, slot) for calendar in calendars} <= world.held(name)


@settings(max_examples=150, deadline=None)
@given(st.lists(actions, min_size=15, max_size=60))
def test_nobody_is_ever_in_two_places_and_nothing_is_held_in_vain(history: list[tuple[object, ...]]) -> None:
    world = company()
    for number, action in enumerate(history):
        if action[0] == "deliver":
            if world.pending:
                world.deliver(int(str(action[1])), again=bool(action[2]))
        elif action[0] == "wait":
            world.until(world.now + timedelta(days=int(str(action[1]))))
        else:
            world.hear(str(action[1]), event_of(world, action, number))
        nobody_is_in_two_places(world)
        every_meeting_is_booked(world)
    world.settle()
    nobody_is_in_two_places(world)
    every_meeting_is_booked(world)
    for name, talk in world.talks.items():
        _ends_with_a_time_or_a_question(world, name)
        assert {slot for _, slot in world.held(name)} <= set(needed(talk))


def _ends_with_a_time_or_a_question(world: Company, name: str) -> None:
    shared = world.talks[name].shared
    assert shared.claim is None
    assert shared.inquiry is None
    if shared.stage in (Stage.ASKING_LEADER, Stage.ASKING_EMPLOYEE):
        assert shared.asked is not None
        kinds = {letter.kind for who, letter in world.sent if who == name}
        assert kinds & {Kind.CONVENE_LEADER, Kind.CONVENE_EMPLOYEE, Kind.OTHER_TIMES}
    else:
        assert shared.appointment is not None or shared.stage is Stage.CLOSED
