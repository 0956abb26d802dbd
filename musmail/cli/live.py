"""`musmail check --live`: what it found, a line a step."""

import asyncio

from musmail.cli.showing import say
from musmail.daemon.clocks import SystemClock
from musmail.daemon.live import Grade, look
from musmail.settings.load import Settings

SIGNS = {Grade.GOOD: "✓", Grade.NOTE: "!", Grade.WRONG: "✗"}


def check_live(settings: Settings, within: float) -> bool:
    """Try both servers and say each step as it is taken; tell whether all that is needed works."""
    return asyncio.run(_check(settings, within))


async def _check(settings: Settings, within: float) -> bool:
    wrong = 0
    async for finding in look(settings, SystemClock().now, within=within):
        say(f"{SIGNS[finding.grade]} {finding.sentence}")
        wrong += finding.grade is Grade.WRONG
    say(
        "Not ready: what stands after ✗ must be mended."
        if wrong
        else "Both servers do what musmail needs of them."
    )
    return not wrong
