"""What the model refuses, said in sentences with the line they are about and the nearest known key."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from musmail.errors import Problem
from musmail.settings.document import Document, KeyPath

CLOSE_ENOUGH = 66  # of 100: lets two letters of five be wrong; guessed, and tried on the samples

# What deserves more than "is missing".
_WEIGH: dict[KeyPath, str] = {
    ("retention",): (
        "`retention` is missing: say for how many months each kind of data is kept (talks_months, notes_months, "
        "mail_months, log_months; a number, or forever). There is no safe default. Weigh the right to erasure and "
        "to keep no longer than needed (GDPR art. 5 and 17) against the duty to keep: public archive law, "
        "personnel files, and how long an agreement may be asked about; ask your data protection officer"
    ),
}
_SAID = {
    "int_parsing": "should be a whole number, not `{input}`",
    "int_type": "should be a whole number",
    "int_from_float": "should be a whole number, not `{input}`",
    "bool_parsing": "should be true or false, not `{input}`",
    "bool_type": "should be true or false",
    "string_type": "should be a text",
    "string_too_short": "should not be empty",
    "string_too_long": "is too long: at most {max_length} signs",
    "greater_than_equal": "should be at least {ge}, not {input}",
    "less_than_equal": "should be at most {le}, not {input}",
    "enum": "should be {expected}, not `{input}`",
    "path_type": "should be a path",
    "string_pattern_mismatch": "should be small letters, digits and hyphens, not `{input}`",
    "tuple_type": "should be a list: one item a line, each after a hyphen",
    "too_short": "should not be empty",
    "model_type": "should have keys of its own under it: {keys}",
    "model_attributes_type": "should have keys of its own under it: {keys}",
}


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Find the known word somebody most likely meant."""
    found = process.extractOne(word.casefold(), known, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return None if found is None else str(found[0])


def keys(model: type[BaseModel]) -> tuple[str, ...]:
    """List the keys of a section as they are written."""
    return tuple(info.alias or name for name, info in model.model_fields.items())


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """Find the section inside `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section_in(part)) is not None), None)


def sections(model: type[BaseModel], path: KeyPath = ()) -> Iterator[tuple[KeyPath, type[BaseModel]]]:
    """Walk all sections below and including this one, with their paths."""
    yield path, model
    for name, info in model.model_fields.items():
        below = _section_in(info.annotation)
        if below is not None:
            yield from sections(below, (*path, info.alias or name))


def _names(path: KeyPath) -> KeyPath:
    return tuple(part for part in path if isinstance(part, str))


def _said(path: KeyPath) -> str:
    return ".".join(str(part) for part in _names(path))


def _model_at(root: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    return dict(sections(root)).get(_names(path), root)


def _meant(root: type[BaseModel], path: KeyPath) -> KeyPath | None:
    """Find the key of the same section that an unknown one most likely stands for."""
    word = nearest(str(path[-1]), keys(_model_at(root, path[:-1])))
    return None if word is None else (*path[:-1], word)


def _unknown(root: type[BaseModel], path: KeyPath) -> str:
    word, around = str(path[-1]), path[:-1]
    known = keys(_model_at(root, around))
    where = f" under `{_said(around)}`" if _names(around) else ""
    meant = _meant(root, path)
    if meant is not None:
        return f"`{word}` is not a key{where}; did you mean `{meant[-1]}`?"
    for at, model in sections(root):
        if word in keys(model):
            belongs = f"under `{_said(at)}`" if at else "at the outermost level"
            return f"`{word}` is not a key{where}; it belongs {belongs}"
    return f"`{word}` is not a key{where}; known are {', '.join(known)}"


def _sentence(root: type[BaseModel], error: ErrorDetails) -> str:
    path, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        return _unknown(root, path)
    if kind == "missing":
        return _WEIGH.get(path, f"`{_said(path)}` is missing")
    below = ", ".join(keys(_model_at(root, path)))
    context = {**error.get("ctx", {}), "input": error["input"], "keys": below}
    if kind == "value_error":
        words = str(context["error"])
    elif kind in _SAID:
        words = _SAID[kind].format_map(context)
    else:
        words = error["msg"]
    return f"`{_said(path)}`: {words}" if path else words


def _is_below(path: KeyPath, around: KeyPath) -> bool:
    return len(path) > len(around) and path[: len(around)] == around


def problems_of(root: type[BaseModel], document: Document, refusal: ValidationError) -> Iterator[Problem]:
    """Say each thing the model refused, with its line; a key that was only misspelt is not missing too."""
    errors = refusal.errors(include_url=False)
    meant = {_meant(root, error["loc"]) for error in errors if error["type"] == "extra_forbidden"}
    for error in errors:
        path = error["loc"]
        if error["type"] == "missing" and path in meant:
            continue
        if error["type"] == "too_short" and any(_is_below(other["loc"], path) for other in errors):
            continue  # pydantic counts only the items that are right
        if error["type"] == "faults":
            for key, words in error["ctx"]["faults"]:
                at = (*path, *((key,) if isinstance(key, str) else key))
                yield Problem(document.name, document.line(at), f"`{_said(at)}`: {words}")
        else:
            yield Problem(document.name, document.line(path), _sentence(root, error))
