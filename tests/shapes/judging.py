"""Reads a shape and says in which ways what was understood is not what was typed."""

import re
from collections import Counter
from dataclasses import dataclass

from musmail.conversation.events import Replied
from tests.shapes.answers import Answer
from tests.shapes.clients import OWN_NAME
from tests.shapes.original import understood
from tests.shapes.shape import Shape

_NAMED = f"[{OWN_NAME}]"
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
    words = " ".join(" ".join(_BULLET.sub("", row) if bullets else row for row in rows).split())
    return words.removeprefix(_NAMED).strip()  # Outlook's mark of who comments may stand or not


def _unquoted(text: str) -> str:
    """Take away the signs at the lines' beginnings that a client without HTML makes quote marks of."""
    return "\n".join(row.lstrip("> ") for row in text.split("\n"))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s]", text))


def _within(small: str, large: str) -> bool:
    if len(small) < 12:
        return small == large
    return small in large


def judge(shape: Shape) -> Verdict:
    """Read it and compare."""
    outcome = understood(shape.body, shape.locale).outcome
    if not isinstance(outcome, Replied):
        return Verdict((("outcome", type(outcome).__name__),), {}, ())
    # Marked words under no question are kept for their writer alone: not filed, and not lost.
    got = {item.field: item.text for item in outcome.filed if item.field}
    marks = {item.field: item.mark for item in outcome.filed if item.field}
    unfiled = (*outcome.unfiled, *(item.text for item in outcome.filed if not item.field))
    faults = [("said", f"{one.intent} {one.words or one.text}") for one in outcome.said]
    for name, answer in shape.truth.items():
        bullets = name in shape.bullets
        if norm(got.get(name, ""), bullets=bullets) != norm(answer.bare, bullets=bullets):
            unsure = name in shape.soft and norm(_unquoted(got.get(name, ""))) in (
                "",
                norm(_unquoted(answer.bare)),
            )
            if not unsure:
                faults.append(("inexact", f"{name}: meant {answer.bare!r}, got {got.get(name)!r}"))
        elif answer.mark and marks[name] != answer.mark:
            faults.append(("mark", f"{name}: {marks[name]}"))
    faults += _strangers(shape, got)
    if shape.doubtful:
        faults = [fault for fault in faults if fault[0] in ("said", "leak")]
    for name, answer in shape.truth.items():
        open_to = [
            other
            for other, text in got.items()
            if answer.mark and not marks[other] and _within(norm(answer.bare), norm(text))
        ]
        faults += [("exposed", f"{name}: {answer.text!r} under {other} without a mark") for other in open_to]
    pool = " ".join([*got.values(), *unfiled, *(f"{one.text} {one.words}" for one in outcome.said)])
    typed = [
        norm(_unquoted(a.bare) if name in shape.soft else a.bare, bullets=name in shape.bullets)
        for name, a in shape.truth.items()
        if not a.empty
    ]
    missing = _words(" ".join([*typed, shape.preface])) - _words(pool)
    if missing:
        faults.append(("lost", " ".join(missing.elements())))
    return Verdict(tuple(faults), got, unfiled)


def _strangers(shape: Shape, got: dict[str, str]) -> list[tuple[str, str]]:
    """Find answers filed under another question, and words of ours or of nobody filed as an answer."""
    faults = []
    known: dict[str, Answer] = {**shape.earlier, **shape.truth}
    said = " ".join(norm(answer.bare) for answer in known.values())
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
        leaked = [line for line in lines if len(line) > 7 and line in flat and line not in said]
        faults += [("leak", f"{line!r} under {name}: {text!r}") for line in leaked]
    return faults
