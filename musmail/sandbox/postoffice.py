"""The demo's post office: an SMTP server and an IMAP server in this process, on the loopback, for one mailbox.

Plain text is spoken here and only here: both ends are this process, and `settings` never produces such accounts.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls

HOST = "127.0.0.1"
USER, PASSWORD = "musmail", "sandbox"
# pymap hashes passwords in earnest by default, which takes half a second a login.
HASH_ROUNDS = 1


@dataclass
class PostOffice:
    """Carries mail between musmail's mailbox (IMAP) and people, whose mail is handed to `deliver`."""

    mailbox: str
    deliver: Callable[[str, bytes], None]
    dead: AbstractSet[str] = frozenset()
    imap: ImapAccount = field(init=False)
    smtp: SmtpAccount = field(init=False)
    _login: Login = field(init=False)

    async def accept(self, recipient: str, data: bytes) -> str:
        """Take one mail for one recipient and answer as a mail server does."""
        address = recipient.casefold()
        local, _, domain = address.partition("@")
        ours, _, our_domain = self.mailbox.partition("@")
        if domain == our_domain and local.partition("+")[0] == ours:
            await self.append(data)
        elif address in self.dead:
            return "550 5.1.1 No such mailbox"
        else:
            self.deliver(address, data)
        return "250 OK"

    async def append(self, data: bytes) -> None:
        """Lay one mail into musmail's inbox."""
        async with self._login.demo_user_identity.new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(data)])

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse a dead address before its letter is sent, as servers do."""
        if address.casefold() in self.dead:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Deliver what arrived."""
        content = envelope.content
        assert isinstance(content, bytes)
        answers = [await self.accept(recipient, content) for recipient in envelope.rcpt_tos]
        return next((answer for answer in answers if not answer.startswith("250")), "250 OK")


@asynccontextmanager
async def post_office(
    mailbox: str, deliver: Callable[[str, bytes], None], dead: AbstractSet[str] = frozenset()
) -> AsyncIterator[PostOffice]:
    """Open both servers on free ports, and close them."""
    office = PostOffice(mailbox, deliver, dead)
    config = Config(
        Namespace(proxy_protocol=None),
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
        host=HOST,
        port=0,
        tls_enabled=False,
        secure_auth=False,
        hash_context=BuiltinHash(rounds=HASH_ROUNDS),
    )
    login = Login(config)
    hashed = await Passwords(config).hash_password(PASSWORD)
    await login.demo_user_identity.set(UserMetadata(config, USER, password=hashed))
    office._login = login
    loop = asyncio.get_running_loop()
    imap = await asyncio.start_server(
        ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config)), HOST, 0
    )
    smtp = await loop.create_server(lambda: SMTP(office, hostname="sandbox", enable_SMTPUTF8=True), HOST, 0)
    office.imap = ImapAccount(
        host=HOST,
        port=imap.sockets[0].getsockname()[1],
        user=USER,
        password=PASSWORD,
        tls=Tls.SANDBOX_PLAINTEXT,
    )
    office.smtp = SmtpAccount(host=HOST, port=smtp.sockets[0].getsockname()[1], tls=Tls.SANDBOX_PLAINTEXT)
    try:
        yield office
    finally:
        for server in (imap, smtp):
            server.close()
