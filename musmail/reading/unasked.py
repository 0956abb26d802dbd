"""What somebody writes to the mailbox of their own accord: read for the few things it can be asked, and no others.

Whole sentences are matched, as everywhere: prose that only contains such words is kept for a person.
"""

import re

from musmail.conversation.persons import Person
from musmail.conversation.wishes import Wish, Wished, Wrote
from musmail.reading import mime
from musmail.reading.choosing import When, times_in
from musmail.reading.context import Context, Kept, Understood
from musmail.reading.forms import read_forms
from musmail.reading.head import Head
from musmail.reading.intent import moves
from musmail.reading.original import original
from musmail.reading.page import page
from musmail.reading.render import render
from musmail.reading.sentences import LONGEST, Sentence, joined, meant, sentences
from musmail.reading.sorting import sort

_MINE = r"(?:(?:en|min|mine|vores|årets|næste|a|an|the|my|our|this year s|next) )*"
_TALK = (
    rf"{_MINE}(?:mus|lus|mus samtalen?|medarbejderudviklingssamtalen?|udviklingssamtalen?|medarbejdersamtale"
    r"|development (?:talk|conversation))"
)
_MEETING = rf"(?:{_TALK}|samtalen|mødet|vores (?:møde|samtale)|the (?:meeting|talk))"
_WITH = r"(?: (?:med|with) (?:min |my )?\w+)?"
_SOON = r"(?: (?:snart|hurtigst muligt|så snart som muligt|i år|nu|soon|as soon as possible|this year|now))?"


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in alternatives))


_PATTERNS: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    (
        Wish.TALK,
        _any(
            r"(?:jeg|vi) (?:vil gerne|ønsker|vil godt|skal|mangler)(?: (?:bede om|have|holde|få|at få|at holde))?"
            rf" {_TALK}{_WITH}{_SOON}",
            rf"(?:(?:jeg|vi) )?(?:anmoder|beder) (?:hermed )?om {_TALK}{_WITH}{_SOON}",
            rf"(?:må|kan|kunne) (?:jeg|vi) (?:få|bede om|holde) {_TALK}{_WITH}{_SOON}",
            rf"(?:anmodning|ønske|bed|anmod) om(?: at (?:få|holde))? {_TALK}{_WITH}{_SOON}",
            r"(?:i|we) (?:would like|want|wish|need)(?: to (?:have|hold|ask for|request))?"
            rf" {_TALK}{_WITH}{_SOON}",
            rf"(?:can|could|may) (?:i|we) (?:have|get|ask for|hold) {_TALK}{_WITH}{_SOON}",
            rf"(?:(?:i|we) )?(?:ask for|request|request for|book|arrange) {_TALK}{_WITH}{_SOON}",
        ),
    ),
    (
        Wish.STATUS,
        _any(
            rf"(?:hvad er )?(?:min )?status(?: (?:på|for|of) {_TALK})?",
            rf"hvor (?:langt )?(?:er|står) (?:jeg|vi|{_TALK})(?: (?:nået|henne))?",
            rf"hvornår (?:er|skal|har) (?:(?:jeg|vi|der) )?(?:(?:have|holde|til) )?{_TALK}{_WITH}",
            rf"what is (?:the |my )?status(?: of {_TALK})?",
            rf"where (?:am i|are we|is {_TALK})",
            rf"when (?:is|do (?:i|we) have) {_TALK}{_WITH}",
        ),
    ),
    (
        Wish.HELP,
        _any(
            "hjælp|help|vejledning",
            r"hvad kan (?:jeg|man) (?:skrive|spørge om|bruge (?:postkassen|mailen) til)",
            r"hvordan (?:virker|fungerer) (?:det|det her|postkassen)",
            r"hvad kan (?:du|postkassen)",
            r"what can i (?:write|ask|do)|how does (?:this|it) work",
        ),
    ),
    (
        Wish.LIST,
        _any(
            r"(?:(?:send|vis|må jeg få|kan jeg få|jeg vil gerne (?:have|se)) (?:mig )?)?(?:listen|min liste)",
            r"(?:(?:send|vis|må jeg få|kan jeg få|jeg vil gerne (?:have|se)) (?:mig )?)?"
            r"(?:listen over |en liste over )?(?:mine|vores) (?:åbne )?aftaler",
            r"hvilke aftaler har (?:jeg|vi)|hvad har (?:jeg|vi) aftalt",
            r"(?:(?:send|give|show) me )?(?:the list|my list|(?:the list of )?(?:my|our) (?:open )?agreements)",
            r"what (?:did|have) (?:i|we) agreed?(?: on)?",
        ),
    ),
    (
        Wish.EXPORT,
        _any(
            r"(?:eksporter|eksportér|udlever|send|giv)(?: mig)? (?:alle )?mine (?:data|oplysninger)",
            r"(?:jeg vil gerne (?:have|se)|jeg beder om) (?:alle )?mine (?:data|oplysninger)",
            r"(?:jeg vil gerne have |anmodning om |jeg beder om )?(?:akt)?indsigt i mine (?:data|oplysninger)",
            r"(?:export|send me|give me) (?:all )?my data",
        ),
    ),
    (
        Wish.MOVE,
        _any(
            rf"(?:jeg|vi) (?:vil gerne|skal|må|er nødt til at|bliver nødt til at) (?:have )?flyttet? {_MEETING}",
            rf"(?:i|we) (?:would like|want|need|have) to move {_MEETING}",
        ),
    ),
)
# A note begins with its word and a colon or dash, and goes on to the end of the mail.
_NOTE = re.compile(
    r"^[ \t]*(?:note|notat|notits|husk|til mig selv|memo|remember)"
    r"(?: (?:til (?:min )?mus|til mig selv|to self|to myself|for mus))?[ \t]*[:–—-][ \t]*(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_YES = re.compile(r"(?:ja|yes|bekræft|confirm)(?: (?P<number>\d{1,4}))?")
_MARKS = re.compile(r"^\s*(?:(?:sv|vs|re|fw|fwd|aw)\s*:\s*)+", re.IGNORECASE)
_TAG = re.compile(r"\s*\[[cpg][a-z2-7]{9}(?:-\d{1,5})?\]\s*$", re.IGNORECASE)


def unasked(message: mime.Message, head: Head, context: Context) -> Understood:
    """Read a person's mail that answers no letter of a talk; the sender must be the person."""
    person = context.conversation
    assert isinstance(person, Person)
    own = context.route.letter
    if not person.party.writes_from(head.sender):
        return Understood(
            Kept("the sender is not the person this letter was for", notify=own is not None), own
        )
    if message.kind == "multipart/encrypted" or message.kind.endswith("pkcs7-mime"):
        return Understood(Kept("the mail is encrypted"), own)
    forms = read_forms(message, None, context.portion)
    rendered, extra = render(message) if context.portion.words else (page(()), [])
    letters = [original(one.passages) for one in reversed(context.letters)]
    names = (head.sender_name, person.party.name)
    typed = "\n".join(chunk.text for chunk in sort(rendered, letters, names, lists=False).chunks)
    typed += "".join(f"\n{line.text}" for line in extra if line.depth == 0 and line.text.strip())
    confirmed, typed = _confirmed(context.route.action, typed, own is not None)
    when = When(context.now, context.meeting_length, context.zone, ())
    named = bool(forms.unread or forms.others)  # a subject above files alone says what they are
    said = _with_subject(head.subject, typed, own is not None, named) if context.portion.words else ""
    wishes, rest = read_wishes(said, when)
    event = Wrote(
        at=context.now,
        key=context.key,
        wishes=tuple(wishes),
        confirmed=confirmed,
        unplaced=bool(rest.strip()),
        answers=own is not None and context.route.via == "token",
        talks=tuple(context.talks),
        files=len(forms.others),
        unread=tuple(dict.fromkeys(one.why for one in forms.unread)),
    )
    found = [one.wish.value for one in wishes] or ["nothing the mailbox can be asked"]
    return Understood(event, own, tuple(f"written of their own accord: {one}" for one in found))


def _confirmed(action: str, typed: str, own: bool) -> tuple[tuple[int, ...], str]:
    """Take a pressed button, or "ja 2" in an answer to our own letter; the button's own words are no others."""
    if action.startswith("ja") and action[2:].isdigit():
        rest = [one for one in sentences(typed) if not _YES.fullmatch(one.words)]
        return (int(action[2:]),), joined(rest)
    if not own:
        return (), typed
    numbers, rest = [], []
    for one in sentences(typed):
        match = _YES.fullmatch(one.words)
        if match is not None and match["number"]:
            numbers.append(int(match["number"]))
        else:
            rest.append(one)
    return tuple(numbers), joined(rest) if numbers else typed


def _with_subject(subject: str, typed: str, own: bool, named: bool) -> str:
    """Read the subject too where it is the person's own: "Status", or "Note: …", with an empty mail below."""
    words = _TAG.sub("", subject).strip()
    if own or _MARKS.match(words) or not words:
        return typed
    said = _NOTE.match(words) is not None or any(_wish_of(one) for one in sentences(words))
    if not said and (typed.strip() or named):
        return typed  # a heading above words of its own
    return f"{words}\n{typed}" if typed.strip() else words


def read_wishes(text: str, when: When) -> tuple[list[Wished], str]:
    """Read what is wished for, and give the words nobody could place."""
    note = _NOTE.search(text)
    before, noted = (text[: note.start()], text[note.end() :].strip()) if note else (text, "")
    found = [Wished(Wish.NOTE, text=noted)] if noted else []
    if len(before) > LONGEST:
        return found, before
    rest: list[Sentence] = []
    wishes: list[Wished] = []
    for one in sentences(before):
        wish = _wish_of(one)
        if wish is None:
            rest.append(one)
        else:
            wishes.append(Wished(wish))
    if any(one.wish is Wish.MOVE for one in wishes):
        times = times_in(before, when)
        wishes = [Wished(Wish.MOVE, times=times) if one.wish is Wish.MOVE else one for one in wishes]
        rest = [one for one in rest if not times_in(one.raw, when)]
    return [*dict.fromkeys(wishes), *found], joined(meant(rest))


def _wish_of(one: Sentence) -> Wish | None:
    if not one.words or len(one.words) > 200:
        return None
    for wish, pattern in _PATTERNS:
        if pattern.fullmatch(one.words):
            return wish
    return Wish.MOVE if moves(one.words, one.raw) else None
