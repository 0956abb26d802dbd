"""What a calendar and a talk say to each other, one sentence a test."""

from datetime import date, timedelta
from time import perf_counter

from musmail.conversation.booking import settle
from musmail.conversation.events import Commanded, Intent, Said
from musmail.conversation.group import group_step, group_wake_at
from musmail.conversation.groups import Hold
from musmail.conversation.handling import Step
from musmail.conversation.letters import Kind, Recipient, Tell
from musmail.conversation.state import Stage
from musmail.conversation.tidings import LeaderChanged, SlotClaimed, SlotsOffered, SlotsReleased, SlotsWanted
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role
from tests.conversation.company import Company, party, shifted
from tests.conversation.talk import MEETING, POLICY, at, reply

EARLY, LATE = shifted(MEETING, -2), shifted(MEETING, 1)


def workplace(*employees: str) -> Company:
    """Lars leads these people, and has been asked for times."""
    world = Company()
    world.leader("lars")
    for name in employees:
        world.begins(name, "lars")
    return world.until(at(9, 10))


def offered(*employees: str, times: tuple[Slot, ...] = (EARLY, MEETING, LATE)) -> Company:
    """All of them have been given the same times by hand, and are convened."""
    world = workplace(*employees)
    for name in employees:
        given = Said(Intent.OFFER_TIMES, times=times)
        world.hear(name, reply(at(9, 10, 10), Role.LEADER, given, kind=Kind.CONVENE_LEADER))
    return world.settle().until(at(15, 10, 12))


def choose(world: Company, name: str, number: int, minute: int = 0) -> None:
    chosen = Said(Intent.CHOOSE_SLOT, number)
    world.hear(name, reply(at(16, 10, 9, minute), Role.EMPLOYEE, chosen, kind=Kind.CONVENE_EMPLOYEE))


def letters(world: Company, name: str) -> list[tuple[Kind, Recipient, object]]:
    return [(x.kind, x.to, x.about.get("reason", "")) for who, x in world.sent if who == name]


def test_invitations_wait_until_the_calendar_has_booked_the_time() -> None:
    world = offered("anna")
    choose(world, "anna", 2)
    assert world.talks["anna"].shared.appointment is None
    world.settle()
    assert world.held("anna") == {("lars", MEETING)}
    assert [kind for kind, _, _ in letters(world, "anna")].count(Kind.INVITATION) == 2


def test_second_to_choose_a_time_is_told_it_is_taken_and_gets_the_others() -> None:
    world = offered("anna", "bo")
    choose(world, "anna", 2)
    choose(world, "bo", 2)
    world.settle()
    assert world.talks["bo"].shared.appointment is None
    assert world.talks["bo"].shared.slots == (EARLY, LATE)
    assert letters(world, "bo")[-1] == (Kind.OTHER_TIMES, Recipient.EMPLOYEE, "taken")


def test_leader_is_asked_when_the_last_time_is_taken_and_the_employee_hears_of_it() -> None:
    world = offered("anna", "bo", times=(MEETING,))
    choose(world, "anna", 1)
    choose(world, "bo", 1)
    world.settle()
    assert (Kind.OTHER_TIMES, Recipient.LEADER, "none_left") in letters(world, "bo")
    assert world.sent[-1][1].about["notes"] == ["time_taken"]
    assert world.talks["bo"].stage is Stage.ASKING_LEADER


def test_times_given_that_are_booked_already_are_left_out_and_the_receipt_says_so() -> None:
    world = offered("anna")
    choose(world, "anna", 2)
    world.settle()
    world.begins("bo", "lars")
    world.until(at(16, 10, 12))
    given = Said(Intent.OFFER_TIMES, times=(MEETING, LATE))
    world.hear("bo", reply(at(17, 10), Role.LEADER, given, kind=Kind.CONVENE_LEADER))
    assert Kind.RECEIPT not in [kind for kind, _, _ in letters(world, "bo")]
    world.settle()
    assert world.talks["bo"].shared.slots == (LATE,)
    receipts = [letter.about["notes"] for _, letter in world.sent if letter.kind is Kind.RECEIPT]
    assert receipts[-1] == ["times_noted", "times_booked"]


def test_one_receipt_tells_of_the_times_and_of_all_else_in_the_mail() -> None:
    world = workplace("anna")
    given = Said(Intent.OFFER_TIMES, times=(MEETING,))
    said = reply(at(9, 10, 10), Role.LEADER, given, kind=Kind.CONVENE_LEADER, unfiled=("Hvor er kaffen?",))
    world.hear("anna", said)
    world.settle()
    receipts = [letter for _, letter in world.sent if letter.kind is Kind.RECEIPT]
    assert [one.about["unfiled"] for one in receipts] == [["Hvor er kaffen?"]]
    assert [one.cause for one in receipts] == [said.key]
    assert "kaffen" not in repr(world.talks["anna"].shared)


def test_receipt_that_waited_goes_out_when_the_talk_ends_first() -> None:
    world = workplace("anna")
    given = Said(Intent.OFFER_TIMES, times=(MEETING,))
    said = reply(at(9, 10, 10), Role.LEADER, given, kind=Kind.CONVENE_LEADER, unfiled=("Hvor er kaffen?",))
    world.hear("anna", said)
    letters = world.hear("anna", Commanded(at(9, 10, 11), "spool", "not_held"))
    assert [x.about["unfiled"] for x in letters if x.kind is Kind.RECEIPT] == [["Hvor er kaffen?"]]


def test_old_time_stands_and_stays_booked_until_the_new_one_is() -> None:
    world = offered("anna", "bo", times=(EARLY, MEETING))
    choose(world, "anna", 1)
    choose(world, "bo", 2, minute=1)
    world.settle()
    move = Said(Intent.MOVE, times=(LATE,))
    world.hear("anna", reply(at(17, 10), Role.LEADER, move, kind=Kind.INVITATION))
    world.settle()
    choose_late = reply(at(18, 10), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES)
    world.hear("anna", choose_late)
    assert world.held("anna") == {("lars", EARLY)}
    world.settle()
    assert world.held("anna") == {("lars", LATE)}


def test_what_a_talk_that_ended_had_is_free_again() -> None:
    world = offered("anna")
    choose(world, "anna", 2)
    world.settle()
    world.hear("anna", Commanded(at(20, 10), "spool", "not_held"))
    world.settle()
    assert world.held("anna") == set()


def test_proposed_times_are_held_and_those_not_chosen_are_free_again() -> None:
    world = workplace("anna", "bo")
    for name in ("anna", "bo"):
        world.hear(name, reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    world.settle().until(at(15, 10, 12))
    mine, others = (world.talks[name].shared.slots for name in ("anna", "bo"))
    assert not any(one.overlaps(other) for one in mine for other in others)
    choose(world, "anna", 1)
    world.settle()
    assert world.held("anna") == {("lars", mine[0])}
    assert world.held("bo") == {("lars", slot) for slot in others}


def test_employee_gets_other_proposals_where_the_leader_lets_times_be_proposed() -> None:
    world = workplace("anna")
    world.hear("anna", reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    world.settle().until(at(15, 10, 12))
    refused = world.talks["anna"].shared.slots
    world.hear("anna", reply(at(16, 10), Role.EMPLOYEE, Intent.OTHER_TIME, kind=Kind.CONVENE_EMPLOYEE))
    world.settle()
    offered_now = world.talks["anna"].shared.slots
    assert len(offered_now) == 3
    assert not any(one.overlaps(other) for one in refused for other in offered_now)
    assert letters(world, "anna")[-1] == (Kind.OTHER_TIMES, Recipient.EMPLOYEE, "wish")
    assert world.held("anna") == {("lars", slot) for slot in offered_now}


def test_hold_nobody_takes_up_expires() -> None:
    world = workplace("anna")
    world.hear("anna", reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    world.settle()
    wake = group_wake_at(world.groups["lars"], POLICY)
    assert wake == POLICY.morning(date(2026, 10, 30))
    assert world.until(at(30, 10, 9)).held("anna") == set()


def test_leader_is_asked_clearly_when_there_is_no_room_for_weeks() -> None:
    world = Company()
    world.leader("lars", absences=((date(2026, 10, 1), date(2027, 3, 1)),))
    world.begins("anna", "lars")
    world.until(at(9, 10))
    world.hear("anna", reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    world.settle()
    assert letters(world, "anna")[-1] == (Kind.OTHER_TIMES, Recipient.LEADER, "no_room")


def test_leaders_own_talk_is_proposed_where_both_calendars_have_room() -> None:
    world = Company()
    world.leader("lars")
    world.leader("eva")
    world.begins("lars", "eva")
    world.until(at(9, 10))
    busy = tuple(
        Hold("cx", Slot(at(day, 11, 8), at(day, 11, 16)), booked=True, since=at(1, 10))
        for day in range(3, 19)
    )
    world.groups["lars"] = type(world.groups["lars"])("glars", party("lars"), holds=busy)
    world.hear("lars", reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    world.settle()
    slots = world.talks["lars"].shared.slots
    assert slots
    assert all(slot.start > at(18, 11, 16) for slot in slots)


def test_late_claim_books_nothing_after_the_talk_has_let_go() -> None:
    group = workplace("anna").groups["lars"]
    group, _ = group_step(group, SlotsReleased(at(10, 10), "k2", "canna", 2), POLICY)
    group, effects = group_step(group, SlotClaimed(at(10, 10), "k1", "canna", MEETING, 1), POLICY)
    assert (group.holds, effects) == ((), ())


def test_late_question_is_answered_for_the_talk_may_wait_for_it_still() -> None:
    group = workplace("anna").groups["lars"]
    group, _ = group_step(group, SlotClaimed(at(10, 10), "k3", "canna", MEETING, 3), POLICY)
    first, last = MEETING.start.date(), LATE.start.date()
    length = LATE.end - LATE.start
    asked = SlotsWanted(at(10, 10), "k2", "canna", first, last, 0, length, number=2, given=(LATE,))
    group, effects = group_step(group, asked, POLICY)
    (told,) = effects
    assert isinstance(told, Tell)
    assert isinstance(told.event, SlotsOffered)
    assert (told.event.slots, told.event.number) == ((LATE,), 2)
    assert [hold.slot for hold in group.holds] == [MEETING]


def test_late_release_leaves_what_was_booked_after_it() -> None:
    group = workplace("anna").groups["lars"]
    group, _ = group_step(group, SlotClaimed(at(10, 10), "k3", "canna", MEETING, 3), POLICY)
    group, _ = group_step(group, SlotsReleased(at(10, 10), "k2", "canna", 2), POLICY)
    assert [hold.slot for hold in group.holds] == [MEETING]


def test_second_choice_before_the_first_is_booked_leaves_one_time_booked() -> None:
    for order in ((0, 0), (-1, 0)):
        world = offered("anna")
        choose(world, "anna", 1)
        choose(world, "anna", 2, minute=1)
        for index in order:
            world.deliver(index)
        world.settle()
        assert world.held("anna") == {("lars", MEETING)}


def test_answer_to_an_inquiry_that_was_given_up_is_given_back() -> None:
    world = workplace("anna")
    world.hear("anna", reply(at(9, 10, 10), Role.LEADER, Intent.PROPOSE, kind=Kind.CONVENE_LEADER))
    given = Said(Intent.OFFER_TIMES, times=(MEETING,))
    world.hear("anna", reply(at(9, 10, 11), Role.LEADER, given, kind=Kind.CONVENE_LEADER))
    world.settle()
    assert world.talks["anna"].shared.slots == (MEETING,)
    assert world.held("anna") <= {("lars", MEETING)}


def test_new_leaders_calendar_books_what_is_agreed_and_the_old_one_lets_go() -> None:
    world = offered("anna")
    choose(world, "anna", 2)
    world.settle()
    world.leader("eva")
    before = world.talks["anna"]
    moved = Step(before.with_shared(leader=party("eva"), calendars=("geva",)))
    invitations = len(world.sent)
    settled = settle(before, moved, LeaderChanged(at(20, 10), "new", party("eva"), None, ("geva",)), POLICY)
    world.talks["anna"] = settled.talk
    world.pending += [effect for effect in settled.effects if isinstance(effect, Tell)]
    world.settle()
    assert world.held("anna") == {("eva", MEETING)}
    assert len(world.sent) == invitations


def test_what_was_being_booked_with_the_old_leader_is_dropped_with_the_old_leader() -> None:
    world = offered("anna")
    choose(world, "anna", 2)
    world.leader("eva")
    before = world.talks["anna"]
    fresh = before.with_shared(leader=party("eva"), calendars=("geva",), slots=(), asked=Role.LEADER)
    changed = LeaderChanged(at(16, 10, 10), "new", party("eva"), None, ("geva",))
    settled = settle(before, Step(fresh), changed, POLICY)
    world.talks["anna"] = settled.talk
    world.pending += [effect for effect in settled.effects if isinstance(effect, Tell)]
    world.deliver(-1)
    world.settle()
    assert world.held("anna") == set()
    assert world.talks["anna"].shared.appointment is None


def test_a_leader_of_thirty_is_proposed_for_in_a_few_milliseconds() -> None:
    group = workplace("anna").groups["lars"]
    holds = tuple(
        Hold(
            f"c{n}", shifted(MEETING, 7 * (n % 9) + n % 3, 120 * (n % 2)), booked=n % 2 == 0, since=at(9, 10)
        )
        for n in range(90)
    )
    full = type(group)(group.id, group.leader, holds=holds)
    wanted = SlotsWanted(
        at(9, 10), "k", "canna", date(2026, 11, 5), date(2026, 11, 19), 3, timedelta(minutes=90)
    )
    spent = []
    for _ in range(5):
        begun = perf_counter()
        _, effects = group_step(full, wanted, POLICY)
        spent.append(perf_counter() - begun)
    told = effects[0]
    assert isinstance(told, Tell)
    assert isinstance(told.event, SlotsOffered)
    assert not any(slot.overlaps(hold.slot) for slot in told.event.slots for hold in holds)
    assert min(spent) < 0.02, spent
