"""Meaning: from words per field to what a party said, for the kind of letter they answered."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from musmail.conversation.events import AgreementLine, Filed, Intent, Said
from musmail.conversation.letters import EXPECTS, FOLLOWING, Kind
from musmail.reading import agreements, buttons, listing, phrases
from musmail.reading.choosing import read_held
from musmail.reading.following import read_outcome, read_wish_under
from musmail.reading.intent import SIGNING, Asked, read_short
from musmail.reading.marks import mark_of_all, split_secret, take_mark
from musmail.reading.nopoint import no_point
from musmail.reading.original import Original
from musmail.reading.sentences import joined, meant, sentences
from musmail.reading.sorting import Chunk
from musmail.reading.status import read_under
from musmail.reading.withdrawing import withdrawn_numbers, withdraws

# The box that takes what is typed on top, where a letter has one such box.
_TOP_BOX = {
    Kind.CONVENE_LEADER: "times",
    Kind.CONVENE_REMINDER: "answer",
    Kind.OTHER_TIMES: "times",
    Kind.CONVENE_EMPLOYEE: "answer",
    Kind.OPENING: "points",
    Kind.AFTER_OPENING: "points",
    Kind.AGENDA: "points",
    Kind.PERSONAL_SHEET: "points",
    Kind.HELD_QUESTION: "held",
    Kind.CHECK: "check",
}
SUMMARIES = frozenset({Kind.HELD, Kind.SUMMARY_REMINDER, Kind.PEN_OFFERED, Kind.MISSING_PARTS})
_BOXES = frozenset({"times", "answer", "points", "held", "summary", "surprise", "strike", "remark", "check"})
# Boxes whose words the other gets to see, or that lead to something the other gets to see.
_SEEN_BY_BOTH = (_BOXES | {"point", "agreement", "item"}) - {"surprise", "check"}
_SUMMARY = re.compile(
    r"^[ \t]*(?:kort )?(?:referat(?:et)?|resum[eé]|opsummering|summary)[ \t]*:\s*(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_AGREEMENT = re.compile(r"agreement:(\d{1,2})")
_ITEM = re.compile(r"item:(\d{1,2})")


@dataclass
class Meaning:
    """What has been understood so far."""

    filed: list[Filed] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    agreements: list[AgreementLine] = field(default_factory=list)
    unfiled: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def understand(
    chunks: Sequence[Chunk],
    kind: Kind,
    letter: Original | None,
    asked: Asked,
    action: str,
    names: Sequence[str],
) -> Meaning:
    """Say what the words of a reply mean as an answer to a letter of this kind."""
    meaning = Meaning()
    boxes: dict[str, list[str]] = {}
    top: list[str] = []
    for place, chunk in enumerate(chunks):
        text = chunk.text if place + 1 < len(chunks) else _without_closing(meaning, chunk, asked)
        boxes.setdefault(chunk.field, []).append(text) if chunk.field else top.append(text)
    adding = {chunk.field for chunk in chunks} - {chunk.field for chunk in chunks if not chunk.adds}
    for name, texts in boxes.items():
        text = "\n".join(
            dict.fromkeys(texts)
        )  # one may type what stands in one's form, or send it as both files
        text = _kept_back(meaning, name, text, asked) if name.partition(":")[0] in _SEEN_BY_BOTH else text
        if text:
            _box(meaning, name, text, kind, letter, asked, names)
    meaning.filed = [replace(one, adds=True) if one.field in adding else one for one in meaning.filed]
    if kind is not Kind.CHECK:
        top = [_kept_back(meaning, "", text, asked) for text in top]
    if action:
        pressed = buttons.pressed(action, "\n".join(top).strip(), asked)
        meaning.said.extend(pressed.said)
        meaning.reasons.append(pressed.reason)
        top = [pressed.rest]
    elif kind in _TOP_BOX:
        top = ["\n".join(top).strip()]
    for words in top:  # a footer below is not read together with the answer on top
        if words.strip():
            _top(meaning, words.strip(), kind, letter, asked, names)
    _together(meaning, kind)
    _mark_all(meaning, chunks, asked)
    return meaning


def _mark_all(meaning: Meaning, chunks: Sequence[Chunk], asked: Asked) -> None:
    """Let "alle mine svar er kun til mig" count for every answer of the mail that has no mark of its own."""
    mark = mark_of_all("\n".join(chunk.text for chunk in chunks), asked.book)
    if mark is not None:
        meaning.filed = [
            one
            if one.mark or one.withdrawn or ":" in one.field or one.field in _BOXES
            else replace(one, mark=mark)
            for one in meaning.filed
        ]


def _kept_back(meaning: Meaning, name: str, text: str, asked: Asked) -> str:
    """Take out the words whose writer says that others are not to see them; give the rest."""
    public, secret, mark = split_secret(text, asked.book)
    if secret:
        meaning.filed.append(Filed(name, secret, mark))
    return public


def keep_back(meaning: Meaning, asked: Asked) -> None:
    """Keep marked words back also where they fit nowhere: those are shown again and may be put under a question."""
    words = [_kept_back(meaning, "", text, asked) for text in meaning.unfiled]
    meaning.unfiled = [text for text in words if text]


def _without_closing(meaning: Meaning, last: Chunk, asked: Asked) -> str:
    """Take "Klar" off the end of the last answer, where it is a paragraph of its own and no part of it.

    A wish to move the talk counts there only when it names the talk or a time, as answers may be about other meetings.
    """
    answer, gap, paragraph = last.text.rpartition("\n\n")
    if not (last.field and gap and answer.strip() and Intent.READY in asked.expects):
        return last.text
    said, rest = read_short(paragraph, asked)
    talk = phrases.THE_TALK.search(paragraph.lower()) is not None
    sure = all(
        one.intent is Intent.READY or (one.intent is Intent.MOVE and (talk or one.times)) for one in said
    )
    if not said or not sure or rest.strip():
        return last.text
    meaning.said.extend(said)
    return answer.rstrip()


def _box(
    meaning: Meaning,
    name: str,
    text: str,
    kind: Kind,
    letter: Original | None,
    asked: Asked,
    names: Sequence[str],
) -> None:
    """Take what was typed under one field."""
    number = _AGREEMENT.fullmatch(name)
    if number is not None:
        _agreement(meaning, int(number[1]), text, kind, letter, asked, names)
        return
    if name in _BOXES:
        _named_box(meaning, name, text, asked)
        return
    if name.startswith("point:"):
        if Intent.STRIKE in asked.expects and withdraws(text):
            meaning.said.append(Said(Intent.STRIKE, number=int(name.partition(":")[2]), words=text))
        else:
            meaning.filed.append(Filed(name, text))
        return
    item = _ITEM.fullmatch(name)
    if item is not None:
        meaning.filed.append(Filed(name, text))
        went = read_outcome(text, int(item[1]), now=asked.when.now, zone=asked.when.zone)
        if went is not None and went.intent in asked.expects:
            meaning.said.append(went)
        return
    if withdraws(text):
        meaning.filed.append(Filed(name, "", withdrawn=True))
        return
    added = phrases.ADDS.match(text)
    kept, mark = take_mark(text[added.end() :] if added else text, asked.book)
    meaning.filed.append(Filed(name, kept, mark, adds=added is not None))


def _named_box(meaning: Meaning, name: str, text: str, asked: Asked) -> None:
    if name == "points":
        said, rest = read_short(text, asked)
        meaning.said.extend(said)
        if not said and no_point(rest):
            meaning.unfiled.append(rest)
        elif rest.strip():
            meaning.filed.append(Filed(name, rest if said else text))
        return
    if name in ("surprise", "strike") and all(
        phrases.NOTHING.fullmatch(one.words) for one in meant(sentences(text))
    ):
        meaning.said.append(Said(Intent.NO_SURPRISE, field=name, words=text))
        return
    rest = ""
    said = []
    if name == "strike":
        said, rest = read_short(_as_strike(text), asked)
    elif name in ("times", "answer"):
        said, rest = read_short(text, asked)
    elif name == "held":
        said, rest = read_held(text, asked.when)
        said = [one for one in said if one.intent in asked.expects]
    elif name == "remark":
        _remark(meaning, text, asked)
        return
    meaning.said.extend(said)
    meaning.filed.append(Filed(name, text))
    _beside(meaning, said, rest)


def _beside(meaning: Meaning, said: Sequence[Said], rest: str) -> None:
    """Keep what was written beside a short answer."""
    if said and rest.strip():
        meaning.unfiled.append(rest.strip())
        meaning.reasons.append("words beside a short answer")


def _as_strike(text: str) -> str:
    """Read bare numbers in the box for striking as what is to be struck."""
    return (
        f"stryg {text}"
        if re.fullmatch(r"\s*(?:punkt|nr\.?)?\s*\d{1,2}(?:\s*(?:,|og)\s*\d{1,2})*\s*\.?\s*", text)
        else text
    )


def _remark(meaning: Meaning, text: str, asked: Asked) -> None:
    """A signature may be typed in the box for remarks; then it is one, with the rest as its remark."""
    said, rest = read_short(text, asked)
    meaning.said.extend(said)
    if rest.strip():
        meaning.filed.append(Filed("remark", rest))


def _agreement(
    meaning: Meaning,
    number: int,
    text: str,
    kind: Kind,
    letter: Original | None,
    asked: Asked,
    names: Sequence[str],
) -> None:
    words = " ".join(text.lower().split()).strip(".!")
    if Intent.NO_AGREEMENTS in asked.expects and phrases.NO_AGREEMENTS.fullmatch(words):
        meaning.said.append(Said(Intent.NO_AGREEMENTS, words=text))
        return
    meaning.filed.append(Filed(f"agreement:{number}", text))
    if kind in SUMMARIES:
        parts = _parts_asked(letter, f"agreement:{number}", asked) if letter else ()
        meaning.agreements.extend(
            agreements.split_agreements(
                text,
                number,
                now=asked.when.now,
                zone=asked.when.zone,
                parts=parts or ("what", "who", "by", "sign"),
                names=names,
            )
        )
    elif kind in FOLLOWING:
        said = read_under(text, number) or read_wish_under(text, number)
        if said is not None:
            meaning.said.append(said)


def _parts_asked(letter: Original, name: str, asked: Asked) -> tuple[str, ...]:
    """Read from the last row of ours which parts of an agreement the box asks for."""
    rows = [
        letter.texts[row] for row, owner in enumerate(letter.owners) if letter.passages[owner].field == name
    ]
    return agreements.labels_in(rows[-1], asked.book) if rows else ()


def _top(
    meaning: Meaning, words: str, kind: Kind, letter: Original | None, asked: Asked, names: Sequence[str]
) -> None:
    """Take what was typed above or below everything of ours."""
    if kind in SUMMARIES:
        words = _agreements_on_top(meaning, words, asked, names)
        words = _parts_on_top(meaning, words, kind, letter, asked, names)
    if letter is not None:
        words = _withdrawn(meaning, words, letter)
    said, rest = read_short(words, asked)
    meaning.said.extend(said)
    box = _TOP_BOX.get(kind, "")
    if letter is not None and box and box not in letter.fields:
        box = next((name for name in ("times", "answer", "points", "held") if name in letter.fields), "")
    if box == "points" and not said and no_point(rest):
        meaning.unfiled.append(rest)  # "tak for svarene" is no point for the agenda
    elif box == "points":
        if rest.strip():
            meaning.filed.append(Filed(box, rest))
    elif box:
        meaning.filed.append(Filed(box, words))
        _beside(meaning, said, rest)
    elif rest.strip():
        meaning.unfiled.append(rest)
        meaning.reasons.append("words that stand under no question and are no short answer")


def _withdrawn(meaning: Meaning, words: str, letter: Original) -> str:
    """Take out "slet mit svar på 13"; of several numbers all must be questions."""
    kept = []
    for one in sentences(words):
        fields = [letter.numbers.get(number, ":") for number in withdrawn_numbers(one.words)]
        if not fields or any(":" in field for field in fields):
            kept.append(one)
        else:
            meaning.filed.extend(Filed(field, "", withdrawn=True) for field in fields)
    return words if len(kept) == len(sentences(words)) else joined(kept)


def _parts_on_top(
    meaning: Meaning, words: str, kind: Kind, letter: Original | None, asked: Asked, names: Sequence[str]
) -> str:
    """Take the parts that were asked for of a single agreement, when they stand on top; and a summary that says so."""
    match = _SUMMARY.search(words)
    if match is not None and letter is not None and "summary" in letter.fields:
        meaning.filed.append(Filed("summary", words[match.end() :].strip()))
        return words[: match.start()]
    if kind is Kind.MISSING_PARTS and letter is not None and len(letter.agreements) == 1:
        ((number, name),) = letter.agreements.items()
        parts = _parts_asked(letter, name, asked)
        if agreements.are_parts(words, parts, now=asked.when.now, zone=asked.when.zone, names=names):
            _agreement(meaning, number, words, kind, letter, asked, names)
            return ""
    return words


def _agreements_on_top(meaning: Meaning, words: str, asked: Asked, names: Sequence[str]) -> str:
    """Take lines that have the whole form of an agreement out of free words."""
    found, rest = listing.take_agreements(words, now=asked.when.now, zone=asked.when.zone, names=names)
    meaning.agreements.extend(found)
    return rest


def _together(meaning: Meaning, kind: Kind) -> None:
    """Settle what several places said: one signature, with the remark that stands in its box."""
    remark = next((one for one in meaning.filed if one.field == "remark" and one.text), None)
    for place, one in enumerate(meaning.said):
        if one.intent in SIGNING and remark is not None:
            intent = one.intent if one.intent is Intent.SEEN else Intent.AGREE_REMARK
            text = "\n".join(dict.fromkeys(part for part in (one.text, remark.text) if part))
            meaning.said[place] = Said(intent, text=text, words=one.words)
    if kind is Kind.BEFORE_SIGNING:
        nothing = [one for one in meaning.said if one.intent is Intent.NO_SURPRISE]
        others = [one for one in meaning.said if one.intent is not Intent.NO_SURPRISE]
        if nothing:
            words = "\n".join(dict.fromkeys(one.words for one in nothing))
            meaning.said = [*others, Said(Intent.NO_SURPRISE, words=words)]
    meaning.said = list(dict.fromkeys(meaning.said))


def expected(kind: Kind, fields: Collection[str] = ()) -> frozenset[Intent]:
    """Say what a reply to a letter of this kind may mean; a reminder may be answered like what it reminds of."""
    if kind in EXPECTS:
        return EXPECTS[kind]
    if "times" in fields:
        return EXPECTS[Kind.CONVENE_LEADER] | EXPECTS[Kind.OTHER_TIMES]
    return EXPECTS[Kind.CONVENE_EMPLOYEE] if "answer" in fields else frozenset()
