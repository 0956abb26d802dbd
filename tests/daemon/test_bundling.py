"""The daily digest: what may wait for one person leaves in one mail, and every answer to it finds its own talk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from pathlib import Path

import pytest

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind, LetterRecord, Status
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation
from musmail.conversation.tidings import PersonLeft
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import Office, advance, passages_of
from musmail.daemon.dealing import Desktop, Place, Trust
from musmail.daemon.desk import Desk
from musmail.daemon.explaining import explained
from musmail.daemon.inbox import take
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.skema.forms import Role
from musmail.store.memory import MemoryStore
from musmail.wire import Accepted, Letter, Outcome, Refused
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import POLICY, TEXTS, at
from tests.dialogues.play import SECRET

BO = Party("bo", "Bo Krogh", "bo@example.org")
LARSES = aggregate_id(SECRET, "p", LARS.id)
MORNING = at(10, 8)


class Killed(BaseException):
    """The process is no more."""


class Mortal(MemoryStore):
    """A store whose process is killed right before one of its commits."""

    commits_left: int | None = None

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """Commit, or be killed before it."""
        if self.commits_left == 0:
            raise Killed
        if self.commits_left is not None:
            self.commits_left -= 1
        super().commit(after, blobs)


@dataclass
class Firm:
    """Lars and the two he is to hold talks with, on the morning when times are to be found for both."""

    store: Mortal
    office: Office
    desktop: Desktop
    now: datetime = MORNING
    mails: list[Letter] = field(default_factory=list)
    answer: Outcome = field(default_factory=lambda: Accepted(250, "OK"))
    written: Iterator[int] = field(default_factory=count)

    async def send(self, letter: Letter) -> Outcome:
        """Take a letter, or refuse it."""
        self.mails.append(letter)
        return self.answer

    async def morning(self) -> None:
        """Do what is due."""
        while tick(self.office, self.now) + await send_due(self.office, self, lambda: self.now):
            pass

    async def until(self, moment: datetime) -> None:
        """Let the mornings before a moment pass."""
        while self.now < moment:
            await self.morning()
            self.now += timedelta(days=1)

    def talk(self, employee: Party) -> Aggregate:
        """Give somebody's talk."""
        (name,) = self.store.conversations_of(employee.id)
        known = self.store.load(name)
        assert known is not None
        return known

    def state(self, employee: Party) -> Conversation:
        """Give the state of somebody's talk."""
        state = self.talk(employee).state
        assert isinstance(state, Conversation)
        return state

    def digests(self) -> list[LetterRecord]:
        """List the digests Lars has been written."""
        known = self.store.load(LARSES)
        assert known is not None
        return [one for one in known.letters if one.kind is Kind.DIGEST]

    def kinds(self) -> list[Kind]:
        """Name what has been sent, in its order."""
        found = []
        for mail in self.mails:
            place = self.store.letter_by_message_id(mail.message_id)
            assert place is not None
            known = self.store.load(place[0])
            assert known is not None
            found.append(known.letters[place[1] - 1].kind)
        return found

    def reply(self, *typed: str, top: str = "", sender: str = LARS.address, **headers: str) -> bytes:
        """Answer the latest digest: a text under each entry, and one on top."""
        digest = self.digests()[-1]
        lines, before = [top, "", "Den 8. okt. 2026 skrev MUS i Værkstedet <mus@example.org>:", ""], ""
        under = dict(zip(self.entries(), typed, strict=False))
        for passage in (*passages_of(self.store.blob(LARSES, digest.text)), None):
            of = passage.field if passage else ""
            if of != before and before in under:
                lines += [under[before], ""]
            before = of
            lines += [f"> {row}" for row in passage.text.split("\n")] if passage else []
        return self.mail("\n".join(lines), Token(LARSES, digest.number), sender, **headers)

    def entries(self) -> list[str]:
        """Name the entries of the latest digest in their order."""
        passages = passages_of(self.store.blob(LARSES, self.digests()[-1].text))
        return list(dict.fromkeys(one.field for one in passages if one.field))

    def mail(self, text: str, token: Token, sender: str = LARS.address, **headers: str) -> bytes:
        """Write a mail to one of the reply addresses."""
        message = EmailMessage(policy=SMTP)
        message["From"] = f"<{sender}>"
        message["To"] = f"mus+{mint(SECRET, token)}@example.org"
        message["Subject"] = "Sv: MUS i dag"
        message["Message-ID"] = f"<{next(self.written)}@example.org>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return bytes(message)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """Enrol everybody, and let it be the day before the leader is written to."""
    store = Mortal()
    office = Office(store, POLICY, TEXTS, SECRET, salt=lambda: "salt")
    people = {one.address: aggregate_id(SECRET, "p", one.id) for one in (ANNA, BO, LARS)}
    desktop = Desktop(office, Desk(tmp_path), Trust(), lambda: made.now, people.get)
    made = Firm(store, office, desktop)
    for who, leader in ((ANNA, LARS), (BO, LARS), (LARS, None)):
        event = Enrolled(at(9, 1), f"roster:{who.id}", who, leader, MONA, HR, date(2025, 11, 12))
        advance(office, aggregate_id(SECRET, "p", who.id), event)
    return made


async def test_two_letters_of_one_morning_leave_as_one(firm: Firm) -> None:
    await firm.morning()
    assert firm.kinds() == [Kind.DIGEST]
    assert [mail.recipient for mail in firm.mails] == [LARS.address]
    for one in (ANNA, BO):
        (letter,) = firm.talk(one).letters
        assert (letter.kind, letter.status, letter.settled_at) == (
            Kind.CONVENE_LEADER,
            Status.BUNDLED,
            MORNING,
        )


async def test_one_letter_alone_leaves_as_it_is(firm: Firm) -> None:
    while tick(firm.office, firm.now):
        pass
    bos = firm.talk(BO)
    letters = tuple(replace(one, status=Status.STRUCK, settled_at=firm.now) for one in bos.letters)
    firm.store.commit(replace(bos, letters=letters, revision=bos.revision + 1), {})
    await firm.morning()
    assert firm.kinds() == [Kind.CONVENE_LEADER]


async def test_a_digest_is_one_mail_of_the_daily_cap(firm: Firm) -> None:
    firm.office = replace(firm.office, policy=replace(firm.office.policy, daily_cap=1))
    await firm.morning()
    assert firm.kinds() == [Kind.DIGEST]
    assert firm.store.sent_today(LARS.id, MORNING.date(), POLICY.window.zone) == 1


async def test_killed_before_any_commit_everything_leaves_once(firm: Firm) -> None:
    for survived in count():
        fresh = Mortal()
        fresh.adopt(firm.store)
        firm.mails.clear()
        life = replace(firm, store=fresh, office=replace(firm.office, store=fresh), mails=firm.mails)
        fresh.commits_left = survived
        try:
            await life.morning()
        except Killed:
            fresh.commits_left = None
            life.now += timedelta(hours=1)  # what may have left waits before it is sent again
            await life.morning()
            assert set(life.kinds()) == {Kind.DIGEST}
            assert len({(mail.message_id, mail.data) for mail in life.mails}) == 1
            assert {one.status for who in (ANNA, BO) for one in life.talk(who).letters} == {Status.BUNDLED}
            assert all(one.settled_at for who in (ANNA, BO) for one in life.talk(who).letters)
        else:
            break
    assert survived > 6


async def test_what_is_answered_while_a_digest_waits_is_taken_out_of_it(firm: Firm) -> None:
    await firm.morning()
    await firm.until(at(10, 13))
    assert firm.kinds() == [Kind.DIGEST]
    firm.now, firm.answer = at(10, 13), Refused(False, 450, "4.2.0 later")
    await firm.morning()  # both reminders are on their way, and the server has no time
    assert [one.status for one in firm.digests()] == [Status.SENT, Status.WAITING]
    assert len(firm.entries()) == 2
    take(firm.desktop, firm.mail("tirsdag den 10/11 kl. 9", Token(firm.talk(BO).id, 1)))
    firm.answer, firm.now = Accepted(250, "OK"), firm.now + timedelta(hours=2)
    await firm.morning()
    assert [one.status for one in firm.digests()] == [Status.SENT, Status.STRUCK, Status.SENT]
    assert firm.entries() == [f"{firm.talk(ANNA).id}/2"]
    assert firm.talk(BO).letters[1].status is Status.STRUCK


async def test_a_digest_that_waits_for_somebody_who_has_left_is_struck(firm: Firm) -> None:
    firm.answer = Refused(False, 450, "4.2.0 later")
    await firm.morning()
    advance(firm.office, LARSES, PersonLeft(firm.now, "left", firm.now.date()))
    firm.answer, firm.now = Accepted(250, "OK"), firm.now + timedelta(hours=2)
    sent = len(firm.mails)
    await firm.morning()
    assert [one.status for one in firm.digests()] == [Status.STRUCK]
    assert {mail.recipient for mail in firm.mails[sent:]} <= {ANNA.address, BO.address}
    assert next_leaving(firm.office, firm.now) is None


async def test_a_digest_of_which_something_is_answered_while_others_leave_waits_for_the_next_round(
    firm: Firm,
) -> None:
    await firm.until(at(10, 13))
    firm.now = at(10, 13)
    while tick(firm.office, firm.now):
        pass
    reply = firm.mail("tirsdag den 10/11 kl. 9", Token(firm.talk(BO).id, 1))

    def stopping() -> bool:  # asked before each letter, when the digest has been written
        take(firm.desktop, reply)
        return False

    sent = len(firm.mails)
    assert await send_due(firm.office, firm, lambda: firm.now, stopping=stopping) == 0
    assert len(firm.mails) == sent
    assert firm.digests()[-1].not_before > firm.now
    await firm.morning()
    assert [one.status for one in firm.digests()] == [Status.SENT, Status.STRUCK, Status.SENT]
    assert firm.entries() == [f"{firm.talk(ANNA).id}/2"]


async def test_words_under_an_entry_reach_that_talk_and_no_other(firm: Firm) -> None:
    await firm.morning()
    first, second = (name.partition("/")[0] for name in firm.entries())
    assert take(firm.desktop, firm.reply("tirsdag den 10/11 kl. 9", "torsdag den 12/11 kl. 13")) is Place.DONE
    days = {firm.talk(who).id: [x.start for x in firm.state(who).shared.slots] for who in (ANNA, BO)}
    assert days == {first: [at(11, 10)], second: [at(11, 12, 13)]}


async def test_read_explains_an_answer_entry_by_entry(firm: Firm, tmp_path: Path) -> None:
    await firm.morning()
    (tmp_path / "reply.eml").write_bytes(firm.reply("Den 10/11 kl. 9.", "Den 12/11 kl. 13."))
    told = explained(firm.desktop, tmp_path / "reply.eml")
    assert [one["aggregate"] for one in told["parts"]] == [name.partition("/")[0] for name in firm.entries()]
    assert [[said["intent"] for said in one["intent"]] for one in told["parts"]] == [
        ["offer_times"],
        ["offer_times"],
    ]
    assert firm.state(ANNA).shared.slots == firm.state(BO).shared.slots == ()  # nothing came of it


async def test_words_on_top_go_to_the_one_entry_that_can_use_them(firm: Firm) -> None:
    await firm.morning()
    take(firm.desktop, firm.mail("foreslå", Token(firm.talk(ANNA).id, 1)))
    slots = firm.state(ANNA).shared.slots
    assert slots
    assert take(firm.desktop, firm.reply(top="Foreslå tider")) is Place.DONE
    assert firm.state(BO).shared.slots


async def test_times_on_top_of_a_digest_about_two_are_nobodys(firm: Firm) -> None:
    await firm.morning()
    assert take(firm.desktop, firm.reply(top="tirsdag den 10/11 kl. 9")) is Place.REVIEW
    assert not firm.state(ANNA).shared.slots
    assert not firm.state(BO).shared.slots
    await firm.morning()
    assert firm.kinds()[-1] is Kind.ANSWER


async def test_propose_on_top_is_meant_for_all(firm: Firm) -> None:
    await firm.morning()
    assert take(firm.desktop, firm.reply(top="Foreslå tider for mig")) is Place.DONE
    assert firm.state(ANNA).shared.slots
    assert firm.state(BO).shared.slots


async def test_what_the_mailbox_is_asked_in_reply_to_a_digest_is_answered(firm: Firm) -> None:
    await firm.morning()
    assert take(firm.desktop, firm.reply(top="status")) is Place.DONE
    await firm.morning()
    assert firm.kinds()[-1] is Kind.ANSWER


async def test_a_reply_that_is_killed_and_read_again_is_taken_once(firm: Firm) -> None:
    await firm.morning()
    mail = firm.reply("tirsdag den 10/11 kl. 9", "torsdag den 12/11 kl. 13", top="Vil du også sende kaffe?")
    whole: list[tuple[Kind, ...]] = []
    for survived in count():
        fresh = Mortal()
        fresh.adopt(firm.store)
        office = replace(firm.office, store=fresh)
        life = replace(firm, store=fresh, office=office, desktop=replace(firm.desktop, office=office))
        fresh.commits_left = survived
        try:
            place = take(life.desktop, mail)
        except Killed:
            fresh.commits_left = None
            take(life.desktop, mail)
            assert take(life.desktop, mail) is Place.REVIEW
        else:
            assert place is Place.REVIEW
        letters = [fresh.load(name) for name in sorted(fresh.ids())]
        whole.append(tuple(one.kind for known in letters if known for one in known.letters))
        assert [x.start for x in life.state(BO).shared.slots + life.state(ANNA).shared.slots]
        if fresh.commits_left:
            break
    assert survived >= 3
    assert len(set(whole)) == 1


async def test_somebody_else_cannot_answer_a_digest(firm: Firm) -> None:
    await firm.morning()
    mail = firm.reply("tirsdag den 10/11 kl. 9", "foreslå", top="status", sender="eva@example.com")
    assert take(firm.desktop, mail) is Place.REVIEW
    assert not firm.state(ANNA).shared.slots
    assert not firm.state(BO).shared.slots
    for who in (ANNA, BO):
        assert {one.person for one in firm.talk(who).letters} == {LARS.id}


async def test_an_automatic_answer_to_a_digest_is_told_to_every_talk_in_it(firm: Firm) -> None:
    await firm.morning()
    away = firm.reply(top="Jeg er på ferie til og med 23. oktober 2026.", Auto_Submitted="auto-replied")
    assert take(firm.desktop, away.replace(b"Sv: MUS i dag", b"Autosvar: ferie")) is Place.DONE
    for who in (ANNA, BO):
        assert [entry.kind for entry in firm.talk(who).log][-1] == "away"


async def test_a_digest_that_does_not_arrive_is_told_to_every_talk_in_it(firm: Firm) -> None:
    firm.answer = Refused(True, 550, "5.1.1 no such user")
    await firm.morning()
    for who in (ANNA, BO):
        assert Role.LEADER in firm.state(who).shared.dead
        assert Kind.ADDRESS_DEAD in [one.kind for one in firm.talk(who).letters]


async def test_a_report_that_comes_later_is_told_to_every_talk_in_the_digest(firm: Firm) -> None:
    await firm.morning()
    digest = firm.digests()[-1]
    token = mint(SECRET, Token(LARSES, digest.number))
    report = (
        "From: MAILER-DAEMON@example.org\r\n"
        f"To: mus+{token}@example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Message-ID: <dsn@example.org>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; lars@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {digest.message_id}\r\n\r\n--b--\r\n"
    )
    assert take(firm.desktop, report.encode()) is not Place.EXPUNGED
    for who in (ANNA, BO):
        assert firm.state(who).shared.dead == (Role.LEADER,)
