"""The transport against Dovecot, Postfix and smtp-sink themselves."""

import asyncio
import contextlib
import dataclasses
import gc
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from musmail.errors import ConnectionLost, LoginRefused, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import SmtpAccount, Tls
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier, connect
from musmail.wire import Accepted, Letter, Outcome, Refused, Unknown
from tests.servers import Servers, smtp_sink
from tests.servers.certificates import Certificates, issue
from tests.servers.dovecot import dovecot

pytestmark = pytest.mark.servers

BODY = (
    b"From: musmail@example.dk\r\nTo: anna@example.dk\r\nDate: Thu, 01 Jan 2026 12:00:00 +0100\r\n"
    b"Subject: Hej\r\nMessage-ID: <1@example.dk>\r\n"
    b"\r\nHej\r\n.\r\n..\r\n.. Hej ((( \r\nA1 OK done\r\n* BYE\r\n+ go on\r\n"
)


def letter(to: str, data: bytes = BODY) -> Letter:
    return Letter(message_id="<1@example.dk>", sender="musmail@example.dk", recipient=to, data=data)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_a_letter_arrives_octet_for_octet(servers: Servers, tls: Tls) -> None:
    address = f"anna.{tls.name.lower()}@example.dk"
    async with SmtpCourier(servers.smtp_account("musmail", tls=tls)) as courier:
        assert isinstance(await courier.send(letter(address)), Accepted)
    [arrived] = servers.wait_for_mail(address)
    assert arrived.endswith(BODY)


async def test_one_refused_recipient_does_not_hold_up_the_others(servers: Servers) -> None:
    async with SmtpCourier(servers.smtp_account("musmail")) as courier:
        said = [await courier.send(letter(f"{who}@example.dk")) for who in ("afvist", "senere", "bo")]
    assert [(no.permanent, no.code) for no in said if isinstance(no, Refused)] == [(True, 550), (False, 450)]
    assert isinstance(said[2], Accepted)


async def test_both_servers_refuse_a_wrong_password(servers: Servers) -> None:
    async with SmtpCourier(
        dataclasses.replace(servers.smtp_account("musmail"), password="forkert")
    ) as courier:
        with pytest.raises(LoginRefused):
            await courier.send(letter("bo@example.dk"))
    with pytest.raises(LoginRefused):
        await Mailbox(dataclasses.replace(servers.imap_account("musmail"), password="forkert")).open()


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_both_servers_are_refused_under_a_foreign_authority(
    servers: Servers, certificates: Certificates, tls: Tls
) -> None:
    foreign = certificates.authority
    async with SmtpCourier(
        dataclasses.replace(servers.smtp_account("x", tls=tls), ca_file=foreign)
    ) as courier:
        with pytest.raises(PermanentFailure, match="trusted"):
            await courier.send(letter("bo@example.dk"))
    with pytest.raises(PermanentFailure, match="trusted"):
        await Mailbox(dataclasses.replace(servers.imap_account("x"), ca_file=foreign)).open()


async def test_mail_is_noticed_in_idle_fetched_and_moved(servers: Servers) -> None:
    async with Mailbox(servers.imap_account("moves")) as mailbox:
        await mailbox.ensure_folders(["musmail/done", "musmail/review"])
        assert await mailbox.uids() == []
        waiting = asyncio.create_task(mailbox.wait(10))
        servers.deliver_at_once(BODY, to="moves+token@example.dk")
        await waiting
        [uid] = await mailbox.uids()
        message = await mailbox.fetch(uid)
        assert message is not None
        assert message.body.endswith(BODY)
        assert await mailbox.size(uid) == len(message.body)
        headers = await mailbox.headers(uid)
        assert headers is not None
        assert message.body.startswith(headers)
        await mailbox.move(uid, "musmail/done")
        await mailbox.move(uid, "musmail/done")
        assert await mailbox.uids() == []
        assert await mailbox.fetch(uid) is None
    assert servers.mailbox("moves@example.dk").read("musmail/done") == [message.body]


async def test_a_fetched_message_stays_unseen(servers: Servers) -> None:
    servers.deliver_at_once(BODY, to="unseen@example.dk")
    async with Mailbox(servers.imap_account("unseen")) as mailbox:
        [uid] = await mailbox.uids()
        await mailbox.fetch(uid)
        await mailbox.headers(uid)
    with servers.dovecot.login("unseen") as client:
        client.select()
        assert client.uid("search", "UNSEEN")[1] == [str(uid).encode()]


async def test_private_mail_is_removed_for_good(servers: Servers) -> None:
    servers.deliver_at_once(BODY, to="private@example.dk")
    servers.deliver_at_once(BODY, to="private@example.dk")
    async with Mailbox(servers.imap_account("private")) as mailbox:
        first, second = await mailbox.uids()
        await mailbox.expunge(first)
        assert await mailbox.uids() == [second]
    assert len(servers.mailbox("private@example.dk").read()) == 1


async def test_a_message_of_megabytes_comes_whole_but_never_beyond_our_limit(servers: Servers) -> None:
    large = BODY + b"(" * 70 + b"\r\n" + (b"x" * 70 + b"\r\n") * 50_000
    servers.deliver_at_once(large, to="large@example.dk")
    account = servers.imap_account("large")
    async with Mailbox(account) as mailbox:
        [uid] = await mailbox.uids()
        message = await mailbox.fetch(uid)
        assert message is not None
        assert message.body.endswith(large)
    async with Mailbox(dataclasses.replace(account, largest=1000)) as mailbox:
        cut = await mailbox.fetch(uid)
        assert cut is not None
        assert cut.body == message.body[:1000]
        assert await mailbox.size(uid) == len(message.body)


@pytest.mark.parametrize(
    "folder", ["Sendt post", 'Sagt "nej"', "back\\slash", "Færdig & glemt", "musmail/a b"]
)
async def test_folders_may_be_called_what_people_call_them(servers: Servers, folder: str) -> None:
    user = f"names{abs(hash(folder))}"
    servers.deliver_at_once(BODY, to=f"{user}@example.dk")
    async with Mailbox(servers.imap_account(user)) as mailbox:
        await mailbox.ensure_folders([folder])
        await mailbox.ensure_folders([folder])
        [uid] = await mailbox.uids()
        await mailbox.move(uid, folder)
        assert await mailbox.find_message_id(folder, "<1@example.dk>")
        assert await mailbox.uids() == []


async def test_a_letter_is_found_in_sent_and_another_is_not(servers: Servers) -> None:
    async with Mailbox(servers.imap_account("sender")) as mailbox:
        sent = await mailbox.sent_folder()
        assert sent == "Sent"
        await mailbox.append(sent, BODY)
        assert await mailbox.find_message_id(sent, "<1@example.dk>")
        assert not await mailbox.find_message_id(sent, "<2@example.dk>")
        assert not await mailbox.find_message_id("No such folder", "<1@example.dk>")
        assert await mailbox.uids() == []


async def test_a_new_uidvalidity_loses_nothing_because_the_inbox_is_always_listed(servers: Servers) -> None:
    for _ in range(3):
        servers.deliver_at_once(BODY, to="renumbered@example.dk")
    async with Mailbox(servers.imap_account("renumbered")) as mailbox:
        listed = await mailbox.uids()
        servers.dovecot.renumber("renumbered", 42424242)
        # Dovecot either hangs up or shows the new number at the next SELECT.
        with pytest.raises(ConnectionLost):
            await mailbox.wait(0.1)
    async with Mailbox(servers.imap_account("renumbered")) as mailbox:
        assert len(await mailbox.uids()) == len(listed) == 3


async def test_another_client_expunging_thousands_during_our_idle_costs_a_reconnect_at_most(
    servers: Servers,
) -> None:
    count = 1500
    fill = ["smtp-source", "-L", "-m", str(count), "-s", "4", "-l", "100", "-f", "p@example.org"]
    target = ["-t", "flood@example.dk", f"inet:127.0.0.1:{servers.dovecot.lmtp_port}"]
    await asyncio.to_thread(subprocess.run, [*fill, *target], check=True, capture_output=True)
    async with Mailbox(servers.imap_account("flood", idle_limit=3.0)) as mailbox:
        assert len(await mailbox.uids()) == count
        waiting = asyncio.create_task(mailbox.wait(3.0))
        await asyncio.to_thread(servers.mailbox("flood@example.dk").empty)
        servers.deliver_at_once(BODY, to="flood@example.dk")
        with contextlib.suppress(ConnectionLost):
            await waiting
    async with Mailbox(servers.imap_account("flood")) as mailbox:
        assert len(await mailbox.uids()) == 1


async def test_a_mail_server_that_dies_during_idle_is_noticed_at_once(
    servers: Servers, tmp_path: Path
) -> None:
    folder = servers.folder / "dying"
    folder.mkdir()
    with contextlib.ExitStack() as life:
        mortal = life.enter_context(dovecot(folder, issue(folder)))
        account = dataclasses.replace(
            servers.imap_account("anna"), port=mortal.imap_port, ca_file=mortal.certificates.authority
        )
        async with Mailbox(account) as mailbox:
            await mailbox.uids()
            waiting = asyncio.create_task(mailbox.wait(60))
            await asyncio.wait({waiting}, timeout=0.1)
            await asyncio.to_thread(life.close)
            async with asyncio.timeout(2):
                with pytest.raises(ConnectionLost):
                    await waiting


async def test_a_bounce_of_postfix_comes_back_to_the_letters_own_address(servers: Servers) -> None:
    gone = dataclasses.replace(letter("ukendt.hansen@example.dk"), sender="bounces+b-77@example.dk")
    async with SmtpCourier(servers.smtp_account("bounces")) as courier:
        assert isinstance(await courier.send(gone), Accepted)
    async with Mailbox(servers.imap_account("bounces")) as mailbox:
        while not (found := await mailbox.uids()):
            await mailbox.wait(10)
        bounce = await mailbox.fetch(found[0])
    assert bounce is not None
    assert b"Return-Path: <>" in bounce.body
    assert b"Final-Recipient: rfc822; ukendt.hansen@example.dk" in bounce.body
    assert b"Message-ID: <1@example.dk>" in bounce.body


async def to_sink(port: int, *letters: Letter) -> list[Outcome]:
    account = SmtpAccount(
        host="127.0.0.1", port=port, tls=Tls.SANDBOX_PLAINTEXT, timeout=1.0, data_timeout=0.3
    )
    async with SmtpCourier(account) as courier:
        return [await courier.send(one) for one in letters]


@pytest.mark.parametrize("options", [("-q", "."), ("-W", ".:2")], ids=["hang-up at the dot", "late 250"])
async def test_taken_but_unknown_is_told_as_unknown(servers: Servers, options: tuple[str, str]) -> None:
    with smtp_sink(servers.folder / f"sink{options[0]}", *options) as sink:
        [outcome] = await to_sink(sink.port, letter("anna@example.org"))
        assert isinstance(outcome, Unknown)
        [taken] = sink.taken()
        assert b"Message-ID: <1@example.dk>" in taken


Told = Callable[[Outcome], bool]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("-f", "rcpt"), lambda outcome: outcome == Refused(True, 500, "5.3.0 Error: command failed")),
        (("-r", "rcpt"), lambda outcome: isinstance(outcome, Refused) and not outcome.permanent),
        (("-f", "."), lambda outcome: isinstance(outcome, Refused) and outcome.permanent),
        (("-r", "."), lambda outcome: isinstance(outcome, Refused) and not outcome.permanent),
    ],
)
async def test_refusals_of_the_sink_are_told_apart(
    servers: Servers, options: tuple[str, str], told: Told
) -> None:
    with smtp_sink(servers.folder / "refusing", *options, keep=False) as sink:
        outcomes = await to_sink(sink.port, letter("anna@example.org"), letter("bo@example.org"))
    assert [told(outcome) for outcome in outcomes] == [True, True]


@pytest.mark.parametrize("step", ["mail", "rcpt", "."])
async def test_a_421_of_the_sink_asks_for_a_pause(servers: Servers, step: str) -> None:
    busy = smtp_sink(servers.folder / "busy", "-Q", step, keep=False)
    with busy as sink, pytest.raises(TemporaryFailure, match="421"):
        await to_sink(sink.port, letter("anna@example.org"))


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_refused_login_leaves_no_socket_open(servers: Servers, tls: Tls) -> None:
    """It stayed open until the server said goodbye in TLS: in forty of forty refusals, when the loop had ended."""
    account = dataclasses.replace(servers.smtp_account("anna", tls=tls), password="wrong")
    loop = asyncio.new_event_loop()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(LoginRefused):
            loop.run_until_complete(connect(account))
        loop.close()
        gc.collect()
    assert [str(one.message) for one in seen if f", {account.port})" in str(one.message)] == []
