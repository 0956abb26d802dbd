"""The fixtures themselves: mail that parses, meanings that are written down right, words that are really there."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from functools import cache

import icalendar
import pytest
from selectolax.lexbor import LexborHTMLParser

from musmail.conversation.events import CalendarAnswer, Intent
from musmail.conversation.letters import EXPECTS, Kind
from musmail.skema.forms import Mark
from tests.replies.player import FOLDER, LETTERS, Reply, all_replies, fill, letter, load, names

OUTCOMES = {"replied", "calendar", "away", "bounced", "ignored", "kept"}
SENDERS = {"employee", "leader", "stranger", "system"}
KEYS = {"calendar", "until", "permanent", "final_recipient", "corrects", "why", "attachments", "letter_to"}
each = pytest.mark.parametrize("name", names())


def filled(reply: Reply) -> bytes:
    return fill(
        reply,
        reply_to="mus+csample234aabk7vaq@example.org",
        message_id="<csample234aabx3@example.org>",
        subject="Forbered din MUS med Søren på søndag [csample234]",
        uid="csample234@example.org",
        sequence=1,
    )


@cache
def parsed(name: str) -> EmailMessage:
    message = email.message_from_bytes(filled(load(name)), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def shown(part: EmailMessage) -> str:
    """Decode a text part as readers do: what says ISO-8859-1 is Windows-1252 (WHATWG Encoding §4.2)."""
    if (part.get_content_charset() or "").lower() != "iso-8859-1":
        return str(part.get_content())
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("windows-1252").replace("\r\n", "\n")


@cache
def words(name: str) -> str:
    """Everything readable in the mail, on one line."""
    found = []
    for part in parsed(name).walk():
        if part.get_content_type() == "text/plain":
            found.append(re.sub(r"(?m)^(> ?)+", "", shown(part)))
        if part.get_content_type() == "text/html":
            found.append(LexborHTMLParser(shown(part)).text(separator=" "))
    return squeezed(" ".join(found))


def squeezed(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_there_are_enough_of_them() -> None:
    assert len(names()) >= 36
    assert len({reply.expected.client for reply in all_replies()}) >= 12


def test_every_mail_has_its_meaning_and_every_meaning_its_mail() -> None:
    meanings = {
        str(path.relative_to(FOLDER))[: -len(".expected.json")] for path in FOLDER.glob("*/*.expected.json")
    }
    assert meanings == set(names())


@each
def test_a_filled_fixture_has_no_placeholder_and_only_crlf(name: str) -> None:
    data = filled(load(name))
    assert b"@@" not in data.replace(b"@@@", b"")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))  # RFC 5322 §2.1.1


@each
def test_a_filled_fixture_parses_as_mail(name: str) -> None:
    message = parsed(name)
    assert message["From"]
    assert message["Date"]
    for part in message.walk():
        assert not part.defects, part.defects
        if part.get_content_maintype() == "text":
            assert "@@" not in str(part.get_content())
            assert "\N{REPLACEMENT CHARACTER}" not in str(part.get_content())


@each
def test_no_placeholder_hides_in_a_base64_part(name: str) -> None:
    for part in email.message_from_bytes(load(name).raw, policy=default).walk():
        if part.get("Content-Transfer-Encoding", "").lower() == "base64":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            assert b"@@" not in payload


@each
def test_the_meaning_is_well_formed(name: str) -> None:
    expected = load(name).expected
    assert expected.outcome in OUTCOMES
    assert expected.sender in SENDERS
    assert set(expected.more) <= KEYS
    assert set(expected.marks) <= set(expected.answers)
    assert set(expected.marks.values()) <= {Mark.PRIVATE.value, Mark.MEETING.value}
    for said in expected.said:
        assert set(said) <= {"intent", "number", "text", "times"}
        assert Intent(said["intent"]) in EXPECTS[Kind(expected.letter)]
    assert all(Intent(one) for one in expected.never_said)
    for row in expected.agreements:
        assert set(row) == {"number", "what", "who", "by", "sign"}
        assert row["by"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", row["by"])
    if expected.outcome == "calendar":
        assert CalendarAnswer(expected.more["calendar"]["answer"])


@each
def test_answers_stand_in_fields_the_letter_opened(name: str) -> None:
    expected = load(name).expected
    if expected.sender in ("employee", "leader") and expected.letter:
        assert (LETTERS / f"{expected.letter}-{expected.sender}.json").exists()
    if expected.answers:
        assert set(expected.answers) <= letter(expected.letter, expected.sender).fields


@each
def test_the_words_of_the_meaning_are_really_in_the_mail(name: str) -> None:
    expected, body = load(name).expected, words(name)
    told = [line for text in expected.answers.values() for line in text.split("\n")]
    told += [said["text"] for said in expected.said if said["text"]]
    told += [row[part] for row in expected.agreements for part in ("what", "who", "sign") if row[part]]
    told += list(expected.unfiled)
    for line in told:
        assert squeezed(line.removeprefix("- ")) in body, line


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("calendar/")])
def test_a_calendar_reply_names_the_invitation_and_the_answer(name: str) -> None:
    (part,) = (one for one in parsed(name).walk() if one.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(str(part.get_content()))
    (event,) = calendar.walk("VEVENT")
    answer = load(name).expected.more["calendar"]["answer"]
    assert str(event["UID"]) == "csample234@example.org"
    assert int(str(event["SEQUENCE"])) == 1
    assert (
        str(calendar["METHOD"]) == part.get_param("method") == ("COUNTER" if answer == "counter" else "REPLY")
    )
    assert answer in ("counter", str(event["ATTENDEE"].params["PARTSTAT"]).lower())


@each
def test_text_and_html_part_tell_the_same_answers(name: str) -> None:
    parts = {
        part.get_content_type(): str(part.get_content())
        for part in parsed(name).walk()
        if not part.is_multipart()
    }
    if "text/html" not in parts or "text/plain" not in parts:
        return
    html = squeezed(LexborHTMLParser(parts["text/html"]).text(separator=" "))
    plain = squeezed(re.sub(r"(?m)^(> ?)+", "", parts["text/plain"]))
    for text in load(name).expected.answers.values():
        for line in text.split("\n"):
            assert squeezed(line.removeprefix("- ")) in html
            assert squeezed(line.removeprefix("- ")) in plain


@each
def test_a_quote_holds_the_words_of_the_letter_it_answers(name: str) -> None:
    expected, body = load(name).expected, words(name)
    if expected.outcome != "replied" or expected.action or "quote-deleted" in name or "new-matter" in name:
        return
    passages = [text for text, _ in letter(expected.letter, expected.sender).passages]
    there = [text for text in passages if all(word in body for word in squeezed(text).split(" "))]
    assert len(there) >= 0.85 * len(
        passages
    )  # ISO-8859-1 has neither ’ nor –: those passages come back changed


@each
def test_words_that_are_no_answers_are_in_the_mail_too(name: str) -> None:
    for line in load(name).expected.not_answers:
        assert squeezed(line) in words(name), line


def test_the_whole_mus_is_told_with_fixtures_there_are() -> None:
    told = re.findall(r"`([a-z_]+/\d\d-[a-z0-9-]+)`", (FOLDER / "mus.md").read_text("utf-8"))
    assert len(told) >= 12
    assert set(told) <= set(names())
