"""Who wrote a mail is what its From says beyond doubt, and a calendar's word counts while the meeting is ahead."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from musmail.conversation.events import Enrolled
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import advance
from musmail.daemon.dealing import Place, Trust
from musmail.daemon.inbox import take
from musmail.daemon.ticks import tick
from musmail.skema.forms import Role
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.attack.stages import EMPLOYEE, LEADER, address, at, bring, letters, mail, places, say
from tests.dialogues.play import SECRET, Stage

FORGED = [
    '"lars@example.org" <evil@evil.example>',
    "lars@example.org <evil@evil.example>",
    "<lars@example.org> evil@evil.example",
    "lars@example.org, evil@evil.example",
    "<lars@example.org>, <evil@evil.example>",
    "lars@example.org; evil@evil.example",
    "Os: lars@example.org, evil@evil.example;",
    '"x <evil@evil.example> <lars@example.org>',
    "=?utf-8?q?lars=40example.org?= <evil@evil.example>",
    "(<lars@example.org>) <evil@evil.example>",
    "<@evil.example:lars@example.org>",
    "lars%example.org@evil.example",
    "lars@example.org.",
    "lar\u017f@example.org",  # a long s, which becomes an s when case is folded
    "l\u0430rs@example.org",  # a Cyrillic a
    "la\u200brs@example.org",
    "lars\x00@example.org",
    "lars@example.org\r\nFrom: evil@evil.example",
    "",
]


@pytest.mark.parametrize("sender", FORGED)
async def test_a_doubtful_sender_moves_nothing_and_is_told_nothing(stage: Stage, sender: str) -> None:
    await bring(stage, "asking_leader")
    forged = mail(sender, address(stage, LEADER, "convene_leader"), "Den 12/11 kl. 10")
    assert take(stage.desktop, forged) is Place.REVIEW
    assert stage.talk.shared.slots == ()
    assert {letter.address for letter in letters(stage)} == {"lars@example.org"}


@pytest.mark.parametrize(
    "sender", ["LARS@EXAMPLE.ORG", "lars@example.org (Lars, kontor 2)", '"L, H" <lars@example.org>']
)
async def test_the_same_sender_written_otherwise_is_believed(stage: Stage, sender: str) -> None:
    await bring(stage, "asking_leader")
    take(stage.desktop, mail(sender, address(stage, LEADER, "convene_leader"), "Den 12/11 kl. 10"))
    assert len(stage.talk.shared.slots) == 1


def _with_a_delegate(stage: Stage, delegate: str) -> None:
    """Let the roster say that somebody answers for Lars about times."""
    lars = replace(LARS, delegates=(delegate,))
    event = Enrolled(stage.now, "roster:2", ANNA, lars, MONA, HR, date(2025, 11, 12))
    advance(stage.office, aggregate_id(SECRET, "p", ANNA.id), event)
    tick(stage.office, stage.now)


async def test_a_delegate_answers_about_times(stage: Stage) -> None:
    await bring(stage, "asking_leader")
    _with_a_delegate(stage, "sekr@example.org")
    take(
        stage.desktop, mail("sekr@example.org", address(stage, LEADER, "convene_leader"), "Den 12/11 kl. 10")
    )
    assert len(stage.talk.shared.slots) == 1
    assert {letter.address for letter in letters(stage)} == {"lars@example.org"}


async def test_a_delegate_prepares_and_signs_for_nobody(stage: Stage) -> None:
    await bring(stage, "preparing")
    _with_a_delegate(stage, "sekr@example.org")
    before = stage.talk
    words = mail("sekr@example.org", address(stage, LEADER, "preparation"), "1: Det går godt")
    assert take(stage.desktop, words) is Place.REVIEW
    assert stage.talk.own(Role.LEADER) == before.own(Role.LEADER)


async def test_nobody_answers_for_the_other_side_of_their_own_talk(stage: Stage) -> None:
    await bring(stage, "asking_leader")
    _with_a_delegate(stage, "anna@example.org")
    hers = mail("anna@example.org", address(stage, LEADER, "convene_leader"), "Den 12/11 kl. 10")
    assert take(stage.desktop, hers) is Place.REVIEW
    assert stage.talk.shared.slots == ()


def _declined(stage: Stage) -> bytes:
    appointment = stage.talk.shared.appointment
    assert appointment is not None
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{appointment.uid}",
        f"SEQUENCE:{appointment.sequence}", "DTSTAMP:20261101T080000Z",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:anna@example.org", "COMMENT:Jeg skal til HUSKEORD den dag.",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    plain = mail("anna@example.org", "mus@example.org", "\r\n".join(lines))
    return plain.replace(b"text/plain", b"text/calendar; method=REPLY")


async def test_words_with_a_declined_invitation_are_kept_and_shown_back(stage: Stage) -> None:
    await bring(stage, "preparing")
    assert take(stage.desktop, _declined(stage)) is Place.DONE
    await stage.until(stage.now + timedelta(hours=1))
    assert ("other_times", "leader") in [(x.kind.value, x.to.value) for x in letters(stage)]
    assert places(stage, "HUSKEORD") == {"employee", "receipt to medarbejder"}


@pytest.mark.parametrize("begin", ["summarising", "signing", "following"])
async def test_an_invitation_declined_after_the_meeting_asks_nobody_for_times(
    stage: Stage, begin: str
) -> None:
    await bring(stage, begin)
    before = len(letters(stage))
    take(stage.desktop, _declined(stage))
    await stage.until(stage.now + timedelta(minutes=5))
    assert len(letters(stage)) == before
    assert at(11, 12) < stage.now


OURS = "Authentication-Results: mx.example.org; "


@pytest.mark.parametrize(
    "extra",
    [
        "",
        f"{OURS}dmarc=fail header.from=example.org\r\n",
        f"{OURS}dmarc=fail (dmarc=pass) header.from=example.org\r\n",
        f"{OURS}dmarc=pass header.from=evil.example\r\n",
        f"{OURS}spf=pass smtp.mailfrom=example.org\r\n",
        f"{OURS}dkim=pass header.d=evil.example\r\n",
        f"{OURS}dkim=pass header.d=org\r\n",
        f"{OURS}dmarc=fail header.from=example.org\r\n{OURS}dmarc=pass header.from=example.org\r\n",
        f"Authentication-Results: evil.example; dmarc=pass\r\n{OURS}dmarc=pass header.from=example.org\r\n",
        "Authentication-Results: mx.example.org.evil; dmarc=pass header.from=example.org\r\n",
    ],
)
async def test_a_signature_needs_our_own_servers_word_for_its_sender(stage: Stage, extra: str) -> None:
    await bring(stage, "signing")
    desktop = replace(stage.desktop, trust=Trust(authserv_id="mx.example.org"))
    signed = mail("lars@example.org", address(stage, LEADER, "sign"), "enig", extra=extra)
    assert take(desktop, signed) is Place.REVIEW
    assert stage.talk.shared.signatures == ()


async def test_strangers_do_not_use_up_the_answers_people_get(stage: Stage) -> None:
    await bring(stage, "preparing")
    to = address(stage, EMPLOYEE, "preparation")
    for number in range(30):
        take(stage.desktop, mail("evil@evil.example", to, f"{number}"))
    await say(stage, at(10, 26), EMPLOYEE, "preparation", "", _14="Et svar")
    kinds = [letter.kind.value for letter in letters(stage)]
    assert (kinds.count("was_this_you"), kinds.count("receipt")) == (1, 2)


async def test_words_about_the_talk_from_another_address_are_read_by_nobody(stage: Stage) -> None:
    await bring(stage, "checking")
    await stage.until(at(11, 13, 12))
    private = mail("anna@hjemme.example", address(stage, EMPLOYEE, "check"), "Det var KODEORD.")
    assert take(stage.desktop, private) is Place.EXPUNGED
    assert letters(stage)[-1].kind.value == "was_this_you"
    assert places(stage, "KODEORD") == set()
