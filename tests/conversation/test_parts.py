"""Tokens, the log, the agenda and the person, each by itself."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from musmail.conversation.agenda import Standing, compile_agenda, fingerprint, uncovered
from musmail.conversation.events import Enrolled, TalkClosed, Tick
from musmail.conversation.letters import Tell
from musmail.conversation.log import Entry, append, broken_at
from musmail.conversation.person import enrol, person_step, person_wake_at
from musmail.conversation.persons import Person
from musmail.conversation.summary import owner_of
from musmail.conversation.tokens import MAX_LETTERS, Token, aggregate_id, mint, verify
from musmail.skema.forms import Role
from musmail.writing.samples import ANNA, HR, LARS, MONA, opened, skemas
from tests.conversation.talk import POLICY, at, new_talk

SECRET = b"s" * 32
IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=9, max_size=9).map(lambda text: "c" + text)
TOKENS = st.builds(
    Token, IDS, st.integers(0, MAX_LETTERS - 1), st.sampled_from(["", "enig", "tid1", "bemaerkning"])
)


@given(TOKENS)
def test_token_comes_back_whatever_case_a_client_writes(token: Token) -> None:
    assert verify(SECRET, mint(SECRET, token).upper()) == token


@given(TOKENS)
def test_token_leaves_room_for_a_mailbox_name(token: Token) -> None:
    assert len(mint(SECRET, token)) <= 52


@given(TOKENS, st.integers(0, 51), st.sampled_from("abcxyz27"))
def test_token_changed_anywhere_is_no_token(token: Token, place: int, letter: str) -> None:
    words = mint(SECRET, token)
    place %= len(words)
    changed = words[:place] + letter + words[place + 1 :]
    assert changed == words or verify(SECRET, changed) is None


@given(TOKENS)
def test_token_of_another_workplace_is_no_token(token: Token) -> None:
    assert verify(b"t" * 32, mint(SECRET, token)) is None


def test_button_of_a_letter_cannot_be_made_from_another_button() -> None:
    words = mint(SECRET, Token("cabcdefghi", 7, "set"))
    assert verify(SECRET, words.replace("-set", "-enig")) is None


def test_log_names_the_first_entry_that_was_tampered_with() -> None:
    log: tuple[Entry, ...] = ()
    for day in range(1, 5):
        log = append(log, at=at(day, 10), kind="tick", actor="musmail", words=b"x", salt=f"s{day}")
    assert broken_at(log) is None
    assert broken_at((log[0], replace(log[1], kind="replied"), *log[2:])) == 1
    assert broken_at((log[0], *log[2:])) == 1


def test_log_still_checks_when_salt_is_erased() -> None:
    log = append((), at=at(1, 10), kind="tick", actor="musmail", words=b"hemmeligt", salt="salt")
    assert broken_at((replace(log[0], salt=""),)) is None


def test_agenda_puts_both_sides_words_on_the_same_question_side_by_side() -> None:
    items = compile_agenda(opened(skemas()))
    assert items[0].standing is Standing.BOTH
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert [item.title for item in items][-2:] == [
        "Hjemmearbejde om fredagen",
        "Hvem tager over, når Anna har ferie?",
    ]


def test_agenda_keeps_what_was_written_after_the_opening_beside_what_stood() -> None:
    late = [opened for item in compile_agenda(opened(skemas())) for opened in item.employee if opened.late]
    assert [words.text for words in late] == ["Vagtplanen kom for sent i maj."]


def test_same_words_have_the_same_fingerprint_and_others_another() -> None:
    shared = opened(skemas())
    assert fingerprint(shared) == fingerprint(opened(skemas()))
    assert fingerprint(replace(shared, points=())) != fingerprint(shared)


def test_questions_nobody_wrote_about_are_listed() -> None:
    assert uncovered(replace(opened(skemas()), opened=(), points=())) != ()


def test_owner_is_read_from_the_name_the_title_or_left_to_both() -> None:
    shared = new_talk().shared
    owners = [
        owner_of(words, shared) for words in ("Anna", "Lars Højgaard", "leder", "begge", "Anna og Lars", "IT")
    ]
    assert owners == [Role.EMPLOYEE, Role.LEADER, Role.LEADER, None, None, None]


def _person(last: date | None) -> Person:
    event = Enrolled(at(1, 9), "e", ANNA, LARS, MONA, HR, last)
    return enrol(aggregate_id(SECRET, "p", "anna"), event, POLICY)


def test_person_begins_a_talk_once_when_its_time_comes() -> None:
    person = _person(date(2025, 11, 12))
    wake = person_wake_at(person, POLICY)
    assert wake is not None
    begun, effects = person_step(person, Tick(wake), POLICY)
    assert [type(effect) for effect in effects] == [Tell]
    assert person_step(begun, Tick(wake + timedelta(days=1)), POLICY) == (begun, ())


def test_nobody_is_overdue_on_day_one() -> None:
    person = _person(None)
    assert person.next_on is not None
    assert person.next_on >= date(2026, 9, 1) + timedelta(days=35)


def test_talk_that_was_held_plans_the_next_a_year_on() -> None:
    person = replace(_person(date(2025, 11, 12)), under_way=True, conversation="cx")
    closed = TalkClosed(at(1, 12), "k", "cx", "signed", date(2026, 11, 12))
    after, _ = person_step(person, closed, POLICY)
    assert (after.under_way, after.next_on) == (False, date(2027, 11, 12))


def test_talk_that_was_not_held_is_asked_for_again_soon() -> None:
    person = replace(_person(date(2025, 11, 12)), under_way=True, conversation="cx")
    after, _ = person_step(person, TalkClosed(at(1, 12), "k", "cx", "not_held", None), POLICY)
    assert after.next_on == date(2026, 12, 1) + timedelta(days=35 + 21)


def test_word_about_a_talk_that_is_not_the_persons_own_changes_nothing() -> None:
    person = replace(_person(date(2025, 11, 12)), under_way=True, conversation="cx")
    assert person_step(person, TalkClosed(at(1, 12), "k", "other", "signed", None), POLICY) == (person, ())
