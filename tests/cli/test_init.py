"""`musmail init`: a configuration that passes the check, asked for or given by flags, and nothing overwritten."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from musmail.cli.commands import app
from musmail.settings.load import load
from tests.cli.conftest import Shell

KEEP = ("--keep-talks", "60", "--keep-notes", "18", "--keep-mail", "6", "--keep-log", "forever")
NEEDED = ("--organisation", "Nordby Kommune", "--address", "mus@nordby.example", *KEEP)
OWN = (*NEEDED, "--imap", "imap.nordby.example", "--smtp", "smtp.nordby.example:587")
PEOPLE = """id,name,address,leader,exempt
anna,Anna Sørensen,anna@nordby.example,lars,
lars,Lars Højgaard,lars@nordby.example,,leads
"""
MICROSOFT = ("--provider", "microsoft365", "--tenant", "nordby.example", "--client-id", "c0ffee")


def with_people(folder: Path) -> Path:
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    return folder / "musmail.yaml"


@pytest.mark.parametrize(
    "flags",
    [
        OWN,
        (
            *OWN,
            "--secrets",
            "env",
            "--sector",
            "public",
            "--hr",
            "Helle Rask <hr@nordby.example>",
            "--locale",
            "en",
        ),
        (
            *OWN,
            "--smtp-tls",
            "implicit",
            "--user",
            "mus",
            "--announced-by",
            "Mona Friis",
            "--state-folder",
            "kept",
        ),
        (*NEEDED, *MICROSOFT, "--login", "client_credentials", "--secrets", "credential"),
        (*NEEDED, *MICROSOFT, "--login", "device_code"),
        (*NEEDED, "--provider", "google", "--login", "service_account", "--key-file", "credentials/key.json"),
        (*NEEDED, "--provider", "google", "--login", "password"),
    ],
)
def test_what_it_writes_passes_the_check(musmail: Shell, tmp_path: Path, flags: tuple[str, ...]) -> None:
    done = musmail("init", tmp_path / "mus", "--yes", *flags)
    assert (done.code, done.err) == (0, "")
    assert "musmail check --live" in done.out
    config = with_people(tmp_path / "mus")
    checked = musmail("check", "--no-secrets", config)
    assert checked.code == 0, checked.err
    assert load(config, secrets=False).policy.organisation == "Nordby Kommune"


def test_nothing_is_overwritten(musmail: Shell, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mine", "utf-8")
    done = musmail("init", tmp_path, "--yes", *OWN)
    assert done.code == 2
    assert "is there already; nothing was written" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_all_that_is_missing_is_said_at_once(musmail: Shell, tmp_path: Path) -> None:
    done = musmail("init", tmp_path / "mus", "--yes", "--address", "mus@nordby.example")
    assert done.code == 2
    assert all(flag in done.err for flag in ("--organisation", "--keep-talks", "--keep-log"))
    assert not (tmp_path / "mus").exists()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--address", "no address"), "--address"),
        (("--provider", "yahoo"), "`yahoo` is none of own, microsoft365, google"),
        (("--hr", "Helle"), "should look like Helle Rask <hr@nordby.dk>"),
        (("--keep-talks", "many"), "is not a number of months"),
        (("--imap", "imap.nordby.example:imap"), "`imap` is no port; write it as a number"),
        (("--ca-file", "nosuch.pem"), "mus/nosuch.pem cannot be read, or holds no certificate in PEM form"),
        (
            ("--provider", "microsoft365", "--login", "password"),
            "the way into microsoft365 is client_credentials",
        ),
    ],
)
def test_a_wrong_flag_is_a_sentence(
    musmail: Shell, tmp_path: Path, flags: tuple[str, ...], sentence: str
) -> None:
    done = musmail("init", tmp_path / "mus", "--yes", *OWN, *flags)
    assert done.code == 2
    assert sentence in done.err
    assert "Traceback" not in done.err


def test_who_has_no_flags_is_asked_and_asked_again(tmp_path: Path) -> None:
    typed = "Nordby Kommune\nnot an address\nmus@nordby.example\n\n\n\n\n\n\n\n\n\n\n\n\n60\n18\nlots\n6\nforever\n"
    done = CliRunner().invoke(app, ["init", str(tmp_path / "mus")], input=typed)
    assert done.exit_code == 0, done.output
    assert "GDPR art. 5 and 17" in done.output
    assert "is not a number of months" in done.output
    settings = load(with_people(tmp_path / "mus"), secrets=False)
    assert settings.policy.mailbox.address == "mus@nordby.example"
    assert settings.retention.mail == 6


def test_who_breaks_off_need_not_type_the_answers_again(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["init", str(tmp_path / "mus")], input="Nordby Kommune\nmus@nordby.example\n"
    )
    assert done.exit_code == 1
    assert "Nothing was written." in done.stderr
    assert "--organisation 'Nordby Kommune' --address mus@nordby.example\n" in done.stderr
    assert not (tmp_path / "mus").exists()


def test_who_announces_the_mails_stands_in_the_letters_by_name_alone(musmail: Shell, tmp_path: Path) -> None:
    musmail("init", tmp_path, "--yes", *OWN, "--announced-by", "Mona Friis <mona@nordby.example>")
    assert load(with_people(tmp_path), secrets=False).policy.announced_by == "Mona Friis"


def test_the_roster_it_begins_can_be_filled_in_without_counting_commas(
    musmail: Shell, tmp_path: Path
) -> None:
    musmail("init", tmp_path, "--yes", *OWN)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as roster:
        roster.write("mona,Mona Friis,mona@nordby.example,,,leads all\nbo,Bo Krogh,bo@nordby.example,mona\n")
    done = musmail("check", "--no-secrets", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "2 people, 1 of them with talks" in done.out


def test_a_folder_for_secrets_is_its_owners_alone(musmail: Shell, tmp_path: Path) -> None:
    musmail("init", tmp_path / "mus", "--yes", *OWN, "--secrets", "file")
    assert (tmp_path / "mus" / "credentials").stat().st_mode & 0o777 == 0o700


def test_an_address_without_room_for_a_token_is_said(musmail: Shell, tmp_path: Path) -> None:
    flags = ("--organisation", "Nordby", "--provider", "own", "--imap", "i.example", "--smtp", "s.example")
    kept = (
        "--sector",
        "private",
        *(word for name in ("talks", "notes", "mail", "log") for word in (f"--keep-{name}", "24")),
    )
    long, short = "udviklingssamtaler@nordby.example", "mus@nordby.example"
    told = [
        musmail("init", tmp_path / address, "--yes", "--address", address, *flags, *kept).out
        for address in (long, short)
    ]
    assert f"consider a shorter address than {long}" in told[0]
    assert "consider" not in told[1]
