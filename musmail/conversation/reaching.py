"""What somebody missed while their letters did not arrive: sent when the roster has an address that works."""

from musmail.conversation.handling import Turn
from musmail.conversation.letters import Kind, Send
from musmail.conversation.state import Conversation, Stage
from musmail.skema.forms import Role


def missed(talk: Conversation, turn: Turn, role: Role) -> tuple[Send, ...]:
    """Send what this party needs where the talk stands now; what is behind us is not sent again."""
    shared = talk.shared
    invitation = turn.send(Kind.INVITATION, role) if shared.appointment else ()
    match talk.stage:
        case Stage.ASKING_LEADER | Stage.ASKING_EMPLOYEE:
            return turn.send(_asking(talk), role) if shared.asked is role and _has_been_asked(talk) else ()
        case Stage.PREPARING:
            return invitation + (turn.send(Kind.PREPARATION, role) if "prepare" in shared.done else ())
        case Stage.OPENED:
            return invitation + turn.send(Kind.OPENING, role)
        case Stage.MEETING:
            sheets = turn.send(Kind.AGENDA, role, version=shared.agenda_version)
            return invitation + sheets + turn.send(Kind.PERSONAL_SHEET, role)
        case Stage.SUMMARISING:
            return turn.send(Kind.HELD if role is shared.pen else Kind.HELD_QUESTION, role)
        case Stage.CHECKING:
            return turn.send(Kind.BEFORE_SIGNING, role) if role is Role.EMPLOYEE else ()
        case Stage.SIGNING:
            signed = {signature.role for signature in shared.signatures}
            return (
                turn.send(Kind.SIGN, role, version=shared.minutes[-1].version) if role not in signed else ()
            )
        case _:
            return ()


def _asking(talk: Conversation) -> Kind:
    """Name the letter that asks: the convening itself, or times that came later."""
    if talk.stage is Stage.ASKING_EMPLOYEE:
        return Kind.CONVENE_EMPLOYEE
    return Kind.OTHER_TIMES if "convene_employee" in talk.shared.done else Kind.CONVENE_LEADER


def _has_been_asked(talk: Conversation) -> bool:
    return talk.stage is Stage.ASKING_LEADER or "convene_employee" in talk.shared.done
