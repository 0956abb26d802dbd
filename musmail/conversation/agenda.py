"""The agenda: both sides' words side by side, by phase; the same sheet for both, numbered and fingerprinted."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from musmail.conversation.state import Opened, Shared
from musmail.skema.forms import Phase, Role, Section, Skema


class Standing(StrEnum):
    """Who has something to say on an item: the expectation gap."""

    BOTH = "both"
    ONLY_EMPLOYEE = "only_employee"
    ONLY_LEADER = "only_leader"


@dataclass(frozen=True)
class Item:
    """One numbered item of the agenda; `key` is the question id or `point:n`."""

    number: int
    key: str
    phase: Phase
    section: str
    title: str
    employee: tuple[Opened, ...]
    leader: tuple[Opened, ...]

    @property
    def standing(self) -> Standing:
        """Say whose item it is."""
        if self.employee and self.leader:
            return Standing.BOTH
        return Standing.ONLY_EMPLOYEE if self.employee else Standing.ONLY_LEADER

    def words(self, role: Role) -> tuple[Opened, ...]:
        """Give one side's words."""
        return self.employee if role is Role.EMPLOYEE else self.leader


def standing_answers(shared: Shared, role: Role) -> dict[str, tuple[Opened, ...]]:
    """Give what one side has shared per question: the last word before the opening, and each one after it."""
    found: dict[str, tuple[Opened, ...]] = {}
    for opened in shared.opened:
        if opened.role is role:
            before = found.get(opened.question, ())
            stands = before if opened.late else tuple(one for one in before if one.author != opened.author)
            found[opened.question] = (*stands, opened)
    return found


def form_in(shared: Shared, role: Role, language: str) -> Skema:
    """Give a party's form in a reader's language: its own questions, in the words of the translation for the same id.

    What has no translation keeps the words it was asked in.
    """
    form = shared.skemas[role]
    if not language or form.locale == language:
        return form
    of_role = (one for one in shared.translations if one.audience is role and one.locale == language)
    translation = next(of_role, None)
    if translation is None:
        return form
    words = {question.id: question for question in translation.questions}
    titles = {section.id: section.title for section in translation.sections}
    sections = tuple(
        replace(
            section,
            title=titles.get(section.id, section.title),
            questions=tuple(words.get(question.id, question) for question in section.questions),
        )
        for section in form.sections
    )
    return replace(form, sections=sections)


def _sections(shared: Shared, language: str) -> list[tuple[Section, str, str]]:
    """List (section, question id, title) over both forms; a question asked of both stands once."""
    rows: list[tuple[Section, str, str]] = []
    seen: set[str] = set()
    for role in (Role.EMPLOYEE, Role.LEADER):
        for section in form_in(shared, role, language).sections:
            for question in section.questions:
                if question.id not in seen:
                    seen.add(question.id)
                    rows.append((section, question.id, question.text))
    order = [Phase.AIM, Phase.BACKWARD, Phase.NOW, Phase.FORWARD]
    return sorted(rows, key=lambda row: order.index(row[0].phase))  # stable: sections keep their order


def compile_agenda(shared: Shared, language: str = "") -> tuple[Item, ...]:
    """Compile the items: every question somebody answered, then every point raised freely.

    Numbers and order are the same whatever language the questions are read in.
    """
    employee, leader = (standing_answers(shared, role) for role in (Role.EMPLOYEE, Role.LEADER))
    items: list[Item] = []
    for section, question, title in _sections(shared, language):
        ours, theirs = employee.get(question, ()), leader.get(question, ())
        if ours or theirs:
            items.append(Item(len(items) + 1, question, section.phase, section.title, title, ours, theirs))
    for point in shared.points:
        said = (Opened(point.by, f"point:{point.number}", point.text, point.at, author=point.author),)
        sides = (said, ()) if point.by is Role.EMPLOYEE else ((), said)
        title = point.text.splitlines()[0][:80] if point.text else ""
        items.append(Item(len(items) + 1, f"point:{point.number}", Phase.FORWARD, "", title, *sides))
    return tuple(items)


def uncovered(shared: Shared, language: str = "") -> tuple[str, ...]:
    """List the titles of questions nobody has written about; said neutrally, never as a lack."""
    covered = {item.key for item in compile_agenda(shared)}
    return tuple(title for _, question, title in _sections(shared, language) if question not in covered)


def fingerprint(shared: Shared) -> str:
    """Fingerprint the sheet's words: same words, same twelve digits."""
    lines = [
        f"{item.number}\t{item.key}\t{opened.role}\t{opened.text}"
        for item in compile_agenda(shared)
        for opened in (*item.employee, *item.leader)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
