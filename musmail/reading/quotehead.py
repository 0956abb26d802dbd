"""What stands above a quotation: an attribution, a header block, a rule. Found only at a quotation's edge.

A label such as `Fra:` alone is somebody's words: two different ones and an address or date make a header block.
"""

import re
from collections.abc import Sequence

from musmail.reading.lines import ATTRIBUTION, HEADER, Line

MAX_HEADER = 16

_DATE = re.compile(
    r"\d{1,2}\s*[./]\s*(?:\d{1,2}|jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)|\d{4}-\d{2}-\d{2}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_WROTE = re.compile(r"\b(?:skrev|skriver|wrote|writes|schrieb|skreiv|a écrit|escribió)\b", re.IGNORECASE)
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
        if start is not None:
            begin, what = _rules_above(lines, start), what or name
    begin = _rules_above(lines, begin)
    return (begin, what or "rule") if begin < stop else (len(lines), "")


def foreign_quote(lines: Sequence[Line]) -> int:
    """Find where a quotation begins that is none of ours: a whole header block, or an attribution over quoted lines."""
    for index, line in enumerate(lines[:2000]):
        text = line.text
        if len(text) > 400 or ":" not in text:
            continue
        if _WROTE.search(text) and index + 1 < len(lines):
            below = next((one for one in lines[index + 1 :] if one.text.strip()), None)
            start = _attribution(lines, index + 1)
            if start is not None and below is not None and below.depth > line.depth:
                return _rules_above(lines, start)
        if _LABEL.match(text) and _is_block(lines, index):
            return _rules_above(lines, index)
    return len(lines)


def _is_block(lines: Sequence[Line], start: int) -> bool:
    """Tell whether a header block begins here that nobody types by hand: sender, date, a third label, an address."""
    seen: set[str] = set()
    proof = False
    for line in lines[start : start + 8]:
        if not line.text.strip():
            continue
        labels = _labels_in(line.text) if _LABEL.match(line.text) and len(line.text) < 600 else []
        if not labels:
            break
        seen.update(labels)
        proof = proof or bool(_ADDRESS.search(line.text)) or line.hint == HEADER
    return {"from", "sent"} <= seen and len(seen) >= 3 and proof


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
        if not text and start < end:
            break
        joined = f"{text} {joined}".strip()
        if not joined.endswith((":", ":>", ":*")) or len(joined) > 400:
            return None
        if _WROTE.search(joined) and (_DATE.search(joined) or _ADDRESS.search(joined)):
            return _start_of_attribution(lines, start, joined)
    return None


def _start_of_attribution(lines: Sequence[Line], start: int, joined: str) -> int:
    # The date may be on the line above the one with the address: take it along when it looks like it.
    if not _DATE.search(joined) and start > 0:
        above = lines[start - 1].text.strip()
        if above and _DATE.search(above) and re.match(r"(?:den|on|d\.|am|le)\b", above, re.IGNORECASE):
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
        start = index
    groups = set(seen)
    if start is None or len(groups) < 2 or not ({"from", "sent"} & groups) or not (proof or len(groups) >= 3):
        return None
    return start


def _labels_in(text: str) -> list[str]:
    """Name the labels of a line; Yahoo puts all of them on one."""
    found = []
    for label, group in _LABEL_GROUPS.items():
        if re.search(rf"(?:^|[\s*]|\w){label}\s*:", text, re.IGNORECASE) if text.count(":") > 2 else False:
            found.append(group)
    match = _LABEL.match(text)
    if match is not None:
        found.append(_LABEL_GROUPS.get(match[1].lower(), "other"))
    return found


def _wrapped(lines: Sequence[Line], index: int) -> bool:
    above = lines[index - 1].text.strip() if index else ""
    return bool(_LABEL.match(above)) and len(lines[index].text) < 200
