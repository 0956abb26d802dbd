"""The letter that is answered, composed by the real templates, its questions found in text and HTML."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from musmail.conversation.letters import Kind, LetterRecord, Recipient
from musmail.conversation.state import Conversation, Own
from musmail.reading.head import head
from musmail.reading.key import inbound_key
from musmail.reading.read import Context, Sent, Understood, read
from musmail.reading.route import Route, route
from musmail.writing.checking import Case, cases, seen_by
from musmail.writing.compose import Composed
from tests.writing.gallery import SECRET, composed, shipped_skemas, shipped_texts

ZONE = ZoneInfo("Europe/Copenhagen")
NUMBER = 7
SENT_AT = datetime(2026, 10, 22, 9, 2, tzinfo=ZONE)
NOW = datetime(2026, 10, 26, 14, 30, tzinfo=ZONE)


@dataclass(frozen=True)
class Question:
    """A question as printed: its field and number, the line it stands on, the hint below it."""

    field: str
    number: int
    line: str
    hint: str

    @property
    def text(self) -> str:
        """Give the question without its number."""
        return self.line.partition(". ")[2]


@dataclass(frozen=True)
class Original:
    """The letter with all that is needed to answer it and to read the answer."""

    locale: str
    letter: Composed
    questions: tuple[Question, ...]
    invite: str
    base: Context
    mailbox: str
    reply_to: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Give every line of ours, as remembered."""
        return tuple(passage.text for passage in self.letter.passages)


@cache
def _case(locale: str) -> Case:
    return next(case for case in cases(shipped_skemas(locale)) if case.kind is Kind.PREPARATION)


@cache
def original(locale: str) -> Original:
    """Compose the letter once for a language."""
    case = _case(locale)
    letter = composed(case, Recipient.EMPLOYEE, NUMBER, locale)
    view = seen_by(case, Recipient.EMPLOYEE, locale)
    by_field: dict[str, list[str]] = {}
    for passage in letter.passages:
        if passage.field:
            by_field.setdefault(passage.field, []).append(passage.text)
    questions = tuple(
        Question(field, int(lines[0].partition(".")[0]), lines[0], lines[1])
        for field, lines in by_field.items()
    )
    record = LetterRecord(
        NUMBER, f"k{NUMBER}", Kind.PREPARATION, Recipient.EMPLOYEE, view.party.id, view.party.address,
        letter.letter.message_id, "c", SENT_AT - timedelta(minutes=1), "b", "t", version=1,
    )  # fmt: skip
    talk = Conversation(view.id, view.shared, Own(), Own())  # type: ignore[union-attr]
    reply_to = re.search(rb"\nReply-To:[^<]*<([^>]+)>", letter.letter.data)
    assert reply_to
    sent = (Sent(record, letter.passages),)
    context = Context("key", NOW, talk, Route(view.id, NUMBER, "", "token"), sent, "mx.example.org")
    return Original(
        locale,
        letter,
        questions,
        next(iter(by_field.values()))[-1],
        replace(context, book=shipped_texts().phrasebook),
        case.policy.mailbox.address,
        reply_to[1].decode(),
    )


def understood(body: bytes, locale: str) -> Understood:
    """Read a reply as the daemon does."""
    letter = original(locale)
    way = route(head(body), mailbox=_case(locale).policy.mailbox, secret=SECRET, by_message_id=lambda _: None)
    return read(body, replace(letter.base, key=inbound_key(body), route=way))
