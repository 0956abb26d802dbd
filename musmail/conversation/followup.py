"""Following what was agreed: the nudge, questions, status by reply, reminding the other, and the list."""

from datetime import datetime, timedelta

from musmail.conversation.carrying import (
    ASKED,
    carried_items,
    followed,
    is_open,
    open_items,
    owners,
    with_word,
)
from musmail.conversation.events import Intent, Said
from musmail.conversation.handling import Step, Turn, both
from musmail.conversation.items import CarriedItem, told
from musmail.conversation.letters import Effect, Kind, Recipient, Send, Strike
from musmail.conversation.questions import answer_key, questions, waiting
from musmail.conversation.state import Conversation, Reminded
from musmail.conversation.tidings import ListWanted
from musmail.skema.forms import Role

STATUS = {
    Intent.STATUS_DONE: "done",
    Intent.STATUS_UNDER_WAY: "under_way",
    Intent.STATUS_PROBLEM: "problem",
}
# The other is reminded of one agreement this often at most.
BETWEEN_REMINDERS = timedelta(days=7)


def nudge(talk: Conversation, turn: Turn) -> Step:
    """Nudge the owners: start what was agreed; who is asked this morning, or was about everything, needs no nudge."""
    asking = {one.role for one in questions(talk, turn.policy) if one.at <= turn.at}
    owning = [role for role in both() if role not in asking and not _all_asked(talk, role)]
    return Step(talk, turn.send(Kind.NUDGE, *owning))


def _all_asked(talk: Conversation, role: Role) -> bool:
    """Say whether a party has been asked about each open agreement of theirs; true also where there is none."""
    return all(
        any(name.startswith(f"{item.number}:{role.value}:") for name in talk.shared.items_asked)
        for item in open_items(talk, role)
    )


def ask(talk: Conversation, turn: Turn) -> Step:
    """Ask owners about all that has become due, each in one letter; what is overtaken is asked about no more."""
    wanted: dict[Role, dict[str, str]] = {}
    while due := [one for one in questions(talk, turn.policy) if one.at <= turn.at]:
        for one in due:
            talk = talk.with_shared(items_asked={**talk.shared.items_asked, one.name: turn.at})
            if one.until is None or one.until > turn.at:
                wanted.setdefault(one.role, {})[str(one.number)] = one.moment
    letters = (_asking(turn, role, moments) for role, moments in wanted.items())
    return Step(talk, tuple(letter for wish in letters for letter in wish))


def _asking(turn: Turn, role: Role, moments: dict[str, str]) -> tuple[Send, ...]:
    return turn.send(Kind.ITEM_STATUS, role, moments=moments)


def moments_asked(talk: Conversation, role: Role, at: datetime) -> dict[str, str]:
    """Say about which agreements a party has been asked lately without an answer, and at which moment."""
    return {str(number): moment for number, moment in waiting(talk, role, at)}


def status(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Note where an agreement stands; a problem goes to the other party at once."""
    role = turn.reply.role
    item = _meant(carried_items(talk), open_items(talk, role), said.number)
    if item is None:
        return Step(talk, notes=("which_agreement",))
    word = STATUS[said.intent]
    line = told(turn.policy.day_of(turn.at), talk.party(role).name, word, said.text)
    talk = with_word(talk, item.number, word, line)
    answered = {**talk.shared.items_answered, answer_key(item.number, role): turn.at}
    talk = talk.with_shared(items_answered=answered)
    step = Step(talk, _truer(talk, turn, item), ("status_noted",))
    if word != "problem":
        return step
    about = {"number": item.number, "text": said.text}
    return step.plus(*turn.send(Kind.PROBLEM, role.other, **about))


def _meant(
    known: tuple[CarriedItem, ...], mine: tuple[CarriedItem, ...], number: int | None
) -> CarriedItem | None:
    """Find the agreement somebody speaks of; without its number, the only one it can be."""
    if number is None:
        return mine[0] if len(mine) == 1 else None
    return next((item for item in known if item.number == number), None)


def _truer(talk: Conversation, turn: Turn, item: CarriedItem) -> tuple[Effect, ...]:
    """Take back what waits to ask about what has just been answered; what else it asks about is asked all the same."""
    done = any(one.number == item.number and not is_open(one) for one in carried_items(talk))
    effects: list[Effect] = []
    for role in owners(item):
        if role is not turn.reply.role and not done:
            continue
        to = Recipient.of(role)
        moments = moments_asked(talk, role, turn.at)
        instead = _asking(turn, role, moments) if moments and followed(talk) else ()
        effects += [Strike(frozenset({Kind.ITEM_STATUS}), to, one) for one in instead] or [
            Strike(frozenset({Kind.ITEM_STATUS}), to)
        ]
        if not open_items(talk, role):
            effects.append(Strike(ASKED, to))
        elif done:
            effects.append(Strike(frozenset({Kind.REMIND_OWNER}), to))
    return tuple(effects)


def remind_other(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Remind the other of what they promised: kindly, and of one agreement once a week at most."""
    other = turn.reply.role.other
    item = _meant(carried_items(talk), open_items(talk, other), said.number)
    if item is None:
        return Step(talk, notes=("which_agreement",))
    if not is_open(item):
        return Step(talk, notes=("already_done",))
    if other not in owners(item):
        return Step(talk, notes=("your_own",))
    if not followed(talk):
        return Step(talk, notes=("next_talk_open",))
    latest = [one.at for one in talk.shared.reminded if one.number == item.number and one.by is not other]
    if latest and turn.at < max(latest) + BETWEEN_REMINDERS:
        return Step(talk, notes=("reminded_lately",))
    counted = (*talk.shared.reminded, Reminded(item.number, turn.reply.role, turn.at))
    letters = turn.send(Kind.REMIND_OWNER, other, number=item.number)
    return Step(talk.with_shared(reminded=counted), letters, ("other_reminded",))


def send_list(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Answer with the list: every open agreement on one page, with what both have said of it."""
    return Step(talk, turn.send(Kind.LIST, turn.reply.role), answered=True)


def list_wanted(talk: Conversation, turn: Turn) -> Step:
    """Send the list to who asked for it without answering any letter of this talk."""
    event = turn.event
    assert isinstance(event, ListWanted)
    return Step(talk, turn.send(Kind.LIST, event.role))
