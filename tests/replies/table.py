"""Table: what people type, letter by letter, and what they mean by it."""

from tests.replies.typed import Typed

LEADER = "leader"
ANNA_1_3 = ("PLC-kursus", "Anna", "2027-03-01", "kan rette fejl selv")
LARS_27_11 = ("Tjekliste", "Lars", "2026-11-27", "ingen stop")


def slot(words: str, *said: str, unfiled: str = "", times: tuple[str, ...] = ()) -> Typed:
    """Answer which time suits; all the words stand in the box too."""
    return Typed("convene_employee", words, said, unfiled=unfiled, times=times)


def sign(words: str, *said: str, unfiled: str = "", **more: str) -> Typed:
    """Answer the summary to sign; `more` is the text of a remark."""
    return Typed("sign", words, said, unfiled=unfiled, texts={said[0]: more["text"]} if more else {})


SLOTS = (
    slot("Jeg tager gerne torsdag", "choose_slot 2"),
    slot("Hej Lars\n\nDen midterste, tak.\n\nVh Anna", "choose_slot 2"),
    slot("nr 3 :-)", "choose_slot 3"),
    slot("10. nov", "choose_slot 1"),
    slot("Den første tid er fin, tak for det", "choose_slot 1"),
    slot("nr. 2, hvis det er ok", "choose_slot 2"),
    slot("Jeg kan ikke tirsdag. Torsdag er ok.", "choose_slot 2"),
    slot("Nummer 2, men jeg skal gå kl. 11", "choose_slot 2"),
    slot("Torsdag kl. 10-11.30, og så tager jeg Tove med", "choose_slot 2", "companion"),
    slot("Nr. 1 passer. Jeg vil gerne have min TR med.", "choose_slot 1", "companion"),
    slot("2, tak. Hvor skal det være?", "choose_slot 2", unfiled="Hvor skal det være?"),
    slot(
        "Ingen af dem passer. Kan vi sige mandag den 23. november kl. 10?",
        "other_time",
        times=("2026-11-23T10:00",),
    ),
    slot("Kan vi tage det i uge 48 i stedet?", "other_time"),
    slot("Jeg kan bedst onsdag den 18.", "other_time"),
    slot("Kan jeg holde den med Mona i stedet for Lars?", "other_interviewer"),
    slot("Måske torsdag, jeg skal lige spørge hjemme"),
    slot("ja"),
    slot("Hvad er forskellen på 1 og 2?"),
)
TIMES = (
    Typed(
        "convene_leader", "tirsdag d. 10. nov kl. 9, torsdag d. 12. nov kl. 10 og fredag d. 13. nov kl. 13",
        ("offer_times",), times=("2026-11-10T09:00", "2026-11-12T10:00", "2026-11-13T13:00"), sender=LEADER,
    ),
    Typed(
        "convene_leader", "1) 10/11 kl. 9\n2) 12/11 kl. 10\n3) 13/11 kl. 13",
        ("offer_times",), times=("2026-11-10T09:00", "2026-11-12T10:00", "2026-11-13T13:00"), sender=LEADER,
    ),
    Typed(
        "convene_leader", "Hej\n\nI uge 46 kan jeg tirsdag 9-11 og onsdag 13-15.\n\nMvh Lars",
        ("offer_times",), times=("2026-11-10T09:00", "2026-11-11T13:00"), sender=LEADER,
    ),
    Typed("convene_leader", "Find selv tider i min kalender", ("propose",), sender=LEADER),
    Typed("convene_leader", "foreslå selv noget", ("propose",), sender=LEADER),
    Typed("convene_leader", "Mona holder samtalen med Anna", ("other_interviewer",), sender=LEADER),
    Typed("convene_leader", "Hvor lang tid skal der sættes af?", sender=LEADER),
)  # fmt: skip
HELD = (
    Typed("held_question", "Ja", ("held",)),
    Typed("held_question", "Jep, i torsdags", ("held",)),
    Typed("held_question", "Vi holdt den torsdag den 12.", ("held",)),
    Typed("held_question", "Ja, men vi nåede ikke det hele", ("partly",)),
    Typed("held_question", "Ja. Vi nåede dog ikke det hele, resten tager vi 20/11 kl. 13.", ("partly",),
          times=("2026-11-20T13:00",)),
    Typed("held_question", "Vi kom kun halvvejs", ("partly",)),
    Typed("held_question", "Anna var syg, så den blev ikke til noget", ("not_held",)),
    Typed("held_question", "Nej. Vi har aftalt den 19. november kl. 9 i stedet.", ("not_held",),
          times=("2026-11-19T09:00",)),
    Typed("held_question", "Nix", ("not_held",)),
    Typed("held_question", "Det ved jeg ikke, jeg var på ferie"),
)  # fmt: skip
SUMMARIES = (
    Typed(
        "held",
        "Afholdt\n1: Enige om målet\n5: Vagtplanen er bedre\nPLC-kursus, Anna, 1/3 2027, kan rette fejl selv\n"
        "Tjekliste, Lars, 27/11, ingen stop",
        ("held",), {"point:1": "Enige om målet", "point:5": "Vagtplanen er bedre"},
        agreements=((None, *ANNA_1_3), (None, *LARS_27_11)), sender=LEADER,
    ),
    Typed(
        "held",
        "Den blev holdt.\n\nAftaler:\n1. Anna tager PLC-kursus inden 1. marts 2027\n2. Jeg laver en tjekliste "
        "senest den 27. november\n\nVenlig hilsen\nLars",
        ("held",),
        agreements=(
            (1, "Anna tager PLC-kursus inden 1. marts 2027", "Anna", "2027-03-01", ""),
            (2, "Jeg laver en tjekliste senest den 27. november", "Lars", "2026-11-27", ""),
        ),
        sender=LEADER,
    ),
    Typed(
        "held",
        "Ja\n\nAftale 1\nHvad: PLC-kursus\nHvem: Anna\nHvornår: 1. marts\nTegn: kan rette fejl selv\n\nAftale 2\n"
        "Hvad: Tjekliste\nHvem: Lars\nHvornår: 27/11\nTegn: ingen stop",
        ("held",), agreements=((1, *ANNA_1_3), (2, *LARS_27_11)), sender=LEADER,
    ),
    Typed(
        "held", "Ja\n\nAftale 1: PLC-kursus (Anna, 1. marts)\nAftale 2: Tjekliste (Lars, uge 48)",
        ("held",),
        agreements=((1, "PLC-kursus", "Anna", "2027-03-01", ""), (2, "Tjekliste", "Lars", "2026-11-27", "")),
        sender=LEADER,
    ),
    Typed(
        "held", "Afholdt\n\nPkt. 1: Enige\nPkt. 5: Vagtplan\n\nAftaler\n"
        "PLC-kursus | Anna | 1.3.2027 | kan rette fejl selv",
        ("held",), {"point:1": "Enige", "point:5": "Vagtplan"}, agreements=((None, *ANNA_1_3),), sender=LEADER,
    ),
    Typed(
        "held", "Ja, vi holdt den.\n\nReferat: Vi havde en god snak om det hele. Anna er glad for linjen.",
        ("held",), {"summary": "Vi havde en god snak om det hele. Anna er glad for linjen."}, sender=LEADER,
    ),
    Typed("held", "Holdt. Ingen aftaler i år.", ("held", "no_agreements"), sender=LEADER),
    Typed(
        "held", "Den blev holdt. Anna var glad for kurset, og jeg skriver referat i morgen.", ("held",),
        unfiled="Anna var glad for kurset, og jeg skriver referat i morgen.", sender=LEADER,
    ),
    Typed("missing_parts", "inden sommer, de kan selv", agreements=((6, "", "", "2027-07-01", "de kan selv"),),
          sender=LEADER),
    Typed("missing_parts", "6: 1. juni 2027, de to kører selv",
          agreements=((6, "", "", "2027-06-01", "de to kører selv"),), sender=LEADER),
    Typed("missing_parts", "Det ved vi ikke endnu", unfiled="Det ved vi ikke endnu", sender=LEADER),
)  # fmt: skip
SIGNED = (
    sign("Fint referat, jeg er enig", "agree"),
    sign("Jeg er enig i referatet. Tak for snakken!", "agree"),
    sign("Læst og godkendt\n\nVh Anna", "agree"),
    sign("jeps, enig", "agree"),
    sign("Jeg er helt enig i alt hvad der står", "agree"),
    sign("Tak, det er læst", "seen"),
    sign("Enig m. bem.: vi mangler en vikar", "agree_remark", text="vi mangler en vikar"),
    sign("Jeg er enig, men kurset er i maj", "agree_remark", text="men kurset er i maj"),
    sign("ja", unfiled="ja"),
    sign("Ikke enig i punkt 9", unfiled="Ikke enig i punkt 9"),
    sign("Enig, dog ikke i punkt 9", unfiled="Enig, dog ikke i punkt 9"),
    sign("Ja enig men nej til punkt 9", unfiled="Ja enig men nej til punkt 9"),
    sign("Hvad mener du med 9?", unfiled="Hvad mener du med 9?"),
    sign("Jeg har ikke læst det endnu", unfiled="Jeg har ikke læst det endnu"),
    sign("👍", unfiled="👍"),
    sign("Enig 👍\n\nSendt fra Outlook til iOS", "agree"),
    sign("Enig\n\nPS: Husk kagen", "agree_remark", text="PS: Husk kagen"),
    sign("Enig i alt, stryg dog 5", "strike 5"),
    Typed("sign", "ad 9) Vi sagde maj", (), {"point:9": "Vi sagde maj"}),
    Typed("sign", "stryg 5 tak", ("strike 5",)),
    Typed("before_signing", "Nej, ingen overraskelser, og det må alt sammen stå", ("no_surprise",)),
    Typed("before_signing", "Det var et fint referat, ingen bemærkninger", ("no_surprise",)),
    Typed("before_signing", "Jeg vil gerne have punkt 5 ud", ("strike 5",)),
    Typed("before_signing", "Ja, punkt 9 overraskede mig", unfiled="Ja, punkt 9 overraskede mig"),
)
STATUSES = (
    Typed("nudge", "Begge er i gang", ("status_under_way 4", "status_under_way 6")),
    Typed("nudge", "færdig med 4 og 6", ("status_done 4", "status_done 6")),
    Typed("nudge", "4 er færdig. 6 også.", ("status_done 4", "status_done 6")),
    Typed("nudge", "6: problem, vi mangler en mand", ("status_problem 6",),
          texts={"status_problem 6": "vi mangler en mand"}),
    Typed("nudge", "Hej\n\nAftale 4: Udført.\nAftale 6: I gang, de to er begyndt i uge 48.\n\nHilsen Anna",
          ("status_done 4", "status_under_way 6"), texts={"status_under_way 6": "de to er begyndt i uge 48"}),
    Typed("nudge", "4 er i mål, 6 er ikke begyndt", ("status_done 4",), unfiled="6 er ikke begyndt"),
    Typed("nudge", "Hvornår skal 6 være færdig?", unfiled="Hvornår skal 6 være færdig?"),
    Typed("nudge", "i gang", unfiled="i gang"),
)  # fmt: skip
OPENED = (
    Typed("opening", "Uddyb venligst 2 og 20", ("expand 2", "expand 20")),
    Typed("opening", "Nr. 20 må du gerne uddybe", ("expand 20",)),
    Typed("opening", "Kan du sige lidt mere om 5?", ("expand 5",)),
    Typed("opening", "Hvad mener du med nr. 5?", ("expand 5",)),
    Typed("opening", "uddyb 5\nJeg vil også gerne tale om løn", ("expand 5",),
          {"points": "Jeg vil også gerne tale om løn"}),
    Typed("opening", "Tak for svarene, kan du uddybe 5 og 20?", ("expand 5", "expand 20")),
    Typed("opening", "Jeg synes, vi skal tale om 5 og 20", (), {"points": "Jeg synes, vi skal tale om 5 og 20"}),
    Typed("opening", "Tak for svarene", unfiled="Tak for svarene"),
    Typed("invitation", "Jeg er blevet syg, kan vi flytte til næste uge?", ("move",)),
    Typed("invitation", "Desværre er jeg på kursus den dag. Passer torsdag den 19. kl. 9?", ("move",),
          times=("2026-11-19T09:00",)),
    Typed("invitation", "Kan vi mødes kl. 11 i stedet?", ("move",)),
    Typed("invitation", "Jeg tager Tove med", ("companion",)),
    Typed("invitation", "Jeg tager kage med", unfiled="Jeg tager kage med"),
    Typed("invitation", "Det er noteret", unfiled="Det er noteret"),
)  # fmt: skip
PREPARED = (
    Typed("preparation", 'ad 3: 2. kvartal var hårdt\nad 4: 3 kurser på 1 år\nad 5: "Sådan gør vi" er det værste svar',
          (), {"learnt": "2. kvartal var hårdt", "went-well": "3 kurser på 1 år",
               "went-less-well": '"Sådan gør vi" er det værste svar'}),
    Typed("preparation", "Hej Lars\n\nHer kommer mine svar:\n\n1) 3. marts var en god dag.\n2) 10 nye kunder\n"
          "5) 50 % spild\n\nDe bedste hilsner\nAnna Sørensen\nOperatør | Værkstedet A/S | +45 12 34 56 78",
          (), {"own-goal": "3. marts var en god dag.", "achieved": "10 nye kunder", "went-less-well": "50 % spild"}),
    Typed("preparation", "1 Et kursus\n2 Linjen kører\n17 Fin", (),
          {"own-goal": "Et kursus", "achieved": "Linjen kører", "balance": "Fin"}),
    Typed("preparation", "2. Det, jeg skrev den 3. maj kl. 10.30:\n- linjen\n- lageret", (),
          {"achieved": "Det, jeg skrev den 3. maj kl. 10.30:\n- linjen\n- lageret"}),
    Typed("preparation", "3. Venlig hilsen til alle\n4. Fra: konsulent\nTil: teamleder\n5. -----", (),
          {"learnt": "Venlig hilsen til alle", "went-well": "Fra: konsulent\nTil: teamleder",
           "went-less-well": "-----"}),
    Typed("preparation", "Jeg er ikke længere ansat i Værkstedet", unfiled="Jeg er ikke længere ansat i Værkstedet"),
    Typed("preparation", "1: ja\n2: nej\n17: ok", (), {"own-goal": "ja", "achieved": "nej", "balance": "ok"}),
    Typed("preparation", "18. Målene:\n1) spild under 2 %\n2) to nye oplært\n19. En robot", (),
          {"goals": "Målene:\n1) spild under 2 %\n2) to nye oplært", "new-tasks": "En robot"}),
    Typed("preparation", "14: kun mig: Jeg sover dårligt\n15: Kun til mødet: Lars lytter ikke", (),
          {"wellbeing": "Jeg sover dårligt", "wellbeing-employee": "Lars lytter ikke"},
          {"wellbeing": "private", "wellbeing-employee": "meeting"}),
    Typed("preparation", "kun mig 14: Jeg sover dårligt\n15: løb", (),
          {"wellbeing": "Jeg sover dårligt", "wellbeing-employee": "løb"}, {"wellbeing": "private"}),
    Typed("preparation", "3: Jeg har lært at sige nej\n\nSå er jeg færdig!", ("ready",),
          {"learnt": "Jeg har lært at sige nej"}),
    Typed("preparation", "3: Jeg har lært at sige nej\n\nKlar parat start er mit motto", (),
          {"learnt": "Jeg har lært at sige nej\nKlar parat start er mit motto"}),
    Typed("preparation", "1. PLC\n\nKan vi flytte samtalen til torsdag den 19. november kl. 9?", ("move",),
          {"own-goal": "PLC"}, times=("2026-11-19T09:00",)),
    Typed("preparation", "10: Fint. Kan vi flytte ugemødet til fredag?", (),
          {"cooperation": "Fint. Kan vi flytte ugemødet til fredag?"}),
    Typed("preparation", "Rettelse til 5: det var i maj", (), {"went-less-well": "det var i maj"}),
    Typed("preparation", "Slet mit svar på 13", (), {"feedback-leader": ""}),
    Typed("preparation", "Hvad mener I med 7?", unfiled="Hvad mener I med 7?"),
    Typed("preparation", "Jeg er klar til samtalen", ("ready",)),
    Typed("preparation", "", (), {"learnt": "2. Excel", "went-well": "Fra: kunderne\nTil: os", "balance": "ok"},
          under={"3. Hvad har du lært?": "2. Excel", "4. Hvad gik godt?": "Fra: kunderne\nTil: os",
                 "17. Hvordan er balancen mellem arbejde og fritid?": "ok"}),
    Typed("preparation", "Jeg er klar", ("ready",), {"development": "Et PLC-kursus"},
          under={"22. Hvad skal der til, for at du kan udvikle dig?": "Et PLC-kursus"}),
)  # fmt: skip
TABLE = (*SLOTS, *TIMES, *HELD, *SUMMARIES, *SIGNED, *STATUSES, *OPENED, *PREPARED)
