"""When a token is asked for, by a monotonic clock that a test moves."""

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from musmail.errors import LoginRefused, TemporaryFailure, TransportError
from musmail.transport.tokens import Grant, Tokens, with_token


@dataclass
class Provider:
    """Gives token after token, or fails as told."""

    now: float = 1000.0
    lasts: float = 3600.0
    asked: int = 0
    failures: list[TransportError] = field(default_factory=list)

    def ask(self) -> Grant:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return Grant(f"token {self.asked}", self.lasts)

    def tokens(self) -> Tokens:
        return Tokens(self.ask, clock=lambda: self.now)


async def test_a_token_is_used_until_shortly_before_it_expires() -> None:
    provider = Provider()
    tokens = provider.tokens()
    assert await tokens.token() == "token 1"
    provider.now += 3299
    assert await tokens.token() == "token 1"
    provider.now += 1
    assert await tokens.token() == "token 2"


async def test_a_short_lived_token_is_used_for_half_its_life() -> None:
    provider = Provider(lasts=100.0)
    tokens = provider.tokens()
    await tokens.token()
    provider.now += 49
    assert await tokens.token() == "token 1"
    provider.now += 1
    assert await tokens.token() == "token 2"


async def test_a_refused_token_is_replaced_once_and_another_connections_refusal_finds_it_replaced() -> None:
    provider = Provider()
    tokens = provider.tokens()
    old = await tokens.token()
    assert await tokens.token(refused=old) == "token 2"
    assert await tokens.token(refused=old) == "token 2"
    with pytest.raises(LoginRefused, match="though it is new"):
        await tokens.token(refused="token 2")
    assert provider.asked == 2
    provider.now += 300
    assert await tokens.token(refused="token 2") == "token 3"


async def test_a_refusal_by_the_provider_stands_for_five_minutes() -> None:
    provider = Provider(failures=[LoginRefused("No.")])
    tokens = provider.tokens()
    for _ in range(3):
        with pytest.raises(LoginRefused, match="No"):
            await tokens.token()
    assert provider.asked == 1
    provider.now += 300
    assert await tokens.token() == "token 2"


async def test_a_passing_failure_does_not_stand() -> None:
    provider = Provider(failures=[TemporaryFailure("Later.")])
    tokens = provider.tokens()
    with pytest.raises(TemporaryFailure):
        await tokens.token()
    assert await tokens.token() == "token 2"


async def test_a_login_is_tried_with_two_tokens_and_no_third() -> None:
    tokens, shown = Provider().tokens(), []

    async def log_in(token: str | None) -> None:
        shown.append(token)
        raise LoginRefused("No.")

    with pytest.raises(LoginRefused, match="the right to use this mailbox is missing"):
        await with_token(tokens, log_in)
    assert shown == ["token 1", "token 2"]


async def test_without_tokens_the_login_is_by_password() -> None:
    async def log_in(token: str | None) -> str | None:
        return token

    assert await with_token(None, log_in) is None


def test_a_token_does_not_show_in_a_grant() -> None:
    assert "sesam" not in repr(Grant("sesam", 1.0))


def test_who_has_servers_of_their_own_does_not_wait_for_the_providers_libraries() -> None:
    words = "import sys, musmail.cli; print({'msal', 'google.auth', 'requests'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
