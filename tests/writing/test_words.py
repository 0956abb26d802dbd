"""Every letter says the same words to everybody who reads it, and the right words to each."""

import re
from email import message_from_bytes
from email.policy import default
from functools import cache
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from musmail.conversation.letters import Kind, Recipient
from musmail.conversation.tokens import verify
from musmail.skema.forms import Role
from musmail.writing.checking import Case, cases, recipients
from musmail.writing.compose import Composed
from tests.writing.gallery import SECRET, composed, shipped_skemas

ALL = [
    pytest.param(case, recipient, id="-".join(filter(None, (case.kind, case.name, recipient))))
    for case in cases(shipped_skemas())
    for recipient in recipients(case.kind)
]
every_letter = pytest.mark.parametrize(("case", "recipient"), ALL)


@cache
def _at(place: int) -> Composed:
    case, recipient = ALL[place].values
    assert isinstance(case, Case)
    assert isinstance(recipient, Recipient)
    return composed(case, recipient)


def of(case: Case, recipient: Recipient) -> Composed:
    """Compose each sample letter once for all tests."""
    return _at(next(place for place, one in enumerate(ALL) if one.values == (case, recipient)))


def letter(kind: Kind, name: str = "", to: Recipient = Recipient.EMPLOYEE) -> Composed:
    """Find a sample letter."""
    found = (one.values for one in ALL)
    return next(of(c, r) for c, r in found if (c.kind, c.name, r) == (kind, name, to))  # type: ignore[union-attr,arg-type]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def seen(html: str) -> str:
    """Give the text of an HTML letter as a reader sees it."""
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    return tree.body.text(separator=" ")


def buttons(html: str) -> list[str]:
    links = (node.attributes.get("href") or "" for node in LexborHTMLParser(html).css("a"))
    return [link for link in links if link.startswith("mailto:") and "?" in link]


@every_letter
def test_plain_text_html_and_passages_say_the_same_words(case: Case, recipient: Recipient) -> None:
    made = of(case, recipient)
    plain = words(made.plain)
    assert plain == words(seen(made.html))
    assert plain == words(" ".join(passage.text for passage in made.passages))


@every_letter
def test_every_button_carries_its_letter_and_action_and_can_be_written_instead(
    case: Case, recipient: Recipient
) -> None:
    made = of(case, recipient)
    for link in buttons(made.html):
        parts = urlsplit(link)
        local, _, domain = unquote(parts.path).partition("@")
        token = verify(SECRET, local.removeprefix("mus+"))
        assert domain == "example.org"
        assert token is not None
        assert (token.aggregate[1:], token.letter) == ("sample234", 7)
        assert token.action
        filled = parse_qs(parts.query, strict_parsing=True)
        assert filled["subject"][0].endswith("sample234]")
        assert filled["body"][0]
    assert made.plain.count("– skriv: ") == len(buttons(made.html))


@every_letter
def test_every_letter_says_who_sees_what_one_writes(case: Case, recipient: Recipient) -> None:
    asked_nothing = {Kind.WAS_THIS_YOU}
    short = {Kind.AFTER_OPENING, Kind.RECEIPT}  # the box says it, or nothing is asked
    if case.kind not in asked_nothing | short:
        assert "Hvem ser hvad:" in of(case, recipient).plain


@every_letter
def test_every_letter_is_short_enough_not_to_be_clipped(case: Case, recipient: Recipient) -> None:
    assert len(of(case, recipient).html.encode()) < 100_000  # Gmail hides what is past 102 kB


@pytest.mark.parametrize("recipient", [Recipient.EMPLOYEE, Recipient.LEADER])
@pytest.mark.parametrize("kind", [Kind.PREPARATION, Kind.PREPARATION_REMINDER])
def test_each_question_opens_its_own_box_and_can_be_found_again(kind: Kind, recipient: Recipient) -> None:
    made = letter(kind, to=recipient)
    skema = shipped_skemas()[Role(recipient.value)]
    for number, question in skema.numbered():
        mine = [passage.text for passage in made.passages if passage.field == question.id]
        assert mine == [f"{number}. {question.text}", question.hint, "Skriv dit svar her:"]
        assert f'class="mm-q-{question.id}"' in made.html
        assert f"{number}. {question.text}\n{question.hint}\nSkriv dit svar her:\n\n" in made.plain


@pytest.mark.parametrize(
    ("kind", "name", "to", "fields"),
    [
        (Kind.CONVENE_LEADER, "", Recipient.LEADER, ["times"]),
        (Kind.OTHER_TIMES, "", Recipient.LEADER, ["times"]),
        (Kind.CONVENE_EMPLOYEE, "", Recipient.EMPLOYEE, ["answer"]),
        (Kind.OPENING, "", Recipient.EMPLOYEE, ["points"]),
        (Kind.AFTER_OPENING, "", Recipient.LEADER, ["points"]),
        (Kind.AGENDA, "", Recipient.EMPLOYEE, ["points"]),
        (Kind.PERSONAL_SHEET, "", Recipient.LEADER, ["points"]),
        (
            Kind.HELD,
            "",
            Recipient.LEADER,
            [
                "held",
                "summary",
                *(f"point:{n}" for n in range(1, 7)),
                "item:3",
                "agreement:1",
                "agreement:2",
                "agreement:3",
            ],
        ),
        (Kind.MISSING_PARTS, "", Recipient.LEADER, ["agreement:5", "agreement:6"]),
        (Kind.MISSING_PARTS, "none", Recipient.LEADER, ["agreement:4", "agreement:5", "agreement:6"]),
        (
            Kind.BEFORE_SIGNING,
            "",
            Recipient.EMPLOYEE,
            ["surprise", "strike", "point:1", "point:2", "agreement:4", "agreement:5", "agreement:6"],
        ),
        (
            Kind.SIGN,
            "",
            Recipient.LEADER,
            ["point:1", "point:2", "agreement:4", "agreement:5", "agreement:6", "remark"],
        ),
        (Kind.CHECK, "", Recipient.EMPLOYEE, ["check"]),
        (Kind.NUDGE, "", Recipient.EMPLOYEE, ["agreement:4", "agreement:6"]),
        (Kind.NUDGE, "", Recipient.LEADER, ["agreement:3", "agreement:5", "agreement:6"]),
    ],
)
def test_a_letter_opens_the_fields_that_can_be_answered_in_it(
    kind: Kind, name: str, to: Recipient, fields: list[str]
) -> None:
    found = dict.fromkeys(passage.field for passage in letter(kind, name, to).passages if passage.field)
    assert list(found) == fields


def test_the_agenda_is_word_for_word_the_same_for_both() -> None:
    employee, leader = (letter(Kind.AGENDA, to=to) for to in (Recipient.EMPLOYEE, Recipient.LEADER))
    assert employee.plain == leader.plain
    assert employee.passages == leader.passages


def test_the_agenda_puts_both_sides_words_together_and_says_whose_alone_they_are() -> None:
    plain = letter(Kind.AGENDA).plain
    assert "Anna:\n    At vi bliver enige" in plain
    assert "Lars:\n    At Anna går herfra" in plain
    assert "Kun Anna:\n    Den nye linje" in plain
    assert "Kun Lars:\n    Tid til ét længere kursus." in plain
    assert "(skrevet efter åbningen) Vagtplanen" in plain


def test_the_opening_numbers_the_others_answers_as_their_form_does() -> None:
    skema = shipped_skemas()[Role.LEADER]
    number = next(number for number, question in skema.numbered() if question.id == "provide")
    plain = letter(Kind.OPENING).plain
    assert f"{number}. Hvad vil arbejdspladsen stille til rådighed?" in plain
    assert f"skriv: uddyb {number}" in plain


def test_a_receipt_reads_back_shared_answers_and_names_private_ones_by_number_only() -> None:
    made = letter(Kind.RECEIPT)
    assert "At vi bliver enige om, hvad jeg skal lære." in made.plain
    assert "Svar 2 er kun til dig selv" in made.plain
    assert "Svar 3 kommer kun på dit eget ark" in made.plain
    for words_of_mine in ("PRIVATE_WORDS", "Vagtplanen"):
        assert words_of_mine not in made.plain + made.html


def test_a_receipt_shows_what_was_not_understood_as_it_was_written() -> None:
    assert "    kan man parkere?\n    og er der kaffe?" in letter(Kind.RECEIPT).plain


@every_letter
def test_private_words_are_in_no_letter_at_all(case: Case, recipient: Recipient) -> None:
    made = of(case, recipient)
    assert "PRIVATE_WORDS" not in made.plain + made.html + "".join(passage.text for passage in made.passages)


def test_words_kept_for_the_meeting_stand_on_the_writers_own_sheet_only() -> None:
    for case, recipient in (one.values for one in ALL):
        assert isinstance(case, Case)
        assert isinstance(recipient, Recipient)
        if "Vagtplanen i maj." in of(case, recipient).plain:
            assert case.kind is Kind.PERSONAL_SHEET


def test_whoever_is_outside_the_talk_hears_that_no_time_is_set_and_nothing_more() -> None:
    for to in (Recipient.HR, Recipient.LEADERS_LEADER):
        made = letter(Kind.CONVENE_OVERDUE, to=to)
        assert "har endnu ikke aftalt" in made.plain
        assert "tirsdag den 10. november" not in made.plain  # the times on offer
        assert not buttons(made.html)


def test_the_neutral_question_discloses_nothing_about_any_talk() -> None:
    made = letter(Kind.WAS_THIS_YOU)
    assert not {"Lars", "Højgaard", "MUS"} & set(words(made.plain)) - {"MUS"}
    assert "samtale" not in made.plain


def test_pay_and_the_reason_for_a_rule_stand_in_both_convening_letters() -> None:
    for kind, to in ((Kind.CONVENE_EMPLOYEE, Recipient.EMPLOYEE), (Kind.CONVENE_LEADER, Recipient.LEADER)):
        plain = letter(kind, to=to).plain
        assert "Løn hører hjemme i en samtale for sig" in plain
        assert "https://intranet.example.org/mus" in plain
        assert "I år øver vi os" in plain
        assert "ret til på en offentlig arbejdsplads" in plain
        assert "Helle Rask" in plain
        assert "Løn er ikke et emne" in letter(kind, "bare", to).plain


def test_the_way_to_the_representative_stands_in_the_employees_own_letters_only() -> None:
    for kind in (Kind.PREPARATION, Kind.CHECK, Kind.BEFORE_SIGNING, Kind.CONVENE_EMPLOYEE):
        assert "Tove Rasmussen" in letter(kind).plain
    assert "Tove Rasmussen" not in letter(Kind.PREPARATION, to=Recipient.LEADER).plain


def test_a_receipt_reads_back_times_points_and_the_signature() -> None:
    assert "– Torsdag den 12. november kl. 10.00–11.30 (uge 46)" in letter(Kind.RECEIPT, "times").plain
    points = letter(Kind.RECEIPT, "points").plain
    assert "Dit punkt:\n    Hjemmearbejde om fredagen" in points
    assert "Hvem tager over" not in points
    assert "Dit svar: enig, version 2" in letter(Kind.RECEIPT, "signature").plain


def test_a_status_receipt_lists_what_one_has_promised() -> None:
    assert "– Aftale 4: Kursus i PLC-styring (ikke begyndt)" in letter(Kind.STATUS_RECEIPT).plain


@pytest.mark.parametrize(
    "kind", [Kind.NUDGE, Kind.LIST, Kind.ITEM_STATUS, Kind.STATUS_RECEIPT, Kind.REMIND_OWNER]
)
def test_who_became_the_leader_later_is_not_said_to_have_held_the_talk(kind: Kind) -> None:
    told = letter(kind, "handed_over", Recipient.LEADER)
    assert "Annas MUS med Lars Højgaard" in f"{told.plain} {subject(told)}"
    assert "jeres MUS" not in told.plain
    assert "din og Annas MUS" not in told.plain
    theirs = letter(kind, "handed_over")
    assert "din MUS med Lars Højgaard" in f"{theirs.plain} {subject(theirs)}"


def subject(told: Composed) -> str:
    """Give the subject as a mail client shows it."""
    return str(message_from_bytes(told.letter.data, policy=default)["Subject"])
