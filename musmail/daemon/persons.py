"""Mail to a person: whose it is, and the talks an answer may speak of, gathered where all aggregates can be seen."""

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.persons import Person
from musmail.conversation.signing import current
from musmail.conversation.state import Conversation, Stage
from musmail.conversation.wishes import ItemSeen, TalkSeen
from musmail.daemon.advance import Office
from musmail.skema.forms import Role

# A talk that has ended is spoken of no more, but for the agreements of one that is followed.
_FOLLOWED = frozenset({Stage.FOLLOWING})


def talks_of(office: Office, aggregate: Aggregate) -> tuple[TalkSeen, ...]:
    """Show the talks somebody is a party of, the latest of each pair: those under way, and those that are followed."""
    assert isinstance(aggregate.state, Person)
    person = aggregate.state.party.id
    latest: dict[tuple[str, str], TalkSeen] = {}
    for talk_id in office.store.conversations_of(person):
        known = office.store.load(talk_id)
        if known is None or not isinstance(known.state, Conversation):
            continue
        shared = known.state.shared
        role = Role.EMPLOYEE if shared.employee.id == person else Role.LEADER
        if known.state.party(role).id == person and (shared.end is None or shared.stage in _FOLLOWED):
            latest[shared.employee.id, shared.leader.id] = _seen(known.state, role)
    return tuple(latest.values())


def _seen(talk: Conversation, role: Role) -> TalkSeen:
    shared = talk.shared
    agreements = current(talk).agreements if shared.minutes and shared.stage in _FOLLOWED else ()
    return TalkSeen(
        conversation=talk.id,
        role=role,
        other=talk.party(role.other).name,
        stage=shared.stage.value,
        end=shared.end.value if shared.end else "",
        meeting_at=shared.appointment.slot.start if shared.appointment else None,
        items=tuple(
            ItemSeen(one.number, one.what, one.who, one.by, one.status, one.by_words, one.sign)
            for one in agreements
            if one.status != "done"
        ),
    )
