"""What people answer: plain sentences, and words that look like a header, a signature, a number or a quote."""

import re
from dataclasses import dataclass

from musmail.skema.forms import Mark
from tests.shapes.nasty import DA, EN

_NUMBERED = re.compile(r"[-*•\s]*(?:\d|(?:nr\.|no\.|q|spørgsmål|question|#)\s*\d)", re.I)
MARKED = {
    "kun mig: ": Mark.PRIVATE,
    "Kun mig: ": Mark.PRIVATE,
    "kun ved mødet: ": Mark.MEETING,
    "Kun ved mødet: ": Mark.MEETING,
    "only me: ": Mark.PRIVATE,
    "Only me: ": Mark.PRIVATE,
    "only at the meeting: ": Mark.MEETING,
    "Only at the meeting: ": Mark.MEETING,
}


@dataclass(frozen=True)
class Answer:
    """One answer as typed; `bare`: what is left of it without the mark it begins with."""

    text: str
    locale: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Give the lines; an empty one stands between paragraphs."""
        return tuple(self.text.split("\n"))

    @property
    def short(self) -> bool:
        """Say whether it fits on a question's own line."""
        return len(self.lines) == 1 and len(self.text) < 70

    @property
    def numbered(self) -> bool:
        """Say whether one of its lines begins as a numbered answer would: in a list nobody could tell them apart."""
        return any(_NUMBERED.match(line) for line in self.lines)

    @property
    def empty(self) -> bool:
        """Say whether it may as well mean that there is no answer: the field may be taken for left empty."""
        return self.text in ("-", "n/a", "Ingen kommentarer")

    @property
    def mark(self) -> Mark | None:
        """Name the mark it begins with."""
        return next((mark for words, mark in MARKED.items() if self.text.startswith(words)), None)

    @property
    def bare(self) -> str:
        """Give the words without the mark."""
        return next((self.text[len(words) :] for words in MARKED if self.text.startswith(words)), self.text)


_DA = (
    "At vi bliver enige om to ting, jeg skal lære næste år.",
    "Mere tid til opgaverne, færre møder.",
    "Ja",
    "Nej, ikke rigtig.",
    "Tak",
    "Tak for et godt år!",
    "Tak til Mette, som tog over, da jeg var på kursus.",
    "8",
    "7 ud af 10",
    "👍",
    "😀😀",
    "Godt 😊",
    "-",
    "Intet",
    "Ved ikke",
    "Se ovenfor",
    "Det har vi talt om.",
    "12. maj holdt jeg oplæg for hele afdelingen.",
    "3. maj 2026 fik vi den nye maskine i gang.",
    "2. kvartal blev bedre end 1. kvartal.",
    "1. januar overtog jeg lageret.",
    "Den 3. maj skrev jeg til Bo:\nkan vi flytte mødet?\nHan svarede aldrig.",
    "Den 14. juni kl. 10 skrev kunden: I er de bedste.",
    "On Monday skrev jeg til hele teamet, at vi var færdige.",
    "1. Ny kunde i Odense\n2. Færre fejl på linje 2\n3. Kursus i Excel",
    "1) Ro\n2) Regelmæssighed",
    "- at læse el-diagrammer\n- at sige fra i tide\n- at man godt må spørge to gange",
    "-projektledelse\n-budget\n-ferieplan",
    "* mere planlægning\n* mindre kørsel",
    "• Drift af linje 2\n• Reservedele\n• Oplæring af afløsere",
    "– færre stop\n– bedre overlevering",
    "Fra: konsulent\nTil: teamleder",
    "Fra: lager\nTil: indkøb\nDato: når det passer",
    "Emne: bedre møder",
    "Til: alle kolleger, tak for hjælpen",
    "Hilsen fra kunden: I redder vores dag hver gang.",
    "Hilsen fra kunden Hansen & Co. glædede mig mest.",
    "Med venlig hilsen er ikke nok, når en kunde klager; vi skal ringe.",
    "Venlighed og respekt",
    "Sendt fra min afdeling til jeres kommer der 40 sager om ugen.",
    "> 5 års erfaring med svejsning",
    "> 5 år i huset, og stadig glad for det",
    "< 10 fejl om måneden",
    "Omsætning > budget i tre kvartaler",
    "Jeg er klar til at tage mere ansvar.",
    "Jeg vil gerne flytte mig fagligt.",
    "Flytningen af lageret gik godt.",
    "Det er aftalt, at Jonas tager mandagene.",
    "Jeg er enig med min leder om det meste.",
    "Samarbejdet i teamet er godt.\n\nMen vi mangler tid til at tale sammen om morgenen.",
    "Først det gode: vi nåede det hele.\n\nSå det svære: to blev sygemeldt undervejs.\n\nOg nu kører det igen.",
    "Jeg trives.\n\nDet skyldes mest kollegerne.",
    "Arbejdet med arkivet\n---\nArbejdet med portalen",
    "Gammelt\n----------\nNyt",
    "Før\n__________\nEfter",
    "* * *\nMeget er sket siden sidst.",
    "Måned | Sager\nMaj | 40\nJuni | 62",
    "| Kursus | Pris |\n| Excel | 3.000 |",
    "Se https://intranet.firma.example/mus/planer?id=42&vis=alt for planen.",
    "https://www.kursus.example/svejs",
    "Kursuslisten på www.amu.example og et opkald til Karen på 12 34 56 78.",
    "Skriv til karen@skole.example om holdet.",
    "Det, der gik godt, var overdragelsen fra Lars til mig.",
    "Hvad der gik godt? Alt i salget.",
    "Meget er sket.\n* * *\nMere er på vej.",
    "Noget kan vokse: oplæringen. Noget kan fylde mindre: papirarbejdet.",
    "Store og små ting: el-diagrammer og kaffemaskinen.",
    "Mine hovedopgaver er drift, reservedele og oplæring.",
    "Balancen mellem arbejde og fritid er fin, når vagtplanen kommer i tide.",
    "kun mig: Jeg sover dårligt for tiden.",
    "Kun mig: Jeg overvejer et andet job.",
    "kun ved mødet: Lønnen vil jeg gerne tale om.",
    "kl. 7 om morgenen er bedst for mig",
    "50 % drift, 30 % oplæring og resten udvikling",
    "2026 var et år med mange skift.",
    "3 ting: ro, tid og en makker.",
    "Jeg citerer kunden: »I kom, da ingen andre ville.«",
    '"Det går nok" siger vi for tit.',
    "Vores motto: Vi lytter. Vi lærer. Vi leverer.",
    "P.S. husk at rose nattevagten.",
    "NB! Reolerne i hal 2 er stadig ikke boltet fast.",
    "Kursus i:\n- Excel\n- Word\n\nog måske projektledelse til foråret.",
    "Mvh. er en dårlig afslutning på en klage.",
    "Anna",
    "Lars har været en stor hjælp.",
    "Mødelokale 2 er for lille til os alle.",
    "Torsdag den 12. november er en travl dag, så jeg kommer lige fra linjen.",
    "Jeg vil gerne have et fast ugemøde om planen, fordi vi ellers mister overblikket, når der kommer hasteordrer "
    "ind sidst på ugen, og ingen ved, hvem der har lovet hvad til hvem.",
    "Oprindelig plan: to mand på linje 2. Ny plan: tre.",
    "Svar: ja, meget gerne.",
    "ad hoc-opgaver fylder for meget",
    "A) flere folk\nB) færre opgaver",
    "[x] el-eksamen\n[ ] truckkort",
    "Nr. 1 er sikkerheden.",
    "Spørgsmål 3 er svært at svare på.",
    "Q3 blev vores bedste kvartal.",
    "#1: sikkerhed",
    "Mandag: møde\nTirsdag: værksted\nOnsdag: kontor",
    "SV: ja, hellere end gerne",
    "Ingen kommentarer",
    "n/a",
    "<3 mit team",
    "Et <b>stort</b> ja & et lille nej",
    "C:\\drev\\planer\\uge_44.xlsx",
    "=> færre stop\n=> bedre overlevering",
    "Hej Bo, sagde jeg, og så gik det løs.",
    "Kære kolleger er det bedste ved jobbet.",
    "Færdig med el-eksamen i juni.",
    "Jeg skrev: »Det går ikke.« Og Bo skrev: »Jo.«",
    "Lars sagde fredag den 2. oktober kl. 9.15, at jeg kan få kurset:\ndet er jeg glad for.",
    "Telefon 12 34 56 78 ringer hele tiden; det er det, der stresser.",
    "Kl. 10.00–11.30 er det bedste tidspunkt for møder.",
    "   indrykket med vilje\n   i to linjer",
    "Besked fra Mette: planen holder.",
    "Dato for næste kursus: 4. marts",
    "Æblegrød, øl og åbne døre – det er fællesskab for mig.",
)
_EN = (
    "That we agree on two things I shall learn next year.",
    "More time for the tasks, fewer meetings.",
    "Yes",
    "No, not really.",
    "Thanks",
    "Thanks to Mette, who took over while I was away.",
    "8",
    "7 out of 10",
    "👍",
    "Good 🙂",
    "Nothing",
    "Don't know",
    "12 May I gave a talk to the whole department.",
    "2nd quarter was better than the 1st.",
    "1st of January I took over the stores.",
    "On 3 May I wrote to Bo:\ncan we move the meeting?\nHe never answered.",
    "On Tuesday the customer wrote: you are the best.",
    "1. New customer in Odense\n2. Fewer faults on line 2\n3. A course in Excel",
    "- reading wiring diagrams\n- saying no in time\n- asking twice is fine",
    "-project management\n-budget",
    "* more planning\n* less driving",
    "From: consultant\nTo: team leader",
    "From: stores\nTo: purchasing\nDate: when it suits",
    "Subject: better meetings",
    "Best regards from our customer Hansen & Co. pleased me most.",
    "Kind regards are not enough when a customer complains; we must call.",
    "Sent from my department to yours: 40 cases a week.",
    "> 5 years of experience in welding",
    "< 10 faults a month",
    "I am ready for more responsibility.",
    "I would like to move on professionally.",
    "I agree with my leader about most things.",
    "The team works well together.\n\nBut we lack time to talk in the morning.",
    "First the good: we made it.\n\nThen the hard part: two fell ill.\n\nAnd now it runs again.",
    "Work on the archive\n---\nWork on the portal",
    "Before\n__________\nAfter",
    "Month | Cases\nMay | 40\nJune | 62",
    "See https://intranet.firma.example/mus/plans?id=42&view=all for the plan.",
    "What went well was everything in sales.",
    "The balance between work and free time is fine when the rota comes in time.",
    "only me: I sleep badly these days.",
    "Only at the meeting: I would like to talk about my pay.",
    "50% running the line, 30% training, the rest development",
    "2026 was a year of many changes.",
    "No. 1 is safety.",
    "Question 3 is hard to answer.",
    "Q3 was our best quarter.",
    "Monday: meeting\nTuesday: workshop\nWednesday: office",
    "n/a",
    "<3 my team",
    "A <b>big</b> yes & a little no",
    "=> fewer stops\n=> better handover",
    "Hi Bo, I said, and off we went.",
    "Done with the electrician's exam in June.",
    "Lars said on Friday, 2 October 2026 at 9:15 that I can have the course:\nI am glad.",
    "Date of the next course: 4 March",
    "P.S. remember to praise the night shift.",
    "Courses in:\n- Excel\n- Word\n\nand perhaps project management in spring.",
    "Original plan: two on line 2. New plan: three.",
    "Lars has been a great help.",
    "I would like a fixed weekly meeting about the plan, as we otherwise lose track when urgent orders come in late "
    "in the week and nobody knows who promised what to whom.",
)
ANSWERS = tuple(Answer(text, "da") for text in _DA + DA) + tuple(Answer(text, "en") for text in _EN + EN)


def bank(locale: str) -> tuple[Answer, ...]:
    """Give the answers in a language."""
    return tuple(answer for answer in ANSWERS if answer.locale == locale)
