"""A letter we sent, as the words a reply is aligned to: rows, passages and the field each of them opens."""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from musmail.conversation.letters import Passage
from musmail.reading.lines import tidy
from musmail.reading.page import spans_in, words_of

_NUMBERED = re.compile(
    r"\W{0,3}(?:spørgsmål|spm\.?|nr\.?|punkt|aftale|question|item|agreement)?\s*(\d{1,2})(?=[.):\s–-])", re.I
)
_NUMBERED_FIELD = re.compile(r"[a-z_]+:(\d{1,2})")
STRANGE = "\0"  # the sign of a pair that is not in the letter
_FIRST_SIGN = 0x10000  # beyond the surrogates, with room for a million pairs
SHORT = 4  # words: a line such as "Skriv her:" after its question


@dataclass(frozen=True)
class Wordings:
    """The questions of a letter, each with its field, and all the words in them."""

    texts: Mapping[str, str]
    words: frozenset[str]

    def without(self, fields: Collection[str]) -> "Wordings":
        """Leave some questions out."""
        return Wordings(
            {field: text for field, text in self.texts.items() if field not in fields}, self.words
        )


@dataclass(frozen=True)
class Original:
    """The words of one letter, with the row (printed line) and the passage each stands in."""

    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    rows: tuple[int, ...]  # per word: its row
    bounds: tuple[tuple[int, int], ...]  # per row: first word, and the one after its last
    texts: tuple[str, ...]  # per row
    owners: tuple[int, ...]  # per row: its passage
    fields: tuple[str, ...]  # per passage: the field of what is typed after it

    @cached_property
    def signs(self) -> Mapping[tuple[str, str], str]:
        """Give each pair of neighbouring words a sign: two equal words in a row say far more than one."""
        pairs = dict.fromkeys(itertools.pairwise(self.words))
        return {pair: chr(_FIRST_SIGN + number) for number, pair in enumerate(pairs)}

    @cached_property
    def pairs(self) -> str:
        """Give the letter's pairs as signs: texts are compared some times faster than lists of words."""
        return "".join([self.signs[pair] for pair in itertools.pairwise(self.words)])

    @cached_property
    def answers(self) -> Mapping[str, Sequence[int]]:
        """Give the words of the reader's own answers that stand in it, by field."""
        found: dict[str, list[int]] = {}
        for row, owner in enumerate(self.owners):
            if self.passages[owner].stands:
                found.setdefault(self.passages[owner].field, []).extend(range(*self.bounds[row]))
        return found

    @cached_property
    def questions(self) -> Mapping[str, tuple[str, ...]]:
        """Give the words of the passage that opens each field."""
        found: dict[str, tuple[str, ...]] = {}
        for passage in self.passages:
            if passage.field and passage.field not in found:
                found[passage.field] = tuple(words_of(passage.text.split("\n")[0]))
        return found

    @cached_property
    def wordings(self) -> Wordings:
        """Give the questions that are long enough to be known again when somebody writes them."""
        long = {field: words for field, words in self.questions.items() if len(words) > 2}
        texts = {field: " ".join(words) for field, words in long.items()}
        return Wordings(texts, frozenset(word for words in long.values() for word in words))

    @cached_property
    def numbers(self) -> Mapping[int, str]:
        """Say which field carries which printed number."""
        found: dict[int, str] = {}
        for passage in self.passages:
            match = _NUMBERED.match(passage.text) if passage.field else None
            if match is not None:
                found.setdefault(int(match[1]), passage.field)
        for passage in self.passages:
            match = _NUMBERED_FIELD.fullmatch(passage.field)
            if match is not None and passage.field not in found.values():
                found.setdefault(int(match[1]), passage.field)
        return found

    @cached_property
    def ruled(self) -> bool:
        """Tell whether it has lines of underscores to write on."""
        return any("__" in passage.text for passage in self.passages)

    @cached_property
    def agreements(self) -> Mapping[int, str]:
        """Say which field carries which agreement's number."""
        names = {passage.field for passage in self.passages if passage.field.startswith("agreement:")}
        return {int(name.partition(":")[2]): name for name in sorted(names)}

    @cached_property
    def tails(self) -> frozenset[str]:
        """Give what stands after the last word of each row: a question mark, a colon, a full stop."""
        return frozenset(self.tail(after - 1).strip() for _, after in self.bounds)

    @cached_property
    def opening(self) -> frozenset[int]:
        """Number the rows that open a field: they are known wherever they stand. All others only in their place."""
        first: dict[str, int] = {}
        for row, owner in enumerate(self.owners):
            if self.passages[owner].field:
                first.setdefault(self.passages[owner].field, row)
        return frozenset(first.values())

    @cached_property
    def is_skema(self) -> bool:
        """Tell whether it asks numbered questions, whose words nobody mends."""
        return sum(":" not in field for field in self.numbers.values()) > 2

    def field_after(self, word: int) -> str:
        """Name the field of what is typed after a word."""
        return self.fields[self.owners[self.rows[word]]]

    def ends_row(self, word: int) -> bool:
        """Tell whether nothing more stands on the word's row."""
        return self.bounds[self.rows[word]][1] == word + 1

    def begins_row(self, word: int) -> bool:
        """Tell whether the word is the first of its row; the place after the last word counts."""
        return word >= len(self.words) or self.bounds[self.rows[word]][0] == word

    def begins_field(self, word: int) -> bool:
        """Tell whether what is typed after the word belongs elsewhere than what is typed before it."""
        return 0 < word < len(self.words) and self.field_after(word - 1) != self.field_after(word)

    def tail(self, word: int) -> str:
        """Give what stands after a word on its row, up to the next word."""
        row = self.rows[word]
        nth = word - self.bounds[row][0]
        spans = spans_in(self.texts[row])
        stop = spans[nth + 1][0] if nth + 1 < len(spans) else len(self.texts[row])
        return self.texts[row][spans[nth][1] : stop]


@lru_cache(maxsize=128)
def original(passages: tuple[Passage, ...]) -> Original:
    """Prepare a letter; kept, since replies to a letter often come close together."""
    words: list[str] = []
    rows: list[int] = []
    bounds: list[tuple[int, int]] = []
    texts: list[str] = []
    owners: list[int] = []
    for index, passage in enumerate(passages):
        for text in tidy(passage.text).replace("\t", "\n").split("\n"):
            found = words_of(text)
            if not found:
                continue
            bounds.append((len(words), len(words) + len(found)))
            rows.extend([len(texts)] * len(found))
            words.extend(found)
            texts.append(text)
            owners.append(index)
    return Original(
        passages, tuple(words), tuple(rows), tuple(bounds), tuple(texts), tuple(owners), _fields(passages)
    )


def _fields(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Say which field words belong to that are typed after each passage.

    Where every passage of a question carries its field, one without is outside all questions. Where only the first
    one does, what follows belongs to it, up to the closing words of the letter.
    """
    carried = [passage.field for passage in passages]
    each = any(one and one == other for one, other in itertools.pairwise(carried))
    last = max((index for index, name in enumerate(carried) if name), default=-1)
    fields: list[str] = []
    current = ""
    for index, passage in enumerate(passages):
        if passage.field or each:
            current = passage.field
        elif index > last and not (index == last + 1 and len(words_of(passage.text)) <= SHORT):
            current = ""
        fields.append(current)
    return tuple(fields)
