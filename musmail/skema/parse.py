"""From a plain document (as YAML or JSON gives it) to a Skema: first every fault, then the value."""

import re
from collections.abc import Iterator, Mapping, Sequence

from musmail.skema.forms import Phase, Question, Role, Section, Skema

# Ids go into field names of letters and class names of HTML.
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEYS = {
    "": frozenset({"id", "locale", "audience", "title", "sections"}),
    "section": frozenset({"id", "title", "phase", "questions"}),
    "question": frozenset({"id", "text", "hint"}),
}


def faults(document: object) -> tuple[str, ...]:
    """Say everything that keeps a document from being a skema; empty means `parse` will succeed."""
    if not isinstance(document, Mapping):
        return ("A skema is a list of keys and values: id, locale, audience, title, sections.",)
    return tuple(_faults(document))


def parse(document: Mapping[str, object]) -> Skema:
    """Build the skema from a document that `faults` finds nothing wrong with."""
    wrong = faults(document)
    if wrong:
        raise ValueError(" ".join(wrong))
    return Skema(
        id=str(document["id"]),
        locale=str(document["locale"]),
        audience=Role(str(document["audience"])),
        title=str(document["title"]),
        sections=tuple(_section(section) for section in _maps(document["sections"])),
    )


def _section(document: Mapping[str, object]) -> Section:
    questions = tuple(
        Question(str(one["id"]), str(one["text"]).strip(), str(one.get("hint") or "").strip())
        for one in _maps(document["questions"])
    )
    return Section(str(document["id"]), str(document["title"]), Phase(str(document["phase"])), questions)


def _maps(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Sequence):
        yield from (one for one in value if isinstance(one, Mapping))


def _faults(document: Mapping[str, object]) -> Iterator[str]:
    yield from _texts(document, "", "The skema", ("id", "locale", "audience", "title"))
    audience = document.get("audience")
    if isinstance(audience, str) and audience not in set(Role):
        yield f"audience is employee or leader, not {audience!r}."
    sections = document.get("sections")
    if not _is_list(sections) or not sections:
        yield "The skema needs a list of sections."
        return
    assert isinstance(sections, Sequence)
    for number, section in enumerate(sections, 1):
        yield from _section_faults(section, f"Section {number}")


def _section_faults(section: object, where: str) -> Iterator[str]:
    if not isinstance(section, Mapping):
        yield f"{where} must have the keys id, title, phase and questions."
        return
    yield from _texts(section, "section", where, ("id", "title", "phase"))
    phase = section.get("phase")
    if isinstance(phase, str) and phase not in set(Phase):
        yield f"{where}: phase is aim, backward, now or forward, not {phase!r}."
    questions = section.get("questions", [])
    if not _is_list(questions):
        yield f"{where}: questions must be a list."
        return
    for number, question in enumerate(questions, 1):
        place = f"{where}, question {number}"
        if not isinstance(question, Mapping):
            yield f"{place} must have the keys id and text."
            continue
        yield from _texts(question, "question", place, ("id", "text"))


def _texts(document: Mapping[str, object], level: str, where: str, needed: tuple[str, ...]) -> Iterator[str]:
    for key in needed:
        value = document.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"{where} needs {key}, a text."
    name = document.get("id")
    if isinstance(name, str) and name.strip() and _ID.fullmatch(name) is None:
        yield f"{where}: an id is a-z, 0-9 and hyphens and begins with a letter, not {name!r}."
    for key in document:
        if key not in _KEYS[level]:
            yield f"{where} has a key nobody reads: {key}."
    hint = document.get("hint")
    if hint is not None and not isinstance(hint, str):
        yield f"{where}: hint must be a text."


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
