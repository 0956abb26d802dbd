"""Whether a server can be reached at all: its name, its port, its certificate, each with a sentence of its own."""

import asyncio
import socket
import ssl
from contextlib import suppress
from pathlib import Path

from musmail.errors import ConnectionLost, PermanentFailure
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from musmail.transport.session import hang_up
from musmail.transport.tls import client_context

# So long a server may take over its greeting before we ask whether it waits for TLS (seconds).
GREETS_WITHIN = 5.0


async def reach(account: ImapAccount | SmtpAccount) -> None:
    """Connect and hang up. Raises PermanentFailure or ConnectionLost with what is missing, in words.

    With STARTTLS the port is tried, and whether it wants TLS at once: the certificate comes later, when `connect`
    asks for it.
    """
    host, port = account.host, account.port
    context = client_context(account.ca_file) if account.tls is Tls.IMPLICIT else None
    try:
        async with asyncio.timeout(account.timeout):
            reader, writer = await asyncio.open_connection(host, port, ssl=context)
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
    greeted = account.tls is Tls.IMPLICIT or await _greets(reader)
    await _closed(writer)
    if not greeted and await _expects_tls(host, port, account.ca_file):
        words = (
            f"{host} expects TLS from the first byte on port {port}; write `tls: implicit`, or another port."
        )
        raise PermanentFailure(words)


async def _closed(writer: asyncio.StreamWriter) -> None:
    hang_up(writer.transport)
    with suppress(OSError):  # hung up is what we wanted
        await writer.wait_closed()


async def _greets(reader: asyncio.StreamReader) -> bool:
    """Tell whether a server speaks first, as they do where TLS is asked for later; one that hangs up does not wait."""
    with suppress(OSError):
        try:
            async with asyncio.timeout(GREETS_WITHIN):
                await reader.read(1)
        except TimeoutError:
            return False
    return True


async def _expects_tls(host: str, port: int, ca_file: Path | None) -> bool:
    """Tell whether a silent server answers to TLS, whoever vouches for it."""
    try:
        async with asyncio.timeout(GREETS_WITHIN):
            _, writer = await asyncio.open_connection(host, port, ssl=client_context(ca_file))
    except ssl.SSLCertVerificationError:
        return True
    except OSError:  # TimeoutError is one, and so is every other refusal of TLS
        return False
    await _closed(writer)
    return True


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
