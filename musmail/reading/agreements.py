"""Agreement lines: what – who – when – sign of success, however somebody sets the four apart."""

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from musmail.conversation.events import AgreementLine
from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.reading.agreed import by_commas, is_when, is_who, only_who, person, told
from musmail.reading.phrases import ORDINAL
from musmail.scheduling.prose import find_deadline

_SEPARATOR = re.compile(r"\s+[–—-]{1,2}\s+|\s*[;|\t]\s*|\s+//?\s+")
BULLET = re.compile(
    rf"\s*(?:[-*•–]\s+)?(?:(?:aftale|agreement|nr\.?)?\s*(\d{{1,2}})\s*[.):]\s*(?!\s|{ORDINAL.pattern}))?",
    re.IGNORECASE,
)
LABELS = {
    "what": r"hvad|aftale|what|mål|emne",
    "who": r"hvem|ansvarlig|ansvar|ejer|who|owner",
    "by": r"hvornår|senest|frist|deadline|inden|when|by(?: when)?|dato",
    "sign": r"tegn(?: på(?:,? at det er lykkedes)?)?|succeskriterium|kendetegn|målt på|sign(?: of success)?|resultat",
}
LABELLED = re.compile(
    r"(?:^|(?<=[\n.;,|\t]))\s*(?:[-*•–]\s*)?("
    + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
    + r")\s*:\s*",
    re.IGNORECASE,
)
_ORDER = ("what", "who", "by", "sign")
LONGEST = 2000
BORDERS = re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.MULTILINE)  # of a table drawn with bars
# What people write around the name when asked who: "det gør Hanne", "by Hanne".
_AROUND_WHO = re.compile(
    r"^(?:det (?:gør|er|bliver)|by|af|ved|hos|ansvarlig(?: er)?)\s+"
    r"|\s+(?:gør det|tager (?:den|det)|står for det|does it)$",
    re.IGNORECASE,
)
MOST = 60  # agreements of one mail that are taken apart; further ones are kept as words


def labels_in(text: str, book: Phrasebook = NO_BOOK) -> tuple[str, ...]:
    """Name the parts a row of ours asks for, in its order: "Mangler: hvem – hvornår"."""
    found = []
    for name, pattern in LABELS.items():
        told = [re.escape(words) for part, words in book.parts if part == name]
        match = re.search(rf"\b(?:{'|'.join((*told, pattern))})\b", text, re.IGNORECASE)
        if match is not None:
            found.append((match.start(), name))
    return tuple(name for _, name in sorted(found))


def read_agreement(
    text: str,
    number: int | None,
    *,
    now: datetime,
    zone: tzinfo,
    parts: Sequence[str] = _ORDER,
    names: Sequence[str] = (),
) -> AgreementLine:
    """Read one agreement from what was typed for it; what cannot be told apart stays in `what`."""
    text = BORDERS.sub("", text.strip()[:LONGEST])
    values = labelled(text) or _separated(text, parts or _ORDER, now, zone, names)
    by_words = values.get("by", "")
    who, day = told(text, now, zone, names) if values.keys() == {"what"} else ("", None)
    return AgreementLine(
        number=number,
        what=values.get("what", ""),
        who=person(_AROUND_WHO.sub("", values.get("who", who)), names),
        by=_day(by_words, now, zone) or day,
        by_words=by_words,
        sign=values.get("sign", ""),
    )


def are_parts(text: str, parts: Sequence[str], *, now: datetime, zone: tzinfo, names: Sequence[str]) -> bool:
    """Tell whether words are the parts a box asks for, a day or a name among them."""
    if not parts or "what" in parts or len(text) > LONGEST:
        return False
    values = labelled(text) or _separated(text, parts, now, zone, names)
    return is_when(values.get("by", ""), now, zone) or only_who(values.get("who", ""), names)


def split_agreements(
    text: str,
    number: int | None,
    *,
    now: datetime,
    zone: tzinfo,
    parts: Sequence[str] = _ORDER,
    names: Sequence[str] = (),
) -> list[AgreementLine]:
    """Read the agreements in a box: one, or more when further lines each have the form of one."""
    rows = [row for row in text.split("\n") if row.strip()]
    groups: list[list[str]] = []
    for row in rows:
        if not groups or (
            len(groups) < MOST
            and looks_whole(row, now, zone)
            and looks_whole("\n".join(groups[-1]), now, zone)
        ):
            groups.append([row])
        else:
            groups[-1].append(row)
    lines: list[AgreementLine] = []
    for place, group in enumerate(groups):
        own = number if place == 0 else None
        match = BULLET.match(group[0])
        if match is not None and match[0].strip():
            group[0] = group[0][match.end() :]
            own = int(match[1]) if match[1] and place and number is not None else own
        lines.append(read_agreement("\n".join(group), own, now=now, zone=zone, parts=parts, names=names))
    return lines


def looks_whole(row: str, now: datetime, zone: tzinfo, names: Sequence[str] = ()) -> bool:
    """Tell whether a line has the form of an agreement: three parts or more, a day, a name or its number among them."""
    if len(row) > LONGEST:
        return False
    row = BORDERS.sub("", row)
    if "\n" in row:
        return len(labelled(row)) >= 3 or any(looks_whole(one, now, zone) for one in row.split("\n"))
    if len(labelled(row)) >= 3:
        return True
    match = BULLET.match(row)
    core = row[match.end() if match else 0 :]
    parts = [part for part in _SEPARATOR.split(core) if part.strip()]
    if len(parts) == 1:
        return bool(by_commas(core, now, zone, names))
    named = (
        match is not None
        and match[1] is not None
        and re.match(r"\W*(?:aftale|agreement)", row, re.IGNORECASE)
    )
    return len(parts) >= 3 and (
        bool(named)
        or any(is_when(part, now, zone) for part in parts[1:])
        or any(only_who(part, names) for part in parts[1:3])
    )


def labelled(text: str) -> dict[str, str]:
    """Give the parts of an agreement that are named by labels; none where fewer than two are."""
    found = list(LABELLED.finditer(text))
    if len(found) < 2 and not (found and found[0].start() == 0):
        return {}
    values: dict[str, str] = {}
    head = text[: found[0].start()].strip(" \t\n–-;,|•*")
    if head:
        values["what"] = head
    for place, match in enumerate(found):
        stop = found[place + 1].start() if place + 1 < len(found) else len(text)
        name = next(name for name in _ORDER if match[name])
        value = text[match.end() : stop].strip(" \t\n;,|")
        if place + 1 < len(found) and value.count(".") == 1:
            value = value.removesuffix(".")
        if value:
            values[name] = f"{values[name]} {value}" if name in values else value
    return values


def _separated(
    text: str, parts: Sequence[str], now: datetime, zone: tzinfo, names: Sequence[str]
) -> dict[str, str]:
    pieces = [piece.strip() for piece in _split(text)]
    if len(pieces) == 1 and "what" in parts and (values := by_commas(text, now, zone, names)):
        return values
    if (
        len(pieces) == 1 and "what" not in parts
    ):  # the parts asked for stand first, and the last may have commas
        pieces = [row for row in text.split("\n") if row.strip()]
        if len(pieces) == 1:
            pieces = re.split(r",\s+", text, maxsplit=len(parts) - 1)
        if not any(is_when(piece, now, zone) or only_who(piece, names) for piece in pieces):
            pieces = [text]
    if len(pieces) == 1:
        return _single(text, parts, now, zone, names)
    if len(pieces) > len(parts):
        pieces = [*pieces[: len(parts) - 1], " – ".join(pieces[len(parts) - 1 :])]
    if len(pieces) == len(parts):
        return {name: piece for name, piece in zip(parts, pieces, strict=True) if piece}
    return _fewer(pieces, parts, now, zone, names)


def _split(text: str) -> list[str]:
    """Split at separators; where there are none, at lines, and then at commas when there are three."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) > 1:
        return pieces
    rows = [row for row in text.split("\n") if row.strip()]
    if len(rows) in (3, 4) and all(len(row) < 200 for row in rows):
        return rows
    pieces = re.split(r",\s+", text)
    return pieces if len(pieces) == 4 else [text]


def _single(
    text: str, parts: Sequence[str], now: datetime, zone: tzinfo, names: Sequence[str]
) -> dict[str, str]:
    if "what" in parts:
        return {"what": text}
    who, day = told(text, now, zone, names)
    if who and day and {"who", "by"} <= set(parts):  # "Hanne inden 1/3"
        return {"who": who, "by": text[len(who) :].strip()}
    return _fewer([text], parts, now, zone, names)


def _fewer(
    pieces: list[str], parts: Sequence[str], now: datetime, zone: tzinfo, names: Sequence[str]
) -> dict[str, str]:
    """Tell fewer pieces than parts apart by what they look like: a date, a name, or the rest in order."""
    values: dict[str, str] = {}
    left = list(pieces)
    open_parts = list(parts)
    if "what" in open_parts and left:
        values["what"] = left.pop(0)
        open_parts.remove("what")
    for name in ("by", "who"):
        for piece in left if name in open_parts else []:
            if piece and (is_when(piece, now, zone) if name == "by" else is_who(piece, names)):
                values[name] = piece
                left.remove(piece)
                open_parts.remove(name)
                break
    for name, piece in zip(open_parts, [piece for piece in left if piece], strict=False):
        values[name] = piece
    return values


def _day(text: str, now: datetime, zone: tzinfo) -> date | None:
    return find_deadline(text[:200], now, zone=zone) if text.strip() else None
