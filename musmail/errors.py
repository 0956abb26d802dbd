"""Everything that can go wrong, said once: the class tells whose fault it is and whether trying again helps.

What people write in a mail is never an error; it is read, kept and answered.
"""

from dataclasses import dataclass


class MusmailError(Exception):
    """Something went wrong in musmail."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.__doc__ or "")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in what an administrator wrote: where, and a sentence that says what to do."""

    file: str
    line: int | None
    sentence: str

    def __str__(self) -> str:
        """Say it the way compilers do, so editors can jump to it."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.sentence}"


class SettingsError(MusmailError):
    """The configuration cannot be used as it is."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class TemplateError(MusmailError):
    """A letter template cannot be rendered."""


class StoreError(MusmailError):
    """The state folder cannot be used."""


class StateLocked(StoreError):
    """Another musmail already works in this state folder."""


class StateDamaged(StoreError):
    """A file in the state folder cannot be read; nothing was changed."""


class StorageFull(StoreError):
    """The disk is full or read-only; nothing was written and the mail stays in the inbox."""


class StoreUnsure(StoreError):
    """The disk failed half-way; start musmail again to see what it kept."""


class Unreadable(MusmailError):
    """A message cannot be read within our limits."""


class FormRefused(MusmailError):
    """A file cannot be read as a form; `why` is the code of the reason."""

    def __init__(self, why: str, sentence: str = "") -> None:
        super().__init__(sentence)
        self.why = why


class TransportError(MusmailError):
    """A mail server could not be used."""


class TemporaryFailure(TransportError):
    """A mail server cannot serve us now; trying again later may help."""


class ConnectionLost(TemporaryFailure):
    """The connection to the mail server was lost."""


class PermanentFailure(TransportError):
    """A mail server refuses for good; a person must change something."""


class LoginRefused(PermanentFailure):
    """The mail server does not accept our user name and secret."""


class OutcomeUnknown(TransportError):
    """The connection went away after the letter was handed over and before the server said what it did (RFC 1047)."""
