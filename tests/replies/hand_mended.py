"""By hand: replies that were once not understood, by what they are, and others that must not be taken so."""

from tests.replies.hand import OPEN, PRIVATE, hand
from tests.replies.hand_short import LEADER, sign, slot, to

PREPARING = (
    hand(
        "hej lars\n1 at vi får snakket om vagterne\n4 holdet\n14 fint nok\n\nanna",
        {1: "at vi får snakket om vagterne", 4: "holdet", 14: "fint nok"},
    ),
    hand(
        "Kære Lars\n\nTak for spørgsmålene. Jeg har siddet med dem i weekenden, og her er, hvad jeg er kommet frem til."
        "\n\nTil spørgsmål 1: Jeg vil gerne have afklaret, om jeg kan komme på dagholdet.\n\nTil spørgsmål 5: Det gik "
        "skidt med oplæringen af vikarerne – de fik ingen introduktion.\n\nTil spørgsmål 10: Vi mangler at tale sammen "
        "på tværs.\n\nDe bedste hilsner fra\nAnna",
        {
            1: "Jeg vil gerne have afklaret, om jeg kan komme på dagholdet.",
            5: "Det gik skidt med oplæringen af vikarerne – de fik ingen introduktion.",
            10: "Vi mangler at tale sammen på tværs.",
        },
    ),
    hand("#3 excel\n#4 ro på\n#20 tag mig med på råd", {3: "excel", 4: "ro på", 20: "tag mig med på råd"}),
    hand(
        "Vedr. 5: vagtplanen\nAng. pkt. 12: vi rydder op hver fredag\nMht. 17: det går",
        {5: "vagtplanen", 12: "vi rydder op hver fredag", 17: "det går"},
        maybe={5: OPEN, 12: OPEN, 17: OPEN},
    ),
    hand(
        "1: mere ro, 2: ny linje, 3: Excel",
        {1: "mere ro", 2: "ny linje", 3: "Excel"},
        maybe={1: ("mere ro,", ""), 2: ("ny linje,", ""), 3: OPEN},
    ),
    hand("Så er alt udfyldt, og jeg er klar til torsdag", None, "ready"),
    hand(
        "3. Havd har du lært?\nat stave\n\n4. Hvad gik gdt?\nresten",
        {3: "at stave", 4: "resten"},
    ),
    hand("Slet svar 14 og 15", {14: "", 15: ""}),
    hand(
        "Hej, jeg bliver nødt til at flytte samtalen, jeg har tandlæge den dag. Kan det blive onsdag den 18. november "
        "kl. 10?", None, "move", times=("2026-11-18T10:00",),
    ),
    hand("4. Salget\n\nHa' en god weekend\nAnna", {4: "Salget"}),
    hand("4. Salget\n\nVi ses på torsdag!\nAnna", {4: "Salget"}, maybe={4: ("Salget\nVi ses på torsdag!",)}),
    hand("4. Salget\n\nTak og hej, leverpostej\n/Anna", {4: "Salget"}, maybe={4: ("Salget\nTak og hej, leverpostej",)}),
    hand("13. Dette er kun til mig selv: du afbryder", {13: "du afbryder"}, marks={13: PRIVATE},
         hidden=("du afbryder",), maybe={13: OPEN}),
)  # fmt: skip
SHORTLY = (
    slot("Enten 1 eller 3"),
    to("held_question", "nej lars var syg", "not_held"),
    to("held_question", "vi nåede kun til punkt 5, så vi mødes igen mandag den 23/11 kl 9", "partly",
       times=("2026-11-23T09:00",)),
    to("held_question", "nope", "not_held"),
    to("held", "Ja, vi holdt den i torsdags. Det var en god snak.\n\n1: Vi blev enige om PLC-kursus\n5: Vagtplanen "
       "sendes ud 14 dage før\n\nAftaler:\nPLC-kursus - Anna - 1. marts 2027 - kan rette fejl selv\nTjekliste - Lars - "
       "27/11 - ingen stop\n\nMvh Lars", "held", sender=LEADER,
       answers={"point:1": "Vi blev enige om PLC-kursus", "point:5": "Vagtplanen sendes ud 14 dage før"},
       agreements=((None, "PLC-kursus", "Anna", "2027-03-01", "kan rette fejl selv"),
                   (None, "Tjekliste", "Lars", "2026-11-27", "ingen stop"))),
    to("held", "Holdt. Vi lavede ingen aftaler, men havde en god snak.", "held", "no_agreements", sender=LEADER),
    to("opening", "5 og 20 må du gerne sige lidt mere om", "expand 5", "expand 20"),
    to("opening", "Tak, det læser jeg i aften", unfiled="Tak, det læser jeg i aften"),
    to("invitation", "Jeg bliver desværre nødt til at rykke samtalen, min søn skal til læge", "move"),
    to("receipt", "Nr. 5 skal være: Vagtplanen kom for sent i juni", answers={
        "went-less-well": "Vagtplanen kom for sent i juni"}),
    slot("1 eller 2"),
    slot("torsdag eller fredag"),
    slot("Either 1 or 3"),
    slot("1,3"),
    to("nudge", "4 er udført bortset fra eksamen", either=(("status_under_way 4",),)),
    to("nudge", "Vi går i gang med 6 til maj"),
    to("opening", "nej"),
    to("opening", "Ingen kommentarer"),
    to("opening", "Jeg har ikke flere punkter"),
    to("opening", "OK, vi ses torsdag"),
    to("opening", "uddyb"),
    to("invitation", "Vi må finde en anden dag", "move"),
    to("invitation", "I need to reschedule", "move"),
    to("invitation", "Jeg bliver nødt til at aflyse på torsdag", "move"),
    slot("1: nej, 2: nej, 3: ja", "choose_slot 3"),
    slot("Hverken 1 eller 2, men 3 går an", "choose_slot 3"),
    to("held_question", "Nej vi nåede det ikke", "not_held"),
    to("before_signing", "9 må gerne væk", "strike 9"),
    sign("Tilbage fra ferie – enig", "agree"),
)  # fmt: skip
# Several suit: none is chosen before somebody says which.
SEVERAL = (
    slot("2 eller 3, begge er fine"),
    slot("både 1 og 2 passer"),
    slot("both 1 and 3 work"),
    slot("tirsdag kl. 9 eller fredag kl. 13"),
    slot("1 og 3 går fint"),
    slot("2 eller 3, men helst 3", "choose_slot 3"),
    slot("neither 1 nor 3, but 2 is fine", "choose_slot 2"),
    slot("1: no, 2: yes, 3: no", "choose_slot 2"),
)
AHEAD = (
    to("nudge", "4 bliver færdig i maj"),
    to("nudge", "Vi skal i gang med 6 efter ferien"),
    to("nudge", "4 er færdig, og vi skal i gang med det næste", "status_done 4"),
    to("nudge", "4 er klaret på nær prøven"),
    to("nudge", "6 is done except the exam"),
    to("nudge", "4 er i gang, vi bliver færdige i maj", "status_under_way 4"),
)
NO_POINTS = tuple(
    to("opening", words, unfiled=words)
    for words in (
        "Nej tak", "Nope", "Nej, ikke noget herfra", "Jeg har ingen kommentarer", "Intet at tilføje", "No comments",
        "Nothing to add from me", "Vi ses på mødet", "See you Thursday", "Jeg glæder mig til samtalen",
    )
)  # fmt: skip
POINTS = tuple(
    to("opening", words, answers={"points": words})
    for words in (
        "Ingen plan for ferien", "Nej til flere vagter", "Jeg har ikke nok tid", "Vi ses for lidt i hverdagen",
        "Kommentarer fra kunderne", "No training for the new line", "Uddybe uddannelsesplanen", "Overtid",
    )
)  # fmt: skip
MOVED = (
    to("invitation", "Vi er nødt til at finde en ny tid", "move"),
    to("invitation", "Jeg må desværre aflyse mødet", "move"),
    to("invitation", "We need to find another day", "move"),
    to("invitation", "I have to cancel the meeting", "move"),
    to("invitation", "Jeg bliver nødt til at flytte mødet, der er revision den dag", "move"),
    to("preparation", "Jeg vil gerne flytte, min mand har fået job i Aalborg"),
    to("preparation", "Jeg skal finde en anden dag til mine børn"),
    to("invitation", "Vi må aflyse julefrokosten"),
    to("held_question", "Nej, Anna var desværre syg", "not_held"),
    to("held_question", "nej vi fik den desværre ikke", "not_held"),
    to("held_question", "We only got to question 7", "partly"),
    to("held_question", "Anna var syg i sidste uge"),
    to("held", "Holdt. Vi lavede ingen aftaler, men aftaler noget senere.", "held", sender=LEADER),
    to(
        "held",
        "Holdt. Vi har ingen aftaler, men Anna tager kurset",
        "held",
        sender=LEADER,
        unfiled="Vi har ingen aftaler, men Anna tager kurset",
    ),
    to("invitation", "Jeg må desværre aflyse julefrokosten på torsdag"),
    to("invitation", "Vi må finde en anden dag til sommerfesten"),
    to("before_signing", "9 skal ud", "strike 9"),
    to("before_signing", "9 må ikke slettes"),
    to("before_signing", "stryg ikke 9"),
    to("before_signing", "9 gange måtte vagterne laves om"),
    sign("Undskyld det sene svar, enig", "agree"),
    sign("Back from holiday - agreed", "agree"),
    sign("Tilbage fra ferie – ikke enig"),
)
LISTED = (
    hand("Vedr. pkt. 5: vagtplanen\nAngående 12: mere ro", {5: "vagtplanen", 12: "mere ro"}),
    hand("4: holdet; 5: vagterne", {4: "holdet", 5: "vagterne"}),
    hand(
        "5: mødet kl. 9 var for langt, 3: gange om ugen", {5: "mødet kl. 9 var for langt, 3: gange om ugen"}
    ),
    hand("hej\n3 excel\n4 ro på\n20 spørg mig\nmvh anna", {3: "excel", 4: "ro på", 20: "spørg mig"}),
    hand("3. Hvad har du lert?\nat svejse", {3: "at svejse"}),
    hand("4. Hvad er svært? Holdet", {4: "Hvad er svært? Holdet"}),
    hand("Slet mine svar på 14 og 15", {14: "", 15: ""}),
    hand("Nr. 4 skal være: Holdet", {4: "Holdet"}),
    hand("4. Salget\n\nHav en rigtig god dag\nAnna", {4: "Salget"}),
    hand("4. Salget\n\nSee you Thursday\nAnna", {4: "Salget"}),
    hand("4. Vi ses på torsdag\nAnna", {4: "Vi ses på torsdag\nAnna"}, maybe={4: ("Vi ses på torsdag",)}),
    hand("4. Salget\nVi ses på gangen\nog det er rart", {4: "Salget\nVi ses på gangen\nog det er rart"}),
    hand(
        "14. Dette er kun til mig: jeg er træt",
        {14: "jeg er træt"},
        marks={14: PRIVATE},
        hidden=("jeg er træt",),
    ),
)
# As people type on a phone, and what is nearly a command.
TYPED = (
    slot("kan ikk tirsdag men torsdag er fin", "choose_slot 2"),
    slot("fredag 👍", "choose_slot 3"),
    slot("1. og 2. kan jeg ikke, 3 kan jeg godt", "choose_slot 3"),
    slot("1 eller 2 går ikke"),
    slot("hellere fredag end torsdag"),
    to("invitation", "jeg flytter lige min bil inden mødet"),
    to("invitation", "Vi behøver ikke at flytte mødet, jeg er frisk igen"),
    to("invitation", "Jeg skal nok ikke aflyse på torsdag"),
    to("held_question", "ja men vi blev afbrudt efter en halv time", "partly"),
    to("held_question", "Yes, but we were interrupted", "partly"),
    to("held_question", "Ja, selvom Anna var syg i mandags", "held"),
    to("held_question", "no, Anna was sick", "not_held"),
    sign("Tilbage fra kursus. Er uenig"),
    sign("enig hvis 3 rettes"),
    sign("Jeg er næsten enig"),
    to("before_signing", "9 og 10 må gerne ud", "strike 9", "strike 10"),
    to("before_signing", "9 skal ud til kunderne"),
    to("nudge", "4 er så godt som færdig", "status_under_way 4"),
    to("nudge", "6 is as good as done", "status_under_way 6"),
    to("nudge", "4 færdig, 6 går i gang efter jul", "status_done 4"),
    to("nudge", "har ikke nået 4"),
    to("opening", "Kan du sige mere om 14?", "expand 14"),
    to("opening", "nej, men vi skal huske vagterne", answers={"points": "nej, men vi skal huske vagterne"}),
    to("receipt", "slet alt om 14 dage"),
    hand("jeg er klar, men mangler 14", None),
)
# What sounds like those and is something else.
PROSE = (
    to("invitation", "Jeg bliver nødt til at flytte til Aarhus"),
    to("invitation", "I need to reschedule the deliveries"),
    to("invitation", "Jeg er nødt til at aflyse kurset"),
    to("invitation", "Vi må finde en anden løsning"),
    to("invitation", "Kan vi finde en anden dag?", "move"),
    to("invitation", "Jeg må desværre melde afbud", "move"),
    to("invitation", "Kan vi rykke den en time?", "move"),
    to("nudge", "4 starter til maj"),
    to("nudge", "4 går i gang på mandag"),
    to("held_question", "Nej, Lars var syg, men vi holdt den dagen efter"),
    to("held_question", "Nej, vi holdt den ikke", "not_held"),
    to("before_signing", "5 skal uddybes"),
    sign("Punktet om løn – enig"),
    sign("Tilbage fra ferie, men uenig"),
    to(
        "opening",
        "Jeg har ikke noget imod at tale om løn",
        answers={"points": "Jeg har ikke noget imod at tale om løn"},
    ),
    to(
        "opening",
        "Nej, men jeg vil gerne tale om løn",
        answers={"points": "Nej, men jeg vil gerne tale om løn"},
    ),
)
MENDED = (*PREPARING, *SHORTLY, *SEVERAL, *AHEAD, *NO_POINTS, *POINTS, *MOVED, *LISTED, *TYPED, *PROSE)
