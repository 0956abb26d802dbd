"""Mail that is no answer: what bounces, what machines write, what strangers try, and letters no server takes."""

import json
from datetime import datetime

import pytest

from musmail.conversation.letters import Kind, Status
from musmail.skema.forms import Role
from tests.mus.people import newest, opened, reply
from tests.mus.workplace import DONE, REVIEW, ZONE, Workplace

pytestmark = pytest.mark.servers

MORNING = datetime(2026, 10, 8, 9, tzinfo=ZONE)
CONVENING = datetime(2026, 10, 15, 9, tzinfo=ZONE)
A_REPLY = """\
{headers}From: {sender}
To: {to}
Subject: SV: {subject}
Date: Thu, 8 Oct 2026 10:00:00 +0200
Message-ID: <{number}.{name}@somewhere.example>
MIME-Version: 1.0
{content}
"""
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
TIMES = f"{PLAIN}Den 10/11 kl. 9, den 12/11 kl. 10 eller den 13/11 kl. 13."
AWAY = f"{PLAIN}Jeg holder ferie og er tilbage mandag den 26. oktober 2026."
READ_RECEIPT = """\
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Din mail blev læst. Den 10/11 kl. 9.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;{sender}
Disposition: manual-action/MDN-sent-manually; displayed
--b--"""
VACATION_HEADERS = "Return-Path: <>\nAuto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n"


def convened(workplace: Workplace) -> None:
    """Let the leader be asked for times."""
    workplace.run()
    workplace.jump(MORNING)
    workplace.rest()


def write(
    workplace: Workplace,
    name: str,
    content: str,
    *,
    sender: str,
    headers: str = "",
    envelope: str | None = None,
    to: str = "",
) -> None:
    """Write a mail to the leader's reply address, or to another one of ours."""
    letter = newest(workplace, "lars", Kind.CONVENE_LEADER)
    mail = A_REPLY.format(
        headers=headers,
        sender=sender,
        to=to or letter.reply_to,
        subject="Hej" if to else letter.subject,
        number=workplace.number,
        name=name,
        content=content.replace("{sender}", sender),
    )
    wire = mail.replace("\n", "\r\n").encode()
    workplace.post(wire, sender if envelope is None else envelope, to or letter.reply_to)


def wishes(workplace: Workplace) -> list[tuple[str, Kind]]:
    """List who was written to, and why."""
    return [(letter.person, letter.kind) for letter in workplace.talk().letters]


def reasons(workplace: Workplace) -> list[str]:
    """List why mails wait for a person."""
    notes = [json.loads(path.read_text("utf-8")) for path in (workplace.state / "review").glob("*.json")]
    return [note["reason"] for note in sorted(notes, key=lambda note: str(note["at"]))]


def test_a_stranger_at_a_reply_address_learns_nothing_and_the_leader_is_asked(workplace: Workplace) -> None:
    convened(workplace)
    stranger = f"fremmed{workplace.number}@example.dk"
    write(workplace, "stranger", TIMES, sender=stranger)
    workplace.rest()
    assert workplace.conversation().shared.slots == ()
    assert wishes(workplace) == [("lars", Kind.CONVENE_LEADER), ("lars", Kind.WAS_THIS_YOU)]
    asked = newest(workplace, "lars", Kind.WAS_THIS_YOU)
    assert stranger not in asked.words
    assert "10/11" not in asked.words
    assert len(workplace.our(REVIEW)) == len(reasons(workplace)) == 1
    assert workplace.servers.mailbox(stranger).read() == []


def test_a_stranger_without_a_token_is_kept_and_nobody_hears_of_it(workplace: Workplace) -> None:
    convened(workplace)
    stranger = f"fremmed{workplace.number}@example.dk"
    token = newest(workplace, "lars", Kind.CONVENE_LEADER).reply_to
    mangled = token.replace("@", "q@")
    write(workplace, "bare", TIMES, sender=stranger, to=workplace.address("mus"))
    write(workplace, "mangled", TIMES, sender=stranger, to=mangled)
    write(
        workplace,
        "unreadable",
        "Content-Type: multipart/mixed\n\n\x00",
        sender=stranger,
        to=workplace.address("mus"),
    )
    workplace.rest()
    assert wishes(workplace) == [("lars", Kind.CONVENE_LEADER)]
    assert len(workplace.our(REVIEW)) == len(reasons(workplace)) == 3
    assert workplace.servers.mailbox(stranger).read() == []


def test_machines_are_not_answered(workplace: Workplace) -> None:
    convened(workplace)
    leader = workplace.address("lars")
    letter = newest(workplace, "lars", Kind.CONVENE_LEADER)
    headers = (
        f"{VACATION_HEADERS}In-Reply-To: {letter.message_id}\n"  # it answers the envelope, which has no token
    )
    write(workplace, "away", AWAY, sender=leader, headers=headers, envelope="", to=workplace.address("mus"))
    write(workplace, "read", READ_RECEIPT, sender=leader, envelope="")
    workplace.rest()
    shared = workplace.conversation().shared
    assert shared.slots == ()
    assert shared.away_until[Role.LEADER].isoformat() == "2026-10-25"
    assert wishes(workplace) == [("lars", Kind.CONVENE_LEADER)]
    assert len(workplace.our(DONE)) == 2
    assert reasons(workplace) == []


def gone(workplace: Workplace, local: str) -> None:
    """Let Anna's address be one that does not take mail."""
    roster = workplace.folder / "people.csv"
    address = f"{local}{workplace.number}@example.dk"
    roster.write_text(roster.read_text("utf-8").replace(workplace.address("anna"), address), "utf-8")


def convene_employee(workplace: Workplace) -> None:
    """Let the leader give times, and the employee be convened."""
    convened(workplace)
    reply(workplace, "times/01-outlook-windows-three-lines", MORNING)
    workplace.rest()
    workplace.jump(CONVENING)


def test_a_letter_that_bounces_is_told_to_the_leader(workplace: Workplace) -> None:
    gone(workplace, "ukendt.hansen.")
    convene_employee(workplace)
    workplace.posted += 1  # Postfix's own report
    workplace.rest()
    talk = workplace.talk()
    assert workplace.conversation().shared.dead == (Role.EMPLOYEE,)
    assert [(x.person, x.kind) for x in talk.letters] == [
        ("lars", Kind.CONVENE_LEADER),
        ("lars", Kind.RECEIPT),
        ("anna", Kind.CONVENE_EMPLOYEE),
        ("lars", Kind.ADDRESS_DEAD),
    ]
    assert len(workplace.letters("lars")) == 3
    report = opened(workplace.our(REVIEW)[0]).message
    assert report.get_content_type() == "multipart/report"
    assert report["Auto-Submitted"] == "auto-replied"
    assert reasons(workplace) == ["letters to a party's address are refused for good"]


def test_a_letter_refused_at_the_door_is_told_to_the_leader(workplace: Workplace) -> None:
    gone(workplace, "afvist.hansen.")
    convene_employee(workplace)
    assert workplace.daemon is not None
    workplace.daemon.until(lambda: ("lars", Kind.ADDRESS_DEAD) in wishes(workplace), "the refusal told")
    workplace.rest()
    letters = {x.kind: x for x in workplace.talk().letters}
    assert letters[Kind.CONVENE_EMPLOYEE].status is Status.REFUSED
    assert letters[Kind.CONVENE_EMPLOYEE].reason.startswith("550 5.1.1")
    assert letters[Kind.ADDRESS_DEAD].person == "lars"
    assert len(workplace.letters("lars")) == 3
