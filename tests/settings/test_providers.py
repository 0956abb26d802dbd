"""Presets of the big providers, and logging in with tokens in place of passwords."""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from musmail.errors import SettingsError
from musmail.settings.load import Settings, load
from musmail.transport.accounts import Flow, Limits, Tls

ENVIRONMENT = {"SECRET": "correct horse", "REFRESH": "battery staple"}
HEAD = """\
organisation: Værkstedet
mailbox: {address: mus@example.org}
state_folder: state
people: people.csv
retention: {talks_months: 60, notes_months: 18, mail_months: 6, log_months: forever}
"""
CLIENT = "{flow: client_credentials, tenant: example.org, client_id: me, client_secret: {env: SECRET}}"


def loaded(folder: Path, more: str) -> Settings:
    (folder / "musmail.yaml").write_text(HEAD + more, "utf-8")
    (folder / "people.csv").write_bytes((Path(__file__).parent / "good" / "people.csv").read_bytes())
    return load(folder / "musmail.yaml", environment=ENVIRONMENT)


def test_microsoft_365_needs_no_more_than_its_name_and_an_application(tmp_path: Path) -> None:
    accounts = loaded(tmp_path, f"provider: microsoft365\noauth2: {CLIENT}\n").accounts
    imap, smtp, oauth2 = accounts.imap, accounts.smtp, accounts.oauth2
    assert (imap.host, imap.port, imap.user) == ("outlook.office365.com", 993, "mus@example.org")
    assert (smtp.host, smtp.port, smtp.tls) == ("smtp.office365.com", 587, Tls.STARTTLS)
    assert smtp.user == "mus@example.org"
    assert accounts.limits == Limits(messages_per_minute=30, messages_per_day=10_000, connections=3)
    assert oauth2 is not None
    assert oauth2.scopes == ("https://outlook.office365.com/.default",)
    assert oauth2.client_secret == "correct horse"


def test_what_is_written_goes_before_the_preset(tmp_path: Path) -> None:
    more = "imap: {user: shared@example.org}\nsmtp: {port: 2525}\nlimits: {messages_per_minute: 10}\n"
    accounts = loaded(tmp_path, f"provider: microsoft365\noauth2: {CLIENT}\n{more}").accounts
    assert (accounts.imap.host, accounts.imap.user) == ("outlook.office365.com", "shared@example.org")
    assert (accounts.smtp.host, accounts.smtp.port) == ("smtp.office365.com", 2525)
    assert accounts.limits == Limits(messages_per_minute=10, messages_per_day=10_000, connections=3)


def test_google_takes_an_app_password_too(tmp_path: Path) -> None:
    accounts = loaded(tmp_path, "provider: google\nimap: {password: {env: SECRET}}\n").accounts
    assert (accounts.imap.host, accounts.smtp.host, accounts.oauth2) == (
        "imap.gmail.com",
        "smtp.gmail.com",
        None,
    )
    assert (accounts.smtp.user, accounts.smtp.password) == ("mus@example.org", "correct horse")


def test_a_service_account_is_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(json.dumps({"client_email": "a@b", "private_key": "x"}), "utf-8")
    oauth2 = loaded(
        tmp_path, "provider: google\noauth2: {flow: service_account, key_file: key.json}\n"
    ).accounts.oauth2
    assert oauth2 is not None
    assert (oauth2.flow, oauth2.key_file, oauth2.user) == (
        Flow.SERVICE_ACCOUNT,
        tmp_path / "key.json",
        "mus@example.org",
    )
    assert oauth2.scopes == ("https://mail.google.com/",)


def test_the_token_of_a_device_login_is_kept_in_the_state_folder(tmp_path: Path) -> None:
    words = "{flow: device_code, tenant: example.org, client_id: me}"
    oauth2 = loaded(tmp_path, f"provider: microsoft365\noauth2: {words}\n").accounts.oauth2
    assert oauth2 is not None
    assert oauth2.cache == tmp_path / "state" / "login.json"


def test_no_secret_shows_in_the_settings(tmp_path: Path) -> None:
    words = (
        "{flow: authorized_user, client_id: me, client_secret: {env: SECRET}, refresh_token: {env: REFRESH}}"
    )
    settings = loaded(tmp_path, f"provider: google\noauth2: {words}\n")
    assert settings.accounts.oauth2 is not None
    assert settings.accounts.oauth2.refresh_token == "battery staple"
    assert "correct horse" not in repr(settings)
    assert "battery staple" not in repr(settings)


@pytest.mark.parametrize("flow", Flow)
def test_every_flow_says_what_it_lacks(tmp_path: Path, flow: Flow) -> None:
    with pytest.raises(SettingsError, match=f"is needed with `flow: {flow.value}`"):
        loaded(
            tmp_path,
            f"imap: {{host: h.example}}\nsmtp: {{host: h.example}}\noauth2: {{flow: {flow.value}}}\n",
        )


def told(page: str) -> list[str]:
    """Cut the pieces of musmail.yaml out of a page of the documentation."""
    text = (Path(__file__).parents[2] / "docs" / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE)
    return [dedent(block) for block in blocks if "provider:" in block]


@pytest.mark.parametrize(("page", "pieces"), [("microsoft365", 2), ("google", 2)])
def test_what_the_documentation_says_to_write_can_be_written(tmp_path: Path, page: str, pieces: int) -> None:
    (tmp_path / "people.csv").write_bytes((Path(__file__).parent / "good" / "people.csv").read_bytes())
    assert len(told(page)) == pieces
    for piece in told(page):
        (tmp_path / "musmail.yaml").write_text(HEAD + piece, "utf-8")
        assert load(tmp_path / "musmail.yaml", secrets=False).accounts.oauth2 is not None
