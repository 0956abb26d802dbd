"""Agreement lines: what, who, when and sign, however they are set apart."""

from datetime import date

import pytest

from musmail.conversation.letters import Kind
from musmail.reading.agreements import labels_in, read_agreement, split_agreements
from musmail.reading.listing import take_agreements
from tests.reading.letters import answer
from tests.reading.sample import NOW, ZONE

WHOLE = ("Kursus i projektledelse", "Hanne", date(2027, 3, 1), "leder næste projekt")
FORMS = (
    "Kursus i projektledelse – Hanne – 1. marts – leder næste projekt",
    "Kursus i projektledelse - Hanne - 1. marts - leder næste projekt",
    "Kursus i projektledelse; Hanne; 1. marts; leder næste projekt",
    "Kursus i projektledelse | Hanne | 1. marts | leder næste projekt",
    "Kursus i projektledelse\tHanne\t1. marts\tleder næste projekt",
    "Kursus i projektledelse, Hanne, 1. marts, leder næste projekt",
    "Kursus i projektledelse\nHanne\n1. marts\nleder næste projekt",
    "Hvad: Kursus i projektledelse\nHvem: Hanne\nHvornår: 1. marts\nTegn: leder næste projekt",
    "Hvad: Kursus i projektledelse, hvem: Hanne, hvornår: 1. marts, tegn: leder næste projekt",
    "Hvem: Hanne. Hvad: Kursus i projektledelse. Senest: 1. marts. Tegn på, at det er lykkedes: leder næste projekt",
)


@pytest.mark.parametrize("text", FORMS)
def test_the_four_parts_are_told_apart(text: str) -> None:
    line = read_agreement(text, 1, now=NOW, zone=ZONE, names=("Hanne Larsen",))
    assert (line.what, line.who, line.by, line.sign) == WHOLE


def test_missing_parts_are_known_by_what_the_others_look_like() -> None:
    line = read_agreement("Kursus – 1. marts", 1, now=NOW, zone=ZONE, names=("Hanne Larsen",))
    assert (line.what, line.who, line.by_words, line.sign) == ("Kursus", "", "1. marts", "")
    line = read_agreement("Kursus – Hanne", 1, now=NOW, zone=ZONE, names=("Hanne Larsen",))
    assert (line.what, line.who, line.by_words, line.sign) == ("Kursus", "Hanne", "", "")


def test_one_sentence_is_what_is_agreed() -> None:
    line = read_agreement("Hanne følger Lars til kundemøder i foråret.", 2, now=NOW, zone=ZONE)
    assert (line.number, line.what) == (2, "Hanne følger Lars til kundemøder i foråret.")


def test_a_box_that_asks_for_some_parts_gets_those() -> None:
    assert labels_in("Mangler: hvem – hvornår") == ("who", "by")
    line = read_agreement("Hanne – 1. marts", 1, now=NOW, zone=ZONE, parts=("who", "by"))
    assert (line.what, line.who, line.by) == ("", "Hanne", date(2027, 3, 1))
    line = read_agreement("senest 1. marts", 1, now=NOW, zone=ZONE, parts=("by", "sign"))
    assert (line.by, line.sign) == (date(2027, 3, 1), "")


def test_further_lines_under_the_last_one_are_further_agreements() -> None:
    rows = (
        "Kursus – Hanne – 1. marts – bevis",
        "Sparring – Lars – 1. april – færre fejl",
        "- Rundvisning – begge – juni – gjort",
    )
    lines = split_agreements("\n".join(rows), 3, now=NOW, zone=ZONE)
    assert [(line.number, line.what, line.who) for line in lines] == [
        (3, "Kursus", "Hanne"),
        (None, "Sparring", "Lars"),
        (None, "Rundvisning", "begge"),
    ]


def test_lines_that_are_agreements_are_taken_out_of_free_words() -> None:
    words = "Vi var enige om det meste.\n1. Kursus | Hanne | 1/3 | bevis\nHvad: Sparring\nHvem: Lars\nHvornår: april"
    lines, rest = take_agreements(words, now=NOW, zone=ZONE)
    assert [(line.number, line.what) for line in lines] == [(1, "Kursus"), (None, "Sparring")]
    assert rest == "Vi var enige om det meste."


@pytest.mark.parametrize(
    "typed",
    ["Hanne inden 1/3", "Hanne\n1/3", "Det gør Hanne, og det er færdigt 1/3", "By Hanne, before 1/3"],
)
def test_the_parts_that_were_missing_are_told_apart_in_few_words(typed: str) -> None:
    event = answer(Kind.MISSING_PARTS, typed, leader=True)
    assert [(one.number, one.who, str(one.by)) for one in event.agreements] == [(1, "Hanne", "2027-03-01")]


def test_a_table_drawn_with_bars_is_read_by_its_columns() -> None:
    rows = (
        "| Hvad | Hvem | Hvornår | Tegn |",
        "| Kursus | Hanne | 1/3 | Bevis |",
        "| Vagtplan | Lars | uge 9 |",
    )
    table = "\n".join(rows)
    event = answer(Kind.HELD, f"afholdt\n\n{table}", leader=True)
    found = [(one.what, one.who, str(one.by), one.sign) for one in event.agreements]
    assert found == [("Kursus", "Hanne", "2027-03-01", "Bevis"), ("Vagtplan", "Lars", "2027-03-05", "")]
    assert event.unfiled == ()
