"""What a template may know of its letter: for a party what that party may see, for everybody else the state alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from musmail.conversation.agenda import compile_agenda, form_in, standing_answers, uncovered
from musmail.conversation.carrying import carried_items, is_open, open_items, owners
from musmail.conversation.letters import Kind, Recipient, Send
from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy
from musmail.conversation.reviewing import is_plan
from musmail.conversation.state import Conversation, End, Opened, Own, Shared
from musmail.conversation.summary import first_number
from musmail.skema.forms import Answer, Question, Role
from musmail.writing.cleaning import one_line
from musmail.writing.followed import followed

PARTIES = frozenset({Recipient.EMPLOYEE, Recipient.LEADER})
# These take a meeting out of the calendar, where there was one.
CANCELS = frozenset({Kind.CANCELLATION, Kind.LEADER_CHANGED, Kind.PERSON_LEFT})
# These letters say nothing about a talk, whoever they go to.
NEUTRAL = frozenset({Kind.WAS_THIS_YOU, Kind.MAIL_OPENED})


@dataclass(frozen=True)
class View:
    """What the reader of one letter may see: the shared record and their own, never the other's."""

    id: str
    shared: Shared
    own: Own
    party: Party
    recipient: Recipient


@dataclass(frozen=True)
class PersonView:
    """What the reader of a person's letter may see: the person their own record, everybody else the state alone."""

    id: str
    person: Person
    party: Party
    recipient: Recipient


@dataclass(frozen=True)
class About:
    """The small facts a wish for a letter carries; each may be missing."""

    filed: tuple[str, ...] = ()  # fields that just got words
    private: tuple[str, ...] = ()  # those of them that are not for the opening; cited by number only
    changed: tuple[str, ...] = ()  # those of them whose earlier answer reads otherwise now
    added: tuple[str, ...] = ()  # those of them whose earlier answer stands, with more behind it
    unfiled: tuple[str, ...] = ()  # words that fit nowhere
    passages: tuple[dict[str, Any], ...] = ()  # those to settle: number, words, likely questions
    notes: tuple[str, ...] = ()  # codes of what else happened, put into words by `_notes.xml`
    answered: str = ""  # the kind of letter that was answered
    moved: bool = False  # an invitation to a new time
    attachments: tuple[str, ...] = ()  # names of other files that came along
    unread: tuple[tuple[str, str], ...] = ()  # files no answer came out of, each with the code of the reason
    late: tuple[str, ...] = ()  # questions answered after the opening
    expand: int = 0  # the number the other asks about
    question: str = ""  # its question id
    missing: dict[int, tuple[str, ...]] = field(default_factory=dict)  # per agreement: what, who, by, sign
    reason: str = ""  # a code `_notes.xml` knows, or somebody's words
    who: str = ""  # somebody outside the talk: the operator who opened a mail
    came_on: date | None = None  # when that mail came
    number: int = 0  # an agreement
    moments: dict[int, str] = field(
        default_factory=dict
    )  # agreements asked about: before, on, after, undated
    text: str = ""  # somebody's words
    version: int = 0
    brief: bool = False  # one entry among others in a digest: what the letter explains at length is left out
    thread: str = ""  # Message-ID of the thread's first letter to this person

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> "About":
        """Read what came with the wish; what nobody reads is left out, what is None counts as missing."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in about.items() if name in known and value is not None}
        for name, value in given.items():
            if isinstance(value, list):
                given[name] = tuple(value)
        if "missing" in given:
            given["missing"] = {int(number): tuple(parts) for number, parts in given["missing"].items()}
        if "moments" in given:
            given["moments"] = {int(number): str(moment) for number, moment in given["moments"].items()}
        return cls(**given)


@dataclass(frozen=True)
class Asked:
    """A question of the reader's own form: its number, its section and the answer that stands."""

    number: int
    section: str
    question: Question
    answer: Answer | None


@dataclass(frozen=True)
class Told:
    """What the other has shared under one of their questions; the number is the one in their form."""

    number: int
    section: str
    question: Question
    words: tuple[Opened, ...]


def facts(send: Send, view: View | PersonView, policy: Policy) -> dict[str, Any]:
    """Give a template its facts."""
    if isinstance(view, PersonView):
        return _person_facts(send, view, policy)
    common = _common(send, view.party, policy)
    common["hr"] = policy.hr or (view.shared.hr if view.recipient in PARTIES else None)
    common["to"] = view.recipient.value
    if send.kind in NEUTRAL:
        return common
    if view.recipient is Recipient.FORMER_LEADER:
        return common | _former_facts(view)
    common |= _names(view.shared)
    if view.recipient not in PARTIES:
        return common | {
            "target_on": view.shared.target_on,
            "asked_on": view.shared.done.get("convene_leader"),
        }
    party = _party_facts(view, policy)
    if send.kind in CANCELS and view.shared.appointment is None and view.shared.called_off is not None:
        party["when"] = view.shared.called_off.slot
    return common | party


def _common(send: Send, reader: Party, policy: Policy) -> dict[str, Any]:
    return {
        "kind": send.kind.value,
        "policy": policy.read_in(reader.locale),
        "about": About.of(send.about),
        "me": one_line(reader.first_name),
        "organisation": one_line(policy.organisation),
        "hr": policy.hr,
    }


def _person_facts(send: Send, view: PersonView, policy: Policy) -> dict[str, Any]:
    """Give what a letter from a person's record may say; `told` is what came with the wish for it."""
    person, own = view.person, view.recipient is Recipient.SELF
    leader = person.leader.name if person.leader else ""
    known = _common(send, view.party, policy) | {
        "employee_name": one_line(person.party.name),
        "leader_name": one_line(leader),
        "told": dict(send.about),
        "to": view.recipient.value,
        "person": person if own else None,
    }
    return known | _handed_over(send, view) if send.kind is Kind.HANDOVER else known


def _handed_over(send: Send, view: PersonView) -> dict[str, Any]:
    """Show what was agreed before there was a talk of ours, as a talk that is handed over shows it."""
    person = view.person
    assert person.leader is not None
    return _called(person.party, person.leader) | {
        "is_employee": view.recipient is not Recipient.LEADER,
        "holder": one_line(str(send.about.get("former", ""))),
        "no_talk": True,
        "open_items": tuple(item for item in person.items if is_open(item)),
        "minutes": None,
    }


def _former_facts(view: View) -> dict[str, Any]:
    """Tell who led the talk until now what has become of the meeting, under their own name."""
    off = view.shared.appointment or view.shared.called_off
    names = _names(replace(view.shared, leader=view.party))
    return names | {"other": names["employee"], "when": off.slot if off else None}


def _names(shared: Shared) -> dict[str, str]:
    """Call people by first name, and by full name where both have the same one."""
    return _called(shared.employee, shared.leader)


def _called(employee: Party, leader: Party) -> dict[str, str]:
    short = employee.first_name.casefold() != leader.first_name.casefold()
    return {
        "employee": one_line(employee.first_name if short else employee.name),
        "leader": one_line(leader.first_name if short else leader.name),
        "employee_name": one_line(employee.name),
        "leader_name": one_line(leader.name),
    }


def _party_facts(view: View, policy: Policy) -> dict[str, Any]:
    shared, role = view.shared, Role(view.recipient.value)
    names = _names(shared)
    language = view.party.language
    agenda = compile_agenda(shared, language)
    minutes = shared.minutes[-1] if shared.minutes else shared.draft
    talk = Conversation(view.id, shared)
    mine = tuple(item for item in carried_items(talk) if role in owners(item))
    return {
        "role": role.value,
        "is_employee": role is Role.EMPLOYEE,
        "other": names[role.other.value],
        "called": {"employee": names["employee"], "leader": names["leader"]},
        "shared": shared,
        "when": shared.appointment.slot if shared.appointment else None,
        "place": shared.appointment.place if shared.appointment else policy.meeting.place,
        "asked": _asked(view, role),
        "told": _told(shared, role.other, language),
        "agenda": agenda,
        "uncovered": uncovered(shared, language),
        "numbers": {item.key: item.number for item in agenda},
        "notes": view.own.notes,
        "at_meeting": _marked(view, role, "meeting"),
        "minutes": minutes,
        "next_number": first_number(shared),
        "my_agreements": mine,
        "planned": minutes is not None and is_plan(minutes.agreements),
        "to_go_through": followed(talk, role, tuple(item for item in shared.last_items if is_open(item))),
        "listed": followed(talk, role, open_items(talk)),
        "open_items": open_items(talk),
        "former": one_line(shared.former_leader.name) if shared.former_leader else "",
        "holder": one_line(shared.held_by.name) if shared.held_by else "",
        "no_talk": shared.end is End.NOT_HELD,
        "next_leader": one_line(shared.next_leader.name) if shared.next_leader else "",
        "open_agreements": followed(talk, role, open_items(talk, role)),
        "opens_on": _milestone(shared, policy, policy.leads.open),
        "agenda_on": _milestone(shared, policy, policy.leads.agenda),
        "prepared": [one.value for one in (Role.EMPLOYEE, Role.LEADER) if one in shared.answered_at],
        "i_prepared": role in shared.answered_at,
        "other_prepared": role.other in shared.answered_at,
        "signed": {signature.role.value: signature for signature in shared.signatures},
    }


def _asked(view: View, role: Role) -> tuple[Asked, ...]:
    skema, standing = form_in(view.shared, role, view.party.language), view.own.standing()
    numbers = {question.id: number for number, question in skema.numbered()}
    return tuple(
        Asked(numbers[question.id], section.title, question, standing.get(question.id))
        for section in skema.sections
        for question in section.questions
    )


def _told(shared: Shared, role: Role, language: str) -> tuple[Told, ...]:
    """List what a party has shared, by the numbers of that party's own form: they are what `uddyb 3` means."""
    skema, words = form_in(shared, role, language), standing_answers(shared, role)
    numbers = {question.id: number for number, question in skema.numbered()}
    return tuple(
        Told(numbers[question.id], section.title, question, words[question.id])
        for section in skema.sections
        for question in section.questions
        if question.id in words
    )


def _marked(view: View, role: Role, mark: str) -> tuple[Asked, ...]:
    return tuple(
        one for one in _asked(view, role) if one.answer is not None and one.answer.mark.value == mark
    )


def _milestone(shared: Shared, policy: Policy, days: int) -> date | None:
    if shared.appointment is None:
        return None
    return policy.workdays.milestone(policy.day_of(shared.appointment.slot.start), days)
