"""A person between talks: the cadence that is theirs, the clock of the public sector, long leaves, and leaving."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from musmail.conversation import entitlement
from musmail.conversation.enrolling import says_something_new
from musmail.conversation.events import Enrolled, TalkClosed, Tick
from musmail.conversation.items import CarriedItem
from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike, Tell
from musmail.conversation.people import Party
from musmail.conversation.person import enrol, person_step, person_wake_at
from musmail.conversation.persons import Person
from musmail.conversation.policy import Entitlement, Leave, Policy, Sector, Year
from musmail.conversation.tidings import AbsencesChanged, LeaderChanged, MeetingAgreed, PersonLeft
from musmail.scheduling.cadence import Rolling, Round
from musmail.scheduling.monthday import MonthDay
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.conversation.talk import POLICY, at

PUBLIC = POLICY
PRIVATE = replace(POLICY, sector=Sector.PRIVATE)
START = at(1, 9)
ROSTER = Enrolled(START, "roster:1", ANNA, LARS, MONA, HR, date(2025, 11, 12))
KARL = Party("karl", "Karl Holm", "karl@example.org")


def person(roster: Enrolled = ROSTER, policy: Policy = PUBLIC) -> Person:
    return enrol("pabcdefghi", roster, policy)


def letters(
    one: Person, until: datetime, policy: Policy = PUBLIC
) -> tuple[Person, list[tuple[date, Recipient]]]:
    """Let time pass; gives who was told on which day that a talk is owed."""
    told: list[tuple[date, Recipient]] = []
    while (wake := person_wake_at(one, policy)) is not None and wake <= until:
        one, effects = person_step(one, Tick(wake), policy)
        told += [(wake.date(), effect.to) for effect in effects if isinstance(effect, Send)]
    return one, told


def tells(effects: tuple[Effect, ...]) -> list[object]:
    return [effect.event for effect in effects if isinstance(effect, Tell)]


def test_no_time_agreed_is_told_to_the_leader_then_above_then_hr_and_never_before_the_planned_day() -> None:
    _, told = letters(person(), at(30, 12))
    assert told == [
        (date(2026, 11, 12), Recipient.LEADER),
        (date(2026, 11, 19), Recipient.LEADERS_LEADER),
        (date(2026, 12, 1), Recipient.HR),
    ]


def test_in_the_private_sector_nothing_is_counted_down() -> None:
    one, told = letters(person(policy=PRIVATE), at(30, 12), PRIVATE)
    assert told == []
    assert entitlement.clock(one, PRIVATE) is None


def test_a_time_agreed_before_the_year_is_over_is_told_to_nobody() -> None:
    one, _ = letters(person(), at(8, 10))
    one, _ = person_step(one, MeetingAgreed(at(9, 10), "m", one.conversation, at(20, 11)), PUBLIC)
    assert letters(one, at(30, 12))[1] == []
    assert entitlement.clock(one, PUBLIC) == entitlement.Clock(date(2026, 12, 31), in_time=True)


def test_a_time_after_the_year_is_over_is_not_in_time() -> None:
    one, _ = letters(person(), at(8, 10))
    late = at(8, 10) + timedelta(days=100)
    one, _ = person_step(one, MeetingAgreed(at(9, 10), "m", one.conversation, late), PUBLIC)
    assert letters(one, at(13, 11))[1] == [(date(2026, 11, 12), Recipient.LEADER)]


def test_a_meeting_that_was_given_up_leaves_the_two_a_week_to_find_another() -> None:
    one, _ = letters(person(), at(8, 10))
    one, _ = person_step(one, MeetingAgreed(at(9, 10), "m", one.conversation, at(20, 11)), PUBLIC)
    one, _ = person_step(one, MeetingAgreed(at(20, 11), "n", one.conversation, None), PUBLIC)
    assert letters(one, at(28, 11))[1] == [(date(2026, 11, 27), Recipient.LEADER)]


def test_a_talk_that_was_held_winds_the_clock_for_the_next_year() -> None:
    one, _ = letters(person(), at(13, 11))
    closed = TalkClosed(at(25, 11), "c", one.conversation, "signed", date(2026, 11, 20))
    one, _ = person_step(one, closed, PUBLIC)
    assert one.owed_by == date(2027, 12, 31)
    assert "owed_leader" not in one.done


def test_a_year_that_went_by_begins_the_next_one() -> None:
    one, _ = letters(person(), at(1, 12) + timedelta(days=40))
    assert one.owed_by == date(2027, 12, 31)


def test_the_rolling_year_counts_from_the_last_talk() -> None:
    policy = replace(PUBLIC, entitlement=Entitlement(Year.ROLLING))
    assert person(policy=policy).owed_by == date(2026, 11, 12)


def test_the_target_is_pulled_into_the_year_while_there_is_time() -> None:
    slow = replace(ROSTER, cadence=Rolling(18))
    assert person(slow).next_on == date(2026, 12, 10)
    assert person(slow, PRIVATE).next_on == date(2027, 5, 12)


def test_who_has_no_last_talk_is_owed_one_in_the_year_it_is_planned_in() -> None:
    one = person(replace(ROSTER, last_held_on=None, share=0.9))
    assert one.next_on == date(2027, 3, 17)
    assert one.owed_by == date(2027, 12, 31)
    assert letters(one, at(31, 12))[1] == []


def test_a_new_employee_has_no_talk_before_six_months() -> None:
    one = person(replace(ROSTER, last_held_on=None, employed_from=date(2026, 8, 1)))
    assert one.next_on == date(2027, 2, 1)
    rounds = replace(
        ROSTER,
        last_held_on=None,
        employed_from=date(2026, 8, 1),
        cadence=Round(MonthDay(9, 15), MonthDay(12, 1)),
    )
    planned = person(rounds).next_on
    assert planned is not None
    assert planned.year == 2027


def test_a_talk_planned_in_a_long_absence_lies_after_the_return() -> None:
    away = replace(ROSTER, absences=((date(2026, 11, 1), date(2027, 1, 31)),))
    assert person(away).next_on == date(2027, 3, 14)
    assert entitlement.deadline(person(away), PUBLIC) == date(2027, 12, 31)
    short = replace(ROSTER, absences=((date(2026, 11, 9), date(2026, 11, 13)),))
    assert person(short).next_on == date(2026, 11, 12)


def test_a_return_from_a_long_leave_can_ask_for_a_talk() -> None:
    policy = replace(PRIVATE, leave=Leave(talk_on_return=True))
    just_held = replace(
        ROSTER, last_held_on=date(2026, 6, 1), absences=((date(2026, 7, 1), date(2026, 12, 31)),)
    )
    assert person(just_held, policy).next_on == date(2027, 2, 11)
    assert person(just_held, PRIVATE).next_on == date(2027, 6, 1)


def test_nobody_exempt_or_without_a_leader_has_a_talk_planned() -> None:
    for roster in (replace(ROSTER, exempt="direktør"), replace(ROSTER, leader=None)):
        one = person(roster)
        assert (one.next_on, person_wake_at(one, PUBLIC)) == (None, None)


def test_a_change_of_cadence_plans_the_next_talk_anew() -> None:
    one = person(policy=PRIVATE)
    changed, _ = person_step(one, replace(ROSTER, key="r2", cadence=Rolling(18)), PRIVATE)
    assert changed.next_on == date(2027, 5, 12)


def test_a_new_name_moves_no_ramp() -> None:
    ramp = replace(ROSTER, last_held_on=None, share=0.5)
    one = person(ramp)
    renamed = replace(ramp, at=at(1, 10), key="r2", party=replace(ANNA, name="Anna Holm"), share=0.1)
    changed, _ = person_step(one, renamed, PUBLIC)
    assert changed.next_on == one.next_on
    assert changed.share == 0.5


def test_the_talk_under_way_hears_of_a_new_leader_and_of_absences() -> None:
    one, _ = letters(person(), at(8, 10))
    news = replace(ROSTER, key="r2", leader=KARL, absences=((date(2026, 11, 1), date(2026, 12, 1)),))
    _, effects = person_step(one, news, PUBLIC)
    assert [type(event) for event in tells(effects)] == [LeaderChanged, AbsencesChanged, AbsencesChanged]


def test_what_waits_about_a_talk_that_is_owed_goes_to_the_new_leader() -> None:
    one, _ = letters(person(), at(13, 11))
    _, effects = person_step(one, replace(ROSTER, at=at(13, 11), key="r2", leader=KARL), PUBLIC)
    struck = [effect for effect in effects if isinstance(effect, Strike)]
    assert [(s.to, s.instead.kind if s.instead else None) for s in struck] == [
        (Recipient.LEADER, Kind.ENTITLEMENT)
    ]


def test_the_same_words_are_nothing_new_also_after_a_talk() -> None:
    one, _ = letters(person(), at(8, 10))
    closed = TalkClosed(at(25, 11), "c", one.conversation, "signed", date(2026, 11, 20))
    one, _ = person_step(one, closed, PUBLIC)
    assert not says_something_new(one, ROSTER)


def test_who_leaves_has_nothing_planned_and_what_waits_for_them_is_struck() -> None:
    one, _ = letters(person(), at(8, 10))
    gone, effects = person_step(one, PersonLeft(at(9, 10), "left", date(2026, 10, 8)), PUBLIC)
    assert isinstance(effects[0], Strike)
    assert [type(event) for event in tells(effects)] == [PersonLeft]
    assert person_wake_at(gone, PUBLIC) is None
    assert person_step(gone, PersonLeft(at(10, 10), "again", date(2026, 10, 8)), PUBLIC)[1] == ()


def test_who_comes_back_is_planned_for_again() -> None:
    gone, _ = person_step(person(), PersonLeft(at(9, 10), "left", date(2026, 10, 8)), PUBLIC)
    back, _ = person_step(gone, replace(ROSTER, at=at(1, 12), key="r9"), PUBLIC)
    assert back.left_on is None
    assert back.next_on is not None


@pytest.mark.parametrize("answered", [True, False])
def test_imported_agreements_are_replaced_until_somebody_has_answered_them(answered: bool) -> None:
    old = CarriedItem(1, "Kursus", "Anna", None, None, "")
    one = person(replace(ROSTER, items=(old,)))
    if answered:
        one = replace(one, items=(replace(old, status="done", history=("2026-09-03 employee: done",)),))
    edited = replace(old, what="Kursus i svejsning")
    changed, _ = person_step(one, replace(ROSTER, key="r2", items=(edited,)), PUBLIC)
    assert changed.items == (one.items if answered else (edited,))
