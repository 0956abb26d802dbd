"""What can be used and is worth a thought all the same."""

from dataclasses import replace
from datetime import date

from musmail.settings.advice import advice
from musmail.settings.roster import Roster
from musmail.skema.forms import Phase, Question, Role, Section, Skema
from tests.settings.test_example import example

TODAY = date(2026, 10, 1)


def asking(*texts: str) -> Skema:
    questions = tuple(Question(f"q{number}", text) for number, text in enumerate(texts))
    return Skema("own", "da", Role.EMPLOYEE, "Eget", (Section("s", "S", Phase.NOW, questions),))


def test_the_example_needs_no_advice() -> None:
    settings = example()
    assert advice(settings.policy, settings.roster, TODAY) == ()


def test_a_skema_is_advised_on_double_questions_health_and_length() -> None:
    skema = asking("Hvordan går det? Og hvorfor?", "Har du haft sygdom i år?", *["Hvad?"] * 30)
    said = "\n".join(advice(replace(example().policy, skemas=(skema,)), example().roster, TODAY))
    assert "question 1 asks two things at once" in said
    assert "question 2 seems to ask about health" in said
    assert "asks 32 questions" in said


def test_a_roster_in_which_nobody_has_talks_is_said() -> None:
    assert "nobody in the roster has talks" in "\n".join(advice(example().policy, Roster(), TODAY))
