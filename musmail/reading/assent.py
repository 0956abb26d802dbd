"""Assent: what a reply says about a summary. Doubt, conditions and contradictions are never read as a signature."""

from collections.abc import Sequence

from musmail.conversation.events import Intent, Said
from musmail.reading import phrases
from musmail.reading.sentences import Sentence, joined, meant, sentences


def read_assent(text: str) -> tuple[list[Said], str]:
    """Read set / enig / enig med bemærkning; give it with the words that are not part of it."""
    said = _with_remark(text)
    if said is not None:
        return [said], ""
    some = sentences(text)
    agree = [one for one in some if phrases.AGREE.fullmatch(one.words) and not one.asks]
    seen = [one for one in some if phrases.SEEN.fullmatch(one.words) and not one.asks]
    rest = [one for one in meant(some) if one not in agree and one not in seen]
    if _against(rest) or not (agree or seen):
        seen_first = seen or _leading_seen(some)
        if seen_first and not agree:
            others = [one for one in meant(some) if one not in seen_first]
            return [Said(Intent.SEEN, text=joined(others), words=text)], ""
        return [], text
    if agree and rest:
        if any(phrases.HEDGED.search(one.words) for one in rest if len(one.words.split()) <= 4):
            return [], text
        return [Said(Intent.AGREE_REMARK, text=joined(rest), words=text)], ""
    if agree:
        return [Said(Intent.AGREE, words=text)], ""
    return [Said(Intent.SEEN, text=joined(rest), words=text)], ""


def _with_remark(text: str) -> Said | None:
    match = phrases.AGREE_REMARK.match(text) or phrases.AGREE_BUT.match(text)
    if match is None:
        lines = text.split("\n", 1)
        greeted = len(lines) == 2 and not meant(sentences(lines[0]))
        match = (phrases.AGREE_REMARK.match(text, len(lines[0]) + 1) if greeted else None) or (
            phrases.AGREE_BUT.match(text, len(lines[0]) + 1) if greeted else None
        )
    if match is None:
        return None
    remark = text[match.end() :].strip()
    if _against(sentences(remark)):
        return None
    return Said(Intent.AGREE_REMARK, text=remark, words=text)


def _against(some: Sequence[Sentence]) -> bool:
    return any(phrases.AGAINST.search(one.words) for one in some)


def _leading_seen(some: Sequence[Sentence]) -> list[Sentence]:
    """Know "set, men jeg er ikke enig": seen, with words beside it."""
    first = next(iter(meant(some)), None)
    if first is not None and first.words.split()[:1] in (["set"], ["læst"], ["seen"], ["read"]):
        beginning = first.raw.replace(",", " ").split()
        if len(beginning) > 1 and ("," in first.raw[:6] or beginning[1].lower() in ("men", "but", "–", "-")):
            return [Sentence(first.raw, first.words, first.asks)]
    return []
