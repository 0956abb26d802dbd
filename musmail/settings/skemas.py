"""Skemaer as YAML files: the shipped ones, and a workplace's own in their place."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from musmail.errors import Problem
from musmail.settings import fields
from musmail.settings.document import read_document
from musmail.settings.sentences import problems_of
from musmail.skema.forms import Phase, Question, Role, Skema
from musmail.skema.forms import Section as SkemaPart

# Ids stand in the field names of letters and in class names of their HTML.
Id = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]


class QuestionYaml(fields.Section):
    """One question; it asks one thing."""

    id: Id = Field(
        description="Stays the same when the words change; the same in both forms puts them side by side."
    )
    text: fields.Words = Field(min_length=1, description="The question.")
    hint: fields.Words = Field("", description="Shown only to the writer.")


class SectionYaml(fields.Section):
    """Questions that belong together."""

    id: Id = Field(description="A word for it.")
    title: fields.Line = Field(description="The heading.")
    phase: Phase = Field(description="`aim`, `backward`, `now` or `forward`.")
    questions: tuple[QuestionYaml, ...] = Field(min_length=1, description="At least one.")


class SkemaYaml(fields.Section):
    """A preparation form for one party in one language."""

    id: Id = Field(description="A word for it.")
    locale: fields.Line = Field(description="The language it is written in.")
    audience: Role = Field(description="`employee` or `leader`.")
    title: fields.Line = Field(description="The heading.")
    sections: tuple[SectionYaml, ...] = Field(min_length=1, description="In the order people meet them.")

    @model_validator(mode="after")
    def _each_id_once(self) -> Self:
        seen: set[str] = set()
        twice: list[fields.Fault] = []
        for number, section in enumerate(self.sections):
            for place, question in enumerate(section.questions):
                if question.id in seen:
                    at = ("sections", number, "questions", place, "id")
                    twice.append((at, f"`{question.id}` is another question's id already"))
                seen.add(question.id)
        if twice:
            raise fields.faults(*twice)
        return self


def read_skema(name: str, raw: bytes) -> tuple[Skema | None, tuple[Problem, ...]]:
    """Read one form; None when anything is wrong with it."""
    document = read_document(name, raw)
    if document.problems:
        return None, document.problems
    try:
        return _skema(SkemaYaml.model_validate(document.data)), ()
    except ValidationError as refusal:
        return None, tuple(problems_of(SkemaYaml, document, refusal))


def _skema(model: SkemaYaml) -> Skema:
    return Skema(
        id=model.id,
        locale=model.locale,
        audience=model.audience,
        title=model.title,
        sections=tuple(_part(section) for section in model.sections),
    )


def _part(section: SectionYaml) -> SkemaPart:
    questions = tuple(Question(one.id, one.text, one.hint) for one in section.questions)
    return SkemaPart(section.id, section.title, section.phase, questions)


def replaced(shipped: Iterable[Skema], own: Iterable[Skema]) -> tuple[Skema, ...]:
    """Put a workplace's own forms in the place of the shipped ones for the same party and language."""
    forms = {(skema.audience, skema.locale): skema for skema in (*shipped, *own)}
    return tuple(forms.values())
