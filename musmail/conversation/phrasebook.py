"""What our letters tell people to write, in every language there is: known to reading without a word of it in code."""

from dataclasses import dataclass

NUMBER = "#"  # stands for a number in what a button says: "done #"


@dataclass(frozen=True)
class Spoken:
    """A button of some language: its action, what to write instead of pressing it, what it writes into its mail."""

    action: str  # without its number
    say: str
    body: str


@dataclass(frozen=True)
class Phrasebook:
    """The words of all languages together: somebody may answer a letter in another language than its own."""

    buttons: tuple[Spoken, ...] = ()
    only_me: tuple[str, ...] = ()  # what marks an answer as for nobody else
    at_the_meeting: tuple[str, ...] = ()  # … and as kept for the meeting
    parts: tuple[tuple[str, str], ...] = ()  # a part of an agreement (what, who, by, sign) and a word for it


NO_BOOK = Phrasebook()
