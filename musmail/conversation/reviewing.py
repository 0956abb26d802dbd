"""Going through what was agreed last time: how each went, and what goes on into the new plan."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from musmail.conversation.carrying import agreement_of, is_open
from musmail.conversation.events import Intent, Said
from musmail.conversation.handling import Step, Turn
from musmail.conversation.items import CarriedItem, told
from musmail.conversation.policy import Policy
from musmail.conversation.state import Agreement, Conversation, Reviewed
from musmail.scheduling.cadence import months_later

FIELD = "item:"
HORIZON_MONTHS = 12
OUTCOMES = {
    Intent.ITEM_REACHED: "reached",
    Intent.ITEM_PARTLY: "partly",
    Intent.ITEM_NOT_REACHED: "not_reached",
    Intent.ITEM_REPEATED: "repeated",
}
UNMENTIONED = "unmentioned"
DISCUSSED = "discussed"  # words alone, that do not say how it went
# How far an agreement is after the talk; what nobody spoke of is as far as it was.
_STATUS = {"reached": "done", "partly": "under_way", "not_reached": "open", "repeated": "open"}


def went(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Note how an agreement from last time went; a later word takes the place of an earlier one."""
    if said.number not in {item.number for item in to_go_through(talk)}:
        return Step(talk, notes=("no_such_number",))
    return _noted(talk, Reviewed(said.number, turn.reply.role, OUTCOMES[said.intent], said.text, said.day))


def file_words(talk: Conversation, turn: Turn) -> Step:
    """Keep words under an agreement from last time that say nothing of how it went."""
    judged = {said.number for said in turn.reply.said if said.intent in OUTCOMES}
    step = Step(talk)
    for item in turn.reply.filed:
        number = int(item.field.removeprefix(FIELD)) if item.field.startswith(FIELD) else None
        if number is not None and number not in judged and item.text.strip():
            step = step.and_then(_noted(step.talk, Reviewed(number, turn.reply.role, "", item.text.strip())))
    return step


def _noted(talk: Conversation, one: Reviewed) -> Step:
    others = tuple(old for old in talk.shared.reviewed if old.number != one.number)
    old = next((old for old in talk.shared.reviewed if old.number == one.number), None)
    if old is not None and not one.outcome:
        one = replace(one, outcome=old.outcome, day=old.day)  # words alone do not undo what was said
    return Step(talk.with_shared(reviewed=(*others, one)))


def to_go_through(talk: Conversation) -> tuple[CarriedItem, ...]:
    """List the agreements from last time that are not done."""
    return tuple(item for item in talk.shared.last_items if is_open(item))


def carried_on(talk: Conversation, at: datetime, policy: Policy) -> tuple[Agreement, ...]:
    """Write every open agreement from last time into the new plan, under its old number and with its history."""
    said = {one.number: one for one in talk.shared.reviewed}
    return tuple(_after(talk, item, said.get(item.number), policy.day_of(at)) for item in to_go_through(talk))


def _after(talk: Conversation, item: CarriedItem, one: Reviewed | None, day: date) -> Agreement:
    outcome = (one.outcome or DISCUSSED) if one else UNMENTIONED
    words, who = (one.text, talk.party(one.by).name) if one else ("", "")
    goes_on = outcome in ("partly", "not_reached", "repeated")
    return replace(
        agreement_of(item),
        by=(one.day if one else None) or item.by,
        by_words="" if one and one.day else item.by_words,
        status=_STATUS.get(outcome, item.status),
        outcome=outcome,
        outcome_words=words,
        repeated=item.repeated + goes_on,
        history=(*item.history, told(day, who, outcome, words)),
    )


def is_plan(agreements: Iterable[Agreement]) -> bool:
    """Tell whether these make a plan: something new, or something from last time that both take on again."""
    return any(one.outcome not in ("reached", UNMENTIONED) for one in agreements)


def lacks(talk: Conversation, agreement: Agreement, at: datetime, policy: Policy) -> tuple[str, ...]:
    """Name what a new agreement lacks; a day beyond the plan's horizon is asked about once, kindly."""
    appointment = talk.shared.appointment
    begins = policy.day_of(appointment.slot.start if appointment else at)
    far = agreement.by is not None and agreement.by > months_later(begins, HORIZON_MONTHS)
    return (*agreement.missing, "horizon") if far else agreement.missing
