"""A mailbox that takes no plus addressing: replies and buttons come home by references, subject and words alone."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from musmail.skema.forms import Role
from tests.mus.people import newest
from tests.mus.workplace import ZONE, Workplace

pytestmark = pytest.mark.servers

_LINK = re.compile(r'href="mailto:([^?"]+)\?subject=([^&"]*)&(?:amp;)?body=([^"]*)"')
MAIL = """\
From: {sender}
To: {to}
Subject: {subject}
Date: Thu, 8 Oct 2026 10:00:00 +0200
Message-ID: <{label}.{number}@somewhere.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
{more}
{words}
"""


def press(place: Workplace, name: str, kind: Kind, label: str) -> str:
    """Press the button of a letter, as a mail client does: a new mail that answers none. Gives its subject."""
    html = newest(place, name, kind).message.get_body(("html",))
    assert html is not None
    links = [[unquote(unescape(part)) for part in found] for found in _LINK.findall(html.get_content())]
    to, subject, body = next(link for link in links if link[1].startswith(label))
    assert to == place.address("mus")
    write(place, name, subject, body.replace("\r\n", "\n"))
    return subject


def write(place: Workplace, name: str, subject: str, words: str, more: str = "") -> None:
    """Send a mail to the mailbox itself."""
    sender, to = place.address(name), place.address("mus")
    mail = MAIL.format(
        sender=sender, to=to, subject=subject, words=words, more=more, label=place.posted, number=place.number
    )
    place.post(mail.replace("\n", "\r\n").encode(), sender, to)


def wait_for(place: Workplace, name: str, kind: Kind) -> None:
    """Let the days pass until somebody has got a letter, at most as many as there are steps in a talk."""
    for _ in range(30):
        place.rest()
        if any(True for _ in place.store().conversations_of("anna")) and any(
            record.kind is kind for record in place.sent(name)
        ):
            return
        ahead = place.store().next_wake()
        assert ahead is not None
        at_nine = ahead.astimezone(ZONE).replace(hour=9, minute=0)
        place.jump(max(at_nine, place.now + timedelta(days=1)))
    raise AssertionError(f"{name} was never sent {kind}")


def again(place: Workplace) -> None:
    """Kill the daemon when all is at rest, and start another."""
    place.rest()
    assert place.daemon is not None
    place.daemon.kill()
    place.run()


def test_buttons_and_replies_come_home_without_a_token(workplace: Workplace) -> None:
    place = workplace
    words = place.config.read_text("utf-8")
    place.config.write_text(
        words.replace("name: MUS i Værkstedet}", "name: MUS i Værkstedet, sub_addressing: false}"), "utf-8"
    )
    assert not place.settings.policy.mailbox.sub_addressing
    place.run()
    wait_for(place, "lars", Kind.CONVENE_LEADER)

    subject = press(place, "lars", Kind.CONVENE_LEADER, "Foreslå tider")
    assert re.search(r"\[c[a-z2-7]{9}-1\]$", subject)
    again(place)
    assert place.conversation().shared.slots
    wait_for(place, "anna", Kind.CONVENE_EMPLOYEE)

    second = place.conversation().shared.slots[1]
    press(place, "anna", Kind.CONVENE_EMPLOYEE, "2: ")
    again(place)
    booked = place.conversation().shared.appointment
    assert booked is not None
    assert booked.slot == second
    assert place.conversation().shared.stage is Stage.PREPARING

    wait_for(place, "anna", Kind.PREPARATION)
    letter = newest(place, "anna", Kind.PREPARATION)
    write(
        place, "anna", f"SV: {letter.subject}", "3. At bede om hjælp i tide.\n4. Salget."
    )  # no references at all
    again(place)
    own = place.conversation().own(Role.EMPLOYEE)
    assert {name: one.text for name, one in own.standing().items()} == {
        "learnt": "At bede om hjælp i tide.",
        "went-well": "Salget.",
    }
