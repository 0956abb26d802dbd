"""Random histories against what must always hold."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from musmail.conversation.events import AgreementLine, Away, Bounced, Event, Intent, Said
from musmail.conversation.letters import EXPECTS, Kind, Recipient, Send, Tell
from musmail.conversation.settling import SETTLING
from musmail.conversation.state import Stage
from musmail.conversation.step import wake_at
from musmail.conversation.table import SAID
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Mark, Role
from tests.conversation.talk import MEETING, POLICY, Told, at, reply

REMINDERS = {Kind.PREPARATION_REMINDER, Kind.SUMMARY_REMINDER, Kind.SIGN_REMINDER, Kind.CONVENE_REMINDER}
SECRETS = {Role.EMPLOYEE: "EMPLOYEESECRET", Role.LEADER: "LEADERSECRET"}

said = st.builds(
    Said,
    st.sampled_from(Intent),
    st.none() | st.integers(-1, 30),
    st.sampled_from(["", "ord"]),
    st.sampled_from([(), (MEETING,), (Slot(at(19, 11, 9), at(19, 11, 10)),)]),
)


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Draw things that happen over three months, in order."""
    days = sorted(draw(st.lists(st.integers(0, 100 * 24), min_size=1, max_size=12)))
    return [draw(_event(index, hours)) for index, hours in enumerate(days)]


@st.composite
def _event(draw: st.DrawFn, index: int, hours: int) -> Event:
    when, role = at(7, 10) + timedelta(hours=hours), draw(st.sampled_from(Role))
    what = draw(st.integers(0, 9))
    if what == 0:
        return Away(when, f"away{index}", role, (when + timedelta(days=4)).date())
    if what == 1:
        return Bounced(when, f"bounced{index}", role, 1, draw(st.booleans()), "550")
    mark = draw(st.sampled_from([None, Mark.PRIVATE]))
    names = draw(
        st.lists(
            st.sampled_from(["aim", "well", "own", "points", "point:1", "agreement:1", "check"]), max_size=3
        )
    )
    words = SECRETS[role] if mark else "deles gerne"
    lines = (AgreementLine(1, "Kursus", "Anna", None, "til marts"),) if draw(st.booleans()) else ()
    kind = draw(st.sampled_from(sorted(EXPECTS)))
    intents = draw(st.lists(said, max_size=2))
    filed = {name: words if name in ("aim", "well", "own") else "deles" for name in names}
    version = draw(st.integers(0, 2))
    return reply(when, role, *intents, kind=kind, filed=filed, mark=mark, agreements=lines, version=version)


@settings(max_examples=300, deadline=None)
@given(events())
def test_whatever_happens_what_must_hold_holds(history: list[Event]) -> None:
    told = Told()
    for event in history:
        told.hear(event)
        _private_words_stay_private(told)
        _wake_is_ahead(told)
    told.until(at(30, 12) + timedelta(days=120))
    assert told.talk.stage in (Stage.CLOSED, Stage.FOLLOWING)
    _reminders_go_to_the_silent(told)
    _nothing_is_asked_after_the_end(told)


def _private_words_stay_private(told: Told) -> None:
    shared = repr(told.talk.shared)
    assert SECRETS[Role.EMPLOYEE] not in shared + repr(told.talk.leader)
    assert SECRETS[Role.LEADER] not in shared + repr(told.talk.employee)


def _wake_is_ahead(told: Told) -> None:
    """Whatever was due by the last event is done: a talk asked again at once has nothing to do."""
    wake = wake_at(told.talk, POLICY)
    assert wake is None or wake > told.now


def _reminders_go_to_the_silent(told: Told) -> None:
    answered: set[Role] = set()
    for moved in told.steps:
        for effect in moved.effects:
            if isinstance(effect, Send) and effect.kind is Kind.PREPARATION_REMINDER:
                assert Role(effect.to.value) not in answered
        answered = set(moved.talk.shared.answered_at)


def _nothing_is_asked_after_the_end(told: Told) -> None:
    ended = False
    for moved in told.steps:
        if ended:
            sent = {effect.kind for effect in moved.effects if isinstance(effect, Send)}
            assert not sent & REMINDERS
        ended = ended or moved.talk.shared.end is not None


@settings(max_examples=100, deadline=None)
@given(events())
def test_content_never_goes_to_leaders_leader_or_hr(history: list[Event]) -> None:
    told = Told().hear(*history).until(at(30, 12))
    for moved in told.steps:
        for effect in moved.effects:
            if isinstance(effect, Send) and effect.to in (Recipient.LEADERS_LEADER, Recipient.HR):
                assert effect.kind is Kind.CONVENE_OVERDUE
                assert effect.about == {}


@settings(max_examples=100, deadline=None)
@given(events())
def test_step_is_a_function(history: list[Event]) -> None:
    first, second = Told().hear(*history), Told().hear(*history)
    assert first.talk == second.talk
    assert first.sent() == second.sent()


@settings(max_examples=50, deadline=None)
@given(events())
def test_person_is_told_of_the_end_with_distinct_keys(history: list[Event]) -> None:
    told = Told().hear(*history).until(at(30, 12) + timedelta(days=120))
    tells = [e.event.key for moved in told.steps for e in moved.effects if isinstance(e, Tell)]
    assert tells
    assert len(tells) == len(set(tells))


def test_every_intent_a_letter_expects_has_a_row_in_the_stage_it_is_sent_in() -> None:
    reachable = {intent for rows in SAID.values() for intent in rows} | SETTLING  # taken before the rows
    expected = {intent for intents in EXPECTS.values() for intent in intents}
    assert expected <= reachable
