"""Every story goes out letter by letter as it is written, and ends as it says."""

from pathlib import Path

import pytest

from musmail.writing.samples import ANNA, LARS
from musmail.writing.texts import Texts
from tests.dialogues.play import Dialogue, play, policy_of_the_stories, read_dialogue
from tests.dialogues.world import shipped_skemas, shipped_texts

STORIES = sorted((Path(__file__).parent / "texts").glob("*.txt"))


@pytest.fixture(scope="session")
def texts() -> Texts:
    return shipped_texts()


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_story_is_played_as_written(story: Path, texts: Texts, tmp_path: Path) -> None:
    dialogue: Dialogue = read_dialogue(story)
    stage = await play(dialogue, texts, shipped_skemas(policy_of_the_stories()), tmp_path)
    assert _listed(stage.sent) == _listed(dialogue.letters)
    end = stage.talk.shared.end
    assert (end.value if end else "under way") == dialogue.end
    _, leader = dialogue.languages
    for mail in stage.mails:
        written_in = dialogue.languages[0] if mail.recipient == ANNA.address else leader
        if mail.recipient in (ANNA.address, LARS.address):
            assert f"Content-Language: {written_in}\r\n".encode() in mail.data


def _listed(letters: object) -> list[str]:
    return sorted(f"{day} {who} får {kind}" for day, who, kind in letters)  # type: ignore[attr-defined]
