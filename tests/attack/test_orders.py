"""An operator's file that is no order is refused and kept; the daemon goes on."""

import json
from pathlib import Path

import pytest

from musmail.conversation.state import Stage as At
from musmail.daemon.spool import take_up, write
from tests.attack.stages import at, bring
from tests.dialogues.play import Stage

NO_ORDERS: dict[str, str | bytes] = {
    "a list": "[1]",
    "a number": "5",
    "nothing": "null",
    "too deep": "[" * 100_000,
    "empty": "",
    "bytes": b"\xff\xfe\x00",
    "an unknown command": '{"aggregate": "TALK", "command": "erase"}',
    "arguments in a row": '{"aggregate": "TALK", "command": "not_held", "arguments": [1]}',
    "half a character": '{"aggregate": "TALK", "command": "not_held", "arguments": {"reason": "\\ud800"}}',
    "a whole book": json.dumps(
        {"aggregate": "TALK", "command": "not_held", "arguments": {"reason": "x" * 5000}}
    ),
    "a talk there is not": '{"aggregate": "caaaaaaaaa", "command": "not_held"}',
    "a path": '{"aggregate": "../../state", "command": "not_held"}',
}


@pytest.mark.parametrize("order", NO_ORDERS)
async def test_what_is_no_order_is_kept_as_refused(stage: Stage, tmp_path: Path, order: str) -> None:
    await bring(stage, "preparing")
    words = NO_ORDERS[order]
    raw = words if isinstance(words, bytes) else words.replace("TALK", stage.talk.id).encode()
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "order.json").write_bytes(raw)
    assert take_up(stage.office, tmp_path / "spool", at(10, 27)) == 0
    assert [path.name for path in (tmp_path / "spool").iterdir()] == ["order.refused"]
    assert stage.talk.stage is At.PREPARING


async def test_a_name_may_be_used_again_for_another_order(stage: Stage, tmp_path: Path) -> None:
    await bring(stage, "preparing")
    write(tmp_path, name="a", aggregate="caaaaaaaaa", command="not_held")
    take_up(stage.office, tmp_path, at(10, 27))
    write(tmp_path, name="a", aggregate=stage.talk.id, command="not_held")
    assert take_up(stage.office, tmp_path, at(10, 27)) == 1
    assert stage.talk.stage is At.CLOSED
