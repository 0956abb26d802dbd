"""What our letters tell people to write and what buttons write for them, in every language of the phrasebook."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from musmail.conversation.events import Intent
from musmail.conversation.phrasebook import NUMBER, Phrasebook
from musmail.reading.page import words_of
from musmail.reading.sentences import bare

# Actions are the same in every language.
INTENTS: dict[str, Intent] = {
    "tid": Intent.CHOOSE_SLOT,
    "andentid": Intent.OTHER_TIME,
    "ledsager": Intent.COMPANION,
    "foreslaa": Intent.PROPOSE,
    "klar": Intent.READY,
    "flyt": Intent.MOVE,
    "kort": Intent.SHORT_TALK,
    "afholdt": Intent.HELD,
    "ikkeafholdt": Intent.NOT_HELD,
    "delvist": Intent.PARTLY,
    "set": Intent.SEEN,
    "enig": Intent.AGREE,
    "bemaerkning": Intent.AGREE_REMARK,
    "intetnyt": Intent.NO_SURPRISE,
    "udfoert": Intent.STATUS_DONE,
    "igang": Intent.STATUS_UNDER_WAY,
    "problem": Intent.STATUS_PROBLEM,
    "mind": Intent.REMIND_OTHER,
    "listen": Intent.LIST,
    "uddyb": Intent.EXPAND,
    "ingenaftaler": Intent.NO_AGREEMENTS,
    "ordtil": Intent.PLACE,  # two numbers: the passage, then the question
    "ordmig": Intent.KEEP,
    "ordlad": Intent.LEAVE,
}
_NOTHING = re.compile(r"(?!)")


class Meant(NamedTuple):
    """An intent, and the numbers said with it."""

    intent: Intent
    number: int | None
    passage: int | None = None


def meant(intent: Intent, numbers: Sequence[int]) -> Meant:
    """Say which number is whose: of words that fit nowhere, the first names the words."""
    if intent in (Intent.PLACE, Intent.KEEP, Intent.LEAVE):
        return Meant(intent, numbers[1] if len(numbers) > 1 else None, numbers[0] if numbers else None)
    return Meant(intent, numbers[0] if numbers else None)


def said(book: Phrasebook, words: str, expects: Collection[Intent]) -> Meant | None:
    """Say what the words of a sentence mean where they are what some letter told people to write."""
    for intent, pattern in _sayings(book):
        if intent in expects:
            match = pattern.fullmatch(words)
            if match is not None:
                return meant(intent, [int(one) for one in match.groups()])
    return None


@lru_cache(maxsize=4)
def _sayings(book: Phrasebook) -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    found = []
    for one in book.buttons:
        words = bare(" ".join(words_of(one.say.replace(NUMBER, "0"))))
        if one.action in INTENTS and words and not words.isdigit():
            pattern = re.escape(words).replace("0", r"(\d{1,2})", one.say.count(NUMBER))
            found.append((INTENTS[one.action], re.compile(pattern)))
    return tuple(found)


@lru_cache(maxsize=4)
def prefilled(book: Phrasebook) -> re.Pattern[str]:
    """Match the words a button writes into its mail for the person to go on from; they are ours, not theirs."""
    bodies = sorted({one.body for one in book.buttons if one.body}, key=len, reverse=True)
    if not bodies:
        return _NOTHING
    return re.compile(rf"\s*(?:{'|'.join(_loosely(one) for one in bodies)})\s*:\s*", re.IGNORECASE)


@lru_cache(maxsize=128)
def told(book: Phrasebook, action: str) -> re.Pattern[str]:
    """Match what a letter tells people to write instead of pressing this button, where it stands first."""
    sayings = sorted(
        {one.say for one in book.buttons if one.action == action and one.say}, key=len, reverse=True
    )
    if not sayings:
        return _NOTHING
    return re.compile(
        rf"\s*(?:{'|'.join(_loosely(one) for one in sayings)})\s*(?:[.,:;!–-]|\n|$)", re.IGNORECASE
    )


def _loosely(words: str) -> str:
    """Match words whatever stands between them: mail programs break lines, and people take dots away."""
    parts = re.findall(r"\w+|#", words)
    return r"[\s.,?]*".join(r"\d{1,2}" if part == NUMBER else re.escape(part) for part in parts)
