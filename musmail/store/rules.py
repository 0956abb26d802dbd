"""What every commit must fulfil, whatever keeps it, and which bytes it brings and lets go."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from musmail.conversation.aggregate import Aggregate
from musmail.errors import StoreError
from musmail.store.facts import OPEN, Facts

# A name that is also a file's, on any file system: tokens.aggregate_id makes ten characters of it.
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


class Kept(NamedTuple):
    """Tells by name whether bytes are stored already."""

    letter: Callable[[str], bool]
    text: Callable[[str], bool]


@dataclass(frozen=True)
class Bytes:
    """Which bytes a commit brings, by name, and which it lets go once it stands."""

    letters: dict[str, bytes]
    texts: dict[str, bytes]
    settled: frozenset[str]


def is_name(words: str) -> bool:
    """Tell whether this can be an aggregate's id."""
    return _NAME.fullmatch(words) is not None


def check_commit(before: Facts, after: Aggregate, blobs: Mapping[str, bytes], kept: Kept) -> Bytes:
    """Check a commit against what is stored, and sort its bytes. Raises StoreError."""
    if not is_name(after.id):
        raise StoreError(f"{after.id[:80]!r} is no aggregate id.")
    if after.state.id != after.id:
        raise StoreError(f"{after.id} brings the state of {after.state.id}.")
    if after.revision != before.revision + 1:
        raise StoreError(f"{after.id} stands at revision {before.revision}; {after.revision} cannot follow.")
    if len({letter.number for letter in after.letters}) != len(after.letters):
        raise StoreError(f"{after.id} has two letters with one number.")
    _check_times(after)
    for name, data in blobs.items():
        if hashlib.sha256(data).hexdigest() != name:
            raise StoreError(f"Bytes for {after.id} are not those their name {name[:12]} says.")
    return _sort(before, after, blobs, kept)


def _check_times(after: Aggregate) -> None:
    times = [after.wake_at, *(letter.not_before for letter in after.letters)]
    times += [letter.settled_at for letter in after.letters]
    if any(at is not None and at.utcoffset() is None for at in times):
        raise StoreError(f"{after.id} has a time without a zone.")


def _sort(before: Facts, after: Aggregate, blobs: Mapping[str, bytes], kept: Kept) -> Bytes:
    was_open = {letter.blob for letter in before.waiting}
    now_open = {letter.blob for letter in after.letters if letter.status in OPEN}
    known = set(before.numbers)
    texts = {letter.text for letter in after.letters if letter.text}
    new_texts = {letter.text for letter in after.letters if letter.text and letter.number not in known}
    missing = [name for name in now_open - was_open if name not in blobs and not kept.letter(name)]
    missing += [name for name in new_texts if name not in blobs and not kept.text(name)]
    if missing:
        # A letter nobody could send must not be promised, nor one whose answers nobody could align.
        raise StoreError(f"A letter of {after.id} names bytes {missing[0][:12]!r} that nobody brought.")
    return Bytes(
        letters={name: data for name, data in blobs.items() if name in now_open and not kept.letter(name)},
        texts={name: data for name, data in blobs.items() if name in texts and not kept.text(name)},
        settled=frozenset(was_open - now_open),
    )
