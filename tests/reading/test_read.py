"""The entrance: who may write, what no person wrote, calendar answers, reports, signatures and their trust."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from musmail.conversation.events import Away, Bounced, CalendarAnswer, CalendarReplied, Replied
from musmail.conversation.letters import Kind, Recipient
from musmail.reading.head import head
from musmail.reading.read import Context, Ignored, Kept, read
from musmail.reading.route import Route, route
from musmail.skema.forms import Mark, Role
from tests.reading.clients import message
from tests.reading.sample import MAILBOX, NOW, SECRET, TALK, Row, context, preparation, reply_address, sent

ROWS = preparation()
LETTER = sent(ROWS)
HANNE = b"hanne.larsen@firma.example"


def mail(
    text: str = "Enig",
    *extra: str,
    sender: str = "Hanne Larsen <hanne.larsen@firma.example>",
    subject: str = "SV: MUS",
) -> bytes:
    """Write a plain mail by hand."""
    fields = [
        *extra,
        f"From: {sender}",
        f"To: {reply_address()}",
        f"Subject: {subject}",
        "Message-ID: <x@firma.example>",
    ]
    return ("\r\n".join(fields) + "\r\n\r\n" + text + "\r\n").encode()


def way(body: bytes) -> Route:
    """Route a mail; one Message-ID is known besides our own."""
    known = {"<replaced-by-exchange@x.example>": (TALK, 5)}
    return route(head(body), mailbox=MAILBOX, secret=SECRET, by_message_id=known.get)


def outcome(body: bytes, there: Context | None = None) -> object:
    """Read a mail against a talk."""
    return read(body, there or replace(context(LETTER), route=way(body))).outcome


# ── the way ──


def test_a_token_in_any_recipient_field_shows_the_way() -> None:
    for field in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        body = f"From: a@b.example\n{field}: MUS <{reply_address(3, 'enig')}>\n\nEnig".encode()
        assert way(body) == Route(TALK, 3, "enig", "token")


def test_a_token_with_other_capitals_still_shows_the_way() -> None:
    assert way(f"From: a@b.example\nTo: {reply_address().upper()}\n\nx".encode()).via == "token"


def test_a_foreign_or_mangled_token_shows_no_way() -> None:
    address = reply_address()
    for wrong in (
        address.replace("mus+c", "mus+d"),
        address.replace("firma.example", "evil.example"),
        address[:-20] + "@firma.example",
    ):
        assert way(f"From: a@b.example\nTo: {wrong}\n\nx".encode()) == Route(via="sender")


def test_references_show_the_way_where_there_is_no_token() -> None:
    ours = LETTER.record.message_id
    for field in (f"In-Reply-To: {ours}", f"References: <x@y>,{ours}", f"References: <x@y>\n {ours} <z@z>"):
        assert way(f"From: a@b.example\n{field}\n\nx".encode()) == Route(TALK, 3, "", "references")
    assert way(b"From: a@b.example\nIn-Reply-To: <replaced-by-exchange@x.example>\n\nx") == Route(
        TALK, 5, "", "references"
    )


def test_the_subjects_tag_is_the_last_way() -> None:
    body = f"From: a@b.example\nSubject: =?utf-8?q?SV=3A_MUS_=5B{TALK}=5D?=\n\nx".encode()
    assert way(body) == Route(TALK, None, "", "subject")
    assert way(b"From: a@b.example\nSubject: hej\n\nx") == Route(via="sender")


def test_a_button_without_a_token_names_its_letter_in_the_subject() -> None:
    tagged = b"From: a@b.example\nSubject: Enig [csample234%b]\n\nenig"
    assert way(tagged % b"-12") == Route("csample234", 12, via="subject")
    assert way(tagged % b"") == Route("csample234", None, via="subject")
    assert way(tagged % b"-x") == Route(via="sender")
    assert way(b"Subject: hej\n\nx") == Route()


# ── who wrote ──


def test_only_the_person_a_letter_was_for_can_answer_it() -> None:
    assert isinstance(outcome(mail("1. et")), Replied)
    assert isinstance(outcome(mail("1. et", sender="hanne@privat.example")), Replied)
    for sender in (
        "lars.berg@firma.example",
        "evil@x.example",
        '"hanne.larsen@firma.example" <evil@x.example>',
    ):
        assert outcome(mail("1. et", sender=sender)) == Kept(
            "the sender is not the person this letter was for", notify=True
        )


def test_an_unclear_sender_is_kept_and_nobody_is_told() -> None:
    for sender in ("", "a@b.example, hanne.larsen@firma.example"):
        found = outcome(mail("1. et", sender=sender))
        assert isinstance(found, Kept)
        assert not found.notify


def test_two_from_fields_are_no_sender() -> None:
    assert isinstance(
        outcome(mail("1. et", "From: Hanne <hanne.larsen@firma.example>", sender="evil@x.example")), Kept
    )


def test_a_stranger_without_a_conversation_is_kept() -> None:
    assert outcome(mail(), replace(context(LETTER), conversation=None)) == Kept(
        "nothing of ours belongs to this mail"
    )


def test_the_other_partys_letter_is_never_aligned_against() -> None:
    secret = (Row("Kun til Lars: fortrolig tekst om Hanne, som ingen anden må se.", "q"),)
    other = sent(secret, Kind.PREPARATION, 2, Recipient.LEADER)
    typed = "Kun til Lars: fortrolig tekst om Hanne, som ingen anden må se.\nOg mere."
    found = outcome(mail(typed), context(other, LETTER))
    assert isinstance(found, Replied)
    assert found.unfiled == (typed,)


def test_a_reply_that_names_no_letter_answers_the_one_it_quotes() -> None:
    older = sent((Row("Vælg en tid til din MUS"), Row("Skriv et tal:", "answer")), Kind.CONVENE_EMPLOYEE, 1)
    body = mail("> Vælg en tid til din MUS\n> Skriv et tal:\n2")
    found = outcome(body, context(older, LETTER, number=None, via="subject"))
    assert isinstance(found, Replied)
    assert (found.letter, found.letter_kind) == (1, "convene_employee")


# ── no person wrote ──


@pytest.mark.parametrize(
    "extra",
    [
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: auto-replied (vacation)",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "List-Id: <liste.firma.example>",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "X-Loop: mus@firma.example",
    ],
)
def test_automatic_mail_is_never_an_answer(extra: str) -> None:
    assert isinstance(outcome(mail("1. et", extra)), Ignored | Kept)


@pytest.mark.parametrize("extra", ["Precedence: list", "List-Id: <liste.firma.example>", "X-Loop: videre"])
def test_what_a_party_sends_through_a_list_or_a_forwarder_is_looked_at(extra: str) -> None:
    assert isinstance(outcome(mail("1. et", extra)), Kept)


@pytest.mark.parametrize(
    "extra", ["Auto-Submitted: no", "X-Auto-Response-Suppress: All", "Precedence: normal"]
)
def test_a_persons_mail_is_not_taken_for_automatic(extra: str) -> None:
    assert isinstance(outcome(mail("1. et", extra)), Replied)


@pytest.mark.parametrize(
    ("subject", "text", "until"),
    [
        ("Automatisk svar: MUS", "Jeg er på ferie til og med fredag den 4. december.", date(2026, 12, 4)),
        ("Autosvar: x", "Jeg holder ferie fra 23/11 til 30/11 og er tilbage den 1/12.", date(2026, 11, 30)),
        ("Automatic reply: x", "I am out of the office and will be back on 7 December.", date(2026, 12, 6)),
        ("Ikke til stede: x", "Jeg er væk.", None),
    ],
)
def test_out_of_office_is_a_hint_with_its_last_day(subject: str, text: str, until: date | None) -> None:
    found = outcome(mail(text, "Auto-Submitted: auto-replied", subject=subject))
    assert isinstance(found, Away)
    assert (found.role, found.until) == (Role.EMPLOYEE, until)


DSN = """From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; hanne.larsen@firma.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 user unknown
--b
Content-Type: message/rfc822

From: mus@firma.example
Message-ID: {id}
Subject: MUS

hej
--b--
"""


def report(
    action: str = "failed", status: str = "5.1.1", message_id: str = LETTER.record.message_id
) -> bytes:
    """Write a delivery report."""
    return DSN.format(to=MAILBOX.address, action=action, status=status, id=message_id).encode()


def test_a_delivery_report_finds_the_letter_by_its_message_id() -> None:
    found = outcome(report())
    assert isinstance(found, Bounced)
    assert (found.role, found.letter, found.permanent) == (Role.EMPLOYEE, 3, True)
    assert "5.1.1" in found.reason


def test_a_delay_is_not_a_failure_for_good() -> None:
    found = outcome(report("delayed", "4.4.1"))
    assert isinstance(found, Bounced)
    assert not found.permanent


def test_a_report_of_success_or_of_nothing_of_ours_is_ignored() -> None:
    assert isinstance(outcome(report("delivered", "2.0.0")), Ignored)
    assert isinstance(outcome(report(message_id="<foreign@x.example>")), Ignored)


def test_a_read_receipt_is_ignored() -> None:
    body = report().replace(b"delivery-status", b"disposition-notification")
    assert isinstance(outcome(body), Ignored)


# ── calendars ──

ICS = """BEGIN:VCALENDAR
METHOD:{method}
VERSION:2.0
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:20261123T080000Z
DTSTART;TZID=Romance Standard Time:20261218T130000
DTEND;TZID=Romance Standard Time:20261218T143000
SUMMARY:Accepteret: MUS
ATTENDEE;PARTSTAT={partstat};CN=Hanne:MAILTO:{attendee}
COMMENT:Bedre for mig
END:VEVENT
END:VCALENDAR
"""


def invitation_reply(method: str = "REPLY", partstat: str = "ACCEPTED", **changes: str) -> bytes:
    """Write what a calendar sends, marked as automatic as Google does, with no ORGANIZER as Exchange does."""
    values = {
        "uid": f"{TALK}@firma.example",
        "attendee": "Hanne.Larsen@firma.example",
        "sender": HANNE.decode(),
    } | changes
    ics = ICS.format(method=method, partstat=partstat, uid=values["uid"], attendee=values["attendee"])
    head = f"From: {values['sender']}\nTo: mus@firma.example\nSubject: Accepteret\nAuto-Submitted: auto-generated\n"
    text = "--b\nContent-Type: text/plain\n\nja\n"
    part = f"--b\nContent-Type: text/calendar; method={method}\n\n{ics}"
    return f"{head}Content-Type: multipart/mixed; boundary=b\n\n{text}{part}--b--\n".encode()


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_a_calendar_answer_is_read_before_the_filter_for_automatic_mail(partstat: str) -> None:
    body = invitation_reply(partstat=partstat)
    assert way(body) == Route(TALK, None, "", "calendar")
    found = outcome(body)
    assert isinstance(found, CalendarReplied)
    assert (found.role, found.answer, found.sequence) == (Role.EMPLOYEE, CalendarAnswer(partstat.lower()), 0)
    assert found.comment == "Bedre for mig"


def test_a_counter_proposes_a_time() -> None:
    found = outcome(invitation_reply("COUNTER", "NEEDS-ACTION"))
    assert isinstance(found, CalendarReplied)
    assert found.answer is CalendarAnswer.COUNTER
    assert found.proposed is not None
    assert found.proposed.length == timedelta(minutes=90)


def test_a_calendar_answer_about_something_else_is_only_automatic_mail() -> None:
    assert isinstance(outcome(invitation_reply(uid="other@x.example"), context(LETTER)), Ignored)


def test_a_calendar_answer_from_somebody_else_is_kept() -> None:
    found = outcome(invitation_reply(sender="evil@x.example"))
    assert found == Kept("a calendar answer from somebody it was not sent to", notify=True)


# ── signatures and trust ──

SIGN = sent((Row("Kan du genkende samtalen?"), Row("En bemærkning", "remark")), Kind.SIGN, version=2)


def signed(*fields: str, authserv_id: str | None = "mx.firma.example", same_tenant: bool = False) -> bool:
    """Tell whether a signature would be trusted."""
    there = replace(context(SIGN), authserv_id=authserv_id, same_tenant=same_tenant)
    event = read(mail("Enig", *fields), there).outcome
    assert isinstance(event, Replied)
    assert event.version == 2
    return event.trusted


def test_a_signature_needs_no_verdict_where_none_is_configured() -> None:
    assert signed(authserv_id=None)


def test_a_signature_needs_a_pass_from_our_server_on_top() -> None:
    ours = "Authentication-Results: mx.firma.example; dmarc=pass header.from=firma.example"
    assert signed(ours)
    assert not signed()
    assert not signed(ours.replace("=pass", "=fail"))
    assert not signed(ours.replace("mx.firma", "mx.evil"))
    assert not signed(ours.replace("header.from=firma", "header.from=evil"))
    assert not signed("Authentication-Results: mx.firma.example; dmarc=fail header.from=firma.example", ours)
    assert not signed("Authentication-Results: mx.other.example; spf=pass", "Received: from x", ours)
    assert not signed("Authentication-Results-Original: mx.firma.example; dmarc=pass")
    assert signed("Authentication-Results: mx.firma.example; dkim=pass header.d=firma.example")
    assert not signed("Authentication-Results: mx.firma.example; dkim=pass header.d=evil.example")


def test_microsoft_writes_its_verdict_without_an_id() -> None:
    dmarc = "dmarc=pass action=none header.from=firma.example"
    verdict = f"Authentication-Results: spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=firma.example; {dmarc}"
    assert signed(verdict, authserv_id="microsoft")
    assert not signed(verdict)
    internal = "X-MS-Exchange-Organization-AuthAs: Internal"
    assert signed(internal, authserv_id=None, same_tenant=True)
    assert not signed(internal)


def test_answers_need_no_verdict() -> None:
    event = read(mail("1. et"), replace(context(LETTER), authserv_id="mx.firma.example")).outcome
    assert isinstance(event, Replied)
    assert event.trusted


# ── what is read ──


def test_a_mark_is_taken_off_the_answer_it_stands_by() -> None:
    event = outcome(mail("1. [kun mig] et\n2. to"))
    assert isinstance(event, Replied)
    assert [(item.field, item.text, item.mark) for item in event.filed] == [
        ("mål", "et", Mark.PRIVATE),
        ("opnået", "to", None),
    ]


def test_an_answer_is_withdrawn_by_saying_so() -> None:
    event = outcome(mail("1. slet svaret\n2. Slet ikke godt"))
    assert isinstance(event, Replied)
    assert [(item.field, item.text, item.withdrawn) for item in event.filed] == [
        ("mål", "", True),
        ("opnået", "Slet ikke godt", False),
    ]


def test_line_breaks_and_bullets_of_an_answer_are_kept() -> None:
    typed = "- ro\n- plan\n\nOg mere."
    event = outcome(
        mail(
            f"> 1. Hvad vil du gerne have ud af samtalen?\n\n{typed}\n\n> 2. Hvad har du opnået siden sidst?\n"
        )
    )
    assert isinstance(event, Replied)
    assert event.filed[0].text == typed


def test_a_sentence_changed_in_place_is_filed_as_it_stands_now() -> None:
    rows = (
        Row("1. Hvad har du opnået siden sidst?", "point:1"),
        Row("Hanne har fået styr på driften i marts, og det gav ro.", "point:1"),
        Row("Ret eller tilføj her:", "point:1"),
        Row("2. Hvordan trives du i det hele taget?", "point:2"),
    )
    quoted = "\n".join(f"> {row.text}" for row in rows).replace("i marts", "i april")
    event = outcome(mail(quoted), context(sent(rows, Kind.SIGN)))
    assert isinstance(event, Replied)
    assert [(item.field, item.text) for item in event.filed] == [
        ("point:1", "Hanne har fået styr på driften i april, og det gav ro.")
    ]


def test_a_mail_with_nothing_typed_files_nothing_and_says_so() -> None:
    understood = read(mail("> Forbered jeres samtale\n"), context(LETTER))
    assert isinstance(understood.outcome, Replied)
    assert not understood.outcome.filed
    assert not understood.outcome.unfiled
    assert "nothing was typed in it" in understood.reasons


def test_words_only_the_text_part_has_are_kept() -> None:
    event = read(message("1. et langt svar\n2. to\n", "<p>1. et langt svar</p>"), context(LETTER)).outcome
    assert isinstance(event, Replied)
    assert [(item.field, item.text) for item in event.filed] == [("mål", "et langt svar")]
    assert event.unfiled == ("2. to",)


def test_a_stub_of_html_does_not_hide_the_text() -> None:
    event = read(
        message("1. et langt svar\n2. og et til\n", "<p>Din læser kan ikke vise HTML</p>"), context(LETTER)
    ).outcome
    assert isinstance(event, Replied)
    assert [item.text for item in event.filed] == ["et langt svar", "og et til"]


@pytest.mark.parametrize("lost", ["?", "\ufffd"])
def test_letters_lost_on_the_way_do_not_make_our_words_an_answer(lost: str) -> None:
    rows = "\n".join(
        f"> {row.text}" + ("\nDet gik på et hængende hår" if row.field == "godt" and row.box else "")
        for row in ROWS
    )
    for letter in "æøåÆØÅ":
        rows = rows.replace(letter, lost)
    event = outcome(mail(rows))
    assert isinstance(event, Replied)
    assert [item.field for item in event.filed] == ["godt"]
    assert event.unfiled == ()


def test_utf_8_encoded_twice_is_read_as_it_was_meant() -> None:
    event = outcome(mail("1. Ro på".encode().decode("cp1252")))
    assert isinstance(event, Replied)
    assert event.filed[0].text == "Ro på"


def test_every_line_is_accounted_for() -> None:
    quoted = "Den 19-11-2026 kl. 08:12 skrev MUS <m@f.example>:\n> Forbered jeres samtale\n> Hej Hanne"
    body = mail(f"Hej\n\n1. et\n\nMvh\nHanne\n\n{quoted}")
    lines = read(body, context(LETTER)).lines
    assert {line.taken for line in lines} == {"words", "furniture", "ours", "empty"}
    assert next(line for line in lines if line.field).text == "1. et"
    assert NOW
