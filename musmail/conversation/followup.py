"""Following what was agreed: the first nudge, status by reply, and problems the other hears of at once."""

from dataclasses import replace

from musmail.conversation.events import Intent, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind
from musmail.conversation.signing import current
from musmail.conversation.state import Agreement, Conversation
from musmail.skema.forms import Role

STATUS = {
    Intent.STATUS_DONE: "done",
    Intent.STATUS_UNDER_WAY: "under_way",
    Intent.STATUS_PROBLEM: "problem",
}


def owned(talk: Conversation, role: Role) -> tuple[Agreement, ...]:
    """List a party's open agreements; what is both's is each one's."""
    agreements = current(talk).agreements if talk.shared.minutes else ()
    return tuple(a for a in agreements if a.owner in (role, None) and a.status != "done")


def nudge(talk: Conversation, turn: Turn) -> Step:
    """Nudge the owners: start what was agreed."""
    owners = [role for role in both() if owned(talk, role)]
    return Step(talk, turn.send(Kind.NUDGE, *owners))


def status(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Note where an agreement stands; a problem goes to the other party at once."""
    agreements = current(talk).agreements if talk.shared.minutes else ()
    mine = owned(talk, turn.reply.role)
    number = said.number if said.number is not None else (mine[0].number if len(mine) == 1 else None)
    agreement = next((a for a in agreements if a.number == number), None)
    if agreement is None:
        return Step(talk, notes=("which_agreement",))
    word = STATUS[said.intent]
    line = f"{turn.policy.day_of(turn.at).isoformat()} {turn.reply.role}: {word}" + (
        f": {said.text}" if said.text else ""
    )
    noted = replace(agreement, status=word, history=(*agreement.history, line))
    minutes = replace(
        current(talk), agreements=tuple(noted if a.number == noted.number else a for a in agreements)
    )
    talk = talk.with_shared(minutes=(*talk.shared.minutes[:-1], minutes))
    effects = (strike(Kind.NUDGE, to=turn.reply.role) if word == "done" and len(mine) == 1 else None,)
    step = Step(talk, tuple(effect for effect in effects if effect), ("status_noted",))
    if word != "problem":
        return step
    about = {"number": noted.number, "text": said.text}
    return step.plus(*turn.send(Kind.PROBLEM, turn.reply.role.other, **about))
