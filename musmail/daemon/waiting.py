"""The mails that wait for a person, as an operator sees them: what, since when, why in plain words, and whose."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from musmail.conversation.people import Party
from musmail.conversation.persons import Person
from musmail.conversation.settling import unsettled
from musmail.conversation.state import Conversation
from musmail.daemon.desk import Desk, Kept
from musmail.skema.forms import Role
from musmail.store.protocol import Store

SHORTEST = 6

# By the reason in a note. A test holds this against every reason there is in the code.
SENTENCES = {
    "no conversation of ours belongs to this mail": (
        "It belongs to no talk: it answers none of our letters, and we do not know its sender."
    ),
    "nothing of ours belongs to this mail": "It belongs to no talk that we know.",
    "the sender is missing or unclear": "It does not say clearly who wrote it, so nothing in it was believed.",
    "the mail is encrypted": "It is encrypted, and we have no key to read it with.",
    "no letter of ours to answer": "Its writer is known, but has not been asked anything yet.",
    "the sender is nobody we wrote to": (
        "Its sender is in no talk. If it is a colleague's other address, add it to their aliases in people.csv, "
        "and read the mail again."
    ),
    "from somebody who hears only how far a talk is": (
        "It is from somebody who is only told how far a talk is, and whose answers are not part of it."
    ),
    "the sender is not the person this letter was for": (
        "It answers a letter, but comes from another address than the one the letter went to; it may be forged. "
        "The person the letter was for has been asked. If it is their other address, add it to their aliases in "
        "people.csv, and read the mail again."
    ),
    "a calendar answer from somebody it was not sent to": (
        "It accepts or declines an invitation, but comes from somebody who was not invited."
    ),
    "a letter to somebody who is no party did not arrive": (
        "A letter to the leader's leader or HR did not arrive. Check the address."
    ),
    "nothing in this mail could be understood as an answer": (
        "Nothing in it could be read as an answer. Its words are kept, and were shown to the writer."
    ),
    "letters to a party's address are refused for good": (
        "Letters to this person do not arrive. Mend the address in people.csv; what they missed is then sent."
    ),
    "another interviewer is wished for": (
        "The writer wishes to talk with somebody else than their leader. Please talk with them; the leader is not told."
    ),
    "a signature came without a passed sender verdict": (
        "It is a signature, but our mail server did not confirm who sent it. Ask the writer whether it was them."
    ),
    "too many automatic answers to one address in a day": (
        "We have answered this person very often today, and stopped, in case two programs answer each other."
    ),
    "reading this mail has ended the process three times": (
        "Reading it made musmail break down three times, so it was put aside unread. Please report it."
    ),
}  # fmt: skip
_PATTERNS = (
    (
        re.compile(r"unreadable: (.*)"),
        "It is built in a way we do not read, as harmful mail is: {0}",
    ),
    (
        re.compile(r"perhaps automatic: (.*)"),
        "It may be written by a program and not by a person ({0}), so nothing in it was taken as an answer.",
    ),
    (
        re.compile(r"a file that may be a form was not read: (.*)"),
        "A file came along that may be a filled-in form, and no answer came out of it ({0}). Its writer has been told.",
    ),
    (
        re.compile(r"larger than (\d+) bytes"),
        "It is larger than the {0} bytes we read. Ask the writer to send the words without the attachments.",
    ),
    (
        re.compile(r"reading this mail failed: (\w+)"),
        "A mistake of ours ({0}) kept it from being read. Please report it, and read the mail again after an update.",
    ),
)


@dataclass(frozen=True)
class Waiting:
    """One mail that waits, with the shortest id that names it."""

    id: str
    kept: Kept
    why: str
    talk: str  # "Anna Sørensen with Lars Højgaard"; nobody's if empty


def waiting(desk: Desk, store: Store) -> list[Waiting]:
    """List what waits, the oldest first."""
    kept = list(desk.kept())
    ids = short_ids([one.key for one in kept])
    return [Waiting(ids[one.key], one, in_words(one.reason), _talk(store, one.aggregate)) for one in kept]


def short_ids(keys: Sequence[str]) -> dict[str, str]:
    """Give each key as few of its first signs as tell it apart from the others."""
    return {
        key: next(
            key[:length]
            for length in range(min(SHORTEST, len(key)), len(key) + 1)
            if length == len(key) or not any(other.startswith(key[:length]) for other in keys if other != key)
        )
        for key in keys
    }


def in_words(reason: str) -> str:
    """Say why a mail waits, to somebody in HR; several reasons are several sentences."""
    return " ".join(map(_sentence, reason.split("; ")))


def _sentence(reason: str) -> str:
    if reason in SENTENCES:
        return SENTENCES[reason]
    for pattern, sentence in _PATTERNS:
        if found := pattern.fullmatch(reason):
            return sentence.format(*found.groups())
    return f"{reason[:1].upper()}{reason[1:]}."


def _talk(store: Store, aggregate: str) -> str:
    known = store.load(aggregate) if aggregate else None
    match known.state if known else None:
        case Conversation(shared=shared):
            return f"{shared.employee.name} with {shared.leader.name}"
        case Person(party=party):
            return party.name
    return ""


@dataclass(frozen=True)
class Unsettled:
    """How many passages somebody wrote that belong to no question, as far as they have said; never the words."""

    talk: str
    writer: str
    passages: int


def unsettled_words(store: Store) -> Iterator[Unsettled]:
    """List who has not settled such passages by the time both have seen each other's answers."""
    for aggregate in store.ids():
        known = store.load(aggregate)
        if known is None or not isinstance(known.state, Conversation):
            continue
        talk = known.state
        for role in Role:
            if passages := unsettled(talk, role):
                yield Unsettled(_talk(store, aggregate), talk.party(role).name, passages)


@dataclass(frozen=True)
class Writer:
    """Whoever wrote a mail, and the record their letter goes out from."""

    party: Party
    aggregate: str
    role: Role | None  # None: the person's own record


def writer_of(store: Store, kept: Kept) -> Writer | None:
    """Find the person of the roster whose address a mail bears; nobody, if it bears none of theirs."""
    first = [kept.aggregate] if kept.aggregate else []
    return next(_writers(store, [*first, *reversed(store.ids())], kept.outside.sender), None)


def _writers(store: Store, aggregates: Iterable[str], sender: str) -> Iterator[Writer]:
    for aggregate in aggregates if sender else ():
        known = store.load(aggregate)
        match known.state if known else None:
            case Person(party=party) if party.writes_from(sender):
                yield Writer(party, aggregate, None)
            case Conversation() as talk:
                for role in Role:
                    if talk.party(role).writes_from(sender):
                        yield Writer(talk.party(role), aggregate, role)
