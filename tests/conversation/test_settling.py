"""Words that fit nowhere: which questions they may belong to, and what becomes of them when their writer says."""

import pytest

from musmail.conversation.events import Filed, Intent, Said
from musmail.conversation.letters import Kind, Review
from musmail.conversation.settling import likely, unsettled
from musmail.conversation.state import Stage
from musmail.skema.forms import Mark, Question, Role
from tests.conversation.talk import Told, agreed, at, reply

QUESTIONS = [
    (1, Question("aim", "Hvad vil du gerne have ud af samtalen?")),
    (2, Question("well", "Hvad er gået godt siden sidst?")),
    (3, Question("together", "Hvordan er samarbejdet i gruppen?", "Kolleger, leder og andre hold.")),
    (4, Question("course", "Hvilke kurser har du brug for?")),
]
NONE: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("words", "empty", "filed", "expected"),
    [
        ("Til 4: et om svejsning", NONE, [], [4]),
        ("Vi samarbejder fint", NONE, [], [3]),
        (
            "Et kursus i samarbejde for kolleger",
            NONE,
            [],
            [3],
        ),  # "kursus" is not "kurser"; two words beat none
        ("Det var det hele", {1, 3, 4}, [2], [3, 1]),
        ("Det var det hele", {1}, [3], []),
        ("Den 4. marts kl. 2.30, 3 % eller 12/4", NONE, [], []),
        ("2 og 4 og 1 og 3", NONE, [], [2, 4, 1]),
        ("Hej", NONE, [], []),
    ],
)
def test_the_likeliest_questions_come_first_and_are_three_at_most(
    words: str, empty: set[int], filed: list[int], expected: list[int]
) -> None:
    assert likely(words, QUESTIONS, empty, filed) == expected


def written(*unfiled: str, filed: dict[str, str] | None = None) -> Told:
    """A talk under preparation where the employee wrote these words under no question."""
    return agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed=filed, unfiled=unfiled))


def press(
    told: Told, intent: Intent, number: int | None, passage: int | None, hour: int = 10, day: int = 26
) -> Told:
    said = Said(intent, number, passage=passage)
    return told.hear(reply(at(day, 10, hour), Role.EMPLOYEE, said, kind=Kind.RECEIPT))


def standing(told: Told, role: Role = Role.EMPLOYEE) -> dict[str, tuple[str, Mark]]:
    return {name: (one.text, one.mark) for name, one in told.talk.own(role).standing().items()}


def test_words_are_put_behind_the_answer_that_stands() -> None:
    told = press(written("Og et kursus.", filed={"aim": "Næste skridt."}), Intent.PLACE, 1, 1)
    assert standing(told) == {"aim": ("Næste skridt.\n\nOg et kursus.", Mark.OPENING)}
    assert told.about(Kind.RECEIPT)["filed"] == ["aim"]
    assert told.about(Kind.RECEIPT)["passages"] == []


def test_a_second_press_also_from_an_old_receipt_changes_nothing_and_says_so() -> None:
    told = press(written("Et kursus.", "Ro."), Intent.PLACE, 1, 1)
    before = told.talk
    for intent, number in ((Intent.PLACE, 1), (Intent.PLACE, 2), (Intent.KEEP, None)):
        press(told, intent, number, 1, hour=11)
        assert told.about(Kind.RECEIPT)["notes"] == ["passage_settled"]
    assert told.talk.employee == before.employee
    assert [one["number"] for one in told.about(Kind.RECEIPT)["passages"]] == [2]  # type: ignore[attr-defined]
    told.hear(reply(at(26, 10, 12), Role.EMPLOYEE, unfiled=("Nyt.",)))
    assert told.talk.employee.unfiled == ("", "Ro.", "Nyt.")  # numbers in old receipts name the same words


def test_what_is_for_nobody_else_becomes_a_note_and_nothing_the_other_sees() -> None:
    told = press(written("Jeg er træt."), Intent.KEEP, None, 1)
    assert told.talk.employee.notes == ("Jeg er træt.",)
    assert told.talk.employee.unfiled == ("",)
    assert standing(told) == {}
    assert told.about(Kind.RECEIPT)["notes"] == ["passage_kept"]


def test_words_under_an_answer_for_oneself_alone_are_for_oneself_alone_too() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Hemmeligt"}, mark=Mark.PRIVATE))
    told.hear(reply(at(26, 10, 10), Role.EMPLOYEE, unfiled=("Mere.",)))
    press(told, Intent.PLACE, 1, 1, hour=11)
    assert standing(told) == {"aim": ("Hemmeligt\n\nMere.", Mark.PRIVATE)}
    assert (
        told.about(Kind.RECEIPT)["private"] == []
    )  # nothing in this mail was marked; the answer's mark stands


def test_marked_words_are_never_offered_and_cannot_be_put_anywhere() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"": "kun mig: træt"}, mark=Mark.PRIVATE))
    assert told.talk.employee.unfiled == ("kun mig: træt",)
    press(told, Intent.PLACE, 1, 1)
    assert standing(told) == {}
    assert told.talk.employee.unfiled == ("kun mig: træt",)


def test_without_a_number_only_words_that_stand_alone_are_meant() -> None:
    alone = press(written("Et kursus."), Intent.PLACE, 1, None)
    assert standing(alone) == {"aim": ("Et kursus.", Mark.OPENING)}
    several = press(written("Et kursus.", "Ro."), Intent.PLACE, 1, None)
    assert several.about(Kind.RECEIPT)["notes"] == ["which_passage"]
    assert standing(several) == {}
    said = Said(Intent.PLACE, 1)
    own = reply(at(26, 10, 12), Role.EMPLOYEE, said, kind=Kind.RECEIPT, unfiled=("Disse ord.",))
    assert standing(several.hear(own)) == {"aim": ("Disse ord.", Mark.OPENING)}


@pytest.mark.parametrize(("number", "passage"), [(99, 1), (1, 7), (0, 1), (1, 0)])
def test_numbers_that_name_nothing_change_nothing(number: int, passage: int) -> None:
    told = written("Et kursus.")
    before = told.talk.employee
    assert press(told, Intent.PLACE, number, passage).talk.employee == before


def test_after_the_opening_the_other_gets_the_words_and_not_the_answer_again() -> None:
    told = written("Et kursus.", filed={"aim": "Næste skridt."}).until(at(6, 11))
    assert told.talk.stage is Stage.OPENED
    told.hear(
        reply(at(6, 11, 10), Role.EMPLOYEE, Said(Intent.PLACE, 1, passage=1), kind=Kind.RECEIPT, filed={})
    )
    assert [one.text for one in told.talk.shared.opened] == ["Næste skridt.", "Et kursus."]
    assert told.about(Kind.AFTER_OPENING)["late"] == ["aim"]


def test_when_the_talk_has_been_held_a_button_moves_nothing() -> None:
    told = written("Et kursus.").until(at(12, 11, 13))
    before = told.talk.employee
    told.hear(reply(at(12, 11, 14), Role.EMPLOYEE, Said(Intent.PLACE, 1, passage=1), kind=Kind.RECEIPT))
    assert told.talk.employee == before
    assert told.about(Kind.RECEIPT)["notes"] == ["not_now"]


def test_the_leaders_passages_are_the_leaders_and_go_with_the_talk() -> None:
    told = agreed().hear(reply(at(26, 10), Role.LEADER, unfiled=("Lars' ord", "Flere")))
    press(told, Intent.PLACE, 1, 1)  # the employee's word
    assert told.talk.leader.unfiled == ("Lars' ord", "Flere")
    told.hear(
        reply(at(26, 10, 11), Role.LEADER, Said(Intent.KEEP, passage=1), kind=Kind.RECEIPT),
        reply(at(12, 11, 13), Role.LEADER, Intent.NOT_HELD, kind=Kind.HELD),
        reply(at(12, 11, 14), Role.EMPLOYEE, Intent.NOT_HELD, kind=Kind.HELD_QUESTION),
    )
    assert told.talk.shared.end is not None
    leader = told.talk.leader
    assert [*leader.notes, *leader.unfiled, *leader.offered] == []


def test_what_adds_goes_behind_what_the_same_mail_wrote_there() -> None:
    event = reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Først."})
    twice = (*event.filed, Filed("aim", "Så.", adds=True))
    told = agreed().hear(type(event)(**{**vars(event), "filed": twice}))
    assert standing(told) == {"aim": ("Først.\n\nSå.", Mark.OPENING)}


def test_a_person_hears_of_it_only_when_the_writer_has_not_settled_it_by_the_opening() -> None:
    told = written("Et kursus.", "Ro.")
    assert not any(isinstance(effect, Review) for step in told.steps for effect in step.effects)
    assert unsettled(told.talk, Role.EMPLOYEE) == 0
    told.until(at(6, 11))
    assert (unsettled(told.talk, Role.EMPLOYEE), unsettled(told.talk, Role.LEADER)) == (2, 0)
    told.hear(reply(at(6, 11, 10), Role.EMPLOYEE, Said(Intent.KEEP, passage=2), kind=Kind.RECEIPT))
    assert unsettled(told.talk, Role.EMPLOYEE) == 1


def test_what_nobody_is_asked_about_goes_to_a_person_at_once() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, kind=Kind.INVITATION, unfiled=("Hvor er det?",)))
    assert any(isinstance(effect, Review) for effect in told.steps[-1].effects)


def test_the_receipt_tells_what_is_changed_from_what_is_new_and_what_is_withdrawn() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Et.", "well": "To."}))
    assert told.about(Kind.RECEIPT)["changed"] == []
    again = reply(at(26, 10, 10), Role.EMPLOYEE, filed={"aim": "Et.", "well": ""})
    gone = Filed("well", "", withdrawn=True)
    told.hear(type(again)(**{**vars(again), "filed": (again.filed[0], gone)}))
    assert told.about(Kind.RECEIPT)["changed"] == []  # the same words, and one taken out
    told.hear(reply(at(26, 10, 11), Role.EMPLOYEE, filed={"aim": "Et nyt.", "well": "Tre."}))
    assert told.about(Kind.RECEIPT)["changed"] == ["aim"]


def test_what_adds_does_not_open_what_stands_and_may_come_twice() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Et."}, mark=Mark.PRIVATE))
    for hour in (10, 11):
        event = reply(at(26, 10, hour), Role.EMPLOYEE, filed={"aim": ""})
        more = Filed("aim", "To.", Mark.OPENING, adds=True)
        told.hear(type(event)(**{**vars(event), "filed": (more,)}))
        assert standing(told) == {"aim": ("Et.\n\nTo.", Mark.PRIVATE)}
