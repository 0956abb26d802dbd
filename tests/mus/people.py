"""What people do: find a letter in their mailbox, and answer it as their mail client would."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from urllib.parse import unquote

from icalendar import Calendar

from musmail.conversation.letters import Kind
from tests.mus.workplace import Workplace
from tests.replies import player

ROLES = {"employee": "anna", "leader": "lars"}

_numbers = count(1)


@dataclass(frozen=True)
class Opened:
    """A letter as somebody sees it in their mailbox."""

    message: EmailMessage
    data: bytes

    @property
    def message_id(self) -> str:
        """Give its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        """Give its subject."""
        return str(self.message["Subject"])

    @property
    def reply_to(self) -> str:
        """Give the address a reply goes to."""
        return str(self.message["Reply-To"].addresses[0].addr_spec)

    @property
    def words(self) -> str:
        """Give everything readable in it, all parts, on one line."""
        parts = [part.get_content() for part in self.message.walk() if part.get_content_maintype() == "text"]
        return " ".join(" ".join(parts).split())

    def button(self, action: str) -> str:
        """Give the address behind a button."""
        html = self.message.get_body(("html",))
        assert html is not None
        found = re.search(rf"mailto:([^?\"]+-{action}@[^?\"]+)", html.get_content())
        assert found is not None, f"no button {action}"
        return unquote(found[1])

    def files(self, kind: str) -> list[bytes]:
        """Give its attachments of a type."""
        parts = (part for part in self.message.walk() if part.get_content_type() == kind)
        return [part.get_payload(decode=True) for part in parts]  # type: ignore[misc]

    def appointment(self) -> tuple[str, int]:
        """Give UID and SEQUENCE of the appointment in it."""
        event = Calendar.from_ical(self.files("text/calendar")[0]).walk("VEVENT")[0]
        return str(event["UID"]), int(event.get("SEQUENCE", 0))


def opened(data: bytes) -> Opened:
    """Open one mail."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Opened(message, data)


def newest(place: Workplace, name: str, kind: Kind) -> Opened:
    """Find the newest letter of a kind in somebody's mailbox."""
    wanted = [record.message_id for record in place.sent(name) if record.kind is kind]
    assert wanted, f"{name} was never sent {kind}"
    return next(one for one in map(opened, place.letters(name)) if one.message_id == wanted[-1])


def reply(place: Workplace, name: str, at: datetime) -> bytes:
    """Fill in a fixture as an answer to the letter it answers, and send it; gives the mail."""
    fixture = player.load(name)
    sender = ROLES[fixture.expected.sender]
    letter = newest(place, sender, Kind(fixture.expected.letter))
    action = fixture.expected.action
    to = letter.button(action) if action else letter.reply_to
    uid, sequence = letter.appointment() if "UID" in fixture.placeholders else ("", 0)
    mail = player.fill(
        fixture,
        reply_to=to,
        message_id=letter.message_id,
        subject=letter.subject,
        date=format_datetime(at),
        uid=uid,
        sequence=sequence,
        fresh_id=f"{place.number}.{next(_numbers)}",
    )
    mail = at_home(place, mail)
    place.post(mail, place.address(sender), to)
    return mail


def at_home(place: Workplace, mail: bytes) -> bytes:
    """Let a mail of example.org be one of this workplace's people, quoting their letter's addresses, tag and digest."""
    for name in ("mus", "anna", "lars", "mona"):
        mail = _spread(name, "@example.org").sub(rb"\g<1>%d@example.dk" % place.number, mail)
    mail = _spread("example.", "org").sub(rb"\g<1>dk", mail)
    mail = _spread("csample234").sub(place.talk().id.encode(), mail)
    minutes = place.conversation().shared.minutes
    return _spread("5c" * 32).sub(minutes[-1].digest.encode(), mail) if minutes else mail


def _spread(kept: str, changed: str = "") -> re.Pattern[bytes]:
    """Find words in whatever case, also where quoted-printable has broken a line in them; group 1 is `kept`."""
    first, second = (r"(?:=\r\n)?".join(map(re.escape, words)) for words in (kept, changed))
    return re.compile(rf"\b({first})(?:=\r\n)?{second}\b".encode(), re.IGNORECASE)
