"""`musmail read`: how saved replies would be understood against the state as it is, changing nothing."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Event, Replied
from musmail.conversation.persons import Person
from musmail.conversation.state import Conversation
from musmail.conversation.wishes import Wrote
from musmail.daemon.build import KEY_BYTES, build_desktop, build_office, token_key
from musmail.daemon.clocks import CivilClock, SystemClock
from musmail.daemon.dealing import Desktop, find_way
from musmail.daemon.unbundling import read_share, shares
from musmail.errors import Unreadable
from musmail.reading.key import inbound_key
from musmail.reading.read import Ignored, Kept, Understood
from musmail.settings.load import Settings
from musmail.store.tiny import TinyStore

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_BLANK: dict[str, Any] = {
    "kind": "kept", "aggregate": None, "person": None, "letter": None, "answers": {}, "marks": {}, "intent": [],
    "agreements": [], "unfiled": [], "reasons": [], "lines": [],
}  # fmt: skip


def explain(
    settings: Settings, files: Iterable[Path], clock: CivilClock | None = None
) -> list[dict[str, Any]]:
    """Say for each mail how it would be understood; an answer to a digest has `parts`, one an entry."""
    store = TinyStore(settings.state_folder, read_only=True)
    fresh = not (settings.state_folder / "key").exists()  # nothing was ever sent, so no token is ours
    office = build_office(settings, store, bytes(KEY_BYTES) if fresh else token_key(settings.state_folder))
    desktop = build_desktop(settings, office, (clock or SystemClock()).now)
    return [explained(desktop, path) for path in files]


def explained(desktop: Desktop, path: Path) -> dict[str, Any]:
    """Explain one mail, by the way the inbox takes it; what goes wrong with it is said in `reasons`."""
    file = {"file": str(path)}
    try:
        first, *rest = _parts(desktop, path.read_bytes())
        return file | first | ({"parts": [first, *rest]} if rest else {})
    except Unreadable as error:
        return {**file, **_BLANK, "reasons": [f"unreadable: {error}"]}
    except OSError as error:
        return {**file, **_BLANK, "reasons": [f"the file cannot be read: {error.strerror}"]}


def _parts(desktop: Desktop, body: bytes) -> Iterator[dict[str, Any]]:
    """Explain a mail, or one about several things part by part."""
    store, key, way = desktop.office.store, inbound_key(body), find_way(desktop.office, body)
    aggregate = store.load(way.aggregate) if way.aggregate else None
    nothing = _BLANK | {"aggregate": way.aggregate, "reasons": ["nothing was typed in it"]}
    for share in shares(desktop, body, key, way, aggregate):
        nothing = {}
        yield _BLANK | _shown(*read_share(desktop, share))
    if nothing:
        yield nothing


def _shown(aggregate: Aggregate | None, understood: Understood) -> dict[str, Any]:
    if aggregate is None:
        return {"reasons": ["no conversation of ours belongs to this mail"]}
    lines = [json.loads(json.dumps(asdict(line), default=str)) for line in understood.lines]
    common = {"aggregate": aggregate.id, "reasons": list(understood.reasons), "lines": lines}
    match understood.outcome, aggregate.state:
        case Kept(reason, _), _:
            return {**common, "kind": "kept", "reasons": [reason, *understood.reasons]}
        case Ignored(reason), _:
            return {**common, "kind": "ignored", "reasons": [reason, *understood.reasons]}
        case Replied() as reply, Conversation() as talk:
            return {**common, **_reply(talk, reply)}
        case Wrote() as event, Person() as person:
            return {**common, **_wrote(person, event)}
        case event, state:
            role = getattr(event, "role", None)
            person_id = state.party(role).id if role and isinstance(state, Conversation) else None
            said = _EVENT.dump_python(event, mode="json")
            return {**common, "kind": event.type, "person": person_id, "event": said}


def _wrote(person: Person, event: Wrote) -> dict[str, Any]:
    wishes = [{"intent": one.wish.value, "number": None, "words": one.text} for one in event.wishes]
    confirmed = [{"intent": "confirm", "number": number, "words": ""} for number in event.confirmed]
    reasons = ["words that nobody could place"] if event.unplaced else []
    return {"kind": "wrote", "person": person.party.id, "intent": wishes + confirmed, "reasons": reasons}


def _reply(talk: Conversation, reply: Replied) -> dict[str, Any]:
    said = _EVENT.dump_python(reply, mode="json")
    return {
        "kind": "replied",
        "person": talk.party(reply.role).id,
        "letter": reply.letter_kind,
        "answers": {item.field: item.text for item in reply.filed},
        "marks": {item.field: item.mark.value for item in reply.filed if item.mark},
        "intent": said["said"],
        "agreements": said["agreements"],
        "unfiled": list(reply.unfiled),
    }
