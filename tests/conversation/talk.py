"""A talk for tests, and short ways to say what happens to it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from musmail.conversation.events import AgreementLine, Began, Event, Filed, Intent, Replied, Said, Tick
from musmail.conversation.handling import Step
from musmail.conversation.letters import Kind, Recipient, Send
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.step import begin, step, wake_at
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Mark, Role
from musmail.writing.samples import ANNA, FULL_POLICY, HR, LARS, MONA, skemas

ZONE = ZoneInfo("Europe/Copenhagen")
TARGET = date(2026, 11, 12)
POLICY: Policy = replace(FULL_POLICY, skemas=tuple(skemas().values()))


def at(day: int, month: int, hour: int = 9, minute: int = 0) -> datetime:
    """Give a moment of 2026 at the workplace."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


MEETING = Slot(at(12, 11, 10), at(12, 11, 11, 30))


def new_talk() -> Conversation:
    """Begin a talk a week before the leader is written to."""
    began = Began(at(1, 10), "began", "mus", "panna", ANNA, LARS, MONA, HR, TARGET, skemas(), POLICY.digest)
    return begin("ctest23456", began)


def reply(
    when: datetime,
    role: Role,
    *said: Said | Intent,
    kind: Kind = Kind.PREPARATION,
    filed: dict[str, str] | None = None,
    mark: Mark | None = None,
    agreements: tuple[AgreementLine, ...] = (),
    version: int = 0,
    unfiled: tuple[str, ...] = (),
    trusted: bool = True,
) -> Replied:
    """Say what a party answered."""
    words = tuple(x if isinstance(x, Said) else Said(x) for x in said)
    fields = tuple(Filed(name, text, mark) for name, text in (filed or {}).items())
    key = f"{when.isoformat()}:{role}:{kind}:{len(fields)}:{','.join(x.intent for x in words)}"
    address = ANNA.address if role is Role.EMPLOYEE else LARS.address
    return Replied(
        when, key, role, address, 1, kind.value, version, fields, words, agreements, unfiled, trusted=trusted
    )


class Told:
    """A talk with what it has wished for so far."""

    def __init__(self, talk: Conversation | None = None) -> None:
        self.talk = talk or new_talk()
        self.steps: list[Step] = []
        self.now = self.talk.shared.begun_at

    def hear(self, *events: Event) -> "Told":
        """Let events happen, with time passing up to each."""
        for event in events:
            self.until(event.at)
            self._step(event)
        return self

    def until(self, when: datetime) -> "Told":
        """Let time pass, waking whenever the talk wants to."""
        while (wake := wake_at(self.talk, POLICY)) is not None and wake <= when:
            self._step(Tick(wake))
        return self

    def _step(self, event: Event) -> None:
        self.now = event.at
        moved = step(self.talk, event, POLICY)
        self.steps.append(moved)
        self.talk = moved.talk

    def sent(self) -> list[tuple[Kind, Recipient]]:
        """List the letters wished for, in their order."""
        return [(e.kind, e.to) for moved in self.steps for e in moved.effects if isinstance(e, Send)]

    def last(self) -> list[tuple[Kind, Recipient]]:
        """List the letters the last event wished for."""
        return [(e.kind, e.to) for e in self.steps[-1].effects if isinstance(e, Send)]

    def about(self, kind: Kind) -> dict[str, object]:
        """Give what the latest letter of a kind is told beside the state."""
        wishes = [e for moved in self.steps for e in moved.effects if isinstance(e, Send) and e.kind is kind]
        return wishes[-1].about


def agreed() -> Told:
    """A talk with a time: the leader gave three, the employee chose the second."""
    early = Slot(MEETING.start - timedelta(days=2), MEETING.end - timedelta(days=2))
    offer = Said(Intent.OFFER_TIMES, times=(early, MEETING))
    told = Told().hear(reply(at(9, 10), Role.LEADER, offer, kind=Kind.CONVENE_LEADER)).until(at(15, 10, 12))
    chosen = reply(at(16, 10), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 2), kind=Kind.CONVENE_EMPLOYEE)
    return told.hear(chosen)


def held() -> Told:
    """A talk that was held and waits for its summary; each side has written one answer."""
    told = agreed()
    told.hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "Mit næste skridt"}))
    told.hear(reply(at(27, 10), Role.LEADER, filed={"aim": "Et godt år", "well": "Linjen"}))
    return told.until(at(12, 11, 13))


def signing() -> Told:
    """A talk whose summary, version 1, lies before both."""
    told = held()
    line = AgreementLine(1, "Kursus", "Anna", date(2027, 3, 1), "", "kan selv")
    filed = {"point:1": "Vi er enige.", "point:2": "Linjen gik godt."}
    told.hear(reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, filed=filed, agreements=(line,)))
    told.hear(reply(at(16, 11), Role.EMPLOYEE, Intent.NO_SURPRISE, kind=Kind.BEFORE_SIGNING))
    assert told.talk.stage is Stage.SIGNING
    return told
