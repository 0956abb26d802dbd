"""Plays the story on a workplace: in each scene the daemon is another process than in the one before."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from musmail.conversation.events import TalkClosed
from musmail.conversation.items import CarriedItem
from musmail.conversation.letters import Kind, Status
from musmail.conversation.state import End
from musmail.conversation.tokens import aggregate_id
from musmail.daemon.advance import advance
from musmail.daemon.build import build_office, token_key
from musmail.daemon.enrolling import enrol_everyone
from musmail.skema.forms import Role
from musmail.store.tiny import TinyStore
from tests.mus.people import reply
from tests.mus.story import STORY, Scene
from tests.mus.workplace import BEGINS, Workplace

# What last year's talk left: this year's agreements are 4, 5 and 6.
LAST_YEAR = (
    CarriedItem(2, "Kursus i svejsning", "Anna", Role.EMPLOYEE, date(2026, 6, 1), "Beviset er i hus", "done"),
    CarriedItem(3, "Fast ugemøde om planen", "Lars", Role.LEADER, None, ""),
)


@dataclass
class Played:
    """The workplace when it is over, and how the daemon's lives ended."""

    place: Workplace
    codes: list[int] = field(default_factory=list)  # of those told to stop
    kills: int = 0
    mails: dict[str, bytes] = field(default_factory=dict)  # what people wrote, by fixture


def remember_last_year(place: Workplace) -> None:
    """Let last year's talk have closed with two items, the way every event comes."""
    place.state.mkdir(mode=0o700)
    store = TinyStore(place.state)
    office = build_office(place.settings, store, token_key(place.state))
    enrol_everyone(office, place.settings, BEGINS)
    anna = aggregate_id(office.secret, "p", "anna")
    closed = TalkClosed(BEGINS, "last-year", "", End.SIGNED.value, date(2025, 11, 12), LAST_YEAR)
    assert advance(office, anna, closed).acted
    store.close()


def play(place: Workplace) -> Played:
    """Play scene by scene, killing the daemon and telling it to stop by turns."""
    played = Played(place)
    daemon = place.run()
    for number, scene in enumerate(STORY):
        following = place.warm()
        if number % 2:  # it is told to stop in the middle of what the scene brings
            _begin(played, scene)
            played.codes.append(daemon.stop())
        else:  # the scene comes while nobody is there
            daemon.kill()
            played.kills += 1
            _begin(played, scene)
        daemon = place.run(following)
        place.rest()
        sent = Counter((x.person, x.kind) for x in place.talk().letters if x.status is Status.SENT)
        assert sent == letters_by(number), f"after scene {number}, {scene}:\n{daemon.words[-3000:]}"
    played.codes.append(daemon.stop())
    return played


def _begin(played: Played, scene: Scene) -> None:
    """Let it be that time, and let whoever writes then write."""
    played.place.jump(scene.at)
    if scene.reply:
        played.mails[scene.reply] = reply(played.place, scene.reply, scene.at)


def letters_by(number: int = len(STORY)) -> Counter[tuple[str, Kind]]:
    """Count the letters that must have been sent by the end of a scene."""
    return Counter(one for scene in STORY[: number + 1] for one in scene.expected())
