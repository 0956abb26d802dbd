"""The phrasebook of a set of templates: what their buttons say and write, and the marks their letters name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from musmail.conversation.phrasebook import NUMBER, Phrasebook, Spoken
from musmail.writing.language import Language

_BUTTON = re.compile(r"<button\b([^<>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_FILLED_IN = re.compile(r"\{\{.*?\}\}")


def phrasebook(sources: Mapping[str, str], languages: Iterable[Language]) -> Phrasebook:
    """Collect the words of every language."""
    known = tuple(languages)
    buttons = {one for name, source in sources.items() if name.endswith(".xml") for one in _buttons(source)}
    return Phrasebook(
        buttons=tuple(sorted(buttons, key=lambda one: (one.action, one.say, one.body))),
        only_me=_all(known, "only_me"),
        at_the_meeting=_all(known, "only_at_the_meeting"),
        parts=tuple(
            (part, word) for part in ("what", "who", "by", "sign") for word in _all(known, f"part_{part}")
        ),
    )


def _all(languages: Iterable[Language], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for language in languages for words in language.reading[key]))


def _buttons(source: str) -> Iterator[Spoken]:
    for match in _BUTTON.finditer(source):
        given = {
            name: unescape(_FILLED_IN.sub(NUMBER, words)) for name, words in _ATTRIBUTE.findall(match[1])
        }
        action, say = given.get("action", "").replace(NUMBER, ""), given.get("say", "").strip()
        yield Spoken(action, say, given.get("body", "").strip())
