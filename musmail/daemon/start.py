"""What the commands call: run the daemon, show who stands where, explain how a reply would be understood."""

import asyncio
import json
import sys
import traceback
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter
from structlog.typing import EventDict

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.events import Event, Replied
from musmail.conversation.state import Conversation
from musmail.daemon import running
from musmail.daemon.build import KEY_BYTES, build, build_desktop, build_office, token_key
from musmail.daemon.census import Row, census
from musmail.daemon.clocks import CivilClock, SystemClock
from musmail.daemon.dealing import Desktop, find_way, understand
from musmail.daemon.enrolling import enrol_everyone
from musmail.daemon.reloading import keep_up
from musmail.daemon.standstill import Standstill, standstills
from musmail.errors import Unreadable
from musmail.reading.key import inbound_key
from musmail.reading.read import Ignored, Kept, Understood
from musmail.settings.load import Settings, load
from musmail.store.tiny import TinyStore

log = structlog.get_logger()
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def log_to_stderr() -> None:
    """Log a line of JSON an event: ids and kinds, never content (invariant 8)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def _without_words(logger: object, name: str, event: EventDict) -> EventDict:
    """Say of an exception what and where it was; its message and its variables hold what people wrote, and secrets."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = type(error).__name__
        event["frames"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return event


def run(settings: Settings, clock: CivilClock | None = None) -> None:
    """Run the daemon until it is told to stop.

    Raises StateLocked, StateDamaged and TemplateError before anything starts.
    """
    log_to_stderr()
    clock = clock or SystemClock()
    store = TinyStore(settings.state_folder)
    try:
        daemon = build(settings, store, clock)
        enrol_everyone(daemon.desktop.office, settings, clock.now())

        async def until_stopped() -> None:
            running.stop_on_signals(daemon)
            running.reload_on_signal(daemon)
            daemon.keep_up = keep_up(daemon, settings, lambda: load(settings.path))
            log.info("running", people=len(settings.roster.people))
            await running.run(daemon)
            log.info("stopped")

        asyncio.run(until_stopped())
    finally:
        store.close()


def status(settings: Settings) -> list[Row]:
    """List who stands where, also while the daemon runs."""
    return census(TinyStore(settings.state_folder, read_only=True), settings.policy)


def standing(settings: Settings) -> tuple[Standstill, ...] | None:
    """List what keeps the daemon from its work; None where none runs."""
    return standstills(settings.state_folder)


def explain(
    settings: Settings, files: Iterable[Path], clock: CivilClock | None = None
) -> list[dict[str, Any]]:
    """Say for each mail how it would be understood against the state as it is, changing nothing."""
    store = TinyStore(settings.state_folder, read_only=True)
    fresh = not (settings.state_folder / "key").exists()  # nothing was ever sent, so no token is ours
    office = build_office(settings, store, bytes(KEY_BYTES) if fresh else token_key(settings.state_folder))
    desktop = build_desktop(settings, office, (clock or SystemClock()).now)
    return [explained(desktop, path) for path in files]


def explained(desktop: Desktop, path: Path) -> dict[str, Any]:
    """Explain one mail; what goes wrong with it is said in `reasons`."""
    blank: dict[str, Any] = {
        "file": str(path), "kind": "kept", "aggregate": None, "person": None, "letter": None, "answers": {},
        "marks": {}, "intent": [], "agreements": [], "unfiled": [], "reasons": [], "lines": [],
    }  # fmt: skip
    try:
        body = path.read_bytes()
        key = inbound_key(body)
        way = find_way(desktop.office, body)
        aggregate = desktop.office.store.load(way.aggregate) if way.aggregate else None
        if aggregate is None or not isinstance(aggregate.state, Conversation):
            return {**blank, "reasons": ["no conversation of ours belongs to this mail"]}
        return {**blank, **_shown(aggregate, understand(desktop, body, key, way, aggregate))}
    except Unreadable as error:
        return {**blank, "reasons": [f"unreadable: {error}"]}
    except OSError as error:
        return {**blank, "reasons": [f"the file cannot be read: {error.strerror}"]}


def _shown(aggregate: Aggregate, understood: Understood) -> dict[str, Any]:
    assert isinstance(aggregate.state, Conversation)
    lines = [json.loads(json.dumps(asdict(line), default=str)) for line in understood.lines]
    common = {"aggregate": aggregate.id, "reasons": list(understood.reasons), "lines": lines}
    match understood.outcome:
        case Kept(reason, _):
            return {**common, "kind": "kept", "reasons": [reason, *understood.reasons]}
        case Ignored(reason):
            return {**common, "kind": "ignored", "reasons": [reason, *understood.reasons]}
        case Replied() as reply:
            return {**common, **_reply(aggregate.state, reply)}
        case event:
            role = getattr(event, "role", None)
            person = aggregate.state.party(role).id if role else None
            return {
                **common,
                "kind": event.type,
                "person": person,
                "event": _EVENT.dump_python(event, mode="json"),
            }


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
