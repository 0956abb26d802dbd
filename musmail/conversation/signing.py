"""Signing by reply, bound to the fingerprint of the text the letter carried."""

from dataclasses import replace

from musmail.conversation.events import Intent, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind, Review
from musmail.conversation.reviewing import is_plan
from musmail.conversation.state import Conversation, End, Minutes, Signature, Stage, Word
from musmail.conversation.summary import close_unsigned, minutes_of, new_version, remarked
from musmail.skema.forms import Role

WORDS = {Intent.SEEN: Word.SEEN, Intent.AGREE: Word.AGREE, Intent.AGREE_REMARK: Word.REMARK}


def current(talk: Conversation) -> Minutes:
    """Give the version that lies before both."""
    return talk.shared.minutes[-1]


def sign(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Take a party's word on the version their letter carried; an older version is not signed by it."""
    reply, minutes = turn.reply, current(talk)
    if _corrects(turn):
        return Step(talk)  # whoever corrects the text signs the next version, not this one
    if reply.version != minutes.version:
        return Step(talk, notes=("newer_version",))
    if not reply.trusted:
        return Step(talk, (Review("a signature came without a passed sender verdict"),), ("not_verified",))
    signature = Signature(
        reply.role,
        minutes.version,
        minutes.digest,
        WORDS[said.intent],
        said.text,
        turn.at,
        reply.address,
        reply.key,
    )
    others = tuple(s for s in talk.shared.signatures if s.role is not reply.role)
    talk = talk.with_shared(signatures=(*others, signature))
    return _closed_if_complete(
        Step(talk, (strike(Kind.SIGN_REMINDER, to=reply.role),), ("signature_noted",)), turn
    )


def no_agreements(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Take a party's outright word that there are no agreements."""
    before = talk.shared.without_plan
    said_by = before if turn.reply.role in before else (*before, turn.reply.role)
    return _closed_if_complete(
        Step(talk.with_shared(without_plan=said_by), notes=("no_agreements_noted",)), turn
    )


def _closed_if_complete(step: Step, turn: Turn) -> Step:
    """Close when both have signed, and there is a plan or both have said outright that there is none."""
    shared, minutes = step.talk.shared, current(step.talk)
    planned = is_plan(minutes.agreements) or minutes.no_agreements or set(shared.without_plan) == set(both())
    if {signature.role for signature in shared.signatures} != set(both()):
        return step
    if not planned:
        return replace(step, notes=(*step.notes, "plan_missing"))
    return step.and_then(_both_signed(step.talk, turn))


def _both_signed(talk: Conversation, turn: Turn) -> Step:
    """Close as signed; both get the paper and their agreements with dates."""
    talk = talk.with_shared(stage=Stage.FOLLOWING, end=End.SIGNED, signed_at=turn.at)
    return Step(talk, turn.send(Kind.SIGNED, *both(), version=current(talk).version), answered=True)


def _corrects(turn: Turn) -> bool:
    prefixes = ("point:", "agreement:")
    typed = any(item.field.startswith(prefixes) and item.text.strip() for item in turn.reply.filed)
    struck = any(said.intent is Intent.STRIKE for said in turn.reply.said)
    return typed or struck


def correct(talk: Conversation, turn: Turn) -> Step:
    """A correction makes a new version and reopens both signatures."""
    reply = turn.reply
    filed = tuple(item for item in reply.filed if item.field.startswith(("point:", "agreement:")))
    if not any(item.text.strip() for item in filed):
        return Step(talk)
    if reply.version != current(talk).version:
        return Step(talk, notes=("newer_version",))
    version = current(talk).version + 1
    changed = remarked(current(talk), reply.role, filed, version, turn.at)
    if changed.digest == current(talk).digest:
        return Step(talk, notes=("no_such_number",))
    step = new_version(talk, turn, changed)
    return Step(step.talk, step.effects, ("new_version",), answered=True)


def strike_line(talk: Conversation, turn: Turn, said: Said) -> Step:
    """The employee takes a line out: a new version; the leader's wish to do so is theirs to write as a correction."""
    minutes = current(talk)
    if turn.reply.role is not Role.EMPLOYEE:
        return Step(talk, notes=("only_employee",))
    if not any(line.number == said.number for line in minutes.lines):
        return Step(talk, notes=("no_such_number",))
    lines = tuple(line for line in minutes.lines if line.number != said.number)
    version = minutes.version + 1
    changed = minutes_of(version, minutes.by, turn.at, lines, minutes.agreements, minutes.no_agreements)
    return new_version(talk, turn, changed)


def remind(talk: Conversation, turn: Turn) -> Step:
    """Remind whoever has not signed."""
    missing = [role for role in both() if role not in {s.role for s in talk.shared.signatures}]
    return Step(talk, turn.send(Kind.SIGN_REMINDER, *missing, version=current(talk).version))


def give_up(talk: Conversation, turn: Turn) -> Step:
    """End as held but unsigned and say whose signature is missing."""
    signed = {s.role for s in talk.shared.signatures}
    missing = [role.value for role in both() if role not in signed]
    return close_unsigned(talk, turn, "unsigned_by_" + "_and_".join(missing))
