"""Changes of the roster while a talk is under way: what is done is kept, the rest is armed again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from musmail.conversation.events import Intent, Said
from musmail.conversation.letters import Kind, Recipient, Send, Strike, Tell
from musmail.conversation.people import Party
from musmail.conversation.state import End, Own, Stage
from musmail.conversation.tidings import (
    AbsencesChanged,
    Exempted,
    LeaderChanged,
    MeetingAgreed,
    PersonLeft,
    SlotBooked,
    SlotsOffered,
    SlotsReleased,
)
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Mark, Role
from musmail.writing.samples import HR, LARS, MONA
from tests.conversation.talk import MEETING, Told, agreed, at, held, reply, signing

KARL = Party("karl", "Karl Holm", "karl@example.org")


def new_leader(day: int, month: int, *, gone: bool = False) -> LeaderChanged:
    return LeaderChanged(at(day, month), f"roster:{day}.{month}", KARL, MONA, (), HR, gone)


def signed() -> Told:
    told = signing()
    for role in Role:
        told.hear(reply(at(18, 11), role, Intent.AGREE, kind=Kind.SIGN, version=1))
    assert told.talk.stage is Stage.FOLLOWING
    return told


def wishes(told: Told) -> list[Send]:
    return [effect for effect in told.steps[-1].effects if isinstance(effect, Send)]


def tells(told: Told) -> list[object]:
    return [effect.event for effect in told.steps[-1].effects if isinstance(effect, Tell)]


def test_a_new_leader_is_asked_for_times_and_the_old_one_is_let_go() -> None:
    told = agreed().hear(new_leader(20, 10))
    assert told.last() == [
        (Kind.CANCELLATION, Recipient.FORMER_LEADER),
        (Kind.LEADER_CHANGED, Recipient.EMPLOYEE),
        (Kind.CONVENE_LEADER, Recipient.LEADER),
    ]
    shared = told.talk.shared
    assert (shared.leader, shared.stage, shared.appointment) == (KARL, Stage.ASKING_LEADER, None)
    assert shared.called_off is not None
    assert shared.called_off.sequence == 1


def test_the_person_hears_that_the_meeting_is_off_and_the_old_calendar_is_free_again() -> None:
    told = agreed()
    told.talk = told.talk.with_shared(calendars=("glars",), kept=(MEETING,))
    told.hear(new_leader(20, 10))
    kinds = [type(event) for event in tells(told)]
    assert SlotsReleased in kinds
    meeting = tells(told)[-1]
    assert isinstance(meeting, MeetingAgreed)
    assert meeting.meeting_at is None


def test_every_letter_that_waits_for_the_old_leader_is_struck_and_none_is_for_the_new_one() -> None:
    told = agreed().hear(new_leader(20, 10))
    strikes = [effect for effect in told.steps[-1].effects if isinstance(effect, Strike)]
    to_leader = frozenset().union(*(one.kinds for one in strikes if one.to is Recipient.LEADER))
    assert {Kind.INVITATION, Kind.PREPARATION, Kind.RECEIPT, Kind.AGENDA, Kind.HELD} <= to_leader
    first = told.steps[-1].effects.index(wishes(told)[0])
    assert all(isinstance(effect, Strike | Tell) for effect in told.steps[-1].effects[:first])


def test_what_the_old_leader_wrote_for_themselves_is_erased_and_what_they_shared_keeps_their_name() -> None:
    told = agreed().until(at(23, 10))
    told.hear(reply(at(26, 10), Role.LEADER, filed={"well": "Kun mine ord"}, mark=Mark.PRIVATE))
    told.hear(reply(at(27, 10), Role.LEADER, filed={"aim": "Et godt år", "points": "Ferieplanen"}))
    told.until(at(9, 11)).hear(new_leader(9, 11))
    assert told.talk.leader == Own()
    shared = told.talk.shared
    assert [(one.author, one.text) for one in shared.opened] == [("Lars Højgaard", "Et godt år")]
    assert [point.author for point in shared.points] == ["Lars Højgaard"]


def test_the_employees_answers_stay_and_only_the_new_leader_gets_a_skema() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Mit mål"}))
    told.hear(new_leader(28, 10))
    later = Slot(MEETING.start + timedelta(days=14), MEETING.end + timedelta(days=14))
    told.hear(
        reply(at(30, 10), Role.LEADER, Said(Intent.OFFER_TIMES, times=(later,)), kind=Kind.CONVENE_LEADER)
    )
    told.hear(reply(at(2, 11), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES))
    told.until(at(20, 11))
    skemas = [to for kind, to in told.sent() if kind is Kind.PREPARATION]
    assert skemas == [Recipient.EMPLOYEE, Recipient.LEADER, Recipient.LEADER]
    assert told.talk.shared.stage is Stage.OPENED
    assert [one.text for one in told.talk.shared.opened] == ["Mit mål"]
    assert told.talk.shared.appointment is not None
    assert told.talk.shared.appointment.sequence == 2


def test_an_answer_that_comes_while_there_is_no_time_is_filed() -> None:
    told = agreed().hear(new_leader(26, 10))
    told.hear(reply(at(27, 10), Role.EMPLOYEE, filed={"aim": "Mit mål"}))
    assert told.talk.employee.standing()["aim"].text == "Mit mål"


def test_who_held_the_talk_finishes_it_and_the_new_leader_follows() -> None:
    told = signing().hear(new_leader(17, 11))
    assert told.last() == []
    assert told.talk.shared.leader.id == "lars"
    for role in Role:
        told.hear(reply(at(18, 11), role, Intent.AGREE, kind=Kind.SIGN, version=1))
    assert told.last() == [(Kind.SIGNED, Recipient.EMPLOYEE), (Kind.SIGNED, Recipient.LEADER)]
    told.until(at(20, 11))
    assert told.last() == [(Kind.HANDOVER, Recipient.EMPLOYEE), (Kind.HANDOVER, Recipient.LEADER)]
    assert told.talk.shared.leader == KARL
    assert told.talk.leader == Own()
    assert told.talk.shared.end is End.SIGNED


def broken_off(intent: Intent, by: Role = Role.LEADER) -> Told:
    """A talk that was not held, or only in part, and for which the other party is asked for another day."""
    kind = Kind.HELD if by is Role.LEADER else Kind.HELD_QUESTION
    later = Slot(at(26, 11, 10), at(26, 11, 11))
    told = held()
    told.talk = told.talk.with_shared(calendars=("glars",))
    told.hear(reply(at(13, 11), by, Said(intent, times=(later,)), kind=kind))
    asked = told.talk.shared.inquiry
    assert asked is not None
    return told.hear(SlotsOffered(at(13, 11), "offered", (later,), asked.number))


@pytest.mark.parametrize("gone", [False, True])
def test_a_meeting_that_was_not_held_is_held_by_the_new_leader(gone: bool) -> None:
    told = broken_off(Intent.NOT_HELD)
    assert (told.talk.stage, told.talk.shared.asked) == (Stage.SUMMARISING, Role.EMPLOYEE)
    told.hear(replace(new_leader(14, 11, gone=gone), calendars=("gkarl",)))
    to_the_old = [] if gone else [(Kind.CANCELLATION, Recipient.FORMER_LEADER)]
    assert told.last() == [
        *to_the_old,
        (Kind.LEADER_CHANGED, Recipient.EMPLOYEE),
        (Kind.CONVENE_LEADER, Recipient.LEADER),
    ]
    assert told.about(Kind.LEADER_CHANGED)["reason"] == "new_leader_not_held"
    shared = told.talk.shared
    assert (shared.leader, shared.stage, shared.held) == (KARL, Stage.ASKING_LEADER, {})
    assert (shared.calendars, shared.slots, shared.appointment) == (("gkarl",), (), None)
    assert [event for event in tells(told) if isinstance(event, SlotsReleased)]
    told.hear(PersonLeft(at(16, 11), "left", date(2026, 11, 15)))
    assert told.talk.shared.end is End.NOT_HELD


def test_with_a_new_leader_everything_after_the_meeting_comes_once_more() -> None:
    told = broken_off(Intent.NOT_HELD).hear(new_leader(16, 11))
    later = Slot(MEETING.start + timedelta(days=28), MEETING.end + timedelta(days=28))
    offer = Said(Intent.OFFER_TIMES, times=(later,))
    told.talk = told.talk.with_shared(calendars=())
    told.hear(reply(at(18, 11), Role.LEADER, offer, kind=Kind.CONVENE_LEADER))
    told.hear(reply(at(19, 11), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES))
    count = len(told.sent())
    told.until(later.end + timedelta(days=6))
    assert told.talk.stage is Stage.SUMMARISING
    after = [kind for kind, _ in told.sent()[count:]]
    assert [after.count(kind) for kind in (Kind.HELD, Kind.CHECK, Kind.SUMMARY_REMINDER)] == [1, 1, 1]


def test_who_held_half_a_talk_finds_the_rest_of_it_a_day_in_their_own_calendar() -> None:
    told = broken_off(Intent.PARTLY)
    for day in (14, 15):  # the roster's next words are about the new leader as well
        told.hear(replace(new_leader(day, 11), calendars=("gkarl",)))
        expected = [(Kind.LEADER_FINISHES, one) for one in (Recipient.EMPLOYEE, Recipient.LEADER)]
        assert told.last() == (expected if day == 14 else [])
        shared = told.talk.shared
        assert (shared.leader.id, shared.next_leader, shared.calendars) == ("lars", KARL, ("glars",))
    told.hear(reply(at(16, 11), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES))
    claim = told.talk.shared.claim
    assert claim is not None
    told.hear(SlotBooked(at(16, 11), "booked", "glars", claim.slot, claim.number))
    assert (told.talk.stage, told.talk.shared.pen) == (Stage.MEETING, Role.LEADER)
    told.until(claim.slot.end + timedelta(hours=2))
    assert told.last() == [(Kind.HELD, Recipient.LEADER), (Kind.HELD_QUESTION, Recipient.EMPLOYEE)]
    assert told.talk.shared.leader.id == "lars"


@pytest.mark.parametrize("given", [True, False])
def test_a_talk_that_has_no_calendars_any_more_waits_for_none(given: bool) -> None:
    later = Slot(at(26, 11, 10), at(26, 11, 11))
    offer = Said(Intent.OFFER_TIMES, times=(later,)) if given else Said(Intent.PROPOSE)
    told = Told().until(at(9, 10))
    told.talk = told.talk.with_shared(calendars=("glars",))
    told.hear(reply(at(9, 10), Role.LEADER, offer, kind=Kind.CONVENE_LEADER))
    told.hear(LeaderChanged(at(12, 10), "none", LARS, MONA, (), HR))
    shared = told.talk.shared
    assert (shared.inquiry, shared.asked) == (None, Role.EMPLOYEE if given else Role.LEADER)
    assert shared.slots == ((later,) if given else ())


def test_the_rest_of_a_talk_whose_leader_is_gone_is_not_waited_for() -> None:
    told = broken_off(Intent.PARTLY).hear(new_leader(14, 11, gone=True))
    assert told.last() == [(Kind.HANDOVER, Recipient.EMPLOYEE), (Kind.HANDOVER, Recipient.LEADER)]
    struck = [effect for effect in told.steps[-1].effects if isinstance(effect, Strike)]
    assert any(Kind.OTHER_TIMES in one.kinds and one.to is Recipient.EMPLOYEE for one in struck)
    assert (told.talk.shared.end, told.talk.shared.leader) == (End.HELD_UNSIGNED, KARL)


def test_who_becomes_the_leader_again_goes_on_as_if_nothing_had_been() -> None:
    told = broken_off(Intent.PARTLY).hear(new_leader(14, 11))
    told.hear(LeaderChanged(at(15, 11), "back", LARS, MONA, ("glars",), HR))
    assert (told.talk.shared.leader, told.talk.shared.next_leader) == (LARS, None)
    assert told.last() == []


def test_a_talk_that_is_followed_is_handed_over_at_once() -> None:
    told = signed().hear(new_leader(20, 11))
    assert told.last() == [(Kind.HANDOVER, Recipient.EMPLOYEE), (Kind.HANDOVER, Recipient.LEADER)]
    told.until(at(3, 12))
    assert (Kind.NUDGE, Recipient.EMPLOYEE) in told.sent()
    assert told.talk.shared.held_by == LARS
    again = LeaderChanged(at(4, 12), "third", MONA, None, (), HR)
    assert told.hear(again).talk.shared.held_by == LARS  # it was still with him


def test_a_leader_who_works_here_no_longer_is_told_nothing() -> None:
    told = agreed().hear(new_leader(20, 10, gone=True))
    assert Recipient.FORMER_LEADER not in [to for _, to in told.last()]
    after = signing().hear(new_leader(17, 11, gone=True))
    assert after.talk.shared.end is End.HELD_UNSIGNED
    assert after.talk.shared.reason == "leader_left"
    assert after.last() == [(Kind.HANDOVER, Recipient.EMPLOYEE), (Kind.HANDOVER, Recipient.LEADER)]
    assert after.talk.shared.leader == KARL


def test_the_same_leader_with_another_above_moves_nothing() -> None:
    told = agreed()
    before = told.talk
    told.hear(LeaderChanged(at(20, 10), "k", before.shared.leader, KARL, (), HR))
    assert told.last() == []
    assert told.talk == before.with_shared(leaders_leader=KARL)


def test_a_change_of_leader_before_anybody_was_written_to_is_told_to_nobody() -> None:
    told = Told().hear(new_leader(2, 10))
    assert told.last() == []
    told.until(at(9, 10))
    assert told.sent() == [(Kind.CONVENE_LEADER, Recipient.LEADER)]
    assert told.talk.shared.leader == KARL


@pytest.mark.parametrize(
    ("talk", "day", "end"),
    [
        (agreed, (20, 10), End.NOT_HELD),
        (signing, (17, 11), End.HELD_UNSIGNED),
        (signed, (20, 11), End.SIGNED),
    ],
)
def test_nothing_is_sent_to_somebody_who_has_left(talk: object, day: tuple[int, int], end: End) -> None:
    told: Told = talk()  # type: ignore[operator]
    told.hear(PersonLeft(at(*day), "left", date(2026, *reversed(day))))
    assert told.last() == [(Kind.PERSON_LEFT, Recipient.LEADER)]
    assert (told.talk.shared.end, told.talk.stage) == (end, Stage.CLOSED)
    count = len(told.sent())
    told.hear(reply(at(27, 11), Role.LEADER, Said(Intent.STATUS_PROBLEM, 1, "Gået i stå"), kind=Kind.NUDGE))
    told.until(at(31, 12))
    assert Recipient.EMPLOYEE not in [to for _, to in told.sent()[count:]]
    assert wishes(told) == [] or Recipient.EMPLOYEE not in [wish.to for wish in wishes(told)]


def test_who_has_left_is_told_to_have_left_once() -> None:
    told = agreed().hear(PersonLeft(at(20, 10), "left", date(2026, 10, 19)))
    told.hear(PersonLeft(at(21, 10), "again", date(2026, 10, 19)))
    assert told.last() == []


@pytest.mark.parametrize(
    ("talk", "told_of"),
    [
        (lambda: Told().until(at(9, 10)), Kind.NOT_HELD),
        (agreed, Kind.CANCELLATION),
        (lambda: agreed().until(at(10, 11)), Kind.CANCELLATION),
        (lambda: broken_off(Intent.NOT_HELD), Kind.CANCELLATION),
    ],
)
def test_a_talk_of_somebody_exempt_ends_kindly(talk: object, told_of: Kind) -> None:
    told: Told = talk()  # type: ignore[operator]
    when = told.now + timedelta(minutes=5)
    told.hear(reply(when, Role.EMPLOYEE, filed={"aim": "Mit mål"}, mark=Mark.PRIVATE))
    told.hear(reply(when, Role.LEADER, filed={"aim": "Kun mit"}, mark=Mark.PRIVATE))
    told.hear(Exempted(when, "exempt"))
    assert told.last() == [(told_of, Recipient.EMPLOYEE), (told_of, Recipient.LEADER)]
    assert told.about(told_of)["reason"] == "exempt"
    shared = told.talk.shared
    assert (shared.end, shared.reason, shared.stage) == (End.NOT_HELD, "exempt", Stage.CLOSED)
    assert "Mit mål" in repr(told.talk.employee)
    assert "Kun mit" not in repr(told.talk)
    told.until(when + timedelta(days=90)).hear(new_leader(1, 12))
    assert {kind for kind, _ in told.sent()[-2:]} == {told_of}


@pytest.mark.parametrize("talk", [held, signing, signed, lambda: broken_off(Intent.PARTLY)])
def test_a_talk_that_was_held_is_finished_although_there_are_to_be_none_any_more(talk: object) -> None:
    told: Told = talk()  # type: ignore[operator]
    before = told.talk
    assert told.hear(Exempted(told.now, "exempt")).last() == []
    assert told.talk == before


def test_a_talk_nobody_was_written_to_about_ends_without_a_letter() -> None:
    told = Told().hear(Exempted(at(2, 10), "exempt")).until(at(31, 12))
    assert told.sent() == []
    assert told.talk.shared.end is End.NOT_HELD


LEAVE = ((date(2026, 11, 2), date(2026, 12, 31)),)


def away(role: Role, day: int = 28, month: int = 10) -> AbsencesChanged:
    return AbsencesChanged(at(day, month), f"away:{role}", role, LEAVE)


@pytest.mark.parametrize("role", Role)
def test_a_meeting_in_a_long_absence_is_cancelled_and_planned_after_the_return(role: Role) -> None:
    told = agreed().hear(away(role))
    assert told.last() == [(Kind.CANCELLATION, Recipient.EMPLOYEE), (Kind.CANCELLATION, Recipient.LEADER)]
    assert told.about(Kind.CANCELLATION)["reason"] == f"long_absence_{role}"
    shared = told.talk.shared
    assert shared.plannings == 1  # so that what is asked for again has a key of its own
    assert (shared.stage, shared.target_on) == (Stage.PLANNED, date(2027, 2, 11))


def test_what_was_prepared_is_kept_over_a_leave_and_the_talk_goes_on_where_it_was() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Mit mål"}), away(Role.EMPLOYEE))
    told.until(at(31, 12))
    later = Slot(
        at(15, 12).replace(year=2027, month=2, hour=10), at(15, 12).replace(year=2027, month=2, hour=11)
    )
    offer = Said(Intent.OFFER_TIMES, times=(later,))
    when = at(8, 12).replace(year=2027, month=1)
    told.hear(replace(reply(when, Role.LEADER, offer, kind=Kind.CONVENE_LEADER)))
    told.hear(
        reply(when + timedelta(days=2), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES)
    )
    assert told.talk.stage is Stage.PREPARING
    told.until(later.start)
    assert [kind for kind, _ in told.sent()].count(Kind.CONVENE_LEADER) == 2
    assert [kind for kind, _ in told.sent()].count(Kind.PREPARATION) == 2
    assert [one.text for one in told.talk.shared.opened] == ["Mit mål"]


def test_who_is_away_for_long_is_not_written_to_until_they_are_back() -> None:
    told = held().hear(away(Role.LEADER, 12, 11))
    told.talk = told.talk.with_shared(absences={Role.LEADER: LEAVE})
    told.until(at(31, 12))
    to_leader = [
        effect
        for step in told.steps
        for effect in step.effects
        if isinstance(effect, Send) and effect.to is Recipient.LEADER and effect.not_before > at(12, 11, 13)
    ]
    assert Kind.SUMMARY_REMINDER not in [letter.kind for letter in to_leader]
    assert all(letter.not_before.date() >= date(2027, 1, 1) for letter in to_leader)
    assert told.talk.stage is Stage.SUMMARISING  # no silence of theirs is taken for an answer


def test_a_short_absence_changes_nothing() -> None:
    told = agreed()
    week = ((date(2026, 11, 9), date(2026, 11, 13)),)
    told.hear(AbsencesChanged(at(28, 10), "week", Role.EMPLOYEE, week))
    assert told.last() == []
    assert told.talk.shared.appointment is not None


STAGES = {
    "preparing": (agreed, (20, 10)),
    "opened": (lambda: agreed().until(at(6, 11)), (6, 11)),
    "meeting": (lambda: agreed().until(at(10, 11)), (10, 11)),
}


@pytest.mark.parametrize("name", STAGES)
def test_a_moved_meeting_keeps_what_is_done_and_arms_the_rest_again(name: str) -> None:
    begin, (day, month) = STAGES[name]
    told = begin().until(at(day, month))
    before, sent = dict(told.talk.shared.done), len(told.sent())
    stage = told.talk.stage
    later = Slot(MEETING.start + timedelta(days=14), MEETING.end + timedelta(days=14))
    wish = Said(Intent.MOVE, times=(later,))
    told.hear(reply(at(day, month, 10), Role.EMPLOYEE, wish, kind=Kind.INVITATION))
    told.hear(reply(at(day, month, 11), Role.LEADER, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES))
    assert told.talk.stage is stage
    kept = {key: when for key, when in before.items() if key not in ("asked", "day_before", "meeting_over")}
    assert kept.items() <= told.talk.shared.done.items()
    told.until(later.end + timedelta(hours=2))
    kinds = [kind for kind, _ in told.sent()]
    assert kinds.count(Kind.PREPARATION) == kinds.count(Kind.OPENING) == kinds.count(Kind.AGENDA) == 2
    assert [kind for kind, _ in told.sent()[sent:]].count(Kind.DAY_BEFORE) == 2
    assert kinds.count(Kind.HELD) == 1
