"""Where things lie in the state folder.

lock                                 held while musmail works here
aggregates/<first two>/<id>/         one aggregate
    state.json                       its TinyDB document
    letters/<sha256>.eml             finished letters that have not been taken by a server yet
    texts/<sha256>.json              what letters said, for aligning answers; kept until the aggregate is erased
"""

from dataclasses import dataclass
from pathlib import Path

LETTER = ".eml"
TEXT = ".json"
ERASED = ".erased"  # a folder on its way out: renamed first, so that it is gone at once or not at all


@dataclass(frozen=True)
class Home:
    """The folder of one aggregate."""

    path: Path

    @classmethod
    def of(cls, folder: Path, aggregate_id: str) -> "Home":
        """Find an aggregate's folder; ids are safe as file names (rules.is_name)."""
        return cls(folder / "aggregates" / aggregate_id[:2] / aggregate_id)

    @property
    def id(self) -> str:
        """Name the aggregate that lives here."""
        return self.path.name

    @property
    def state(self) -> Path:
        """Name the document."""
        return self.path / "state.json"

    @property
    def letters(self) -> Path:
        """Name the folder of letters under way."""
        return self.path / "letters"

    @property
    def texts(self) -> Path:
        """Name the folder of what letters said."""
        return self.path / "texts"

    def letter(self, sha: str) -> Path:
        """Name the file of a letter's bytes."""
        return self.letters / f"{sha}{LETTER}"

    def text(self, sha: str) -> Path:
        """Name the file of a letter's passages."""
        return self.texts / f"{sha}{TEXT}"

    @property
    def erased(self) -> Path:
        """Name what this folder is called while it is being removed."""
        return self.path.with_name(self.path.name + ERASED)
