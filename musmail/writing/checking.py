"""Every letter rendered once before anybody gets one: whatever is wrong in a template is found at start."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from musmail.conversation.bundles import Entry, Line
from musmail.conversation.entitlement import Clock
from musmail.conversation.files import FileFault
from musmail.conversation.letters import Kind, Recipient, Send
from musmail.conversation.persons import Person
from musmail.conversation.policy import Entitlement, Policy, Year
from musmail.conversation.state import End, Own, Shared, Stage
from musmail.conversation.wishes import ItemSeen, TalkSeen
from musmail.errors import Problem, TemplateError
from musmail.skema.forms import Role, Skema
from musmail.writing import paper, plain, samples
from musmail.writing.actions import Addressing
from musmail.writing.attached import attached
from musmail.writing.facts import PersonView, View, facts
from musmail.writing.texts import SHELL, Texts, compile_texts

_PLACE = re.compile(r"([^\s:]+)(?::(\d+))?: (.*)", re.DOTALL)
_ONE_PARTY = {
    Kind.CONVENE_LEADER: (Recipient.LEADER,),
    Kind.CONVENE_EMPLOYEE: (Recipient.EMPLOYEE,),
    Kind.PEN_OFFERED: (Recipient.EMPLOYEE,),
    Kind.BEFORE_SIGNING: (Recipient.EMPLOYEE,),
    Kind.CHECK: (Recipient.EMPLOYEE,),
    Kind.CONVENE_OVERDUE: (Recipient.LEADERS_LEADER, Recipient.HR),
    Kind.LEADER_CHANGED: (Recipient.EMPLOYEE,),
    Kind.PERSON_LEFT: (Recipient.LEADER,),
    Kind.ENTITLEMENT: (Recipient.LEADER, Recipient.LEADERS_LEADER, Recipient.HR),
    Kind.CANCELLATION: (Recipient.EMPLOYEE, Recipient.LEADER, Recipient.FORMER_LEADER),
    Kind.WAS_THIS_YOU: (Recipient.EMPLOYEE, Recipient.LEADER, Recipient.SELF),
    Kind.ANSWER: (Recipient.SELF,),
    Kind.MAIL_OPENED: (Recipient.EMPLOYEE, Recipient.LEADER, Recipient.SELF),
    Kind.DIGEST: (Recipient.SELF,),
}
_PARTIES = {
    Recipient.EMPLOYEE: samples.ANNA,
    Recipient.LEADER: samples.LARS,
    Recipient.LEADERS_LEADER: samples.MONA,
    Recipient.HR: samples.HR,
    Recipient.SELF: samples.ANNA,
    Recipient.FORMER_LEADER: samples.LARS,
}


@dataclass(frozen=True)
class Case:
    """A letter of one kind at one moment; `name` tells the cases of a kind apart."""

    kind: Kind
    name: str
    shared: Shared
    about: dict[str, Any] = field(default_factory=dict)
    policy: Policy = samples.FULL_POLICY
    written: bool = True  # the reader has written something
    person: Person | None = None  # a letter from a person's own record


def recipients(kind: Kind) -> tuple[Recipient, ...]:
    """Say whom letters of this kind go to."""
    return _ONE_PARTY.get(kind, (Recipient.EMPLOYEE, Recipient.LEADER))


def seen_by(case: Case, recipient: Recipient, locale: str = "da") -> View | PersonView:
    """Show a sample as one reader may see it: a person's own record, or a talk."""
    if case.person is None:
        return view_of(case, recipient, locale)
    party = replace(_PARTIES[recipient], locale=locale)
    return PersonView(samples.PERSON_ID, case.person, party, recipient)


def view_of(case: Case, recipient: Recipient, locale: str = "da") -> View:
    """Show a sample talk as one reader may see it."""
    party = replace(_PARTIES[recipient], locale=locale)
    is_party = recipient in (Recipient.EMPLOYEE, Recipient.LEADER)
    own = samples.own(case.shared.skemas[Role(recipient.value)]) if is_party and case.written else Own()
    return View(samples.ID, case.shared, own, party, recipient)


def send_of(case: Case, recipient: Recipient) -> Send:
    """Wish for a sample letter."""
    return Send(case.kind, recipient, "sample", samples.AT, case.about)


def ready(sources: Mapping[str, str]) -> tuple[Texts, tuple[Problem, ...]]:
    """Compile texts and try them out; the same ones are not tried again, which takes three seconds (measured)."""
    return _ready(tuple(sorted(sources.items())))


@lru_cache(maxsize=2)
def _ready(sources: tuple[tuple[str, str], ...]) -> tuple[Texts, tuple[Problem, ...]]:
    texts = compile_texts(dict(sources))
    return texts, check_texts(texts)


def check_texts(texts: Texts) -> tuple[Problem, ...]:
    """Render every kind with samples in every language there is; no problems means no letter can fail later."""
    found = [] if SHELL in texts.sources else [Problem(SHELL, None, "there is no such template")]
    if texts.problems:
        return texts.problems  # nothing can be said without the words of its language
    for locale in sorted({name.partition("/")[0] for name in texts.sources if "/" in name} | {"da"}):
        for case in cases(samples.skemas()):
            for recipient in recipients(case.kind):
                found += _tried(texts, case, seen_by(case, recipient, locale))
    return tuple(sorted(set(found)))


def _tried(texts: Texts, case: Case, view: View | PersonView) -> list[Problem]:
    name = texts.name(case.kind.value, view.party.locale)
    addressing = Addressing(case.policy.mailbox, b"sample", view.id, 1)
    try:
        draft = texts.draft(name, facts(send_of(case, view.recipient), view, case.policy))
        plain.render(draft)
        texts.html(draft, {"lang": view.party.locale, "mailto": addressing.mailto})
        if case.kind is Kind.SIGNED and isinstance(view, View):
            paper.signed_summary_pdf(view, case.policy, texts)
        if isinstance(view, View):
            attached(send_of(case, view.recipient), view, case.policy, texts, at=samples.AT)
    except TemplateError as error:
        match = _PLACE.fullmatch(str(error))
        if match is None:
            return [Problem(name, None, str(error))]
        return [Problem(match[1], int(match[2]) if match[2] else None, match[3])]
    return []


def cases(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    """Give every kind of letter at the moments it may come, with all that is optional and with none of it."""
    yield from _convening(forms)
    yield from _preparing(forms)
    yield from _meeting(forms)
    yield from _summing_up(forms)
    yield from _following(forms)
    yield from _changing(forms)
    yield from _between()


def _convening(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    asking, bare = samples.convening(forms), samples.convening(forms, first=True)
    timed = samples.agreed(forms)
    none = replace(asking, slots=())
    for kind in (Kind.CONVENE_LEADER, Kind.CONVENE_EMPLOYEE, Kind.CONVENE_REMINDER):
        yield Case(kind, "", asking)
        yield Case(kind, "bare", replace(bare, slots=()), policy=samples.PLAIN_POLICY)
    yield Case(Kind.CONVENE_OVERDUE, "", replace(asking, done={"convene_leader": samples.AT}))
    yield Case(Kind.CONVENE_OVERDUE, "bare", bare, policy=samples.PLAIN_POLICY)
    yield Case(Kind.OTHER_TIMES, "", asking)
    yield Case(Kind.OTHER_TIMES, "none", none)
    yield Case(Kind.OTHER_TIMES, "moving", replace(timed, slots=asking.slots))
    for reason in ("taken", "changed", "wish", "busy"):
        yield Case(Kind.OTHER_TIMES, reason, replace(asking, proposing=True), {"reason": reason})
    for reason in ("taken", "no_room", "all_booked", "theirs_booked", "none_left"):
        yield Case(Kind.OTHER_TIMES, f"{reason}_none", none, {"reason": reason})
    yield Case(Kind.OTHER_TIMES, "clash", replace(timed, slots=()), {"reason": "clash"})
    yield Case(Kind.CONVENE_EMPLOYEE, "proposed", replace(asking, proposing=True))
    yield Case(Kind.INVITATION, "", timed)
    yield Case(Kind.INVITATION, "moved", replace(timed, companion="Tove Rasmussen"), {"moved": True})
    yield Case(Kind.CANCELLATION, "", timed, {"reason": "Lars er kaldt væk."})
    yield Case(Kind.CANCELLATION, "bare", bare, policy=samples.PLAIN_POLICY)
    yield Case(Kind.WAS_THIS_YOU, "", asking)
    yield Case(Kind.WAS_THIS_YOU, "bare", bare, policy=samples.PLAIN_POLICY)
    opened = {
        "who": "Ib Krogh (ikrogh)",
        "reason": "Vi fandt ikke ud af, hvis mail det var.",
        "came_on": samples.AT.date(),
    }
    yield Case(Kind.MAIL_OPENED, "", asking, opened)
    yield Case(Kind.MAIL_OPENED, "bare", bare, opened, policy=samples.PLAIN_POLICY)
    yield Case(Kind.MAIL_OPENED, "person", bare, opened, person=samples.person())
    yield Case(Kind.ADDRESS_DEAD, "", timed)
    yield Case(Kind.ADDRESS_DEAD, "bare", bare, policy=samples.PLAIN_POLICY)
    notes = ("times_noted", "times_passed", "no_such_time", "companion_noted", "interviewer_noted", "not_now")
    yield Case(Kind.RECEIPT, "times", asking, {"notes": notes, "answered": "convene_employee"})
    booked = {"notes": ("times_booked", "time_taken", "leader_asked"), "answered": "convene_employee"}
    yield Case(Kind.RECEIPT, "booked", asking, booked)


def _preparing(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    timed, bare = samples.agreed(forms), samples.agreed(forms, first=True)
    for kind in (Kind.PREPARATION, Kind.PREPARATION_REMINDER):
        yield Case(kind, "", timed)
        yield Case(kind, "bare", bare, policy=samples.PLAIN_POLICY, written=False)
    yield Case(Kind.PREPARATION, "timeless", samples.convening(forms))
    yield Case(Kind.PREPARATION, "forms", timed, policy=samples.FORMS_POLICY)
    shared = [
        question.id for question in forms[Role.EMPLOYEE].questions if question in forms[Role.LEADER].questions
    ]
    ids = list(dict.fromkeys((*shared, *(one.id for form in forms.values() for one in form.questions[:3]))))
    about = {
        "filed": ids,
        "changed": ids[:1],
        "added": ids[1:2],
        "unfiled": ["kan man parkere?\nog er der kaffe?"],
        "passages": [{"number": 1, "words": "kan man parkere?\nog er der kaffe?", "likely": [2, 1]}],
        "notes": [
            "ready_noted",
            "move_asked",
            "kept_private",
            "passage_kept",
            "passage_for_meeting",
            "passage_left",
            "passage_settled",
            "which_passage",
        ],
        **_FILES,
        "answered": "preparation",
    }
    yield Case(Kind.RECEIPT, "", timed, about)
    yield Case(Kind.RECEIPT, "forms", timed, about, policy=samples.FORMS_POLICY)
    yield Case(Kind.RECEIPT, "late", samples.opened(forms), {**about, "notes": ["written_late"]})
    yield Case(Kind.RECEIPT, "empty", bare, policy=samples.PLAIN_POLICY, written=False)
    yield Case(Kind.RECEIPT, "taken", bare, {"filed": ids[:1]}, written=False)


def _meeting(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    opened, silent = samples.opened(forms), replace(samples.agreed(forms), stage=Stage.OPENED, answered_at={})
    late = opened.opened[-1].question
    for kind in (Kind.OPENING, Kind.AGENDA, Kind.PERSONAL_SHEET, Kind.DAY_BEFORE):
        yield Case(kind, "", opened)
        yield Case(kind, "silent", silent, policy=samples.PLAIN_POLICY, written=False)
    yield Case(Kind.AFTER_OPENING, "", opened, {"late": [late]})
    asked = forms[Role.EMPLOYEE].questions[0].id
    yield Case(Kind.AFTER_OPENING, "expand", opened, {"expand": 1, "question": asked})
    yield Case(Kind.AFTER_OPENING, "bare", silent)
    yield Case(Kind.DAY_BEFORE, "one", samples.agreed(forms))
    yield Case(Kind.DAY_BEFORE, "short", replace(silent, short_talk=True))
    for kind in (Kind.HELD, Kind.HELD_QUESTION, Kind.SUMMARY_REMINDER, Kind.PEN_OFFERED):
        yield Case(kind, "", opened)
        yield Case(kind, "silent", silent, policy=samples.PLAIN_POLICY)
    notes = ["point_added", "agenda_closed", "expand_asked", "no_such_number", "short_talk", "only_employee"]
    yield Case(Kind.RECEIPT, "points", opened, {"notes": notes, "answered": "agenda"})


def _summing_up(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    draft = samples.summarised(forms)
    none = replace(draft, draft=replace(samples.minutes(0), lines=(), agreements=(), no_agreements=True))
    missing = {"missing": {"5": ("by", "sign"), "6": ("who", "by", "sign")}}
    yield Case(Kind.MISSING_PARTS, "", draft, missing)
    yield Case(Kind.MISSING_PARTS, "none", draft)
    yield Case(Kind.BEFORE_SIGNING, "", draft)
    yield Case(Kind.BEFORE_SIGNING, "none", none, policy=samples.PLAIN_POLICY)
    laid = samples.summarised(forms, version=2)
    empty = replace(laid, minutes=(replace(samples.minutes(1), lines=(), agreements=()),))
    for kind in (Kind.SIGN, Kind.SIGN_REMINDER):
        yield Case(kind, "", laid)
        yield Case(kind, "first", samples.summarised(forms, version=1))
        yield Case(kind, "none", empty, policy=samples.PLAIN_POLICY)
    yield Case(Kind.SIGNED, "", samples.signed(forms))
    yield Case(Kind.SIGNED, "none", replace(samples.signed(forms), minutes=empty.minutes))
    yield Case(Kind.UNSIGNED, "", laid, {"reason": "unsigned_by_leader"})
    yield Case(Kind.UNSIGNED, "bare", replace(draft, draft=None), {"reason": "no_summary"})
    yield Case(Kind.NOT_HELD, "", draft, {"reason": "Lars var væk hele november."})
    yield Case(Kind.NOT_HELD, "bare", samples.convening(forms, first=True), policy=samples.PLAIN_POLICY)
    notes = ["held_noted", "partly_noted", "not_held_noted", "summary_noted", "line_struck"]
    yield Case(Kind.RECEIPT, "summary", draft, {"notes": notes, "answered": "held"})
    notes = ["signature_noted", "newer_version", "new_version", "not_verified"]
    yield Case(Kind.RECEIPT, "signature", samples.signed(forms), {"notes": notes, "answered": "sign"})
    laid_before = replace(draft, stage=Stage.CHECKING)
    yield Case(Kind.RECEIPT, "laid", laid_before, {"notes": ["summary_noted"], "answered": "held"})
    yield Case(Kind.CHECK, "", draft)
    yield Case(Kind.CHECK, "bare", draft, policy=samples.PLAIN_POLICY)


def _following(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    signed = samples.signed(forms)
    going_on, moments = samples.carried_on(signed), {"4": "before", "5": "on", "6": "undated"}
    yield Case(Kind.ITEM_STATUS, "", going_on, {"moments": moments})
    yield Case(Kind.ITEM_STATUS, "late", signed, {"moments": {"6": "after"}}, policy=samples.PLAIN_POLICY)
    yield Case(Kind.REMIND_OWNER, "", going_on, {"number": 6})
    yield Case(Kind.LIST, "", going_on)
    yield Case(Kind.LIST, "none", replace(signed, minutes=(), last_items=()), policy=samples.PLAIN_POLICY)
    for kind in (Kind.SIGN, Kind.SIGNED, Kind.UNSIGNED):
        yield Case(kind, "going_on", going_on)
    for kind in (Kind.NUDGE, Kind.STATUS_RECEIPT, Kind.PROBLEM):
        yield Case(kind, "bare", signed, policy=samples.PLAIN_POLICY)
    yield Case(Kind.NUDGE, "", signed)
    about = {"notes": ["status_noted", "which_agreement"], "unfiled": ["i morgen"], **_FILES}
    yield Case(Kind.STATUS_RECEIPT, "", signed, about)
    notes = ["other_reminded", "reminded_lately", "already_done", "your_own", "next_talk_open"]
    yield Case(Kind.STATUS_RECEIPT, "reminding", signed, {"notes": notes})
    yield Case(Kind.PROBLEM, "", signed, {"number": 4, "text": "Kurset er udsolgt til efteråret."})


def _changing(forms: Mapping[Role, Skema]) -> Iterator[Case]:
    asking, bare = samples.handed_on(forms), samples.handed_on(forms, first=True)
    for reason in ("new_leader", "new_leader_not_held", "long_absence_employee", "long_absence_leader"):
        yield Case(Kind.CANCELLATION, reason, asking, {"reason": reason})
    yield Case(Kind.LEADER_CHANGED, "", asking)
    going_on = replace(asking, last_items=(samples.person().items))
    for name, shared in (("exempt", bare), ("exempt_with_items", going_on)):
        yield Case(Kind.CANCELLATION, name, shared, {"reason": "exempt"})
        yield Case(Kind.NOT_HELD, name, shared, {"reason": "exempt"})
    yield Case(Kind.LEADER_CHANGED, "not_held", asking, {"reason": "new_leader_not_held"})
    for pen in Role:
        going_on = replace(samples.agreed(forms), stage=Stage.SUMMARISING, pen=pen, next_leader=samples.MONA)
        yield Case(Kind.LEADER_FINISHES, pen.value, going_on)
    yield Case(Kind.LEADER_CHANGED, "bare", bare, policy=samples.PLAIN_POLICY)
    signed, unsigned = (
        replace(one, leader=samples.MONA, former_leader=samples.LARS, held_by=samples.LARS)
        for one in (samples.signed(forms), samples.summarised(forms, version=1))
    )
    yield Case(Kind.HANDOVER, "", signed)
    yield Case(Kind.HANDOVER, "unsigned", unsigned)
    nothing = replace(signed, minutes=(), signatures=(), last_items=())
    yield Case(Kind.HANDOVER, "nothing", nothing, policy=samples.PLAIN_POLICY)
    yield Case(Kind.HANDOVER, "not_held", replace(going_on, end=End.NOT_HELD, held_by=samples.LARS))
    yield Case(Kind.HANDOVER, "imported", asking, {"former": samples.MONA.name}, person=samples.person())
    followed = samples.carried_on(signed)
    yield Case(Kind.ITEM_STATUS, "handed_over", followed, {"moments": {"4": "before", "5": "on"}})
    yield Case(Kind.REMIND_OWNER, "handed_over", followed, {"number": 6})
    yield Case(Kind.PROBLEM, "handed_over", followed, {"number": 4, "text": "Kurset er udsolgt."})
    for kind in (Kind.NUDGE, Kind.LIST, Kind.STATUS_RECEIPT):
        yield Case(kind, "handed_over", followed)
    yield Case(Kind.AGENDA, "authors", samples.by_a_former_leader(forms))
    for end in End:
        yield Case(Kind.PERSON_LEFT, end.value, replace(asking, end=end, left_on=date(2026, 11, 30)))


def _between() -> Iterator[Case]:
    """Letters from a person's own record; the talk in the case is there for its form alone."""
    talk, person = samples.convening(samples.skemas()), samples.person()
    owed = {"owed_by": date(2026, 12, 31), "above": samples.MONA.name}
    rolling = replace(samples.FULL_POLICY, entitlement=Entitlement(Year.ROLLING))
    yield Case(Kind.ENTITLEMENT, "", talk, owed, person=person)
    yield Case(Kind.ENTITLEMENT, "rolling", talk, owed, policy=rolling, person=person)
    yield Case(Kind.ENTITLEMENT, "flat", talk, {**owed, "above": ""}, person=person)
    for name, about in _answers():
        yield Case(Kind.ANSWER, name, talk, about, person=person)
    yield Case(Kind.ANSWER, "bare", talk, {**_NOTHING, "unplaced": True, "help": True}, person=person)
    lines = (
        Line("p", "Der er endnu ingen tider til jeres MUS."),
        Line("ask", "Hvornår kan du?"),
        Line("small", "For eksempel: tirsdag 10/11 kl. 9."),
        Line("button", "Ingen af dem passer mig", "anden tid", "andentid", "Jeg kan: ", "gerne med tider"),
    )
    first = Entry(samples.ID, 7, "I mangler en tid til MUS: Anna og Lars", lines, asks=True)
    second = Entry(samples.PERSON_ID, 7, "Årets MUS er ikke aftalt: Anna Sørensen", lines[:1])
    yield Case(Kind.DIGEST, "", talk, {"entries": (first, second)}, person=person)
    yield Case(Kind.DIGEST, "one", talk, {"entries": (second,)}, person=person)


_FILES: dict[str, Any] = {
    "attachments": ["noter.docx"],
    "unread": [("skema.docx", fault.value) for fault in FileFault],
}
_NOTHING: dict[str, Any] = {"wishes": [], "unplaced": False, "done": (), "confirm": (), "help": False}


def _answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what an answer may tell, everything at once and each thing missing."""
    meeting = samples.MEETING.start
    item = ItemSeen(
        3, "Fast ugemøde om planen", "Lars", date(2027, 3, 1), "under_way", sign="Det bliver holdt"
    )
    talks = tuple(
        TalkSeen("csample234", Role.EMPLOYEE, samples.LARS.name, stage.value, "", meeting, (item,))
        for stage in (Stage.PREPARING, Stage.ASKING_LEADER)
    )
    note: dict[str, Any] = {"what": "note", "words": 12}
    move: dict[str, Any] = {"what": "move", "other": "Lars", "meeting_at": meeting}
    talk: dict[str, Any] = {"what": "talk", "on": date(2026, 10, 20), "target_on": date(2026, 11, 24)}
    asked = tuple({"number": n, **one} for n, one in enumerate((note, {"what": "talk"}, move), 1))
    yield "confirm", {**_NOTHING, "confirm": asked, "unplaced": True, "wishes": ["note"]}
    done = (note, talk, move, {"what": "export"})
    status = {"talks": talks, "next_on": None, "clock": Clock(date(2026, 12, 31), True), "no_talks": False}
    yield "done", {**_NOTHING, **status, "done": done, "agreed": [(talks[0], item)]}
    between = {"talks": (), "next_on": date(2027, 11, 2), "clock": None, "no_talks": False}
    yield "between", {**_NOTHING, **between, "agreed": [], "carried": [item], "help": True}
    nothing = {"talks": (), "next_on": None, "clock": None, "no_talks": True, "lapsed": True}
    yield "nothing", {**_NOTHING, **nothing, "agreed": [], "nothing_to_move": True}
    yield "files", {**_NOTHING, "unread": [fault.value for fault in FileFault], "files": 1}
    yield "resting", {**_NOTHING, **nothing, "no_talks": False}
