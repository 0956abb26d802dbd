"""Random years of following up, against what must always hold; and words that come when the next talk is open."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from musmail.conversation.carrying import carried_items
from musmail.conversation.events import Began, Intent, Said, TalkClosed, Tick
from musmail.conversation.items import CarriedItem
from musmail.conversation.letters import Kind, Recipient, Send, Tell
from musmail.conversation.person import person_step, person_wake_at
from musmail.conversation.persons import Person
from musmail.conversation.state import Agreement, Minutes
from musmail.conversation.tidings import ItemsChanged, Superseded
from musmail.skema.forms import Role
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.conversation.talk import POLICY, Told, at, reply, signing

ASKING = {Kind.NUDGE, Kind.ITEM_STATUS, Kind.REMIND_OWNER}
OWNERS = {1: Role.EMPLOYEE, 2: Role.LEADER, 3: None}


def agreed_on(*days: date | None) -> Told:
    """A signed talk with three agreements: Anna's, Lars' and both's."""
    told = signing()
    minutes: Minutes = told.talk.shared.minutes[-1]
    agreements = tuple(
        Agreement(number, f"Aftale {number}", "", OWNERS[number], day, "", "")
        for number, day in enumerate(days, 1)
    )
    told.talk = told.talk.with_shared(minutes=(replace(minutes, agreements=agreements),))
    for role in Role:
        told.hear(reply(at(17, 11), role, Intent.AGREE, kind=Kind.SIGN, version=1))
    return told


days = st.none() | st.dates(date(2026, 11, 1), date(2027, 12, 1))
words = st.tuples(
    st.integers(0, 400),
    st.sampled_from(Role),
    st.sampled_from(
        [Intent.STATUS_DONE, Intent.STATUS_UNDER_WAY, Intent.STATUS_PROBLEM, Intent.REMIND_OTHER, Intent.LIST]
    ),
    st.sampled_from([None, 1, 2, 3, 9]),
)


@settings(max_examples=150, deadline=None)
@given(st.tuples(days, days, days), st.lists(words, max_size=10), st.none() | st.integers(20, 400))
def test_nobody_is_asked_more_than_is_fair(
    on: tuple[date | None, ...], history: list[tuple[int, Role, Intent, int | None]], over: int | None
) -> None:
    told = agreed_on(*on)
    start = at(18, 11)
    superseded = None if over is None else start + timedelta(days=over)
    happened = [
        (start + timedelta(days=day, minutes=place), role, intent, number)
        for place, (day, role, intent, number) in enumerate(history)
    ]
    for when, role, intent, number in sorted(happened, key=lambda one: one[0]):
        if superseded is not None and superseded <= when and told.talk.shared.superseded_at is None:
            told.hear(Superseded(superseded, "next"))
        told.hear(reply(when, role, Said(intent, number), kind=Kind.NUDGE))
        _asked_about_what_is_open(told)
    if superseded is not None and told.talk.shared.superseded_at is None:
        told.hear(Superseded(superseded, "next"))
    told.until(start + timedelta(days=900))
    asked = list(_questions(told))
    _few_enough(asked)
    if superseded is not None:
        assert all(when <= superseded for when, _, _, _ in asked)


def _questions(told: Told) -> list[tuple[datetime, Recipient, int, str]]:
    """List what was asked: when, whom, about which agreement, at which moment."""
    return [
        (effect.not_before, effect.to, int(number), moment)
        for moved in told.steps
        for effect in moved.effects
        if isinstance(effect, Send) and effect.kind is Kind.ITEM_STATUS
        for number, moment in effect.about["moments"].items()
    ]


def _asked_about_what_is_open(told: Told) -> None:
    """At the moment it is asked, whatever is asked about is open, and the owner's."""
    for moved in told.steps:
        states = {item.number: item for item in carried_items(moved.talk)}
        for effect in moved.effects:
            if not isinstance(effect, Send) or effect.kind not in (Kind.ITEM_STATUS, Kind.REMIND_OWNER):
                continue
            numbers = [int(one) for one in effect.about.get("moments", {})] or [int(effect.about["number"])]
            for number in numbers:
                item = states[number]
                assert item.status != "done"
                assert item.owner is None or Recipient.of(item.owner) is effect.to


def _few_enough(asked: list[tuple[datetime, Recipient, int, str]]) -> None:
    counts = Counter((to, number, moment) for _, to, number, moment in asked)
    for (_, _, moment), count in counts.items():
        assert count <= (POLICY.waits.item_undated_most if moment == "undated" else 1)
    moments = Counter((when.date(), to, number) for when, to, number, _ in asked)
    assert all(count == 1 for count in moments.values())


def test_what_falls_on_one_day_is_one_letter() -> None:
    told = agreed_on(date(2027, 3, 1), None, date(2027, 3, 1)).until(at(2, 3).replace(year=2027))
    wishes = [
        e for one in told.steps for e in one.effects if isinstance(e, Send) and e.kind is Kind.ITEM_STATUS
    ]
    annas = [wish.about["moments"] for wish in wishes if wish.to is Recipient.EMPLOYEE]
    assert annas == [{"1": "before", "3": "before"}, {"1": "on", "3": "on"}]


def test_an_answer_to_a_letter_that_has_not_left_takes_it_back() -> None:
    told = agreed_on(date(2027, 3, 1), None, date(2027, 3, 1)).until(at(1, 3, 7, 30).replace(year=2027))
    done = reply(
        at(1, 3, 7, 40).replace(year=2027), Role.EMPLOYEE, Said(Intent.STATUS_DONE, 1), kind=Kind.NUDGE
    )
    told.hear(done)
    strikes = [
        e for e in told.steps[-1].effects if getattr(e, "kinds", None) == frozenset({Kind.ITEM_STATUS})
    ]
    instead = [getattr(one, "instead", None) for one in strikes]
    assert [one.about["moments"] for one in instead if one is not None] == [{"3": "on"}]


OLD = CarriedItem(2, "Kursus", "Anna", Role.EMPLOYEE, date(2026, 6, 1), "")


def between(under_way: bool = False) -> Person:
    """Somebody whose last talk was c-new; with the one before it, they agreed on a course."""
    return Person(
        "panna",
        ANNA,
        LARS,
        MONA,
        HR,
        date(2026, 11, 12),
        date(2027, 11, 12),
        "cnew",
        under_way,
        (OLD,),
        talks=2,
    )


def closed(conversation: str, *history: str, status: str = "done") -> TalkClosed:
    """A conversation's word to its person."""
    item = replace(OLD, status=status, history=history)
    return TalkClosed(at(3, 12), f"{conversation}:{len(history)}", conversation, "signed", None, (item,))


def test_a_late_word_to_an_older_talk_is_kept_and_handed_on_once() -> None:
    person, effects = person_step(between(under_way=True), closed("cold", "2026-12-03\tAnna\tdone\t"), POLICY)
    assert person.items[0].status == "done"
    assert person.under_way
    (told,) = effects
    assert isinstance(told, Tell)
    assert told.aggregate == "cnew"
    assert isinstance(told.event, ItemsChanged)
    assert person_step(person, closed("cold", "2026-12-03\tAnna\tdone\t"), POLICY) == (person, ())


def test_a_word_between_talks_changes_the_agreement_and_not_the_plan() -> None:
    person, effects = person_step(between(), closed("cnew", "2026-12-03\tAnna\tdone\t"), POLICY)
    assert effects == ()
    assert person == replace(between(), items=person.items)
    assert person.items[0].status == "done"


def test_the_old_talk_hears_that_the_next_one_opens() -> None:
    person = between()
    wake = person_wake_at(person, POLICY)
    assert wake is not None
    _, effects = person_step(person, Tick(wake), POLICY)
    told = [(one.aggregate, type(one.event)) for one in effects if isinstance(one, Tell)]
    assert ("cnew", Superseded) in told
    began = next(one.event for one in effects if isinstance(one, Tell) and isinstance(one.event, Began))
    assert began.last_items == (OLD,)
