"""Owners are asked about what they promised: before its day, on it, once more, and never about what is done."""

from datetime import datetime, timedelta

from musmail.conversation.carrying import carried_items
from musmail.conversation.events import Intent, Said
from musmail.conversation.letters import Kind, Recipient, Send
from musmail.conversation.questions import silent
from musmail.conversation.tidings import Superseded
from musmail.skema.forms import Role
from tests.conversation.talk import Told, at, reply, signing

BY = at(1, 3).replace(year=2027)  # the day of the one agreement, Anna's


def followed() -> Told:
    """A signed talk with one agreement of Anna's, due on 1 March."""
    told = signing()
    for role in Role:
        told.hear(reply(at(17, 11), role, Intent.AGREE, kind=Kind.SIGN, version=1))
    return told


def asked(told: Told, kind: Kind = Kind.ITEM_STATUS) -> list[datetime]:
    return [e.not_before for one in told.steps for e in one.effects if isinstance(e, Send) and e.kind is kind]


def test_the_owner_is_asked_before_the_day_on_it_and_once_more() -> None:
    told = followed().until(BY + timedelta(days=60))
    days = [when.date() for when in asked(told)]
    assert len(days) == 3
    assert days[0] < BY.date() == days[1] < days[2]
    assert {
        e.to for one in told.steps for e in one.effects if isinstance(e, Send) and e.kind is Kind.ITEM_STATUS
    } == {Recipient.EMPLOYEE}
    assert silent(told.talk) == {1}


def test_what_is_done_is_asked_about_no_more() -> None:
    told = followed().until(BY - timedelta(days=20))
    told.hear(reply(BY - timedelta(days=20), Role.EMPLOYEE, Said(Intent.STATUS_DONE, 1), kind=Kind.NUDGE))
    told.until(BY + timedelta(days=90))
    assert asked(told) == []
    assert carried_items(told.talk)[0].status == "done"


def test_who_answered_on_the_day_is_not_reminded() -> None:
    told = followed().until(BY + timedelta(hours=2))
    told.hear(
        reply(BY + timedelta(hours=3), Role.EMPLOYEE, Said(Intent.STATUS_UNDER_WAY, 1), kind=Kind.ITEM_STATUS)
    )
    before = len(asked(told))
    told.until(BY + timedelta(days=21))
    assert len(asked(told)) == before


def test_the_other_may_have_the_owner_reminded_once_a_week() -> None:
    told = followed().until(at(10, 12))
    wish = Said(Intent.REMIND_OTHER, 1)
    told.hear(reply(at(10, 12), Role.LEADER, wish, kind=Kind.NUDGE))
    told.hear(reply(at(11, 12), Role.LEADER, wish, kind=Kind.NUDGE))
    assert len(asked(told, Kind.REMIND_OWNER)) == 1
    told.hear(reply(at(21, 12), Role.LEADER, wish, kind=Kind.NUDGE))
    assert len(asked(told, Kind.REMIND_OWNER)) == 2


def test_nobody_has_themselves_reminded() -> None:
    told = followed().hear(reply(at(10, 12), Role.EMPLOYEE, Said(Intent.REMIND_OTHER, 1), kind=Kind.NUDGE))
    assert asked(told, Kind.REMIND_OWNER) == []


def test_a_problem_is_told_to_the_other_at_once() -> None:
    told = followed().hear(
        reply(at(10, 12), Role.EMPLOYEE, Said(Intent.STATUS_PROBLEM, 1, "udsolgt"), kind=Kind.NUDGE)
    )
    assert (Kind.PROBLEM, Recipient.LEADER) in told.last()


def test_the_next_talk_ends_the_asking_and_a_late_word_is_still_taken() -> None:
    told = followed().hear(Superseded(at(20, 12), "next"))
    told.until(BY + timedelta(days=90))
    assert asked(told) == []
    told.hear(reply(BY + timedelta(days=91), Role.EMPLOYEE, Said(Intent.STATUS_DONE, 1), kind=Kind.NUDGE))
    assert carried_items(told.talk)[0].status == "done"


def test_the_list_is_one_page_for_who_asks() -> None:
    told = followed().hear(reply(at(10, 12), Role.LEADER, Said(Intent.LIST), kind=Kind.NUDGE))
    assert (Kind.LIST, Recipient.LEADER) in told.last()
    assert (Kind.LIST, Recipient.EMPLOYEE) not in told.last()
