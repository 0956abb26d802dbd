"""Text cut into words, numbers and marks, once and in linear time, for the small grammars that read dates."""

import re
from collections.abc import Container
from typing import NamedTuple

# Alternatives that cannot match the same character, without nesting: one pass whatever the text.
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_LONGEST_NUMBER = 4  # a year; what is longer (a telephone number, an amount) is no part of a date


class Token(NamedTuple):
    """One piece of a text, with its place in it."""

    text: str
    """In lower case."""
    start: int
    end: int
    number: int
    """Its value, or -1 for what is no number or one too long for a date."""
    glued: bool
    """Nothing stands between it and the piece before."""
    first: bool
    """It is the first on its line."""
    capital: bool

    @property
    def is_digits(self) -> bool:
        """Tell whether it is a number of any length."""
        return "0" <= self.text[:1] <= "9"

    @property
    def is_word(self) -> bool:
        """Tell whether it is made of letters."""
        return self.text[:1].isalpha()

    @property
    def is_short(self) -> bool:
        """Tell whether it is a number of one or two digits."""
        return self.number >= 0 and len(self.text) <= 2


_FRONT = 16  # nothings before the first piece: no reader looks further back

_NOTHING = Token("", 0, 0, number=-1, glued=False, first=True, capital=False)


class Tokens:
    """The pieces of a text; before the first and after the last there is nothing, at any index."""

    def __init__(self, text: str) -> None:
        self._pieces = [_NOTHING] * _FRONT + _cut(text)

    def __len__(self) -> int:
        return len(self._pieces) - _FRONT

    def __getitem__(self, index: int) -> Token:
        # Most of a text's reading is spent here: neighbours are looked at far more often than found.
        try:
            return self._pieces[index + _FRONT]
        except IndexError:
            return _NOTHING

    def skip(self, index: int, words: Container[str]) -> int:
        """Step over one piece if it is among the words."""
        return index + 1 if self[index].text in words else index

    def says(self, index: int, words: tuple[str, ...]) -> bool:
        """Tell whether the words stand at an index, one after the other."""
        return all(self[index + n].text == word for n, word in enumerate(words))

    def goes_on(self, index: int) -> bool:
        """Tell whether a number that ends before the index is part of a longer one (10.000, 1/2/3, 12a)."""
        mark, after = self[index], self[index + 1]
        if mark.glued and (mark.is_digits or mark.is_word or mark.text == "%"):
            return True
        return mark.glued and mark.text in {".", ",", "/", ":", "-"} and after.glued and after.is_digits


def _cut(text: str) -> list[Token]:
    pieces: list[Token] = []
    end = 0
    for found in _PIECE.finditer(text):
        word, start = found.group(), found.start()
        number = int(word) if "0" <= word[0] <= "9" and len(word) <= _LONGEST_NUMBER else -1
        pieces.append(
            Token(
                word.lower(),
                start,
                found.end(),
                number,
                glued=start == end and start > 0,
                first=start == 0 or "\n" in text[end:start],
                capital=word[0].isupper(),
            )
        )
        end = found.end()
    return pieces
