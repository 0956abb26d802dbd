"""How long to leave a mail server alone after it failed us."""

LONGEST = 60.0


def backoff(attempt: int, jitter: float) -> float:
    """Seconds to wait after failure number `attempt` (from 0): about 1, 2, 4 … 60.

    `jitter` in [0, 1) comes from the caller, so that many clients of one restarted server do not
    return in the same second; it takes away at most half.
    """
    ceiling = min(LONGEST, 2.0 ** min(attempt, 10))
    return max(1.0, ceiling * (0.5 + jitter / 2))
