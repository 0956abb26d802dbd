"""Withdrawing: how people say that an answer no longer counts."""

import re

_WITHDRAW = re.compile(
    r"(?:slet|slettes|fjern|fjernes|udgår|udgå|stryg|stryges|træk(?:kes)? tilbage|trækkes|delete"
    r"|remove|withdraw)"
    r"(?: (?:svaret|svar|dette|det|dette svar|mit svar|det her|this|it|my answer))?(?: tilbage| igen"
    r"| tak| please)?"
)
# An answer that says there is none: the field is left empty, whatever stood in it.
_SKIP = re.compile(
    r"(?:jeg )?(?:springer|sprunget|spring)(?: (?:det|den|dette|den her|det her))? over"
    r"|skip(?:ped|per)?(?: (?:this|it))?|pass|tom|blank|[-–—]"
)
_WITHDRAW_NUMBER = re.compile(
    r"(?:slet|fjern|stryg|træk|delete|remove|withdraw) (?:mit svar|mine svar|svarene|svaret|svar|my answers?)"
    r"(?: tilbage)? (?:på |til |under |to )?(?:spørgsmål |nr |nummer |questions? )?"
    r"(?P<numbers>\d{1,2}(?: (?:og |and |samt )?\d{1,2})*)(?: tilbage| igen| tak| please)*"
)


def withdraws(text: str) -> bool:
    """Tell whether what stands as an answer only takes the answer back."""
    words = " ".join(text.lower().strip(" .!()[]\n").split())
    return len(text) < 60 and (_WITHDRAW.fullmatch(words) or _SKIP.fullmatch(words)) is not None


def withdrawn_numbers(words: str) -> list[int]:
    """Give the numbers of the questions in "slet mit svar på 13"; none where it says no such thing."""
    match = _WITHDRAW_NUMBER.fullmatch(words)
    return [int(one) for one in re.findall(r"\d+", match["numbers"])] if match else []
