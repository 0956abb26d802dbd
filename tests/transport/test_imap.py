"""Mailbox against servers that misbehave as told: whatever happens, nobody waits for ever."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from musmail.errors import ConnectionLost, LoginRefused, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import ImapAccount, Tls
from musmail.transport.imap import WINDOW, Mailbox
from musmail.transport.session import Session
from musmail.wire import RawMessage
from tests.servers.certificates import Certificates
from tests.transport.scripted import HANG_UP, SILENCE, Answer, scripted_imap

Deed = Callable[[Mailbox], Awaitable[object]]


# Seconds: what a silent server is given, and one that is expected to answer on a busy machine.
HURRIED = 0.3
PATIENT = 10.0


def account(
    port: int,
    *,
    tls: Tls = Tls.SANDBOX_PLAINTEXT,
    ca_file: Path | None = None,
    idle_limit: float = 0.1,
    patience: float = PATIENT,
) -> ImapAccount:
    return ImapAccount(
        host="localhost",
        port=port,
        user="musmail",
        password="sesam",
        tls=tls,
        ca_file=ca_file,
        timeout=patience,
        transfer_timeout=patience,
        idle_limit=idle_limit,
        poll_after=0.1,
    )


async def wait_after_listing(mailbox: Mailbox) -> None:
    await mailbox.uids()
    await mailbox.wait(60)


DEEDS: dict[str, Deed] = {
    "UID SEARCH": lambda mailbox: mailbox.uids(),
    "SELECT": lambda mailbox: mailbox.find_message_id("Sent", "<1@example.dk>"),
    "UID FETCH": lambda mailbox: mailbox.fetch(4),
    "UID MOVE": lambda mailbox: mailbox.move(4, "musmail/done"),
    "UID STORE": lambda mailbox: mailbox.expunge(4),
    "UID EXPUNGE": lambda mailbox: mailbox.expunge(4),
    "CREATE": lambda mailbox: mailbox.ensure_folders(["musmail/done"]),
    "APPEND": lambda mailbox: mailbox.append("Sent", b"Subject: x\r\n\r\n"),
    "IDLE": wait_after_listing,
    "DONE": wait_after_listing,
}
LOSSES = {SILENCE: "silence", HANG_UP: "hang-up", b"* BYE\r\n" + HANG_UP: "bye"}
SELECTED: bytes = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\nTAG OK selected\r\n"


@pytest.mark.parametrize("words", LOSSES, ids=LOSSES.get)
@pytest.mark.parametrize("step", DEEDS)
async def test_a_loss_at_any_command_ends_the_connection_in_time(step: str, words: bytes) -> None:
    answer: Answer = [SELECTED, words] if step == "SELECT" else words
    patience = HURRIED if words == SILENCE else PATIENT
    async with (
        scripted_imap({step: answer}) as server,
        Mailbox(account(server.port, patience=patience)) as mailbox,
        asyncio.timeout(PATIENT / 2),
    ):
        with pytest.raises(ConnectionLost):
            await DEEDS[step](mailbox)
        await server.left.wait()
        with pytest.raises(ConnectionLost):
            await mailbox.uids()


@pytest.mark.parametrize("words", LOSSES, ids=LOSSES.get)
@pytest.mark.parametrize("step", ["greeting", "CAPABILITY", "LOGIN", "LIST", "SELECT"])
async def test_a_loss_while_opening_is_noticed_too(step: str, words: bytes) -> None:
    patience = HURRIED if words == SILENCE else PATIENT
    async with scripted_imap({step: words}) as server, asyncio.timeout(PATIENT / 2):
        with pytest.raises(ConnectionLost):
            await Mailbox(account(server.port, patience=patience)).open()


async def test_a_mailbox_where_nobody_listens_is_lost() -> None:
    async with scripted_imap() as server:
        port = server.port
    with pytest.raises(ConnectionLost):
        await Mailbox(account(port)).open()


@pytest.mark.parametrize(
    "words",
    [HANG_UP, b"* BYE going down\r\n", b"* BYE\r\n" + HANG_UP, b"* 1 EXPUNGE\r\n" * 3000],
    ids=["EOF", "BYE alone", "BYE and EOF", "3,000 expunges in one read"],
)
async def test_what_goes_wrong_during_idle_is_noticed_at_once(words: bytes) -> None:
    async with scripted_imap() as server, Mailbox(account(server.port, idle_limit=60)) as mailbox:
        waiting = asyncio.create_task(wait_after_listing(mailbox))
        await server.hears("IDLE")
        server.push(words)
        async with asyncio.timeout(PATIENT / 2):
            with pytest.raises(ConnectionLost):
                await waiting


async def test_an_expunge_of_thousands_is_survived_by_connecting_again() -> None:
    async with scripted_imap() as server:
        async with Mailbox(account(server.port, idle_limit=60)) as mailbox:
            waiting = asyncio.create_task(wait_after_listing(mailbox))
            await server.hears("IDLE")
            server.push(b"* 1 EXPUNGE\r\n" * 3000)
            with pytest.raises(ConnectionLost):
                await waiting
        async with Mailbox(account(server.port)) as mailbox:
            assert await mailbox.uids() == [4, 9]


async def test_new_mail_ends_an_idle_and_other_news_does_not() -> None:
    async with scripted_imap() as server, Mailbox(account(server.port, idle_limit=60)) as mailbox:
        waiting = asyncio.create_task(wait_after_listing(mailbox))
        await server.hears("IDLE")
        server.push(b"* OK still here\r\n* 1 EXPUNGE\r\n* 2 FETCH (FLAGS (\\Seen))\r\n")
        assert not (await asyncio.wait({waiting}, timeout=0.1))[0]
        server.push(b"* 3 EXISTS\r\n")
        async with asyncio.timeout(PATIENT / 2):
            await waiting
        assert server.verbs()[-1] == "DONE"


async def test_an_idle_is_given_up_in_good_order_after_its_limit_and_may_be_repeated() -> None:
    async with scripted_imap() as server, Mailbox(account(server.port, idle_limit=0.05)) as mailbox:
        await mailbox.uids()
        await mailbox.wait(60)
        await mailbox.wait(60)
        assert server.verbs()[-6:] == ["SELECT", "IDLE", "DONE"] * 2


async def test_mail_that_came_between_listing_and_idle_is_noticed_before_the_idle() -> None:
    more = SELECTED.replace(b"UIDNEXT 10", b"UIDNEXT 11")
    async with scripted_imap({"SELECT": [SELECTED, SELECTED, more]}) as server:
        async with Mailbox(account(server.port)) as mailbox:
            await wait_after_listing(mailbox)
        assert "IDLE" not in server.verbs()


async def test_a_server_without_idle_is_polled_and_its_loss_noticed() -> None:
    plain = b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
    async with scripted_imap({"CAPABILITY": plain}) as server, Mailbox(account(server.port)) as mailbox:
        await wait_after_listing(mailbox)
        assert "IDLE" not in server.verbs()
        waiting = asyncio.create_task(mailbox.wait(60))
        server.heard.clear()
        await server.hears("SELECT")
        server.push(HANG_UP)
        with pytest.raises(ConnectionLost):
            await waiting


async def test_a_cancelled_wait_leaves_no_connection_and_no_task_behind() -> None:
    async with scripted_imap() as server:
        before = asyncio.all_tasks()
        async with Mailbox(account(server.port, idle_limit=60)) as mailbox:
            waiting = asyncio.create_task(wait_after_listing(mailbox))
            await server.hears("IDLE")
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await server.left.wait()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before


def inbox_of(count: int) -> dict[str, Answer]:
    """Answer a search with one line per message, where UIDs are ten times the sequence number."""

    def search(command: str) -> bytes:
        window = command.split(" ")[2]
        first, last = (int(number) for number in window.split(":")) if ":" in window else (1, count)
        return b"".join(b"* SEARCH %d\r\n" % (n * 10) for n in range(first, last + 1)) + b"TAG OK done\r\n"

    return {
        "SELECT": b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK selected\r\n" % count,
        "UID SEARCH": search,
    }


@pytest.mark.parametrize("count", [0, 1, WINDOW, WINDOW + 1, 3000])
async def test_a_full_inbox_is_listed_whole_even_with_one_line_per_message(count: int) -> None:
    async with scripted_imap(inbox_of(count)) as server, Mailbox(account(server.port)) as mailbox:
        assert await mailbox.uids() == [n * 10 for n in range(1, count + 1)]


async def test_an_answer_of_more_lines_than_the_library_bears_is_a_loss_and_no_hang() -> None:
    flood = b"* 1 EXPUNGE\r\n" * 3000 + b"* SEARCH 4\r\nTAG OK done\r\n"
    async with scripted_imap({"UID SEARCH": flood}) as server, Mailbox(account(server.port)) as mailbox:
        async with asyncio.timeout(PATIENT / 2):
            with pytest.raises(ConnectionLost):
                await mailbox.uids()


async def test_a_search_names_no_charset() -> None:
    async with scripted_imap() as server, Mailbox(account(server.port)) as mailbox:
        await mailbox.uids()
        await mailbox.find_message_id("Sent", "<1@example.dk>")
        searches = [line for line in server.heard if "SEARCH" in line]
        assert searches == ["UID SEARCH UNDELETED", 'UID SEARCH ALL HEADER Message-ID "<1@example.dk>"']


async def test_a_new_uidvalidity_on_a_living_connection_makes_us_start_over() -> None:
    anew = SELECTED.replace(b"UIDVALIDITY 7", b"UIDVALIDITY 8")
    async with scripted_imap({"SELECT": [SELECTED, SELECTED, anew]}) as server:
        async with Mailbox(account(server.port)) as mailbox:
            await mailbox.uids()
            with pytest.raises(ConnectionLost, match="numbered anew"):
                await mailbox.wait(60)
        async with Mailbox(account(server.port)) as mailbox:
            assert await mailbox.uids() == [4, 9]


@pytest.mark.parametrize(
    ("told", "body"),
    [
        (b"BODY[]<0> {5}\r\nH(j\r\n)", b"H(j\r\n"),
        (b"BODY[]<0> {0}\r\n)", b""),
        (b'BODY[]<0> "")', b""),
        (b"BODY[]<0> NIL)", b""),
        (b'BODY[]<0> "a \\"b\\"")', b'a "b"'),
    ],
)
async def test_a_message_is_read_however_the_server_writes_it(told: bytes, body: bytes) -> None:
    fetch = b"* 7 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 4 " + told + b"\r\nTAG OK done\r\n"
    async with scripted_imap({"UID FETCH": fetch}) as server, Mailbox(account(server.port)) as mailbox:
        assert await mailbox.fetch(4) == RawMessage(uid=4, folder="INBOX", body=body)


async def test_a_message_that_is_gone_is_none_and_no_error() -> None:
    async with scripted_imap() as server, Mailbox(account(server.port)) as mailbox:
        assert await mailbox.size(4) is None
        assert await mailbox.headers(4) is None
        assert await mailbox.fetch(4) is None


@pytest.mark.parametrize(
    ("capabilities", "said"),
    [
        (b"MOVE UIDPLUS", ["UID MOVE 4"]),
        (b"UIDPLUS", ["UID COPY 4", "UID STORE 4 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 4"]),
        (b"", ["UID COPY 4", "UID STORE 4 +FLAGS.SILENT (\\Deleted)", "EXPUNGE"]),
    ],
)
async def test_a_message_leaves_the_inbox_whatever_the_server_can(
    capabilities: bytes, said: list[str]
) -> None:
    offer = b"* CAPABILITY IMAP4rev1 " + capabilities + b"\r\nTAG OK done\r\n"
    async with scripted_imap({"CAPABILITY": offer}) as server, Mailbox(account(server.port)) as mailbox:
        server.heard.clear()
        await mailbox.move(4, "musmail/done")
        assert [line.removesuffix(' "musmail/done"') for line in server.heard] == said


@pytest.mark.parametrize(
    "step", ["UID SEARCH", "UID FETCH", "UID MOVE", "UID STORE", "UID EXPUNGE", "APPEND"]
)
async def test_a_no_is_temporary_and_the_connection_still_serves(step: str) -> None:
    async with scripted_imap({step: [b"TAG NO disk full\r\n", b"TAG OK done\r\n"]}) as server:
        async with Mailbox(account(server.port)) as mailbox:
            with pytest.raises(TemporaryFailure, match="disk full") as caught:
                await DEEDS[step](mailbox)
            assert not isinstance(caught.value, ConnectionLost)
            await DEEDS[step](mailbox)
        assert server.calls == 1


async def test_a_folder_that_cannot_be_made_needs_a_person() -> None:
    no = b"TAG NO not allowed\r\n"
    async with scripted_imap({"CREATE": no}) as server, Mailbox(account(server.port)) as mailbox:
        with pytest.raises(PermanentFailure, match="musmail/done"):
            await mailbox.ensure_folders(["musmail/done"])


async def test_folders_are_named_with_the_servers_own_prefix_and_separator() -> None:
    answers: dict[str, Answer] = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 NAMESPACE MOVE SPECIAL-USE\r\nTAG OK done\r\n",
        "NAMESPACE": b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\nTAG OK done\r\n',
        "LIST": [b"TAG OK done\r\n", b'* LIST (\\Sent) "." "INBOX.Sendt p&AOU-"\r\nTAG OK done\r\n'],
    }
    async with scripted_imap(answers) as server, Mailbox(account(server.port)) as mailbox:
        await mailbox.ensure_folders(["musmail/done"])
        assert 'CREATE "INBOX.musmail.done"' in server.heard
        assert await mailbox.sent_folder() == "Sendt på"


async def test_a_wrong_password_is_told_from_a_login_server_that_is_down() -> None:
    async with scripted_imap({"LOGIN": b"TAG NO [AUTHENTICATIONFAILED] no\r\n"}) as server:
        with pytest.raises(LoginRefused):
            await Mailbox(account(server.port)).open()
    async with scripted_imap({"LOGIN": b"TAG NO [UNAVAILABLE] later\r\n"}) as server:
        with pytest.raises(TemporaryFailure):
            await Mailbox(account(server.port)).open()


@pytest.mark.parametrize(
    ("greeting", "error"),
    [(b"220 mail.example.dk ESMTP Postfix\r\n", PermanentFailure), (b"* BYE too many\r\n", ConnectionLost)],
)
async def test_a_server_of_another_kind_is_told_at_once_from_one_that_sends_us_away(
    greeting: bytes, error: type[Exception]
) -> None:
    """The library leaves it to nobody: a traceback came on the terminal, and we waited out our time."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(speak, "localhost", 0) as server, asyncio.timeout(PATIENT / 2):
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(error, match=r"no mailbox server: 220|was lost") as told:
            await Mailbox(account(port)).open()
    assert (error is PermanentFailure) == ("220 mail.example.dk" in str(told.value))


async def test_user_and_password_are_quoted() -> None:
    async with scripted_imap() as server:
        given = ImapAccount(
            host="localhost",
            port=server.port,
            user='mus "mail"',
            password='se\\s"am',
            tls=Tls.SANDBOX_PLAINTEXT,
        )
        async with Mailbox(given):
            assert 'LOGIN "mus \\"mail\\"" "se\\\\s\\"am"' in server.heard


async def test_capabilities_are_asked_for_again_after_login() -> None:
    after = b"* CAPABILITY IMAP4rev1 MOVE\r\nTAG OK done\r\n"
    login = b"TAG OK [CAPABILITY IMAP4rev1 IDLE MULTIAPPEND] in\r\n"
    answers: dict[str, Answer] = {
        "CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n", after],
        "LOGIN": login,
    }
    async with scripted_imap(answers) as server, Mailbox(account(server.port)) as mailbox:
        await mailbox.move(4, "musmail/done")
        assert server.verbs()[:3] == ["CAPABILITY", "LOGIN", "CAPABILITY"]
        assert any(line.startswith("UID MOVE") for line in server.heard)


async def test_neither_password_nor_mail_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fetch = b"* 1 FETCH (UID 4 BODY[]<0> {11}\r\nhemmeligt\r\n)\r\n* hemmeligt\r\nTAG OK done\r\n"
    async with scripted_imap({"UID FETCH": fetch}) as server, Mailbox(account(server.port)) as mailbox:
        await mailbox.fetch(4)
    assert "sesam" not in caplog.text
    assert "hemmeligt" not in caplog.text
    assert "sesam" not in repr(account(1))


async def test_a_certificate_of_a_foreign_authority_is_refused(certificates: Certificates) -> None:
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificates.certificate, certificates.key)
    async with scripted_imap(tls=serving) as server:
        with pytest.raises(PermanentFailure, match="trusted"):
            await Mailbox(account(server.port, tls=Tls.IMPLICIT)).open()
        trusting = account(server.port, tls=Tls.IMPLICIT, ca_file=certificates.authority)
        async with Mailbox(trusting) as mailbox:
            assert await mailbox.uids() == [4, 9]


async def test_a_plaintext_server_behind_a_tls_port_hears_nothing() -> None:
    async with scripted_imap() as server:
        with pytest.raises(ConnectionLost):
            await Mailbox(account(server.port, tls=Tls.IMPLICIT)).open()
        assert not any("LOGIN" in line for line in server.heard)


async def test_the_kernel_watches_for_a_peer_that_vanished_without_a_word() -> None:
    async with scripted_imap() as server:
        session = Session(account(server.port))
        await session.open()
        peer = session.client.protocol.transport.get_extra_info("socket")
        assert peer.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 20
        await session.close()


async def test_starttls_is_refused_because_the_library_cannot_do_it() -> None:
    with pytest.raises(PermanentFailure, match="993"):
        await Mailbox(account(1, tls=Tls.STARTTLS)).open()
