"""Furniture: what mail programs and habit put around words: banner, greeting, signature, device line, disclaimer.

It is taken away only at the edges of what was typed, never from the middle, and only where structure says so.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from musmail.reading.lines import SIGNATURE, Line
from musmail.reading.names import is_name_of
from musmail.reading.page import words_of
from musmail.reading.quotehead import NUMBER, RULE, last_line

MAX_SIGNATURE = 14  # lines after a sign-off: guessed
LONGEST_BANNER, LONGEST_DISCLAIMER, LONGEST_CONTACT = 700, 5000, 200  # characters; longer is somebody's prose
_DEVICE = re.compile(
    r"\s*(?:(?:sendt|send|afsendt|skrevet|sent) (?:fra|via|from|på|med)(?: min| mit| my)?|hent|få|get"
    r"|download)\s+"
    r"(?:iphone|ipad|ipod|mac(?:book)?|galaxy|samsung(?: galaxy)?(?: \w+){0,3}|android(?:-?(?:telefon"
    r"|enhed|mobil))?|mobil(?:telefon)?"
    r"|telefon|smartphone|windows(?: phone)?|mail(?: til windows(?: \d+)?| for windows(?: \d+)?)?"
    r"|outlook(?: (?:til|for) (?:ios|android|mac|windows))?"
    r"|yahoo(?: mail)?(?: \w+){0,4}|gmail(?: \w+){0,2}|proton ?mail(?: [\w-]+){0,3}|huawei(?:-?\w+)?"
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
    r"|god weekend|god dag|god ferie|god aften|ha en god (?:dag|weekend)|vi ses|på gensyn|wishes"
    r"|sincerely|yours(?: sincerely| truly)?|cheers|best|br)"
    r"(?P<rest>[\s,.!:;/-].*)?",
    re.IGNORECASE,
)
# Takes leave only above the writer's name: elsewhere it may belong to the answer.
_LEAVES = re.compile(
    r"(?:ok,? |tak,? |og )?(?:vi (?:ses|tales ved|snakkes ved|snakkes|tales)|ses|see you)"
    r"(?: (?:på|til|i|om|on|next|næste|samtalen|mødet|morgen|tomorrow|uge|week"
    r"|(?:man|tirs|ons|tors|fre|lør|søn)dag|(?:mon|tues|wednes|thurs|fri)day))*"
    r"|(?:tak|hej|farvel)(?: og|,)? (?:hej|tak|farvel|på gensyn)(?: hej)?(?:,? leverpostej)?"
    r"|(?:(?:du )?ha['’v]?|rigtig|fortsat|have)(?: an?| en)?(?: (?:rigtig|fortsat|very))?"
    r" (?:god|dejlig|good|nice|great) (?:dag|weekend|aften|ferie|sommer|jul|eftermiddag|uge|day|evening|week)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?i:hej(?:sa|sa|med)?|hejsa|hallo|kære|hi|hello|dear|goddag|davs|halløj"
    r"|god\s?(?:morgen|dag|formiddag|eftermiddag|aften)|good (?:morning|afternoon|evening))"
    # A name begins with a capital; small words are the few that people greet with.
    r"(?:[ ,]+(?:[A-ZÆØÅ][\w.’'-]{0,30}|(?i:med|jer|dig|alle|igen|begge|sammen|to|og|all|both|there"
    r"|again|-))){0,5}"
    r"[ ,!.:;-]*"
)
_POINTER = re.compile(
    r"(?:(?:jeg har |har )?(?:svaret|skrevet|kommenteret|indsat mine svar)|(?:her (?:er|kommer)|hermed"
    r"|se)(?: venligst)?"
    r" (?:mine |lige )?(?:svar|kommentarer|svarene)|mine (?:svar|kommentarer)|my answers"
    r"|see my (?:answers|comments)|se (?:venligst |lige )*(?=herunder|neden)|see (?=below))"
    r"(?: (?:på|til) (?:spørgsmålene|skemaet|dine spørgsmål|jeres spørgsmål))?(?: (?:står|er|findes"
    r"|kommer|are))?"
    r"(?: ?(?:herunder|nedenfor|nedenunder|below|inline|i teksten|i mailen|i skemaet"
    r"|under (?:spørgsmålene|hvert spørgsmål)"
    r"|(?:med|i) (?:rødt|blåt|grønt|fed|kursiv|red|blue|green)(?: skrift)?))*"
)
# The patterns of whole texts are of small letters, and so are the texts they search: six times as fast as both.
_LEGAL = re.compile(
    r"fortrolig|confidential|tavshedspligt|privileged|intended (?:solely|only|for)|tiltænkt"
    r"|bestemt for|modtager(?:en)? af denne"
    r"|modtaget denne|received this|ved en fejl|in error|by mistake|slette|delete|destroy"
    r"|ikke den rette|not the intended|videregive|disclos"
    r"|persondatapolitik|privatlivspolitik|privacy policy|behandler personoplysninger|personal data"
    r"|virus|miljøet|environment|before printing|udskriver"
)
_MAILISH = re.compile(r"\be-?mail|\bmail\b|meddelelse|besked|message|communication")
# A disclaimer speaks of the mail it stands in, or sends its reader to a policy; an answer about mail does neither.
_OF_ITSELF = re.compile(
    r"\b(?:denne|dette|this|the)\b[^.]{0,40}?(?:mail|meddelelse|besked|message|communication|transmission)"
    r"|(?:mail|meddelelse|besked|message)(?:en)? (?:and any|may contain|is intended|kan indeholde|indeholder"
    r"|og eventuelle|samt eventuelle|er (?:kun |alene )?(?:bestemt|tiltænkt|fortrolig))"
    r"|\bfør(?:end)? du (?:udskriver|printer)|before printing"
    r"|\b(?:læs|se|read|see|find|about|om)\b[^.]{0,80}(?:persondatapolitik|privatlivspolitik|privacy policy"
    r"|personoplysninger|personal data)"
)
_IN_PERSON = re.compile(
    r"\b(?:[Jj]eg|[Mm]ig|[Mm]in|[Mm]it|[Mm]ine|[Mm]y|me"
    r"|I(?:['’]m|['’]ve| (?:think|am|have|had|would|was|do|want|need|feel)))\b"
)
_BANNER = re.compile(
    # That something is external is said of a mail or its sender, or it is an answer about customers and consultants.
    r"(?:caution|advarsel|warning|obs|bemærk|notice|vigtigt|pas på|vær opmærksom)\b.{0,120}?"
    r"\b(?:(?:external|ekstern[et]?) (?:e-?mail|mail|post|sender|afsender|besked|meddelelse|message|source|kilde)"
    r"|(?:e-?mail|mail|besked|meddelelse|message|afsender|sender)(?:en)?\b.{0,60}"
    r"\b(?:external|ekstern|udefra|outside|uden for|ukendt|unknown)|(?:ukendt afsender|unknown sender)"
    r"|(?:uden for organisationen|outside (?:of )?(?:the|your|our) organi))"
    r"|^\W*(?:external|ekstern[et]?)\b.{0,20}\b(?:e-?mail|mail|sender|afsender|besked|meddelelse|message)"
    r"|you don't often get email from|du får ikke ofte (?:mails?|e-mails?|mail) fra"
    r"|some people who received this message|nogle (?:af de )?personer, der har modtaget"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from outside|denne (?:e-?mail|mail|besked"
    r"|meddelelse) (?:kommer|er sendt|stammer|er modtaget) (?:fra|udefra|uden)"
    r"|(?:klik ikke på links|do not click (?:on )?links)\b.{0,80}?(?:vedhæft|medmindre|afsender|attach|unless|sender)"
    r"|\[(?:external|ekstern|eksternt?|ext)\]"
    r"|learn why this is important|få mere at vide om, hvorfor"
)
_HEADING = re.compile(r"\W*(?:caution|advarsel|warning|external|ekstern|obs|bemærk|notice|vigtigt|pas på)\b")
_SCANNED = re.compile(
    r"virusfri\.|virus-free\.|avast|this e-?mail has been (?:scanned|checked)"
    r"|denne e-?mail er (?:blevet )?(?:scannet|kontrolleret)"
)
_CONTACT = re.compile(
    r"@|https?:|www\.|\b(?:tlf|tel|mobil|mob|telefon|direkte|phone|cvr|fax)\b|\+45|\d{2} ?\d{2} ?\d{2} ?\d{2}",
    re.IGNORECASE,
)
_NAME_MARK = re.compile(r"\[([^\[\]]{2,60})\]:?\s*")
# "PS til 3: …" says where it belongs, and is no such line.
POSTSCRIPT = re.compile(r"[ \t*_]*P\.?[ ]?S\.?[*_]*[ \t]*[:.,–-][ \t]*(?=\S)", re.IGNORECASE)
_LISTED = re.compile(
    r"\s*(?:[-*•–]\s|\(?(?:(?:spørgsmål|spm|nr|ad|question|q|no|re)\.?\s*)?\d{1,2}(?:\s*[.):]|\s[-–]\s|\s*$))",
    re.IGNORECASE,
)


class Removed(NamedTuple):
    """Lines taken away: from, up to, what they are."""

    start: int
    stop: int
    what: str


def without_name_marks(lines: tuple[Line, ...], names: Sequence[str]) -> tuple[Line, ...]:
    """Take off `[Hanne Larsen]`, which Outlook can set before what is typed into a quotation."""
    if not any(line.text.startswith("[") for line in lines):
        return lines
    kept = []
    for line in lines:
        match = _NAME_MARK.match(line.text)
        own = match is not None and is_name_of(match[1], names)
        kept.append(line._replace(text=line.text[match.end() :]) if match and own else line)
    return tuple(kept)


def without_banner(lines: Sequence[Line]) -> int:
    """Find where the words begin, after a gateway's banner and nothing else."""
    begin = 0
    opened = False  # what stands above a banner is somebody's, unless it is the banner's own heading
    for index, line in enumerate(lines[:8]):
        text = line.text.strip().lower()
        if not text:
            continue
        if _LISTED.match(text):
            break
        if len(text) < LONGEST_BANNER and (_BANNER.search(text) or _SCANNED.match(text)):
            begin = index + 1
        elif begin or opened or not _HEADING.match(text):
            break
        opened = True
    while (
        begin and begin < len(lines) and (not lines[begin].text.strip() or RULE.fullmatch(lines[begin].text))
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


def without_pointer(lines: Sequence[Line]) -> int:
    """Find where the words begin after a line that only says where the answers are."""
    for index, line in enumerate(lines):
        if line.text.strip():
            return (
                index + 1 if len(line.text) < 120 and _POINTER.fullmatch(" ".join(words_of(line.text))) else 0
            )
    return 0


def without_ending(lines: Sequence[Line], names: Sequence[str]) -> tuple[int, list[Removed]]:
    """Find where the words end before signature, device line and disclaimer; a postscript ends nothing."""
    below = next((n + 1 for n in reversed(range(len(lines))) if POSTSCRIPT.match(lines[n].text)), 0)
    stop, removed = _ending(lines[below:], names)
    return below + stop, [one._replace(start=below + one.start, stop=below + one.stop) for one in removed]


def _ending(lines: Sequence[Line], names: Sequence[str]) -> tuple[int, list[Removed]]:
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
        end = last_line(lines[:stop]) + 1
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
        stop = last_line(lines[:begin]) + 1
        start = stop
        while start > 0 and lines[start - 1].text.strip():
            start -= 1
        text = " ".join(line.text for line in lines[start:stop])[:LONGEST_DISCLAIMER].lower()
        signs = set(_LEGAL.findall(text))
        first = lines[start].text.lower() if stop else ""
        opens = _LEGAL.search(first) or _MAILISH.search(first)
        told = _OF_ITSELF.search(text) is not None and not any(
            _IN_PERSON.search(line.text) for line in lines[start:stop]
        )
        legal = told and opens and len(text.split()) >= 8 and len(signs) >= 2 and _MAILISH.search(text)
        if stop and (legal or (_SCANNED.search(text) and len(text) < 300) or RULE.fullmatch(text or "x")):
            begin = start
            continue
        # A disclaimer straight under the signature, without an empty line: only its own lines go.
        own = stop
        while (
            own > start
            and len(signs) >= 2
            and _OF_ITSELF.search(text)
            and not _IN_PERSON.search(lines[own - 1].text)
            and len(lines[own - 1].text.split()) >= 8
            and _LEGAL.search(lines[own - 1].text.lower())
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
            above = _signature(lines, last_line(lines[:start]) + 1, names)
            return above if above < last_line(lines[:start]) + 1 else start
    typed, below = 0, ""
    for index in range(end - 1, max(-1, end - 2 * MAX_SIGNATURE), -1):
        text = lines[index].text.strip()
        if not text:
            continue
        if (text == "--" and not _goes_on(lines[index + 1 : end], names)) or (
            _signs_off(text, names) and not _is_asked_for(lines[:end], index, names)
        ):
            return index if typed <= MAX_SIGNATURE else end
        if typed == 1 and _leaves(text, below, names):
            return index
        typed, below = typed + 1, text
        if (
            len(text) > LONGEST_CONTACT
            or _LISTED.match(text)
            or (len(text.split()) > 9 and not _CONTACT.search(text))
            or text.endswith("?")
        ):
            break
    at = end - 1
    if at > 0 and not lines[at - 1].text.strip() and is_name_of(lines[at].text, names):
        return at
    return _card(lines, end, names)


def signed(lines: Sequence[Line], names: Sequence[str]) -> bool:
    """Tell whether a word of one of the names stands in some lines, or where somebody can be reached."""
    known = {word for name in names for word in words_of(name)}
    return any(_CONTACT.search(line.text) or not known.isdisjoint(words_of(line.text)) for line in lines)


def _goes_on(lines: Sequence[Line], names: Sequence[str]) -> bool:
    """Tell whether what stands straight below a line of two dashes is prose, and no signature."""
    begin = next((place for place, line in enumerate(lines) if line.text.strip()), len(lines))
    stop = next(
        (place for place, line in enumerate(lines[begin:], begin) if not line.text.strip()), len(lines)
    )
    lines = lines[begin:stop]
    prose = any(line.text[:1].islower() or line.text.endswith((".", "!", "?", ",", ":")) for line in lines)
    return prose and not signed(lines, names)


def _is_asked_for(lines: Sequence[Line], index: int, names: Sequence[str]) -> bool:
    """Tell whether a line stands straight under a number or a question: "Mvh" may be an answer."""
    above = next((line.text.strip() for line in reversed(lines[:index]) if line.text.strip()), "")
    asked = above.endswith("?") or NUMBER.fullmatch(above) is not None
    return asked and not signed(lines[index:], names)


def _card(lines: Sequence[Line], end: int, names: Sequence[str]) -> int:
    """Find a visiting card at the end: the full name on a line of its own after an empty one, then short lines."""
    for index in range(end - 1, max(0, end - MAX_SIGNATURE), -1):
        text = lines[index].text.strip()
        if (
            len(text) > LONGEST_CONTACT
            or (len(text.split()) > 8 and not _CONTACT.search(text))
            or text.endswith("?")
        ):
            return end
        alone = not lines[index - 1].text.strip() and end - index > 1
        if alone and len(text.split()) > 1 and is_name_of(text, names):
            return index
    return end


def _leaves(text: str, below: str, names: Sequence[str]) -> bool:
    """Tell whether a line takes leave above the writer's name: "vi ses på torsdag!"."""
    if len(text) > 60 or not is_name_of(below.strip(" /–-,."), names):
        return False
    off = _SIGN_OFF.fullmatch(text)  # "De bedste hilsner fra"
    from_whom = off is not None and (off["rest"] or "").strip(" ,:") in ("fra", "from")
    return from_whom or _LEAVES.fullmatch(text.rstrip(" .!,:)-")) is not None


def _signs_off(text: str, names: Sequence[str]) -> bool:
    """Tell whether a line is a sign-off and nothing else but a name, or a second one in another language."""
    if len(text) > 80:
        return False
    match = _SIGN_OFF.fullmatch(text)
    if match is None:
        return False
    rest = (match["rest"] or "").strip(" \t,.!:;/-–|").removeprefix("fra ").removeprefix("from ")
    if not rest or is_name_of(rest, names):
        return True
    words = rest.split()
    named = len(words) <= 3 and all(word[:1].isupper() for word in words) and not rest[-1:].isdigit()
    return named or _signs_off(rest, names)
