"""Run: a stretch of words that is the same in a letter of ours and in a reply to it."""

from typing import NamedTuple


class Run(NamedTuple):
    """A stretch that is the same in letter and reply: words `a` up to `a_end` there, `b` up to `b_end` here."""

    letter: int
    a: int
    a_end: int
    b: int
    b_end: int

    @property
    def length(self) -> int:
        """Say how many words it has."""
        return self.b_end - self.b

    def later(self, words: int) -> "Run":
        """Let it begin some words later, or earlier."""
        return Run(self.letter, self.a + words, self.a_end, self.b + words, self.b_end)

    def longer(self, words: int) -> "Run":
        """Let it end some words later, or earlier."""
        return Run(self.letter, self.a, self.a_end + words, self.b, self.b_end + words)
