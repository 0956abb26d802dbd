"""Status of agreements: "1 færdig, 2 i gang, 3: mangler budget", or a word typed under one of them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from musmail.conversation.events import Intent, Said
from musmail.reading.page import words_of
from musmail.reading.sentences import bare

_DONE = re.compile(
    r"\b(?:færdig(?:t|e)?|udført|klaret|gjort|afsluttet|gennemført|opnået|nået|fuldført|i mål|done"
    r"|finished|completed|lykkedes|på plads|er sket|overstået|lavet|ordnet|løst|i hus|leveret|færdiggjort"
    r"|sorted|solved)\b"
)
_UNDER_WAY = re.compile(
    r"\b(?:i gang|igang|undervejs|begyndt|startet|sat i gang|på vej|arbejder på|halvvejs|delvist"
    r"|in progress|under way|underway|started|begun|ongoing|on (?:its|the) way|working on|halfway|half way"
    r"|(?:almost|nearly)(?: done| finished)?|næsten færdig|næsten"
    r"|så godt som|stort set|tæt på|ved at være|as good as|just about)\b"
)
_PROBLEM = re.compile(
    r"\b(?:problem(?:er)?|går ikke|kan ikke|mangler|stoppet|gået i stå|står stille|udsat|udskudt"
    r"|forsinket|blokeret|ikke muligt|umuligt|droppet|aflyst|opgivet|intet budget|ingen tid|stuck"
    r"|blocked|delayed|cancelled|canceled|dropped|postponed|trouble|lacks?|missing|no (?:budget|time|money)"
    r"|(?:can t|cannot|can not|impossible|on hold|at a halt|halted))\b"
)
_NOT_YET = re.compile(r"\b(?:ikke|endnu ikke|aldrig|not|never|hverken)\b")
_NO_PROBLEM = re.compile(r"\b(?:ingen|ikke (?:nogen|noget)|no|not a) (?:problem(?:er|s)?|trouble)\b")
_NOT_DONE = re.compile(
    r"\b(?:ikke|endnu ikke|not)(?: (?:helt|endnu|quite|yet))* (?:færdige?t?|klar|done|finished)\b"
)
_THE_SAME = re.compile(
    r"(?:(?:er |gør |det )*(?:det )?(?:også|ligeså|ligeledes|samme|det samme|too|as well|likewise))?"
)
# What is to come, and no status yet: "vi går i gang med 6 til maj", "4 bliver færdig i maj".
_AHEAD = re.compile(
    r"\b(?:går|skal|vil|bliver|forventer|forventes|regner med|håber|planlægger|snart|will|shall|going to|should"
    r"|expect\w*|plan(?:ning)?|hope) (?:\w+ ){0,4}?(?:færdige?t?|udført|klaret|gjort|afsluttet|gennemført|i mål"
    r"|på plads|lavet|ordnet|løst|leveret|done|finished|completed|sorted|solved|i gang|igang|begyndt|startet|started"
    r"|under way)\b"
)
# All but something: neither done nor not, so somebody must say.
_EXCEPT = re.compile(
    r"\b(?:bortset fra|undtagen|undtaget|på nær|pånær|med undtagelse af|except|apart from|aside from)\b"
)
# Words of which a clause consists that says how far something is, and nothing else.
_STATUS_ALONE = re.compile(
    r"ja|jo|nej|tak|ok|desværre|det|den|de|dem|vi|jeg|der|er|har|går|gik|blev|blevet|kommet|sat|nu|helt|godt|stadig"
    r"|allerede|lige|i|på|af|med|et|en|og|aftale|aftalen|nr|nummer|punkt|agreement|færdig|færdigt|færdige|udført|klaret"
    r"|gjort|afsluttet|gennemført|opnået|nået|fuldført|mål|plads|sket|overstået|lykkedes|done|finished|completed"
    r"|gang|igang|undervejs|begyndt|startet|vej|halvvejs|næsten|in|progress|under|way|underway|started|ongoing"
    r"|lavet|ordnet|løst|hus|leveret|færdiggjort|sorted|solved"
    r"|is|it|problem|problemer|problems|trouble|with|a|has|have|been|the|i|we|now|almost|nearly|begun|on|there"
)
# A new piece begins at a line, comma, semicolon or full stop before a number: "1 færdig, 2 i gang".
_PIECE = re.compile(
    r"(?:[,;.]|\n|\s(?:og|samt|mens|men|and|but)\s|^)\s*(?=(?:(?:aftale|nr\.?|nummer|punkt"
    r"|agreement)\s*)?\d{1,2}(?:['’]?e?ren\b)?(?:[\s:.)–-]|\Z))",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:aftale|nr\.?|nummer|punkt|agreement)\s*)?(\d{1,2})(?:['’]?e?ren\b)?(?:\s*[:.)–-]+)?\s*",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"(?:(?:aftale|nr\.?|nummer|punkt|agreement|med)\s*)?\b(\d{1,2})\b(?!\s*(?:[./:]\s*\d|%"
    r"|\.?\s*(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|uge|dag|kr)))",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\W*(?:(begge(?: to)?|both)|alle(?: sammen| tre| fire)?|alt(?: sammen)?|det hele|dem alle|everything|all)\b\s*",
    re.IGNORECASE,
)
_REST = re.compile(r"\W*(?:resten|de (?:andre|øvrige)|the (?:rest|others))\b\s*", re.IGNORECASE)
_MARKED = re.compile(r"\s(?=\d{1,2}\s?[:)]\s)")  # "1: done 2: in progress"
_DOTTED = re.compile(r"\b(nr|no|pkt)\.", re.IGNORECASE)
_LIST = re.compile(
    r"\s*(\d{1,2}(?:\s*(?:,|og|\+|&|and)\s*\d{1,2})+)\s*(?:er|:|–|-)?\s*(.*)", re.IGNORECASE | re.DOTALL
)

_BORDER = " \t\n:.,;!–-"
# Where a first clause ends that may be the status alone: "i gang, men Jonas er væk", "problem: mangler budget".
_CLAUSE = re.compile(r"[.,:;!\n]|\s[–-]+\s|\s(?=(?:men|but|fordi|da|because)\b)", re.IGNORECASE)


def status_of(words: str) -> Intent | None:
    """Read one status from a few words; doubt and plain prose give none."""
    said = bare(words)
    if not said or len(said.split()) > 25:
        return None
    if _PROBLEM.search(_NO_PROBLEM.sub("", said)):
        return Intent.STATUS_PROBLEM
    now = _AHEAD.sub("", said)
    done, begun = _DONE.search(now), _UNDER_WAY.search(now)
    if _NOT_DONE.search(said):
        return Intent.STATUS_UNDER_WAY
    if _NOT_YET.search(said):
        return (
            Intent.STATUS_UNDER_WAY
            if begun and not re.search(r"ikke (?:i gang|begyndt|startet|på vej)", said)
            else None
        )
    if begun:
        return Intent.STATUS_UNDER_WAY
    return Intent.STATUS_DONE if done and not _EXCEPT.search(said) else None


def read_under(text: str, number: int) -> Said | None:
    """Read what is typed under one agreement; None when it says no status."""
    asks = text.rstrip().endswith("?")
    intent = None if asks else status_of(" ".join(words_of(text)))
    return Said(intent, number=number, text=_beyond(text), words=text) if intent else None


def read_status(
    text: str, open_numbers: Collection[int], known: Collection[int] = ()
) -> tuple[list[Said], str]:
    """Read statuses from words on top: by number, or of the only agreement the letter asks about.

    What is done may be opened again by its number, so that of every `known` agreement counts.
    """
    known = {*open_numbers, *known}
    said: list[Said] = []
    rest: list[str] = []
    for piece in _pieces(text):
        read = (
            _one(piece, open_numbers, known)
            or _alike(piece, said, known)
            or _others(piece, said, open_numbers)
        )
        said.extend(read)
        if not read and bare(" ".join(words_of(piece))):
            rest.append(piece.strip())
    return said, "\n".join(rest)


def _pieces(text: str) -> list[str]:
    text = _DOTTED.sub(r"\1", text)
    several = _LIST.fullmatch(text)
    if several is not None:  # "1 og 3 er færdige, 2 er i gang": the list ends where the next number begins
        following = _PIECE.search(text, several.start(2) + 1)
        if following is None:
            return [text]
        return [text[: following.start()], *_pieces(text[following.end() :])]
    rows = _MARKED.split(text) if _MARKED.match(f" {text.lstrip()}") else [text]
    parts = [part for row in rows for piece in _PIECE.split(row) for part in _rest_apart(piece)]
    return [part.strip(" \t\n,;") for part in parts if part.strip()]


def _rest_apart(piece: str) -> list[str]:
    """Part "2 er på plads, resten er i gang"."""
    for match in re.finditer(r"[,;.\n]|\s(?:og|mens|men|and|but)\s", piece):
        if _REST.match(piece, match.end()):
            return [piece[: match.start()], piece[match.end() :]]
    return [piece]


def _alike(piece: str, said: Sequence[Said], open_numbers: Collection[int]) -> list[Said]:
    """Read what only says that another one is like the one before: "færdig med 4 og 6", "6 også"."""
    match = _NUMBER.match(piece)
    if match is None or not said or int(match[1]) not in open_numbers:
        return []
    if not _THE_SAME.fullmatch(" ".join(words_of(piece[match.end() :]))):
        return []
    return [replace(said[-1], number=int(match[1]), words=piece)]


def _others(piece: str, said: Sequence[Said], open_numbers: Collection[int]) -> list[Said]:
    """Read what is said of the rest: of every agreement that was not spoken of before."""
    match = _REST.match(piece)
    intent = status_of(" ".join(words_of(piece[match.end() :]))) if match and said else None
    if match is None or intent is None or re.search(r"\d", piece):
        return []
    left = set(open_numbers) - {one.number for one in said}
    return [Said(intent, number=one, text=_beyond(piece[match.end() :]), words=piece) for one in sorted(left)]


def _one(piece: str, open_numbers: Collection[int], known: Collection[int]) -> list[Said]:
    if piece.endswith("?") or "? " in piece:
        return []
    every = _ALL.match(piece)
    if every is not None and (every[1] is None or len(open_numbers) == 2):
        words = piece[every.end() :]
        intent = status_of(" ".join(words_of(words)))
        if intent is None or re.search(r"\d", words):
            return []
        return [Said(intent, number=one, text=_beyond(words), words=piece) for one in sorted(open_numbers)]
    several = _LIST.fullmatch(piece)
    if several is not None:
        intent = status_of(" ".join(words_of(several[2])))
        numbers = [int(one) for one in re.findall(r"\d{1,2}", several[1])]
        if not all(number in known for number in numbers):
            return []
        if intent:
            return [Said(intent, number=number, text=_beyond(several[2]), words=piece) for number in numbers]
    first = _NUMBER.match(piece)
    if first is not None and int(first[1]) in known:
        number, words = int(first[1]), piece[first.end() :]
    else:
        found = {int(one) for one in _ANYWHERE.findall(piece)} & set(known)
        if len(found) > 1 or (not found and len(open_numbers) != 1):
            return []
        number = found.pop() if found else next(iter(open_numbers))
        words = piece
    intent = status_of(" ".join(words_of(words)))
    return [Said(intent, number=number, text=_beyond(words), words=piece)] if intent else []


def _beyond(text: str) -> str:
    """Give what the words say beside the status itself and its number; nothing when there is no more."""
    rest = text.strip().lstrip(_BORDER)
    while rest:
        match = _CLAUSE.search(rest)
        first = rest[: match.start()] if match else rest
        if not all(word.isdigit() or _STATUS_ALONE.fullmatch(word) for word in words_of(first)):
            return rest
        rest = rest[len(first) :].lstrip(_BORDER)
    return ""
