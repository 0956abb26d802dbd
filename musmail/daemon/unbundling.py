"""A reply to a digest: what is typed under each entry is dealt with as if its own letter had been answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.digest import entries_in
from musmail.conversation.events import Intent, Replied
from musmail.conversation.letters import Kind, LetterRecord
from musmail.conversation.persons import Person
from musmail.daemon.advance import passages_of
from musmail.daemon.dealing import Dealt, Desktop, Place, act, is_a_wish, settled, understand
from musmail.reading.parting import parted
from musmail.reading.route import Route


def digest_answered(aggregate: Aggregate | None, way: Route) -> LetterRecord | None:
    """Give the digest a mail answers, if it answers one."""
    letters = aggregate.letters if aggregate else ()
    return next((one for one in letters if one.number == way.letter and one.kind is Kind.DIGEST), None)


def take_apart(
    desktop: Desktop, body: bytes, key: str, way: Route, person: Aggregate, digest: LetterRecord
) -> Dealt:
    """Deal with the words under each entry as if its own letter had been answered, each with a key of its own.

    Killed in between, what has been dealt with already only says again where it put the mail.
    """
    return _together([_part(desktop, *one) for one in shares(desktop, body, key, way, person, digest)])


def shares(
    desktop: Desktop, body: bytes, key: str, way: Route, person: Aggregate, digest: LetterRecord
) -> Iterator[tuple[bytes, str, Route]]:
    """Give for each entry answered a mail of its own, its key and where it belongs; last what stands under none.

    Where that belongs is decided when it is asked for, after the entries before it were dealt with.
    """
    office = desktop.office
    assert isinstance(person.state, Person)
    passages = passages_of(office.store.blob(person.id, digest.text))
    entries = {f"{name}/{number}": Route(name, number, via=way.via) for name, number in entries_in(passages)}
    parts = parted(body, passages, person.state.party.name)
    mails = dict.fromkeys(entries, parts.each) if parts.each else parts.under
    for name, mail in mails.items():
        yield mail, f"{key}:{name}", entries[name]
    if parts.rest:
        for place in _meant(desktop, parts.rest, way, person, entries):
            yield parts.rest, f"{key}:rest:{place.aggregate}", place


def _part(desktop: Desktop, mail: bytes, key: str, way: Route) -> Dealt:
    store = desktop.office.store
    if (known := store.dealt_with(key)) is not None:
        before = store.load(known)
        return settled(known, before.dealt.get(key, "") if before else "")
    aggregate = store.load(way.aggregate) if way.aggregate else None
    return act(desktop, aggregate, understand(desktop, mail, key, way, aggregate), key)


def _meant(
    desktop: Desktop, rest: bytes, way: Route, person: Aggregate, entries: Mapping[str, Route]
) -> list[Route]:
    """Find the one entry that can make something of words under none; what the mailbox is asked comes first.

    "Foreslå tider" alone is meant for every talk that is without.
    """
    if is_a_wish(understand(desktop, rest, "", way, person)):
        return [way]
    able = {entry: said for entry in entries.values() if (said := _said(desktop, rest, entry))}
    if len(able) == 1 or set(able.values()) == {(Intent.PROPOSE,)}:
        return list(able)
    return [way]


def _said(desktop: Desktop, mail: bytes, entry: Route) -> tuple[str, ...]:
    """Name what a mail says to one entry's letter; nothing where the letter can make nothing of it."""
    aggregate = desktop.office.store.load(entry.aggregate or "")
    reply = understand(desktop, mail, "", entry, aggregate).outcome
    if not isinstance(reply, Replied):
        return ()
    filed = (*(one.field for one in reply.filed), *("agreement" for _ in reply.agreements))
    return tuple(one.intent for one in reply.said) or filed


def _together(dealt: Sequence[Dealt]) -> Dealt:
    """Put a mail where the part of it goes that needs somebody most: before a person, else away for good."""
    reviewed = [one for one in dealt if one.place is Place.REVIEW]
    if not reviewed:
        return next((one for one in dealt if one.place is Place.EXPUNGED), Dealt(Place.DONE))
    reasons = "; ".join(dict.fromkeys(one.reason for one in reviewed))
    return replace(reviewed[0], reason=reasons, private=any(one.private for one in dealt))
