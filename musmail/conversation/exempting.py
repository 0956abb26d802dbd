"""Somebody is to have no talks any more: what lies ahead ends kindly, and what was held is finished by the two."""

from musmail.conversation.asking import give_up
from musmail.conversation.changes import BEFORE, LAST_WORDS, called_off, fell_through
from musmail.conversation.handling import Step, Turn, both
from musmail.conversation.letters import ANSWERS, Kind, Strike
from musmail.conversation.state import Conversation, End, Stage

REASON = "exempt"


def exempted(talk: Conversation, turn: Turn) -> Step:
    """End a talk that has not been held and tell both; of one nobody has been written to, nobody hears."""
    if talk.stage not in BEFORE and not fell_through(talk):
        return Step(talk)
    begun, off = bool(talk.shared.done), talk.shared.appointment
    given_up = give_up(talk, turn)
    ended = given_up.talk.with_shared(
        stage=Stage.CLOSED,
        end=End.NOT_HELD,
        reason=REASON,
        appointment=None,
        called_off=called_off(talk),
        slots=(),
        claim=None,
        asked=None,
    )
    untrue = Strike(frozenset(Kind) - LAST_WORDS - ANSWERS - {Kind.MAIL_OPENED})
    kind = Kind.CANCELLATION if off else Kind.NOT_HELD
    letters = turn.send(kind, *both(), reason=REASON) if begun else ()
    return Step(ended, (*given_up.effects, untrue, *letters))
