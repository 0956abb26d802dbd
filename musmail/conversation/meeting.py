"""The agenda, the day before, and the question afterwards: was it held?"""

from dataclasses import replace

from musmail.conversation.agenda import fingerprint
from musmail.conversation.convening import other_time
from musmail.conversation.events import Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind
from musmail.conversation.state import Conversation, End, Stage
from musmail.skema.forms import Role


def send_agenda(talk: Conversation, turn: Turn) -> Step:
    """Send the one shared sheet, identical for both, and a personal sheet each."""
    version = talk.shared.agenda_version + 1  # with another leader it may have been sent before
    talk = talk.with_shared(
        stage=Stage.MEETING, agenda_version=version, agenda_digest=fingerprint(talk.shared)
    )
    sheets = turn.send(Kind.PERSONAL_SHEET, *both())
    return Step(talk, turn.send(Kind.AGENDA, *both(), version=version) + sheets)


def renew_agenda(talk: Conversation, turn: Turn) -> Step:
    """Send a new version when the words of the sheet have changed, until the day before."""
    digest = fingerprint(talk.shared)
    if talk.shared.agenda_version == 0 or digest == talk.shared.agenda_digest:
        return Step(talk)
    if "day_before" in talk.shared.done:
        return Step(talk.with_shared(agenda_digest=digest), notes=("agenda_closed",))
    version = talk.shared.agenda_version + 1
    talk = talk.with_shared(agenda_version=version, agenda_digest=digest)
    return Step(talk, (strike(Kind.AGENDA), *turn.send(Kind.AGENDA, *both(), version=version)))


def day_before(talk: Conversation, turn: Turn) -> Step:
    """Say time, place, agenda version and who has prepared; offer to move or a short talk if nobody has."""
    return Step(talk, turn.send(Kind.DAY_BEFORE, *both(), version=talk.shared.agenda_version))


def short_talk(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Make it a short talk of three points; both are told in the receipt's letter."""
    talk = talk.with_shared(short_talk=True)
    other = turn.reply.role.other
    return Step(talk, turn.send(Kind.DAY_BEFORE, other, version=talk.shared.agenda_version), ("short_talk",))


def ask_held(talk: Conversation, turn: Turn) -> Step:
    """Ask both whether it was held; the one with the pen gets the summary form with it."""
    talk = talk.with_shared(stage=Stage.SUMMARISING)
    pen = talk.shared.pen
    letters = turn.send(Kind.HELD, pen) + turn.send(Kind.HELD_QUESTION, pen.other)
    return Step(talk, letters)


def held(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Note one party's word that it was held."""
    return _word(talk, turn, "held")


def _word(talk: Conversation, turn: Turn, word: str) -> Step:
    return Step(talk.with_shared(held={**talk.shared.held, turn.reply.role: word}), notes=(f"{word}_noted",))


def partly(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Break off and go on another day: the other chooses among the times, or is asked for some."""
    step = _word(talk, turn, "partly")
    return step.and_then(other_time(step.talk, turn, said))


def not_held(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Not held: with new times it is moved; without, it ends as not held once nobody says otherwise."""
    step = _word(talk, turn, "not_held")
    if said.times:
        return step.and_then(other_time(step.talk, turn, said))
    if step.talk.shared.held.get(turn.reply.role.other) == "held" or talk.shared.draft or talk.shared.minutes:
        return step
    if turn.reply.role is talk.shared.pen or step.talk.shared.held.get(turn.reply.role.other) == "not_held":
        return step.and_then(close_not_held(step.talk, turn, said.text or "said"))
    return step


def close_not_held(talk: Conversation, turn: Turn, reason: str) -> Step:
    """End as not held, with the reason; the person's cadence convenes again."""
    talk = talk.with_shared(stage=Stage.CLOSED, end=End.NOT_HELD, reason=reason)
    letters = turn.send(Kind.NOT_HELD, *both(), reason=reason)
    return Step(talk, (strike(Kind.SUMMARY_REMINDER, Kind.PEN_OFFERED, Kind.CHECK), *letters), answered=True)


def never_convened(talk: Conversation, turn: Turn) -> Step:
    """End a talk nobody agreed on a time for."""
    return close_not_held(talk, turn, "never_convened")


def check_on_employee(talk: Conversation, turn: Turn) -> Step:
    """Ask the employee alone how it was; voluntary, and the way to TR stands in it."""
    if "not_held" in talk.shared.held.values():
        return Step(talk)
    return Step(talk, turn.send(Kind.CHECK, Role.EMPLOYEE))


def file_check(talk: Conversation, turn: Turn) -> Step:
    """Keep the employee's answer in the employee's own record; nobody else ever sees it."""
    words = tuple(item.text for item in turn.reply.filed if item.field in ("check", "surprise") and item.text)
    if not words or turn.reply.role is not Role.EMPLOYEE:
        return Step(talk)
    own = talk.employee
    kept = replace(own, check=own.check + words)
    return Step(talk.with_own(Role.EMPLOYEE, kept), notes=("kept_private",))
