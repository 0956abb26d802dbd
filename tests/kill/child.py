"""A cold child made for dying: `python -m tests.kill.child --within FOLDER [--at N --mode before] MODULE:FUNCTION …`.

Without `--at` it lives and prints its points as JSON on the last line. A coroutine function is run to its end.
"""

import argparse
import asyncio
import importlib
import inspect
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.kill.tracing import Kill, Mode, Tracer


def main() -> None:
    """Run the scenario, traced."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--within", type=Path, required=True)
    parser.add_argument("--at", type=int, default=0)
    parser.add_argument("--mode", type=Mode, default=Mode.BEFORE)
    parser.add_argument("scenario")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    module, _, name = options.scenario.partition(":")
    scenario = getattr(importlib.import_module(module), name)
    with Tracer(options.within, Kill(options.at, options.mode) if options.at else None) as tracer:
        result = scenario(*options.arguments)
        if inspect.iscoroutine(result):
            asyncio.run(result)
        elif inspect.isgenerator(result):
            list(result)
    if not options.at:
        json.dump([asdict(point) for point in tracer.points], sys.stdout)


if __name__ == "__main__":
    main()
