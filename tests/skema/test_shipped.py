"""The forms that come with musmail are themselves without fault, and the two sides meet in the same questions."""

import pytest

from musmail.skema.check import MOST_QUESTIONS, warnings
from musmail.skema.forms import Phase, Role
from tests.writing.gallery import shipped_skema

# The domain's table: what the form must ask about, by our question ids.
BOTH = {
    "own-goal", "achieved", "learnt", "went-well", "went-less-well", "main-tasks", "tasks-develop", "tasks-joy",
    "more-joy", "cooperation", "costly-relations", "wellbeing", "wellbeing-employee", "wellbeing-leader", "balance",
    "goals", "new-tasks", "contribution", "development",
}  # fmt: skip
ONLY = {
    Role.EMPLOYEE: {"better-workplace", "feedback-leader", "understood-goals"},
    Role.LEADER: {"effort", "provide", "challenges"},
}


@pytest.mark.parametrize("role", Role)
def test_a_shipped_form_gives_no_warning(role: Role) -> None:
    assert warnings(shipped_skema(role)) == ()


@pytest.mark.parametrize("role", Role)
def test_a_shipped_form_asks_what_the_domain_says_and_nothing_else(role: Role) -> None:
    assert {question.id for question in shipped_skema(role).questions} == BOTH | ONLY[role]


@pytest.mark.parametrize("role", Role)
def test_the_own_goal_comes_first(role: Role) -> None:
    skema = shipped_skema(role)
    assert skema.audience is role
    assert skema.sections[0].phase is Phase.AIM
    assert skema.questions[0].id == "own-goal"


@pytest.mark.parametrize("role", Role)
def test_sections_follow_the_phases_and_the_questions_can_be_counted_on(role: Role) -> None:
    skema = shipped_skema(role)
    order = list(Phase)
    places = [order.index(section.phase) for section in skema.sections]
    assert places == sorted(places)
    assert 16 <= len(skema.questions) <= MOST_QUESTIONS
    assert all(len(question.hint) <= 100 for question in skema.questions)


def test_what_both_are_asked_stands_in_the_same_phase_for_both() -> None:
    phases = [
        {
            question.id: section.phase
            for section in shipped_skema(role).sections
            for question in section.questions
        }
        for role in Role
    ]
    assert all(phases[0][name] is phases[1][name] for name in BOTH)
