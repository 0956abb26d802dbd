"""A simulated year of 500 people: what must never happen is looked for in every mail of it."""

import json
from collections.abc import Callable

import pytest

from tests.sandbox.year import PEOPLE, Year


@pytest.fixture(scope="module")
def year(program_found: Callable[[str], tuple[str, str]]) -> Year:
    """Wait for the program that was started with the session."""
    out, err = program_found("tests/sandbox/test_year.py")
    assert out, err[-4000:]
    return Year(**json.loads(out))


def test_it_was_a_whole_year_of_them_all(year: Year) -> None:
    assert year.people == PEOPLE
    assert year.letters > 20 * PEOPLE
    assert year.replies > 6 * PEOPLE
    assert year.ends["signed"] > PEOPLE / 2


def test_nobody_gets_too_much_or_at_the_wrong_time_or_in_vain(year: Year) -> None:
    assert year.faults == []


def test_no_word_is_where_it_does_not_belong(year: Year) -> None:
    assert year.shared > PEOPLE / 2  # the words are there to be found, where both have opened
    assert year.leaks == []


def test_nothing_follows_a_talk_that_has_ended(year: Year) -> None:
    assert year.after_the_end == []


def test_few_replies_wait_for_a_person(year: Year) -> None:
    """Who writes a summary twice, the second time to a reminder, is told that there is one; a person looks at it."""
    assert sum(year.unread.values()) < year.replies / 100, year.unread
