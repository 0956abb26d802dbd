"""A skema (preparation form) as a value: sections, questions, and the answers people give."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """The two equal parties of a talk."""

    EMPLOYEE = "employee"
    LEADER = "leader"

    @property
    def other(self) -> "Role":
        """Name the one across the table."""
        return Role.LEADER if self is Role.EMPLOYEE else Role.EMPLOYEE


class Phase(StrEnum):
    """The three phases of a talk; `AIM` is what the person wants out of it and comes first."""

    AIM = "aim"
    BACKWARD = "backward"
    NOW = "now"
    FORWARD = "forward"


class Mark(StrEnum):
    """Who sees an answer, and when."""

    OPENING = "opening"
    MEETING = "meeting"
    PRIVATE = "private"


@dataclass(frozen=True)
class Question:
    """One question; it asks one thing. `id` is stable over versions, `hint` is shown only to the writer."""

    id: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class Section:
    """Questions that belong together, in one phase of the talk."""

    id: str
    title: str
    phase: Phase
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Skema:
    """One party's form in one language."""

    id: str
    locale: str
    audience: Role
    title: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """List the questions in the order people meet them."""
        return tuple(question for _, question in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Question]]:
        """Yield each question with the number printed before it, counting from 1."""
        yield from enumerate((question for section in self.sections for question in section.questions), 1)

    @property
    def version(self) -> str:
        """Fingerprint the words; a conversation keeps the version it was convened with."""
        words = "\n".join(f"{question.id}\t{question.text}" for question in self.questions)
        return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Answer:
    """What a party wrote under one question at one time; a later one corrects an earlier one."""

    question: str
    text: str
    mark: Mark
    at: datetime
