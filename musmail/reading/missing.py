"""Missing files: somebody says that one is attached, and none came."""

import re
from collections.abc import Sequence

from musmail.reading import mime
from musmail.reading.sorting import Chunk

_SAYS = re.compile(
    r"\b(?:se|jf|læs|har|sender|hermed)"
    r"(?: (?:venligst|gerne|lige|det|den|de|mit|min|mine|et|en|også|her|svar|skemaet?))*"
    r" (?:vedhæft(?:et|ede|ning(?:en)?)|vedlagte?|bilag(?:et)?)\b"
    r"|\bjeg (?:vedhæfter|vedlægger)\b|\b(?:er|skemaet) (?:vedhæftet|vedlagt)\b|^[^\w\n]*vedhæftet[^\w\n]*$"
    r"|\b(?:see|please find|find|in)(?: the| my)? attach(?:ed|ment)\b|\b(?:i have|i ve|is|are) attached\b|\bi attach\b",
    re.MULTILINE,
)
_WORTH = ("vedh", "vedl", "bilag", "attach")  # no other mail is searched with the pattern
_TEXTS = ("text/plain", "text/html")


def file_is_missing(message: mime.Message, chunks: Sequence[Chunk]) -> bool:
    """Tell whether a mail speaks of a file that did not come; a picture in its midst is one that did."""
    if message.attachments or any(leaf.kind not in _TEXTS for leaf in message.leaves):
        return False
    texts = [chunk.text.lower() for chunk in chunks]
    return any(
        _SAYS.search(text.replace("'", " ").replace("’", " "))
        for text in texts
        if any(word in text for word in _WORTH)
    )
