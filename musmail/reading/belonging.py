"""Belonging: what people type about words that fitted nowhere, in answer to a receipt that asks about them.

A bare "3" or "kun mig" is read so only where the letter asks, and where nothing else stands beside it: prose that
happens to hold the same words is somebody's words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from musmail.conversation.events import Intent, Said
from musmail.conversation.phrasebook import NUMBER, Phrasebook
from musmail.reading.page import words_of
from musmail.reading.sentences import LONGEST, Sentence, meant, sentences
from musmail.reading.sorting import Chunk
from musmail.skema.forms import Mark

ABOUT_TEXTS = frozenset({Intent.PLACE, Intent.KEEP, Intent.LEAVE})
_ASKS = "ordmig"  # the button that stands under every such text, whatever questions stand beside it
_MOST = 8  # sentences; more of them are a story

_NUMBER = (
    r"(?:(?:spørgsmål|spørgsmålet|spm|svar|svaret|nr|nummer|punkt|pkt|feltet?|question|answer|number|no|box"
    r"|point) ){0,2}(?P<number>\d{1,2})"
)
_TEXT = re.compile(r"\b(?:tekst(?:en)?|text)(?: nr| no| nummer| number)? (\d{1,2})\b")
# How people call the words they are asked about; the text's own number has been taken out by then.
_ALL = r"(?:begge(?: to| dele| tekster)?|dem begge|both(?: of them| texts)?|alle(?: sammen)?|all of them)"
_IT = (
    rf"(?:{_ALL}|(?:(?:det|den|dette|dem|de|teksten|ordene|sætningen|it|that|this|them|they|the text|the words"
    r"|those words)(?: her| der| here)?))"
)
_BELONGS = (
    r"(?:hører (?:hjemme |med |ind )?(?:til|under|ved|i|på)|skal (?:ind |hen |ned )?(?:til|under|ved)"
    r"|skal (?:stå|sættes|være|læses)(?: ind)? (?:under|til|ved|som svar på)|sættes under|står under"
    r"|(?:er|var|gælder|handler om|vedrører|passer)(?: (?:et |mit |en )?(?:svar|svaret|tilføjelse))?"
    r"(?: (?:på|til|under|ved))?"
    r"|(?:belongs?|goes?|fits?|should (?:go|stand|be)) (?:to|under|with|in|for)"
    r"|(?:is|was|are)(?: (?:an |my |the )?(?:answer|reply|addition))?(?: (?:to|under|for))?|answers|is about)"
)
_PLACE = re.compile(
    rf"(?:(?:nej|jo|ja|no|yes) )?(?:"
    rf"{_IT} (?:nok |jo |vist |faktisk |actually )?{_BELONGS} {_NUMBER}"
    r"|(?:(?:du (?:må|kan)|vil du|kan du|could you|can you|you can|please)(?: gerne| godt| lige| bare| please)* )?"
    rf"(?:sæt|sætte|læg|lægge|put|skriv|skrive|placer|placere|tilføj|tilføje|føj|føje|place|file|add)(?: {_IT})?"
    r"(?: (?:bare|lige|hen|ind|ned|over|venligst|please))*"
    rf" (?:under|til|ved|på|to|in|with|som svar på|as an answer to) {_NUMBER}"
    # "Flyt det til 3" may be about the talk.
    rf"|(?:flyt|move) {_IT}(?: ned| ind| over)? (?:under|(?:til|to)(?= (?:spørgsmål|spm|question) )) {_NUMBER}"
    rf"|(?:{_ALL}|dem|them) (?:til|under|to) {_NUMBER}"
    rf"|(?:(?:svar på|answer to|til|under|ved|to|for) )?{_NUMBER}"
    r")(?: (?:i stedet|instead))?".replace("(?P<number>", "(")
)
# One after the other in one sentence: "tekst 1 hører til 3 og tekst 2 til 5".
_EACH = re.compile(
    rf"(?:og |and |samt )?tekst (?P<passage>\d{{1,2}}) (?:{_BELONGS}|til|under|to) {_NUMBER}(?: |$)"
)
# What the letter told people to write, and the sentence people make of it: nothing else reads like that.
_TOLD = re.compile(
    rf"(?:det|den|teksten|it|that|this)(?: her)? (?:hører til|hører under|skal under|skal stå under|er svar på"
    rf"|belongs to|belongs under|goes under|is an answer to|is the answer to) {_NUMBER}"
)

_ME = r"(?:mig(?: selv)?(?: alene)?|myself|me(?: alone)?|mine (?:egne )?øjne|my eyes)"
_NOTE = r"(?:(?:en|som en|as a|a) (?:note|notat) )?"
_IS = r"(?:(?:er|var|skal være|skal blive|is|was|are|should be|stays?) )?"
_ONLY = (
    rf"(?:(?:kun|bare|blot|only|just) {_NOTE}(?:(?:til|for|to) )?{_ME}|{_NOTE}(?:til|for|to) {_ME}(?: only)?)"
)
_KEEP = re.compile(
    rf"(?:{_IT} )?{_IS}(?:{_ONLY}|privat|fortroligt|private|confidential)"
    rf"|(?:gem|behold|keep) {_IT}(?: {_ONLY}| som en note| as a note)?"
)
_TALK = r"(?:selve |the )?(?:mødet|samtalen|mus|meeting|talk)"
_MEETING = re.compile(
    rf"(?:{_IT} )?{_IS}(?:kun|først|only|not until) (?:ved|til|på|under|at|for|in) {_TALK}"
    rf"|{_IT} tager (?:vi|jeg) (?:ved|på|under|til) {_TALK}"
    rf"|(?:gem|vent med|keep|save) {_IT} (?:til|ved|på|for|until|till) {_TALK}|(?:vent|wait) (?:til|until) {_TALK}"
)
_LEAVE = re.compile(
    r"(?:(?:nej|jo|no|bare|just|please) )?(?:"
    r"(?:glem|ignorer|slet|fjern|drop|skip|forget|ignore|delete|disregard|remove)(?: (?:bare|lige|helt|just))?"
    rf"(?: {_IT})?(?: (?:bare|igen|again))?"
    rf"|(?:lad|leave|let) {_IT}(?: bare| blot| just)?(?: (?:ligge|være|stå|be|alone|as it is))?"
    r"|(?:spring|hop) (?:det |den |dem )?over|never ?mind|pyt(?: med (?:det|den))?"
    rf"|{_IT} (?:var|er|was|is) (?:bare|kun|blot|just|only) (?:(?:en|et|a|an|min|my) )?(?:lille |little )?"
    r"(?:hilsen|bemærkning|sidebemærkning|kommentar|tanke|joke|spøg|test|prøve|fejl|oplysning|besked"
    r"|greeting|remark|comment|thought|mistake|hello)(?: (?:til dig|til jer|to you))?"
    rf"|{_IT} (?:er|var|is|was) (?:ikke|not) (?:noget |ment som |meant as )?(?:et |an )?(?:svar|answer)"
    rf"|{_IT} (?:hører ikke til|skal ikke|does not belong|doesn t belong) (?:nogen steder|noget sted|noget"
    r"|noget spørgsmål|nogen af dem|anywhere)(?: hen)?"
    r"|ingen(?: af (?:dem|delene))?|intet(?: af det)?|none(?: of (?:them|these))?|nowhere|ingen steder)"
)
_ABOUT_ALL = re.compile(rf"\b(?:{_ALL}|dem|de|them|they)\b")


def texts_asked(book: Phrasebook, rows: Sequence[str]) -> tuple[int, ...]:
    """Number the texts a letter asks about, by what it says one may write about each of them."""
    told = [words_of(one.say.replace(NUMBER, "0")) for one in book.buttons if one.action == _ASKS and one.say]
    told = [words for words in told if "0" in words]
    if not told:
        return ()
    patterns = "|".join(" ".join(words).replace("0", r"(\d{1,2})") for words in told)
    found = [re.search(rf"(?:^| )(?:{patterns})$", " ".join(words_of(row))) for row in rows]
    numbers = [int(next(filter(None, match.groups()))) for match in found if match is not None]
    return tuple(dict.fromkeys(numbers))


def told(words: str, raw: str) -> list[Said]:
    """Read one sentence that can mean nothing else, whatever stands beside it."""
    each = _each(words, raw)
    if each:
        return each
    match = _TOLD.fullmatch(words)
    if match is not None:
        return [Said(Intent.PLACE, number=int(match["number"]), words=raw)]
    named = _TEXT.search(words)
    if named is None:
        return []
    said = _one(_TEXT.sub("det", words, count=1), raw)
    return [replace(said, passage=int(named[1]))] if said else []


def taken(
    chunks: Sequence[Chunk], texts: Sequence[int], pressed: str
) -> tuple[list[Said], tuple[Chunk, ...]]:
    """Take the words on top that say nothing but where the texts of a receipt belong; give what is left.

    Beside a button that puts a text under a question, only who may see it is taken.
    """
    found: list[Said] = []
    left: list[Chunk] = []
    for chunk in chunks:
        said, rest = ([], chunk.text) if chunk.field else _taken(chunk.text, texts, pressed)
        found.extend(said)
        if rest.strip():
            left.append(replace(chunk, text=rest))
    return (found, tuple(left)) if found else ([], tuple(chunks))


def _taken(text: str, texts: Sequence[int], pressed: str) -> tuple[list[Said], str]:
    if len(text) > LONGEST:
        return [], text
    some = meant(sentences(text)) or sentences(text)
    read = [_loose(one, texts) for one in some]
    if pressed:
        kept = [one for one, said in zip(some, read, strict=True) if not _keeps(said)]
        beside = [said for found in read if _keeps(found) for said in found]
        if re.sub(r"\d", "", pressed) != "ordtil" or not beside:
            return [], text
        return beside, "\n".join(one.raw for one in kept)
    if not texts or len(some) > _MOST or not all(read):
        return [], text
    return _latest([one for found in read for one in found]), ""


def _keeps(said: Sequence[Said]) -> bool:
    return bool(said) and all(one.intent is Intent.KEEP for one in said)


def _latest(said: Sequence[Said]) -> list[Said]:
    """Let what is said last of a text count; who may see it goes with where it belongs."""
    last: dict[tuple[int | None, bool], Said] = {}
    for one in said:
        keeps = one.intent is Intent.KEEP
        undone = [key for key, old in last.items() if key[0] == one.passage and _undoes(one, old)]
        for key in undone:
            del last[key]
        last[one.passage, keeps] = one
    return list(last.values())


def _undoes(one: Said, old: Said) -> bool:
    return Intent.LEAVE in (one.intent, old.intent) or one.intent is old.intent


def _loose(one: Sentence, texts: Sequence[int]) -> list[Said]:
    """Read a sentence of somebody who was asked, and may leave out what is plain."""
    if one.asks:
        return []
    # Courtesy may be a part of it: "det var bare en hilsen".
    for words in dict.fromkeys((one.words, " ".join(words_of(one.raw)))):
        for part in _parts(words):
            said = (
                told(part, one.raw) or list(filter(None, [_one(part, one.raw)])) or _clauses(one, part, texts)
            )
            if said and _ABOUT_ALL.search(part) and len(texts) > 1:
                said = [replace(said[0], passage=text) for text in texts]
            if said:
                return said
    return []


def _parts(words: str) -> Iterator[str]:
    yield words
    yield words.removeprefix("det ").removeprefix("og ")


def _clauses(one: Sentence, words: str, texts: Sequence[int]) -> list[Said]:
    """Read "2, kun mig": every clause must be one of ours."""
    clauses = sentences(one.raw.replace(",", "\n")) if words == one.words and "," in one.raw else []
    read = [_loose(clause, texts) for clause in clauses if clause.words]
    return [said for found in read for said in found] if len(read) > 1 and all(read) else []


def _one(words: str, raw: str) -> Said | None:
    match = _PLACE.fullmatch(words)
    if match is not None:
        return Said(Intent.PLACE, number=int(next(filter(None, match.groups()))), words=raw)
    if _MEETING.fullmatch(words):
        return Said(Intent.KEEP, field=Mark.MEETING.value, words=raw)
    if _KEEP.fullmatch(words):
        return Said(Intent.KEEP, words=raw)
    return Said(Intent.LEAVE, words=raw) if _LEAVE.fullmatch(words) else None


def _each(words: str, raw: str) -> list[Said]:
    """Read "tekst 1 hører til 3 og tekst 2 til 5", or one of them."""
    words = words.replace("teksten ", "tekst ").replace("text ", "tekst ")
    said: list[Said] = []
    place = 0
    while place < len(words):
        match = _EACH.match(words, place)
        if match is None:
            return []
        said.append(Said(Intent.PLACE, int(match["number"]), words=raw, passage=int(match["passage"])))
        place = match.end()
    return said


def resolved(
    said: Sequence[Said], texts: Sequence[int], open_ones: Sequence[int], unfiled: Sequence[str]
) -> list[Said]:
    """Name the text that is meant where the letter asks about only one; words in the same mail come before it."""
    still = [text for text in texts if text in open_ones] or list(texts[:1])
    if unfiled or len(still) != 1:
        return list(said)
    return [
        replace(one, passage=still[0]) if one.intent in ABOUT_TEXTS and one.passage is None else one
        for one in said
    ]
