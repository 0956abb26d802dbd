"""SmtpCourier against servers that misbehave as told."""

import asyncio
import ssl
from pathlib import Path

import pytest

from musmail.errors import (
    ConnectionLost,
    LoginRefused,
    PermanentFailure,
    TemporaryFailure,
)
from musmail.transport.accounts import SmtpAccount, Tls
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted, Letter, Outcome, Refused, Unknown
from tests.servers.certificates import Certificates
from tests.transport.scripted import HANG_UP, SILENCE, Answer, Scripted, scripted_smtp

BODY = b"From: musmail@example.dk\r\nMessage-ID: <1@example.dk>\r\n\r\nHej\r\n"

# Seconds: what a silent server is given, and one that is expected to answer on a busy machine.
HURRIED = 0.3
PATIENT = 10.0


def letter(*, to: str = "anna@example.dk", sender: str = "musmail@example.dk", data: bytes = BODY) -> Letter:
    return Letter(message_id="<1@example.dk>", sender=sender, recipient=to, data=data)


def account(
    port: int,
    *,
    tls: Tls = Tls.SANDBOX_PLAINTEXT,
    ca_file: Path | None = None,
    patience: float = PATIENT,
) -> SmtpAccount:
    return SmtpAccount(
        host="localhost",
        port=port,
        tls=tls,
        user="musmail",
        password="sesam",
        ca_file=ca_file,
        timeout=patience,
        data_timeout=patience,
    )


async def sent(
    answers: dict[str, Answer], *letters: Letter, patience: float = PATIENT
) -> tuple[list[Outcome], Scripted]:
    async with scripted_smtp(answers) as server:
        async with SmtpCourier(account(server.port, patience=patience)) as courier:
            outcomes = [await courier.send(one) for one in letters or (letter(),)]
        return outcomes, server


async def test_a_batch_goes_over_one_connection_with_one_recipient_a_transaction() -> None:
    outcomes, server = await sent({}, *[letter(to=f"{n}@example.dk") for n in range(20)])
    assert outcomes == [Accepted(250, "fine")] * 20
    assert server.calls == 1
    one_letter = ["MAIL", "RCPT", "DATA", "."]
    assert server.verbs()[2:] == one_letter * 20 + ["QUIT"]


async def test_an_empty_outbox_opens_no_connection() -> None:
    async with scripted_smtp() as server:
        async with SmtpCourier(account(server.port)):
            pass
        assert server.calls == 0


@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
@pytest.mark.parametrize(("code", "permanent"), [(550, True), (450, False), (552, True), (452, False)])
async def test_a_no_to_one_letter_is_an_outcome_and_the_next_one_goes(
    step: str, code: int, permanent: bool
) -> None:
    usual = b"354 go on\r\n" if step == "DATA" else b"250 fine\r\n"
    outcomes, server = await sent({step: [b"%d no\r\n" % code, usual]}, letter(), letter())
    assert outcomes == [Refused(permanent, code, "no"), Accepted(250, "fine")]
    assert server.calls == 1
    assert server.verbs().count("RSET") == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "."])
@pytest.mark.parametrize("words", [b"421 busy\r\n", b"432 4.3.2 limit\r\n", b"451 4.3.2 stop\r\n"])
async def test_a_closed_door_is_no_word_on_the_letter_but_a_reason_to_wait(step: str, words: bytes) -> None:
    with pytest.raises(TemporaryFailure, match=r"421|432|451"):
        await sent({step: words})


async def test_a_no_to_our_own_address_is_about_the_account_and_condemns_no_recipient() -> None:
    with pytest.raises(PermanentFailure, match="not yours"):
        await sent({"MAIL": b"553 5.7.1 not yours\r\n"})
    with pytest.raises(TemporaryFailure):
        await sent({"MAIL": b"452 4.3.1 no room\r\n"})
    with pytest.raises(PermanentFailure):
        await sent({"RCPT": b"530 5.7.0 log in first\r\n"})


async def test_a_letter_too_large_is_refused_by_its_announced_size() -> None:
    outcomes, server = await sent({"MAIL": b"552 5.3.4 too large\r\n"})
    assert outcomes == [Refused(True, 552, "5.3.4 too large")]
    assert f"MAIL FROM:<musmail@example.dk> SIZE={len(BODY)}" in server.heard


@pytest.mark.parametrize("step", ["greeting", "EHLO", "AUTH", "MAIL", "RCPT"])
@pytest.mark.parametrize("words", [SILENCE, HANG_UP], ids=["silence", "hang-up"])
async def test_a_loss_before_the_text_is_temporary_because_nothing_was_handed_over(
    step: str, words: bytes
) -> None:
    with pytest.raises(ConnectionLost):
        await sent({step: words}, patience=HURRIED if words == SILENCE else PATIENT)


@pytest.mark.parametrize("step", ["DATA", "."])
@pytest.mark.parametrize("words", [SILENCE, HANG_UP, b"2!? what\r\n"], ids=["silence", "hang-up", "nonsense"])
async def test_a_loss_after_data_began_leaves_the_outcome_unknown(step: str, words: bytes) -> None:
    outcomes, _ = await sent({step: words}, patience=HURRIED if words == SILENCE else PATIENT)
    assert isinstance(outcomes[0], Unknown)


async def test_after_an_unknown_outcome_the_next_letter_takes_a_new_connection() -> None:
    outcomes, server = await sent({".": [SILENCE, b"250 fine\r\n"]}, letter(), letter(), patience=HURRIED)
    assert isinstance(outcomes[0], Unknown)
    assert outcomes[1] == Accepted(250, "fine")
    assert server.calls == 2


@pytest.mark.parametrize("parting", [HANG_UP, b"421 idle too long\r\n" + HANG_UP])
async def test_a_connection_dropped_while_idle_is_replaced_without_a_word(parting: bytes) -> None:
    async with scripted_smtp() as server, SmtpCourier(account(server.port)) as courier:
        assert await courier.send(letter()) == Accepted(250, "fine")
        server.push(parting)
        assert await courier.send(letter()) == Accepted(250, "fine")
        assert server.calls == 2


async def test_a_server_that_ends_the_session_after_so_many_letters_gets_a_new_one() -> None:
    busy: Answer = [b"250 fine\r\n", b"421 enough\r\n" + HANG_UP, b"250 fine\r\n"]
    outcomes, server = await sent({"MAIL": busy}, letter(), letter())
    assert outcomes == [Accepted(250, "fine")] * 2
    assert server.calls == 2


async def test_a_cancelled_letter_leaves_no_connection_on_which_answers_are_mixed_up() -> None:
    answers: dict[str, Answer] = {".": [SILENCE, b"250 fine\r\n"]}
    async with scripted_smtp(answers) as server, SmtpCourier(account(server.port)) as courier:
        sending = asyncio.create_task(courier.send(letter()))
        await server.hears(".")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert await courier.send(letter()) == Accepted(250, "fine")
        assert server.calls == 2


async def test_a_stripped_starttls_is_refused_before_password_and_letter() -> None:
    async with scripted_smtp() as server:
        async with SmtpCourier(account(server.port, tls=Tls.STARTTLS)) as courier:
            with pytest.raises(PermanentFailure, match="STARTTLS"):
                await courier.send(letter())
        assert set(server.verbs()) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize("answer", [b"454 not now\r\n", b"220 go on\r\n"], ids=["refused", "no TLS behind"])
async def test_a_broken_starttls_is_never_followed_by_plaintext(answer: bytes) -> None:
    answers = {"EHLO": b"250-here\r\n250 STARTTLS\r\n", "STARTTLS": answer}
    async with scripted_smtp(answers) as server:
        async with SmtpCourier(account(server.port, tls=Tls.STARTTLS)) as courier:
            with pytest.raises(TemporaryFailure):
                await courier.send(letter())
        assert "MAIL" not in server.verbs()
        assert "AUTH" not in server.verbs()


async def test_a_certificate_of_a_foreign_authority_is_refused(certificates: Certificates) -> None:
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificates.certificate, certificates.key)
    async with scripted_smtp(tls=serving) as server:
        async with SmtpCourier(account(server.port, tls=Tls.IMPLICIT)) as courier:
            with pytest.raises(PermanentFailure, match="trusted"):
                await courier.send(letter())
        trusting = account(server.port, tls=Tls.IMPLICIT, ca_file=certificates.authority)
        async with SmtpCourier(trusting) as courier:
            assert await courier.send(letter()) == Accepted(250, "fine")


async def test_a_plaintext_server_behind_an_implicit_tls_port_is_not_used() -> None:
    async with scripted_smtp() as server:
        async with SmtpCourier(account(server.port, tls=Tls.IMPLICIT)) as courier:
            with pytest.raises(ConnectionLost):
                await courier.send(letter())
        assert "MAIL" not in server.verbs()


async def test_a_wrong_password_is_told_from_a_login_server_that_is_down() -> None:
    with pytest.raises(LoginRefused):
        await sent({"AUTH": b"535 5.7.8 no\r\n"})
    with pytest.raises(TemporaryFailure, match="454"):
        await sent({"AUTH": b"454 4.7.0 later\r\n"})


async def test_nobody_listening_is_a_loss() -> None:
    async with scripted_smtp() as server:
        port = server.port
    async with SmtpCourier(account(port)) as courier:
        with pytest.raises(ConnectionLost):
            await courier.send(letter())


async def test_what_the_server_cannot_carry_is_refused_before_it_is_tried() -> None:
    outcomes, server = await sent(
        {"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n"},
        letter(data=BODY + "Sø\r\n".encode()),
        letter(to="søren@example.dk"),
        letter(to="a@example.dk>\r\nRCPT TO:<b@example.dk"),
        letter(),
    )
    refused = [(outcome.permanent, outcome.code) for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused == [(True, 553)] * 3
    assert outcomes[3] == Accepted(250, "fine")
    assert [line for line in server.heard if line.startswith("RCPT")] == ["RCPT TO:<anna@example.dk>"]


async def test_a_letter_with_danish_octets_says_8bitmime() -> None:
    outcomes, server = await sent({}, letter(data=BODY + "Sø\r\n".encode()))
    assert outcomes == [Accepted(250, "fine")]
    assert any("BODY=8BITMIME" in line for line in server.heard)


async def test_a_servers_words_can_be_stored_and_printed_whatever_they_are() -> None:
    outcomes, _ = await sent({"RCPT": b"550 \xff\xfe\x1b[31m n\xc3\xb8 " + b"x" * 3000 + b"\r\n"})
    assert isinstance(outcomes[0], Refused)
    outcomes[0].text.encode()
    assert outcomes[0].text.isprintable()
    assert "nø" in outcomes[0].text
    assert len(outcomes[0].text) <= 500


async def test_the_password_does_not_show_in_the_account() -> None:
    assert "sesam" not in repr(account(1))
