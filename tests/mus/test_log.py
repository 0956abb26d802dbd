"""The log: ids and kinds, never what people wrote, and no secret."""

import json

import pytest
import structlog

from musmail.daemon.start import log_to_stderr


def test_an_exception_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    try:
        words = "kun mig: jeg sover dårligt"
        try:
            raise LookupError(words)
        except LookupError:
            structlog.get_logger().exception("a mail made us fail", fingerprint="ab12")
    finally:
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert "sover" not in said
    line = json.loads(said)
    assert (line["event"], line["fingerprint"], line["exception"]) == (
        "a mail made us fail",
        "ab12",
        "LookupError",
    )
    assert line["frames"][0].startswith("test_log.py:")
