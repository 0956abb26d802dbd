"""Access tokens against Dovecot and Postfix that take nothing else, and an identity provider of our own."""

import dataclasses
import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from musmail.errors import LoginRefused, PermanentFailure, TemporaryFailure
from musmail.transport.accounts import Flow, OAuth2Account
from musmail.transport.grants import log_in, tokens_of
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.transport.tokens import Tokens
from musmail.wire import Accepted, Letter
from tests.servers import Servers, mail_servers, why_not
from tests.servers.certificates import Certificates
from tests.servers.identity import CLIENT, REFRESH, SECRET, Identity, identity_provider

pytestmark = pytest.mark.servers

SCOPES = ("mail",)
BODY = b"From: musmail@example.dk\r\nTo: musmail@example.dk\r\nMessage-ID: <1@example.dk>\r\n\r\nHej\r\n"
LETTER = Letter("<1@example.dk>", "musmail@example.dk", "musmail@example.dk", BODY)


@dataclass(frozen=True)
class Place:
    """Mail servers that take tokens only, and who gives them."""

    servers: Servers
    identity: Identity
    key_file: Path
    authority: Path

    def account(self, flow: Flow, folder: Path) -> OAuth2Account:
        microsoft = flow in (Flow.CLIENT_CREDENTIALS, Flow.DEVICE_CODE)
        return OAuth2Account(
            flow=flow,
            user="musmail",
            scopes=SCOPES,
            client_id=CLIENT,
            client_secret=SECRET,
            refresh_token=REFRESH,
            key_file=self.key_file,
            authority=self.identity.authority if microsoft else "",
            token_url="" if microsoft else self.identity.token_url,
            ca_file=self.authority,
            cache=folder / "login.json",
        )

    def tokens(self, flow: Flow, folder: Path) -> Tokens:
        made = tokens_of(self.account(flow, folder))
        assert made is not None
        return made

    def mailbox(self, tokens: Tokens) -> Mailbox:
        return Mailbox(self.servers.imap_account("musmail"), tokens)

    def courier(self, tokens: Tokens) -> SmtpCourier:
        return SmtpCourier(self.servers.smtp_account("musmail"), tokens=tokens)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[Place]:
    if reason := why_not():
        pytest.skip(f"real mail servers: {reason}")
    key_file = tmp_path_factory.mktemp("google") / "key.json"
    key_file.write_text(json.dumps(service_account_key()), "utf-8")
    with identity_provider(certificates, "musmail") as identity:
        asking = f"http://127.0.0.1:{identity.introspection_port}/introspect"
        with mail_servers(introspection=asking) as servers:
            yield Place(servers, identity, key_file, certificates.authority)


@pytest.fixture
def place(running: Place) -> Place:
    """Give the running servers, with a provider that has forgotten what the last test did."""
    fresh = Identity("musmail", running.identity.port, running.identity.introspection_port)
    vars(running.identity).update(vars(fresh))
    return running


def service_account_key() -> dict[str, str]:
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "client_email": "musmail@project.iam.example",
        "token_uri": "https://oauth2.invalid/token",
        "private_key_id": "1",
        "private_key": key.decode(),
    }


def logged_in(place: Place, folder: Path) -> list[tuple[str, str]]:
    shown: list[tuple[str, str]] = []
    log_in(place.account(Flow.DEVICE_CODE, folder), lambda link, code: shown.append((link, code)))
    return shown


@pytest.mark.parametrize("flow", Flow)
async def test_every_flow_opens_both_servers_with_one_token(place: Place, tmp_path: Path, flow: Flow) -> None:
    if flow is Flow.DEVICE_CODE:
        logged_in(place, tmp_path)
    before = len(place.identity.issued)
    tokens = place.tokens(flow, tmp_path)
    async with place.courier(tokens) as courier:
        assert isinstance(await courier.send(LETTER), Accepted)
    async with place.mailbox(tokens) as mailbox:
        while not await mailbox.uids():
            await mailbox.wait(10)
    assert len(place.identity.issued) == before + 1


async def test_a_token_that_expires_in_mid_session_is_replaced_at_the_next_connection(
    place: Place, tmp_path: Path
) -> None:
    tokens = place.tokens(Flow.CLIENT_CREDENTIALS, tmp_path)
    async with place.courier(tokens) as courier:
        assert isinstance(await courier.send(LETTER), Accepted)
        place.identity.revoke()  # earlier than it was promised to expire
        assert isinstance(await courier.send(LETTER), Accepted)  # the session goes on
        await courier.close()
        assert isinstance(await courier.send(LETTER), Accepted)
    assert len(place.identity.issued) == 2
    async with place.mailbox(tokens) as mailbox:
        assert await mailbox.uids()
    assert len(place.identity.issued) == 2


async def test_the_challenge_of_a_refused_token_is_answered_and_not_waited_for(
    place: Place, tmp_path: Path
) -> None:
    tokens = place.tokens(Flow.CLIENT_CREDENTIALS, tmp_path)
    await tokens.token()
    place.identity.revoke()
    account = dataclasses.replace(place.servers.imap_account("musmail"), timeout=60.0)
    async with Mailbox(account, tokens) as mailbox:  # pytest's own time would be up
        await mailbox.uids()
    assert place.identity.asked == ["client_credentials"] * 2


async def test_servers_that_refuse_a_new_token_are_told_in_words_and_left_alone(
    place: Place, tmp_path: Path
) -> None:
    tokens = place.tokens(Flow.CLIENT_CREDENTIALS, tmp_path)
    place.identity.mailbox = "somebody-else"
    for _ in range(5):
        with pytest.raises(LoginRefused, match=r"refuses our"):
            await place.mailbox(tokens).open()
    with pytest.raises(LoginRefused, match=r"refuses our"):
        async with place.courier(tokens) as courier:
            await courier.send(LETTER)
    assert len(place.identity.asked) == 2


async def test_a_refused_secret_is_one_plain_sentence_and_no_storm(place: Place, tmp_path: Path) -> None:
    place.identity.secret = "another"
    tokens = place.tokens(Flow.CLIENT_CREDENTIALS, tmp_path)
    for _ in range(5):
        with pytest.raises(LoginRefused) as caught:
            await place.mailbox(tokens).open()
        assert str(caught.value) == (
            "The identity provider gives us no token: the client secret has expired; make a new one in the app "
            "registration (AADSTS7000222)."
        )
    assert place.identity.asked == ["client_credentials"]


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        (Flow.SERVICE_ACCOUNT, "domain-wide delegation"),
        (Flow.AUTHORIZED_USER, "the refresh token has expired or was revoked"),
        (Flow.DEVICE_CODE, "run `musmail login` again"),
    ],
)
async def test_what_was_taken_back_is_told_in_words(
    place: Place, tmp_path: Path, flow: Flow, words: str
) -> None:
    logged_in(place, tmp_path)
    place.identity.delegated = False
    place.identity.refresh_tokens.clear()
    place.identity.description = "AADSTS700082: The refresh token has expired due to inactivity."
    with pytest.raises(LoginRefused, match=words):
        await place.tokens(flow, tmp_path).token()


async def test_a_device_login_shows_link_and_code_and_leaves_a_file_for_our_eyes_only(
    place: Place, tmp_path: Path
) -> None:
    with pytest.raises(LoginRefused, match="Nobody has logged in"):
        await place.tokens(Flow.DEVICE_CODE, tmp_path).token()
    assert logged_in(place, tmp_path) == [(f"{place.identity.authority}/code", "ABCD-1234")]
    assert (tmp_path / "login.json").stat().st_mode & 0o777 == 0o600
    assert await place.tokens(Flow.DEVICE_CODE, tmp_path).token() in place.identity.good


def test_a_declined_device_login_leaves_nothing(place: Place, tmp_path: Path) -> None:
    place.identity.approved = False
    place.identity.description = ""
    with pytest.raises(LoginRefused, match="declined"):
        logged_in(place, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flow", [Flow.CLIENT_CREDENTIALS, Flow.AUTHORIZED_USER])
async def test_an_ailing_provider_is_asked_again_later(place: Place, tmp_path: Path, flow: Flow) -> None:
    place.identity.ailing = True
    tokens = place.tokens(flow, tmp_path)
    with pytest.raises(TemporaryFailure):
        await tokens.token()
    place.identity.ailing = False
    assert await tokens.token()


@pytest.mark.parametrize("flow", [Flow.CLIENT_CREDENTIALS, Flow.SERVICE_ACCOUNT])
async def test_a_provider_under_a_foreign_authority_gets_no_secret(
    place: Place, tmp_path: Path, flow: Flow
) -> None:
    tokens = tokens_of(dataclasses.replace(place.account(flow, tmp_path), ca_file=None))
    assert tokens is not None
    with pytest.raises(PermanentFailure, match="trusted"):
        await tokens.token()
    assert place.identity.asked == []


@pytest.mark.parametrize("flow", [Flow.CLIENT_CREDENTIALS, Flow.SERVICE_ACCOUNT])
async def test_nobody_listening_is_temporary(place: Place, tmp_path: Path, flow: Flow) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        nowhere = f"https://localhost:{nobody.getsockname()[1]}/tenant"
    account = place.account(flow, tmp_path)
    lost = {"authority": nowhere} if account.authority else {"token_url": nowhere}
    tokens = tokens_of(dataclasses.replace(account, **lost))  # type: ignore[arg-type]  # both are texts
    assert tokens is not None
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        await tokens.token()


@pytest.mark.parametrize("flow", Flow)
async def test_no_token_and_no_secret_is_ever_logged_or_told(
    place: Place, tmp_path: Path, flow: Flow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if flow is Flow.DEVICE_CODE:
        logged_in(place, tmp_path)
    tokens = place.tokens(flow, tmp_path)
    async with place.courier(tokens) as courier:
        await courier.send(LETTER)
    place.identity.revoke()
    async with place.mailbox(tokens):
        pass
    place.identity.mailbox = "somebody-else"
    with pytest.raises(LoginRefused) as caught:
        await place.mailbox(tokens).open()
    told = caplog.text + str(caught.value) + repr(place.account(flow, tmp_path)) + repr(tokens)
    secrets = [SECRET, REFRESH, "device-code-words", "PRIVATE KEY", *place.identity.issued]
    assert len(place.identity.issued) >= 2
    assert [secret for secret in secrets if secret in told] == []
