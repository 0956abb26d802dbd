"""A store that forgets when it is dropped: for tests, plans and the demo's rehearsals."""

from collections.abc import Mapping

from musmail.conversation.aggregate import Aggregate
from musmail.errors import StoreError
from musmail.store.documents import Tables, decode, encode, to_bytes
from musmail.store.facts import NOTHING, facts_in
from musmail.store.indexed import Indexed
from musmail.store.protocol import Store
from musmail.store.rules import Kept, check_commit


class MemoryStore(Indexed):
    """Keeps documents, not objects: what comes out is what a file would give, and shares nothing with what went in."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        super().__init__()
        self._documents: dict[str, Tables] = {}
        self._letters: dict[str, dict[str, bytes]] = {}
        self._texts: dict[str, dict[str, bytes]] = {}

    def load(self, aggregate_id: str) -> Aggregate | None:
        """See protocol.Store."""
        tables = self._documents.get(aggregate_id)
        return None if tables is None else decode(tables)

    def commit(self, after: Aggregate, blobs: Mapping[str, bytes]) -> None:
        """See protocol.Store."""
        letters, texts = self._letters.get(after.id, {}), self._texts.get(after.id, {})
        kept = Kept(letters.__contains__, texts.__contains__)
        brought = check_commit(self._index.facts.get(after.id, NOTHING), after, blobs, kept)
        tables = encode(after)
        to_bytes(tables)  # what a file could not hold is refused here too
        facts = facts_in(tables)
        self._documents[after.id] = tables
        self._index.replace(after.id, facts)
        self._texts[after.id] = {**texts, **brought.texts}
        self._letters[after.id] = {
            name: data for name, data in {**letters, **brought.letters}.items() if name not in brought.settled
        }

    def adopt(self, store: Store) -> None:
        """Take over everything another store remembers, to try something out that must not happen there."""
        for aggregate_id in store.ids():
            aggregate = store.load(aggregate_id)
            if aggregate is None:
                continue
            tables = encode(aggregate)
            facts = facts_in(tables)
            self._documents[aggregate_id] = tables
            self._letters[aggregate_id] = {x.blob: store.blob(aggregate_id, x.blob) for x in facts.waiting}
            texts = {letter.text for letter in aggregate.letters if letter.text}
            self._texts[aggregate_id] = {name: store.blob(aggregate_id, name) for name in texts}
            self._index.replace(aggregate_id, facts)

    def blob(self, aggregate_id: str, sha: str) -> bytes:
        """See protocol.Store."""
        for kept in (self._letters, self._texts):
            if sha in kept.get(aggregate_id, {}):
                return kept[aggregate_id][sha]
        raise StoreError(f"{aggregate_id} keeps no bytes {sha[:12]}.")

    def erase(self, aggregate_id: str) -> None:
        """See protocol.Store."""
        for kept in (self._documents, self._letters, self._texts):
            kept.pop(aggregate_id, None)
        self._index.replace(aggregate_id, None)

    def close(self) -> None:
        """See protocol.Store."""
