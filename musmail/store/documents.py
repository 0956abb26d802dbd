"""An aggregate as a TinyDB document, and back: one table for each writer's words, nothing lost on the way.

meta              id, kind, revision, wake_at, format
shared            what both parties of a conversation may see
employee, leader  what one of them wrote; only they, and what they shared, come out of there
person            a person between talks
group             a leader's calendar
letters           one document a letter, by its number
internal          events on their way to other aggregates, in order
log               the chained events, in order
dealt             inbound keys, and what became of each
"""

import re
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, from_json, to_json

from musmail.conversation.aggregate import Aggregate
from musmail.errors import StateDamaged, StoreError

FORMAT = 1  # raised when an older document can no longer be read as it is

Tables = dict[str, dict[str, Any]]
_KINDS = {"conversation": ("shared", "employee", "leader"), "person": ("person",), "group": ("group",)}
_ALWAYS = ("meta", "letters", "internal", "log", "dealt")


@cache
def _adapter() -> TypeAdapter[Aggregate]:
    # Built at first use: it takes 50 ms, and most commands of the operator need no document.
    return TypeAdapter(Aggregate)


def encode(aggregate: Aggregate) -> Tables:
    """Write an aggregate as tables of plain JSON values. Raises StoreError for what JSON cannot hold."""
    try:
        whole = _adapter().dump_python(aggregate, mode="json", warnings="error")
    except PydanticSerializationError as error:
        fields = ", ".join(
            re.findall(r"field_name='(\w+)'", str(error))
        )  # the rest of the message is content
        raise StoreError(
            f"{aggregate.id} holds a value that is not of its field's type ({fields})."
        ) from None
    state = whole["state"]
    kind = aggregate.state.type
    meta = {name: whole[name] for name in ("id", "revision", "wake_at")}
    own = {name: state[name] for name in _KINDS[kind]} if kind == "conversation" else {kind: state}
    return {
        "meta": {"1": {"format": FORMAT, "kind": kind, **meta}},
        **{name: {"1": record} for name, record in own.items()},
        "letters": {str(letter["number"]): letter for letter in whole["letters"]},
        "internal": _rows(whole["internal"]),
        "log": _rows(whole["log"]),
        "dealt": _rows([{"key": key, "became": became} for key, became in whole["dealt"].items()]),
    }


def _rows(records: list[dict[str, Any]]) -> dict[str, Any]:
    return {str(number): record for number, record in enumerate(records, 1)}


def decode(tables: Tables) -> Aggregate:
    """Read the tables back. Raises StateDamaged, with no word of the content, for any shape but that of `encode`."""
    try:
        meta = tables["meta"]["1"]
        _check_format(tables)
        own = {name: tables[name]["1"] for name in _KINDS[meta["kind"]]}
        state = {"id": meta["id"], **own, "type": "conversation"} if "shared" in own else own[meta["kind"]]
        return _adapter().validate_python(
            {
                **{name: meta[name] for name in ("id", "revision", "wake_at")},
                "state": state,
                **{name: list(tables[name].values()) for name in ("letters", "internal", "log")},
                "dealt": {record["key"]: record["became"] for record in tables["dealt"].values()},
            }
        )
    except ValidationError as error:
        raise StateDamaged(place_of(error)) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise StateDamaged(f"A table or field is missing ({type(error).__name__}).") from None


def place_of(error: ValidationError) -> str:
    """Say where a document is not as it should be, with no word of its content."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return f"{first['msg']}."
    return f"{'.'.join(map(str, first['loc']))} is not as musmail writes it ({first['type']})."


def _check_format(tables: Tables) -> None:
    """Refuse a document of another format, or with tables that do not belong to its kind. Raises StateDamaged."""
    meta = tables["meta"]["1"]
    if meta["format"] != FORMAT:
        raise StateDamaged(
            f"It was written in format {meta['format']!r}; this musmail reads format {FORMAT}."
        )
    if set(tables) != {*_ALWAYS, *_KINDS[meta["kind"]]}:
        raise StateDamaged("Its tables are not those of its kind.")


def decode_checked(tables: Tables) -> Aggregate:
    """Read tables that come from a file: what the next commit would silently leave out is damage too."""
    aggregate = decode(tables)
    again = encode(aggregate)
    if again != tables and not _covers(again, tables):
        raise StateDamaged("It holds fields this musmail does not know.")
    return aggregate


def _covers(written: Any, found: Any) -> bool:
    """Tell whether everything found would be written again; a field that is new in us may be missing in it."""
    if isinstance(found, dict) and isinstance(written, dict):
        return all(key in written and _covers(written[key], value) for key, value in found.items())
    if isinstance(found, list) and isinstance(written, list):
        return len(found) == len(written) and all(map(_covers, written, found))
    return type(found) is type(written) and bool(found == written)


def to_bytes(tables: Tables) -> bytes:
    """Write the tables as the bytes of a TinyDB file. Raises StoreError for text that is no Unicode."""
    try:
        return to_json(tables)
    except PydanticSerializationError:
        raise StoreError("A text holds lone surrogates, which no file can hold.") from None


def from_bytes(data: bytes) -> Tables:
    """Read a TinyDB file. Raises StateDamaged for anything torn, truncated or foreign."""
    try:
        tables = from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise StateDamaged(f"It is no whole JSON document ({error}).") from None
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise StateDamaged("It is no TinyDB document.")
    return tables
