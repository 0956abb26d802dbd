"""A mail to ourselves: sent as a letter is, looked for where a reply would lie, and removed again."""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime

from musmail.conversation import policy
from musmail.daemon.inbox import DONE
from musmail.daemon.outbox import Courier
from musmail.errors import TemporaryFailure, Unreadable
from musmail.reading.head import head_of
from musmail.reading.headers import Headers, split
from musmail.reading.returned import is_report
from musmail.settings.accounts import LONGEST_TOKEN
from musmail.transport.accounts import ImapAccount
from musmail.transport.imap import Mailbox
from musmail.transport.tokens import TokenSource
from musmail.wire import Letter, Refused

# How long we sit by the inbox before we look into the other folders again (seconds).
ROUND = 3.0
WORDS = """\
This is musmail's own trial mail (musmail check --live). It is removed as soon as it is found.
If you see it, it came later than that; nothing needs to be done with it.
"""


@dataclass(frozen=True)
class Probe:
    """The mail on its way: its words to know it by, and the letter."""

    token: str
    letter: Letter


@dataclass(frozen=True)
class Arrival:
    """Where the mail was found, with its header block as it came."""

    folder: str
    headers: Headers
    addresses: tuple[str, ...]
    message_id: str
    seconds: float
    removed: bool


def probe_from(mailbox: policy.Mailbox, at: datetime, *, plus: bool) -> Probe:
    """Write the mail. A running daemon takes it for what it is, automatic mail of its own, and answers nothing."""
    name, _, domain = mailbox.address.rpartition("@")
    # No reply token begins with an l, and this one is as long as they are: servers may have a limit there.
    token = f"live-{secrets.token_hex(LONGEST_TOKEN)}"[:LONGEST_TOKEN]
    recipient = f"{name}+{token}@{domain}" if plus else mailbox.address
    message_id = f"<{token}@{domain}>"
    fields = {
        "From": mailbox.address,
        "To": recipient,
        "Subject": f"musmail check --live {token}",
        "Date": format_datetime(at),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
        "X-Loop": mailbox.address,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=us-ascii",
    }
    lines = [*(f"{key}: {value}" for key, value in fields.items()), "", *WORDS.splitlines(), ""]
    data = "\r\n".join(lines).encode("ascii")
    return Probe(token, Letter(message_id, mailbox.address, recipient, data))


class Post:
    """Both servers, as the trial mail goes through them; `within` is how long it may take (seconds)."""

    def __init__(
        self, courier: Courier, account: ImapAccount, tokens: TokenSource | None, within: float
    ) -> None:
        self._courier, self._account, self._tokens, self._within = courier, account, tokens, within

    async def round_trip(self, probe: Probe) -> Arrival | str:
        """Send the mail and find it; or say what became of it. Raises TransportError where a server is lost."""
        clock = asyncio.get_running_loop().time
        async with Mailbox(self._account, self._tokens) as mailbox:
            junk = await mailbox.special_folder(r"\junk")
            sent = await mailbox.special_folder(r"\sent")
            seen = set(await mailbox.uids())
            outcome = await self._courier.send(probe.letter)
            if isinstance(outcome, Refused):
                return f"is refused: {outcome.code} {outcome.text}"
            begun = clock()
            try:
                async with asyncio.timeout(self._within):
                    found = await self._find(mailbox, probe, seen, junk)
            except TimeoutError:
                return f"has not arrived within {self._within:g} seconds"
            if isinstance(found, str):
                return found
            folder, raw = found
            seconds = clock() - begun
        # The daemon may have moved it just before we removed it, and some servers file what was sent by themselves.
        removed = await self._remove(probe, [self._account.inbox, DONE, folder, *([sent] if sent else [])])
        fields = split(raw)[0]
        head = head_of(fields, raw, len(raw))
        return Arrival(folder, fields, head.to, head.message_id, seconds, removed)

    async def _find(
        self, mailbox: Mailbox, probe: Probe, seen: set[int], junk: str | None
    ) -> tuple[str, bytes] | str:
        """Look until it is there: by what is new in the inbox, and by its subject elsewhere."""
        others = [DONE, *([junk] if junk else [])]
        while True:
            for uid in [one for one in await mailbox.uids() if one not in seen]:
                seen.add(uid)
                raw = await mailbox.headers(uid)
                if _reports(raw):
                    message = await mailbox.fetch(uid)
                    if message is not None and probe.token.encode() in message.body:
                        await self._expunge(mailbox, uid)
                        return "comes back as undeliverable"
                elif raw is not None and probe.token.encode() in raw:
                    return self._account.inbox, raw
            for folder in others:
                for uid in await mailbox.holding(folder, "Subject", probe.token):
                    raw = await self._headers(folder, uid)
                    if raw is not None and not _reports(raw):
                        return folder, raw
            await mailbox.wait(ROUND)

    async def _headers(self, folder: str, uid: int) -> bytes | None:
        async with Mailbox(replace(self._account, inbox=folder), self._tokens) as other:
            return await other.headers(uid)

    async def _remove(self, probe: Probe, folders: Iterable[str]) -> bool:
        """Remove the mail wherever it lies. Where that could remove others' mail too, it stays."""
        removed = True
        for folder in dict.fromkeys(folders):
            try:
                async with Mailbox(replace(self._account, inbox=folder), self._tokens) as holder:
                    for uid in await holder.holding(folder, "Subject", probe.token):
                        removed = await self._expunge(holder, uid) and removed
            except TemporaryFailure:
                continue  # a folder that is not there, or not to be opened, holds nothing we can remove
        return removed

    async def _expunge(self, mailbox: Mailbox, uid: int) -> bool:
        if mailbox.offers("UIDPLUS"):
            await mailbox.expunge(uid)
        return mailbox.offers("UIDPLUS")


def _reports(raw: bytes | None) -> bool:
    """Tell whether other mail is a delivery report; what cannot be read is none."""
    try:
        return raw is not None and is_report(split(raw)[0])
    except Unreadable:
        return False
