"""One event moves one talk: state × event → state + wished-for effects. The rows are in `table.py`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from musmail.conversation.asking import defer_receipt, slots_offered, waits_for_calendar
from musmail.conversation.booking import settle, slot_booked, slot_taken
from musmail.conversation.carrying import carried_items, items_changed, superseded
from musmail.conversation.changes import leader_changed, person_left
from musmail.conversation.convening import calendar_replied
from musmail.conversation.events import (
    Away,
    Began,
    Bounced,
    CalendarReplied,
    Commanded,
    Doubted,
    Event,
    MailOpened,
    PartyChanged,
    Replied,
    TalkClosed,
    Tick,
)
from musmail.conversation.exempting import exempted
from musmail.conversation.files import NOTHING_TO_SEE, unread_files
from musmail.conversation.followup import list_wanted
from musmail.conversation.handling import OnEvent, Step, Turn, strike
from musmail.conversation.leave import absences_changed, considerate, not_before_return
from musmail.conversation.letters import PRIVATE_KINDS, Effect, Kind, Review, Send, Tell
from musmail.conversation.meeting import close_not_held
from musmail.conversation.placing import SECRET, left_over, place
from musmail.conversation.policy import Policy
from musmail.conversation.reaching import missed
from musmail.conversation.settling import offer, passages, settle_words
from musmail.conversation.state import Conversation, End, Own, Shared, Stage
from musmail.conversation.table import ABOUT_TIMES, BOXES, FILED, LAST, MILESTONES, SAID, Milestone
from musmail.conversation.tidings import (
    AbsencesChanged,
    Exempted,
    ItemsChanged,
    LeaderChanged,
    ListWanted,
    MeetingAgreed,
    PersonLeft,
    SlotBooked,
    SlotsOffered,
    SlotTaken,
    Superseded,
)
from musmail.skema.forms import Answer, Mark, Role

STATUS_NOTES = frozenset(
    {
        "status_noted",
        "which_agreement",
        "already_done",
        "your_own",
        "next_talk_open",
        "reminded_lately",
        "other_reminded",
    }
)


def begin(conversation_id: str, event: Began) -> Conversation:
    """Make a talk from its first event; skemaer and policy are fixed from here on (invariant 12)."""
    shared = Shared(
        kind=event.kind,
        person=event.person,
        employee=event.employee,
        leader=event.leader,
        leaders_leader=event.leaders_leader,
        hr=event.hr,
        stage=Stage.PLANNED,
        target_on=event.target_on,
        begun_at=event.at,
        policy_digest=event.policy_digest,
        skemas=event.skemas,
        translations=event.translations,
        last_items=event.last_items,
        leads=event.leads,
        waits=event.waits,
        calendars=event.calendars,
        absences=event.absences,
        asked_on=event.asked_on,
    )
    return Conversation(conversation_id, shared, employee=Own(notes=event.notes))


def step(talk: Conversation, event: Event, policy: Policy) -> Step:
    """Move a talk by one event. Never raises for anything a person wrote."""
    before, policy = talk, talk.as_promised(policy)
    taken = _taken(talk, event, policy)
    if isinstance(event, Began | TalkClosed):
        return taken
    taken = settle(
        before, taken, event, policy
    )  # before the notes go: a receipt that waited may read them back
    if before.shared.end is None and taken.talk.shared.end is not None:
        ended = _erase_leaders_notes(taken.talk).with_shared(ended_at=event.at)
        taken = replace(taken, talk=ended)
    taken = replace(taken, effects=considerate(taken.talk, taken.effects, policy))
    return taken.plus(*_to_person(before, taken.talk, event))


def _erase_leaders_notes(talk: Conversation) -> Conversation:
    """Erase what the leader wrote about the employee for their own eyes: promised to both when the skema goes out."""
    kept = tuple(answer for answer in talk.leader.answers if answer.mark is Mark.OPENING)
    return talk.with_own(
        Role.LEADER, replace(talk.leader, answers=kept, unfiled=(), offered=(), left=(), notes=())
    )


def _taken(talk: Conversation, event: Event, policy: Policy) -> Step:
    match event:
        case Tick():
            return _pass_time(talk, event, policy)
        case Replied():
            turn = Turn(event, policy, event.key)
            return _catch_up(_reply(talk, turn), event.at, policy)
        case _ if type(event) in _ANYTIME:
            turn = Turn(event, policy, event.key)
            return _catch_up(_ANYTIME[type(event)](talk, turn), event.at, policy)
        case _:
            return Step(talk)


def _reply(talk: Conversation, turn: Turn) -> Step:
    """Take a reply apart by the table's three parts, then tell the writer what was understood."""
    reply = turn.reply
    placed = place(talk, turn)
    kept = _keep(talk, reply.role, (*placed.shown, *placed.secret))
    settled = settle_words(offer(kept, placed.turn, placed.shown), placed.turn)
    turn, shown = settled.turn, [words for words in placed.shown if words not in settled.words]
    moved = Step(settled.talk, notes=settled.notes)
    for on_filed in FILED.get(moved.talk.stage, ()):
        moved = moved.and_then(on_filed(moved.talk, turn))
    if any(said.intent in ABOUT_TIMES for said in reply.said):
        # One that waits for the day's cap must not remind of what has just been answered.
        moved = moved.plus(strike(Kind.CONVENE_REMINDER, to=reply.role))
    for said in turn.reply.said:
        on_said = SAID[moved.talk.stage].get(said.intent)
        taken = on_said(moved.talk, turn, said) if on_said else Step(moved.talk, notes=("not_now",))
        moved = moved.and_then(taken)
        if words := left_over(taken.talk, said, taken.notes):
            shown.append(words)
            moved = replace(moved, talk=_keep(moved.talk, reply.role, (words,)))
            turn = replace(turn, kept=(*turn.kept, words))
    for on_event in LAST.get(moved.talk.stage, ()):
        moved = moved.and_then(on_event(moved.talk, turn))
    alone = reply.letter_kind in PRIVATE_KINDS or placed.secret  # no mail that a person could look at is left
    own = moved.talk.own(reply.role)
    asked = {own.unfiled[place] for place in (*own.offered, *own.left)}
    unasked = set(shown) - asked  # what its writer is asked about waits for them first
    if unasked and not alone and not (turn.reply.filed or reply.said or reply.agreements):
        moved = moved.plus(Review("nothing in this mail could be understood as an answer"))
    if faults := [one.why for one in reply.unread if one.why not in NOTHING_TO_SEE]:
        reason, files = unread_files(faults)
        # What answers a private letter is nobody else's to look at, and its writer is asked for the file again.
        moved = moved.plus(Review(reason, files=files and reply.letter_kind not in PRIVATE_KINDS))
    if placed.secret:
        moved = replace(moved, notes=(*moved.notes, "kept_private"))
    return _receipt(moved, turn, list(dict.fromkeys(shown)), talk.own(reply.role).standing())


def _keep(talk: Conversation, role: Role, words: tuple[str, ...]) -> Conversation:
    """Keep what could not be filed in the writer's own record: losing typed words is the costly error."""
    own = talk.own(role)
    new = tuple(one for one in dict.fromkeys(words) if one not in own.unfiled)
    return talk.with_own(role, replace(own, unfiled=own.unfiled + new)) if new else talk


def _receipt(moved: Step, turn: Turn, unfiled: list[str], before: dict[str, Answer]) -> Step:
    """Wish for the read-back receipt, unless a letter answers all of it already; what is said of times may wait."""
    reply, waits = turn.reply, waits_for_calendar(moved.talk, turn)
    answered = moved.answered and not unfiled and not reply.attachments and not reply.unread
    if answered and not waits and "kept_private" not in moved.notes:
        return moved
    about: dict[str, list[Any]] = {
        "filed": [item.field for item in reply.filed],
        "private": [item.field for item in reply.filed if item.mark in SECRET],
        "unfiled": unfiled,
        "notes": list(dict.fromkeys(moved.notes)),
        "attachments": list(reply.attachments),
        "unread": [(one.name, one.why.value) for one in reply.unread],
    }
    if waits:
        about["filed"] = [field for field in about["filed"] if field not in BOXES]
        return defer_receipt(moved, turn, about)
    status = bool(STATUS_NOTES & set(moved.notes))
    kind = Kind.STATUS_RECEIPT if status else Kind.RECEIPT
    open_words = passages(moved.talk, reply.role, about["filed"])
    now = moved.talk.own(reply.role).standing()
    again = {one for one in about["filed"] if one in before and one in now} - {
        one for one in before if one in now and now[one].text == before[one].text
    }
    added = {one for one in again if now[one].text.startswith(before[one].text)}
    news = {"changed": sorted(again - added), "added": sorted(added), "passages": open_words}
    letter = turn.send(kind, reply.role, **about, **news, answered=reply.letter_kind)
    return moved.plus(*letter)


def due(talk: Conversation, policy: Policy) -> list[tuple[datetime, Milestone]]:
    """List the milestones still ahead in this stage, soonest first, by the deadlines the talk was convened under."""
    policy = talk.as_promised(policy)
    ahead = [
        (not_before_return(talk, milestone.name, at, policy), milestone)
        for milestone in MILESTONES[talk.stage]
        if (milestone.repeats or milestone.name not in talk.shared.done)
        and (at := milestone.at(talk, policy)) is not None
    ]
    return sorted(ahead, key=lambda row: row[0])


def wake_at(talk: Conversation, policy: Policy) -> datetime | None:
    """Say when the talk next wants a tick; no timer stands anywhere else (invariant 3)."""
    ahead = due(talk, policy)
    return ahead[0][0] if ahead else None


def _pass_time(talk: Conversation, event: Tick, policy: Policy) -> Step:
    """Do everything that has become due, once, in its order; what is overtaken changes state without letters."""
    moved = Step(talk)
    while (ahead := due(moved.talk, policy)) and ahead[0][0] <= event.at:
        at, milestone = ahead[0]
        turn = Turn(event, policy, _cause(moved.talk, milestone, at))
        until = milestone.until(moved.talk, policy) if milestone.until else None
        done = moved.talk.shared.done
        done = done if milestone.repeats else {**done, milestone.name: event.at}
        acted = milestone.act(moved.talk.with_shared(done=done), turn)
        if until is not None and until <= event.at:
            acted = replace(acted, effects=tuple(e for e in acted.effects if not isinstance(e, Send)))
        moved = moved.and_then(acted)
    return moved


def _catch_up(moved: Step, at: datetime, policy: Policy) -> Step:
    """Do at once what the event made due: a meeting agreed for next week wants its skemaer now."""
    return moved.and_then(_pass_time(moved.talk, Tick(at), policy))


def _cause(talk: Conversation, milestone: Milestone, at: datetime) -> str:
    """Name a milestone with the versions it is bound to: once a date of the meeting, once a version of the summary."""
    sequence = talk.shared.appointment.sequence if talk.shared.appointment else 0
    again = f".{talk.shared.plannings}" if talk.shared.plannings else ""
    day = f".{at.date()}" if milestone.repeats else ""
    return f"{milestone.name}@{sequence}.{len(talk.shared.minutes)}{again}{day}"


def _away(talk: Conversation, turn: Turn) -> Step:
    event = turn.event
    assert isinstance(event, Away)
    until = event.until or turn.policy.workdays.add(turn.policy.day_of(event.at), 3)  # no date given: guessed
    return Step(talk.with_shared(away_until={**talk.shared.away_until, event.role: until}))


def _bounced(talk: Conversation, turn: Turn) -> Step:
    """A letter did not arrive: for good, the other party and a person hear of it; otherwise it is a note in the log."""
    event = turn.event
    assert isinstance(event, Bounced)
    if event.person not in ("", talk.party(event.role).id):
        return Step(talk)  # of somebody who was a party before, and hears nothing more from us
    if not event.permanent or event.role in talk.shared.dead:
        return Step(talk)
    talk = talk.with_shared(dead=(*talk.shared.dead, event.role))
    review = Review("letters to a party's address are refused for good")
    return Step(talk, (review, *turn.send(Kind.ADDRESS_DEAD, event.role.other)))


def _party_changed(talk: Conversation, turn: Turn) -> Step:
    event = turn.event
    assert isinstance(event, PartyChanged)
    alive = tuple(role for role in talk.shared.dead if role is not event.role)
    party = {"employee" if event.role is Role.EMPLOYEE else "leader": event.party}
    known = talk.with_shared(dead=alive, **party)
    return Step(known, missed(known, turn, event.role) if event.role in talk.shared.dead else ())


def _doubted(talk: Conversation, turn: Turn) -> Step:
    """Ask the party, neutrally and at the roster address, whether that was them."""
    event = turn.event
    assert isinstance(event, Doubted)
    return Step(talk, turn.send(Kind.WAS_THIS_YOU, event.role))


def _mail_opened(talk: Conversation, turn: Turn) -> Step:
    """Tell the writer that somebody has read a mail of theirs."""
    event = turn.event
    assert isinstance(event, MailOpened)
    if event.role is None:
        return Step(talk)
    about = {"who": event.by, "reason": event.reason, "came_on": event.came_on}
    return Step(talk, turn.send(Kind.MAIL_OPENED, event.role, **about))


def _commanded(talk: Conversation, turn: Turn) -> Step:
    event = turn.event
    assert isinstance(event, Commanded)
    if event.command == "not_held" and talk.shared.end is None:
        return close_not_held(talk, turn, event.arguments.get("reason", "operator"))
    return Step(talk)


_ANYTIME: dict[type, OnEvent] = {
    CalendarReplied: calendar_replied,
    Away: _away,
    Bounced: _bounced,
    Doubted: _doubted,
    MailOpened: _mail_opened,
    PartyChanged: _party_changed,
    Commanded: _commanded,
    SlotsOffered: slots_offered,
    SlotBooked: slot_booked,
    SlotTaken: slot_taken,
    LeaderChanged: leader_changed,
    PersonLeft: person_left,
    Exempted: exempted,
    AbsencesChanged: absences_changed,
    Superseded: superseded,
    ItemsChanged: items_changed,
    ListWanted: list_wanted,
}


def _to_person(before: Conversation, after: Conversation, event: Event) -> tuple[Effect, ...]:
    """Tell the person's aggregate when the meeting is, how the talk ended, and when an agreement's status changes."""
    if after.shared.end is None:
        return _meeting_told(before, after, event)
    items = carried_items(after)
    if before.shared.end is after.shared.end and carried_items(before) == items:
        return ()
    appointment = after.shared.appointment
    held = after.shared.end is not End.NOT_HELD and appointment is not None
    held_on = appointment.slot.start.date() if held and appointment else None
    key = f"{after.id}:{after.shared.end}:{event.key or event.at.isoformat()}"
    told = TalkClosed(event.at, key, after.id, after.shared.end.value, held_on, items)
    return (Tell(after.shared.person, told),)


def _meeting_told(before: Conversation, after: Conversation, event: Event) -> tuple[Effect, ...]:
    was, now = before.shared.appointment, after.shared.appointment
    if (was and was.slot) == (now and now.slot):
        return ()
    key = f"{after.id}:meeting:{event.key or event.at.isoformat()}"
    told = MeetingAgreed(event.at, key, after.id, now.slot.start if now else None)
    return (Tell(after.shared.person, told),)
