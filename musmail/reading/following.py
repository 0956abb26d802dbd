"""Following up: "mind min leder om 2", "send mig listen", and how an agreement from last time went."""

import re
from datetime import date, datetime, tzinfo

from musmail.conversation.events import Intent, Said
from musmail.reading.agreed import is_when, told
from musmail.reading.page import words_of
from musmail.reading.sentences import bare, joined, meant, sentences
from musmail.reading.status import status_of
from musmail.scheduling.prose import find_deadline

_KINDLY = (
    r"(?:(?:vil|kan|kunne|må) (?:du|i|jeg)(?: ikke| lige| gerne| godt| venligst| måske)* |jeg vil (?:også )?gerne "
    r"|(?:can|could|would|will|may) (?:you|i)(?: please)? |i would like (?:you )?to |venligst |please )?"
)
_OTHER = (
    r"(?:(?:min|my) (?:leder|chef|medarbejder|leader|manager|boss|employee)"
    r"|(?!(?:mig|os|me|us|jer|dig|you|selv) )[^\W\d]+)"
)
_AGREEMENT = (
    r"(?:(?:aftale|aftalen|aftalerne|nr|nummer|punkt|agreements?|no|number|item)"
    r"(?: nr| nummer| no| number)? )?"
)
REMIND = re.compile(
    _KINDLY + r"(?:(?:på)?minde?|remind)(?: lige| gerne| venligst| please)* "
    rf"{_OTHER}(?: lige| gerne| please)? (?:om|på|about|of) "
    rf"(?:{_AGREEMENT}(?P<numbers>\d{{1,2}}(?: (?:og |and )?\d{{1,2}})*)"
    r"|(?:den|det|denne|aftalen|sin aftale|it|this|the agreement))(?: igen| again)?"
)
LIST = re.compile(
    _KINDLY
    + r"(?:(?:sende?|få|have|se|bede om|get|see|have)(?: mig| me| os| us)?(?: lige| gerne| venligst)* )?"
    r"(?:(?:hele |the whole )?(?:aftale)?listen|(?:en )?liste|the list|(?:a )?list)"
    r"(?: (?:over|med|of|with)(?: (?:vores|mine|our|my|de|the))?(?: (?:åbne|open))? (?:aftaler|aftalerne|agreements))?"
    r"(?: igen| again)?"
)
_CLAUSE = re.compile(
    r"\s*[,;]\s*(?:(?:og|and)\s+)?|\s+(?:og|and)\s+(?=(?:p?å?mind|remind|send)\w*\b)", re.IGNORECASE
)

_FILLER = re.compile(
    r"ja|jo|yes|det|den|de|dem|er|blev|blevet|har|vi|jeg|i|helt|fuldt|kun|desværre|endnu|nu|så|også|fra|sidst|aftale|aftalen"
    r"|it|was|is|has|been|we|have|the|fully|only|unfortunately|yet|skal|vil|bliver|med|på|to|be|will|til|næste|år|next"
    r"|year|agreement|in|for"
)
_WORDS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.ITEM_NOT_REACHED,
        re.compile(
            r"ikke (?:nået|opnået|gennemført|lykkedes|sket|begyndt|i gang|udført|klaret|færdig)|nej|ikke endnu|ikke"
            r"|not (?:reached|achieved|done|completed|begun|started|yet)|no|not|never"
        ),
    ),
    (
        Intent.ITEM_PARTLY,
        re.compile(
            r"delvist?(?: nået| opnået)?|til dels|næsten|halvt|halvdelen|halvvejs|noget af det|i gang|undervejs"
            r"|partly(?: reached| achieved)?|partially|half(?: of it)?|halfway|almost|nearly|some of it|under way"
        ),
    ),
    (
        Intent.ITEM_REPEATED,
        re.compile(
            r"gentag(?:es|et|e)?|gentager|videreføres?|fortsætter|fortsættes|går videre|føres videre"
            r"|tages med(?: videre)?"
            r"|tager (?:den|det) med videre|udskydes|udskudt|repeat(?:ed|s)?|continues?|continued|go(?:es)? on"
            r"|carried (?:on|over|forward)|carry on|postponed"
        ),
    ),
    (
        Intent.ITEM_REACHED,
        re.compile(
            r"nået|opnået|gennemført|færdig|udført|klaret|i mål|lykkedes|sket|på plads|reached|achieved|completed|done"
            r"|finished"
        ),
    ),
)
_FIRST = re.compile(r"[.,:;!\n]|\s[–-]+\s|\s(?=(?:men|but|fordi|da|because|og|and)\b)", re.IGNORECASE)
_YES = re.compile(r"(?:ja|jo|yes)\s*[,.!]\s*(?=\S)", re.IGNORECASE)
_BORDER = " \t\n:.,;!–-"


def read_following(text: str) -> tuple[list[Said], str]:
    """Take out the wishes for a reminder of the other and for the list; each must be a clause of its own."""
    said: list[Said] = []
    rest: list[str] = []
    for one in sentences(text):
        clauses = _CLAUSE.split(one.raw)
        read = [_wish(clause) for clause in clauses]
        said += [wish for wishes in read for wish in wishes]
        left = [clause for clause, wishes in zip(clauses, read, strict=True) if not wishes]
        rest.append(", ".join(left) if any(read) else one.raw)
    if not said:
        return [], text
    left_over = "\n".join(row for row in rest if row.strip())
    return said, joined(meant(sentences(left_over)))


def read_wish_under(text: str, number: int) -> Said | None:
    """Read "mind min leder om den" under one agreement."""
    match = REMIND.fullmatch(bare(" ".join(words_of(text))))
    if match is None or match["numbers"] not in (None, str(number)):
        return None
    return Said(Intent.REMIND_OTHER, number=number, words=text)


def _wish(clause: str) -> list[Said]:
    words = bare(" ".join(words_of(clause)))
    if len(words) > 120:
        return []
    match = REMIND.fullmatch(words)
    if match is not None:
        numbers: list[int | None] = [int(one) for one in (match["numbers"] or "").split() if one.isdigit()]
        return [Said(Intent.REMIND_OTHER, number=number, words=clause) for number in numbers or [None]]
    return [Said(Intent.LIST, words=clause)] if LIST.fullmatch(words) else []


def read_outcome(text: str, number: int, *, now: datetime, zone: tzinfo) -> Said | None:
    """Read how an agreement from last time went, from what is typed under it; None where the words do not say."""
    text = text.strip()
    if not text or text.endswith("?"):
        return None
    text = _YES.sub("", text)
    stop = _FIRST.search(text)
    first = text[: stop.start()] if stop else text
    intent = _alone(" ".join(words_of(first)))
    beyond = text[len(first) :].lstrip(_BORDER) if intent else text
    intent = intent or _in_prose(sentences(text)[0].words)
    if intent is None:
        return None
    day = None if intent is Intent.ITEM_REACHED else _new_day(beyond, now, zone)
    return Said(intent, number=number, text=beyond, words=text, day=day)


def _alone(words: str) -> Intent | None:
    """Read a clause that says nothing else than how it went."""
    for intent, pattern in _WORDS:
        for match in re.finditer(rf"(?<!\S)(?:{pattern.pattern})(?!\S)", words):
            others = (words[: match.start()] + words[match.end() :]).split()
            if all(word.isdigit() or _FILLER.fullmatch(word) for word in others):
                return intent
    return None


def _in_prose(words: str) -> Intent | None:
    """Read a sentence under an agreement the way a status is read; trouble says nothing of how it went."""
    return {
        Intent.STATUS_DONE: Intent.ITEM_REACHED,
        Intent.STATUS_UNDER_WAY: Intent.ITEM_PARTLY,
    }.get(status_of(words) or Intent.WORDS)


def _new_day(text: str, now: datetime, zone: tzinfo) -> date | None:
    _, day = told(text, now, zone, ())
    if day is None and is_when(text, now, zone):
        day = find_deadline(text, now, zone=zone)
    return day if day is not None and day > now.astimezone(zone).date() else None
