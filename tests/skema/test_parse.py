"""A document becomes a form, or every reason why not is said at once."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musmail.skema.forms import Phase, Role
from musmail.skema.parse import faults, parse

GOOD: dict[str, Any] = {
    "id": "mini",
    "locale": "da",
    "audience": "leader",
    "title": "Mini",
    "sections": [
        {
            "id": "a",
            "title": "A",
            "phase": "now",
            "questions": [{"id": "q-1", "text": " Hvad? ", "hint": None}],
        }
    ],
}


def test_a_good_document_becomes_a_form() -> None:
    skema = parse(GOOD)
    assert skema.audience is Role.LEADER
    assert skema.sections[0].phase is Phase.NOW
    assert (skema.questions[0].id, skema.questions[0].text, skema.questions[0].hint) == ("q-1", "Hvad?", "")


def test_every_fault_is_said_at_once_and_where_it_is() -> None:
    bad = copy.deepcopy(GOOD)
    del bad["title"]
    bad["audience"] = "boss"
    bad["colour"] = "red"
    bad["sections"][0] |= {"phase": "later", "id": "Å b"}
    bad["sections"][0]["questions"] += [
        {"id": "q"},
        "Hvad?",
        {"id": "x", "text": "Y?", "hint": 3, "scale": 5},
    ]
    assert len(faults(bad)) == 9
    assert any(sentence.startswith("Section 1, question 2 needs text") for sentence in faults(bad))


def test_a_document_with_faults_is_no_form() -> None:
    with pytest.raises(ValueError, match="needs title"):
        parse({**GOOD, "title": ""})


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_document_makes_the_check_raise(document: object) -> None:
    assert isinstance(faults(document), tuple)


@given(
    st.sampled_from(sorted(GOOD)), st.none() | st.integers() | st.lists(st.integers()) | st.text(max_size=0)
)
def test_any_one_broken_key_is_found(key: str, value: object) -> None:
    assert faults({**GOOD, key: value})
