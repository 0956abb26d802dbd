"""What can be used and is worth a thought all the same."""

from dataclasses import replace
from datetime import date, timedelta

from musmail.settings.advice import advice
from musmail.settings.roster import Roster, roster_of
from musmail.skema.forms import Phase, Question, Role, Section, Skema
from tests.settings.test_example import example

TODAY = date(2026, 10, 1)


def test_the_example_needs_no_advice_but_about_who_is_new() -> None:
    settings = example()
    (new,) = advice(settings.policy, settings.roster, TODAY)
    assert new.startswith("new here, under 6 months: ida; an introductory talk")
    assert advice(settings.policy, settings.roster, date(2027, 3, 1)) == ()


def test_a_skema_that_asks_about_health_is_worth_a_thought() -> None:
    questions = (Question("q", "Har du haft sygdom i år?"),)
    skema = Skema("own", "da", Role.EMPLOYEE, "Eget", (Section("s", "S", Phase.NOW, questions),))
    said = advice(replace(example().policy, skemas=(skema,)), example().roster, TODAY)
    assert any(words.startswith("skema `own`: q: do not ask about illness") for words in said)


def test_a_roster_in_which_nobody_has_talks_is_said() -> None:
    [exempt] = [one for one in example().roster.people.values() if one.id == "mona"]
    assert "nobody in the roster has talks" in "\n".join(advice(example().policy, roster_of([exempt]), TODAY))


def test_of_an_empty_roster_there_is_nothing_to_advise() -> None:
    assert advice(example().policy, Roster(), TODAY) == ()


def test_an_absence_of_one_day_is_asked_about_while_it_is_ahead() -> None:
    bo = example().roster.people["bo"]
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=9)
    absent = replace(bo, absences=((first, first), (first, last), (TODAY - timedelta(days=1),) * 2))
    said = [one for one in advice(example().policy, roster_of([absent]), TODAY) if "absences" in one]
    assert said == [
        f"`absences` of `bo`: {first} is that one day; a longer absence is written as "
        f"{first}..{first + timedelta(days=30)}"
    ]
