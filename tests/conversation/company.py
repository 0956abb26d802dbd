"""A few talks and their leaders' calendars, whose words to each other come in any order, late and twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from musmail.conversation.events import Began, Event, Tick
from musmail.conversation.group import group_step, group_wake_at, staff
from musmail.conversation.groups import Group
from musmail.conversation.letters import Effect, Send, Tell
from musmail.conversation.people import Party
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.step import begin, step, wake_at
from musmail.conversation.tidings import Absences, Staffed
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Role
from musmail.writing.samples import HR, MONA, skemas
from tests.conversation.talk import POLICY, TARGET, at


def party(name: str) -> Party:
    """Make a person of that name."""
    return Party(name, f"{name.title()} Holm", f"{name}@example.org")


@dataclass
class Company:
    """Talks by employee, calendars by leader, and the words on their way."""

    policy: Policy = POLICY
    now: datetime = field(default_factory=lambda: at(7, 10))
    talks: dict[str, Conversation] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    pending: list[Tell] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    sent: list[tuple[str, Send]] = field(default_factory=list)

    def leader(self, name: str, absences: Absences = ()) -> None:
        """Give somebody a calendar."""
        self.groups[name] = staff(f"g{name}", Staffed(self.now, f"staffed:{name}", party(name), absences))

    def begins(self, name: str, leader: str, target: date = TARGET, absences: Absences = ()) -> None:
        """Begin somebody's talk; it takes time in their leader's calendar, and in their own if they lead."""
        calendars = (f"g{leader}", *([f"g{name}"] if name in self.groups else []))
        began = Began(
            at(1, 10),
            f"began:{name}",
            "mus",
            f"p{name}",
            party(name),
            party(leader),
            MONA,
            HR,
            target,
            skemas(),
            self.policy.digest,
            calendars=calendars,
            absences={Role.EMPLOYEE: absences},
        )
        self.talks[name] = begin(f"c{name}", began)

    def hear(self, name: str, event: Event) -> list[Send]:
        """Let something happen to a talk, and nothing else; gives the letters it led to at once."""
        moved = step(self.talks[name], event, self.policy)
        self.talks[name] = moved.talk
        return self._wish(name, moved.effects)

    def _wish(self, name: str, effects: tuple[Effect, ...]) -> list[Send]:
        self.pending += [effect for effect in effects if isinstance(effect, Tell)]
        letters = [effect for effect in effects if isinstance(effect, Send)]
        self.sent += [(name, letter) for letter in letters]
        return letters

    def deliver(self, index: int = 0, *, again: bool = False) -> None:
        """Carry over one of the words on their way, whichever; `again` is a word that comes once more later."""
        told = self.pending[index % len(self.pending)]
        if not again:
            self.pending.remove(told)
        if told.event.key in self.heard:
            return  # `advance` lets a key act once
        self.heard.add(told.event.key)
        name = told.aggregate[1:]
        if told.aggregate.startswith("g"):
            self.groups[name], effects = group_step(self.groups[name], told.event, self.policy)
            self._wish(name, effects)
        elif told.aggregate.startswith("c"):
            self.hear(name, replace(told.event, at=max(self.now, told.event.at)))

    def settle(self) -> "Company":
        """Deliver everything."""
        while self.pending:
            self.deliver()
        return self

    def until(self, when: datetime) -> "Company":
        """Let time pass."""
        self.now = max(self.now, when)
        for name in self.talks:
            while (wake := wake_at(self.talks[name], self.policy)) is not None and wake <= when:
                self.hear(name, Tick(wake))
        for name, group in self.groups.items():
            while (wake := group_wake_at(self.groups[name], self.policy)) is not None and wake <= when:
                self.groups[name] = group_step(self.groups[name], Tick(wake), self.policy)[0]
            assert self.groups[name].leader == group.leader
        return self

    def appointments(self) -> Iterator[tuple[str, str, Slot]]:
        """List who meets whom when, for talks that are still to be held."""
        for name, talk in self.talks.items():
            agreed = talk.shared.appointment
            if agreed and talk.stage is not Stage.CLOSED and agreed.slot.end > self.now:
                yield name, talk.shared.leader.id, agreed.slot

    def held(self, name: str) -> set[tuple[str, Slot]]:
        """List what calendars have for a talk from now on, held or booked."""
        return {
            (leader, hold.slot)
            for leader, group in self.groups.items()
            for hold in group.holds
            if hold.conversation == f"c{name}" and hold.slot.end > self.now
        }


def shifted(slot: Slot, days: int = 0, minutes: int = 0) -> Slot:
    """Give a slot some days and minutes later."""
    later = timedelta(days=days, minutes=minutes)
    return Slot(slot.start + later, slot.end + later)
