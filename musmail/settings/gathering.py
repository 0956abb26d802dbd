"""Problems on their way: everything wrong in all files is said at once, so nobody stops at the first."""

from dataclasses import dataclass, field
from pathlib import Path

from musmail.errors import Problem
from musmail.settings.document import Document, KeyPath


@dataclass
class Gathering:
    """What was found so far; a loader that finds something gives what it can. Paths stay as the user writes them."""

    document: Document
    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def path(self, at: KeyPath) -> Path | None:
        """Give the path that a key names, from the folder of the configuration; None where it names none."""
        text = self.document.text(at)
        return self.folder / text if text else None

    def read(self, path: Path, at: KeyPath) -> bytes | None:
        """Read a file that a key names; a file that cannot be read is that key's problem."""
        try:
            return path.read_bytes()
        except OSError as error:
            self.wrong(at, f"{path} cannot be read: {error.strerror or error}")
            return None

    def wrong(self, at: KeyPath, sentence: str) -> None:
        """Note a problem with a key."""
        words = ".".join(part for part in at if isinstance(part, str))
        self.problems.append(Problem(self.document.name, self.document.line(at), f"`{words}`: {sentence}"))
