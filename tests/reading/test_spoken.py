"""A language nobody here has heard of is read by what its letters tell people to write."""

import pytest

from musmail.conversation.events import Replied
from musmail.conversation.letters import Kind
from musmail.conversation.phrasebook import Phrasebook, Spoken
from musmail.reading.agreements import labels_in
from musmail.reading.marks import take_mark
from musmail.reading.read import read
from musmail.skema.forms import Mark
from tests.reading.clients import message
from tests.reading.letters import FOOT, ROWS, SLOTS
from tests.reading.sample import context, sent, talk

SWEDISH = Phrasebook(
    buttons=(
        Spoken("enig", "håller med", ""),
        Spoken("bemaerkning", "håller med och tillägger", "Håller med och tillägger: "),
        Spoken("udfoert", "klart #", ""),
        Spoken("ikkeafholdt", "blev inte av", "Blev inte av. Det kunde i stället bli: "),
    ),
    only_me=("bara jag",),
    at_the_meeting=("först när vi ses",),
    parts=(("who", "vem"), ("by", "när")),
)


def answer(kind: Kind, text: str, action: str = "") -> Replied:
    letter = sent((*ROWS[kind], *FOOT), kind, version=1)
    known = context(letter, action=action, conversation=talk(slots=SLOTS), book=SWEDISH)
    outcome = read(message(text + "\n", None, action=action), known).outcome
    assert isinstance(outcome, Replied)
    return outcome


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        (Kind.SIGN, "Håller med", ("agree", None)),
        (Kind.SIGN, "håller med.", ("agree", None)),
        (Kind.NUDGE, "klart 2", ("status_done", 2)),
        (Kind.HELD, "Blev inte av", ("not_held", None)),
    ],
)
def test_what_the_letters_say_to_write_is_understood(
    kind: Kind, text: str, meant: tuple[str, int | None]
) -> None:
    assert [(one.intent.value, one.number) for one in answer(kind, text).said] == [meant]


@pytest.mark.parametrize(
    "text", ["Håller med?", "Håller med. Fast inte om kursen.", "Jag håller med Lars om kursen"]
)
def test_an_assent_in_it_must_stand_alone(text: str) -> None:
    event = answer(Kind.SIGN, text)
    assert event.said == ()
    assert event.unfiled


def test_what_its_buttons_write_is_no_word_of_the_person() -> None:
    (agreed,) = answer(Kind.SIGN, "håller med", action="enig").said
    assert (agreed.intent.value, agreed.text) == ("agree", "")
    (remarked,) = answer(Kind.SIGN, "Håller med och tillägger: kursen är i maj", action="bemaerkning").said
    assert (remarked.intent.value, remarked.text) == ("agree_remark", "kursen är i maj")
    (unheld,) = answer(Kind.HELD, "Blev inte av. Det kunde i stället bli: ", action="ikkeafholdt").said
    assert (unheld.intent.value, unheld.text) == ("not_held", "")


def test_its_marks_keep_words_back() -> None:
    assert take_mark("Bara jag: sover dåligt", SWEDISH) == ("sover dåligt", Mark.PRIVATE)
    assert take_mark("Sover dåligt. (bara jag)", SWEDISH)[1] is Mark.PRIVATE
    assert take_mark("Först när vi ses: schemat", SWEDISH) == ("schemat", Mark.MEETING)
    assert take_mark("Det är inte bara jag som tycker det", SWEDISH)[1] is None


def test_its_names_for_the_parts_of_an_agreement_are_known() -> None:
    assert labels_in("Saknas: vem – när", SWEDISH) == ("who", "by")
