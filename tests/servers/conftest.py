"""The real servers as a fixture, started once a session and only when a test asks for them."""

from collections.abc import Iterator

import pytest

from tests.servers import Servers, mail_servers, why_not


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Run Dovecot and Postfix for example.dk; where they cannot run, leave out the test that asks."""
    reason = why_not()
    if reason is not None:
        pytest.skip(f"real mail servers: {reason}")
    with mail_servers() as running:
        yield running
