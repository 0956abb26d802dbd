"""The example configuration: it loads, and it shows and explains every option there is."""

import json
import re
import shutil
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from musmail.conversation.policy import Leads, Policy, Waits
from musmail.settings.accounts import LONGEST_TOKEN
from musmail.settings.document import Document, read_document
from musmail.settings.load import Settings, load
from musmail.settings.model import MusmailYaml
from musmail.settings.roster import NEEDED, OPTIONAL
from musmail.settings.sentences import keys, sections
from musmail.settings.shipped import shipped
from musmail.settings.talks import LeadsSection, WaitsSection

EXAMPLE = shipped("config") / "musmail.example.yaml"
_ALTERNATIVE = re.compile(r"^(\s*)#(?=[a-z_0-9]+:)", re.MULTILINE)


def example() -> Settings:
    return load(EXAMPLE, secrets=False)


def everything_shown() -> Document:
    """Read the example with its alternatives switched on beside what stands there."""
    text = _ALTERNATIVE.sub(r"\1", EXAMPLE.read_text("utf-8"))
    return read_document(EXAMPLE.name, text.encode())


def options() -> list[str]:
    return [
        ".".join((*(str(part) for part in path), key))
        for path, model in sections(MusmailYaml)
        for key in keys(model)
    ]


def test_the_example_loads_with_its_roster() -> None:
    settings = example()
    assert settings.policy.organisation == "Nordby Kommune"
    assert len(settings.roster.people) == 6


@pytest.mark.parametrize("option", options())
def test_every_option_stands_in_the_example(option: str) -> None:
    shown = {".".join(part for part in path if isinstance(part, str)) for path in everything_shown().lines}
    assert option in shown


def test_every_option_of_the_example_has_words_above_it_or_above_its_group() -> None:
    """A key is explained when a comment stands above it, with nothing but other keys in between."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if re.match(r"#?[a-z_0-9]+:", line) and not before.startswith("#")
    ]
    assert bare == []


def test_what_the_example_calls_a_default_is_one() -> None:
    shown, default = example().policy, Policy("x", example().policy.mailbox)
    shown = replace(shown, meeting=replace(shown.meeting, place=""))
    for name in (
        "zone",
        "locale",
        "cadence",
        "leads",
        "waits",
        "meeting",
        "sector",
        "pay",
        "daily_cap",
        "answers_cap",
    ):
        assert getattr(shown, name) == getattr(default, name), name


@pytest.mark.parametrize(
    "model", [model for _, model in sections(MusmailYaml)], ids=lambda model: model.__name__
)
def test_every_option_says_what_it_is_for(model: type[BaseModel]) -> None:
    assert all(info.description for info in model.model_fields.values())


def test_the_schema_for_editors_knows_every_key_and_nothing_else() -> None:
    schema = json.loads(json.dumps(MusmailYaml.model_json_schema()))
    assert set(schema["properties"]) == set(keys(MusmailYaml))
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["CadenceSection"]["properties"]


def test_the_example_can_be_copied_elsewhere(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "musmail.yaml")
    shutil.copy(EXAMPLE.with_name("people.example.csv"), tmp_path)
    assert load(tmp_path / "musmail.yaml", secrets=False).policy == example().policy


def test_the_mailbox_leaves_room_for_the_longest_token() -> None:
    assert LONGEST_TOKEN == 52


def test_whatever_a_workplace_decides_can_be_set() -> None:
    """The policy and the file have the same words; a new figure of the one is a new key of the other."""
    assert {field.name for field in fields(Leads)} == set(keys(LeadsSection))
    waits = {field.name for field in fields(Waits)} - {"held_after"} | {"held_after_minutes"}
    assert waits == set(keys(WaitsSection))
    # The skemaer come from files of their own.
    assert {field.name for field in fields(Policy)} - {"skemas"} <= set(keys(MusmailYaml))


def test_every_column_of_the_roster_is_explained_in_the_example() -> None:
    explained = re.findall(r"^#   ([a-z_, ]+?)(?:  | *$)", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert sorted(name for names in explained for name in names.split(", ")) == sorted((*NEEDED, *OPTIONAL))
