"""Assent: what a reply says about a summary. Doubt, conditions and contradictions are never read as a signature."""

import re
from collections.abc import Sequence

from musmail.conversation.events import Intent, Said
from musmail.reading import phrases
from musmail.reading.sentences import Sentence, joined, meant, sentences

_PAUSE = re.compile(r",\s+|\s+[–—-]\s+|:\s+|\s+(?=men\b)|(?<!\beverything)(?<!\ball)\s+(?=but\b)")


def read_assent(text: str) -> tuple[list[Said], str]:
    """Read set / enig / enig med bemærkning; give it with the words that are not part of it."""
    said = _with_remark(text)
    if said is not None:
        return [said], ""
    some = [part for one in sentences(text) for part in _parts(one)]
    agree = [one for one in some if phrases.AGREE.fullmatch(one.words) and not one.asks]
    seen = [one for one in some if phrases.SEEN.fullmatch(one.words) and not one.asks]
    rest = [one for one in meant(some) if one not in agree and one not in seen]
    doubt = any(phrases.HEDGED.search(one.words) and len(one.words.split()) <= 6 for one in rest)
    if agree and not doubt and not _against(rest) and not excepted(rest):
        if rest:
            return [Said(Intent.AGREE_REMARK, text=joined(rest), words=text)], ""
        return [Said(Intent.AGREE, words=text)], ""
    if seen and not agree and not doubt:
        return [Said(Intent.SEEN, text=joined(rest), words=text)], ""
    return [], text


def _parts(one: Sentence) -> list[Sentence]:
    """Part a sentence after an assent at its beginning: "helt enig – godt referat", "set, men jeg er uenig"."""
    match = _PAUSE.search(one.raw)
    if match is None or one.asks:
        return [one]
    first = sentences(one.raw[: match.start()])
    if len(first) == 1 and (
        phrases.AGREE.fullmatch(first[0].words) or phrases.SEEN.fullmatch(first[0].words)
    ):
        return [first[0], *sentences(one.raw[match.end() :])]
    return [one]


def _with_remark(text: str) -> Said | None:
    lines = text.split("\n", 1)
    greeted = len(lines) == 2 and not meant(sentences(lines[0]))
    for start in (0, len(lines[0]) + 1) if greeted else (0,):
        named, but = phrases.AGREE_REMARK.match(text, start), phrases.AGREE_BUT.match(text, start)
        match = named or but
        if match is None:
            continue
        remark = text[match.end() :].strip()
        some = sentences(remark)
        if _against(some) or (named is None and excepted(some[:1])):
            return None
        return Said(Intent.AGREE_REMARK, text=remark, words=text)
    return None


def excepted(some: Sequence[Sentence]) -> bool:
    """Tell whether a sentence begins with an exception from what was agreed to."""
    return any(phrases.EXCEPT.match(one.words) for one in some)


def _against(some: Sequence[Sentence]) -> bool:
    return any(phrases.AGAINST.search(one.words) for one in some)
