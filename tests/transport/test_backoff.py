"""How long a server that failed is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.transport.backoff import LONGEST, backoff


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_under_a_second_nor_over_a_minute(attempt: int, jitter: float) -> None:
    assert 1.0 <= backoff(attempt, jitter) <= LONGEST


@given(st.integers(0, 100), st.floats(0, 1, exclude_max=True))
def test_every_failure_makes_the_next_wait_at_least_as_long(attempt: int, jitter: float) -> None:
    assert backoff(attempt, jitter) <= backoff(attempt + 1, jitter)


def test_jitter_spreads_clients_over_half_the_wait() -> None:
    assert backoff(6, 0.0) == 30.0
    assert backoff(6, 0.999) == pytest.approx(60.0, abs=0.1)
