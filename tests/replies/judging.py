"""Reads a fixture the way the daemon does and says how what was understood differs from what was meant."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from musmail.conversation.events import Away, Bounced, CalendarReplied, Replied
from musmail.conversation.letters import Kind, LetterRecord, Passage, Recipient
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Own
from musmail.conversation.tokens import Token, mint
from musmail.reading.head import head
from musmail.reading.key import inbound_key
from musmail.reading.read import Context, Ignored, Kept, Sent, Understood, read
from musmail.reading.route import route
from musmail.skema.forms import Role
from musmail.writing import samples
from tests.dialogues.world import shipped_skemas
from tests.replies.player import Reply, fill, letter
from tests.writing.gallery import shipped_texts

ZONE = ZoneInfo("Europe/Copenhagen")
SECRET = b"fixtures" * 4
TALK = "cfixture22"
POLICY: Policy = shipped_skemas(samples.FULL_POLICY)
NOW = {
    "convene_leader": datetime(2026, 10, 9, 9, tzinfo=ZONE),
    "convene_employee": datetime(2026, 10, 14, 9, tzinfo=ZONE),
    "other_times": datetime(2026, 10, 15, 9, tzinfo=ZONE),
}


@dataclass(frozen=True)
class Verdict:
    """What was understood, and in which ways it is not what was meant."""

    understood: Understood | None
    faults: tuple[str, ...]


def _talk(kind: str) -> Conversation:
    forms = {role: POLICY.skema(role, "da") for role in Role}
    if kind in ("convene_leader", "convene_employee", "other_times"):
        shared = samples.convening(forms)
    elif kind in ("held", "held_question", "missing_parts", "before_signing"):
        shared = samples.summarised(forms)
    elif kind in ("sign", "sign_reminder"):
        shared = samples.summarised(forms, version=1)
    elif kind in ("nudge", "status_receipt"):
        shared = samples.signed(forms)
    else:
        shared = samples.opened(forms)
    return Conversation(TALK, shared, Own(), Own())


def _sent(kind: str, role: Role, number: int) -> Sent:
    party = samples.ANNA if role is Role.EMPLOYEE else samples.LARS
    at = NOW.get(kind, datetime(2026, 11, 10, 8, tzinfo=ZONE))
    record = LetterRecord(
        number, f"k{number}", Kind(kind), Recipient.of(role), party.id, party.address,
        f"<{mint(SECRET, Token(TALK, number, 'id'))}@example.org>", "c", at - timedelta(days=1), "b", "t", version=1,
    )  # fmt: skip
    passages = tuple(Passage(text, field) for text, field in letter(kind, role.value).passages)
    return Sent(record, passages)


def judge(reply: Reply) -> Verdict:
    """Read one fixture and compare."""
    expected = reply.expected
    kind = expected.letter or "preparation"
    to = Role(
        expected.more.get("letter_to")
        or (expected.sender if expected.sender in ("employee", "leader") else "employee")
    )
    sent = _sent(kind, to, 7)
    address = f"mus+{mint(SECRET, Token(TALK, 7, expected.action))}@example.org"
    body = fill(
        reply,
        reply_to=address,
        message_id=sent.record.message_id,
        subject=f"{letter(kind, to.value).subject.rpartition(' [')[0]} [{TALK}]",
        uid="csample234@example.org",
    )
    talk = _talk(kind)
    way = route(head(body), mailbox=POLICY.mailbox, secret=SECRET, by_message_id=lambda _: None)
    now = NOW.get(kind, datetime(2026, 11, 12, 14, tzinfo=ZONE))
    if reply.name.startswith("no_answer/"):
        now = datetime(2026, 10, 22, 14, tzinfo=ZONE)
    known = way.aggregate is not None  # without a way home a mail is read against nothing, as the daemon does
    context = Context(
        inbound_key(body), now, talk if known else None, way, (sent,) if known else (), "mx.example.org"
    )
    context = replace(context, book=shipped_texts().phrasebook)
    understood = read(body, context)
    return Verdict(understood, tuple(_faults(understood, reply)))


def _faults(understood: Understood, reply: Reply) -> list[str]:
    expected, outcome = reply.expected, understood.outcome
    names = {
        Replied: "replied",
        CalendarReplied: "calendar",
        Away: "away",
        Bounced: "bounced",
        Kept: "kept",
        Ignored: "ignored",
    }
    was = names.get(type(outcome), "?")
    if was != expected.outcome:
        return [f"taken for {was}, meant: {expected.outcome} ({getattr(outcome, 'reason', '')})"]
    if isinstance(outcome, Replied):
        return [
            *_answers(outcome, reply),
            *_said(outcome, reply),
            *_agreements(outcome, reply),
            *_lost(outcome, reply),
        ]
    if isinstance(outcome, Away) and "until" in expected.more:
        until = outcome.until.isoformat() if outcome.until else None
        return (
            [] if until == expected.more["until"] else [f"away until {until}, meant {expected.more['until']}"]
        )
    if isinstance(outcome, Bounced) and outcome.permanent is not expected.more.get("permanent", True):
        return [f"permanent {outcome.permanent}"]
    if isinstance(outcome, CalendarReplied):
        meant = expected.more.get("calendar", "")
        wanted = meant.get("answer", "") if isinstance(meant, dict) else meant
        return (
            []
            if not wanted or wanted == outcome.answer.value
            else [f"calendar {outcome.answer}, meant {wanted}"]
        )
    return []


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


BOXES = ("times", "answer", "held", "remark", "strike")


def _is_answer(name: str) -> bool:
    return name not in BOXES and not name.startswith("agreement:")


def _answers(event: Replied, reply: Reply) -> list[str]:
    got = {item.field: _plain(item.text) for item in event.filed if _is_answer(item.field)}
    want = {name: _plain(text) for name, text in reply.expected.answers.items() if _is_answer(name)}
    different = [name for name in sorted(got | want) if got.get(name) != want.get(name)]
    faults = [f"{name}: {got.get(name)!r}, meant {want.get(name)!r}" for name in different]
    marks = {
        item.field: item.mark.value for item in event.filed if item.mark and item.mark.value != "opening"
    }
    return faults + (
        [f"marks {marks}, meant {reply.expected.marks}"] if marks != reply.expected.marks else []
    )


FREE = ("words", "correct")


def _said(event: Replied, reply: Reply) -> list[str]:
    got = sorted(f"{one.intent.value} {one.number}" for one in event.said if one.intent.value not in FREE)
    meant = [one for one in reply.expected.said if one["intent"] not in FREE]
    want = sorted(f"{one['intent']} {one.get('number')}" for one in meant)
    faults = [] if got == want else [f"said {got}, meant {want}"]
    for one in meant:
        faults += _compared(event, one)
    wrong = {one.intent.value for one in event.said} & set(reply.expected.never_said)
    return faults + [f"never said, yet read: {word}" for word in sorted(wrong)]


def _compared(event: Replied, meant: dict[str, Any]) -> list[str]:
    """Compare the words and the times of one intent, where the fixture says them."""
    wanted = (meant["intent"], meant.get("number"))
    found = [one for one in event.said if (one.intent.value, one.number) == wanted]
    if not found:
        return []
    text, times = _plain(found[0].text), [_local(slot.start) for one in found for slot in one.times]
    faults = []
    if meant.get("text") and not _same(meant["intent"], text.strip("."), _plain(meant["text"]).strip(".")):
        faults.append(f"text of {meant['intent']}: {text!r}, meant {meant['text']!r}")
    if meant.get("times") and times != meant["times"]:
        faults.append(f"times {times}, meant {meant['times']}")
    return faults


def _same(intent: str, text: str, meant: str) -> bool:
    """Compare the words of an intent; a wish for somebody may be the whole sentence that names them."""
    return meant in text if intent in ("companion", "other_interviewer") else meant == text


def _local(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def _agreements(event: Replied, reply: Reply) -> list[str]:
    got = [
        (_plain(a.what), _plain(a.who), a.by.isoformat() if a.by else None, _plain(a.sign))
        for a in event.agreements
    ]
    want = [
        (_plain(a["what"]), _plain(a.get("who") or ""), a.get("by"), _plain(a.get("sign") or ""))
        for a in reply.expected.agreements
    ]
    if len(got) != len(want):
        return [f"agreements {got}, meant {want}"]
    return [f"agreement {g}, meant {w}" for g, w in zip(got, want, strict=True) if g != w]


def _lost(event: Replied, reply: Reply) -> list[str]:
    filed = [*(item.text for item in event.filed), *(a.what + a.sign for a in event.agreements)]
    kept = _one_line([*event.unfiled, *filed, *(one.words or one.text for one in event.said)])
    taken = _one_line([*filed, *(one.text for one in event.said)])
    lost = [f"lost: {text!r}" for text in reply.expected.unfiled if _one_line([text]) not in kept]
    return lost + [f"leaked: {text!r}" for text in reply.expected.not_answers if text in taken]


def _one_line(texts: list[str]) -> str:
    return " ".join(_plain("\n".join(texts)).split())
