"""What people write about what they promised: how far it is, a reminder of the other, the list, and how it went."""

from datetime import date, datetime

import pytest

from musmail.conversation.letters import Kind
from musmail.reading.following import read_outcome
from musmail.reading.status import read_status
from tests.reading.letters import answer, said
from tests.reading.sample import ZONE

NOW = datetime(2027, 11, 12, 9, tzinfo=ZONE)

REMINDERS: dict[str, list[int | None]] = {
    "mind min leder om 2": [2],
    "Mind min leder om 2.": [2],
    "mind min medarbejder om aftale 2": [2],
    "Vil du minde Lars om nr. 2?": [2],
    "Hej\n\nMind venligst min chef om 2 og 3\n\nMvh Hanne": [2, 3],
    "Remind my leader about 2": [2],
    "Could you please remind my manager about agreement 2?": [2],
    "mind min leder om den": [None],
}
LISTS = (
    "listen",
    "Send mig listen",
    "send mig listen, tak",
    "Må jeg få listen?",
    "Vil du sende mig listen over vores aftaler?",
    "The list, please",
    "Send me the list",
    "Can I see the list of our agreements?",
)
PROSE = (
    "Jeg har lavet en liste over alle de ting, vi mangler på lageret.",
    "Min leder mindede mig om 2 i går.",
    "Mind mig om 2 i næste uge",
    "Listen fra mødet hænger på tavlen.",
    "Jeg minder tit min leder om det, og det hjælper.",
    "My leader reminded me about 2 yesterday.",
    "I sent him a list of books last week.",
)


@pytest.mark.parametrize("quote", [False, True])
@pytest.mark.parametrize("text", REMINDERS)
def test_the_other_is_reminded_by_plain_words(text: str, quote: bool) -> None:
    event = answer(Kind.NUDGE, text, quote=quote)
    assert said(event) == [("remind_other", number, "") for number in REMINDERS[text]]
    assert event.unfiled == ()


@pytest.mark.parametrize("text", LISTS)
def test_the_list_is_asked_for_by_plain_words(text: str) -> None:
    event = answer(Kind.NUDGE, text, quote=True)
    assert said(event) == [("list", None, "")]
    assert event.unfiled == ()


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_wish_and_is_kept(text: str) -> None:
    event = answer(Kind.NUDGE, text, quote=True)
    assert not [one for one in event.said if one.intent.value in ("remind_other", "list")]
    assert event.said or event.unfiled == (text,)


def test_a_status_and_a_wish_stand_in_one_sentence() -> None:
    event = answer(Kind.NUDGE, "1 er i gang, mind min leder om 2, og send mig listen")
    assert sorted(said(event)) == [("list", None, ""), ("remind_other", 2, ""), ("status_under_way", 1, "")]
    assert event.unfiled == ()


@pytest.mark.parametrize(("action", "meant"), [("mind2", ("remind_other", 2)), ("listen", ("list", None))])
def test_the_buttons_say_it_too(action: str, meant: tuple[str, int | None]) -> None:
    event = answer(Kind.NUDGE, "", action=action)
    assert [(one.intent.value, one.number) for one in event.said] == [meant]


def test_what_is_done_is_opened_again_by_its_number() -> None:
    words, rest = read_status("i gang 2", {1}, {1, 2})
    assert [(one.intent.value, one.number) for one in words] == [("status_under_way", 2)]
    assert rest == ""


OUTCOMES = {
    "nået": ("item_reached", "", None),
    "Ja, nået.": ("item_reached", "", None),
    "Den er i mål": ("item_reached", "", None),
    "Reached": ("item_reached", "", None),
    "Kurset blev gennemført i april.": ("item_reached", "Kurset blev gennemført i april.", None),
    "delvist": ("item_partly", "", None),
    "Delvist: mangler det sidste modul": ("item_partly", "mangler det sidste modul", None),
    "Partly, the last module is missing": ("item_partly", "the last module is missing", None),
    "ikke nået": ("item_not_reached", "", None),
    "Nej": ("item_not_reached", "", None),
    "Not reached - no budget": ("item_not_reached", "no budget", None),
    "Det er desværre ikke nået endnu, vi manglede tid": ("item_not_reached", "vi manglede tid", None),
    "gentages": ("item_repeated", "", None),
    "Den gentages næste år": ("item_repeated", "", None),
    "Gentages, senest 1. februar": ("item_repeated", "senest 1. februar", date(2028, 2, 1)),
    "Repeated: no later than 1 March": ("item_repeated", "no later than 1 March", date(2028, 3, 1)),
}


@pytest.mark.parametrize("text", OUTCOMES)
def test_how_an_agreement_from_last_time_went_is_read(text: str) -> None:
    found = read_outcome(text, 3, now=NOW, zone=ZONE)
    assert found is not None
    assert (found.intent.value, found.text, found.day) == OUTCOMES[text]
    assert found.number == 3


@pytest.mark.parametrize(
    "text",
    [
        "Vi talte om, at lokalet er for lille.",
        "Nåede vi det?",
        "Lars spørger driften.",
        "We talked about the room.",
        "",
    ],
)
def test_words_that_do_not_say_how_it_went_are_no_judgement(text: str) -> None:
    assert read_outcome(text, 3, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("text", "expected", "kept"),
    [
        (
            "1: done 2: in progress 3: problem - no budget",
            [("status_done", 1, ""), ("status_under_way", 2, ""), ("status_problem", 3, "no budget")],
            (),
        ),
        (
            "2'eren er på plads, resten er i gang",
            [("status_done", 2, ""), ("status_under_way", 1, ""), ("status_under_way", 3, "")],
            (),
        ),
        (
            "Nr. 1 er lavet. Nr. 3 er i gang, men vi venter på Bo",
            [("status_done", 1, ""), ("status_under_way", 3, "men vi venter på Bo")],
            (),
        ),
        ("1 er ikke færdig endnu", [("status_under_way", 1, "er ikke færdig endnu")], ()),
        (
            "1 og 3 er done, 2 ikke startet",
            [("status_done", 1, ""), ("status_done", 3, "")],
            ("2 ikke startet",),
        ),
    ],
)
def test_several_agreements_in_one_line_are_told_apart(
    text: str, expected: list[tuple[str, int, str]], kept: tuple[str, ...]
) -> None:
    event = answer(Kind.NUDGE, text, quote=True)
    assert said(event) == expected
    assert event.unfiled == kept
