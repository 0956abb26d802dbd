"""What can be asked across aggregates; derived from their documents and rebuilt at every start (invariant 4).

Taking in one aggregate's new facts costs what that aggregate's own letters cost, however many others there are.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from musmail.conversation.letters import InternalRecord, LetterRecord
from musmail.scheduling.slots import Slot
from musmail.store.alarms import Alarms
from musmail.store.facts import NOTHING, Facts


class Owners:
    """Who holds a key. One holder is the rule; of several, the answer is the smallest, in whatever order they came."""

    def __init__(self) -> None:
        """Start with no key held."""
        self._first: dict[str, str] = {}
        self._others: dict[
            str, set[str]
        ] = {}  # nearly always empty: a set for every key would cost more than the key

    def replace(self, owner: str, before: Iterable[str], after: Iterable[str]) -> None:
        """Take in which keys an owner holds now."""
        old, new = set(before), set(after)
        for key in old - new:
            self._discard(key, owner)
        for key in new - old:
            first = self._first.setdefault(key, owner)
            if first != owner:
                self._others.setdefault(key, set()).add(owner)

    def _discard(self, key: str, owner: str) -> None:
        others = self._others.get(key, set())
        others.discard(owner)
        if self._first.get(key) == owner:
            del self._first[key]
            if others:
                self._first[key] = others.pop()
        if not others:
            self._others.pop(key, None)

    def get(self, key: str) -> str | None:
        """Name the holder."""
        first = self._first.get(key)
        return None if first is None else min(first, *self._others[key]) if key in self._others else first


class Index:
    """The facts of all aggregates, and the ways to find them."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.facts: dict[str, Facts] = {}
        self.alarms = Alarms()
        self._dealt = Owners()
        self._letters = Owners()
        self._sent: dict[str, list[float]] = {}  # a person's POSIX times, sorted
        self._talks: dict[str, set[str]] = {}
        self._writing: set[str] = set()  # aggregates with a letter under way, and
        self._telling: set[str] = set()  # with an internal one

    def replace(self, aggregate_id: str, after: Facts | None) -> None:
        """Take in an aggregate's new facts; None when it is erased."""
        before = self.facts.pop(aggregate_id, NOTHING)
        if after is not None:
            self.facts[aggregate_id] = after
        after = after or NOTHING
        self.alarms.set(aggregate_id, after.wake_at)
        (self._writing.add if after.waiting else self._writing.discard)(aggregate_id)
        (self._telling.add if after.internal else self._telling.discard)(aggregate_id)
        self._dealt.replace(aggregate_id, before.dealt, after.dealt)
        self._letters.replace(aggregate_id, before.message_ids, after.message_ids)
        for person, at, _ in set(before.sent) - set(after.sent):
            times = self._sent[person]
            del times[bisect_left(times, at)]
        for person, at, _ in set(after.sent) - set(before.sent):
            insort(self._sent.setdefault(person, []), at)
        for person in before.parties:
            self._talks[person].discard(aggregate_id)
        for person in after.parties:
            self._talks.setdefault(person, set()).add(aggregate_id)

    def outbox(self) -> tuple[tuple[str, LetterRecord], ...]:
        """List the letters under way; costs what they are, not what was ever sent."""
        found = [
            (_utc(letter.not_before), id_, letter.number, letter)
            for id_ in self._writing
            for letter in self.facts[id_].waiting
        ]
        return tuple((id_, letter) for _, id_, _, letter in sorted(found, key=lambda one: one[:3]))

    def internal(self) -> tuple[tuple[str, InternalRecord], ...]:
        """List the internal letters on their way."""
        return tuple((id_, record) for id_ in sorted(self._telling) for record in self.facts[id_].internal)

    def letter(self, message_id: str) -> tuple[str, int] | None:
        """Find a letter by its Message-ID."""
        owner = self._letters.get(message_id)
        if owner is None:
            return None
        facts = self.facts[owner]
        return owner, facts.numbers[facts.message_ids.index(message_id)]

    def dealt_with(self, key: str) -> str | None:
        """Name who has dealt with an inbound key."""
        return self._dealt.get(key)

    def conversations_of(self, person_id: str) -> tuple[str, ...]:
        """List a person's conversations in the order they began."""
        began = {id_: _utc(self.facts[id_].begun_at) for id_ in self._talks.get(person_id, ())}
        return tuple(sorted(began, key=lambda id_: (began[id_], id_)))

    def meetings_of(self, person_id: str) -> tuple[Slot, ...]:
        """List a person's agreed meetings in order of time."""
        meetings = [self.facts[id_].meeting for id_ in self._talks.get(person_id, ())]
        return tuple(sorted(filter(None, meetings), key=lambda slot: (_utc(slot.start), _utc(slot.end))))

    def sent_on(self, person_id: str, day: date, zone: tzinfo) -> int:
        """Count the letters a person was sent on a civil day, which may have 23 or 25 hours."""
        times = self._sent.get(person_id, [])
        starts, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
        return bisect_left(times, ends.timestamp()) - bisect_left(times, starts.timestamp())


def _utc(at: datetime | None) -> datetime:
    return datetime.min.replace(tzinfo=UTC) if at is None else at.astimezone(UTC)
