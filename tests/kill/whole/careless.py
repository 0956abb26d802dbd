"""Bad habits, each of which loses or doubles something when killed: the test must find every one."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tinydb.storages import JSONStorage

from musmail.conversation.aggregate import Aggregate
from musmail.daemon.dealing import Desktop
from musmail.daemon.inbox import DONE, take
from musmail.store.tiny import TinyStore
from musmail.transport.accounts import SmtpAccount
from musmail.transport.imap import Mailbox
from musmail.transport.smtp import SmtpCourier
from musmail.wire import Accepted, Letter, Outcome
from tests.kill.whole.life import Habits


async def moving_first(desktop: Desktop, mailbox: Mailbox, _: int) -> int:
    """Put each mail away, and deal with it then."""
    uids = await mailbox.uids()
    for uid in uids:
        message = await mailbox.fetch(uid)
        assert message is not None
        await mailbox.move(uid, DONE)
        take(desktop, message.body)
    return len(uids)


class Forgetful(TinyStore):
    """Commits without the mark that a mail has been dealt with."""

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """Forget it."""
        super().commit(replace(after, dealt={}), blobs)


class Hasty(SmtpCourier):
    """Says a letter was taken, and hands it over later."""

    def __init__(self, account: SmtpAccount) -> None:
        super().__init__(account)
        self._later: list[Letter] = []

    async def send(self, letter: Letter) -> Outcome:
        """Promise it."""
        self._later.append(letter)
        return Accepted(250, "surely")

    async def close(self) -> None:
        """Keep what was promised."""
        for letter in self._later:
            await super().send(letter)
        self._later.clear()
        await super().close()


def writing_over(folder: Path) -> TinyStore:
    """Keep documents as TinyDB does by itself: written over the old one."""
    return TinyStore(folder, storage=lambda path: JSONStorage(str(path)))


BAD_HABITS = {
    "moving a mail before the commit": Habits(sweep=moving_first),
    "forgetting which mails were dealt with": Habits(store=Forgetful),
    "noting a letter as sent before it is": Habits(courier=Hasty),
    "writing a document over the old one": Habits(store=writing_over),
}
