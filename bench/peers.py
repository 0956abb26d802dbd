"""Reply parsers of others beside musmail, on the same generated replies: how much is right, and how long it takes.

They were made for taking quotations away, not for filing answers; so two things are asked of them that are asked of
us: that nothing typed is lost, and that nothing of the letter is left among it.
"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.measure import Figure, Sizes, alone
from musmail.conversation.events import Replied
from musmail.conversation.letters import Kind
from musmail.reading.mime import parse
from musmail.reading.page import words_of
from musmail.reading.read import read
from tests.reading.clients import Shape, message, shapes
from tests.reading.sample import context, preparation, sent
from tests.reading.test_stalls import SEEDS, TAGS, seconds

INTERPRETER = Path(__file__).parents[1] / ".venv" / "peers" / "bin" / "python"
APART = frozenset(
    {"list on top", "list below", "list alone"}
)  # layouts where quotation and answers lie apart
TELLING = 4  # words a row of ours must have, for its standing in an answer to be no chance
ROWS = preparation()


@dataclass(frozen=True)
class Mail:
    """A generated reply with a text part, and that text."""

    shape: Shape
    text: str


@dataclass(frozen=True)
class Reading:
    """What a parser made of all mails, and how long it took for one, in ms."""

    name: str
    replies: Sequence[str]
    each: float


def peers(folder: Path, sizes: Sizes) -> list[Figure]:
    """Let everybody read; where the others are not installed, only ourselves."""
    mails = list(_mails(sizes.rounds))
    found = [alone("musmail: the slowest of the hostile bodies of 100 kB", [_slowest()], "ms")]
    for reading in (_ours(mails), *_theirs([mail.text for mail in mails])):
        for what, chosen in (("lie apart", APART.__contains__), ("stand in the quotation", _inside)):
            found.append(alone(f"{reading.name}: answers that {what}", _right(reading, mails, chosen), "%"))
        found.append(alone(f"{reading.name}: one mail", [reading.each], "ms"))
    return found


def _slowest() -> float:
    """Read every body made to stall a parser, as an answer to the letter that looks longest at it."""
    there = context(sent(ROWS, Kind.HELD))
    mails = [message(seed(100_000), None, encoding="8bit") for seed in SEEDS.values()]
    mails += [message(None, tag * (100_000 // len(tag)), encoding="8bit") for tag in TAGS]
    return 1e3 * max(seconds(partial(read, mail, there)) for mail in mails)


def _inside(layout: str) -> bool:
    """Tell whether a layout has its answers within the quotation; one that writes our questions anew is left out."""
    return layout not in APART and layout != "repeated on top"


def _mails(rounds: int) -> Iterator[Mail]:
    for shape in shapes(seed=7, rounds=rounds):
        plain = parse(shape.body).blocks[0].plain
        if plain is not None:
            yield Mail(shape, plain.text().replace("\r\n", "\n"))


def _ours(mails: Sequence[Mail]) -> Reading:
    known, replies = context(sent(ROWS)), []
    begun = time.perf_counter()
    outcomes = [read(mail.shape.body, known).outcome for mail in mails]
    spent = time.perf_counter() - begun
    for outcome in outcomes:
        assert isinstance(outcome, Replied), outcome
        replies.append("\n".join([*(one.text for one in outcome.filed), *outcome.unfiled]))
    return Reading("musmail, bytes to answers", replies, 1e3 * spent / len(mails))


def _theirs(texts: Sequence[str]) -> Iterator[Reading]:
    if not INTERPRETER.exists():
        return
    done = subprocess.run(
        [INTERPRETER, Path(__file__).with_name("peer.py")],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for one in json.loads(done.stdout):
        yield Reading(one["name"], one["replies"], 1e3 * one["seconds"] / len(texts))


def _right(reading: Reading, mails: Sequence[Mail], chosen: Callable[[str], bool]) -> list[float]:
    judged = [
        _is_right(reply, mail.shape)
        for reply, mail in zip(reading.replies, mails, strict=True)
        if chosen(mail.shape.layout)
    ]
    return [100 * sum(judged) / len(judged)]


def _is_right(reply: str, shape: Shape) -> bool:
    """Tell whether every answer is there, and no row of ours."""
    there = f" {' '.join(words_of(reply))} "
    if not all(f" {' '.join(words_of(answer))} " in there for answer in shape.answers.values()):
        return False
    rows = (words_of(row.text) for row in ROWS)
    return not any(len(words) >= TELLING and f" {' '.join(words)} " in there for words in rows)


__all__ = ["peers"]
