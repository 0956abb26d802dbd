"""Intent: what a short reply means, among what the letter answered may be answered with (EXPECTS).

Whole sentences are matched, never words inside them: prose is not a command. What no intent takes is given back.
"""

import itertools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from musmail.conversation.events import Intent, Said
from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.reading import belonging, phrases, spoken
from musmail.reading.assent import read_assent
from musmail.reading.choosing import (
    When,
    names_companion,
    read_choice,
    read_held,
    read_times,
    speaks_of_times,
    times_in,
)
from musmail.reading.following import read_following
from musmail.reading.page import words_of
from musmail.reading.sentences import LONGEST, bare, joined, meant, sentences
from musmail.reading.status import read_status

SIGNING = frozenset({Intent.SEEN, Intent.AGREE, Intent.AGREE_REMARK})
_HELD = frozenset({Intent.HELD, Intent.NOT_HELD, Intent.PARTLY})
_STAYS = re.compile(r"\b(?:ikke|not|don t)(?: \w+){0,2} (?:flytte|flyttes|rykke|move|moved|reschedule)\b")
_GOOD_TALK = re.compile(
    r"(?:men|but) (?:vi |we )?(?:havde|fik|had|det var|it was) (?:\w+ ){0,4}(?:snak|samtale|dialog|talk|chat"
    r"|conversation)"
)
LONGEST_REASON = 25  # words of a sentence that gives its reason before it asks to move: guessed
_STATUS = frozenset({Intent.STATUS_DONE, Intent.STATUS_UNDER_WAY, Intent.STATUS_PROBLEM})


@dataclass(frozen=True)
class Asked:
    """What the letter asked and what is known about it."""

    expects: frozenset[Intent]
    when: When
    agreements: Collection[int] = ()  # numbers of the agreements it asks about
    book: Phrasebook = NO_BOOK
    known: frozenset[int] = frozenset()  # numbers of all agreements there are, done or not


def read_short(text: str, asked: Asked) -> tuple[list[Said], str]:
    """Read the short answers in a text; give them with the words none of them took."""
    if not text.strip() or len(text) > LONGEST:
        return [], text
    said: list[Said] = []
    rest = text
    for wanted, reader in _READERS:
        if wanted & asked.expects and rest.strip():
            found, rest = reader(rest, asked)
            said.extend(one for one in found if one.intent in asked.expects)
    if not said:
        return as_told(text, asked)
    return said, rest if not said or meant(sentences(rest)) else ""


def as_told(text: str, asked: Asked) -> tuple[list[Said], str]:
    """Read what a letter told people to write, in whatever language, where nothing else is understood.

    Whatever stands beside an assent may undo it, so an assent must stand alone.
    """
    said: list[Said] = []
    rest = []
    for one in sentences(text):
        found = None if one.asks else spoken.said(asked.book, one.words, asked.expects)
        if found is None:
            rest.append(one)
        else:
            said.append(Said(found.intent, number=found.number, words=one.raw, passage=found.passage))
    left = joined(meant(rest))
    if not said or (left and any(one.intent in SIGNING for one in said)):
        return [], text
    return said, left


def _numbers(words: str) -> list[int]:
    return [int(one) for one in words.split() if one.isdigit()]


def _commands(text: str, asked: Asked) -> tuple[list[Said], str]:
    """Take out the sentences that are commands: ready, move, short talk, expand, strike, no agreements."""
    said: list[Said] = []
    rest = []
    for one in sentences(text):
        found = _command(one.words, one.raw, asked)
        said.extend(found)
        if not found:
            rest.append(one)
    times = times_in(text, asked.when) if any(one.intent is Intent.MOVE for one in said) else ()
    if (
        times
    ):  # "Flyt samtalen. Disse tider passer mig bedre: …": the times may stand in a sentence of their own
        said = [
            Said(one.intent, text=text, times=times, words=text) if one.intent is Intent.MOVE else one
            for one in said
        ]
        rest = [one for one in meant(rest) if not speaks_of_times(one, asked.when)]
    return said, (joined(rest) if said else text)


def _command(words: str, raw: str, asked: Asked) -> list[Said]:
    expects = asked.expects
    if not words or len(words) > 300:
        return []
    if Intent.READY in expects and phrases.READY.fullmatch(words):
        return [Said(Intent.READY, words=raw)]
    if Intent.SHORT_TALK in expects and phrases.SHORT_TALK.fullmatch(words):
        return [Said(Intent.SHORT_TALK, words=raw)]
    if Intent.NO_AGREEMENTS in expects and _no_agreements(words, raw):
        return [Said(Intent.NO_AGREEMENTS, words=raw)]
    if Intent.MOVE in expects and moves(words, raw):
        return [Said(Intent.MOVE, text=raw, times=times_in(raw, asked.when), words=raw)]
    if Intent.COMPANION in expects and names_companion(words, raw):
        return [Said(Intent.COMPANION, text=raw, words=raw)]
    if Intent.PLACE in expects and (found := belonging.told(words, raw)):
        return found
    for intent, patterns in (
        (Intent.EXPAND, (phrases.EXPAND, phrases.EXPAND_AFTER)),
        (Intent.STRIKE, (phrases.STRIKE, phrases.STRIKE_AFTER)),
    ):
        for pattern in patterns if intent in expects else ():
            match = pattern.fullmatch(words) or (pattern.fullmatch(_last_clause(raw)) if "," in raw else None)
            if match is not None:
                return [Said(intent, number=number, words=raw) for number in _numbers(match["numbers"])]
    return []


def _no_agreements(words: str, raw: str) -> bool:
    """Tell whether a sentence says that there are no agreements, and beside that at most how good the talk was."""
    first, _, more = raw.partition(",")
    if _GOOD_TALK.fullmatch(" ".join(words_of(more))):
        words = bare(" ".join(words_of(first)))
    return phrases.NO_AGREEMENTS.fullmatch(words) is not None


def moves(words: str, raw: str) -> bool:
    """Tell whether a sentence, what stands after its comma, or before the comma of its reason asks for another time."""
    if _STAYS.search(words):
        return False
    if phrases.MOVE.match(words):
        return True
    if len(words.split()) > LONGEST_REASON or "," not in raw:
        return False
    clauses = [bare(" ".join(words_of(part))) for part in raw.split(",")]
    return phrases.MOVE.match(clauses[-1]) is not None or any(
        phrases.OF_THE_TALK.search(one) and phrases.MOVE.match(one) and phrases.REASON.match(reason)
        for one, reason in itertools.pairwise(clauses)
    )


def _last_clause(raw: str) -> str:
    """Give the words after the last comma before a number: "enig i alt, stryg dog 5, 6"."""
    start = raw.rfind(",", 0, next((place for place, sign in enumerate(raw) if sign.isdigit()), 0))
    return bare(" ".join(words_of(raw[start + 1 :]))) if start >= 0 else ""


def _surprise(text: str, asked: Asked) -> tuple[list[Said], str]:
    all_of_it = sentences(text)
    some = meant(all_of_it)
    approved = not some and any(phrases.APPROVES.search(one.raw.lower()) for one in all_of_it)
    if approved or (some and all(phrases.NOTHING.fullmatch(one.words) for one in some)):
        return [Said(Intent.NO_SURPRISE, words=text)], ""
    return [], text


def _assent(text: str, asked: Asked) -> tuple[list[Said], str]:
    return read_assent(text)


def _held(text: str, asked: Asked) -> tuple[list[Said], str]:
    return read_held(text, asked.when)


def _following(text: str, asked: Asked) -> tuple[list[Said], str]:
    return read_following(text)


def _status(text: str, asked: Asked) -> tuple[list[Said], str]:
    return read_status(text, asked.agreements, asked.known)


def _choice(text: str, asked: Asked) -> tuple[list[Said], str]:
    """Read an answer about times: a choice from the employee, an offer from the leader, either from one asked again."""
    if Intent.OFFER_TIMES not in asked.expects:
        return read_choice(text, asked.when)
    said, rest = read_times(text, asked.when)
    if Intent.CHOOSE_SLOT in asked.expects and not any(one.intent is Intent.PROPOSE for one in said):
        chosen, other = read_choice(text, asked.when)
        if any(one.intent is Intent.CHOOSE_SLOT for one in chosen):
            return chosen, other
    return said, rest


_Reader = Callable[[str, Asked], tuple[list[Said], str]]
_READERS: tuple[tuple[frozenset[Intent], _Reader], ...] = (
    (
        frozenset(
            {
                Intent.READY,
                Intent.SHORT_TALK,
                Intent.NO_AGREEMENTS,
                Intent.MOVE,
                Intent.EXPAND,
                Intent.STRIKE,
                Intent.PLACE,
                Intent.KEEP,
                Intent.LEAVE,
            }
        ),
        _commands,
    ),
    (SIGNING, _assent),
    (_HELD, _held),
    (frozenset({Intent.LIST, Intent.REMIND_OTHER}), _following),
    (_STATUS, _status),
    (frozenset({Intent.CHOOSE_SLOT, Intent.OFFER_TIMES}), _choice),
    (frozenset({Intent.NO_SURPRISE}), _surprise),
)
