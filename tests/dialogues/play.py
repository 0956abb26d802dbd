"""Plays a dialogue: real texts, real reading, the daemon's own functions; only the network is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import LetterRecord
from musmail.conversation.people import Party
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation
from musmail.conversation.tidings import Absences, PersonLeft, Staffed
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import Office, advance, passages_of
from musmail.daemon.dealing import Desktop, Trust
from musmail.daemon.desk import Desk
from musmail.daemon.inbox import take
from musmail.daemon.outbox import next_leaving, send_due
from musmail.daemon.ticks import tick
from musmail.store.memory import MemoryStore
from musmail.wire import Accepted, Letter, Outcome
from musmail.writing.samples import ANNA, FULL_POLICY, HR, LARS, MONA
from musmail.writing.texts import Texts

ZONE = ZoneInfo("Europe/Copenhagen")
WROTE = {
    "da": "Den tirs. 3. nov. 2026 kl. 09.12 skrev MUS i Værkstedet <mus@example.org>:",
    "en": "On Tue, 3 Nov 2026 at 09:12, MUS i Værkstedet <mus@example.org> wrote:",
}
SECRET = b"dialogue" * 4
KARL = Party("karl", "Karl Holm", "karl@example.org")
PEOPLE = {"medarbejder": ANNA, "leder": LARS, "ny leder": KARL, "lederens leder": MONA, "hr": HR}
LINE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?: (?P<clock>\d\d:\d\d))?\s+(?P<who>medarbejder|leder|ny leder|lederens leder|hr|begge) "
    r"(?P<verb>får|svarer) (?P<kind>\w+)(?::\s*(?P<words>.*))?"
)
ROSTER = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<clock>\d\d:\d\d)\s+personalelisten: "
    r"(?:(?P<news>ny leder|fratrådt)|orlov (?P<first>\S+?)\.\.(?P<last>\S+))"
)


@dataclass(frozen=True)
class Changed:
    """The roster says something new about the employee."""

    at: datetime
    news: str  # a new leader, or gone; empty: on leave
    absences: Absences = ()


@dataclass(frozen=True)
class Spoken:
    """Somebody answers a letter: words on top, or words under fields of it."""

    at: datetime
    who: str
    kind: str
    words: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dialogue:
    """A story: what is said, what must go out, and how it ends."""

    last_held_on: date
    said: tuple[Spoken | Changed, ...]
    letters: tuple[tuple[date, str, str], ...]
    end: str
    languages: tuple[str, str] = ("da", "da")  # the employee's and the leader's


def read_dialogue(path: Path) -> Dialogue:
    """Read a story; a line that is no line of a story is a mistake in it."""
    said: list[Spoken | Changed] = []
    letters: list[tuple[date, str, str]] = []
    last_held_on, end, languages = date(2025, 11, 12), "", ("da", "da")
    for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], 2):
        if not line.strip():
            continue
        if line.startswith("    ") and said:
            name, _, words = line.strip().partition(": ")
            spoken = said[-1]
            assert isinstance(spoken, Spoken), f"{path.name}:{number}: the roster has no fields"
            said[-1] = replace(spoken, fields=(*spoken.fields, (name, words)))
        elif (news := ROSTER.fullmatch(line.rstrip())) is not None:
            said.append(_changed(news))
        elif line.startswith("Sidste MUS: "):
            last_held_on = date.fromisoformat(line.split()[-1])
        elif line.startswith("Sprog: "):
            employee, leader = line.removeprefix("Sprog: ").split()
            languages = (employee, leader)
        elif line.startswith("Slut: "):
            end = line.removeprefix("Slut: ").strip()
        elif (match := LINE.fullmatch(line.rstrip())) is None:
            raise ValueError(f"{path.name}:{number}: not a line of a dialogue: {line}")
        elif match["verb"] == "svarer":
            at = datetime.combine(date.fromisoformat(match["day"]), time.fromisoformat(match["clock"]), ZONE)
            said.append(Spoken(at, match["who"], match["kind"], match["words"] or ""))
        else:
            who = ("medarbejder", "leder") if match["who"] == "begge" else (match["who"],)
            letters += [(date.fromisoformat(match["day"]), person, match["kind"]) for person in who]
    return Dialogue(last_held_on, tuple(said), tuple(letters), end, languages)


def _changed(news: re.Match[str]) -> Changed:
    at = datetime.combine(date.fromisoformat(news["day"]), time.fromisoformat(news["clock"]), ZONE)
    leave = ((date.fromisoformat(news["first"]), date.fromisoformat(news["last"])),) if news["first"] else ()
    return Changed(at, news["news"] or "", leave)


@dataclass
class Stage:
    """One employee, one leader, and everything that was sent to whom on which day."""

    office: Office
    desktop: Desktop
    now: datetime
    sent: list[tuple[date, str, str]] = field(default_factory=list)
    mails: list[Letter] = field(default_factory=list)
    languages: tuple[str, str] = ("da", "da")

    async def send(self, letter: Letter) -> Outcome:
        """Take a letter the way a mail server does."""
        aggregate_and_number = self.office.store.letter_by_message_id(letter.message_id)
        assert aggregate_and_number is not None
        record = self.record(*aggregate_and_number)
        who = next(name for name, party in PEOPLE.items() if party.address == letter.recipient)
        self.sent.append((self.now.astimezone(ZONE).date(), who, record.kind.value))
        self.mails.append(letter)
        return Accepted(250, "OK")

    def record(self, aggregate: str, number: int) -> LetterRecord:
        """Look a letter up."""
        loaded = self.office.store.load(aggregate)
        assert loaded is not None
        return loaded.letters[number - 1]

    @property
    def talk(self) -> Conversation:
        """Give the latest conversation."""
        loaded = [self.office.store.load(one) for one in self.office.store.conversations_of(ANNA.id)]
        talks = [one.state for one in loaded if one is not None and isinstance(one.state, Conversation)]
        return max(talks, key=lambda talk: talk.shared.begun_at)

    async def until(self, at: datetime) -> None:
        """Let time pass, stopping wherever something is due."""
        while True:
            while tick(self.office, self.now) + await send_due(self.office, self, lambda: self.now):
                pass
            ahead = [self.office.store.next_wake(), next_leaving(self.office, self.now)]
            due = min((moment for moment in ahead if moment is not None), default=at)
            if due >= at:
                self.now = max(self.now, at)
                return
            self.now = max(self.now, due)

    def change(self, changed: Changed, roster: Enrolled) -> None:
        """Bring a change of the roster to the employee's person, as enrolling does."""
        key, person = f"roster:{changed.at}", aggregate_id(SECRET, "p", ANNA.id)
        if changed.news == "fratrådt":
            advance(self.office, person, PersonLeft(changed.at, key, changed.at.date()))
            return
        leader = KARL if changed.news == "ny leder" else LARS
        group = aggregate_id(SECRET, "g", leader.id)
        advance(self.office, group, Staffed(changed.at, f"{key}:staffed", leader))
        anew = replace(
            roster, at=changed.at, key=key, leader=leader, absences=changed.absences, calendars=(group,)
        )
        advance(self.office, person, anew)

    def hear(self, spoken: Spoken) -> str:
        """Take somebody's answer to the latest letter of a kind; gives where the mail went."""
        talk = self.talk
        loaded = self.office.store.load(talk.id)
        assert loaded is not None
        party = PEOPLE[spoken.who]
        records = [x for x in loaded.letters if x.kind.value == spoken.kind and x.person == party.id]
        assert records, f"{spoken.who} has got no {spoken.kind} to answer"
        return take(self.desktop, self.mail(party, records[-1], talk.id, spoken)).value

    def mail(self, party: Party, record: LetterRecord, talk: str, spoken: Spoken) -> bytes:
        """Write the answer as a plain-text client does: words on top, or words under the questions of the quote."""
        message = EmailMessage(policy=SMTP)
        message["From"] = f"{party.name} <{party.address}>"
        message["To"] = f"mus+{mint(SECRET, Token(talk, record.number))}@example.org"
        message["Subject"] = "SV: MUS"
        message["Date"] = format_datetime(spoken.at)
        message["Message-ID"] = f"<{spoken.at.timestamp()}.{spoken.who}.{spoken.kind}@client.example>"
        message["In-Reply-To"] = record.message_id
        body = spoken.words + "\n"
        if spoken.fields:
            quoted = passages_of(self.office.store.blob(talk, record.text))
            language = self.languages[spoken.who != "medarbejder"]
            body = "\n".join([WROTE[language], *_under(quoted, dict(spoken.fields))])
        message.set_content(body, cte="quoted-printable")
        return message.as_bytes()


def _under(passages: tuple[object, ...], words: dict[str, str]) -> Iterator[str]:
    """Quote a letter and put words under the fields they are for; numbers are the questions' printed ones."""
    left = {name.replace(" ", ":") if not name.isdecimal() else name: text for name, text in words.items()}
    pending = ""
    for passage in passages:
        field_name, text = getattr(passage, "field", ""), str(getattr(passage, "text", ""))
        number = text.partition(".")[0]
        opens = field_name if field_name in left else number if field_name and number in left else ""
        if pending and field_name:
            yield pending
            pending = ""
        yield from (f"> {line}" for line in text.split("\n"))
        if opens:
            pending = left.pop(opens)
    if pending:
        yield pending
    assert not left, f"no such field in the letter: {left}"


async def play(dialogue: Dialogue, texts: Texts, policy: Policy, folder: Path) -> Stage:
    """Play a story to its end and four weeks beyond; what was sent stands in `sent`."""
    start = datetime.combine(dialogue.last_held_on + timedelta(days=270), time(9), ZONE)
    office = Office(MemoryStore(), policy, texts, SECRET, salt=lambda: "salt")
    stage = Stage(office, Desktop(office, Desk(folder), Trust(), lambda: stage.now), start)
    stage.languages = dialogue.languages
    person, group = (aggregate_id(SECRET, *names) for names in (("p", ANNA.id), ("g", LARS.id)))
    anna, lars = (
        replace(party, locale=locale) for party, locale in zip((ANNA, LARS), dialogue.languages, strict=True)
    )
    advance(office, group, Staffed(start, "roster:0", lars))
    roster = Enrolled(start, "roster:1", anna, lars, MONA, HR, dialogue.last_held_on, calendars=(group,))
    advance(office, person, roster)
    for spoken in dialogue.said:
        await stage.until(spoken.at)
        if isinstance(spoken, Changed):
            stage.change(spoken, roster)
        else:
            stage.hear(spoken)
    last = max([letter[0] for letter in dialogue.letters])
    await stage.until(datetime.combine(last + timedelta(days=3), time(9), ZONE))
    return stage


def policy_of_the_stories(policy: Policy = FULL_POLICY) -> Policy:
    """The workplace of the stories."""
    return replace(policy, daily_cap=20)
