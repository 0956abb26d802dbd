"""A talk brought to where it is attacked, and ways to see everything that came of it."""

import email
import json
from dataclasses import asdict
from datetime import datetime
from email.policy import default
from pathlib import Path

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import LetterRecord
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import Office, advance
from musmail.daemon.dealing import Desktop, Trust
from musmail.daemon.desk import Desk
from musmail.store.documents import encode
from musmail.store.memory import MemoryStore
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.dialogues.play import PEOPLE, SECRET, ZONE, Spoken, Stage, policy_of_the_stories
from tests.dialogues.world import shipped_skemas, shipped_texts

TEXTS = shipped_texts()
POLICY = shipped_skemas(policy_of_the_stories())
EMPLOYEE, LEADER = "medarbejder", "leder"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Give a moment of 2026 at the workplace."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def new_stage(folder: Path) -> Stage:
    """Put one employee and one leader on the in-memory store."""
    start = at(9, 1)
    office = Office(MemoryStore(), POLICY, TEXTS, SECRET, salt=lambda: "salt")
    stage = Stage(office, Desktop(office, Desk(folder), Trust(), lambda: stage.now), start)
    event = Enrolled(start, "roster:1", ANNA, LARS, MONA, HR, at(11, 12).replace(year=2025).date())
    advance(office, aggregate_id(SECRET, "p", ANNA.id), event)
    return stage


async def say(stage: Stage, when: datetime, who: str, kind: str, words: str, **under: str) -> str:
    """Let somebody answer a letter, on top or under its fields (`point_1` is `point 1`); gives where the mail went."""
    await stage.until(when)
    fields = tuple((name.lstrip("_").replace("_", " "), text) for name, text in under.items())
    return stage.hear(Spoken(when, who, kind, words, fields))


SUMMARY = {
    "held": "Afholdt",
    "point_1": "Vi er enige om to ting.",
    "point_2": "Linjen gik godt.",
    "agreement_1": "Kursus i PLC-styring – Anna – 1/3 – kan rette fejl alene",
    "agreement_2": "Fast halv time – Lars – 1/12 – vi har holdt seks",
}
_COURSE: tuple[tuple[str, datetime, str, str, str, dict[str, str]], ...] = (
    ("asking_leader", at(10, 9, 10), LEADER, "convene_leader", "Den 10/11 kl. 9 eller den 12/11 kl. 10.", {}),
    ("asking_employee", at(10, 16, 9, 5), EMPLOYEE, "convene_employee", "Nr. 2 passer bedst.", {}),
    (
        "preparing",
        at(10, 26, 13),
        EMPLOYEE,
        "preparation",
        "",
        {"_1": "At vi bliver enige.", "_4": "Linjen."},
    ),
    ("answered", at(10, 27, 8, 30), LEADER, "preparation", "", {"_1": "At Anna går herfra glad."}),
    ("summarising", at(11, 13, 9), LEADER, "held", "", SUMMARY),
    ("checking", at(11, 16, 10), EMPLOYEE, "before_signing", "Nej, ingen overraskelser.", {}),
    ("signing", at(11, 16, 11), LEADER, "sign", "enig", {}),
    ("signed_by_one", at(11, 17, 12), EMPLOYEE, "sign", "Enig", {}),
)
_READY = {"opened": at(11, 5, 10), "meeting": at(11, 9, 10), "summarising": at(11, 12, 13)}


async def bring(stage: Stage, to: str) -> Stage:
    """Let the talk go its way to where a stage begins; the people answer as they should."""
    for name, when, who, kind, words, under in _COURSE:
        if to in _READY and when > _READY[to]:
            await stage.until(_READY[to])
            return stage
        if name == to:
            await stage.until(when)
            return stage
        await say(stage, when, who, kind, words, **under)
    await stage.until(at(12, 1, 10))
    return stage


def letters(stage: Stage) -> tuple[LetterRecord, ...]:
    """List the letters of the talk."""
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    return loaded.letters


def address(stage: Stage, who: str, kind: str) -> str:
    """Give the reply address of somebody's latest letter of a kind."""
    number = [x.number for x in letters(stage) if x.kind.value == kind and x.person == PEOPLE[who].id][-1]
    return f"mus+{mint(SECRET, Token(stage.talk.id, number))}@example.org"


def mail(sender: str, to: str, words: str, *, subject: str = "SV: MUS", extra: str = "") -> bytes:
    """Write a mail by hand."""
    head = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 12 Oct 2026 09:00:00 +0200\r\n"
        f"Message-ID: <1@client.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n{extra}\r\n"
    )
    return f"{head}{words}\r\n".encode()


def places(stage: Stage, word: str) -> set[str]:
    """Say where a word stands: letters by whom they went to, the records of the talk, and the notes for operators."""
    found = set()
    for (_, who, kind), letter in zip(stage.sent, stage.mails, strict=True):
        message = email.message_from_bytes(letter.data, policy=default)
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        if any(word in text for text in (*map(str, message.values()), *parts)):
            found.add(f"{kind} to {who}")
    loaded = stage.office.store.load(stage.talk.id)
    assert loaded is not None
    tables = encode(loaded)
    found |= {table for table, rows in tables.items() if word in json.dumps(rows, ensure_ascii=False)}
    if any(word in json.dumps(asdict(note), ensure_ascii=False) for note in stage.desktop.desk.kept()):
        found.add("desk")
    return found
