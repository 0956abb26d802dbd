"""The letter texts of a workplace, compiled once: names to sources in, blocks and HTML out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import CodeType, TracebackType
from typing import Any, ClassVar

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from musmail.conversation.people import language_of
from musmail.conversation.phrasebook import NO_BOOK, Phrasebook
from musmail.errors import Problem, TemplateError
from musmail.writing import markup
from musmail.writing.blocks import Draft
from musmail.writing.cleaning import clean
from musmail.writing.language import FILTERS, WORDS, Language, read_language
from musmail.writing.phrasebook import phrasebook

SHELL = "letter.html"
FALLBACK = "da"
_TAG = re.compile(r"<([a-z]+)(?=[\s/>])")


def mark_places(source: str, name: str) -> str:
    """Write on each element where it stands, so that a fault in the rendered letter names its line."""
    lines = source.split("\n")
    return "\n".join(
        _TAG.sub(rf'<\1 {markup.PLACE}="{name}:{number}"', line) for number, line in enumerate(lines, 1)
    )


class _Places(Extension):
    """Marks our markup's templates; the HTML shell is left as it is."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return mark_places(source, name) if name and name.endswith(".xml") else source


def _printable(value: object) -> object:
    """Clean whatever is printed; what is Markup came from our own templates and is clean already."""
    if isinstance(value, Markup):
        return value
    return clean(value) if isinstance(value, str) else value


class _Neighbours(Environment):
    """An environment where a template names its neighbours alone: no language names itself in its own folder."""

    def join_path(self, template: str, parent: str) -> str:
        """Find `_parts.xml` in the folder of the template that imports it."""
        return template if "/" in template else f"{parent.rpartition('/')[0]}/{template}"


@dataclass(frozen=True)
class Texts:
    """All templates of a workplace, by name (`da/preparation.xml`), with the environment that knows them."""

    sources: Mapping[str, str]
    environment: Environment = field(repr=False, compare=False)
    languages: Mapping[str, Language] = field(repr=False, compare=False)
    problems: tuple[Problem, ...] = ()  # with the words.toml of languages
    phrasebook: Phrasebook = NO_BOOK

    def name(self, kind: str, locale: str, suffix: str = "xml") -> str:
        """Name the template of a kind in a language, or in Danish where that language has none."""
        name = f"{language_of(locale)}/{kind}.{suffix}"
        return name if name in self.sources else f"{FALLBACK}/{kind}.{suffix}"

    def language(self, name: str) -> Language:
        """Give the language a template is written in. Raises TemplateError where it has no words."""
        return _spoken(self.languages, name)

    def draft(self, name: str, facts: Mapping[str, Any]) -> Draft:
        """Render a template with these facts into blocks."""
        language = self.language(name)
        return markup.parse(self._rendered(name, {"spoken": language.words, **facts}), language)

    def html(self, draft: Draft, facts: Mapping[str, Any]) -> str:
        """Lay a letter out as HTML."""
        return self._rendered(SHELL, {"draft": draft, **facts})

    def _rendered(self, name: str, facts: Mapping[str, Any]) -> str:
        try:
            return self.environment.get_template(name).render(facts)
        except TemplateNotFound as error:
            raise TemplateError(f"{error.name}: there is no such template") from None
        except TemplateSyntaxError as error:
            raise TemplateError(f"{error.name or name}:{error.lineno}: {error.message}") from None
        except (JinjaError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise TemplateError(f"{_place(error.__traceback__, self.sources, name)}: {error}") from error


def _place(traceback: TracebackType | None, sources: Mapping[str, str], name: str) -> str:
    """Find the innermost template line of a traceback; Jinja rewrites the frames of templates to their lines."""
    place = name
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if filename in sources:
            place = f"{filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


class _Compiled(BytecodeCache):
    """What has been compiled in this process: a reload compiles the templates that have changed, and no others."""

    MOST = 500  # a few workplaces' templates; code of 10 kB each (measured)
    known: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.BytecodeCache."""
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.BytecodeCache."""
        if len(self.known) >= self.MOST:
            self.known.clear()
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


def compile_texts(sources: Mapping[str, str]) -> Texts:
    """Make the texts ready; nothing is rendered yet, `checking.check_texts` does that at start."""

    def load(name: str) -> tuple[str, str, None] | None:
        source = sources.get(name)
        return None if source is None else (source, name, None)

    environment = _Neighbours(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        extensions=[_Places],
        cache_size=-1,
        bytecode_cache=_Compiled(),
    )
    languages: dict[str, Language] = {}
    problems: tuple[Problem, ...] = ()
    for name in sorted(name for name in sources if name.endswith(f"/{WORDS}")):
        language, faults = read_language(name, sources[name])
        problems += faults
        languages |= {} if language is None else {language.locale: language}
    environment.filters |= {name: _filter(name, languages) for name in FILTERS}
    book = phrasebook(sources, languages.values())
    return Texts(dict(sources), environment, languages, problems, book)


def _spoken(languages: Mapping[str, Language], name: str) -> Language:
    folder = name.partition("/")[0]
    if folder not in languages:
        raise TemplateError(f"{folder}/{WORDS}: there is no such file")
    return languages[folder]


def _filter(name: str, languages: Mapping[str, Language]) -> Callable[..., str]:
    """Make a filter that speaks the language of the template it stands in."""

    @pass_context
    def said(context: Context, value: object) -> str:
        return str(getattr(_spoken(languages, context.name or ""), name)(value))

    return said
