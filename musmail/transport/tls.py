"""The one way we check who we are talking to."""

import ssl
from pathlib import Path

from musmail.errors import PermanentFailure


def client_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trust only `ca_file`, or the system's authorities when there is none; TLS 1.2 or newer, name checked.

    Raises PermanentFailure when the file is missing or holds no certificate.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise PermanentFailure(f"The certificates in {ca_file} cannot be used: {error}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def distrusted(error: BaseException | None) -> bool:
    """Tell whether a failed connection failed because the certificate did not hold."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__
    return False
