"""Files that come along with a mail: why one was not taken for its writer's form."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FileFault(StrEnum):
    """Why a file that came along was not taken for the writer's form, though it may be one."""

    ENCRYPTED = "encrypted"
    OLD_WORD = "old_word"  # the format before 2007
    OTHER_FORMAT = "other_format"  # of another word processor
    MACROS = "macros"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"  # itself, or unpacked
    FLATTENED = "flattened"  # the fields are gone, or it is a picture
    OTHER_FORM = "other_form"  # of another talk, or the other party's
    MISSING = "missing"  # the mail speaks of a file, and has none
    NOTHING_NEW = "nothing_new"  # it was read, and holds no word that was not in it before


@dataclass(frozen=True)
class UnreadFile:
    """A file no answer came out of."""

    name: str
    why: FileFault


# There is nothing here that a person could look at.
NOTHING_TO_SEE = frozenset({FileFault.NOTHING_NEW, FileFault.MISSING})
# One that was opened, and is somebody else's: there is nothing in it to be read again.
_OPENED = frozenset({FileFault.OTHER_FORM, FileFault.NOTHING_NEW})


def unread_files(faults: Iterable[FileFault]) -> tuple[str, bool]:
    """Say for the operator that files wait, and why; and whether one of them could not be opened."""
    named = tuple(dict.fromkeys(faults))
    reason = f"a file that may be a form was not read: {', '.join(one.value for one in named)}"
    return reason, bool(set(named) - _OPENED)
