"""Furniture: what mail programs and habit put around words (signature, attribution, header block, banner).

It is taken away only at the edges of what was typed, never from the middle, and only where structure says so:
a label such as `Fra:` alone is somebody's words.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from musmail.reading.lines import ATTRIBUTION, HEADER, SIGNATURE, Line
from musmail.reading.names import is_name_of

MAX_SIGNATURE = 14  # lines after a sign-off: guessed
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
_RULE = re.compile(r"\s*[_=*-]{5,}\s*")
_BANNER_RULE = re.compile(
    r"\s*[-_*=]{2,}\s*(?:oprindelig (?:meddelelse|besked|mail|e-mail)|original (?:besked|message"
    r"|meddelelse)|original appointment"
    r"|videresendt (?:meddelelse|besked)|forwarded message|ursprüngliche nachricht)\s*[-_*=]{2,}\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"\s*(?:start på videresendt besked|begin forwarded message)\s*:\s*", re.IGNORECASE)
_DEVICE = re.compile(
    r"\s*(?:(?:sendt|send|afsendt|skrevet|sent) (?:fra|via|from|på|med)(?: min| mit| my)?|hent|get|download)\s+"
    r"(?:iphone|ipad|ipod|mac(?:book)?|galaxy|samsung(?: galaxy)?(?: \w+){0,3}|android(?:-?(?:telefon"
    r"|enhed|mobil))?|mobil(?:telefon)?"
    r"|telefon|smartphone|windows(?: phone)?|mail(?: til windows(?: \d+)?| for windows(?: \d+)?)?"
    r"|outlook(?: (?:til|for) (?:ios|android|mac|windows))?"
    r"|yahoo(?: mail)?(?: \w+){0,4}|gmail(?: \w+){0,2}|proton ?mail(?: \w+){0,3}|huawei(?:-?\w+)?"
    r"|oneplus(?: \w+)?|sony(?: \w+)*|nokia|blackberry(?: \w+)?"
    r"|k-9 mail|thunderbird(?: (?:til|for) android)?|my \w+ device|tablet|boxer|nine|spark"
    r"|edison)(?:-?(?:telefon|enhed|smartphone|device|mobile))?"
    r"[\s.!]*(?:<[^<>\s]*>)?\s*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:på forhånd (?:mange )?tak(?: (?:og|for hjælpen))?|mange tak|tak|thanks|thank you)[\s,.!-]*)?"
    r"(?:(?:med|mange|de|rigtig)\s+)?(?:venlig(?:e|st)?|kærlig(?:e)?|bedste?|hjertelig(?:e)?|varme"
    r"|sommer|jule|gode?|glade|mvh|kind|best|warm|many)?[\s-]*"
    r"(?:hilsen|hilsner|hilsen herfra|hilsner herfra|mvh\.?|v\.?h\.?|k\.?h\.?|m\.?v\.?h\.?|dbh|regards"
    r"|wishes|sincerely|yours(?: sincerely| truly)?|cheers|best|br)"
    r"(?P<rest>[\s,.!:;/-].*)?",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hej(?:sa|sa|med)?|hejsa|hallo|kære|hi|hello|dear|goddag|davs|halløj|god\s?(?:morgen|dag"
    r"|formiddag|eftermiddag|aften)|good (?:morning|afternoon|evening))"
    r"(?:[ ,]+[\w.’'-]{1,30}){0,4}[ ,!.:;-]*",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"fortrolig|confidential|tavshedspligt|privileged|intended (?:solely|only|for)|tiltænkt"
    r"|bestemt for|modtager(?:en)? af denne"
    r"|modtaget denne|received this|ved en fejl|in error|by mistake|slette|delete|destroy"
    r"|ikke den rette|not the intended|videregive|disclos"
    r"|persondatapolitik|privatlivspolitik|privacy policy|behandler personoplysninger|personal data"
    r"|virus|miljøet|environment|before printing|udskriver",
    re.IGNORECASE,
)
_MAILISH = re.compile(r"\be-?mail|\bmail\b|meddelelse|besked|message|communication", re.IGNORECASE)
_BANNER = re.compile(
    r"(?:caution|advarsel|warning|external|ekstern|obs|bemærk|notice|vigtigt"
    r"|pas på)\b.{0,120}?\b(?:external|ekstern|udefra|outside|ukendt afsender|unknown sender"
    r"|uden for organisationen|sender)"
    r"|you don't often get email from|du får ikke ofte (?:mails?|e-mails?|mail) fra"
    r"|some people who received this message|nogle (?:af de )?personer, der har modtaget"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from outside|denne (?:e-?mail|mail|besked"
    r"|meddelelse) (?:kommer|er sendt|stammer|er modtaget) (?:fra|udefra|uden)"
    r"|klik ikke på links|do not click (?:on )?links|\[(?:external|ekstern|eksternt?|ext)\]"
    r"|learn why this is important|få mere at vide om, hvorfor",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"virusfri\.|virus-free\.|avast|this e-?mail has been (?:scanned|checked)"
    r"|denne e-?mail er (?:blevet )?(?:scannet|kontrolleret)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@|https?:|www\.|\b(?:tlf|tel|mobil|mob|telefon|direkte|phone|cvr|fax)\b|\+45|\d{2} ?\d{2} ?\d{2} ?\d{2}",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:[-*•–]\s|\d{1,2}[.):]\s)")


class Removed(NamedTuple):
    """Lines taken away: from, up to, what they are."""

    start: int
    stop: int
    what: str


def without_quote_head(lines: Sequence[Line]) -> tuple[int, str]:
    """Find where the attribution or header block before a quotation begins; the number of lines when there is none."""
    stop = _last(lines) + 1
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


def _last(lines: Sequence[Line]) -> int:
    index = len(lines) - 1
    while index >= 0 and _says_nothing(lines[index].text):
        index -= 1
    return index


def _says_nothing(text: str) -> bool:
    # A byte-order mark that a client turned into "?" stands where Apple's quotation begins.
    return not text.strip() or text.strip() == "?"


def _rules_above(lines: Sequence[Line], start: int) -> int:
    at = _last(lines[:start])
    while at >= 0 and (
        _RULE.fullmatch(lines[at].text)
        or _BANNER_RULE.fullmatch(lines[at].text)
        or _FORWARD.fullmatch(lines[at].text)
    ):
        start = at
        at = _last(lines[:start])
    return start


def _attribution(lines: Sequence[Line], stop: int) -> int | None:
    """Find an attribution at the end: a verb, a colon last, a date or address, over at most three lines."""
    end = _last(lines[:stop])
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
    end = _last(lines[:stop])
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


def without_banner(lines: Sequence[Line]) -> int:
    """Find where the words begin, after a gateway's banner and nothing else."""
    begin = 0
    limit = min(len(lines), 8)
    for index in range(limit):
        text = lines[index].text.strip()
        if text and (_BANNER.search(text) or _SCANNED.match(text)) and len(text) < 700:
            begin = index + 1
    while (
        begin and begin < len(lines) and (not lines[begin].text.strip() or _RULE.fullmatch(lines[begin].text))
    ):
        begin += 1
    return begin


def without_greeting(lines: Sequence[Line]) -> int:
    """Find where the words begin after a greeting that has a line of its own."""
    for index, line in enumerate(lines):
        text = line.text.strip()
        if text:
            return index + 1 if _GREETING.fullmatch(text) and len(text) < 60 else index
    return len(lines)


def without_ending(lines: Sequence[Line], names: Sequence[str]) -> tuple[int, list[Removed]]:
    """Find where the words end before signature, device line and disclaimer."""
    removed: list[Removed] = []
    stop = len(lines)
    steps: tuple[tuple[str, Callable[[Sequence[Line], int], int]], ...] = (
        ("disclaimer", _disclaimer),
        ("device line", _device),
        ("signature", lambda some, end: _signature(some, end, names)),
        ("device line", _device),
        ("signature", lambda some, end: _signature(some, end, names)),
    )
    for what, step in steps:
        end = _last(lines[:stop]) + 1
        begin = step(lines, end)
        if begin < end:
            removed.append(Removed(begin, end, what))
            stop = begin
    return stop, removed


def _device(lines: Sequence[Line], end: int) -> int:
    at = end - 1
    return at if at >= 0 and _DEVICE.fullmatch(lines[at].text) else end


def _disclaimer(lines: Sequence[Line], end: int) -> int:
    """Step over closing paragraphs that speak of this mail and of who may read it."""
    begin = end
    while True:
        stop = _last(lines[:begin]) + 1
        start = stop
        while start > 0 and lines[start - 1].text.strip():
            start -= 1
        text = " ".join(line.text for line in lines[start:stop])
        signs = {match.lower() for match in _LEGAL.findall(text)}
        opens = stop and (_LEGAL.search(lines[start].text) or _MAILISH.search(lines[start].text))
        legal = opens and len(text.split()) >= 8 and len(signs) >= 2 and _MAILISH.search(text) is not None
        if stop and (legal or (_SCANNED.search(text) and len(text) < 300) or _RULE.fullmatch(text or "x")):
            begin = start
            continue
        # A disclaimer straight under the signature, without an empty line: only its own lines go.
        own = stop
        while (
            own > start
            and len(signs) >= 2
            and len(lines[own - 1].text.split()) >= 8
            and _LEGAL.search(lines[own - 1].text)
        ):
            own -= 1
        return own if own < stop else begin


def _signature(lines: Sequence[Line], end: int, names: Sequence[str]) -> int:
    """Find the signature at the end: the client's own mark, `-- `, a sign-off, or the writer's name alone."""
    if end and lines[end - 1].hint == SIGNATURE:
        start = end
        while start and (lines[start - 1].hint == SIGNATURE or not lines[start - 1].text.strip()):
            start -= 1
        if end - start <= 2 * MAX_SIGNATURE:
            above = _signature(lines, _last(lines[:start]) + 1, names)
            return above if above < _last(lines[:start]) + 1 else start
    typed = 0
    for index in range(end - 1, max(-1, end - 2 * MAX_SIGNATURE), -1):
        text = lines[index].text.strip()
        if not text:
            continue
        if text == "--" or (text == "-- " and typed <= MAX_SIGNATURE):
            return index if typed <= MAX_SIGNATURE else end
        if _signs_off(text, names):
            return _with_thanks(lines, index) if typed <= MAX_SIGNATURE else end
        typed += 1
        if _LISTED.match(text) or (len(text.split()) > 9 and not _CONTACT.search(text)) or text.endswith("?"):
            break
    at = end - 1
    if at > 0 and is_name_of(lines[at].text, names) and len(lines) > 1:
        return at
    return end


def _with_thanks(lines: Sequence[Line], index: int) -> int:
    return index


def _signs_off(text: str, names: Sequence[str]) -> bool:
    if len(text) > 80:
        return False
    match = _SIGN_OFF.fullmatch(text)
    if match is None:
        return False
    rest = (match["rest"] or "").strip(" \t,.!:;/-")
    if not rest:
        return True
    words = rest.split()
    return is_name_of(rest, names) or (
        len(words) <= 3 and all(word[:1].isupper() for word in words) and not rest[-1:].isdigit()
    )
