"""What we take for a mail address, with our own samples."""

import pytest

from musmail.settings.addresses import address_fault, host_fault, without_tag


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.org",
        "anna.s@mail.example.org",
        "a+b@example.org",
        "o'brien@example.org",
        "mus@localhost",
        "anna@xn--vrksted-p0a.example",
        "x" * 64 + "@example.org",
    ],
)
def test_an_address_in_use_is_taken(address: str) -> None:
    assert address_fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@example",
        "anna@@example.org",
        "anna@example..org",
        "anna@-example.org",
        ".anna@example.org",
        "anna.@example.org",
        "an na@example.org",
        "anna@example.org\r\nBcc: eve@example.net",
        "Anna <anna@example.org>",
        '"anna"@example.org',
        "søren@example.org",
        "anna@værksted.example",
        "anna@example.org\x00",
        "anna@example.org,bo@example.org",
        "x" * 65 + "@example.org",
        "anna@" + "a" * 64 + ".org",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    assert address_fault(address)


@pytest.mark.parametrize("host", ["imap.example.org", "mail", "127.0.0.1", "::1", "localhost"])
def test_a_host_may_be_short_or_a_number(host: str) -> None:
    assert host_fault(host) is None


@pytest.mark.parametrize("host", ["https://mail", "mail:993", "mail/", "", "ma il", "mail..example.org"])
def test_a_host_is_no_link_and_has_no_port(host: str) -> None:
    assert host_fault(host)


def test_an_address_with_a_tag_is_the_same_mailbox() -> None:
    assert without_tag("MUS+c7@Example.org") == "mus@example.org"
