"""A mail about several things, taken apart: the words under each entry of a digest, and the forms of other talks.

Each part is dealt with as if its own letter had been answered, with a key of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.digest import entries_in
from musmail.conversation.events import Intent, Replied
from musmail.conversation.files import FileFault
from musmail.conversation.letters import Kind, LetterRecord
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation
from musmail.conversation.table import FIELDS
from musmail.conversation.wishes import Wrote
from musmail.daemon.advance import passages_of
from musmail.daemon.dealing import Dealt, Desktop, Place, act, is_a_wish, meant, settled, understand
from musmail.reading.context import WHOLE, Portion
from musmail.reading.forms import talks_in_files
from musmail.reading.parting import parted
from musmail.reading.read import Understood
from musmail.reading.route import Route


@dataclass(frozen=True)
class Share:
    """A part of a mail, the key it acts under, where it belongs, and what of it is read."""

    mail: bytes
    key: str
    way: Route
    portion: Portion = WHOLE
    is_mail: bool = (
        False  # the mail itself, which may also be about no talk; the others are for one aggregate
    )


def shares(
    desktop: Desktop, body: bytes, key: str, way: Route, aggregate: Aggregate | None
) -> Iterator[Share]:
    """Give the parts of a mail: the forms of other talks than it is about, then itself, or a digest's entries.

    Where a part belongs may be decided when it is asked for, after the ones before it were dealt with.
    """
    forms = _forms_of_others(desktop, body, key, way) if way.aggregate else []
    yield from forms
    portion = Portion(elsewhere=frozenset(one.portion.only for one in forms))
    digest = digest_answered(aggregate, way)
    if aggregate is not None and digest is not None:
        yield from _entries(desktop, body, key, way, aggregate, digest, portion)
    else:
        yield Share(body, f"{key}:mail" if forms else key, way, portion, is_mail=True)


def read_share(desktop: Desktop, share: Share) -> tuple[Aggregate | None, Understood]:
    """Read a part against what it is about; changes nothing."""
    aggregate = desktop.office.store.load(share.way.aggregate) if share.way.aggregate else None
    if share.is_mail:
        return meant(desktop, share.mail, share.key, share.way, aggregate, share.portion)
    return aggregate, understand(desktop, share.mail, share.key, share.way, aggregate, share.portion)


def take_apart(desktop: Desktop, body: bytes, key: str, way: Route, aggregate: Aggregate | None) -> Dealt:
    """Deal with a mail part by part.

    Killed in between, what has been dealt with already only says again where it put the mail.
    """
    return _together([_part(desktop, one) for one in shares(desktop, body, key, way, aggregate)])


def digest_answered(aggregate: Aggregate | None, way: Route) -> LetterRecord | None:
    """Give the digest a mail answers, if it answers one."""
    letters = aggregate.letters if aggregate else ()
    return next((one for one in letters if one.number == way.letter and one.kind is Kind.DIGEST), None)


def _part(desktop: Desktop, share: Share) -> Dealt:
    store = desktop.office.store
    if (known := store.dealt_with(share.key)) is not None:
        before = store.load(known)
        return settled(known, before.dealt.get(share.key, "") if before else "")
    return act(desktop, *read_share(desktop, share), share.key)


def _forms_of_others(desktop: Desktop, body: bytes, key: str, way: Route) -> list[Share]:
    """Find the forms in a mail of talks it is not about, whose own form each is for its sender."""
    found = []
    for talk in talks_in_files(body):
        share = Share(body, f"{key}:form:{talk}", Route(talk, via="form"), Portion(words=False, only=talk))
        if talk != way.aggregate and _takes_form(desktop, share):
            found.append(share)
    return found


def _takes_form(desktop: Desktop, share: Share) -> bool:
    """Tell whether a talk takes a form from a mail's sender, or has taken it before we were killed."""
    if desktop.office.store.dealt_with(share.key) is not None:
        return True
    aggregate, understood = read_share(desktop, share)
    talk, reply = aggregate.state if aggregate else None, understood.outcome
    if not isinstance(talk, Conversation) or not isinstance(reply, Replied):
        return False
    theirs = all(one.why is not FileFault.OTHER_FORM for one in reply.unread)
    return theirs and "?" in FIELDS.get(talk.stage, ())


def _entries(
    desktop: Desktop,
    body: bytes,
    key: str,
    way: Route,
    person: Aggregate,
    digest: LetterRecord,
    portion: Portion,
) -> Iterator[Share]:
    """Give for each entry answered a mail of its own; then what stands under none, and the files nobody has read."""
    office = desktop.office
    assert isinstance(person.state, Person)
    passages = passages_of(office.store.blob(person.id, digest.text))
    entries = {f"{name}/{number}": Route(name, number, via=way.via) for name, number in entries_in(passages)}
    parts = parted(body, passages, person.state.party.name)
    mails = dict.fromkeys(entries, parts.each) if parts.each else parts.under
    for name, mail in mails.items():
        yield Share(mail, f"{key}:{name}", entries[name])
    silent = parts.rest == body  # nothing was typed, and the files are still in it
    if parts.rest and not (silent and portion.elsewhere):
        for place in _meant(desktop, parts.rest, way, person, entries):
            yield Share(parts.rest, f"{key}:rest:{place.aggregate}", place)
    files = Share(body, f"{key}:files", way, replace(portion, words=False))
    if (not silent or portion.elsewhere) and _has_files(desktop, files):
        yield files


def _has_files(desktop: Desktop, share: Share) -> bool:
    found = read_share(desktop, share)[1].outcome
    return isinstance(found, Wrote) and bool(found.files or found.unread)


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
    """Put a mail where the part of it goes that needs somebody most: before a person, else away for good.

    With private words in one of its parts nobody opens it, and it does not stay.
    """
    if len(dealt) == 1:
        return dealt[0]
    reviewed = [one for one in dealt if one.place is Place.REVIEW]
    away = [one for one in dealt if one.place in (Place.FILES, Place.EXPUNGED)]
    if not reviewed:
        return min(away, key=lambda one: one.place is Place.EXPUNGED, default=Dealt(Place.DONE))
    reasons = "; ".join(dict.fromkeys(one.reason for one in reviewed))
    return replace(reviewed[0], reason=reasons, private=bool(away) or any(one.private for one in dealt))
