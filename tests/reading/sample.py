"""A letter of some length and the talk it belongs to, for the tests of reading: our own words, nobody's template."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from musmail.conversation.letters import Kind, LetterRecord, Passage, Recipient
from musmail.conversation.people import Party
from musmail.conversation.policy import Mailbox
from musmail.conversation.state import Appointment, Conversation, Shared, Stage
from musmail.conversation.tokens import Token, mint
from musmail.reading.read import Context, Sent
from musmail.reading.route import Route
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Phase, Question, Role, Section, Skema
from tests.writing.gallery import shipped_texts

SECRET = b"a secret for tests only"
MAILBOX = Mailbox("mus@firma.example")
TALK = "cabcdefgh2"
ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
HANNE = Party("hl", "Hanne Larsen", "hanne.larsen@firma.example", ("hanne@privat.example",))
LARS = Party("lb", "Lars Bo Berg", "lars.berg@firma.example")

QUESTIONS = (
    ("mål", "Hvad vil du gerne have ud af samtalen?"),
    ("opnået", "Hvad har du opnået siden sidst?"),
    ("lært", "Hvad har du lært det seneste år?"),
    ("godt", "Hvad er gået særlig godt?"),
    ("svært", "Hvad er gået mindre godt, og hvad skyldes det?"),
    ("opgaver", "Hvad ser du som dine vigtigste opgaver?"),
    ("ansvar", "Hvilket ansvar har du i dag?"),
    ("udvikle", "Hvordan kan dine opgaver udvikle sig?"),
    ("glæde", "Hvilke opgaver giver dig mest glæde?"),
    ("mere", "Hvordan kan du få flere af dem?"),
    ("kolleger", "Hvordan går samarbejdet med dine kolleger?"),
    ("afdeling", "Hvordan fungerer samarbejdet i afdelingen?"),
    ("leder", "Hvordan er samarbejdet med din leder?"),
    ("partnere", "Hvordan går det med partnere uden for huset?"),
    ("koster", "Hvilke relationer koster mere, end de behøver?"),
    ("bedre", "Hvad kan du selv gøre for en bedre arbejdsplads?"),
    ("trivsel", "Hvordan trives du i det hele taget?"),
    ("styrke", "Hvad kan styrke din trivsel?"),
    ("balance", "Hvordan er balancen mellem arbejde og fritid?"),
    ("fremad", "Hvad er dine vigtigste mål for det kommende år?"),
    ("ideer", "Har du ideer til nye opgaver eller projekter?"),
    ("organisation", "Hvordan hjælper dine mål organisationens mål?"),
    ("kompetence", "Hvilke kompetencer vil du gerne styrke?"),
    ("støtte", "Hvilken støtte har du brug for?"),
    ("andet", "Er der andet, du gerne vil tale om?"),
)
NUMBER = {field: number for number, (field, _) in enumerate(QUESTIONS, 1)}
INVITE = "Skriv dit svar her:"


@dataclass(frozen=True)
class Row:
    """One printed line of a letter; `box`: a cell to write in belongs to it."""

    text: str
    field: str = ""
    box: bool = False


def preparation() -> tuple[Row, ...]:
    """Give a letter with 25 questions, as one might word it."""
    rows = [
        Row("Forbered jeres samtale"),
        Row("Hej Hanne"),
        Row(
            "Her er spørgsmålene til din og Lars’ MUS torsdag den 17. december kl. 10.00–11.30 i mødelokale Øst."
        ),
        Row(
            "Svar på mailen, og skriv under de spørgsmål, der siger dig noget. Du må gerne lade felter stå tomme."
        ),
        Row(
            "Lars ser dine svar den 10. december, når I begge får hinandens på samme tid. HR ser "
            "aldrig, hvad I skriver."
        ),
    ]
    for number, (field, text) in enumerate(QUESTIONS, 1):
        if number in (2, 6, 11, 17, 20, 23):
            rows.append(
                Row(
                    {
                        2: "Siden sidst",
                        6: "Opgaver nu",
                        11: "Samarbejde",
                        17: "Trivsel",
                        20: "Fremad",
                        23: "Udvikling",
                    }[number]
                )
            )
        rows.append(Row(f"{number}. {text}", field))
        if number % 4 == 0:
            rows.append(Row("Tænk gerne på et bestemt eksempel fra det seneste halve år.", field))
        rows.append(Row(INVITE, field, box=True))
    rows += [
        Row("Når du er færdig"),
        Row("Sig til, hvis du vil: skriv klar, så får Lars det at vide."),
        Row("Flyt samtalen – skriv: flyt"),
        Row("Venlig hilsen MUS-postkassen hos Firmaet"),
        Row("Mailen er skrevet af et program. Svar bare på den, så når dit svar frem."),
    ]
    return tuple(rows)


def passages(rows: tuple[Row, ...]) -> tuple[Passage, ...]:
    """Give the letter as writing remembers it."""
    return tuple(Passage(row.text, row.field) for row in rows)


def skema(role: Role) -> Skema:
    """Give a party's form."""
    questions = tuple(Question(field, text) for field, text in QUESTIONS)
    return Skema(f"mus-{role}", "da", role, "MUS", (Section("alt", "Alt", Phase.NOW, questions),))


def talk(stage: Stage = Stage.PREPARING, slots: tuple[Slot, ...] = ()) -> Conversation:
    """Give the talk of Hanne and Lars."""
    start = datetime(2026, 12, 17, 10, 0, tzinfo=ZONE)
    shared = Shared(
        kind="mus",
        person="phannelars",
        employee=HANNE,
        leader=LARS,
        leaders_leader=None,
        hr=None,
        stage=stage,
        target_on=date(2026, 12, 17),
        begun_at=NOW - timedelta(days=30),
        policy_digest="",
        skemas={role: skema(role) for role in Role},
        slots=slots,
        appointment=Appointment(
            f"{TALK}@firma.example", 0, Slot(start, start + timedelta(minutes=90)), "Øst"
        ),
    )
    return Conversation(TALK, shared)


def sent(
    rows: tuple[Row, ...],
    kind: Kind = Kind.PREPARATION,
    number: int = 3,
    to: Recipient = Recipient.EMPLOYEE,
    version: int = 0,
) -> Sent:
    """Remember a letter as sent."""
    party = HANNE if to is Recipient.EMPLOYEE else LARS
    record = LetterRecord(
        number=number,
        key=f"k{number}",
        kind=kind,
        to=to,
        person=party.id,
        address=party.address,
        message_id=f"<{mint(SECRET, Token(TALK, number, 'id'))}@firma.example>",
        cause="test",
        not_before=NOW.astimezone(UTC),
        blob="",
        text="",
        version=version,
    )
    return Sent(record, passages(rows))


def context(
    *letters: Sent, action: str = "", number: int | None = -1, via: str = "token", **changes: object
) -> Context:
    """Give what a mail to the last of these letters is read against."""
    answered = letters[-1].record.number if number == -1 and letters else number
    base = Context(
        key="key",
        now=NOW,
        conversation=talk(),
        route=Route(TALK, answered, action, via),
        letters=letters,
        zone=ZONE,
        book=shipped_texts().phrasebook,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def reply_address(number: int = 3, action: str = "") -> str:
    """Give the address a reply to a letter goes to."""
    return f"mus+{mint(SECRET, Token(TALK, number, action))}@firma.example"
