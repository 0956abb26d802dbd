"""Reads many shapes and prints how well: `python -m tests.shapes N [--seed S] [--dump DIR]`."""

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

from tests.shapes.judging import Verdict, judge
from tests.shapes.shape import WAYS, Shape, shapes


def table(results: list[tuple[Shape, Verdict]]) -> str:
    """Set the figures per client and way: exact %, then misplaced, lost and leaked where there are any."""
    cells: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for shape, verdict in results:
        for key in ((shape.client, shape.way), (shape.client, "all"), ("all", shape.way), ("all", "all")):
            cells[key].append(verdict)
    rows = ["".join(word.rjust(14) for word in ("", *WAYS, "all"))]
    for client in dict.fromkeys([*sorted({shape.client for shape, _ in results}), "all"]):
        rows.append(client.ljust(18) + "".join(_cell(cells[client, way]).rjust(14) for way in (*WAYS, "all")))
    return "\n".join(rows)


def _cell(verdicts: list[Verdict]) -> str:
    if not verdicts:
        return "."
    exact = 100 * sum(not verdict.faults for verdict in verdicts) / len(verdicts)
    bad = [sum(verdict.has(kind) for verdict in verdicts) for kind in ("misplaced", "lost", "leak")]
    return f"{exact:.1f}" + ("/".join(["", *map(str, bad)]) if any(bad) else "")


def _dump(folder: Path, results: list[tuple[Shape, Verdict]]) -> None:
    for number, (shape, verdict) in enumerate(results):
        if verdict.faults:
            kinds = "-".join(sorted({kind for kind, _ in verdict.faults}))
            place = folder / kinds
            place.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", f"{shape.client}-{shape.way}-{shape.locale}-{number}")
            (place / f"{name}.eml").write_bytes(shape.body)
            said = [f"{shape.detail}", *(f"{kind}: {words}" for kind, words in verdict.faults)]
            said += [f"meant {name}: {answer.text!r}" for name, answer in shape.truth.items()]
            said += [f"got {name}: {text!r}" for name, text in verdict.got.items()]
            said += [f"unfiled: {text!r}" for text in verdict.unfiled]
            (place / f"{name}.txt").write_text("\n".join(said) + "\n", "utf-8")


def main() -> None:
    """Run."""
    arguments = argparse.ArgumentParser(prog="python -m tests.shapes", description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--dump", type=Path)
    given = arguments.parse_args()
    results = [(shape, judge(shape)) for shape in shapes(given.count, given.seed)]
    kinds = sorted({kind for _, verdict in results for kind, _ in verdict.faults})
    counts = ", ".join(f"{kind} {sum(v.has(kind) for _, v in results)}" for kind in kinds)
    sys.stdout.write(f"{table(results)}\n{len(results)} shapes, {counts or 'all exact'}\n")
    if given.dump:
        _dump(given.dump, results)


if __name__ == "__main__":
    main()
