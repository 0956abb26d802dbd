"""What stands above a quotation: an attribution, a header block, a rule. Found only at a quotation's edge.

A label such as `Fra:` alone is somebody's words: two different ones and an address or date make a header block.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from musmail.reading.lines import ATTRIBUTION, HEADER, Line

MAX_HEADER = 16
MOST_LINES = 2000  # lines searched for heads of other quotations
LONGEST = 600  # characters of a line that may be part of one

_DATE = re.compile(
    r"\d{1,2}\s*[./]\s*(?:\d{1,2}|jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)|\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_WROTE = re.compile(r"\b(?:skrev|skriver|wrote|writes|schrieb|skreiv|a écrit|escribió)\b", re.IGNORECASE)
# A sentence about what somebody wrote, and no attribution: "Det, jeg skrev den 3. maj:".
_TOLD = re.compile(
    r"\b(?:jeg|du|vi|hvad|det|som|i) (?:selv |også |tidligere |oprindeligt )?(?:skrev|skriver|wrote)\b"
    r"|\b(?:skrev|skriver) (?:jeg|du|vi|til|om|under)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[*\s]*(fra|from|von|sendt|sent|gesendet|dato|date|datum|til|to|an|cc|kopi|bcc|emne|subject"
    r"|betreff|svar til"
    r"|reply-to|prioritet|importance|vigtighed|vedhæftet|vedhæftede filer|attachments"
    r"|på vegne af)\s*:[*\s]*(.*)",
    re.IGNORECASE,
)
_LABEL_GROUPS = {
    "from": "from", "von": "from", "fra": "from", "sendt": "sent", "sent": "sent", "gesendet": "sent", "dato": "sent",
    "date": "sent", "datum": "sent", "til": "to", "to": "to", "an": "to", "emne": "subject", "subject": "subject",
    "betreff": "subject",
}  # fmt: skip
_INNER_LABEL = re.compile(rf"({'|'.join(_LABEL_GROUPS)})\s*:", re.IGNORECASE)
_ITEM = re.compile(r"\W*\d{1,2}(?:[.):]|\s[-–])\s")
_ENDS_ONE = re.compile(r"\w\W{0,4}:|^\W*>?\s*:")
NUMBER = re.compile(
    r"\W*(?:[^\W\d]{1,10}\.?\s*)?\d{1,2}[.):\]*]{0,3}\s*-?\s*"
)  # alone on a line: of a question
_HOUR = re.compile(r"\b\d{1,2}[.:]\d{2}\b")
_CORE = frozenset(_LABEL_GROUPS.values())
RULE = re.compile(r"\s*[_=*-]{5,}\s*")
_BANNER_RULE = re.compile(
    r"\s*[-_*=]{2,}\s*(?:oprindelig (?:meddelelse|besked|mail|e-mail)|original (?:besked|message"
    r"|meddelelse)|original appointment"
    r"|videresendt (?:meddelelse|besked)|forwarded message|ursprüngliche nachricht)\s*[-_*=]{2,}\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"\s*(?:start på videresendt besked|begin forwarded message)\s*:\s*", re.IGNORECASE)


def without_quote_head(lines: Sequence[Line]) -> tuple[int, str]:
    """Find where the attribution or header block before a quotation begins; the number of lines when there is none."""
    stop = last_line(lines) + 1
    begin = stop
    what = ""
    for search, name in (
        (_attribution, "attribution"),
        (_header_block, "header block"),
        (_attribution, "attribution"),
    ):
        start = search(lines, begin)
        if (
            search is _header_block
            and start is not None
            and begin < stop
            and not _addressed(lines[start:begin])
        ):
            start = None  # above an attribution: "Fra: konsulent, Til: teamleder" is an answer
        if start is not None:
            begin, what = _rules_above(lines, start), what or name
    begin = _rules_above(lines, begin)
    return (begin, what or "rule") if begin < stop else (len(lines), "")


class Head(NamedTuple):
    """A header block or attribution among the lines: from, up to, and its words."""

    start: int
    stop: int
    text: str


def heads(lines: Sequence[Line]) -> list[Head]:
    """Find what nobody types by hand, wherever it stands: whole header blocks, attributions with address or hour."""
    found: list[Head] = []
    index = 0
    while index < min(len(lines), MOST_LINES):
        text = lines[index].text
        head = None
        if len(text) <= LONGEST and ":" in text:
            head = _block_at(lines, index) if _LABEL.match(text) else _attribution_at(lines, index)
        if head is not None and head.start and NUMBER.fullmatch(lines[head.start - 1].text):
            head = None  # straight under the number of a question it is part of the answer
        if head is not None and (not found or head.start >= found[-1].stop):
            found.append(head)
            index = head.stop
        else:
            index += 1
    return found


def _attribution_at(lines: Sequence[Line], index: int) -> Head | None:
    """Know an attribution that ends on this line."""
    text = lines[index].text.rstrip(" *>")
    if not text.endswith(":"):
        return None
    start = _attribution(lines, index + 1)
    if start is None:
        return None
    words = " ".join(line.text for line in lines[start : index + 1])
    sure = (
        lines[index].hint == ATTRIBUTION
        or _ADDRESS.search(words)
        or (_DATE.search(words) and _HOUR.search(words))
    )
    return Head(_rules_above(lines, start), index + 1, words) if sure else None


def _block_at(lines: Sequence[Line], start: int) -> Head | None:
    """Know a header block that begins on this line: sender, date, a third label, and an address."""
    if set(_labels_in(lines[start].text)) <= {"other", "to"}:
        return None  # no block begins so: "To: team leader" straight above one is an answer
    seen: set[str] = set()
    proof = False
    stop = start
    parted = 0  # the first empty line
    for place, line in enumerate(lines[start : start + MAX_HEADER], start):
        if not line.text.strip():
            parted = parted or stop
            continue
        labels = _labels_in(line.text) if len(line.text) < LONGEST and _LABEL.match(line.text) else []
        again = seen.intersection(labels) - {"other"}
        if again and parted and _block_at(lines, parted + 1) is not None:
            return None  # what stands above the empty line is somebody's words: "Emne: løn, Dato: nu"
        if (not labels and line.hint != HEADER) or again:
            break
        seen.update(labels)
        proof = proof or bool(_ADDRESS.search(line.text)) or line.hint == HEADER
        stop = place + 1
    if not ({"from", "sent"} <= seen and len(seen) >= 3 and proof):
        return None
    return Head(_rules_above(lines, start), stop, " ".join(line.text for line in lines[start:stop]))


def last_line(lines: Sequence[Line]) -> int:
    """Give the number of the last line that says something; -1 when none does."""
    index = len(lines) - 1
    while index >= 0 and _says_nothing(lines[index].text):
        index -= 1
    return index


def _says_nothing(text: str) -> bool:
    # A byte-order mark that a client turned into "?" stands where Apple's quotation begins.
    return not text.strip() or text.strip() == "?"


def _rules_above(lines: Sequence[Line], start: int) -> int:
    at = last_line(lines[:start])
    while at >= 0 and (
        RULE.fullmatch(lines[at].text)
        or _BANNER_RULE.fullmatch(lines[at].text)
        or _FORWARD.fullmatch(lines[at].text)
    ):
        start = at
        at = last_line(lines[:start])
    return start


def _attribution(lines: Sequence[Line], stop: int) -> int | None:
    """Find an attribution at the end: a verb, a colon last, a date or address, over at most three lines."""
    end = last_line(lines[:stop])
    if end < 0:
        return None
    if lines[end].hint == ATTRIBUTION:
        start = end
        while start > 0 and lines[start - 1].hint == ATTRIBUTION:
            start -= 1
        return start
    joined = ""
    for start in range(end, max(-1, end - 4), -1):
        text = lines[start].text.strip()
        if (not text or text.endswith(("?", "!"))) and start < end:
            break
        if start == end and not _ENDS_ONE.search(text):
            break  # a smiley
        if (
            start < end
            and _ITEM.match(lines[start + 1].text)
            and not _DATE.match(lines[start + 1].text.lstrip("> "))
        ):
            break  # "16) Sådan her:" under a line that has a date
        joined = f"{text} {joined}".strip()
        if not joined.endswith((":", ":>", ":*")) or len(joined) > 400:
            return None
        if ": " in joined:
            return None  # somebody's words: "Kunden skrev: tak."
        dated = _DATE.search(joined) or _ADDRESS.search(joined)
        if _is_item(text):
            return None
        if dated and _WROTE.search(joined) and not _TOLD.search(joined):
            return _start_of_attribution(lines, start, joined)
    return None


def _is_item(text: str) -> bool:
    """Tell an item of a list from a date: "16) Sådan her:", "22. oktober 2026 kl. 9 skrev Bo:"."""
    return _ITEM.match(text) is not None and not _DATE.match(text.lstrip("> "))


def _start_of_attribution(lines: Sequence[Line], start: int, joined: str) -> int:
    # The date may be on the line above the one with the address: take it along when it looks like it.
    if not _DATE.search(joined) and start > 0:
        above = lines[start - 1].text.strip()
        if (
            above
            and not above.endswith(":")
            and _DATE.search(above)
            and re.match(r"(?:den|on|d\.|am|le)\b", above, re.IGNORECASE)
        ):
            return start - 1
    return start


def _header_block(lines: Sequence[Line], stop: int) -> int | None:
    """Find a header block at the end: two different labels or more, with an address, a date or both parties' labels."""
    end = last_line(lines[:stop])
    if end < 0:
        return None
    seen: dict[str, int] = {}
    proof = False
    start = None
    blanks = 0
    for index in range(end, max(-1, end - MAX_HEADER), -1):
        line = lines[index]
        text = line.text.strip()
        if not text:
            blanks += 1
            if blanks > 4:
                break
            continue
        if _all_on_one_line(text):
            return index
        match = _LABEL.match(text)
        if match is None:
            # Long recipient lists and subjects wrap: one line without a label may stand inside the block.
            if line.hint != HEADER and not _wrapped(lines, index):
                break
            continue
        labels = [label for label in _labels_in(text) if label in _CORE]
        if any(label in seen for label in labels):
            break  # a second sender or date: somebody's words above the block
        for label in labels:
            seen[label] = index
        proof = proof or bool(_ADDRESS.search(text) or _DATE.search(text)) or line.hint == HEADER
        start = index if labels else start  # "Cc: chefen" above it is somebody's answer
    groups = set(seen)
    if start is None or len(groups) < 2 or not ({"from", "sent"} & groups) or not proof:
        return None
    return start


def _addressed(lines: Sequence[Line]) -> bool:
    return any(line.hint == HEADER or _ADDRESS.search(line.text) for line in lines)


def _labels_in(text: str) -> list[str]:
    """Name the labels of a line; Yahoo puts all of them on one."""
    found = (
        [_LABEL_GROUPS[label.lower()] for label in _INNER_LABEL.findall(text)] if text.count(":") > 2 else []
    )
    match = _LABEL.match(text)
    if match is not None:
        found.append(_LABEL_GROUPS.get(match[1].lower(), "other"))
    return found


def _all_on_one_line(text: str) -> bool:
    """Know the header block Yahoo writes: every field on one line, glued together."""
    if len(text) > LONGEST or text.count(":") < 3:
        return False
    return {"from", "to", "sent"} <= set(_labels_in(text)) and _ADDRESS.search(text) is not None


def _wrapped(lines: Sequence[Line], index: int) -> bool:
    above = lines[index - 1].text.strip() if index else ""
    return bool(_LABEL.match(above)) and len(lines[index].text) < 200
