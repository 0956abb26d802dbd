"""`check --live` on Dovecot and Postfix: all right, and each thing that may be wrong, with its sentence."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from musmail.daemon.clocks import SystemClock
from musmail.daemon.dealing import Place
from musmail.daemon.inbox import sweep, take
from musmail.daemon.live import Finding, Grade, look
from musmail.daemon.probe import Arrival, Post, probe_from
from musmail.settings.load import Settings, load
from musmail.transport import reach
from musmail.transport.accounts import ImapAccount, Tls
from musmail.transport.imap import Mailbox
from musmail.wire import Accepted, Letter, Outcome
from tests.daemon.conftest import stage
from tests.dialogues.play import Stage
from tests.servers import PASSWORD, Servers
from tests.servers.certificates import Certificates, issue
from tests.servers.conftest import servers
from tests.servers.processes import free_ports

__all__ = ["servers", "stage"]

FOREIGN = b"From: anna@example.dk\r\nTo: mus@example.dk\r\nSubject: Hej\r\nMessage-ID: <1@example.dk>\r\n\r\nHej\r\n"
CONFIGURATION = """\
organisation: Værkstedet
mailbox: {{address: {user}@example.dk, sub_addressing: {plus}}}
imap: {{host: localhost, port: {imap}, user: {user}, password: {{file: password}}}}
smtp: {{host: localhost, port: {smtp}, tls: starttls, user: {user}, password: {{file: password}}}}
ca_file: {authority}
state_folder: state
people: people.csv
retention: {{talks_months: 60, notes_months: 12, mail_months: 3, log_months: 60}}
"""
PEOPLE = (
    "id,name,address,leader,exempt\nanna,Anna,anna@example.dk,lars,\nlars,Lars,lars@example.dk,,direktør\n"
)

Configured = Callable[..., Settings]


def write(
    servers: Servers,
    folder: Path,
    user: str,
    *,
    password: str = PASSWORD,
    plus: bool = True,
    authority: Path | None = None,
    more: str = "",
) -> Path:
    """Write a configuration for a mailbox of this name on the real servers."""
    words = CONFIGURATION.format(
        user=user,
        plus="true" if plus else "false",
        imap=servers.dovecot.imap_port,
        smtp=servers.postfix.starttls_port,
        authority=authority or servers.certificates.authority,
    )
    (folder / "musmail.yaml").write_text(words + more, "utf-8")
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    (folder / "password").write_text(f"{password}\n", "utf-8")
    return folder / "musmail.yaml"


@pytest.fixture
def configured(servers: Servers, tmp_path: Path) -> Configured:
    return lambda user, **changes: load(write(servers, tmp_path, user, **changes))


async def findings(settings: Settings, within: float = 10.0) -> list[Finding]:
    return [one async for one in look(settings, SystemClock().now, within=within)]


def wrongs(found: list[Finding]) -> list[str]:
    return [one.sentence for one in found if one.grade is Grade.WRONG]


def notes(found: list[Finding]) -> list[str]:
    return [one.sentence for one in found if one.grade is Grade.NOTE]


def good(found: list[Finding]) -> str:
    return "\n".join(one.sentence for one in found if one.grade is Grade.GOOD)


@pytest.mark.servers
async def test_where_all_is_right_every_step_says_so_and_nothing_is_left_behind(
    servers: Servers, configured: Configured
) -> None:
    servers.deliver_at_once(FOREIGN, to="live@example.dk")
    found = await findings(configured("live"))
    assert wrongs(found) == []
    said = good(found)
    assert f"Mailbox: localhost:{servers.dovecot.imap_port} answers, and its certificate is trusted." in said
    assert "Mailbox: live may log in." in said
    assert "the folders musmail/done and musmail/review are there" in said
    assert "what is sent is looked up in Sent" in said
    assert "Sending: live may log in." in said
    assert "into the inbox" in said
    assert "The plus address live+…@example.dk survives" in said
    assert "Its Message-ID is the one musmail gave it." in said
    # Anna's mail still lies there, and nothing else does.
    [left] = servers.mailbox("live@example.dk").read()
    assert left.endswith(FOREIGN)
    assert servers.mailbox("live@example.dk").read("musmail/done") == []


@pytest.mark.servers
async def test_a_running_daemon_takes_the_trial_mail_for_its_own_and_it_is_found_all_the_same(
    servers: Servers, configured: Configured, stage: Stage
) -> None:
    settings = configured("besat")

    async def daemon() -> None:
        async with Mailbox(settings.accounts.imap) as mailbox:
            await mailbox.ensure_folders(("musmail/done", "musmail/review"))
            while True:
                if not await sweep(stage.desktop, mailbox, 1_000_000):
                    await mailbox.wait(5)

    running = asyncio.create_task(daemon())
    found = await findings(settings)
    running.cancel()
    await asyncio.wait({running})
    assert wrongs(found) == []
    for folder in ("INBOX", "musmail/done", "musmail/review"):
        assert servers.mailbox("besat@example.dk").read(folder) == []


@dataclass
class Quick:
    """A way for letters that ends where the daemon puts them, at once."""

    account: ImapAccount

    async def send(self, letter: Letter) -> Outcome:
        async with Mailbox(self.account) as mailbox:
            await mailbox.append("musmail/done", letter.data)
        return Accepted(250, "filed")


@pytest.mark.servers
async def test_what_the_daemon_has_already_put_away_is_found_there_and_removed(
    servers: Servers, configured: Configured
) -> None:
    settings = configured("hurtig")
    account = settings.accounts.imap
    async with Mailbox(account) as mailbox:
        await mailbox.ensure_folders(("musmail/done",))
    probe = probe_from(settings.policy.mailbox, SystemClock().now(), plus=True)
    came = await Post(Quick(account), account, None, 10.0).round_trip(probe)
    assert isinstance(came, Arrival)
    assert (came.folder, came.removed, came.message_id) == ("musmail/done", True, probe.letter.message_id)
    assert servers.mailbox("hurtig@example.dk").read("musmail/done") == []


def test_the_daemon_answers_nothing_to_a_trial_mail(stage: Stage) -> None:
    mailbox = stage.office.policy.mailbox
    for plus in (True, False):
        probe = probe_from(mailbox, stage.now, plus=plus)
        assert take(stage.desktop, probe.letter.data) is Place.DONE
    assert not stage.desktop.desk.folder.exists()


@pytest.mark.servers
async def test_a_wrong_password_is_said_of_both_servers_and_no_mail_is_sent(configured: Configured) -> None:
    found = await findings(configured("forkert", password="gaet"))
    imap, smtp = wrongs(found)
    assert imap.startswith("Mailbox: The mailbox refuses our login: ")
    assert imap.endswith("Look at `imap.user`, and at the password it goes with.")
    assert smtp.startswith("Sending: The mail server refuses our login: 535 ")
    assert smtp.endswith("Look at `smtp.user`, and at the password it goes with.")
    assert notes(found)[-1] == "No trial mail was sent; mend the above first."


@pytest.mark.servers
@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_an_untrusted_certificate_names_the_key_that_helps(
    servers: Servers, configured: Configured, foreign: Certificates, tls: Tls
) -> None:
    settings = configured("fremmed", authority=foreign.authority)
    smtp = replace(servers.smtp_account("fremmed", tls=tls), ca_file=foreign.authority)
    found = await findings(replace(settings, accounts=replace(settings.accounts, smtp=smtp)))
    assert len(wrongs(found)) == 2
    for sentence in wrongs(found):
        assert "The certificate of localhost is not to be trusted (" in sentence
        assert sentence.endswith("if it is from the workplace's own authority, name that in `ca_file`.")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return issue(tmp_path_factory.mktemp("foreign"))


@pytest.mark.servers
async def test_a_host_that_does_not_exist_a_closed_port_and_a_port_without_tls_are_told_apart(
    servers: Servers, configured: Configured
) -> None:
    settings = configured("ingen")
    (closed,) = free_ports(1)
    imap = settings.accounts.imap
    for account, words in (
        (replace(imap, host="imap.invalid"), "The name imap.invalid is not known"),
        (replace(imap, host="127.0.0.1", port=closed), f"127.0.0.1 takes no connection on port {closed}"),
        (replace(imap, port=servers.postfix.open_port), "localhost does not speak TLS from the first byte"),
    ):
        first, *_ = wrongs(
            await findings(replace(settings, accounts=replace(settings.accounts, imap=account)))
        )
        assert words in first


@pytest.mark.servers
@pytest.mark.parametrize("trusted", [True, False])
async def test_a_server_that_wants_tls_at_once_is_told_from_one_that_is_slow(
    servers: Servers,
    configured: Configured,
    foreign: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,
) -> None:
    monkeypatch.setattr(reach, "GREETS_WITHIN", 0.3)
    settings = configured("venter")
    smtp = replace(
        settings.accounts.smtp,
        port=servers.postfix.tls_port,
        ca_file=servers.certificates.authority if trusted else foreign.authority,
    )
    [wrong] = wrongs(await findings(replace(settings, accounts=replace(settings.accounts, smtp=smtp))))
    assert wrong == (
        f"Sending: localhost expects TLS from the first byte on port {smtp.port}; "
        "write `tls: implicit`, or another port."
    )


@pytest.mark.servers
@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("nejplus", "is refused: 550 5.1.1 "),
        ("tabtplus", "comes back as undeliverable"),
    ],
)
async def test_a_server_without_plus_addressing_is_found_out_and_the_key_is_named(
    servers: Servers, configured: Configured, user: str, words: str
) -> None:
    found = await findings(configured(user))
    [wrong] = wrongs(found)
    assert wrong.startswith(f"Mail to {user}+…@example.dk {words}")
    assert notes(found)[-1].startswith(f"Mail to {user}@example.dk does arrive: set `sub_addressing: false`")
    assert servers.mailbox(f"{user}@example.dk").read() == []


@pytest.mark.servers
async def test_a_server_that_takes_the_plus_off_is_worth_a_note(configured: Configured) -> None:
    found = await findings(configured("glemmerplus"))
    assert wrongs(found) == []
    assert any("arrives without the + part: set `sub_addressing: false`" in one for one in notes(found))


@pytest.mark.servers
async def test_without_sub_addressing_one_plain_mail_is_enough(configured: Configured) -> None:
    found = await findings(configured("nejplus", plus=False))
    assert wrongs(found) == []


@pytest.mark.servers
async def test_mail_that_never_arrives_is_waited_for_no_longer_than_told(configured: Configured) -> None:
    plus, plain = wrongs(await findings(configured("sluger"), within=0.5))
    assert plus.startswith("Mail to sluger+…@example.dk has not arrived within 0.5 seconds")
    assert plain.startswith("Mail to sluger@example.dk has not arrived within 0.5 seconds")


@pytest.mark.servers
async def test_mail_that_the_outgoing_server_refuses_is_said_with_its_words(configured: Configured) -> None:
    plus, plain = wrongs(await findings(configured("afvist")))
    assert plus.startswith("Mail to afvist+…@example.dk is refused: 550 5.1.1 ")
    assert "no such person" in plain


@pytest.mark.servers
@pytest.mark.parametrize(
    ("trust", "grade", "words"),
    [
        (
            "",
            Grade.NOTE,
            "mx.example.dk writes Authentication-Results: `trust: {mode: authserv, authserv_id: mx.ex",
        ),
        (
            "trust: {mode: authserv, authserv_id: mx.example.dk}",
            Grade.GOOD,
            "mx.example.dk writes Authentication-",
        ),
        (
            "trust: {mode: authserv, authserv_id: mx.other}",
            Grade.NOTE,
            "`trust` waits for mx.other: no signature",
        ),
    ],
)
async def test_whose_word_on_senders_there_is_is_said_with_what_to_write(
    configured: Configured, trust: str, grade: Grade, words: str
) -> None:
    found = await findings(configured("dommer", more=trust))
    assert wrongs(found) == []
    assert [one.grade for one in found if words in one.sentence] == [grade]


@pytest.mark.servers
async def test_mail_without_a_verdict_says_what_to_look_at(configured: Configured) -> None:
    found = await findings(configured("udom", more="trust: {mode: authserv, authserv_id: mx.example.dk}"))
    assert "See that mail from others does, by mx.example.dk." in "\n".join(notes(found))
