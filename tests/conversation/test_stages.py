"""The stages as they really follow each other, held against the table; the README's diagram is drawn from it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Commanded, Event
from musmail.conversation.people import Party
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.step import step
from musmail.conversation.table import ENDS_ANYTIME, LEADS_TO
from musmail.conversation.tidings import AbsencesChanged, Exempted, LeaderChanged, PersonLeft
from musmail.skema.forms import Role
from musmail.store.memory import MemoryStore
from tests.dialogues.play import play, policy_of_the_stories, read_dialogue
from tests.dialogues.world import shipped_skemas, shipped_texts

ROOT = Path(__file__).parents[2]
STORIES = sorted((ROOT / "tests/dialogues/texts").glob("*.txt"))
POLICY = shipped_skemas(policy_of_the_stories())
Change = tuple[Stage, Stage]


@dataclass
class Seen:
    """Every change of stage in the stories, and a talk in each stage."""

    changes: set[Change] = field(default_factory=set)
    talks: dict[Stage, list[Conversation]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    found, texts = Seen(), shipped_texts()
    commit = MemoryStore.commit

    def noting(self: MemoryStore, after: Aggregate, blobs: dict[str, bytes]) -> None:
        before = self.load(after.id)
        commit(self, after, blobs)
        if isinstance(after.state, Conversation):
            found.talks.setdefault(after.state.stage, []).append(after.state)
            if before is not None and isinstance(before.state, Conversation):
                found.changes.add((before.state.stage, after.state.stage))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MemoryStore, "commit", noting)
        for story in STORIES:
            asyncio.run(play(read_dialogue(story), texts, POLICY, tmp_path_factory.mktemp("story")))
    return found


def interruptions(talk: Conversation) -> Iterator[Event]:
    """Give what may come from outside at any time."""
    appointment = talk.shared.appointment
    at = talk.shared.begun_at + timedelta(days=1)
    meeting_on = appointment.slot.start.date() if appointment else date(2026, 11, 12)
    leave = ((meeting_on - timedelta(days=20), meeting_on + timedelta(days=60)),)
    new = Party("karl", "Karl Holm", "karl@example.org")
    yield LeaderChanged(at, "stages:leader", new, None)
    yield AbsencesChanged(at, "stages:leave", Role.EMPLOYEE, leave)
    yield PersonLeft(at, "stages:left", at.date())
    yield Exempted(at, "stages:exempt")
    yield Commanded(at, "stages:operator", "not_held", {"reason": "operator"})


def all_changes(seen: Seen) -> set[Change]:
    changes = set(seen.changes)
    for stage, talks in seen.talks.items():
        for talk in (talks[0], talks[-1]):
            changes |= {(stage, step(talk, event, POLICY).talk.stage) for event in interruptions(talk)}
    return {(before, after) for before, after in changes if before is not after}


def reachable(before: Stage, after: Stage, steps: int = 4) -> bool:
    """Tell whether a stage follows another by rows of the table: one event may do several steps."""
    if before is after:
        return True
    return steps > 0 and any(reachable(one, after, steps - 1) for one in LEADS_TO[before])


def test_every_change_of_stage_stands_in_the_table(seen: Seen) -> None:
    unknown = [
        change for change in all_changes(seen) if not reachable(*change) and change[1] is not Stage.CLOSED
    ]
    assert unknown == []


def test_every_row_of_the_table_happens(seen: Seen) -> None:
    rows = {(before, after) for before, following in LEADS_TO.items() for after in following}
    assert rows - all_changes(seen) == set()


def test_nothing_follows_the_end(seen: Seen) -> None:
    assert [change for change in all_changes(seen) if change[0] is Stage.CLOSED] == []


def diagram() -> str:
    """Draw the table as Mermaid."""
    lines = ["stateDiagram-v2", "    [*] --> planned"]
    for before, following in LEADS_TO.items():
        lines += [f"    {before.value} --> {after.value}: {why}" for after, why in following.items()]
    lines += [f"    note left of closed: also from any stage before the end: {ENDS_ANYTIME}"]
    return "\n".join([*lines, "    following --> [*]", "    closed --> [*]"])


def test_the_readme_shows_the_table() -> None:
    assert f"```mermaid\n{diagram()}\n```" in (ROOT / "README.md").read_text("utf-8")
