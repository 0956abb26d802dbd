"""One talk for each attack."""

from pathlib import Path

import pytest

from tests.attack.stages import new_stage
from tests.dialogues.play import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return new_stage(tmp_path)
