"""Status of agreements: "1 færdig, 2 i gang, 3: mangler budget", or a word typed under one of them."""

import re
from collections.abc import Collection

from musmail.conversation.events import Intent, Said
from musmail.reading import phrases
from musmail.reading.page import words_of
from musmail.reading.sentences import bare

# A new piece begins at a line, comma, semicolon or full stop before a number: "1 færdig, 2 i gang".
_PIECE = re.compile(
    r"(?:[,;.]|\n|\s(?:og|samt|mens|men|and|but)\s|^)\s*(?=(?:(?:aftale|nr\.?|nummer|punkt"
    r"|agreement)\s*)?\d{1,2}(?:[\s:.)–-]|\Z))",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:aftale|nr\.?|nummer|punkt|agreement)\s*)?(\d{1,2})(?:\s*[:.)–-]+)?\s*", re.IGNORECASE
)
_ANYWHERE = re.compile(
    r"(?:(?:aftale|nr\.?|nummer|punkt|agreement|med)\s*)?\b(\d{1,2})\b(?!\s*(?:[./:]\s*\d|%"
    r"|\.?\s*(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|uge|dag|kr)))",
    re.IGNORECASE,
)
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
    if phrases.PROBLEM.search(said):
        return Intent.STATUS_PROBLEM
    done, begun = phrases.DONE.search(said), phrases.UNDER_WAY.search(said)
    if phrases.NOT_YET.search(said):
        return (
            Intent.STATUS_UNDER_WAY
            if begun and not re.search(r"ikke (?:i gang|begyndt|startet|på vej)", said)
            else None
        )
    if begun:
        return Intent.STATUS_UNDER_WAY
    return Intent.STATUS_DONE if done else None


def read_under(text: str, number: int) -> Said | None:
    """Read what is typed under one agreement; None when it says no status."""
    intent = status_of(" ".join(words_of(text)))
    return Said(intent, number=number, text=_beyond(text), words=text) if intent else None


def read_status(text: str, open_numbers: Collection[int]) -> tuple[list[Said], str]:
    """Read statuses from words on top: by number, or of the only agreement there is."""
    said: list[Said] = []
    rest: list[str] = []
    for piece in _pieces(text):
        read = _one(piece, open_numbers)
        said.extend(read)
        if not read and bare(" ".join(words_of(piece))):
            rest.append(piece.strip())
    return said, "\n".join(rest)


def _pieces(text: str) -> list[str]:
    several = _LIST.fullmatch(text)
    if several is not None:
        return [text]
    pieces: list[str] = []
    for piece in _PIECE.split(text):
        if piece.strip():
            pieces.append(piece.strip(" \t\n,;"))
    return pieces


def _one(piece: str, open_numbers: Collection[int]) -> list[Said]:
    several = _LIST.fullmatch(piece)
    if several is not None:
        intent = status_of(" ".join(words_of(several[2])))
        numbers = [int(one) for one in re.findall(r"\d{1,2}", several[1])]
        if not all(number in open_numbers for number in numbers):
            return []
        if intent:
            return [Said(intent, number=number, text=_beyond(several[2]), words=piece) for number in numbers]
    first = _NUMBER.match(piece)
    if first is not None and int(first[1]) in open_numbers:
        number, words = int(first[1]), piece[first.end() :]
    else:
        found = {int(one) for one in _ANYWHERE.findall(piece)} & set(open_numbers)
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
        if not all(word.isdigit() or phrases.STATUS_ALONE.fullmatch(word) for word in words_of(first)):
            return rest
        rest = rest[len(first) :].lstrip(_BORDER)
    return ""
