"""Mail of one's own accord: what is asked is answered, what would change something waits for one button."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from musmail.conversation import entitlement
from musmail.conversation.events import Intent, Replied, Said
from musmail.conversation.files import unread_files
from musmail.conversation.letters import Effect, Kind, Recipient, Review, Send, Tell
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.state import Stage
from musmail.conversation.wishes import CHANGING, ItemSeen, Pending, TalkSeen, Wish, Wished, Wrote

# So many wishes wait for their button at once; beyond them the oldest lapse (guessed).
MOST_PENDING = 10
# A button nobody pressed for so long does nothing any more (guessed).
LAPSES_AFTER = timedelta(days=60)
_CAN_MOVE = frozenset({Stage.PREPARING.value, Stage.OPENED.value, Stage.MEETING.value})
Done = tuple[Person, tuple[Effect, ...], tuple[dict[str, Any], ...]]


def wrote(person: Person, event: Wrote, policy: Policy) -> tuple[Person, tuple[Effect, ...]]:
    """Answer a mail that was not asked for, at the roster address; nothing goes to somebody who has left."""
    if person.left_on is not None:
        return person, (Review("somebody who has left writes to the mailbox"),)
    pending = tuple(one for one in person.pending if event.at - one.at < LAPSES_AFTER)
    person = replace(person, pending=pending)
    effects: tuple[Effect, ...] = ()
    done: tuple[dict[str, Any], ...] = ()
    confirmed = [one for one in pending if one.number in event.confirmed]
    now = [one.wished for one in confirmed]
    waiting: list[Wished] = []
    for wished in _about_talks(event):
        (now if event.answers or wished.wish not in CHANGING else waiting).append(wished)
    for wished in now:
        person, more, told = _do(person, wished, event, policy)
        effects, done = effects + more, done + told
    person = replace(person, pending=tuple(one for one in person.pending if one not in confirmed))
    person, asked = _ask(person, waiting, event)
    about = _about(person, event, policy) | {"done": done, "confirm": asked}
    if event.confirmed and not confirmed and not event.wishes:
        about["lapsed"] = True
    answer = Send(Kind.ANSWER, Recipient.SELF, event.key, event.at, about)
    return person, (*effects, *_for_a_person(event, policy), answer)


def _for_a_person(event: Wrote, policy: Policy) -> Iterator[Review]:
    """Keep what we could not read where somebody may look at it."""
    if event.unplaced:
        yield Review("words to the mailbox that nobody could place")
    if event.unread and policy.attached_forms:
        yield Review(*unread_files(event.unread))


def _about_talks(event: Wrote) -> list[Wished]:
    """Say which talk a wish to move is about: one wish for each that has a meeting ahead."""
    found: list[Wished] = []
    for wished in event.wishes:
        movable = [talk for talk in event.talks if _can_move(talk, event)]
        if wished.wish is Wish.MOVE and movable:
            found += [replace(wished, conversation=talk.conversation) for talk in movable]
        else:
            found.append(wished)
    # Of several talks nobody can tell which is meant: each gets its button, also where one would do without.
    return found


def _can_move(talk: TalkSeen, event: Wrote) -> bool:
    return talk.stage in _CAN_MOVE and talk.meeting_at is not None and talk.meeting_at > event.at


def _ask(person: Person, waiting: list[Wished], event: Wrote) -> tuple[Person, tuple[dict[str, Any], ...]]:
    """Keep what waits for its button, under a number of its own."""
    asked: list[dict[str, Any]] = []
    pending = list(person.pending)
    for wished in waiting:
        if wished.wish is Wish.MOVE and not wished.conversation:
            continue  # there is nothing to move: said in the answer
        if wished.wish is Wish.TALK and (person.under_way or _has_no_talks(person)):
            continue
        number = person.asked_so_far + len(asked) + 1
        pending.append(Pending(number, wished, event.at))
        asked.append({"number": number, **_described(wished, event)})
    kept = replace(
        person, pending=tuple(pending[-MOST_PENDING:]), asked_so_far=person.asked_so_far + len(asked)
    )
    return kept, tuple(asked)


def _described(wished: Wished, event: Wrote) -> dict[str, Any]:
    """Describe a wish without repeating a word of it: anybody can write in somebody's name."""
    talk = next((one for one in event.talks if one.conversation == wished.conversation), None)
    return {
        "what": wished.wish.value,
        "words": len(wished.text.split()),
        "times": wished.times,
        "other": talk.other if talk else "",
        "meeting_at": talk.meeting_at if talk else None,
    }


def _has_no_talks(person: Person) -> bool:
    return person.leader is None or bool(person.exempt)


def _do(person: Person, wished: Wished, event: Wrote, policy: Policy) -> Done:
    """Do what was wished for."""
    told = _described(wished, event)
    match wished.wish:
        case Wish.NOTE:
            return replace(person, notes=(*person.notes, wished.text)), (), (told,)
        case Wish.TALK:
            return _begin_soon(person, event, policy)
        case Wish.MOVE if wished.conversation:
            return person, (_move(person, wished, event),), (told,)
        case Wish.EXPORT:
            return person, (Review("somebody asks for their data"),), (told,)
        case _:
            return person, (), ()


def _begin_soon(person: Person, event: Wrote, policy: Policy) -> Done:
    """Plan a talk for the soonest proper day; the table begins it at the next tick, and the clock runs."""
    if person.under_way or _has_no_talks(person):
        return person, (), ()
    today = policy.day_of(event.at)
    soon = policy.workdays.slide_forward(today - timedelta(days=policy.leads.convene_leader))
    asked = replace(person, next_on=soon, asked_on=today)
    return asked, (), ({"what": Wish.TALK.value, "on": today, "target_on": soon},)


def _move(person: Person, wished: Wished, event: Wrote) -> Tell:
    """Hand a wish to move on to the talk, as if it had been written to one of its letters."""
    role = next(one.role for one in event.talks if one.conversation == wished.conversation)
    said = Said(Intent.MOVE, times=wished.times)
    key = f"{event.key}:move:{wished.conversation}"
    reply = Replied(event.at, key, role, person.party.address, None, "", said=(said,))
    return Tell(wished.conversation, reply)


def _about(person: Person, event: Wrote, policy: Policy) -> dict[str, Any]:
    """Gather what the answer tells beside what was done."""
    wishes = {one.wish for one in event.wishes}
    open_talks = [talk for talk in event.talks if not talk.end]
    about: dict[str, Any] = {"wishes": sorted(one.value for one in wishes), "unplaced": event.unplaced}
    if wishes & {Wish.STATUS, Wish.TALK}:
        about["talks"] = open_talks
        about["next_on"] = None if person.under_way else person.next_on
        about["clock"] = entitlement.clock(person, policy)
        about["no_talks"] = _has_no_talks(person)
    if Wish.LIST in wishes:
        about["agreed"] = [(talk, item) for talk in event.talks for item in talk.items]
        if not about["agreed"]:
            about["carried"] = [
                ItemSeen(item.number, item.what, item.who, item.by, item.status, sign=item.sign)
                for item in person.items
                if item.status != "done"
            ]
    if Wish.MOVE in wishes and not any(_can_move(talk, event) for talk in event.talks):
        about["nothing_to_move"] = True
    about["unread"] = [one.value for one in event.unread] if policy.attached_forms else []
    about["files"] = event.files + len(event.unread) - len(about["unread"])
    about["help"] = Wish.HELP in wishes or (event.unplaced and not wishes)
    return about
