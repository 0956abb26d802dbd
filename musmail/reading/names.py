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
