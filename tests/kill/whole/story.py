"""Who writes what to musmail in the stories it is killed in, and when: people, strangers, machines, an operator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.replies import player
from tests.replies.people import Act, Letter, Script
from tests.replies.script import ANNA, BEGINS, ENDS, LARS, ONE_MUS

ELSEWHERE = b"Received: from elsewhere.example.net by mx.example.org; Thu, 12 Nov 2026 14:03:00 +0100\r\n"


@dataclass(frozen=True)
class Story:
    """Who answers which letter how soon with which fixed mail, whose address takes no mail, what an operator orders."""

    name: str
    script: Script
    begins: datetime = BEGINS
    ends: datetime = ENDS
    twice: frozenset[str] = frozenset()  # fixed mails that come by two routes
    dead: frozenset[str] = frozenset()
    orders: Mapping[datetime, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """A mail on its way to us."""

    at: datetime
    data: bytes


def answers(
    story: Story, acts: Sequence[Act], to: str, letter: bytes, at: datetime, number: int
) -> Iterator[Arrival]:
    """Give the mails that answer a letter of ours which came at this time; `number` is its place among all letters."""
    for index, act in enumerate(acts):
        when = at + act.after
        mail = _filled(Letter.of(to, letter), act, when, f"{number}.{index}")
        yield Arrival(when, mail)
        if act.shape in story.twice:
            yield Arrival(when, ELSEWHERE + mail)


def _filled(letter: Letter, act: Act, at: datetime, fresh_id: str) -> bytes:
    return player.fill(
        player.load(act.shape),
        reply_to=letter.buttons[act.button] if act.button else letter.reply_to,
        message_id=letter.message_id,
        subject=letter.subject,
        date=format_datetime(at),
        uid=letter.uid,
        sequence=letter.sequence,
        fresh_id=fresh_id,
    )


def _act(shape: str, **after: int) -> Act:
    return Act(timedelta(**after), shape)


def _and(script: Script, more: Mapping[tuple[str, str], Sequence[Act]]) -> Script:
    """Let more mails come upon the first letter of some kinds."""
    first = {key: [*next(iter(script.get(key, ())), ()), *acts] for key, acts in more.items()}
    return {**script, **{key: [acts, *script.get(key, ())[1:]] for key, acts in first.items()}}


# The demo's MUS, and what else comes to such a mailbox.
WHOLE_MUS = Story(
    "one whole MUS",
    _and(
        ONE_MUS,
        {
            (LARS, "convene_leader"): [_act("no_answer/07-exchange-read-receipt", hours=1)],
            (ANNA, "convene_employee"): [_act("no_answer/12-spam-from-a-stranger", hours=3)],
            (ANNA, "preparation"): [_act("no_answer/13-gmail-stranger-at-a-valid-address", days=1)],
            (LARS, "agenda"): [_act("no_answer/01-exchange-away-until-a-day", hours=1)],
        },
    ),
    twice=frozenset({"times/01-outlook-windows-three-lines", "preparation/01-gmail-web-in-the-boxes"}),
)
# Lars' address is refused at the door, a letter to Anna comes back later, and an operator ends it.
NOBODY_THERE = Story(
    "nobody there",
    {(ANNA, "address_dead"): [[_act("no_answer/08-postfix-bounce-for-good", hours=1)]]},
    ends=BEGINS + timedelta(days=24),
    dead=frozenset({LARS}),
    orders={BEGINS + timedelta(days=21): "not_held"},
)
STORIES = (WHOLE_MUS, NOBODY_THERE)
