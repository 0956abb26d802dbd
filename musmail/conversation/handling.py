"""What every stage module works with: the turn it answers, and the step it takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from musmail.conversation.events import Event, Replied, Said
from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation
from musmail.skema.forms import Role


@dataclass(frozen=True)
class Turn:
    """One event on its way through the table, with the rules that apply."""

    event: Event
    policy: Policy
    cause: str  # inbound key, or the milestone with its version
    kept: tuple[str, ...] = ()  # words of the reply that have no place: not all of it is understood

    @property
    def at(self) -> datetime:
        """Say when it happened."""
        return self.event.at

    @property
    def reply(self) -> Replied:
        """Give the reply this turn is about; asking in any other turn is our mistake."""
        assert isinstance(self.event, Replied), type(self.event)
        return self.event

    def send(self, kind: Kind, *to: Role | Recipient, **about: object) -> tuple[Send, ...]:
        """Wish for one letter each to these people."""
        people = (Recipient.of(person) if isinstance(person, Role) else person for person in to)
        return tuple(Send(kind, person, self.cause, self.at, about) for person in people)


@dataclass(frozen=True)
class Step:
    """What comes of a turn. `notes` are words for the receipt; `answered` says a letter already answers the writer."""

    talk: Conversation
    effects: tuple[Effect, ...] = ()
    notes: tuple[str, ...] = ()
    answered: bool = False

    def and_then(self, following: "Step") -> "Step":
        """Put the effects of a following step behind these."""
        return Step(
            following.talk,
            self.effects + following.effects,
            self.notes + following.notes,
            self.answered or following.answered,
        )

    def plus(self, *effects: Effect) -> "Step":
        """Wish for more."""
        return replace(self, effects=self.effects + effects)


OnSaid = Callable[[Conversation, Turn, Said], Step]
OnEvent = Callable[[Conversation, Turn], Step]


def both() -> tuple[Role, Role]:
    """Name both parties, the employee first."""
    return (Role.EMPLOYEE, Role.LEADER)


def strike(*kinds: Kind, to: Role | None = None) -> Strike:
    """Say which unsent letters have become untrue."""
    return Strike(frozenset(kinds), Recipient.of(to) if to else None)
