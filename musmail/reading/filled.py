"""A file somebody filled in, opened: what stands in its fields, and what stands between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from musmail.reading.lines import Line

MAX_FILE = 5 * 1024 * 1024  # a filled form has 100 kB; somebody may paste a picture. Guessed
MAX_PDF = 2 * 1024 * 1024  # its library is all Python: a hostile one of this size takes 0.8 s (measured)
MAX_FIELDS = 500  # the shipped forms have 22


@dataclass(frozen=True)
class Filled:
    """What a file says: per name of a field what was typed into it, and everything else as lines."""

    fields: Mapping[str, str]
    lines: Sequence[Line] = ()
    ordered: bool = True  # whether the lines stand in the order they are read in
    loose: Sequence[str] = field(default_factory=tuple)  # notes on the page that lie on no field
