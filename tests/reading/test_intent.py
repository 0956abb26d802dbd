"""Short answers, as people write them to each kind of letter."""

import pytest

from musmail.conversation.events import Intent
from musmail.conversation.letters import Kind
from tests.reading.letters import answer, said

SIGNED = {
    "Enig": ("agree", ""),
    "enig.": ("agree", ""),
    "Jeg er enig": ("agree", ""),
    "Hej\n\nEnig\n\nMvh Hanne": ("agree", ""),
    "Enig. Tak for en god samtale!": ("agree", ""),
    "Set og enig": ("agree", ""),
    "I agree": ("agree", ""),
    "Set": ("seen", ""),
    "Jeg har læst det": ("seen", ""),
    "Set, men jeg er ikke enig": ("seen", "men jeg er ikke enig"),
    "enig med bemærkning: kurset er i maj": ("agree_remark", "kurset er i maj"),
    "Enig med bemærkning\nKurset er i maj": ("agree_remark", "Kurset er i maj"),
    "enig m. bemærkning: kurset er i maj": ("agree_remark", "kurset er i maj"),
    "ja, men kurset er i maj": ("agree_remark", "men kurset er i maj"),
    "Jeg er helt enig, dog skal datoen være 3/3": ("agree_remark", "dog skal datoen være 3/3"),
    "Enig.\n\nKurset er dog først i maj.": ("agree_remark", "Kurset er dog først i maj."),
}
UNSIGNED = (
    "Enig, når punkt 5 er rettet",
    "Enig\n\nEller vent, nej",
    "Jeg er ikke enig",
    "Uenig",
    "Nej",
    "Ja",
    "OK",
    "Måske enig",
    "Enig, tror jeg",
    "enig?",
    "Jeg er enig, hvis kurset kommer med",
    "Jeg er enig i det meste",
    "Enig i punkt 2",
    "Enig, bortset fra punkt 3",
    "Enig. På nær punkt 3",
    "Jeg er enig i alt undtagen punkt 3",
    "Ja, dog ikke i punkt 3",
    "Enig - men ikke med punkt 3",
    "I agree, except for item 3",
    "Enig! Nej vent, jeg er ikke enig",
    "Jeg er enig med Lars i, at kurset er vigtigt for afdelingen.",
    "Jeg kan ikke godkende referatet",
    "Kan du sende det igen?",
)


@pytest.mark.parametrize("quote", [False, True])
@pytest.mark.parametrize("text", SIGNED)
def test_a_signature_in_plain_words_is_read(text: str, quote: bool) -> None:
    event = answer(Kind.SIGN, text, quote=quote)
    assert [(one.intent.value, one.text) for one in event.said] == [SIGNED[text]]
    assert event.unfiled == ()


@pytest.mark.parametrize("text", UNSIGNED)
def test_doubt_refusal_and_prose_are_no_signature_and_are_kept(text: str) -> None:
    event = answer(Kind.SIGN, text, quote=True)
    assert event.said == ()
    assert event.unfiled == (text,)


@pytest.mark.parametrize(
    ("action", "text", "expected"),
    [
        ("enig", "", [("agree", None, "")]),
        ("enig", "enig\n\nMvh Hanne", [("agree", None, "")]),
        ("enig", "Men kurset skal være i maj", [("agree_remark", None, "Men kurset skal være i maj")]),
        ("enig", "Jeg er ikke enig alligevel", []),
        ("enig", "bortset fra punkt 3", []),
        ("bemaerkning", "bortset fra punkt 3", [("agree_remark", None, "bortset fra punkt 3")]),
        ("enig", "Set", [("seen", None, "")]),
        ("bemaerkning", "Enig med bemærkning: kurset er i maj", [("agree_remark", None, "kurset er i maj")]),
        ("set", "set", [("seen", None, "")]),
        ("nonsens", "Enig", [("agree", None, "")]),
    ],
)
def test_a_button_counts_unless_the_words_say_otherwise(
    action: str, text: str, expected: list[tuple[str, int | None, str]]
) -> None:
    assert said(answer(Kind.SIGN, text, action=action)) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("nr. 2 passer bedst", 2),
        ("Nr. 2", 2),
        ("Den anden passer fint", 2),
        ("to", 2),
        ("2'eren", 2),
        ("Tid 3", 3),
        ("den sidste", 3),
        ("1 passer ikke, men 3 gør", 3),
        ("1 eller 3, helst 3", 3),
        ("to'eren tak", 2),
        ("2 nej, 3", 3),
        ("1? Nej, 2.", 2),
        ("2\n\nnej undskyld, 3", 3),
        ("1 nej\n2 ja\n3 nej", 2),
        # The tenth is the second time; what keeps somebody from it chooses nothing.
        ("Den 10. er jeg på kursus, så 3", 3),
        ("Den 10. er jeg i Odense, så 3", 3),
        ("Torsdag den 10. er jeg optaget. 1 er fin", 1),
        ("Jeg kan torsdag den 10. december kl. 13", 2),
        ("Torsdag passer fint", 2),
        ("jeg tager ingen bisidder med. 1", 1),
    ],
)
def test_a_slot_is_chosen_by_number_order_or_time(text: str, number: int) -> None:
    event = answer(Kind.CONVENE_EMPLOYEE, text, quote=True)
    assert [(one.intent, one.number) for one in event.said] == [(Intent.CHOOSE_SLOT, number)]
    assert [(item.field, item.text) for item in event.filed] == [("answer", text)]


@pytest.mark.parametrize(
    "text",
    [
        "ikke nr. 2", "tirsdag", "Jeg har arbejdet her i 2 år", "måske 2", "den 10. er jeg i Aarhus",
        "8. december er min fødselsdag", "Jeg skal lige tjekke, om torsdag går",
        "vi er 3, der gerne vil have torsdag fri", "enten 1 eller 2", "I can do 1 or 3",
    ],
)  # fmt: skip
def test_no_slot_is_chosen_by_doubt_or_prose(text: str) -> None:
    event = answer(Kind.CONVENE_EMPLOYEE, text)
    assert Intent.CHOOSE_SLOT not in {one.intent for one in event.said}
    assert event.filed[0].text == text


def test_another_time_and_a_companion_are_read_beside_each_other() -> None:
    event = answer(Kind.CONVENE_EMPLOYEE, "Ingen af dem passer. Jeg kan 16/12 kl. 9.\nJeg tager min TR med.")
    assert [one.intent for one in event.said] == [Intent.OTHER_TIME, Intent.COMPANION]
    assert event.said[0].times[0].start.day == 16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tirsdag 8/12 kl. 10 og torsdag 10/12 kl. 13", (Intent.OFFER_TIMES, 2)),
        ("Jeg kan ikke i uge 50, men 15/12 kl. 10", (Intent.OFFER_TIMES, 1)),
        ("foreslå", (Intent.PROPOSE, 0)),
        ("I må gerne foreslå nogle tider", (Intent.PROPOSE, 0)),
        ("Karen holder samtalen i stedet", (Intent.OTHER_INTERVIEWER, 0)),
    ],
)
def test_the_leader_gives_times_or_lets_them_be_proposed(text: str, expected: tuple[Intent, int]) -> None:
    event = answer(Kind.CONVENE_LEADER, text, leader=True)
    assert [(one.intent, len(one.times)) for one in event.said] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("afholdt", "held"),
        ("Ja", "held"),
        ("Ja, den blev holdt", "held"),
        ("Vi holdt den i går", "held"),
        ("Nej", "not_held"),
        ("Nej, den blev udsat til 3/12 kl. 10", "not_held"),
        ("vi fik den ikke holdt", "not_held"),
        ("Delvist. Vi fortsætter onsdag 2/12 kl. 13", "partly"),
        ("Vi nåede ikke det hele", "partly"),
        ("Måske", None),
        ("Blev den holdt?", None),
    ],
)
def test_held_not_held_and_partly_are_told_apart(text: str, expected: str | None) -> None:
    event = answer(Kind.HELD, text, leader=True, quote=True)
    assert [one.intent.value for one in event.said] == ([expected] if expected else [])
    assert expected is not None or event.unfiled == (text,)


def test_the_rest_of_a_summary_on_top_is_kept_and_its_agreements_are_read() -> None:
    line = "Kursus i projektledelse – Hanne – 1. marts – leder næste projekt"
    text = f"Ja, den blev holdt.\n\nVi talte om trivsel.\n\n{line}"
    event = answer(Kind.HELD, text, leader=True)
    assert said(event) == [("held", None, "")]
    assert event.unfiled == ("Vi talte om trivsel.",)
    assert [(one.what, one.who, one.sign) for one in event.agreements] == [
        ("Kursus i projektledelse", "Hanne", "leder næste projekt")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1 færdig, 2 i gang, 3: mangler budget",
            [("status_done", 1, ""), ("status_under_way", 2, ""), ("status_problem", 3, "mangler budget")],
        ),
        ("1: færdig\n2: i gang", [("status_done", 1, ""), ("status_under_way", 2, "")]),
        ("udført 2", [("status_done", 2, "")]),
        ("Aftale 2 er udført", [("status_done", 2, "")]),
        ("1 og 3 er færdige", [("status_done", 1, ""), ("status_done", 3, "")]),
        ("Problem 3: der er ikke penge til kurset", [("status_problem", 3, "der er ikke penge til kurset")]),
        ("1 er ikke færdig, men i gang", [("status_under_way", 1, "er ikke færdig, men i gang")]),
        ("færdig", []),
        ("Det går fint", []),
        ("1 ikke begyndt", []),
    ],
)  # fmt: skip
def test_the_status_of_agreements_is_read_by_number(
    text: str, expected: list[tuple[str, int | None, str]]
) -> None:
    assert said(answer(Kind.NUDGE, text, quote=True)) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.OPENING, "uddyb 3", [("expand", 3, "")]),
        (Kind.OPENING, "Uddyb 3 og 5", [("expand", 3, ""), ("expand", 5, "")]),
        (Kind.OPENING, "Kan du uddybe nr. 3?", [("expand", 3, "")]),
        (Kind.OPENING, "Kan du uddybe, hvad du mener med 3 kurser?", []),
        (Kind.DAY_BEFORE, "Lad os tage den korte", [("short_talk", None, "")]),
        (Kind.DAY_BEFORE, "flyt", [("move", None, "flyt")]),
        (Kind.INVITATION, "Jeg kan ikke den dag", [("move", None, "Jeg kan ikke den dag")]),
        (Kind.INVITATION, "Jeg tager bisidder med", [("companion", None, "Jeg tager bisidder med")]),
        (Kind.BEFORE_SIGNING, "stryg 2", [("strike", 2, "")]),
        (Kind.BEFORE_SIGNING, "Punkt 2 skal slettes", [("strike", 2, "")]),
        (Kind.BEFORE_SIGNING, "Nej til begge", [("no_surprise", None, "")]),
        (Kind.HELD, "Afholdt. Vi lavede ingen aftaler", [("no_agreements", None, ""), ("held", None, "")]),
    ],
)
def test_commands_are_whole_sentences(
    kind: Kind, text: str, expected: list[tuple[str, int | None, str]]
) -> None:
    assert said(answer(kind, text, quote=True)) == expected


def test_a_move_takes_times_from_the_sentence_after_it() -> None:
    event = answer(Kind.DAY_BEFORE, "Flyt samtalen. Disse tider passer mig bedre: 18/12 kl. 10")
    assert [(one.intent, len(one.times)) for one in event.said] == [(Intent.MOVE, 1)]


def test_a_point_beside_a_command_is_filed_without_it() -> None:
    event = answer(Kind.OPENING, "uddyb 3\nJeg vil gerne tale om barsel", quote=True)
    assert said(event) == [("expand", 3, "")]
    assert [(item.field, item.text) for item in event.filed] == [("points", "Jeg vil gerne tale om barsel")]


def test_the_private_check_takes_everything_written_on_top() -> None:
    event = answer(Kind.CHECK, "Det var svært.\nJeg vil gerne tale med nogen.\n\nMvh Hanne", quote=True)
    assert [(item.field, item.text) for item in event.filed] == [
        ("check", "Det var svært.\nJeg vil gerne tale med nogen.")
    ]
