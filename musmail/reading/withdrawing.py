"""Withdrawing: how people say that an answer no longer counts."""

import re

_WITHDRAW = re.compile(
    r"(?:slet|slettes|fjern|fjernes|udgår|udgå|stryg|stryges|træk(?:kes)? tilbage|trækkes|delete"
    r"|remove|withdraw)"
    r"(?: (?:svaret|svar|dette|det|dette svar|mit svar|det her|this|it|my answer))?(?: tilbage| igen"
    r"| tak| please)?"
)
_WITHDRAW_NUMBER = re.compile(
    r"(?:slet|fjern|stryg|træk|delete|remove|withdraw) (?:mit svar|svaret|svar|my answer)(?: tilbage)? "
    r"(?:på |til |under |to )?(?:spørgsmål |nr |nummer |question )?(?P<number>\d{1,2})(?: tilbage| igen| tak| please)*"
)


def withdraws(text: str) -> bool:
    """Tell whether what stands as an answer only takes the answer back."""
    return len(text) < 60 and _WITHDRAW.fullmatch(" ".join(text.lower().strip(" .!()[]").split())) is not None


def withdrawn_number(words: str) -> int | None:
    """Give the number of the question in "slet mit svar på 13"."""
    match = _WITHDRAW_NUMBER.fullmatch(words)
    return int(match["number"]) if match else None
