"""Whether a server can be reached at all: its name, its port, its certificate, each with a sentence of its own."""

import asyncio
import socket
import ssl
from contextlib import suppress

from musmail.errors import ConnectionLost, PermanentFailure
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from musmail.transport.session import hang_up
from musmail.transport.tls import client_context


async def reach(account: ImapAccount | SmtpAccount) -> None:
    """Connect and hang up. Raises PermanentFailure or ConnectionLost with what is missing, in words.

    With STARTTLS only the port is tried: the certificate comes later, when `connect` asks for it.
    """
    host, port = account.host, account.port
    context = client_context(account.ca_file) if account.tls is Tls.IMPLICIT else None
    try:
        async with asyncio.timeout(account.timeout):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except socket.gaierror as error:
        raise PermanentFailure(f"The name {host} is not known ({error.strerror}).") from error
    except ssl.SSLCertVerificationError as error:
        raise PermanentFailure(untrusted(host, error)) from error
    except ssl.SSLError as error:
        words = f"{host} does not speak TLS from the first byte on port {port}; is it another port?"
        raise PermanentFailure(words) from error
    except TimeoutError as error:
        words = f"{host} does not answer on port {port}; is there a firewall between?"
        raise ConnectionLost(words) from error
    except OSError as error:
        raise ConnectionLost(
            f"{host} takes no connection on port {port}: {error.strerror or error}"
        ) from error
    hang_up(writer.transport)
    with suppress(OSError):  # hung up is what we wanted
        await writer.wait_closed()


def untrusted(host: str, error: BaseException | None) -> str:
    """Say why a certificate did not hold, and what helps; empty where the certificate was not the trouble."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            help_ = (
                "write the name that stands in it as `host`"
                if "mismatch" in error.verify_message
                else "if it is from the workplace's own authority, name that in `ca_file`"
            )
            return f"The certificate of {host} is not to be trusted ({error.verify_message}); {help_}."
        error = error.__cause__
    return ""
