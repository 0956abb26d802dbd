"""The demo's mail servers as a process of their own, for machines without real ones: `python -m bench.embedded`."""

import asyncio
import json
import sys

from musmail.sandbox.postoffice import PASSWORD, USER, post_office


async def serve() -> None:
    """Say where the servers are, and serve until standard input ends."""
    async with post_office("mus@example.org", lambda address, data: None) as post:
        ports = {"smtp": post.smtp.port, "imap": post.imap.port, "user": USER, "password": PASSWORD}
        print(json.dumps(ports), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
