"""Logging in to IMAP with an access token (XOAUTH2)."""

from base64 import b64encode
from typing import Any

import aioimaplib


class _Bearing(aioimaplib.Command):  # type: ignore[misc]
    """AUTHENTICATE that answers the challenge of a refusal.

    A server that refuses a token says `+` and why, and says NO only after an empty answer (RFC 7628 §3.2.3, which
    Google's and Microsoft's XOAUTH2 share). aioimaplib 2.0.3 gives none, and both would wait until the time is up.
    """

    transport: Any = None

    def append_to_resp(self, line: bytes, result: str = "Pending") -> None:
        """Take what the server says; while it is not the last word, it waits for ours."""
        super().append_to_resp(line, result)
        if result == "Pending" and not line.startswith(b"CAPABILITY"):
            self.transport.write(b"\r\n")


async def bear(client: Any, user: str, token: str) -> Any:
    """Show the token; gives the server's answer as every command does."""
    protocol = client.protocol
    proof = b64encode(f"user={user}\1auth=Bearer {token}\1\1".encode()).decode("ascii")
    command = _Bearing("AUTHENTICATE", protocol.new_tag(), "XOAUTH2", proof, loop=protocol.loop)
    command.transport = protocol.transport
    answer = await protocol.execute(command, scrub=proof)
    if answer.result == "OK":
        protocol.state = aioimaplib.AUTH
    return answer
