"""The check says what is unwise in a workplace's own form."""

from dataclasses import replace

import pytest

from musmail.skema.check import MOST_QUESTIONS, warnings
from musmail.skema.forms import Phase, Question, Role, Section, Skema
from tests.writing.gallery import shipped_skema


def form(*questions: Question) -> Skema:
    """Make a form that is otherwise without fault."""
    good = shipped_skema(Role.EMPLOYEE)
    return replace(
        good,
        sections=(
            *good.sections[:1],
            Section("s", "S", Phase.FORWARD, questions),
            *good.sections[1:2],
            *good.sections[2:3],
        ),
    )


def asking(text: str, hint: str = "") -> tuple[str, ...]:
    return warnings(form(Question("q", text, hint)))


@pytest.mark.parametrize(
    "text",
    [
        "Hvordan går det med dit helbred?",
        "Hvor mange sygedage har du haft?",
        "Har du en diagnose?",
        "Hvad er grunden til dit sygefravær?",
        "Do you have any illness?",
    ],
)
def test_a_question_about_illness_is_warned_about(text: str) -> None:
    assert any("illness" in sentence and sentence.startswith("q:") for sentence in asking(text))


def test_a_hint_about_illness_is_warned_about_too() -> None:
    assert any("illness" in sentence for sentence in asking("Hvordan har du det?", "Også sygdom."))


@pytest.mark.parametrize("text", ["Hvordan går det på sygehuset?", "Hvad har du lært som sygeplejerske?"])
def test_a_workplace_that_cares_for_the_ill_may_say_its_own_name(text: str) -> None:
    assert asking(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hvor tilfreds er du på en skala?",
        "Giv din leder karakter",
        "Hvor glad er du fra 1 til 10?",
        "Rate your week 1-5",
    ],
)
def test_a_grade_is_warned_about(text: str) -> None:
    assert any("grading" in sentence for sentence in asking(text))


@pytest.mark.parametrize(
    "text",
    [
        "Hvad gik godt? Hvad gik skidt?",
        "Hvad vil du, og hvordan når du det?",
        "Hvad er dine mål samt ønsker?",
        "What did you do and how did it go?",
    ],
)
def test_two_questions_in_one_are_warned_about(text: str) -> None:
    assert any("one question asks one thing" in sentence for sentence in asking(text))


def test_one_question_with_and_in_it_is_one_question() -> None:
    assert asking("Hvordan er balancen mellem arbejde og fritid?") == ()


def test_too_many_questions_are_warned_about() -> None:
    many = tuple(Question(f"q{n}", "Hvad så?") for n in range(MOST_QUESTIONS + 1))
    assert any("stop writing" in sentence for sentence in warnings(form(*many)))


def test_the_same_id_twice_is_warned_about() -> None:
    found = warnings(form(Question("q", "Hvad?"), Question("q", "Hvem?")))
    assert any("stands 2 times" in sentence for sentence in found)


def test_an_empty_section_and_a_missing_phase_are_warned_about() -> None:
    skema = Skema("s", "da", Role.EMPLOYEE, "S", (Section("tom", "Tom", Phase.AIM, ()),))
    found = warnings(skema)
    assert "The section tom has no questions." in found
    assert sum("Nothing is asked in the phase" in sentence for sentence in found) == len(Phase)
