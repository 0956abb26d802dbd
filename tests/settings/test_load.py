"""The configuration as a whole: what loads, what does not, and that everything wrong is said at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from musmail.conversation.people import Party
from musmail.errors import SettingsError
from musmail.scheduling.cadence import Rolling, Round
from musmail.scheduling.monthday import MonthDay
from musmail.settings.accounts import TrustMode
from musmail.settings.load import Settings, load
from musmail.skema.forms import Role
from musmail.transport.accounts import Tls

HERE = Path(__file__).parent
SMALLEST = HERE / "good" / "smallest.yaml"
ENVIRONMENT = {"PASSWORD": "correct horse"}
BAD = sorted((HERE / "bad").glob("*.yaml"))


def complaints(path: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(path, environment=ENVIRONMENT)
    return str(caught.value).splitlines()


def written(folder: Path, more: str = "", *, people: str = "") -> Settings:
    """Load the smallest configuration with more in it."""
    (folder / "musmail.yaml").write_text(SMALLEST.read_text("utf-8") + more, "utf-8")
    roster = people or (HERE / "good" / "people.csv").read_text("utf-8")
    (folder / "people.csv").write_text(roster, "utf-8")
    return load(folder / "musmail.yaml", environment=ENVIRONMENT)


@pytest.mark.parametrize("sample", BAD, ids=lambda sample: sample.stem)
def test_a_broken_configuration_is_answered_with_every_sentence(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent)
    expected = sample.with_suffix(".txt").read_text("utf-8").splitlines()
    assert complaints(Path(sample.name)) == expected


def test_there_are_samples_of_broken_configurations() -> None:
    assert len(BAD) >= 20


def test_no_complaint_shows_a_password() -> None:
    assert "hunter2" in (HERE / "bad" / "literal_password.yaml").read_text("utf-8")
    assert "hunter2" not in "".join(complaints(HERE / "bad" / "literal_password.yaml"))


def test_the_smallest_configuration_takes_every_default(tmp_path: Path) -> None:
    settings = written(tmp_path)
    assert settings.policy.cadence == Rolling()
    assert settings.policy.organisation == "Værkstedet"
    assert settings.state_folder == tmp_path / "state"
    assert settings.roster.party("anna") == Party("anna", "Anna Sørensen", "anna@example.org")
    assert {skema.audience for skema in settings.skemas} == set(Role)
    assert settings.trust.mode is TrustMode.NONE
    assert (settings.retention.talks, settings.retention.log) == (60, None)


def test_passwords_come_from_where_the_configuration_says_and_are_never_printed(tmp_path: Path) -> None:
    settings = written(tmp_path)
    assert settings.accounts.imap.password == "correct horse"
    assert "correct horse" not in repr(settings)


def test_without_secrets_nothing_is_looked_up() -> None:
    settings = load(SMALLEST, environment={}, secrets=False)
    assert settings.accounts.imap.password == ""


def test_a_credential_comes_from_the_folder_systemd_names(tmp_path: Path) -> None:
    (tmp_path / "imap").write_text("from systemd\n", "utf-8")
    config = SMALLEST.read_text("utf-8").replace("env: PASSWORD", "credential: imap")
    (tmp_path / "musmail.yaml").write_text(config, "utf-8")
    (tmp_path / "people.csv").write_bytes((HERE / "good" / "people.csv").read_bytes())
    loaded = load(tmp_path / "musmail.yaml", environment={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert loaded.accounts.imap.password == "from systemd"
    with pytest.raises(SettingsError, match="only there inside the systemd unit"):
        load(tmp_path / "musmail.yaml", environment={})


def test_no_configuration_can_switch_encryption_off(tmp_path: Path) -> None:
    accounts = written(tmp_path).accounts
    assert (accounts.imap.tls, accounts.smtp.tls) == (Tls.IMPLICIT, Tls.IMPLICIT)
    (tmp_path / "other").mkdir()
    text = SMALLEST.read_text("utf-8").replace("smtp.example.org", "smtp.example.org, tls: starttls")
    (tmp_path / "other" / "musmail.yaml").write_text(text, "utf-8")
    (tmp_path / "other" / "people.csv").write_bytes((HERE / "good" / "people.csv").read_bytes())
    smtp = load(tmp_path / "other" / "musmail.yaml", environment=ENVIRONMENT).accounts.smtp
    assert (smtp.tls, smtp.port) == (Tls.STARTTLS, 587)


def test_a_round_takes_its_lead_from_the_convening(tmp_path: Path) -> None:
    settings = written(
        tmp_path, "cadence: {kind: round, from: 15/9, to: 1/12}\nleads: {convene_leader: -42}\n"
    )
    assert settings.policy.cadence == Round(MonthDay(9, 15), MonthDay(12, 1), lead_days=42)


def test_a_time_of_day_needs_no_quotes_and_no_is_an_answer(tmp_path: Path) -> None:
    policy = written(tmp_path, "window: {opens: 07:30, closes: 15:00}\npay: no\n").policy
    assert f"{policy.window.opens:%H:%M}" == "07:30"
    assert policy.pay.value == "no"


def test_a_key_with_nothing_after_it_counts_as_not_written(tmp_path: Path) -> None:
    assert written(tmp_path, "locale:\nhr:\npay_text:\n").policy.hr is None


def test_own_templates_and_skemaer_replace_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "own" / "da"
    own.mkdir(parents=True)
    (own / "preparation.xml").write_text("<letter/>", "utf-8")
    form = (HERE / "bad" / "leader.skema").read_text("utf-8")
    (tmp_path / "leader.yaml").write_text(form, "utf-8")
    settings = written(tmp_path, "templates: own\nskema: {leader: leader.yaml}\n")
    assert settings.texts["da/preparation.xml"] == "<letter/>"
    assert settings.policy.skema(Role.LEADER, "da").title == "Eget skema"


def test_a_template_no_letter_uses_is_said(tmp_path: Path) -> None:
    (tmp_path / "own" / "da").mkdir(parents=True)
    (tmp_path / "own" / "da" / "preparatoin.xml").write_text("<letter/>", "utf-8")
    with pytest.raises(SettingsError, match=r"did you mean `da/preparation\.xml`"):
        written(tmp_path, "templates: own\n")


def digest_in_a_new_process(hash_seed: str) -> str:
    words = "import sys, pathlib; from musmail.settings.load import load; "
    words += "print(load(pathlib.Path(sys.argv[1]), secrets=False).policy.digest)"
    command = [sys.executable, "-c", words, str(SMALLEST)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_the_policy_fingerprint_is_the_same_in_every_process() -> None:
    assert digest_in_a_new_process("1") == digest_in_a_new_process("2")


def test_the_policy_fingerprint_changes_with_what_was_promised(tmp_path: Path) -> None:
    assert written(tmp_path).policy.digest != written(tmp_path, "pay: no\n").policy.digest


@pytest.mark.parametrize(("smtp", "password"), [("user: mus", "correct horse"), ("", "")])
def test_one_login_has_its_password_named_once(tmp_path: Path, smtp: str, password: str) -> None:
    words = SMALLEST.read_text("utf-8").splitlines()
    lines = [
        f"smtp: {{host: smtp.example.org, {smtp}}}" if line.startswith("smtp:") else line for line in words
    ]
    (tmp_path / "musmail.yaml").write_text("\n".join(lines), "utf-8")
    (tmp_path / "people.csv").write_text((HERE / "good" / "people.csv").read_text("utf-8"), "utf-8")
    accounts = load(tmp_path / "musmail.yaml", environment=ENVIRONMENT).accounts
    assert (accounts.imap.password, accounts.smtp.password) == ("correct horse", password)
