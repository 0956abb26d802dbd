"""Each phase of the bench, at its smallest: the figures are there. No test asks how large they are."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bench.__main__ import PHASES
from bench.measure import Figure, Sizes

SMALLEST = Sizes(rounds=1, talks=1, replies=1, few=2, many=3, commits=1)
SERVERS = pytest.mark.parametrize("real", [True, False], ids=["installed servers", "embedded servers"])


def figures(phase: str, folder: Path, *, real: bool = True) -> dict[str, Figure]:
    with capture_logs():
        found = PHASES[phase](folder, replace(SMALLEST, real=real))
        measured = asyncio.run(found) if asyncio.iscoroutine(found) else found
    assert isinstance(measured, list)
    return {one.what.strip(): one for one in measured}


@SERVERS
def test_letters_are_measured_beside_a_bare_loop_that_sends_the_same(tmp_path: Path, real: bool) -> None:
    found = figures("letters", tmp_path, real=real)
    assert found["composed, committed, sent"].bare
    assert found["the dialogue with the server"].bare
    assert found["composing"].value > 0
    assert found["fsyncs a letter"].value > 1


@SERVERS
def test_replies_are_measured_beside_a_bare_loop_that_fetches_and_moves(tmp_path: Path, real: bool) -> None:
    found = figures("replies", tmp_path, real=real)
    assert found["dealt with"].bare
    assert found["reading"].bare
    assert 12 < found["size of a reply, in two parts"].value < 20


def test_a_commit_is_measured_among_few_and_among_many(tmp_path: Path) -> None:
    found = figures("store", tmp_path)
    assert found["a commit among 3"].bare
    assert found["a load among 3"].bare
    assert found["opening 3"].value > 0


def test_reply_parsers_are_measured_on_the_same_mails(tmp_path: Path) -> None:
    found = figures("peers", tmp_path)
    ours = {what: one.value for what, one in found.items() if what.startswith("musmail")}
    assert len(ours) == 4
    assert all(ours.values())
