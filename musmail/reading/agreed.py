"""Who and when in an agreement that somebody told in a sentence, or set apart with nothing but commas."""

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from musmail.reading.page import WORD, words_of
from musmail.scheduling.prose import find_deadline

# What a day stands behind in a sentence that is due on it; "erfaringerne fra marts" is not.
_DUE = re.compile(
    r"\b(?:inden|senest|før|frist(?:en)?|deadline|ultimo|medio|primo|til og med|by|before|no later than)\b",
    re.IGNORECASE,
)
_BOTH = frozenset({"begge", "vi", "both", "we"})
_ROLES = frozenset(
    {"leder", "lederen", "medarbejder", "medarbejderen", "chef", "chefen", "hr", "leader", "employee"}
)
_ME = frozenset({"jeg", "mig", "undertegnede", "me", "i"})
_COMMA = re.compile(r",\s+")
_BRACKETED = re.compile(r"(.*\S)\s*\(([^()]{3,120})\)\s*\.?")


def is_when(text: str, now: datetime, zone: tzinfo) -> bool:
    """Tell whether a short text is a day something is due."""
    return len(text) < 60 and find_deadline(text, now, zone=zone) is not None


def is_who(text: str, names: Sequence[str]) -> bool:
    """Tell whether a short text names somebody."""
    words = words_of(text)
    return bool(words) and len(words) <= 6 and any(word in _ME or word in _known(names) for word in words)


def person(who: str, names: Sequence[str]) -> str:
    """Put the writer's own name for "jeg"; `names` has the writer's first."""
    parts = names[0].split() if names else []
    return parts[0] if parts and who.strip(" .").lower() in _ME else who


def told(text: str, now: datetime, zone: tzinfo, names: Sequence[str]) -> tuple[str, date | None]:
    """Say of an agreement in a sentence whose it is and when it is due: "Anna tager kurset inden 1. marts"."""
    due = _DUE.search(text)
    day = find_deadline(text[due.start() : due.start() + 100], now, zone=zone) if due else None
    return person(_subject(text, names), names), day


def _subject(text: str, names: Sequence[str]) -> str:
    """Give the names a sentence begins with; in "Annas kursus" and "Lars’ plan" there are none."""
    known = _known(names)
    stop = 0
    for match in WORD.finditer(text[:80]):
        word = match[0].lower()
        if word in _ME and not stop:
            return match[0]
        if word not in known and not (stop and word in ("og", "and")):
            break
        if text[match.end() : match.end() + 1] in ("'", "’"):
            return ""
        if word in known:
            stop = match.end()
    return text[:stop].strip(" \t-–*•")


def _known(names: Sequence[str]) -> set[str]:
    return {part for name in names for part in words_of(name)} | _BOTH | _ROLES


def by_commas(text: str, now: datetime, zone: tzinfo, names: Sequence[str]) -> dict[str, str]:
    """Tell the parts apart around a name and a day side by side: "kursus, Anna, 1/3, bevis", "kursus (Anna, 1/3)"."""
    bracketed = _BRACKETED.fullmatch(text)
    pieces = _COMMA.split(f"{bracketed[1]}, {bracketed[2]}" if bracketed else text)
    for place in range(1, len(pieces) - 1):
        pair = pieces[place], pieces[place + 1]
        for who, by in (pair, pair[::-1]):
            if only_who(who, names) and is_when(by, now, zone):
                values = {"what": ", ".join(pieces[:place]), "who": who, "by": by}
                sign = ", ".join(pieces[place + 2 :])
                return {**values, "sign": sign} if sign else values
    return {}


def only_who(text: str, names: Sequence[str]) -> bool:
    """Tell whether a text is nothing but names."""
    known = _known(names) | {"og", "and"}
    return is_who(text, names) and all(word in known or word in _ME for word in words_of(text))
