"""By hand: replies to the skema as people write them in their own manner, and what a human would understand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.replies.player import letter
from tests.replies.typed import LAYOUTS, Typed

QUOTED = tuple(layout for layout in LAYOUTS if layout != "no quote")
TEXT = ("no quote", "quoted below")
PRIVATE, MEETING = "private", "meeting"
_PASSAGES = letter("preparation", "employee").passages
_LINES = {int(text.split(".")[0]): text for text, name in _PASSAGES if name and re.match(r"\d+\. ", text)}
FIELDS = {number: name for number, line in _LINES.items() for text, name in _PASSAGES if text == line}


@dataclass(frozen=True)
class Hand:
    """A reply by hand; `maybe`: what a field may hold as well, "" where its words may stay unfiled.

    `hidden` is what may stand nowhere without a mark; `either`: other intents that are as right as those meant.
    """

    typed: Typed
    maybe: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()

    @property
    def layouts(self) -> tuple[str, ...]:
        """Name the mails it is put into; without a quote nothing stands under it, and no page keeps a tab."""
        typed = (self.typed.words, *self.typed.under.values())
        some = TEXT if any("\t" in words for words in typed) else LAYOUTS
        return tuple(layout for layout in some if layout in QUOTED or not self.typed.under)


def hand(
    words: str,
    answers: Mapping[int, str] | None = None,
    *said: str,
    under: Mapping[int, str] | None = None,
    marks: Mapping[int, str] | None = None,
    maybe: Mapping[int, tuple[str, ...]] | None = None,
    hidden: tuple[str, ...] = (),
    either: tuple[tuple[str, ...], ...] = (),
    unfiled: str = "",
    times: tuple[str, ...] = (),
) -> Hand:
    """Answer the skema; every number is a question's. What is typed under a question is its answer."""
    below = dict(under or {})
    return Hand(
        Typed(
            "preparation",
            words,
            said,
            {FIELDS[number]: text for number, text in {**below, **(answers or {})}.items()},
            {FIELDS[number]: mark for number, mark in (marks or {}).items()},
            times,
            unfiled=unfiled,
            under={_LINES[number]: text for number, text in below.items()},
        ),
        {FIELDS[number]: texts for number, texts in (maybe or {}).items()},
        hidden,
        either,
    )


OPEN = ("",)  # nobody could be sure: the words may stay unfiled

NUMBERED = (
    hand(
        "1. a vil gern ha mindre natarbejd\n3. a hår lært å sej frå\n5. et kiks å få fat i æ reservedel",
        {1: "a vil gern ha mindre natarbejd", 3: "a hår lært å sej frå", 5: "et kiks å få fat i æ reservedel"},
    ),
    hand(
        "Hi Lars,\n\n1. I would like to talk about a permanent contract.\n3. Danish! Slowly.\n10. Everyone is kind, "
        "but meetings are too fast for me to follow.\n\nBest,\nAnna",
        {
            1: "I would like to talk about a permanent contract.",
            3: "Danish! Slowly.",
            10: "Everyone is kind, but meetings are too fast for me to follow.",
        },
    ),
    hand(
        "3. jeg har lært at bruge SAP (finally!)\n18. get the certification before summer, og så en rolig jul",
        {3: "jeg har lært at bruge SAP (finally!)", 18: "get the certification before summer, og så en rolig jul"},
    ),
    hand(
        "1. Verdensherredømmet. Subsidiært en ny kaffemaskine.\n2. Jeg kan navnene på alle i kantinen :-)\n"
        "17. Balance? Jeg går på line hver dag ;)",
        {
            1: "Verdensherredømmet. Subsidiært en ny kaffemaskine.",
            2: "Jeg kan navnene på alle i kantinen :-)",
            17: "Balance? Jeg går på line hver dag ;)",
        },
    ),
    hand(
        "3.\n• Excel\n• at sige nej\n• truckkort\n\n4.\n• julesalget\n• den nye linje",
        {3: "• Excel\n• at sige nej\n• truckkort", 4: "• julesalget\n• den nye linje"},
    ),
    hand(
        "5. “Det plejer vi” – det svar fik jeg tre gange, og det er ‘standard’ hos os…\n8. At køre – bare køre.",
        {
            5: "“Det plejer vi” – det svar fik jeg tre gange, og det er ‘standard’ hos os…",
            8: "At køre – bare køre.",
        },
    ),
    hand(
        "2. Resultater:\nMåned\tAntal\tMål\nJan\t120\t100\nFeb\t98\t100\n\n17. fin",
        {2: "Resultater:\nMåned Antal Mål\nJan 120 100\nFeb 98 100", 17: "fin"},
    ),
    hand(
        "Her er mine svar fra arket:\n1\tMere tid til oplæring\n4\tDen nye linje\n14\tGodt",
        {1: "Mere tid til oplæring", 4: "Den nye linje", 14: "Godt"},
    ),
    hand("Spm3: lært at svejse\nSpm4: alt\nSpm17: fin", {3: "lært at svejse", 4: "alt", 17: "fin"}),
    hand(
        "Punkt 3 – at bede om hjælp\nPunkt 16 – spørg mig, før du lover noget væk",
        {3: "at bede om hjælp", 16: "spørg mig, før du lover noget væk"},
    ),
    hand(
        "6. Mine opgaver er:\n1. pakkelinjen\n2. oplæring\n3. reservedele\n\n7. Mere oplæring, mindre papir",
        {6: "Mine opgaver er:\n1. pakkelinjen\n2. oplæring\n3. reservedele", 7: "Mere oplæring, mindre papir"},
    ),
    hand("22. Kurser:\n2 dage i marts\n3 dage i april", {22: "Kurser:\n2 dage i marts\n3 dage i april"}),
    hand("1.Mere ro\n2.Ny maskine\n10.Godt", {1: "Mere ro", 2: "Ny maskine", 10: "Godt"}),
    hand("1 . Mere ro\n2 . Ny maskine\n10 . Godt", {1: "Mere ro", 2: "Ny maskine", 10: "Godt"}),
    hand(
        "2. Den 1. marts 2026 fik jeg certifikat, og den 12. november 2025 startede jeg på aftenholdet.\n\n"
        "3. maj var i øvrigt den bedste dag.\n\n5. Vagterne",
        {
            2: "Den 1. marts 2026 fik jeg certifikat, og den 12. november 2025 startede jeg på aftenholdet.\n"
            "3. maj var i øvrigt den bedste dag.",
            5: "Vagterne",
        },
    ),
    hand("2. 2\n8. 8 timers søvn\n14. 7/10\n17. 37 timer er nok",
         {2: "2", 8: "8 timers søvn", 14: "7/10", 17: "37 timer er nok"}),
    hand("9. kl. 9 mandag er for tidligt til ugemøde\n19. 3D-print", {9: "kl. 9 mandag er for tidligt til ugemøde",
                                                                     19: "3D-print"}),
    hand("1. MERE RO!!!\n5. TRUCKEN!!!", {1: "MERE RO!!!", 5: "TRUCKEN!!!"}),
    hand(
        "22. https://www.amu.example/plc?modul=1&hold=2\n10. spørg mette@example.org, hun ved det",
        {22: "https://www.amu.example/plc?modul=1&hold=2", 10: "spørg mette@example.org, hun ved det"},
        maybe={10: OPEN},
    ),
    hand(
        "1. -\n2. -\n3. Excel\n4. -\n5. -",
        {3: "Excel"},
        maybe={1: ("-",), 2: ("-",), 4: ("-",), 5: ("-",)},
    ),
    hand(
        "Q1: less night work\nQ3: welding\nQ14: good, thanks!",
        {1: "less night work", 3: "welding", 14: "good, thanks!"},
    ),
    hand(
        "1.     mere ansvar\n2.     fik lavt lagret om\n5.     komunikationen ml. dag og nathold",
        {1: "mere ansvar", 2: "fik lavt lagret om", 5: "komunikationen ml. dag og nathold"},
    ),
    hand(
        "[1] mere ro\n[3] Excel\n[17] fin",
        {1: "mere ro", 3: "Excel", 17: "fin"},
        maybe={1: OPEN, 3: OPEN, 17: OPEN},
    ),
    hand(
        "* 3 * Excel\n* 4 * holdet",
        {3: "Excel", 4: "holdet"},
        maybe={3: OPEN, 4: OPEN},
    ),
    hand(
        "**3** Excel\n**4** holdet",
        {3: "Excel", 4: "holdet"},
        maybe={3: OPEN, 4: OPEN},
    ),
)  # fmt: skip

FREELY = (
    hand(
        "ja hej det er anna svar på spørgsmål 3 jeg har lært at bruge det nye system punktum svar på spørgsmål 5 "
        "overleveringen komma den halter stadig",
        {3: "jeg har lært at bruge det nye system punktum", 5: "overleveringen komma den halter stadig"},
        maybe={3: OPEN, 5: OPEN},
    ),
    hand(
        "1: mere ro\n2: ny maskine\n3: excel\nnej vent, 3'eren skal være powerpoint",
        {1: "mere ro", 2: "ny maskine", 3: "powerpoint"},
        maybe={3: ("excel", "excel\nnej vent, 3'eren skal være powerpoint")},
    ),
    hand(
        "Hej\n\nSe mine svar nedenfor. 22 tager jeg lige her:\n22. Jeg vil gerne på kursus i ledelse\n\nHilsen Anna",
        {22: "Jeg vil gerne på kursus i ledelse"},
        under={3: "At spørge, før jeg gætter", 8: "Fredage"},
    ),
    hand("Svar til nr. 14 og 17: det går fint begge steder", {14: "det går fint begge steder",
         17: "det går fint begge steder"}, maybe={14: OPEN, 17: OPEN}),
    hand("1, 2 og 3: ingenting\n4: alt", {4: "alt"}, maybe={1: ("ingenting",), 2: ("ingenting",), 3: ("ingenting",)}),
    hand("Jeg har det godt og glæder mig til mødet.", unfiled="Jeg har det godt og glæder mig til mødet."),
    hand("Jeg når det ikke før torsdag, er det ok?", unfiled="Jeg når det ikke før torsdag, er det ok?"),
    hand("Jeg er ikke klar endnu", unfiled="Jeg er ikke klar endnu"),
    hand("Se vedhæftede", unfiled="Se vedhæftede"),
    hand("ok", unfiled="ok"),
    hand("så er jeg klar!!", None, "ready"),
    hand(
        "Er færdig. Glemte dog 13: du er god til at lytte",
        {13: "du er god til at lytte"}, "ready", maybe={13: OPEN}, either=((),),
    ),
    hand("Hvad mener I med spørgsmål 11?", unfiled="Hvad mener I med spørgsmål 11?"),
    hand(
        "Spørgsmål tre: at bede om hjælp\nSpørgsmål fem: ferieplanen",
        {3: "at bede om hjælp", 5: "ferieplanen"}, maybe={3: OPEN, 5: OPEN},
    ),
    hand(
        "Hej\n\nJeg svarer lige hurtigt på de vigtigste.\n\nHvad har du lært? At man skal tage backup.\nHvad gik godt? "
        "Kunderne er glade\n\nResten tager vi mundtligt",
        {3: "At man skal tage backup.", 4: "Kunderne er glade"},
        maybe={4: ("Kunderne er glade\nResten tager vi mundtligt",)},
    ),
    hand(
        "hvad har du lært\nat tage backup\n\nhvad gik mindre godt\nferieplanen",
        {3: "at tage backup", 5: "ferieplanen"},
    ),
    hand(
        "Hvad gik godt?: Alt med kunderne\nHvad gik mindre godt?: Alt med IT",
        {4: "Alt med kunderne", 5: "Alt med IT"},
    ),
    hand("Tilføjelse til 5: også i juni", {5: "også i juni"}),
    hand("PS til 3: og PowerPoint", {3: "og PowerPoint"}, maybe={3: OPEN}),
    hand(
        "Du skriver »Hold sygdom og helbred udenfor«, men så kan jeg ikke svare på spørgsmål 14.",
        unfiled="Du skriver »Hold sygdom og helbred udenfor«, men så kan jeg ikke svare på spørgsmål 14.",
    ),
    hand("13. Jeg synes, du skal flytte kontor :)", {13: "Jeg synes, du skal flytte kontor :)"}),
    hand(
        "Fra: lager\nTil: kontor\ner min drøm, så skriv det under 18",
        unfiled="Fra: lager\nTil: kontor\ner min drøm, så skriv det under 18",
        maybe={18: ("Fra: lager\nTil: kontor\ner min drøm", "Fra: lager\nTil: kontor\ner min drøm, så")},
    ),
)  # fmt: skip

CLOSED = (
    hand(
        "17. Fin\nMed venlig hilsen\nAnna Sørensen\nTlf. 12 34 56 78", {17: "Fin"},
    ),
    hand("4. Salget\nkh anna", {4: "Salget"}),
    hand("4. Salget\n\nMange hilsner\nAnna 🌻", {4: "Salget"}),
    hand("4. Salget\n\n// Anna", {4: "Salget"}),
    hand("4. Salget\n\nBedste hilsner / Best regards\nAnna Sørensen\nVærkstedet A/S", {4: "Salget"}),
    hand(
        "1 mindre kørsel :)\n\nskrevet på mobil så undskyld stavefejl", {1: "mindre kørsel :)"},
        maybe={1: ("", "mindre kørsel :)\nskrevet på mobil så undskyld stavefejl")},
    ),
    hand("5. Vagtplanen\n\nSendt fra Yahoo Mail til Android", {5: "Vagtplanen"}),
    hand("5. Vagtplanen\n\nFå Outlook til Android", {5: "Vagtplanen"}),
    hand(
        "5. Vagtplanen\n\nMed venlig hilsen\n\nAnna Sørensen\nOperatør\n\nVærkstedet A/S\nHavnevej 12\n8000 Aarhus C\n"
        "M: +45 12 34 56 78\nwww.vaerkstedet.example\n\nTænk på miljøet, før du printer denne mail.",
        {5: "Vagtplanen"},
    ),
)  # fmt: skip

BELOW = (
    hand("", under={3: "excel", 4: "holdet", 5: "nix", 14: "8", 17: "👍"}),
    hand(
        "", under={10: "Det går godt på linjen.\n\nMen kontoret svarer ikke, når vi ringer.\n\nDet koster os timer.",
                   11: "se ovenfor"},
    ),
    hand(
        "Hej Lars\n\nSvarene står nedenfor.\n\nPS: Jeg har fri på fredag.", under={3: "At lodde"},
        unfiled="PS: Jeg har fri på fredag.",
    ),
    hand("", under={8: "Hej og godmorgen fra alle, når jeg kommer", 13: "Tak for altid at have tid",
                    16: "Hilsner fra oven er vi ikke vant til"}),
    hand("", under={3: "• Excel\n• Word", 6: "1) linjen\n2) lageret\n3) oplæring", 12: "→ fredagsoprydning"}),
    hand("Se venligst mine kommentarer med rødt", under={2: "Målet blev nået", 5: "Målet for 2025 blev det ikke"}),
    hand("", under={14: "kun mig: jeg har søgt et andet job", 15: "mere motion"},
         answers={14: "jeg har søgt et andet job"}, marks={14: PRIVATE}, hidden=("jeg har søgt et andet job",)),
    hand("", under={3: "At læse:\nHvad gik godt?\nsom et spørgsmål og ikke en anklage"},
         maybe={3: ("At læse:",), 4: ("som et spørgsmål og ikke en anklage",)}),
    hand("", under={6: "Maskine\tTimer\nA\t20\nB\t15"}, answers={6: "Maskine Timer\nA 20\nB 15"}),
    hand("22 mangler, den kommer i morgen", under={21: "Visionen"},
         unfiled="22 mangler, den kommer i morgen"),
    hand("", under={18: "Samme som sidste år:\n- færre stop\n- flere oplærte"}),
    hand("", under={5: "At jeg skrev »Venlig hilsen« til en kunde, der var død.\nMvh. må man ikke skrive der."}),
)  # fmt: skip

HIDDEN = (
    hand("14. (kun mig) jeg har søgt et andet job\n15. mere motion",
         {14: "jeg har søgt et andet job", 15: "mere motion"}, marks={14: PRIVATE}, hidden=("søgt et andet job",)),
    hand("KUN MIG - 14: jeg har søgt et andet job", {14: "jeg har søgt et andet job"}, marks={14: PRIVATE},
         hidden=("søgt et andet job",), maybe={14: OPEN}),
    hand("14. kunmig: jeg sover dårligt", {14: "jeg sover dårligt"}, marks={14: PRIVATE},
         hidden=("jeg sover dårligt",), maybe={14: OPEN}),
    hand("14. Kun mig jeg sover dårligt", {14: "jeg sover dårligt"}, marks={14: PRIVATE},
         hidden=("jeg sover dårligt",), maybe={14: OPEN}),
    hand("13. Du afbryder for meget (kun til mig)", {13: "Du afbryder for meget"}, marks={13: PRIVATE},
         hidden=("Du afbryder",), maybe={13: OPEN}),
    hand("14. det tager vi på mødet: jeg er ked af det", {14: "jeg er ked af det"}, marks={14: MEETING},
         hidden=("jeg er ked af det",), maybe={14: OPEN}),
    hand("14. Kun ved mødet: jeg er ked af det\n17. fin", {14: "jeg er ked af det", 17: "fin"}, marks={14: MEETING},
         hidden=("jeg er ked af det",)),
    hand("Alt det her er kun til mig selv.\n\n3. at sige fra\n14. jeg er træt",
         {3: "at sige fra", 14: "jeg er træt"}, marks={3: PRIVATE, 14: PRIVATE}, hidden=("jeg er træt",),
         maybe={3: OPEN, 14: OPEN}),
    hand("only me: 14. I am looking for another job", {14: "I am looking for another job"}, marks={14: PRIVATE},
         hidden=("looking for another job",), maybe={14: OPEN}),
    hand("14. private - I am looking for another job", {14: "I am looking for another job"}, marks={14: PRIVATE},
         hidden=("looking for another job",), maybe={14: OPEN}),
    hand("14. Kun mig:\nJeg sover dårligt.\n\nOg jeg har søgt et andet job.\n\n15. Løbe",
         {14: "Jeg sover dårligt.\nOg jeg har søgt et andet job.", 15: "Løbe"}, marks={14: PRIVATE},
         hidden=("søgt et andet job",)),
    hand("14. Kun mig, ikke Lars: jeg sover dårligt", {14: "jeg sover dårligt"}, marks={14: PRIVATE},
         hidden=("jeg sover dårligt",), maybe={14: ("", "ikke Lars: jeg sover dårligt")}),
    hand("Kun mig: 14, 15 og 16\n14. træt\n15. sove\n16. lade mig være",
         {14: "træt", 15: "sove", 16: "lade mig være"}, marks={14: PRIVATE, 15: PRIVATE, 16: PRIVATE},
         hidden=("lade mig være",), maybe={14: OPEN, 15: OPEN, 16: OPEN}),
    hand("10. Kun mig og Bo passer lageret, og det er for få.",
         {10: "Kun mig og Bo passer lageret, og det er for få."}),
    hand("14. Lars må ikke se det her: jeg har søgt et andet job", {14: "jeg har søgt et andet job"},
         marks={14: PRIVATE}, hidden=("søgt et andet job",),
         maybe={14: ("", "Lars må ikke se det her: jeg har søgt et andet job")}),
)  # fmt: skip
PREPARED = (*NUMBERED, *FREELY, *CLOSED, *BELOW, *HIDDEN)
