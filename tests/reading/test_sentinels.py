"""Whatever is typed comes out somewhere, and nothing that was quoted does; on any bytes reading never raises."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musmail.conversation.events import Replied
from musmail.errors import Unreadable
from musmail.reading.head import head
from musmail.reading.html import from_html
from musmail.reading.key import inbound_key
from musmail.reading.read import Context, read
from tests.reading.clients import CLIENTS, LAYOUTS, Draft, message
from tests.reading.sample import QUESTIONS, Row, context, passages, preparation, sent

ROWS = preparation()
CONTEXT = context(sent(ROWS))
COMMON = "det og jeg har ikke hvad i år mål opgaver samarbejde 1. 2) - > trivsel? Skriv dit svar her: godt Tak Fra: Hej"
WORDS = st.lists(
    st.sampled_from(COMMON.split(" ")),
    max_size=8,
)


def said_words(event: Replied) -> str:
    """Join everything that came out of a reply."""
    said = [word for one in event.said for word in (one.text, one.words)]
    lines = [part for one in event.agreements for part in (one.what, one.who, one.by_words, one.sign)]
    return "\n".join([*(item.text for item in event.filed), *said, *lines, *event.unfiled])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(CLIENTS) - 1),
    st.dictionaries(st.integers(0, len(ROWS) - 1), WORDS, max_size=5),
    WORDS,
    WORDS,
)
def test_every_typed_sentinel_comes_out(
    place: int, under: dict[int, list[str]], top: list[str], bottom: list[str]
) -> None:
    client = CLIENTS[place]
    typed = {
        index: f"{' '.join(words)} sentinel{index}zq {' '.join(words[:2])}" for index, words in under.items()
    }
    draft = Draft(
        top=(f"{' '.join(top)} sentinelTOPzq",) if top else (),
        under={index: (text,) for index, text in typed.items()},
        bottom=(f"sentinelBOTTOMzq {' '.join(bottom)}",) if bottom else (),
    )
    plain = client.plain(ROWS, draft, ())
    rich = client.html(ROWS, draft, ()) if "both" in client.kinds else None
    event = read(message(plain, rich), CONTEXT).outcome
    assert isinstance(event, Replied)
    out = said_words(event)
    for index in under:
        assert f"sentinel{index}zq" in out
    assert ("sentinelTOPzq" in out) == bool(top)
    assert ("sentinelBOTTOMzq" in out) == bool(bottom)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(range(len(CLIENTS))),
    st.sets(st.sampled_from([name for name, _ in QUESTIONS]), max_size=6),
)
def test_quoted_sentinels_are_never_filed(place: int, answered: set[str]) -> None:
    rows = tuple(Row(f"{row.text} quoted{index}zq", row.field, row.box) for index, row in enumerate(ROWS))
    client = CLIENTS[place]
    draft = LAYOUTS["in boxes"](rows, dict.fromkeys(answered, "Mit svar"), None)  # type: ignore[arg-type]
    plain = client.plain(rows, draft, ("", "Mvh", "Hanne"))
    rich = client.html(rows, draft, ("", "Mvh", "Hanne")) if "both" in client.kinds else None
    event = read(message(plain, rich), context(sent(rows))).outcome
    assert isinstance(event, Replied)
    assert "quoted" not in said_words(event)
    assert {item.field for item in event.filed} == answered


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_never_raise(body: bytes) -> None:
    read(body, CONTEXT)
    inbound_key(body)
    with contextlib.suppress(Unreadable):
        head(body)


PIECES = st.sampled_from(
    [
        b"From: hanne.larsen@firma.example\r\n",
        b"From: a <b@c.d>, e@f.g\n",
        b"Subject: =?utf-8?q?=E6?=\r\n",
        b"Subject: =?x?b?!!?=\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: text/html; charset=nope\r\n",
        b"Content-Type: text/calendar; method=REPLY\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        *(
            b"\r\n",
            b"\n",
            b"--b\r\n",
            b"--b--\n",
            b"<td",
            b"<!--",
            b"&#x110000;",
            b"=C3",
            b"\xff\xfe",
            b"\x00",
        ),
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:cabcdefgh2@firma.example\n",
        *(b"END:VEVENT\nEND:VCALENDAR\n", b"DTSTART;TZID=x:2026\n"),
        b"> 1. Hvad vil du gerne have ud af samtalen?\n",
        *(b"1. svar\n", b"Auto-Submitted: auto-replied\n", b"Status: 5.1.1\n", b"-- \nHanne\n", b"\x1b[31m"),
        "İstanbul ǅ ß ﬁ\n".encode(),
        b"Fra: x\nSendt: 1. maj 2026\nTil: y\nEmne: z\n",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_pieces_of_mail_in_any_order_never_raise(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    found = read(body, CONTEXT)
    assert found.lines is not None
    inbound_key(body)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/\"'= pdivtablercsyo!-&;#x1\n\t\u00a0", max_size=300))
def test_html_of_any_kind_never_raises(source: str) -> None:
    from_html(source)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_text_of_any_kind_never_raises(typed: str, question: str) -> None:
    rows = (Row(question, "q"), *ROWS)
    found: Context = context(sent(rows))
    assert passages(rows)
    read(message(typed, None), found)
