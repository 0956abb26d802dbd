"""By hand: short replies to the letters that are no skema, as people write them, and what a human would understand."""

from collections.abc import Mapping
from typing import Any

from tests.replies.hand import Hand
from tests.replies.typed import Typed

LEADER = "leader"


def to(letter: str, words: str, *said: str, either: tuple[tuple[str, ...], ...] = (), **more: Any) -> Hand:
    """Answer a letter."""
    maybe: Mapping[str, tuple[str, ...]] = more.pop("maybe", {})
    return Hand(Typed(letter, words, said, **more), maybe, either=either)


def slot(words: str, *said: str, **more: Any) -> Hand:
    """Answer which time suits."""
    return to("convene_employee", words, *said, **more)


def sign(words: str, *said: str, **more: Any) -> Hand:
    """Answer the summary to sign."""
    return to("sign", words, *said, **more)


NOTHING = ((),)  # to understand nothing and ask is as right

SLOTS = (
    slot("den 13. kl 13 passer mig bedst", "choose_slot 3"),
    slot("3'eren", "choose_slot 3", either=NOTHING),
    slot("Nr to", "choose_slot 2", either=NOTHING),
    slot("Jeg vil helst 2, ellers 3", "choose_slot 2", either=NOTHING),
    slot("tirsdag går ikke, men resten kan jeg"),
    slot("Jeg kan ikke nogen af dagene, er på barsel til 1. februar", "other_time"),
    slot("fredag eftermiddag er fint", "choose_slot 3"),
    slot("10/11 kl 9", "choose_slot 1"),
    slot("d. 12.", "choose_slot 2"),
    slot("Torsdag! Og jeg vil gerne have Tove Rasmussen med.", "choose_slot 2", "companion"),
    slot("Ja tak til fredag den 13., selvom det er fredag den 13. ;-)", "choose_slot 3"),
    slot("Thursday works for me", "choose_slot 2"),
    slot("Number two please!\n\nBest\nAnna", "choose_slot 2"),
    slot("1 nej\n2 ja\n3 nej", "choose_slot 2", either=NOTHING),
    slot("ikke 1"),
    slot("Begge de sidste passer"),
    slot("2\n\nnej undskyld, 3", "choose_slot 3", either=NOTHING),
    slot("Tirsdag er jeg på kursus, så torsdag må det blive", "choose_slot 2", either=NOTHING),
    slot("Kan vi gøre det over Teams på torsdag?", "choose_slot 2", either=NOTHING),
)
TIMES = (
    to(
        "convene_leader",
        "10/11 9-10.30, 12/11 10-11.30",
        "offer_times",
        times=("2026-11-10T09:00", "2026-11-12T10:00"),
        sender=LEADER,
    ),
    to(
        "convene_leader",
        "tirs 10. nov kl. 9\ntors 12. nov kl. 10",
        "offer_times",
        times=("2026-11-10T09:00", "2026-11-12T10:00"),
        sender=LEADER,
    ),
    to(
        "convene_leader",
        "d. 17/11 klokken halv ti",
        "offer_times",
        times=("2026-11-17T09:30",),
        sender=LEADER,
        either=NOTHING,
    ),
    to(
        "convene_leader",
        "Mandag den 16. kl. 8.30 eller tirsdag den 17. kl. 14",
        "offer_times",
        times=("2026-11-16T08:30", "2026-11-17T14:00"),
        sender=LEADER,
    ),
    to("convene_leader", "Spørg Anna, hvad hun kan", sender=LEADER),
    to(
        "convene_leader",
        "kan du ikke bare finde nogle tider til os",
        "propose",
        sender=LEADER,
        either=NOTHING,
    ),
    to(
        "convene_leader",
        "Vi er på messe i uge 46, så først ugen efter: onsdag den 18. kl. 13",
        "offer_times",
        times=("2026-11-18T13:00",),
        sender=LEADER,
    ),
    to(
        "convene_leader",
        "Tuesday 10 November at 9 or Thursday 12 November at 10",
        "offer_times",
        times=("2026-11-10T09:00", "2026-11-12T10:00"),
        sender=LEADER,
    ),
)
HELD = (
    to("held_question", "ja det gjorde vi", "held"),
    to("held_question", "jo, og det var en god snak", "held"),
    to("held_question", "Den blev aflyst pga. sne", "not_held"),
    to("held_question", "Ikke endnu, vi har sat ny tid torsdag den 19. kl. 10", "not_held",
       times=("2026-11-19T10:00",)),
    to("held_question", "Yes we did", "held"),
    to("held_question", "Det blev den da, men kun det halve", "partly", either=NOTHING),
    to("held", "afholdt\n\nAftaler\n• PLC-kursus – Anna – 1. marts 2027 – kan rette fejl selv\n• Tjekliste – Lars – "
       "27/11 – ingen stop", "held", sender=LEADER,
       agreements=((None, "PLC-kursus", "Anna", "2027-03-01", "kan rette fejl selv"),
                   (None, "Tjekliste", "Lars", "2026-11-27", "ingen stop"))),
    to("held", "afholdt\n\nAftaler:\nPLC-kursus\tAnna\t01-03-2027\tkan rette fejl selv\nTjekliste\tLars\t27-11-2026\t"
       "ingen stop", "held", sender=LEADER,
       agreements=((None, "PLC-kursus", "Anna", "2027-03-01", "kan rette fejl selv"),
                   (None, "Tjekliste", "Lars", "2026-11-27", "ingen stop"))),
)  # fmt: skip
SIGNED = (
    sign("Enig!", "agree"),
    sign("enig, tak for referatet", "agree"),
    sign("Det er jeg enig i", "agree"),
    sign("I agree", "agree"),
    sign("ok"),
    sign("Set, men ikke enig", "seen", either=NOTHING),
    sign("Jeg kan ikke skrive under på det her", unfiled="Jeg kan ikke skrive under på det her"),
    sign("Enig, hvis punkt 5 kommer ud"),
    sign("næsten enig"),
    sign("Ikke helt enig"),
    sign("Jeg er enig med Lars i, at vi ikke skal skrive under endnu"),
    sign("Uenig i det hele", unfiled="Uenig i det hele"),
    sign("Enig med bemærkning: kurset skal være 1. april", "agree_remark",
         texts={"agree_remark": "kurset skal være 1. april"}),
    sign("Hej Lars\n\nDet ser rigtigt ud, så jeg er enig.\n\nMvh Anna", "agree", either=NOTHING),
    sign("Enig med det meste"),
    to("before_signing", "nej", "no_surprise"),
    to("before_signing", "Stryg 2 og 9", "strike 2", "strike 9"),
    to("before_signing", "slet punkt 11, tak", "strike 11"),
    to("before_signing", "Det kom bag på mig, at vagtplanen blev vendt imod mig.",
       unfiled="Det kom bag på mig, at vagtplanen blev vendt imod mig.", either=(("words",),)),
    to("before_signing", "Nej, men stryg 5", "strike 5", either=(("no_surprise", "strike 5"),)),
)  # fmt: skip
REST = (
    to("nudge", "4 færdig!!", "status_done 4"),
    to("nudge", "PLC-kurset er bestået", "status_done 4", either=NOTHING),
    to("nudge", "nr 4 kører, nr 6 har jeg ikke haft tid til", "status_under_way 4", either=NOTHING),
    to("nudge", "6'eren går i stå, der er ingen vikarer", "status_problem 6", either=NOTHING),
    to("nudge", "Aftale 4 er udført og 6 er i gang :-)", "status_done 4", "status_under_way 6"),
    to("nudge", "udført"),
    to("nudge", "4 er ikke færdig", either=(("status_under_way 4",),)),
    to("nudge", "4 done, 6 under way", "status_done 4", "status_under_way 6"),
    to("opening", "uddyb 6 tak", "expand 6"),
    to("opening", "Kan vi også tale om nattillæg?", answers={"points": "Kan vi også tale om nattillæg?"},
       maybe={"points": ("",)}),
    to("invitation", "Kan det blive en halv time senere?", "move", either=NOTHING),
    to("invitation", "Super, det glæder jeg mig til", unfiled="Super, det glæder jeg mig til"),
    to("invitation", "Jeg tager min tillidsmand med, Tove", "companion"),
    to("receipt", "11: det var ikke Bo, det var Ib", answers={"costly-relations": "det var ikke Bo, det var Ib"}),
)  # fmt: skip
# Each names a number, a day or a word of ours and means no such thing: acting on it costs most.
NO_ACTION = (
    slot("10. november er min fødselsdag"),
    slot("den 12. er jeg i Aarhus"),
    slot("Tirsdag er min fridag"),
    slot("Jeg skal lige tjekke, om fredag går"),
    slot("vi er 3, der gerne vil have torsdag fri"),
    slot("2 nej, 3", "choose_slot 3", either=NOTHING),
    slot("1? Nej, 2.", "choose_slot 2", either=NOTHING),
    sign("Enig, når punkt 5 er rettet"),
    sign("Enig\n\nEller vent, nej"),
    to("nudge", "4 udført? nej"),
    to("nudge", "ingen problemer med 4", either=(("status_under_way 4",),)),
    to("held_question", "Ja, men vi aflyste den", "not_held", either=NOTHING),
    to("held_question", "Nej, den blev holdt onsdag i stedet", "held", either=NOTHING),
    to("invitation", "Passer fint, vi skal ikke flytte"),
    to("before_signing", "stryg ikke 5"),
    to("before_signing", "stryg 2 (eller var det 3?)"),
    to("preparation", "Jeg er klar over, at fristen er i morgen"),
    to("preparation", "Lars er klar"),
)
# To understand nothing and ask is safe, and yet nobody would have to ask.
SAFE = (slot("1. optaget\n2. ledig\n3. optaget", "choose_slot 2", either=NOTHING),)
SHORT = (*SLOTS, *TIMES, *HELD, *SIGNED, *REST, *NO_ACTION, *SAFE)
