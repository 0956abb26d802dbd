"""Who we trust and how."""

import ssl
from pathlib import Path

import pytest

from musmail.errors import PermanentFailure
from musmail.transport.tls import client_context
from tests.servers.certificates import Certificates


def test_names_are_checked_and_old_tls_is_not_spoken() -> None:
    context = client_context(None)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_given_authority_is_the_only_one(certificates: Certificates) -> None:
    assert len(client_context(certificates.authority).get_ca_certs()) == 1


def test_a_missing_or_empty_authority_is_said_in_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.crt"
    empty.touch()
    for file in (empty, tmp_path / "missing.crt"):
        with pytest.raises(PermanentFailure, match=file.name):
            client_context(file)
