"""Bodies nobody should write: read, or kept with a reason, and the next mail is read all the same."""

import pytest

from musmail.daemon.inbox import take
from tests.attack.stages import EMPLOYEE, address, bring, mail
from tests.dialogues.play import Stage


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "utf-16-le", "utf-8", "x"]
)
async def test_half_of_a_letter_in_any_charset_is_read_with_the_rest(stage: Stage, charset: str) -> None:
    await bring(stage, "preparing")
    plain = mail("anna@example.org", address(stage, EMPLOYEE, "preparation"), "KROP")
    body = {
        "utf-7": b"14. Svar +2AA- x",
        "utf-16-le": "14. Svar ".encode("utf-16-le") + b"\x00\xd8" + " x".encode("utf-16-le"),
    }.get(charset, b"14. Svar \\ud800 \xed\xa0\x80 x")
    if charset == "utf-16-le":
        body = body.hex(sep="=").encode().join((b"=", b"")).upper()
        plain = plain.replace(b"MIME-Version", b"Content-Transfer-Encoding: quoted-printable\r\nMIME-Version")
    take(
        stage.desktop, plain.replace(b"KROP", body).replace(b"charset=utf-8", b"charset=" + charset.encode())
    )
    (answer,) = stage.talk.employee.answers
    assert answer.text.startswith("Svar")
    assert answer.text.endswith("x")
    assert list(stage.desktop.desk.kept()) == []
