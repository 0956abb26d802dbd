"""`make bench`: every figure in one run, each phase in a process of its own so that its memory is its own."""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from rich.console import Console
from rich.table import Table

from bench.letters import letters
from bench.measure import Figure, Sizes, memory
from bench.peers import peers
from bench.replies import replies
from bench.storing import storing

Phase = Callable[[Path, Sizes], list[Figure] | Coroutine[Any, Any, list[Figure]]]
WIDTH = 96  # of the tables, also where nobody looks on
PHASES: dict[str, Phase] = {"letters": letters, "replies": replies, "store": storing, "peers": peers}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every phase, or the one named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument(
        "--folder", type=Path, help="where the state folders are made; its disk is measured too"
    )
    parser.add_argument("--phase", choices=PHASES, help="run only this phase")
    parser.add_argument(
        "--here", action="store_true", help="run the phase in this process and print its figures"
    )
    parser.add_argument(
        "--embedded", action="store_true", help="use the demo's servers also where real ones are"
    )
    given = parser.parse_args(arguments)
    folder = given.folder or Path(tempfile.gettempdir())
    if given.here:
        print(
            json.dumps([asdict(one) for one in measured(given.phase, folder, Sizes(real=not given.embedded))])
        )
        return
    begun = perf_counter()
    chosen = [given.phase] if given.phase else list(PHASES)
    found = {name: in_a_process(name, folder, embedded=given.embedded) for name in chosen}
    report = {"machine": machine(folder), "seconds": round(perf_counter() - begun, 1), "phases": found}
    print(json.dumps(report, ensure_ascii=False, indent=2)) if given.json else show(report)


def measured(phase: str, folder: Path, sizes: Sizes) -> list[Figure]:
    """Run a phase in this process; its memory is the last figure."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="musmail-bench-", dir=folder) as state:
        found = PHASES[phase](Path(state), sizes)
        figures = asyncio.run(found) if asyncio.iscoroutine(found) else found
        assert isinstance(figures, list)
        return [*figures, Figure("peak memory", memory(), "MB")]


def in_a_process(phase: str, folder: Path, *, embedded: bool) -> list[dict[str, Any]]:
    """Run a phase in a child; an unhappy one ends everything with its own words."""
    command = [sys.executable, "-m", "bench", "--here", "--phase", phase, "--folder", str(folder)]
    command += ["--embedded"] if embedded else []
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"the phase {phase} ended with {done.returncode}")
    figures: list[dict[str, Any]] = json.loads(done.stdout)
    return figures


def machine(folder: Path) -> dict[str, Any]:
    """Say what was measured on."""
    disk = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True)
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "file system": disk.stdout.strip(),
    }


def show(report: dict[str, Any]) -> None:
    """Print the figures as tables."""
    console = Console(width=max(WIDTH, Console().width))
    on = report["machine"]
    console.print(
        f"{on['cores']} cores, {on['system']}, Python {on['python']}, {on['file system']}; medians, "
        f"{report['seconds']} s in all"
    )
    for phase, figures in report["phases"].items():
        table = Table(title=phase, title_justify="left", box=None, pad_edge=False)
        table.add_column("what", overflow="fold")
        table.add_column("median", justify="right", no_wrap=True)
        table.add_column("beside", overflow="fold")
        table.add_column("its median", justify="right", no_wrap=True)
        table.add_column("ratio", justify="right", no_wrap=True)
        for one in figures:
            bare, ratio = one["bare"], one["ratio"]
            table.add_row(
                one["what"],
                amount(one["value"], one["unit"]),
                one["beside"],
                "" if bare is None else amount(bare, one["unit"]),
                "" if ratio is None else f"{ratio:.2f}",
            )
        console.print()
        console.print(table)


def amount(value: float, unit: str) -> str:
    """Write a figure with three digits that mean something."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


if __name__ == "__main__":
    main()
