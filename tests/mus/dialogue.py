"""One talk from its first letter to the follow-up, whatever way its parties prepare: what comes before, and after."""

from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from musmail.conversation.letters import Kind
from musmail.conversation.state import End, Stage, Word
from musmail.daemon.advance import passages_of
from musmail.sandbox import clients
from musmail.sandbox.clients import Client, Envelope, Quoted, Written
from tests.mus.people import newest, opened, reply
from tests.mus.story import STORY
from tests.mus.workplace import ZONE, Workplace, message_ids

NAMES = {"anna": "Anna Sørensen", "lars": "Lars Højgaard"}
COURSE = "PLC-kursus, modul 1 – Anna – 1/3 2027 – kan selv rette en fejl på linjen"
LIST = "Tjekliste for reservedele – Lars – 27/11 2026 – ingen stop før jul"
# What the workplace's server says of mail from its own people.
VOUCHED = (
    b"Authentication-Results: mx.example.dk; dkim=pass header.d=example.dk;\r\n"
    b" spf=pass smtp.mailfrom=example.dk; dmarc=pass header.from=example.dk\r\n"
)
_numbers = count(1)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Give a moment of the talk."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def write(
    place: Workplace,
    name: str,
    kind: Kind,
    client: Client,
    top: str = "",
    under: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
) -> bytes:
    """Answer the newest letter of a kind as a client does, quoting it as it came; files: by name, type and content."""
    letter = newest(place, name, kind)
    record = next(one for one in place.sent(name) if one.message_id == letter.message_id)
    passages = passages_of(place.store().blob(place.talk().id, record.text))
    us = ("MUS i Værkstedet", place.address("mus"))
    who = (NAMES[name], place.address(name))
    quoted = Quoted(passages, us, who, letter.subject, place.now)
    envelope = Envelope(
        who,
        letter.reply_to,
        f"<dialogue.{place.number}.{next(_numbers)}@client.example>",
        letter.message_id,
        at=place.now,
    )
    body = clients.reply(client, Written(top, under or {}), quoted, envelope)
    if files:
        message = message_from_bytes(body, policy=SMTP)
        assert isinstance(message, EmailMessage)
        for filename, (what, data) in files.items():
            main, _, sub = what.partition("/")
            message.add_attachment(data, maintype=main, subtype=sub, filename=filename)
        body = message.as_bytes()
    body = VOUCHED + body
    place.post(body, who[1], letter.reply_to)
    return body


def to_the_preparation(place: Workplace) -> None:
    """Let a time be found, and the day come when both are sent their skemaer."""
    for scene in STORY:
        place.jump(scene.at)
        if scene.reply:
            reply(place, scene.reply, scene.at)
        place.rest()
        if any(kind is Kind.PREPARATION for _, kind in scene.letters):
            return


def from_the_opening_to_the_follow_up(place: Workplace) -> None:
    """Hold the talk, write it down, sign it and follow it up, killed with the summary and between the signatures."""
    for moment in (at(11, 9), at(11, 11), at(11, 12, 13)):
        place.jump(moment)
        place.rest()
    place.jump(at(11, 12, 14))
    held = f"Samtalen er holdt.\n\nReferat: Vi tog det hele.\n\n{COURSE}\n{LIST}"
    write(place, "lars", Kind.HELD, Client.OUTLOOK, held)
    _killed(place)
    place.jump(at(11, 13, 10))
    place.rest()
    write(place, "anna", Kind.BEFORE_SIGNING, Client.GMAIL, "Ingen overraskelser.")
    place.rest()
    place.jump(at(11, 17, 10))
    write(place, "lars", Kind.SIGN, Client.OUTLOOK, "Enig")
    _killed(place)
    write(place, "anna", Kind.SIGN, Client.IPHONE, "Enig")
    place.rest()
    for moment in (at(11, 27), at(12, 1)):
        place.jump(moment)
        place.rest()
    place.jump(at(12, 2, 10))
    write(place, "anna", Kind.NUDGE, Client.GMAIL, "Udført 1")
    place.rest()


def _killed(place: Workplace) -> None:
    """Kill the daemon wherever it is, and let another one do what is left."""
    assert place.daemon is not None
    place.daemon.kill()
    place.run()
    place.rest()


def assert_it_ended_signed_and_followed(place: Workplace) -> None:
    """Look at how it ended: both signatures, the paper, the agreements, each letter once, nothing left lying."""
    shared = place.conversation().shared
    assert (shared.stage, shared.end) == (Stage.FOLLOWING, End.SIGNED)
    assert {(one.role.value, one.word) for one in shared.signatures} == {
        ("employee", Word.AGREE),
        ("leader", Word.AGREE),
    }
    assert [(one.number, one.who, one.status) for one in shared.minutes[-1].agreements] == [
        (1, "Anna", "done"),
        (2, "Lars", "open"),
    ]
    for name in NAMES:
        mails = place.letters(name)
        assert max(message_ids(mails).values()) == 1
        papers = [paper for mail in mails for paper in opened(mail).files("application/pdf")]
        assert any(paper.startswith(b"%PDF-") for paper in papers[-1:])
        assert len([one for one in place.sent(name) if one.kind is Kind.SIGNED]) == 1
    assert any(one.kind is Kind.STATUS_RECEIPT for one in place.sent("anna"))
    assert place.our("INBOX") == []
