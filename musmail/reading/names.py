"""Whether words are somebody's name: as the roster has it, in part, or as initials."""

from collections.abc import Sequence

from musmail.reading.page import words_of


def is_name_of(text: str, names: Sequence[str]) -> bool:
    """Tell whether a short text is nothing but one of the names, a part of it, or its initials."""
    said = words_of(text)
    if not said or len(said) > 5:
        return False
    for name in names:
        parts = words_of(name)
        if not parts:
            continue
        if all(word in parts for word in said):
            return True
        initials = "".join(part[0] for part in parts)
        if len(said) == 1 and len(initials) > 1 and said[0] == initials:
            return True
        # "Hanne L.", "H. Larsen"
        if (
            len(said) <= len(parts)
            and all(any(part.startswith(word) for part in parts) for word in said)
            and said[0] == parts[0]
        ):
            return True
    return False


def is_named(text: str, name: str) -> bool:
    """Tell whether a full name, or an address, stands first in the head of a quotation."""
    words, parts = words_of(text.partition(">")[0])[:40], words_of(name)
    if len(parts) < 2:
        return False
    # The sender comes before the recipients, in a header block and in an attribution.
    begin = next((place for place in range(len(words)) if words[place : place + len(parts)] == parts), None)
    to = next((place for place, word in enumerate(words) if word in ("til", "to", "an")), len(words))
    return begin is not None and begin < to
