"""Clients × layouts × surroundings: every answer under its question, no word lost, nothing of ours filed."""

import pytest

from musmail.conversation.events import Replied
from musmail.reading.read import read
from tests.reading.clients import Shape, shapes
from tests.reading.sample import context, preparation, sent

SHAPES = tuple(shapes(seed=20261121, rounds=2))
CONTEXT = context(sent(preparation()))


def flat(text: str) -> str:
    """Compare words, not the width a client breaks lines at."""
    return " ".join(text.split())


def understood(shape: Shape) -> Replied:
    """Read a shape."""
    outcome = read(shape.body, CONTEXT).outcome
    assert isinstance(outcome, Replied), outcome
    return outcome


@pytest.mark.parametrize("client", sorted({shape.client for shape in SHAPES}))
def test_every_answer_of_every_layout_is_filed_under_its_question(client: str) -> None:
    for shape in SHAPES:
        if shape.client == client:
            event = understood(shape)
            filed = {item.field: flat(item.text) for item in event.filed}
            assert filed == {name: flat(text) for name, text in shape.answers.items()}, shape.name
            assert event.unfiled == (), shape.name


def test_there_are_hundreds_of_shapes() -> None:
    assert len(SHAPES) >= 300
