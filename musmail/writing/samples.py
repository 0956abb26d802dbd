"""Made-up people and a made-up talk, so that every letter can be rendered before anybody gets one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from musmail.conversation.items import CarriedItem
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.policy import Contact, FormFile, Heading, Mailbox, Pay, Policy, Sector
from musmail.conversation.state import (
    Agreement,
    Appointment,
    MinuteLine,
    Minutes,
    Opened,
    Own,
    Point,
    Remark,
    Reminded,
    Shared,
    Signature,
    Stage,
    Word,
)
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Answer, Mark, Phase, Question, Role, Section, Skema

ZONE = ZoneInfo("Europe/Copenhagen")
AT = datetime(2026, 10, 20, 9, 0, tzinfo=ZONE)
ID = "csample234"
PERSON_ID = "psample234"
ANNA = Party("anna", "Anna Sørensen", "anna@example.org")
LARS = Party("lars", "Lars Højgaard", "lars@example.org")
MONA = Party("mona", "Mona Friis", "mona@example.org")
HR = Party("hr", "Helle Rask", "hr@example.org")

PLAIN_POLICY = Policy("Værkstedet", Mailbox("mus@example.org"), sector=Sector.PRIVATE, pay=Pay.NO)
FULL_POLICY = Policy(
    "Værkstedet",
    Mailbox("mus@example.org", "MUS i Værkstedet"),
    sector=Sector.PUBLIC,
    pay=Pay.SEPARATE,
    pay_text="Løn tales igennem hvert forår i en samtale for sig.",
    purpose_text="MUS er jeres tid til at se tilbage, se frem og aftale, hvad der skal ske det næste år.",
    goals_text="I år øver vi os i at gøre ting færdige, og i at hjælpe hinanden på tværs af holdene.",
    procedure_link="https://intranet.example.org/mus",
    announced_by="Helle Rask",
    contacts=(
        Contact("tr", "Tove Rasmussen", "12 34 56 78", "tove@example.org", "man.–tors. 9–15"),
        Contact("course", "Kursuskontoret", link="https://kurser.example.org"),
    ),
    headings=(Heading("Uddannelse", ("https://kurser.example.org", "https://fonde.example.org")),),
    hr=HR,
)
FORMS_POLICY = replace(FULL_POLICY, attached_forms=tuple(FormFile))


def skemas() -> dict[Role, Skema]:
    """Give a small form for each party."""
    return {role: _skema(role) for role in Role}


def _skema(role: Role) -> Skema:
    aim = Section(
        "aim", "Dit mål", Phase.AIM, (Question("aim", "Hvad vil du have ud af samtalen?", "Noget konkret."),)
    )
    back = Section(
        "back",
        "Siden sidst",
        Phase.BACKWARD,
        (Question("well", "Hvad gik godt?"), Question("ill", "Hvad gik mindre godt?")),
    )
    own = (
        Question("feedback", "Hvilken feedback har du?")
        if role is Role.EMPLOYEE
        else Question("provide", "Hvad vil I give?")
    )
    return Skema("sample", "da", role, "Prøve", (aim, back, Section("own", "Fremad", Phase.FORWARD, (own,))))


def _slot(day: date, hour: int) -> Slot:
    start = datetime(day.year, day.month, day.day, hour, 0, tzinfo=ZONE)
    return Slot(start, start + timedelta(minutes=90))


MEETING = _slot(date(2026, 11, 12), 10)
HISTORY = (
    "2026-03-02\tLars Højgaard\tunder_way\tMødet ligger om mandagen.",
    "2026-06-01\tAnna Sørensen\tproblem\tDet falder tit ud.",
)
SLOTS = (_slot(date(2026, 11, 10), 9), MEETING, _slot(date(2026, 11, 13), 13))


def convening(forms: Mapping[Role, Skema], *, first: bool = False) -> Shared:
    """A talk that looks for its time; `first` is one with nothing behind it."""
    items = (
        CarriedItem(
            2, "Kursus i svejsning", "Anna", Role.EMPLOYEE, date(2026, 6, 1), "Beviset er i hus", "done"
        ),
        CarriedItem(3, "Fast ugemøde om planen", "Lars", Role.LEADER, None, ""),
    )
    return Shared(
        kind="mus",
        person="panna",
        employee=ANNA,
        leader=LARS,
        leaders_leader=None if first else MONA,
        hr=None if first else HR,
        stage=Stage.ASKING_EMPLOYEE,
        target_on=date(2026, 11, 12),
        begun_at=AT,
        policy_digest="0" * 16,
        skemas=dict(forms),
        last_items=() if first else items,
        slots=SLOTS,
    )


def agreed(forms: Mapping[Role, Skema], *, first: bool = False) -> Shared:
    """A talk with a time, on its way to both calendars."""
    place = "" if first else "Mødelokale 2, uforstyrret"
    appointment = Appointment(f"{ID}@example.org", 0, MEETING, place)
    return replace(
        convening(forms, first=first),
        stage=Stage.PREPARING,
        appointment=appointment,
        answered_at={Role.EMPLOYEE: AT},
    )


def opened(forms: Mapping[Role, Skema]) -> Shared:
    """A talk where both have seen each other's answers."""
    employee, leader = (forms[role].questions for role in (Role.EMPLOYEE, Role.LEADER))
    words = (
        Opened(Role.EMPLOYEE, employee[0].id, "At vi bliver enige om, hvad jeg skal lære det næste år.", AT),
        Opened(
            Role.EMPLOYEE, employee[1].id, "Den nye linje kom i gang til tiden.\nOg vi fik nabohuset med.", AT
        ),
        Opened(Role.LEADER, leader[0].id, "At Anna går herfra med to ting, hun glæder sig til.", AT),
        Opened(Role.LEADER, leader[-1].id, "Tid til ét længere kursus.", AT),
        Opened(
            Role.EMPLOYEE, employee[2].id, "Vagtplanen kom for sent i maj.", AT + timedelta(days=3), late=True
        ),
    )
    points = (
        Point(1, Role.EMPLOYEE, "Hjemmearbejde om fredagen", AT),
        Point(2, Role.LEADER, "Hvem tager over, når Anna har ferie?", AT),
    )
    return replace(
        agreed(forms),
        stage=Stage.OPENED,
        opened_at=AT,
        opened=words,
        points=points,
        agenda_version=2,
        agenda_digest="3f9a0c77d1e2",
        answered_at={Role.EMPLOYEE: AT, Role.LEADER: AT},
    )


def minutes(version: int) -> Minutes:
    """A summary with a remark, and agreements of which the second still lacks something."""
    lines = (
        MinuteLine(1, "Hvad vil du have ud af samtalen?", "Vi er enige om to ting at lære."),
        MinuteLine(2, "Hvad gik godt?", "Linjen.\nNabohuset.", (Remark(Role.EMPLOYEE, "Og ferieplanen."),)),
    )
    agreements = (
        Agreement(
            4, "Kursus i PLC-styring", "Anna", Role.EMPLOYEE, date(2027, 3, 1), "", "Kan rette fejl alene"
        ),
        Agreement(
            5,
            "Fast halv time hver anden uge",
            "Lars",
            Role.LEADER,
            None,
            "fra uge 48",
            "",
            (Remark(Role.LEADER, "Om tirsdagen."),),
        ),
        Agreement(6, "Oprydning på lageret", "begge", None, None, "", ""),
    )
    return Minutes(version, Role.LEADER, AT, lines, agreements, False, "ab12" * 16)


def summarised(forms: Mapping[Role, Skema], *, version: int = 0) -> Shared:
    """A talk that was held; version 0 is a draft, others lie before both."""
    held = {Role.EMPLOYEE: "held", Role.LEADER: "held"}
    shared = replace(opened(forms), stage=Stage.SUMMARISING, held=held)
    if version == 0:
        return replace(shared, draft=minutes(0))
    return replace(shared, stage=Stage.SIGNING, minutes=tuple(minutes(n) for n in range(1, version + 1)))


def signed(forms: Mapping[Role, Skema]) -> Shared:
    """A talk both have signed."""
    shared = summarised(forms, version=2)
    digest = shared.minutes[-1].digest
    signatures = (
        Signature(Role.EMPLOYEE, 2, digest, Word.AGREE, "", AT, ANNA.address, "m1"),
        Signature(Role.LEADER, 2, digest, Word.REMARK, "Jeg glæder mig.", AT, LARS.address, "m2"),
    )
    return replace(shared, stage=Stage.FOLLOWING, signatures=signatures, signed_at=AT)


def carried_on(shared: Shared) -> Shared:
    """A talk that took on what was agreed the year before, with what has been said of it since."""
    latest = shared.minutes[-1]
    agreements = tuple(replace(one, history=HISTORY) for one in latest.agreements)
    kept = tuple(
        Agreement(
            number, what, "Lars", Role.LEADER, by, "", "", (), status, HISTORY, outcome, words, repeated
        )
        for number, what, by, status, outcome, words, repeated in (
            (1, "Oplæring i det nye anlæg", date(2026, 9, 1), "done", "reached", "", 0),
            (
                2,
                "Ny arbejdsplads ved vinduet",
                date(2027, 2, 1),
                "open",
                "repeated",
                "Lokalet er ledigt nu.",
                2,
            ),
            (3, "Fast ugemøde om planen", None, "open", "unmentioned", "", 0),
        )
    )
    return replace(
        shared,
        minutes=(*shared.minutes[:-1], replace(latest, agreements=(*kept, *agreements))),
        reminded=(Reminded(6, Role.LEADER, AT),),
    )


def handed_on(forms: Mapping[Role, Skema], *, first: bool = False) -> Shared:
    """A talk that had a time with Lars and has Mona as its leader now."""
    shared = replace(convening(forms, first=first), leader=MONA, former_leader=LARS)
    if first:
        return shared
    return replace(shared, called_off=agreed(forms).appointment, done={"prepared_employee": AT})


def by_a_former_leader(forms: Mapping[Role, Skema]) -> Shared:
    """A talk in which words of a former leader's stand beside those of the one there is now."""
    shared = opened(forms)
    was = tuple(replace(one, author=LARS.name) for one in shared.opened if one.role is Role.LEADER)
    points = tuple(replace(one, author=LARS.name) for one in shared.points if one.by is Role.LEADER)
    return replace(
        shared,
        leader=MONA,
        former_leader=LARS,
        opened=(*was, *shared.opened),
        points=(*points, *shared.points),
    )


def person() -> Person:
    """A person between talks, with something to remember from the last one."""
    items = (CarriedItem(3, "Fast ugemøde om planen", "Lars", Role.LEADER, None, ""),)
    return Person(PERSON_ID, ANNA, LARS, MONA, HR, last_held_on=date(2025, 11, 12), items=items)


def own(skema: Skema) -> Own:
    """What one party has written: something for all three marks."""
    first, second, third = skema.questions[:3]
    answers = (
        Answer(first.id, "At vi bliver enige om, hvad jeg skal lære.", Mark.OPENING, AT),
        Answer(second.id, "PRIVATE_WORDS om noget.", Mark.PRIVATE, AT),
        Answer(third.id, "Vagtplanen i maj.", Mark.MEETING, AT),
    )
    return Own(answers, ("kan man parkere?",), ("Marts: husk at nævne nabohuset.",))
