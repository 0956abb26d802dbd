"""What can be asked across aggregates; derived from their documents and rebuilt at every start (invariant 4).

Taking in one aggregate's new facts costs what that aggregate's own letters cost, however many others there are.
"""

from bisect import bisect_left, insort
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Generic, TypeVar

from musmail.conversation.letters import InternalRecord, LetterRecord
from musmail.scheduling.slots import Slot
from musmail.store.alarms import Alarms
from musmail.store.facts import Facts

V = TypeVar("V", str, tuple[str, int])


class Owners(Generic[V]):
    """Who holds a key. One holder is the rule; of several, the answer is the smallest, in whatever order they came."""

    def __init__(self) -> None:
        """Start with no key held."""
        self._first: dict[str, V] = {}
        self._others: dict[
            str, set[V]
        ] = {}  # nearly always empty: a set for every key would cost more than the key

    def add(self, key: str, owner: V) -> None:
        """Note one more holder."""
        first = self._first.setdefault(key, owner)
        if first != owner:
            self._others.setdefault(key, set()).add(owner)

    def discard(self, key: str, owner: V) -> None:
        """Forget a holder."""
        others = self._others.get(key, set())
        others.discard(owner)
        if self._first.get(key) == owner:
            del self._first[key]
            if others:
                self._first[key] = others.pop()
        if not others:
            self._others.pop(key, None)

    def get(self, key: str) -> V | None:
        """Name the holder."""
        first = self._first.get(key)
        return None if first is None else min(first, *self._others[key]) if key in self._others else first


class Index:
    """The facts of all aggregates, and the ways to find them."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.facts: dict[str, Facts] = {}
        self.alarms = Alarms()
        self._dealt: Owners[str] = Owners()
        self._letters: Owners[tuple[str, int]] = Owners()
        self._sent: dict[str, list[float]] = {}  # a person's POSIX times, sorted
        self._talks: dict[str, set[str]] = {}
        self._writing: set[str] = set()  # aggregates with a letter under way, and
        self._telling: set[str] = set()  # with an internal one

    def replace(self, aggregate_id: str, after: Facts | None) -> None:
        """Take in an aggregate's new facts; None when it is erased."""
        before = self.facts.pop(aggregate_id, None)
        if after is not None:
            self.facts[aggregate_id] = after
        self.alarms.set(aggregate_id, after.wake_at if after else None)
        for holding, holds in (
            (self._writing, after and after.waiting),
            (self._telling, after and after.internal),
        ):
            (holding.add if holds else holding.discard)(aggregate_id)
        self._replace_keys(aggregate_id, before, after)
        self._replace_sent(before, after)
        for person in set(before.parties if before else ()) - set(after.parties if after else ()):
            self._talks[person].discard(aggregate_id)
        for person in after.parties if after else ():
            self._talks.setdefault(person, set()).add(aggregate_id)

    def _replace_keys(self, aggregate_id: str, before: Facts | None, after: Facts | None) -> None:
        old_keys, new_keys = (set(facts.dealt if facts else ()) for facts in (before, after))
        for key in old_keys - new_keys:
            self._dealt.discard(key, aggregate_id)
        for key in new_keys - old_keys:
            self._dealt.add(key, aggregate_id)
        old_ids, new_ids = (set(facts.message_ids if facts else ()) for facts in (before, after))
        for message_id, number in old_ids - new_ids:
            self._letters.discard(message_id, (aggregate_id, number))
        for message_id, number in new_ids - old_ids:
            self._letters.add(message_id, (aggregate_id, number))

    def _replace_sent(self, before: Facts | None, after: Facts | None) -> None:
        old, new = (set(facts.sent if facts else ()) for facts in (before, after))
        for person, at, _ in old - new:
            times = self._sent[person]
            del times[bisect_left(times, at)]
        for person, at, _ in new - old:
            insort(self._sent.setdefault(person, []), at)

    def outbox(self) -> tuple[tuple[str, LetterRecord], ...]:
        """List the letters under way; costs what they are, not what was ever sent."""
        found = [(id_, letter) for id_ in self._writing for letter in self.facts[id_].waiting]
        return tuple(
            sorted(found, key=lambda one: (one[1].not_before.astimezone(UTC), one[0], one[1].number))
        )

    def internal(self) -> tuple[tuple[str, InternalRecord], ...]:
        """List the internal letters on their way."""
        return tuple((id_, record) for id_ in sorted(self._telling) for record in self.facts[id_].internal)

    def letter(self, message_id: str) -> tuple[str, int] | None:
        """Find a letter by its Message-ID."""
        return self._letters.get(message_id)

    def dealt_with(self, key: str) -> str | None:
        """Name who has dealt with an inbound key."""
        return self._dealt.get(key)

    def conversations_of(self, person_id: str) -> tuple[str, ...]:
        """List a person's conversations in the order they began."""
        return tuple(
            sorted(self._talks.get(person_id, ()), key=lambda id_: (_utc(self.facts[id_].begun_at), id_))
        )

    def meetings_of(self, person_id: str) -> tuple[Slot, ...]:
        """List a person's agreed meetings in order of time."""
        slots = (self.facts[id_].meeting for id_ in self._talks.get(person_id, ()))
        return tuple(
            sorted((slot for slot in slots if slot), key=lambda slot: (_utc(slot.start), _utc(slot.end)))
        )

    def sent_on(self, person_id: str, day: date, zone: tzinfo) -> int:
        """Count the letters a person was sent on a civil day, which may have 23 or 25 hours."""
        times = self._sent.get(person_id, [])
        starts, ends = (
            datetime.combine(one, time(), zone).timestamp() for one in (day, day + timedelta(days=1))
        )
        return bisect_left(times, ends) - bisect_left(times, starts)


def _utc(at: datetime | None) -> datetime:
    return datetime.min.replace(tzinfo=UTC) if at is None else at.astimezone(UTC)
