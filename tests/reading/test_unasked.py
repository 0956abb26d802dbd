"""What people write to the mailbox of their own accord, in both languages, and the prose that is none of it."""

from datetime import datetime, timedelta

import pytest

from musmail.conversation.wishes import Wish
from musmail.reading.choosing import When
from musmail.reading.unasked import read_wishes
from tests.reading.sample import ZONE

WHEN = When(datetime(2026, 10, 20, 9, tzinfo=ZONE), timedelta(minutes=90), ZONE, ())
ASKED: dict[Wish, tuple[str, ...]] = {
    Wish.TALK: (
        "Jeg vil gerne have en MUS", "Jeg vil gerne bede om en MUS snart.", "Kan jeg få en MUS med min leder?",
        "Må jeg få en MUS-samtale hurtigst muligt", "Jeg beder hermed om en medarbejderudviklingssamtale",
        "Anmodning om MUS", "Jeg ønsker en MUS i år", "Vi skal holde MUS", "Bed om MUS",
        "I would like to have a MUS", "Can I have a development talk with my manager?", "I need a MUS soon",
    ),
    Wish.STATUS: (
        "status", "Status, tak", "Hvornår er min MUS?", "Hvor langt er jeg?", "Hvad er status på min MUS?",
        "Hvornår skal jeg have MUS med Lars?", "What is the status?", "When is my next MUS?", "Where are we?",
    ),
    Wish.HELP: ("hjælp", "Help", "Hvad kan jeg skrive?", "Hvordan virker det her?", "What can I write?",
        "How does this work?"),
    Wish.LIST: (
        "Send mig listen", "listen", "Mine aftaler", "Må jeg få en liste over mine åbne aftaler", "Hvad har vi aftalt?",
        "Hvilke aftaler har jeg?", "Please send me the list", "my open agreements", "What did we agree on?",
    ),
    Wish.EXPORT: ("Send mine data", "Jeg vil gerne have mine oplysninger", "Eksportér mine data", "export my data"),
    Wish.MOVE: (
        "flyt", "Kan vi flytte mødet?", "Jeg vil gerne flytte min MUS", "Jeg er nødt til at flytte samtalen",
        "I would like to move the meeting", "I need to move my MUS",
    ),
}  # fmt: skip
PROSE = (
    "MUS", "Vi skal holde fællesmøde om MUS i år", "Jeg synes, MUS er spild af tid.", "Kan I hjælpe mig med printeren?",
    "Status på projektet er god", "Listen over indkøb ligger på drevet.", "Jeg har en note: den ligger på bordet",
    "Han flytter til Aarhus i maj", "Vi flytter mødet om budgettet", "Har du set mine aftaler i kalenderen?",
    "Hjælp er på vej", "Tak for sidst", "Jeg vil gerne have fri", "Jeg vil gerne have en ny stol",
    "Hvornår er der kage?",
    "Min leder ønsker en status på opgaverne", "Kan jeg få en kop kaffe med min leder?", "Mine data er gået tabt",
    "I would like to have a coffee", "When is lunch?", "The list is long", "My data plan is too small", "Where is Bob?",
    "Jeg glemte at skrive, at jeg er syg", "Er MUS aflyst?", "MUS med Lars var god", "Jeg vil gerne holde oplæg om MUS",
)  # fmt: skip


@pytest.mark.parametrize(("wish", "text"), [(wish, text) for wish, texts in ASKED.items() for text in texts])
def test_a_wish_is_read_and_nothing_is_left(wish: Wish, text: str) -> None:
    found, rest = read_wishes(text, WHEN)
    assert ([one.wish for one in found], rest) == ([wish], "")


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_wish_and_is_kept(text: str) -> None:
    found, rest = read_wishes(text, WHEN)
    assert found == []
    assert rest or text == "Tak for sidst"  # courtesy alone wants nothing and loses nothing


@pytest.mark.parametrize(
    "head",
    [
        "note:",
        "Note –",
        "Notat:",
        "note til mig selv:",
        "til mig selv:",
        "Husk:",
        "note to self:",
        "remember:",
    ],
)
def test_a_note_goes_on_to_the_end_of_the_mail(head: str) -> None:
    found, rest = read_wishes(f"{head} nabohuset i marts\nstatus\n\nog Bents sag", WHEN)
    assert ([one.wish for one in found], rest) == ([Wish.NOTE], "")
    assert found[0].text == "nabohuset i marts\nstatus\n\nog Bents sag"


def test_several_wishes_stand_in_one_mail() -> None:
    found, rest = read_wishes("Hej\nstatus\nsend mig listen\nnote: ring til TR", WHEN)
    assert ([one.wish for one in found], rest) == ([Wish.STATUS, Wish.LIST, Wish.NOTE], "")


def test_the_times_of_a_move_come_along() -> None:
    found, rest = read_wishes("Kan vi flytte mødet til torsdag den 12. november kl. 10?", WHEN)
    assert ([one.wish for one in found], rest) == ([Wish.MOVE], "")
    assert [slot.start for slot in found[0].times] == [datetime(2026, 11, 12, 10, tzinfo=ZONE)]


def test_words_beside_a_wish_are_kept() -> None:
    found, rest = read_wishes("status\nOg hvem tager imod pakken på fredag?", WHEN)
    assert [one.wish for one in found] == [Wish.STATUS]
    assert rest == "Og hvem tager imod pakken på fredag?"
