"""The summary: drafted by the one with the pen, looked at by the employee, then laid before both to sign."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from musmail.conversation.agenda import compile_agenda
from musmail.conversation.events import AgreementLine, Filed, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind
from musmail.conversation.meeting import close_not_held
from musmail.conversation.reviewing import FIELD, carried_on, is_plan, lacks
from musmail.conversation.state import (
    Agreement,
    Conversation,
    End,
    MinuteLine,
    Minutes,
    Remark,
    Shared,
    Stage,
)
from musmail.skema.forms import Role

BOTH_WORDS = ("begge", "vi", "os", "both", "we", "us")
EMPLOYEE_WORDS = ("medarbejder", "employee")
LEADER_WORDS = ("leder", "chef", "leader", "manager")


def owner_of(who: str, shared: Shared) -> Role | None:
    """Tell whose an agreement is from the words in it; None when it is both's or somebody else's."""
    words = {word.strip(".,:;()").casefold() for word in who.split()}
    named = {
        role
        for role, party, titles in (
            (Role.EMPLOYEE, shared.employee, EMPLOYEE_WORDS),
            (Role.LEADER, shared.leader, LEADER_WORDS),
        )
        if words & {*titles, *(name.casefold() for name in party.name.split())}
    }
    return named.pop() if len(named) == 1 and not words & set(BOTH_WORDS) else None


def canonical(lines: Iterable[MinuteLine], agreements: Iterable[Agreement], no_agreements: bool) -> str:
    """Write the summary the one way its fingerprint is taken of: a line a fact, LF, UTF-8."""
    rows: list[str] = []
    for line in lines:
        rows.append(f"P{line.number}\t{line.title}\t{line.text}")
        rows += [f"P{line.number}R\t{remark.by}\t{remark.text}" for remark in line.remarks]
    for item in agreements:
        by = item.by.isoformat() if item.by else item.by_words
        rows.append(f"A{item.number}\t{item.what}\t{item.who}\t{by}\t{item.sign}")
        if item.carried:
            rows.append(f"A{item.number}O\t{item.outcome}\t{item.outcome_words}")
        rows += [f"A{item.number}R\t{remark.by}\t{remark.text}" for remark in item.remarks]
    if no_agreements:
        rows.append("A0\tno agreements")
    return "\n".join(rows)


def minutes_of(
    version: int,
    by: Role,
    at: datetime,
    lines: tuple[MinuteLine, ...],
    agreements: tuple[Agreement, ...],
    no_agreements: bool,
) -> Minutes:
    """Make one version of the summary with its SHA-256."""
    no_agreements = no_agreements and all(item.carried for item in agreements)
    digest = hashlib.sha256(canonical(lines, agreements, no_agreements).encode()).hexdigest()
    return Minutes(version, by, at, lines, agreements, no_agreements, digest)


def first_number(shared: Shared) -> int:
    """Say the first free agreement number: items keep theirs over the years."""
    return 1 + max((item.number for item in shared.last_items), default=0)


def _merged_lines(talk: Conversation, role: Role, filed: tuple[Filed, ...]) -> tuple[MinuteLine, ...]:
    """Lay what was typed under the agenda's points over what the draft holds; several mails add up.

    The draft's lines are known by title: a talk that went on another day may have an agenda with other numbers. A
    writer's later words replace their own, never the other's.
    """
    lines = talk.shared.draft.lines if talk.shared.draft else ()
    others = talk.shared.draft is not None and talk.shared.draft.by is not role
    before = dict(zip(_told_apart(line.title for line in lines), lines, strict=True))
    typed = {item.field: item.text.strip() for item in filed if item.field.startswith("point:")}
    whole = "\n\n".join(item.text.strip() for item in filed if item.field == "summary" and item.text.strip())
    # One text for both to sign, so one language for its headings: the employee's, as on the paper.
    agenda = compile_agenda(talk.shared, talk.shared.employee.language)
    places = [(0, "", whole)]
    places += [(item.number, item.title, typed.get(f"point:{item.number}", "")) for item in agenda]
    merged: list[MinuteLine] = []
    for (number, title, text), name in zip(places, _told_apart(place[1] for place in places), strict=True):
        old = before.pop(name, None)
        told = old.text if old and (others or not text) else ""
        merged.append(MinuteLine(number, title, "\n".join(part for part in (told, text) if part)))
    gone = enumerate(before.values(), len(agenda) + 1)  # said about a point that has been taken back since
    merged += [replace(line, number=number) for number, line in gone]
    return tuple(line for line in merged if line.text)


def _told_apart(titles: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Tell two points of the same name apart by their order."""
    seen: Counter[str] = Counter()
    for title in titles:
        seen[title] += 1
        yield title, seen[title]


def _written(line: AgreementLine, number: int, shared: Shared, old: Agreement | None) -> Agreement:
    """Lay one written agreement line over the one that had its number; empty parts change nothing."""
    who = line.who or (old.who if old else "")
    return Agreement(
        number=number,
        what=line.what or (old.what if old else ""),
        who=who,
        owner=owner_of(who, shared),
        by=line.by or (old.by if old else None),
        by_words=line.by_words or (old.by_words if old else ""),
        sign=line.sign or (old.sign if old else ""),
    )


def _merged_agreements(
    talk: Conversation, role: Role, written: tuple[AgreementLine, ...], *, lasting: bool
) -> tuple[Agreement, ...]:
    """Lay written agreements over the draft's.

    The form's row n is the n-th new agreement of this talk; `lasting` says the lines bear their lasting numbers,
    as they do in the mail that asks for what is missing.
    """
    base = first_number(talk.shared)
    before = talk.shared.draft.agreements if talk.shared.draft else ()
    merged = {item.number: item for item in before if not item.carried}
    others = talk.shared.draft is not None and talk.shared.draft.by is not role and not lasting
    for line in written:
        shift = 0 if lasting else base - 1
        row = (
            None if others else line.number
        )  # row 1 of their own mail is not row 1 of what the other has written
        number = row + shift if row else max(merged, default=base - 1) + 1
        merged[number] = _written(line, number, talk.shared, merged.get(number))
    return tuple(merged[number] for number in sorted(merged) if merged[number].what)


def draft(talk: Conversation, turn: Turn) -> Step:
    """Take a summary, or the next part of one, from the writer; what agreements lack is asked for in one mail."""
    reply = turn.reply
    filed = tuple(item for item in reply.filed if item.field == "summary" or item.field.startswith("point:"))
    said = {said.intent.value for said in reply.said}
    no_agreements = "no_agreements" in said or bool(talk.shared.draft and talk.shared.draft.no_agreements)
    gone_through = any(item.field.startswith(FIELD) for item in reply.filed)
    if not filed and not reply.agreements and not gone_through and "no_agreements" not in said:
        return Step(talk)
    lines = _merged_lines(talk, reply.role, filed)
    new = _merged_agreements(talk, reply.role, reply.agreements, lasting=_complete_now(turn))
    agreements = (*carried_on(talk, turn.at, turn.policy), *new)
    minutes = minutes_of(0, reply.role, turn.at, lines, agreements, no_agreements)
    talk = talk.with_shared(draft=minutes, drafted_at=talk.shared.drafted_at or turn.at)
    talk = talk.with_shared(held={**talk.shared.held, reply.role: talk.shared.held.get(reply.role, "held")})
    step = Step(talk, (strike(Kind.SUMMARY_REMINDER, Kind.PEN_OFFERED),), ("summary_noted",))
    lacking = {str(one.number): parts for one in new if (parts := lacks(talk, one, turn.at, turn.policy))}
    if (lacking or not (is_plan(agreements) or no_agreements)) and not talk.shared.asked_parts:
        asked = talk.with_shared(asked_parts=True)
        letters = turn.send(Kind.MISSING_PARTS, reply.role, missing=lacking)
        return step.and_then(Step(asked, letters, answered=True))
    if lacking and not _complete_now(turn):
        return step
    return step.and_then(lay_before_employee(talk, turn))


def _complete_now(turn: Turn) -> bool:
    """A second mail about the agreements is an answer to what was asked for, even if something stays open."""
    return turn.reply.letter_kind == Kind.MISSING_PARTS.value


def go_on_without(talk: Conversation, turn: Turn) -> Step:
    """Go on with what there is when nobody has said what the agreements lack."""
    return lay_before_employee(talk, turn) if talk.shared.draft else Step(talk)


def lay_before_employee(talk: Conversation, turn: Turn) -> Step:
    """Ask the employee first: a surprise? something to take out? A summary of their own goes straight to signing."""
    assert talk.shared.draft is not None
    if talk.shared.draft.by is Role.EMPLOYEE:
        return lay_before_both(talk, turn)
    talk = talk.with_shared(stage=Stage.CHECKING, done={**talk.shared.done, "laid_before": turn.at})
    return Step(talk, turn.send(Kind.BEFORE_SIGNING, Role.EMPLOYEE))


def strike_line(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Take a line out before anybody signs; the employee's word alone does it, and only they know it was theirs."""
    draft_now = talk.shared.draft
    if draft_now is None or not any(line.number == said.number for line in draft_now.lines):
        return Step(talk, notes=("no_such_number",))
    lines = tuple(line for line in draft_now.lines if line.number != said.number)
    changed = minutes_of(0, draft_now.by, draft_now.at, lines, draft_now.agreements, draft_now.no_agreements)
    return Step(talk.with_shared(draft=changed), notes=("line_struck",))


def remarked(minutes: Minutes, role: Role, filed: tuple[Filed, ...], version: int, at: datetime) -> Minutes:
    """Put what was typed under lines and agreements beside them, in the writer's name; nothing is overwritten."""
    typed = {item.field: item.text.strip() for item in filed if item.text.strip()}
    lines = tuple(
        replace(line, remarks=(*line.remarks, Remark(role, typed[f"point:{line.number}"])))
        if f"point:{line.number}" in typed
        else line
        for line in minutes.lines
    )
    agreements = tuple(
        replace(item, remarks=(*item.remarks, Remark(role, typed[f"agreement:{item.number}"])))
        if f"agreement:{item.number}" in typed
        else item
        for item in minutes.agreements
    )
    return minutes_of(version, minutes.by, at, lines, agreements, minutes.no_agreements)


def nothing_to_strike(talk: Conversation, turn: Turn, said: Said) -> Step:
    """The employee has nothing to take out; `employee_looked` goes on from here."""
    return Step(talk)


def no_agreements(talk: Conversation, turn: Turn, said: Said) -> Step:
    """An explicit "no agreements"; `draft` writes it into the summary."""
    return Step(talk)


def employee_looked(talk: Conversation, turn: Turn) -> Step:
    """The employee has answered the two questions: put their corrections beside the lines and let both sign."""
    reply = turn.reply
    answered = reply.letter_kind == Kind.BEFORE_SIGNING.value and (reply.filed or reply.said)
    if reply.role is not Role.EMPLOYEE or not answered or talk.shared.draft is None:
        return Step(talk)
    if (
        turn.kept or reply.unfiled
    ):  # it may have been something to take out: nobody else is shown the text yet
        return Step(talk)
    changed = remarked(talk.shared.draft, Role.EMPLOYEE, turn.reply.filed, 0, talk.shared.draft.at)
    return lay_before_both(talk.with_shared(draft=changed), turn)


def lay_before_both(talk: Conversation, turn: Turn) -> Step:
    """Lay the draft before both as version 1."""
    if talk.shared.draft is None:
        return Step(talk)
    step = new_version(talk, turn, replace(talk.shared.draft, version=1))
    return Step(
        step.talk.with_shared(draft=None), (strike(Kind.BEFORE_SIGNING), *step.effects), answered=True
    )


def new_version(talk: Conversation, turn: Turn, minutes: Minutes) -> Step:
    """Lay a version before both; every earlier signature is reopened."""
    done = {name: at for name, at in talk.shared.done.items() if name not in ("sign_reminder", "sign_until")}
    talk = talk.with_shared(
        stage=Stage.SIGNING,
        minutes=(*talk.shared.minutes, minutes),
        signatures=(),
        without_plan=(),
        done={**done, "signing": turn.at},
    )
    letters = turn.send(Kind.SIGN, *both(), version=minutes.version)
    return Step(talk, (strike(Kind.SIGN, Kind.SIGN_REMINDER), *letters), answered=True)


def remind_summary(talk: Conversation, turn: Turn) -> Step:
    """Remind the one with the pen."""
    return Step(talk, turn.send(Kind.SUMMARY_REMINDER, talk.shared.pen))


def offer_pen(talk: Conversation, turn: Turn) -> Step:
    """Offer the employee the pen: a summary by either is better than none."""
    talk = talk.with_shared(pen=Role.EMPLOYEE)
    return Step(talk, turn.send(Kind.PEN_OFFERED, Role.EMPLOYEE))


def no_summary(talk: Conversation, turn: Turn) -> Step:
    """End without a summary: held but unsigned if anybody said it was held, not held otherwise."""
    if not {"held", "partly"} & set(talk.shared.held.values()):
        return close_not_held(talk, turn, "nobody_said_held")
    return close_unsigned(talk, turn, "no_summary")


def close_unsigned(talk: Conversation, turn: Turn, reason: str) -> Step:
    """End as held but unsigned, with its reason; agreements that were written are followed all the same."""
    talk = talk.with_shared(stage=Stage.CLOSED, end=End.HELD_UNSIGNED, reason=reason)
    letters = turn.send(Kind.UNSIGNED, *both(), reason=reason)
    return Step(talk, (strike(Kind.SIGN_REMINDER, Kind.SUMMARY_REMINDER, Kind.PEN_OFFERED), *letters))
