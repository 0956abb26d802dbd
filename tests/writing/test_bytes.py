"""What leaves: the same bytes each time, readable by any mail program; nothing a person wrote becomes structure."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musmail.conversation.letters import ANSWERS, Kind, Recipient, Send
from musmail.conversation.people import Party
from musmail.conversation.policy import Mailbox
from musmail.conversation.state import Opened, Own
from musmail.conversation.tokens import Token, mint, verify
from musmail.skema.forms import Answer, Mark, Role
from musmail.writing import mime, samples
from musmail.writing.checking import Case, recipients, send_of, view_of
from musmail.writing.cleaning import clean, one_line
from musmail.writing.compose import Composed, View, compose
from tests.writing.gallery import SECRET, composed, shipped_texts
from tests.writing.test_words import every_letter, of

HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Loop",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]

WORD = b"Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document;"
TAGS = {"html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td"}
TAGS |= {"h1", "h2", "p", "a", "strong", "br"}


def parsed(made: Composed) -> EmailMessage:
    message = email.message_from_bytes(made.letter.data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]


@every_letter
def test_any_mail_program_reads_back_what_was_written(case: Case, recipient: Recipient) -> None:
    made = of(case, recipient)
    message = parsed(made)
    assert not [defect for part in message.walk() for defect in part.defects]
    plain, html = parts(message)[:2]
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == made.plain
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == made.html.rstrip("\n")
    assert message["Subject"] == made.subject


@every_letter
def test_the_bytes_are_ascii_in_short_lines_that_end_as_they_should(case: Case, recipient: Recipient) -> None:
    data = of(case, recipient).letter.data
    assert data.isascii()
    assert b"\0" not in data
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    head, _, body = data.partition(b"\r\n\r\n")
    lines = (line for line in body.split(b"\r\n") if line != WORD)  # the name of a type cannot be folded
    assert max(map(len, lines)) <= 78
    assert max(len(line) for line in head.split(b"\r\n")) <= 140  # a token cannot be folded


@every_letter
def test_the_headers_are_exactly_these(case: Case, recipient: Recipient) -> None:
    message = parsed(of(case, recipient))
    assert list(message.keys()) == HEADERS
    answers = case.kind in ANSWERS
    assert message["Auto-Submitted"] == ("auto-replied" if answers else "auto-generated")
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"
    assert message["X-Loop"] == "mus@example.org"
    tag = samples.ID if case.person is None else samples.PERSON_ID
    assert message["Subject"].endswith(f" [{tag}]")


@every_letter
def test_the_same_letter_is_the_same_bytes(case: Case, recipient: Recipient) -> None:
    assert composed(case, recipient).letter == of(case, recipient).letter


def plain_letter(mailbox: Mailbox | None = None, **about: object) -> Composed:
    case = Case(Kind.CONVENE_LEADER, "", samples.convening(samples.skemas()), about)
    policy = replace(case.policy, mailbox=mailbox or case.policy.mailbox)
    return compose(
        send_of(case, Recipient.LEADER),
        view_of(case, Recipient.LEADER),
        policy,
        shipped_texts(),
        number=3,
        secret=SECRET,
        at=samples.AT,
    )


def test_the_reply_address_and_the_message_id_lead_home() -> None:
    message = parsed(plain_letter())
    address = message["Reply-To"].addresses[0]
    assert address.username.startswith("mus+")
    assert verify(SECRET, address.username.removeprefix("mus+")) == Token("csample234", 3)
    assert len(address.username) <= 64
    assert message["Message-ID"] == f"<{mint(SECRET, Token('csample234', 3, 'id'))}@example.org>"


def test_without_sub_addressing_the_reply_goes_to_the_mailbox_itself() -> None:
    made = plain_letter(Mailbox("mus@example.org", "MUS", sub_addressing=False))
    assert parsed(made)["Reply-To"].addresses[0].addr_spec == "mus@example.org"
    assert 'href="mailto:mus@example.org?subject=' in made.html
    subjects = re.findall(r'href="mailto:[^"]*subject=([^&"]*)', made.html)
    assert subjects
    assert all(unquote(one).endswith("[csample234-3]") for one in subjects)


def test_a_later_letter_of_a_thread_refers_to_its_first() -> None:
    message = parsed(plain_letter(thread="<first@example.org>"))
    assert message["In-Reply-To"] == message["References"] == "<first@example.org>"


def test_another_number_or_time_is_another_letter() -> None:
    case = Case(Kind.CHECK, "", samples.summarised(samples.skemas()))
    first, second = (composed(case, Recipient.EMPLOYEE, number).letter for number in (7, 8))
    assert first.message_id != second.message_id
    assert first.data != second.data


def test_the_time_of_a_letter_is_the_time_it_was_given() -> None:
    assert parsed(plain_letter())["Date"].datetime == samples.AT
    assert samples.AT.utcoffset() == timedelta(hours=2)


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\r\n\0\t <>&\"'@,;:()[]{}%\\=?*_~$#\u202e\u2066\u2028\u0085\ufeff\x1b\x0b"),
        st.characters(),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(
    name=HOSTILE,
    words=HOSTILE,
    kind=st.sampled_from([Kind.AGENDA, Kind.RECEIPT, Kind.OPENING, Kind.INVITATION]),
)
def test_nothing_a_person_writes_becomes_a_header_a_tag_or_a_part(name: str, words: str, kind: Kind) -> None:
    shared = samples.opened(samples.skemas())
    question = shared.skemas[Role.EMPLOYEE].questions[0].id
    employee = replace(samples.ANNA, name=name or "x")
    shared = replace(
        shared,
        employee=employee,
        companion=words,
        opened=(*shared.opened, Opened(Role.LEADER, question, words, samples.AT)),
    )
    own = Own(answers=(Answer(question, words, Mark.OPENING, samples.AT),), notes=(words,))
    view = View(samples.ID, shared, own, employee, Recipient.EMPLOYEE)
    about = {"filed": [question], "unfiled": [words], "answered": "preparation"}
    send = Send(kind, Recipient.EMPLOYEE, "c", samples.AT, about)
    made = compose(send, view, samples.FULL_POLICY, shipped_texts(), number=1, secret=SECRET, at=samples.AT)
    message = parsed(made)
    assert list(message.keys()) == HEADERS
    assert not [defect for part in message.walk() for defect in part.defects]
    assert len(parts(message)) == (4 if kind is Kind.INVITATION else 2)
    assert made.letter.data.isascii()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made.plain + made.html)
    assert set(re.findall(r"</?([a-z0-9]+)", made.html)) <= TAGS


@settings(deadline=None, max_examples=200)
@given(HOSTILE)
def test_a_header_says_again_what_it_was_given(words: str) -> None:
    cleaned = one_line(words)
    raw = f"Subject: {mime.unstructured(words)}\r\n\r\n".encode("ascii")
    read = email.message_from_bytes(raw, policy=email.policy.default)["Subject"]
    assert str(read) == cleaned
    assert max(len(line) for line in raw.split(b"\r\n")) <= 85


@settings(deadline=None, max_examples=200)
@given(HOSTILE)
def test_a_name_stays_a_name_beside_its_address(name: str) -> None:
    raw = f"To: {mime.mailbox(name, 'a@example.org')}\r\n\r\n".encode("ascii")
    read = email.message_from_bytes(raw, policy=email.policy.default)["To"].addresses
    assert [address.addr_spec for address in read] == ["a@example.org"]
    # Blanks aside: the standard library's reader puts one between encoded words, against RFC 2047 §6.2.
    assert read[0].display_name.replace(" ", "") == one_line(name).replace(" ", "")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_text_part_carries_any_text_whole(text: str) -> None:
    cleaned = clean(text).rstrip("\n")
    data = mime.message([], mime.text_part("text/plain", cleaned), seed="s")
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.get_content().replace("\r\n", "\n") == cleaned + "\n"
    assert max(len(line) for line in data.split(b"\r\n")) <= 78


def test_a_long_word_survives() -> None:
    word = "speciallægepraksisplanlægningsstabiliseringsperiode" * 20
    view = view_of(Case(Kind.OPENING, "", samples.opened(samples.skemas())), Recipient.EMPLOYEE)
    opened = (Opened(Role.LEADER, "aim", word, samples.AT),)
    view = replace(view, shared=replace(view.shared, opened=opened))
    send = Send(Kind.OPENING, Recipient.EMPLOYEE, "c", samples.AT)
    made = compose(send, view, samples.FULL_POLICY, shipped_texts(), number=1, secret=SECRET, at=samples.AT)
    message = parsed(made)
    assert word in parts(message)[0].get_content()
    assert word in parts(message)[1].get_content()


def test_two_people_of_the_same_first_name_are_told_apart() -> None:
    other = Party("other", "Anna Bertelsen", "b@example.org")
    shared = replace(samples.opened(samples.skemas()), leader=other)
    view = replace(view_of(Case(Kind.AGENDA, "", shared), Recipient.EMPLOYEE), shared=shared)
    send = Send(Kind.AGENDA, Recipient.EMPLOYEE, "c", samples.AT)
    made = compose(send, view, samples.FULL_POLICY, shipped_texts(), number=1, secret=SECRET, at=samples.AT)
    assert "Anna Bertelsen:" in made.plain
    assert "Anna Sørensen:" in made.plain


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_somebody_to_go_to(kind: Kind) -> None:
    assert recipients(kind)
