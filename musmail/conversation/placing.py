"""Placing: which of a reply's words have a place where the talk stands; the others are kept for their writer."""

from dataclasses import dataclass, replace

from musmail.conversation.events import Filed, Intent, Replied, Said
from musmail.conversation.handling import Turn
from musmail.conversation.letters import Kind
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.table import BOXES, FIELDS
from musmail.skema.forms import Mark, Role

SECRET = frozenset({Mark.PRIVATE, Mark.MEETING})
_OWN_EYES = frozenset({"check", "surprise"})
_STATUS = frozenset({Intent.STATUS_DONE, Intent.STATUS_UNDER_WAY, Intent.STATUS_PROBLEM, Intent.REMIND_OTHER})
# Notes that say nothing was done with what was said: its words are kept.
REFUSALS = frozenset(
    {
        "not_now",
        "newer_version",
        "no_such_number",
        "no_such_time",
        "times_passed",
        "only_employee",
        "which_agreement",
        "not_verified",
    }
)
# Only the times in these go on to the other; whatever else was said with them stays with the writer.
_WISHES = frozenset({Intent.OTHER_TIME, Intent.MOVE, Intent.PARTLY, Intent.NOT_HELD})
A_BARE_WISH = 6  # words; "Ingen af tiderne passer mig desværre" says nothing more than itself


@dataclass(frozen=True)
class Placed:
    """A turn with what has a place; `shown` goes back to the writer, `secret` is kept and repeated nowhere."""

    turn: Turn
    shown: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


def place(talk: Conversation, turn: Turn) -> Placed:
    """Sort what was filed, and the words nobody could file, by whether they have a place now."""
    reply = turn.reply
    homeless = [item for item in reply.filed if not _has_place(talk, reply, item)]
    filed = tuple(item for item in reply.filed if item not in homeless or _stale(talk, reply, item))
    shown = [item.text for item in homeless if item.mark not in SECRET and item.text.strip()]
    shown += _agreements_too_late(talk, reply)
    secret = [item.text for item in homeless if item.mark in SECRET and item.text.strip()]
    kept = turn.kept + tuple(shown)
    return Placed(
        replace(turn, event=replace(reply, filed=filed), kept=kept),
        (*reply.unfiled, *shown),
        tuple(secret),
    )


def _has_place(talk: Conversation, reply: Replied, item: Filed) -> bool:
    places = FIELDS.get(talk.stage, ())
    if item.field in {question.id for question in talk.shared.skemas[reply.role].questions}:
        return "?" in places
    if item.field in _OWN_EYES:
        return item.field in places and reply.role is Role.EMPLOYEE
    if item.mark in SECRET:
        return False  # everything but answers goes on to the other
    if item.field in BOXES:
        return any(_covers(said, item.text) for said in reply.said)
    if not any(item.field.startswith(place) for place in places if place != "?"):
        return False
    return not item.field.startswith(("point:", "agreement:")) or _in_summary(talk, reply, item)


def _covers(said: Said, text: str) -> bool:
    """Tell whether an intent was read out of these words."""
    words = _spaced(text)
    return any(one in words or words in one for one in map(_spaced, (said.words, said.text)) if one)


def _spaced(words: str) -> str:
    return " ".join(words.split())


def _in_summary(talk: Conversation, reply: Replied, item: Filed) -> bool:
    """Tell whether words under a line of the summary, or under an agreement, are taken up where the talk stands."""
    if talk.stage is Stage.SUMMARISING:
        return item.field.startswith("point:") or bool(reply.agreements)
    if talk.stage is Stage.CHECKING:
        return reply.role is Role.EMPLOYEE and reply.letter_kind == Kind.BEFORE_SIGNING.value
    number = int(item.field.partition(":")[2])
    if talk.stage is Stage.SIGNING:
        minutes = talk.shared.minutes[-1]
        rows = minutes.lines if item.field.startswith("point:") else minutes.agreements
        return reply.version == minutes.version and any(row.number == number for row in rows)
    return any(said.number == number and said.intent in _STATUS for said in reply.said)


def _stale(talk: Conversation, reply: Replied, item: Filed) -> bool:
    """Leave what corrects an older version to the one who says that there is a newer."""
    return (
        talk.stage is Stage.SIGNING
        and item.field.startswith(("point:", "agreement:"))
        and item.mark not in SECRET
        and reply.version != talk.shared.minutes[-1].version
    )


def _agreements_too_late(talk: Conversation, reply: Replied) -> list[str]:
    """Write out agreements that came on top of a mail when the summary was no longer being written."""
    if talk.stage is Stage.SUMMARISING:
        return []
    filed = "\n".join(item.text for item in reply.filed)
    return [
        " – ".join(part for part in (one.what, one.who, one.by_words or str(one.by or ""), one.sign) if part)
        for one in reply.agreements
        if one.what not in filed
    ]


def left_over(talk: Conversation, said: Said, notes: tuple[str, ...]) -> str:
    """Give the words of an intent that were not acted on, or not passed on; `talk` is as it left it."""
    words = said.text or said.words
    length = len(words.split())
    if REFUSALS & set(notes):
        return words if said.text or length > 1 else ""  # the bare word was answered by the note
    wish = said.intent in _WISHES and not said.times and length > A_BARE_WISH
    return words if wish and words != talk.shared.reason else ""
