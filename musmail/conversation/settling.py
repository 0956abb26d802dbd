"""Settling words that fit nowhere: their writer says which question they belong to, or that nobody else is to see them.

A passage is named by its place in the writer's own record, which it keeps when it has been taken out of there: an old
receipt never names another one.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from musmail.conversation.agenda import form_in
from musmail.conversation.events import Filed, Intent, Replied, Said
from musmail.conversation.handling import Turn
from musmail.conversation.letters import FORMS
from musmail.conversation.state import Conversation, Own, Stage
from musmail.skema.forms import Mark, Question, Role

SETTLING = frozenset({Intent.PLACE, Intent.KEEP, Intent.LEAVE})
# Where answers are taken, once the skemaer have gone out.
ANSWERING = frozenset(
    {
        Stage.PLANNED,
        Stage.ASKING_LEADER,
        Stage.ASKING_EMPLOYEE,
        Stage.PREPARING,
        Stage.OPENED,
        Stage.MEETING,
    }
)
MOST = 99  # a button names no more passages than it has digits for
MOST_LIKELY = 3
_STEM = 5  # letters of a word that must be the same: "samarbejde", "samarbejdet". Guessed
_WORD = re.compile(r"[^\W\d_]{5,}")
_NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,2}(?![.,:/-]?\d|\s*%|\.\s?[a-zæøå])")


@dataclass(frozen=True)
class Settled:
    """What is left of a turn when its writer has settled passages; `words` are those that are settled."""

    talk: Conversation
    turn: Turn
    notes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def offer(talk: Conversation, turn: Turn, words: Collection[str]) -> Conversation:
    """Remember which of a reply's words its writer is asked about: those that came with answers to a skema.

    What they have said to let be is not asked about again.
    """
    reply = turn.reply
    if talk.stage not in ANSWERING or "prepare" not in talk.shared.done or reply.letter_kind not in FORMS:
        return talk
    own = talk.own(reply.role)
    new = (
        place
        for place, one in enumerate(own.unfiled[:MOST])
        if one and one in words and place not in own.left
    )
    offered = tuple(dict.fromkeys((*own.offered, *new)))
    return talk.with_own(reply.role, replace(own, offered=offered))


def settle_words(talk: Conversation, turn: Turn) -> Settled:
    """Put passages under the question their writer names, behind what stands there, or among their notes.

    One may also be let be: it stays in the record, under no question. One that is settled already changes nothing.
    """
    reply = turn.reply
    asked = [said for said in reply.said if said.intent in SETTLING]
    if not asked or talk.stage not in ANSWERING:
        return Settled(talk, turn)
    own, filed, notes, settled = talk.own(reply.role), list(reply.filed), list[str](), list[str]()
    numbered = {number: question.id for number, question in talk.shared.skemas[reply.role].numbered()}
    asked, marks = _marked(asked)
    for said in asked:
        place, field = _place(own, said, reply), numbered.get(said.number or 0, "")
        if said.intent is Intent.LEAVE and (said.passage or 0) - 1 in own.left:
            notes.append("passage_left")
            continue
        if place is None:
            notes.append("which_passage" if said.passage is None and own.offered else "passage_settled")
            continue
        if said.intent is Intent.PLACE and not field:
            notes.append("no_such_number")
            continue
        settled.append(own.unfiled[place])
        if said.intent is Intent.LEAVE:
            offered = tuple(one for one in own.offered if one != place)
            own = replace(own, offered=offered, left=(*own.left, place))
            notes.append("passage_left")
            continue
        own, words = _take(own, place)
        if said.intent is Intent.KEEP:
            own = replace(own, notes=(*own.notes, words))
            notes.append("passage_for_meeting" if said.field == Mark.MEETING else "passage_kept")
        else:
            filed.append(Filed(field, words, marks.get(said.passage), adds=True))
    left = tuple(said for said in reply.said if said.intent not in SETTLING)
    turn = replace(turn, event=replace(reply, filed=tuple(filed), said=left))
    return Settled(talk.with_own(reply.role, own), turn, tuple(notes), tuple(settled))


def _marked(asked: Sequence[Said]) -> tuple[list[Said], dict[int | None, Mark]]:
    """Take "kun mig" beside "til 3" as who may see the words there, and not as something else to do with them."""
    places = [said.passage for said in asked if said.intent is Intent.PLACE]
    beside = [
        said
        for said in asked
        if said.intent is Intent.KEEP
        and (said.passage in places or (said.passage is None and len(set(places)) == 1))
    ]
    mark = {
        (said.passage or places[0]): Mark.MEETING if said.field == Mark.MEETING else Mark.PRIVATE
        for said in beside
    }
    return [said for said in asked if said not in beside], mark


def _place(own: Own, said: Said, reply: Replied) -> int | None:
    """Find the passage that is meant: by its number, or the only one there is, in this mail or at all."""
    if said.passage is not None:
        place = said.passage - 1
        known = own.offered if said.intent is Intent.LEAVE else (*own.offered, *own.left)
        return place if place in known else None
    here = [place for place in own.offered if own.unfiled[place] in reply.unfiled] or own.offered
    return here[0] if len(here) == 1 else None


def _take(own: Own, place: int) -> tuple[Own, str]:
    words = own.unfiled[place]
    unfiled = (*own.unfiled[:place], "", *own.unfiled[place + 1 :])
    offered, left = (tuple(one for one in places if one != place) for places in (own.offered, own.left))
    return replace(own, unfiled=unfiled, offered=offered, left=left), words


def passages(talk: Conversation, role: Role, filed: Collection[str]) -> list[dict[str, Any]]:
    """List what a party has still to settle, for the receipt: number, words, and the likeliest questions.

    `filed` are the questions the mail at hand answered.
    """
    own = talk.own(role)
    if talk.stage not in ANSWERING:
        return []
    questions = list(form_in(talk.shared, role, talk.party(role).language).numbered())
    empty = {number for number, question in questions if question.id not in own.standing()}
    fresh = [number for number, question in questions if question.id in filed]
    return [
        {"number": place + 1, "words": words, "likely": likely(words, questions, empty, fresh)}
        for place in own.offered
        if (words := own.unfiled[place])
    ]


def unsettled(talk: Conversation, role: Role) -> int:
    """Count the passages a party has still not settled although both have seen each other's answers."""
    opened = talk.shared.opened_at is not None and talk.shared.end is None and talk.stage in ANSWERING
    return len(talk.own(role).offered) if opened else 0


def likely(
    words: str,
    questions: Sequence[tuple[int, Question]],
    empty: Collection[int],
    filed: Sequence[int],
) -> list[int]:
    """Name up to three questions words may belong to, the likeliest first.

    A number in the words counts most, then words they have in common with a question, then the empty ones next to
    those answered in the same mail.
    """
    known = [number for number, _ in questions]
    named = [int(one) for one in _NUMBER.findall(words) if int(one) in known]
    stems = _stems(words)
    common = {number: len(stems & _stems(f"{one.text} {one.hint}")) for number, one in questions}
    similar = sorted((number for number in known if common[number]), key=lambda number: -common[number])
    beside = [near for number in filed for near in (number + 1, number - 1) if near in empty]
    return list(dict.fromkeys((*named, *similar, *beside)))[:MOST_LIKELY]


def _stems(words: str) -> set[str]:
    return {one[:_STEM] for one in _WORD.findall(words.lower())}
