"""How many connections the daemon has at a time: never more than the provider allows."""

import pytest

from musmail.daemon.running import sighted
from musmail.transport.accounts import ImapAccount, Tls
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted
from tests.transport.scripted import scripted_imap, scripted_smtp
from tests.transport.test_smtp import account, letter


@pytest.mark.parametrize(("connections", "hung_up"), [(2, True), (3, False)])
async def test_the_courier_makes_room_for_a_look_into_sent(connections: int, hung_up: bool) -> None:
    async with (
        scripted_imap() as imap,
        scripted_smtp() as smtp,
        SmtpCourier(account(smtp.port)) as courier,
    ):
        mailbox = ImapAccount(
            host="localhost", port=imap.port, user="m", password="s", tls=Tls.SANDBOX_PLAINTEXT
        )
        assert await courier.send(letter()) == Accepted(250, "fine")
        look = sighted(lambda: Mailbox(mailbox), courier, connections)
        assert await look("<1@example.dk>") is False
        assert ("QUIT" in smtp.verbs()) is hung_up
        assert await courier.send(letter()) == Accepted(250, "fine")
