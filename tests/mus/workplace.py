"""A workplace on the real servers: its configuration, its people's mailboxes, its daemon, and when that is at rest."""

import imaplib
import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import LetterRecord, Status
from musmail.conversation.state import Conversation
from musmail.daemon.advance import Office
from musmail.daemon.outbox import next_leaving
from musmail.settings.load import Settings, load
from musmail.store.tiny import TinyStore
from musmail.writing.texts import Texts, compile_texts
from tests.mus import process
from tests.mus.process import Process
from tests.servers import PASSWORD, Servers

ZONE = ZoneInfo("Europe/Copenhagen")
BEGINS = datetime(2026, 9, 28, 9, tzinfo=ZONE)
DONE, REVIEW = "musmail/done", "musmail/review"

CONFIGURATION = """\
organisation: Værkstedet
mailbox: {{address: {mus}@example.dk, name: MUS i Værkstedet}}
imap: {{host: localhost, port: {imap}, user: {mus}, password: {{file: password}}}}
smtp: {{host: localhost, port: {smtp}, tls: starttls, user: {mus}, password: {{file: password}}}}
ca_file: {authority}
trust: {{mode: authserv, authserv_id: mx.example.dk}}
state_folder: {state}
people: people.csv
sector: public
pay: separate
pay_text: Løn tales igennem hvert forår i en samtale for sig.
purpose_text: MUS er jeres tid til at se tilbage, se frem og aftale, hvad der skal ske det næste år.
goals_text: I år øver vi os i at gøre ting færdige, og i at hjælpe hinanden på tværs af holdene.
procedure_link: https://intranet.example.dk/mus
announced_by: Helle Rask
meeting: {{place: "Mødelokale 2, uforstyrret"}}
contacts:
  - {{role: tr, name: Tove Rasmussen, phone: 12 34 56 78, email: tove@example.dk, hours: man.–tors. 9–15}}
  - {{role: course, name: Kursuskontoret, link: "https://kurser.example.dk"}}
headings:
  - {{title: Uddannelse, links: ["https://kurser.example.dk", "https://fonde.example.dk"]}}
hr: {{name: Helle Rask, address: hr@example.dk}}
retention: {{talks_months: 60, notes_months: 12, mail_months: 3, log_months: 60}}
"""
ROSTER = """\
id,name,address,leader,last_held_on,exempt
anna,Anna Sørensen,{anna}@example.dk,lars,2025-11-12,
lars,Lars Højgaard,{lars}@example.dk,mona,,har sin samtale med direktionen
mona,Mona Friis,{mona}@example.dk,,,direktøren
"""

_numbers = count(1)


@dataclass
class Workplace:
    """Everybody's mailboxes have this workplace's number in their names, so the tests do not meet."""

    servers: Servers
    folder: Path
    config: Path
    number: int
    posted: int = 0  # mails sent to our mailbox
    daemon: Process | None = None
    started: list[Process] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    # --- who and where

    def address(self, name: str) -> str:
        """Give somebody's address; `mus` is our own."""
        return f"{name}{self.number}@example.dk"

    @cached_property
    def settings(self) -> Settings:
        """Load the configuration as the daemon does."""
        return load(self.config)

    @property
    def state(self) -> Path:
        """Name the state folder."""
        return self.settings.state_folder

    @cached_property
    def _texts(self) -> Texts:
        return compile_texts(self.settings.texts)

    # --- time

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    @property
    def now(self) -> datetime:
        """Say what time it is there."""
        return datetime.fromisoformat(self._clock.read_text("ascii"))

    def jump(self, to: datetime) -> None:
        """Write the clock: whole, in one rename."""
        fresh = self.folder / "clock.new"
        fresh.write_text(to.isoformat(), "ascii")
        fresh.replace(self._clock)

    # --- the daemon

    def launch(self, *arguments: str | Path, **environment: str) -> Process:
        """Start a process of this workplace: `python -m ARGUMENTS`."""
        fresh = process.start(arguments, self.folder, **environment)
        self.started.append(fresh)
        return fresh

    def warm(self) -> Process:
        """Load a daemon that begins when it is told to."""
        return self.launch("tests.mus.child", self.config, self._clock, "--warm")

    def run(self, daemon: Process | None = None) -> Process:
        """Run the daemon on the clock in the file, until it is ready."""
        self.daemon = (daemon or self.warm()).begin().ready()
        return self.daemon

    def end(self) -> None:
        """End what still runs."""
        for one in self.started:
            one.end()
        self._stack.close()

    # --- looking on

    def store(self) -> TinyStore:
        """Look into the state folder as it is now, changing nothing."""
        return TinyStore(self.state, read_only=True)

    def talk(self) -> Aggregate:
        """Give Anna's first conversation."""
        store = self.store()
        talk = store.load(store.conversations_of("anna")[0])
        assert talk is not None
        return talk

    def conversation(self) -> Conversation:
        """Give the state of Anna's conversation."""
        state = self.talk().state
        assert isinstance(state, Conversation)
        return state

    def at_rest(self) -> bool:
        """Tell whether nothing is left to do at this time: not in the inbox, not in the state folder."""
        waiting, arrived = self._inbox()
        if waiting or arrived != self.posted:
            return False
        store, now = self.store(), self.now
        if store.due(now) or store.internal():
            return False
        leaving = next_leaving(Office(store, self.settings.policy, self._texts, b"", str), now)
        return leaving is None or leaving > now

    def rest(self, within: float = 30.0) -> None:
        """Wait until the daemon is at rest and everything it sent has arrived."""
        assert self.daemon is not None
        self.daemon.until(self.at_rest, "at rest", within=within)

    @cached_property
    def _watch(self) -> imaplib.IMAP4_SSL:
        return self._stack.enter_context(self.servers.dovecot.login(f"mus{self.number}"))

    def _inbox(self) -> tuple[int, int]:
        """Count the mails that lie in our inbox, and those that ever came to it."""
        _, told = self._watch.status("INBOX", "(MESSAGES UIDNEXT)")
        found = re.search(rb"MESSAGES (\d+) UIDNEXT (\d+)", told[0])
        assert found is not None, told
        return int(found[1]), int(found[2]) - 1

    def our(self, folder: str) -> list[bytes]:
        """Read a folder of our own mailbox."""
        return self.servers.mailbox(self.address("mus")).read(folder)

    # --- post

    def post(self, mail: bytes, sender: str, to: str) -> None:
        """Send a person's mail to us through Postfix."""
        self.posted += 1
        self.servers.deliver(mail, sender=sender, to=to)

    def sent(self, name: str) -> list[LetterRecord]:
        """List the letters of the talk somebody should have by now."""
        return [x for x in self.talk().letters if x.person == name and x.status is Status.SENT]

    def letters(self, name: str) -> list[bytes]:
        """Read somebody's mailbox once everything sent to them lies there."""
        return self.servers.wait_for_mail(self.address(name), len(self.sent(name)))


def message_ids(mails: list[bytes]) -> Counter[str]:
    """Count the Message-IDs of some mails."""
    found = (re.search(rb"(?im)^Message-ID:\s*(\S+)", mail) for mail in mails)
    return Counter(one[1].decode() for one in found if one)


def found(servers: Servers, folder: Path, *, state: Path | None = None) -> Workplace:
    """Write the configuration of a new workplace."""
    number = next(_numbers)
    names = {name: f"{name}{number}" for name in ("mus", "anna", "lars", "mona")}
    words = CONFIGURATION.format(
        **names,
        imap=servers.dovecot.imap_port,
        smtp=servers.postfix.starttls_port,
        authority=servers.certificates.authority,
        state=state or folder / "state",
    )
    config = folder / "musmail.yaml"
    config.write_text(words, "utf-8")
    (folder / "people.csv").write_text(ROSTER.format(**names), "utf-8")
    (folder / "password").write_text(PASSWORD, "ascii")
    place = Workplace(servers, folder, config, number)
    place.jump(BEGINS)
    return place
