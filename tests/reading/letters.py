"""Letters of the other kinds, in words of our own, and a short way to answer them."""

from dataclasses import replace
from datetime import datetime, timedelta

from musmail.conversation.events import Replied
from musmail.conversation.letters import Kind, Recipient
from musmail.reading.read import Understood, read
from musmail.scheduling.slots import Slot
from tests.reading.clients import message
from tests.reading.sample import HANNE, LARS, ZONE, Row, context, sent, talk

FOOT = (Row("Venlig hilsen MUS-postkassen"), Row("Mailen er skrevet af et program, så svar bare på den."))
SLOTS = tuple(
    Slot(start, start + timedelta(minutes=90))
    for start in (datetime(2026, 12, day, hour, tzinfo=ZONE) for day, hour in ((8, 9), (10, 13), (15, 10)))
)
ROWS: dict[Kind, tuple[Row, ...]] = {
    Kind.CONVENE_LEADER: (
        Row("Hvornår skal du og Hanne holde MUS?"),
        Row("Hvornår kan du?", "times"),
        Row("Skriv dine tider her:", "times"),
        Row("Foreslå tider for mig – skriv: foreslå"),
    ),
    Kind.CONVENE_EMPLOYEE: (
        Row("Vælg en tid til din MUS"),
        Row("1: tirsdag den 8. december kl. 9.00–10.30 – skriv: 1"),
        Row("2: torsdag den 10. december kl. 13.00–14.30 – skriv: 2"),
        Row("3: tirsdag den 15. december kl. 10.00–11.30 – skriv: 3"),
        Row("Eller svar her", "answer"),
        Row("Skriv et tal, eller hvornår du hellere vil:", "answer"),
    ),
    Kind.OPENING: (
        Row("Nu kan I læse hinandens svar"),
        Row("3. Hvad har du lært det seneste år?"),
        Row("Lars: At lytte noget mere, før jeg svarer."),
        Row("Bed Lars uddybe – skriv: uddyb 3"),
        Row("Mangler der et punkt på dagsordenen?", "points"),
        Row("Skriv punktet her:", "points"),
    ),
    Kind.HELD: (
        Row("Holdt du og Hanne jeres MUS torsdag den 17. december?", "held"),
        Row("Skriv: afholdt, ikke afholdt eller delvist", "held"),
        Row("Ja, den blev holdt – skriv: afholdt"),
        Row("Nej, ikke endnu – skriv: ikke afholdt"),
        Row("1. Hvad har du opnået siden sidst?", "point:1"),
        Row("Skriv her:", "point:1"),
        Row("2. Hvordan trives du i det hele taget?", "point:2"),
        Row("Skriv her:", "point:2"),
        *(
            row
            for number in (1, 2, 3)
            for row in (
                Row(f"Aftale {number}", f"agreement:{number}"),
                Row("Hvad – hvem – hvornår – tegn på, at det er lykkedes:", f"agreement:{number}"),
            )
        ),
    ),
    Kind.MISSING_PARTS: (
        Row("Tak. Der mangler kun lidt"),
        Row("Aftale 1", "agreement:1"),
        Row("Hvad: Kursus i projektledelse", "agreement:1"),
        Row("Mangler: hvem – hvornår", "agreement:1"),
    ),
    Kind.BEFORE_SIGNING: (
        Row("Kom noget bag på dig?", "surprise"),
        Row("Skriv her, hvis du vil:", "surprise"),
        Row("Er der noget, der ikke skal stå i referatet?", "strike"),
        Row("Skriv fx: stryg 2", "strike"),
        Row("1. Hvad har du opnået siden sidst?", "point:1"),
        Row("Referat: Hanne har fået styr på driften, og det gav ro i afdelingen.", "point:1"),
    ),
    Kind.SIGN: (
        Row("Kan du genkende samtalen?"),
        Row("Enig – skriv: enig"),
        Row("Set – skriv: set"),
        Row("1. Hvad har du opnået siden sidst?", "point:1"),
        Row("Hanne har fået styr på driften, og det gav ro i afdelingen.", "point:1"),
        Row("Ret eller tilføj her:", "point:1"),
        Row("Aftale 1", "agreement:1"),
        Row("Hvad: Kursus i projektledelse. Hvornår: 1. marts 2027", "agreement:1"),
        Row("En bemærkning, hvis du har en", "remark"),
        Row("Skriv din bemærkning her:", "remark"),
    ),
    Kind.NUDGE: (
        Row("Er I kommet i gang?"),
        *(
            row
            for number, what in ((1, "Kursus i projektledelse"), (2, "Oprydning på lageret"), (3, "Ny vagtplan"))
            for row in (
                Row(f"Aftale {number}: {what}", f"agreement:{number}"),
                Row("Skriv et par ord her:", f"agreement:{number}"),
            )
        ),
    ),
    Kind.CHECK: (Row("Hvordan var samtalen for dig?", "check"), Row("Skriv her, hvis du vil:", "check")),
    Kind.DAY_BEFORE: (
        Row("I ses snart"),
        Row("Vi holder en kort samtale – skriv: kort"),
        Row("Flyt samtalen – skriv: flyt"),
    ),
    Kind.INVITATION: (Row("MUS torsdag den 17. december"), Row("Flyt samtalen – skriv: flyt")),
}  # fmt: skip


def understood(
    kind: Kind, text: str, *, leader: bool = False, action: str = "", quote: bool = False
) -> Understood:
    """Read an answer to a letter of a kind; `quote` sets the letter below it."""
    rows = (*ROWS[kind], *FOOT)
    letter = sent(rows, kind, to=Recipient.LEADER if leader else Recipient.EMPLOYEE, version=1)
    if quote:
        quoted = "\n".join(f"> {row.text}" for row in rows)
        text = f"{text}\n\nDen 19-11-2026 kl. 08:12 skrev MUS <mus@firma.example>:\n{quoted}"
    body = message(text + "\n", None, action=action)
    if leader:
        body = body.replace(HANNE.address.encode(), LARS.address.encode())
    return read(body, context(letter, action=action, conversation=talk(slots=SLOTS)))


def answer(kind: Kind, text: str, *, leader: bool = False, action: str = "", quote: bool = False) -> Replied:
    """Give the event of an answer, which must be a reply."""
    outcome = understood(kind, text, leader=leader, action=action, quote=quote).outcome
    assert isinstance(outcome, Replied), outcome
    return replace(outcome)


def said(event: Replied) -> list[tuple[str, int | None, str]]:
    """List what was said, short."""
    return [(one.intent.value, one.number, one.text) for one in event.said]
