"""`musmail login`: the code and the link are shown, the token never."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.servers.certificates import Certificates, issue
from tests.servers.identity import CLIENT, REFRESH, Identity, identity_provider
from tests.settings.test_load import SMALLEST


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return issue(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def identity(certificates: Certificates) -> Iterator[Identity]:
    with identity_provider(certificates, "mus@example.org") as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, identity: Identity, certificates: Certificates) -> Path:
    (tmp_path / "people.csv").write_bytes(SMALLEST.with_name("people.csv").read_bytes())
    written = tmp_path / "musmail.yaml"
    written.write_text(
        f"""\
organisation: Værkstedet
mailbox: {{address: mus@example.org}}
imap: {{host: imap.example.org}}
smtp: {{host: smtp.example.org}}
oauth2:
  flow: device_code
  client_id: {CLIENT}
  authority: {identity.authority}
  scopes: [mail]
ca_file: {certificates.authority}
state_folder: state
people: people.csv
retention: {{talks_months: 60, notes_months: 18, mail_months: 6, log_months: forever}}
""",
        "utf-8",
    )
    return written


def test_somebody_logs_in_with_a_code(musmail: Shell, config: Path, identity: Identity) -> None:
    done = musmail("login", config)
    assert (done.code, done.err) == (0, "")
    assert f"Open {identity.authority}/code in a browser, type the code ABCD-1234" in done.out
    assert "musmail may use mus@example.org" in done.out
    kept = config.parent / "state" / "login.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert REFRESH in kept.read_text("utf-8")
    assert [word for word in (REFRESH, *identity.issued) if word in done.out + done.err] == []


def test_a_declined_login_is_one_sentence(musmail: Shell, config: Path, identity: Identity) -> None:
    identity.approved, identity.description = False, ""
    done = musmail("login", config)
    assert done.code == 1
    assert done.err == ("The identity provider gives us no token: the login was declined (access_denied).\n")


def test_where_nobody_needs_to_log_in_it_says_so(musmail: Shell, config: Path) -> None:
    done = musmail("login", "--help")
    assert done.code == 0
    words = config.read_text("utf-8")
    start, end = words.index("oauth2:"), words.index("ca_file:")
    (config.parent / "secret").write_text("sesam\n", "utf-8")
    by_password = words[:start] + words[end:]
    config.write_text(
        by_password.replace("imap.example.org}", "imap.example.org, user: mus, password: {file: secret}}"),
        "utf-8",
    )
    done = musmail("login", config)
    assert done.code == 2
    assert "nobody needs to log in" in done.err
