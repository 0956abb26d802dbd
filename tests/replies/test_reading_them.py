"""Every reply in the wild is understood as it was meant. The fixtures were written apart from `reading`."""

import pytest

from tests.replies.judging import judge
from tests.replies.player import load, names


@pytest.mark.parametrize("name", names())
def test_reply_is_understood_as_it_was_meant(name: str) -> None:
    assert judge(load(name)).faults == ()
