"""The commands as a shell would call them, in this process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from musmail.cli import main


@dataclass(frozen=True)
class Done:
    """What a shell gets back."""

    code: int
    out: str
    err: str


Shell = Callable[..., Done]


@pytest.fixture
def musmail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Call `musmail` with these words."""

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["musmail", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, printed.out, printed.err)

    return call
