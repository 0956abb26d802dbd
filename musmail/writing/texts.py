"""The letter texts of a workplace, compiled once: names to sources in, blocks and HTML out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2 import TemplateError as JinjaError
from jinja2.ext import Extension
from markupsafe import Markup

from musmail.errors import TemplateError
from musmail.writing import danish, markup
from musmail.writing.blocks import Draft
from musmail.writing.cleaning import clean

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


@dataclass(frozen=True)
class Texts:
    """All templates of a workplace, by name (`da/preparation.xml`), with the environment that knows them."""

    sources: Mapping[str, str]
    environment: Environment = field(repr=False, compare=False)

    def name(self, kind: str, locale: str) -> str:
        """Name the template of a kind in a language, or in Danish where that language has none."""
        name = f"{locale.lower().split('-')[0]}/{kind}.xml"
        return name if name in self.sources else f"{FALLBACK}/{kind}.xml"

    def draft(self, name: str, facts: Mapping[str, Any]) -> Draft:
        """Render a template with these facts into blocks."""
        return markup.parse(self._rendered(name, facts))

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


def compile_texts(sources: Mapping[str, str]) -> Texts:
    """Make the texts ready; nothing is rendered yet, `checking.check_texts` does that at start."""

    def load(name: str) -> tuple[str, str, None] | None:
        source = sources.get(name)
        return None if source is None else (source, name, None)

    environment = Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        extensions=[_Places],
        cache_size=-1,
    )
    environment.filters |= danish.FILTERS
    return Texts(dict(sources), environment)
