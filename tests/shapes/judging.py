"""Reads a shape and says in which ways what was understood is not what was typed."""

import re
from collections import Counter
from dataclasses import dataclass

from musmail.conversation.events import Replied
from tests.shapes.answers import Answer
from tests.shapes.original import understood
from tests.shapes.shape import Shape

_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")


@dataclass(frozen=True)
class Verdict:
    """The faults by kind, each with the field and what was got; none of them: exact."""

    faults: tuple[tuple[str, str], ...]
    got: dict[str, str]
    unfiled: tuple[str, ...]

    def has(self, *kinds: str) -> bool:
        """Say whether it has a fault of one of these kinds."""
        return any(kind in kinds for kind, _ in self.faults)


def norm(text: str, *, bullets: bool = False) -> str:
    """Normalise white space, and the bullets where a client made a list."""
    rows = text.split("\n")
    return " ".join(" ".join(_BULLET.sub("", row) if bullets else row for row in rows).split())


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[\U0001f300-\U0001faff]", text))


def _within(small: str, large: str) -> bool:
    if len(small) < 12:
        return small == large
    return small in large


def judge(shape: Shape) -> Verdict:
    """Read it and compare."""
    outcome = understood(shape.body, shape.locale).outcome
    if not isinstance(outcome, Replied):
        return Verdict((("outcome", type(outcome).__name__),), {}, ())
    got = {item.field: item.text for item in outcome.filed}
    marks = {item.field: item.mark for item in outcome.filed}
    faults = [("said", f"{one.intent} {one.words or one.text}") for one in outcome.said]
    for name, answer in shape.truth.items():
        bullets = name in shape.bullets
        if norm(got.get(name, ""), bullets=bullets) != norm(answer.bare, bullets=bullets):
            if name in got or name not in shape.soft:
                faults.append(("inexact", f"{name}: meant {answer.bare!r}, got {got.get(name)!r}"))
        elif answer.mark and marks[name] != answer.mark:
            faults.append(("mark", f"{name}: {marks[name]}"))
    faults += _strangers(shape, got)
    pool = " ".join([*got.values(), *outcome.unfiled, *(f"{one.text} {one.words}" for one in outcome.said)])
    typed = " ".join([*(answer.bare for answer in shape.truth.values() if answer.text != "-"), shape.preface])
    if shape.bullets:
        typed = " ".join(norm(answer.bare, bullets=name in shape.bullets) for name, answer in shape.truth.items())
    missing = _words(typed) - _words(pool)
    if missing:
        faults.append(("lost", " ".join(missing.elements())))
    return Verdict(tuple(faults), got, outcome.unfiled)


def _strangers(shape: Shape, got: dict[str, str]) -> list[tuple[str, str]]:
    """Find answers filed under another question, and words of ours or of nobody filed as an answer."""
    faults = []
    known: dict[str, Answer] = {**shape.earlier, **shape.truth}
    for name, text in got.items():
        mine = norm(known[name].bare) if name in known else ""
        if name not in known:
            faults.append(("stranger", f"{name}: {text!r}"))
        flat = norm(text)
        for other, answer in known.items():
            words = norm(answer.bare)
            if other != name and _within(words, flat) and words not in mine:
                faults.append(("misplaced", f"{words!r} of {other} under {name}: {text!r}"))
        if shape.preface and shape.preface in flat:
            faults.append(("leak", f"preface under {name}: {text!r}"))
        lines = (norm(line) for line in shape.foreign)
        leaked = [line for line in lines if len(line) > 7 and line in flat and line not in mine]
        faults += [("leak", f"{line!r} under {name}: {text!r}") for line in leaked]
    return faults
