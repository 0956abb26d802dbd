"""Choosing a time: a slot's number, times in prose, or something else that is wished for."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from musmail.conversation.events import Intent, Said
from musmail.reading import phrases
from musmail.reading.page import words_of
from musmail.reading.sentences import Sentence, bare, joined, meant, sentences
from musmail.scheduling.prose import DayOnly, Week, find_times
from musmail.scheduling.slots import Slot

_ORDINALS = {
    "første": 1, "anden": 2, "andet": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sidste": -1, "midterste": 0,
    "mellemste": 0, "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "middle": 0,
}  # fmt: skip
_WORDS = {
    "en": 1,
    "et": 1,
    "ét": 1,
    "to": 2,
    "tre": 3,
    "fire": 4,
    "fem": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
}
_NUMBER = re.compile(
    r"(?<![\d.,:/-])(?:(?:nr|nummer|no|number|tid|mulighed|forslag|valg|option"
    r"|slot)\.?\s*)?(\d)(?:'eren|eren|ern)?(?![\d/]|[.,:]\d|\.\s*(?:jan|feb|mar|apr|maj|jun|jul|aug"
    r"|sep|okt|nov|dec))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:nr|nummer|no|number|tid|mulighed|forslag|valg|option|slot)\.?\s*(\d|en|et|to|tre|fire|fem"
    r"|one|two|three|four|five)\b",
    re.IGNORECASE,
)
_THE_NTH = re.compile(
    rf"\b(?:den|det|the|ja til (?:den|det)|vælger)\s+({'|'.join(_ORDINALS)})\b(?!\s+(?:end|leder))",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:ikke|ikk?|ej|aldrig|hverken|undtagen|not|neither|except|can't|cannot|optaget|booket|forhindret|umuligt?|bortrejst|syg|væk|barsel"
    r"|(?:på|til) (?:kursus|ferie|konference|møde|seminar|tjenesterejse)|(?:holder|har) ferie|busy|booked|away"
    r"|unavailable|fridag|fri|fødselsdag|nej(?=\W*$)|no(?=\W*$)|on (?:leave|holiday|vacation|a course)|travell?ing)\b",
    re.IGNORECASE,
)
# A time is chosen by a word that takes it, or by nothing beside it: "den 12. er jeg i Aarhus" takes none.
_TAKES = re.compile(
    r"\b(?:passer|fint?|ok|okay|kan|vælger|tager|ja|tak|bedst|bedre|helst|super|perfekt|god|godt|gør|virker|fungerer"
    r"|works?|fine|suits?|good|great|yes|please|best|better|choose|take|can)\b",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"man(?:dag)?|tirs?(?:dag)?|ons(?:dag)?|tors?(?:dag)?|fre(?:dag)?|lør(?:dag)?|søn(?:dag)?|d|kl|klokken|ca|at|on|of|uge"
    r"|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|am|pm|\d+(?:st|nd|rd|th)|formiddag|eftermiddag"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|maj|may|ju[nl]\w*|aug\w*|sep\w*|okt\w*|oct\w*|nov\w*|dec\w*|fra|til|to"
)
_COUNTED = re.compile(r"\b(?:vi|der|we|there) (?:er|are) \d", re.IGNORECASE)  # people, and no time
_TAKEN_BACK = re.compile(r"\W*(?:nej|no)(?:\W+(?:undskyld|vent|sorry|wait))*\W*", re.IGNORECASE)
# "Den 10. er jeg i Odense, så 3": what follows from a reason is the choice.
_SO = re.compile(r"\W*(?:så|derfor|so|therefore)\b", re.IGNORECASE)
# "To'eren tak".
_ERS = re.compile(r"\b(et|to|tre|fire|fem)['’]?(?:e?ren|eren)\b", re.IGNORECASE)
# A full stop after a number ends a clause only before a capital: not in "den 10. nov.".
_CLAUSE = re.compile(
    r"[;!?\n]|(?<!\d)\.|(?<=\d)\.(?=\s*(?:$|(?-i:[A-ZÆØÅ])))|,\s*|\s(?:men|but|mens|ellers|derimod)\s",
    re.IGNORECASE,
)
_PART = re.compile(r",|–| - | men ")
_YES, _NO = re.compile(r"\W*(?:ja|yes)\b", re.IGNORECASE), re.compile(r"\W*(?:nej|no)\b", re.IGNORECASE)
_CANCELLED = re.compile(r"\b(?:aflyste?|udsatte?|udskød|cancel?led|postponed)\b")
_TOOK_PLACE = re.compile(
    r"\b(?:blev|var) (?:holdt|afholdt)\b|\b(?:was|were) held\b"
    r"|\b(?:vi|jeg) (?:holdt|fik holdt|har holdt)\b(?! \w+ ikke)|\b(?:we|i) (?:held|had) it\b"
)
_ABOUT = re.compile(
    r"(?:samtalen|mødet|mus|den|vi|it|we|the talk|the meeting) "
)  # what a clause that says "not held" must be about
_BEST = re.compile(r"\b(?:helst|bedst|foretræk\w*|prefer\w*|best)\b", re.IGNORECASE)
# "2, hvis det er ok" is polite and no condition.
_POLITE = re.compile(
    r"(?:,\s)?\b(?:hvis|if)\s+(?:det\s+(?:er|stadig er)\s+(?:ok|okay|i orden|fint|muligt|ledigt?|fri)"
    r"|det\s+passer(?:\s+\w+)?|jeg\s+(?:må|kan|skal)\s+vælge|(?:that|it)\s+is\s+ok(?:ay)?)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"^\s*(?:om|whether)\b|\b(?:tjekker?|skal lige|undersøger?|måske|eventuelt|evt|hvis|ved ikke|spørge|maybe"
    r"|perhaps|if)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    """What times are read against."""

    now: datetime
    length: timedelta
    zone: tzinfo
    slots: tuple[Slot, ...] = ()


def times_in(text: str, when: When) -> tuple[Slot, ...]:
    """Give the times a text offers, as slots; days without a time are left to the person to complete."""
    found = find_times(text[:5000], when.now, when.length, zone=when.zone)
    return tuple(one.slot_or_day for one in found if isinstance(one.slot_or_day, Slot) and not one.ruled_out)


def read_times(text: str, when: When) -> tuple[list[Said], str]:
    """Read what the leader answers to "when can you?"."""
    said: list[Said] = []
    some = sentences(text)
    wants = [one for one in some if phrases.OTHER_INTERVIEWER.search(one.words)]
    if wants:
        said.append(Said(Intent.OTHER_INTERVIEWER, text=joined(wants), words=joined(wants)))
    others = [one for one in some if one not in wants]
    offered = times_in(joined(others), when)
    if offered:
        timeless = [one for one in meant(others) if not speaks_of_times(one, when)]
        return [Said(Intent.OFFER_TIMES, times=offered, words=joined(others)), *said], joined(timeless)
    if any(phrases.PROPOSE.fullmatch(one.words) for one in others):
        rest = [one for one in meant(others) if not phrases.PROPOSE.fullmatch(one.words)]
        return [Said(Intent.PROPOSE, words=text), *said], joined(rest)
    return said, joined(meant(others)) if said else text


def names_companion(words: str, raw: str) -> bool:
    """Tell whether a sentence says that somebody comes along."""
    if phrases.NO_COMPANION.search(words):
        return False
    return phrases.COMPANION.search(words) is not None or phrases.BRINGS.search(raw) is not None


def read_choice(text: str, when: When) -> tuple[list[Said], str]:
    """Read which slot is chosen, or what is wished for instead; a companion may be named beside it."""
    some = sentences(text)
    said: list[Said] = []
    wishes: list[Sentence] = []
    for one in some:
        if names_companion(one.words, one.raw):
            said.append(Said(Intent.COMPANION, text=one.raw, words=one.raw))
            wishes.append(one)
        elif phrases.OTHER_INTERVIEWER.search(one.words):
            said.append(Said(Intent.OTHER_INTERVIEWER, text=one.raw, words=one.raw))
            wishes.append(one)
    about = _POLITE.sub("", text if not wishes else joined(some))
    suiting = _suiting(about, when)
    if len(suiting) == 1:
        beside = [one for one in meant(some) if one not in wishes and not speaks_of_times(one, when)]
        return [Said(Intent.CHOOSE_SLOT, number=suiting[0], words=text), *said], joined(beside)
    others = joined([one for one in meant(some) if one not in wishes])
    if suiting:  # "1 eller 3": the invitation would go to both, so somebody must say which
        return said, others if said else text
    offered = times_in(others, when)
    if offered or phrases.NONE_FITS.search(" ".join(words_of(others))) or _wishes_else(others, when):
        return [Said(Intent.OTHER_TIME, text=others, times=offered, words=others), *said], ""
    return said, others if said else text


def speaks_of_times(one: Sentence, when: When) -> bool:
    """Tell whether a sentence is about the times: it names one, or says nothing but that they suit."""
    words = words_of(one.raw)
    return (
        bool(_numbers(_dotless(one.raw), when))
        or any(sign.isdigit() for sign in one.raw)
        or bool(find_times(one.raw[:600], when.now, when.length, zone=when.zone))
        or all(word.isdigit() or phrases.BESIDE_A_NUMBER.fullmatch(word) or word in _WORDS for word in words)
        or phrases.NONE_FITS.search(one.words) is not None
    )


def _wishes_else(text: str, when: When) -> bool:
    """Tell whether a day or week is wished for that none of the slots lies on."""
    if _UNSURE.search(text):
        return False
    days = {slot.start.astimezone(when.zone).date() for slot in when.slots}
    for one in find_times(text[:600], when.now, when.length, zone=when.zone):
        meant_at = one.slot_or_day
        if one.ruled_out or isinstance(meant_at, Slot):
            continue
        first = meant_at.day if isinstance(meant_at, DayOnly) else meant_at.day(0)
        last = first if isinstance(meant_at, DayOnly) else meant_at.day(6)
        dated = isinstance(meant_at, Week) or any(letter.isdigit() for letter in one.words)
        same = any(day.weekday() == first.weekday() for day in days) and not dated
        if not same and not any(first <= day <= last for day in days):
            return True
    return False


def _suiting(text: str, when: When) -> list[int]:
    """List the numbers said yes to, by number or by their time; only the one that suits best, where it says so."""
    if len(text) > 600:
        return []
    wanted: list[int] = []
    preferred: list[int] = []
    refused: set[int] = set()
    for clause in _CLAUSE.split(_dotless(text)):
        if _TAKEN_BACK.fullmatch(clause):
            wanted.clear()
            preferred.clear()
        numbers = _numbers(clause, when)
        if not numbers:
            continue
        if _NOT.search(clause):
            refused.update(numbers)
        elif _UNSURE.search(clause):
            return []
        else:
            wanted.extend(numbers)
            if _BEST.search(clause) or _SO.match(clause):
                preferred.extend(numbers[:1])
    kept = [number for number in dict.fromkeys(wanted) if number not in refused]
    best = [number for number in dict.fromkeys(preferred) if number not in refused]
    return best[:1] or kept


def _dotless(text: str) -> str:
    return re.sub(r"\b(nr|kl|ca|no|d|tid)\.", r"\1", text, flags=re.IGNORECASE)


def _numbers(clause: str, when: When) -> list[int]:
    """List the slots a clause speaks of, by number or by their time."""
    count = len(when.slots) or 9
    by_time = _by_time(clause, when)
    if by_time is not None:
        return by_time if _takes(clause) or _NOT.search(clause) else []
    found: list[int] = []
    for match in _NAMED.finditer(clause):
        word = match[1].lower()
        found.append(int(word) if word.isdigit() else _WORDS.get(word, 0))
    for match in _THE_NTH.finditer(clause):
        number = _ORDINALS[match[1].lower()]
        found.append(count if number < 0 else number or (count + 1) // 2 * (count % 2))
    found += [_WORDS[match[1].lower()] for match in _ERS.finditer(clause)]
    if not found and len(clause.split()) <= 12 and not _COUNTED.search(clause):
        words = words_of(clause)
        if all(word.isdigit() or phrases.BESIDE_A_NUMBER.fullmatch(word) for word in words):
            found = [int(match[1]) for match in _NUMBER.finditer(clause)]
        if not found and len(words) == 1 and words[0] in _WORDS:
            found = [_WORDS[words[0]]]
    return [number for number in found if 1 <= number <= count]


def _takes(clause: str) -> bool:
    beside = [word for word in words_of(clause) if not word.isdigit() and not _OF_TIME.fullmatch(word)]
    return _TAKES.search(clause) is not None or all(
        phrases.BESIDE_A_NUMBER.fullmatch(word) for word in beside
    )


def _by_time(clause: str, when: When) -> list[int] | None:
    """Match times in a clause to the slots offered; None when it holds no time."""
    found = find_times(clause[:600], when.now, when.length, zone=when.zone)
    if not found:
        return None
    numbers: list[int] = []
    for one in found:
        meant_at = one.slot_or_day
        hits: list[int] = []
        for number, slot in enumerate(when.slots, 1):
            if _fits(
                meant_at, slot, when, dated=any(letter.isdigit() for letter in one.words.partition("kl")[0])
            ):
                hits.append(number)
        if len(hits) == 1:
            numbers.append(hits[0])
    return numbers


def _fits(meant_at: object, slot: Slot, when: When, *, dated: bool) -> bool:
    """Match a time to a slot; a weekday without a date is the weekday among the slots."""
    start = slot.start.astimezone(when.zone)
    if isinstance(meant_at, Slot):
        other = meant_at.start.astimezone(when.zone)
        return start == other or (
            not dated and start.weekday() == other.weekday() and start.time() == other.time()
        )
    if isinstance(meant_at, DayOnly):
        return start.date() == meant_at.day or (not dated and start.weekday() == meant_at.day.weekday())
    return False


def read_held(text: str, when: When) -> tuple[list[Said], str]:
    """Read held / not held / partly from the first sentence that says it; the others are left."""
    some = sentences(text)
    spoken = meant(some)
    for place, one in enumerate(spoken[:3]):
        intent = _held(one)
        if intent is None:
            if place == 0 and one.asks:
                return [], text
            continue
        others = [other for other in spoken if other is not one]
        if intent is Intent.HELD and any(phrases.NOT_ALL.match(other.words) for other in others[:2]):
            intent = Intent.PARTLY
        if intent is Intent.HELD:
            return [Said(intent, words=joined([one, *(other for other in some if not other.words)]))], joined(
                others
            )
        times = times_in(text, when)
        return [Said(intent, text=text, times=times, words=text)], ""
    return [], text


def _held(one: Sentence) -> Intent | None:
    if one.asks or phrases.HEDGED.search(one.words):
        return None
    first, *later = (bare(" ".join(words_of(part))) for part in _PART.split(one.raw, maxsplit=4))
    yes, no = _YES.match(one.raw), _NO.match(one.raw)
    if any((yes and _CANCELLED.search(part)) or (no and _TOOK_PLACE.search(part)) for part in later):
        return None  # "Ja, men vi aflyste den": whoever says both is asked
    for words in (one.words, first):
        if phrases.PARTLY.match(words):
            return Intent.PARTLY
        if phrases.NOT_HELD.match(words):
            return Intent.NOT_HELD
        if phrases.HELD.fullmatch(words):
            return Intent.PARTLY if any(phrases.NOT_ALL.match(part) for part in later) else Intent.HELD
    # The reason may come first: "Anna var syg, så den blev ikke til noget".
    return (
        Intent.NOT_HELD if any(phrases.NOT_HELD.match(part) for part in later if _ABOUT.match(part)) else None
    )
