"""Danish and English are equals: the same letters, the same fields and buttons, each in its own words."""

import re
from dataclasses import replace
from functools import cache

import pytest

from musmail.conversation.agenda import compile_agenda, fingerprint
from musmail.conversation.letters import Kind, Recipient
from musmail.conversation.policy import OwnWords
from musmail.conversation.state import Shared
from musmail.skema.forms import Role
from musmail.writing import samples
from musmail.writing.blocks import Block, Button, Under
from musmail.writing.checking import Case, cases, recipients, seen_by, send_of, view_of
from musmail.writing.compose import Composed, View, compose
from musmail.writing.facts import facts
from musmail.writing.paper import signed_summary_pdf
from tests.writing.gallery import ROOT, SECRET, composed, shipped_forms, shipped_skemas, shipped_texts

LANGUAGES = ("da", "en")
DANISH = re.compile(r"[æøåÆØÅ]|\b(?:og|ikke|det|jeg|samtalen|har|til|af|skriv)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|and|you|not|your|with|this|write|of)\b", re.IGNORECASE)
# What is code in a template: Jinja's, the markup's own names, and actions, which are the same in every language.
CODE = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|</?[a-z]+|\b(?:action|field|tone|side|number|small)=\"[^\"]*\"|#[^\n]*",
    re.DOTALL,
)


def words(path: str) -> str:
    """Give a file of a language without its code; strings in Jinja's maps are words too."""
    source = (ROOT / path).read_text("utf-8")
    if not path.endswith(".xml"):
        return source
    maps = "\n".join(re.findall(r': "([^"]*)"', source)) + "\n".join(re.findall(r'~ "([^"]*)"', source))
    return f"{CODE.sub(' ', source)}\n{maps}"


def files(language: str) -> list[str]:
    folders = (ROOT / "templates" / language, ROOT / "config/skema" / language)
    return [one.relative_to(ROOT).as_posix() for folder in folders for one in sorted(folder.iterdir())]


@pytest.mark.parametrize("path", [one for one in files("en") if not one.endswith(".typ")])
def test_no_danish_stands_in_english(path: str) -> None:
    assert DANISH.search(words(path)) is None


@pytest.mark.parametrize("path", [one for one in files("da") if one.endswith(".xml")])
def test_no_english_stands_in_danish(path: str) -> None:
    assert ENGLISH.search(words(path)) is None


def test_danish_and_english_would_be_seen_where_they_do_not_belong() -> None:
    assert DANISH.search(words("templates/da/_notes.xml"))
    assert ENGLISH.search(words("templates/en/_notes.xml"))


def test_both_languages_have_the_same_files() -> None:
    danish, english = ({one.name for one in (ROOT / "templates" / it).iterdir()} for it in LANGUAGES)
    assert danish == english


@pytest.mark.parametrize("role", Role)
def test_both_languages_ask_the_same_questions(role: Role) -> None:
    danish, english = ([q.id for q in shipped_skemas(it)[role].questions] for it in LANGUAGES)
    assert danish == english


EVERY = [
    pytest.param(number, recipient, id="-".join(filter(None, (case.kind, case.name, recipient))))
    for number, case in enumerate(cases(shipped_skemas()))
    for recipient in recipients(case.kind)
]


@cache
def all_cases(language: str) -> tuple[Case, ...]:
    return tuple(cases(shipped_skemas(language)))


@pytest.mark.parametrize(("number", "recipient"), EVERY)
def test_a_letter_has_the_same_fields_and_buttons_in_every_language(
    number: int, recipient: Recipient
) -> None:
    danish, english = (outline(all_cases(language)[number], recipient, language) for language in LANGUAGES)
    assert danish == english


def outline(case: Case, recipient: Recipient, language: str) -> list[str]:
    """Say what a letter is made of, but for its words: fields, buttons, and what stands where."""
    view = seen_by(case, recipient, language)
    draft = shipped_texts().draft(
        f"{language}/{case.kind.value}.xml", facts(send_of(case, recipient), view, case.policy)
    )
    return [name for block in draft.blocks for name in _names(block) if name != "paragraph"]


def _names(block: Block) -> list[str]:
    if isinstance(block, Under):
        return [f"under {block.field}", *(name for inner in block.blocks for name in _names(inner))]
    return [f"button {block.action}" if isinstance(block, Button) else block.name]


def in_two_languages() -> Shared:
    """Make a talk of a Danish employee and an English leader, each with their form, both opened."""
    forms = {role: shipped_skemas("da" if role is Role.EMPLOYEE else "en")[role] for role in Role}
    shared = samples.opened(forms)
    return replace(
        shared,
        employee=replace(samples.ANNA, locale="da"),
        leader=replace(samples.LARS, locale="en-GB"),
        translations=shipped_forms(),
    )


def read_by(kind: Kind, role: Role, shared: Shared) -> Composed:
    recipient = Recipient(role.value)
    party = shared.employee if role is Role.EMPLOYEE else shared.leader
    base = view_of(Case(kind, "", shared), recipient)
    view: View = replace(base, party=party)
    send = send_of(Case(kind, "", shared), recipient)
    return compose(send, view, samples.FULL_POLICY, shipped_texts(), number=7, secret=SECRET, at=samples.AT)


def test_each_reads_the_agenda_in_their_own_language_with_the_same_numbers() -> None:
    shared = in_two_languages()
    danish, english = (compile_agenda(shared, language) for language in LANGUAGES)
    assert [(one.number, one.key) for one in danish] == [(one.number, one.key) for one in english]
    assert danish[0].title == "Hvad vil du gerne have ud af samtalen?"
    assert english[0].title == "What would you like to get out of the talk?"
    # What only the leader was asked, in English, the employee reads in Danish.
    assert danish[-3].title == "Hvad vil arbejdspladsen stille til rådighed?"
    assert [one.employee for one in danish] == [one.employee for one in english]
    assert fingerprint(shared) == fingerprint(replace(shared, translations=()))


def test_each_reads_the_others_questions_in_their_own_language() -> None:
    shared = in_two_languages()
    to_anna = read_by(Kind.OPENING, Role.EMPLOYEE, shared).plain
    to_lars = read_by(Kind.OPENING, Role.LEADER, shared).plain
    assert "Hvad vil arbejdspladsen stille til rådighed?" in to_anna
    assert "What has been achieved since last time?" in to_lars
    assert "The agenda comes on" in to_lars


def test_a_question_without_a_translation_keeps_its_words() -> None:
    shared = replace(in_two_languages(), translations=())
    assert compile_agenda(shared, "en")[0].title == "Hvad vil du gerne have ud af samtalen?"


def test_there_is_one_paper_in_the_employees_language() -> None:
    forms = {role: shipped_skemas("da" if role is Role.EMPLOYEE else "en")[role] for role in Role}
    shared = replace(samples.signed(forms), leader=replace(samples.LARS, locale="en"))
    papers = {
        signed_summary_pdf(
            replace(view_of(Case(Kind.SIGNED, "", shared), Recipient(role.value)), party=party),
            samples.FULL_POLICY,
            shipped_texts(),
        )
        for role, party in ((Role.EMPLOYEE, shared.employee), (Role.LEADER, shared.leader))
    }
    assert len(papers) == 1
    letter = read_by(Kind.SIGNED, Role.LEADER, shared)
    assert letter.subject.startswith("Signed: MUS")
    assert b'filename="referat.pdf"' in letter.letter.data


def test_an_english_letter_says_it_is_one() -> None:
    case = next(one for one in all_cases("en") if one.kind is Kind.INVITATION)
    letter = composed(case, Recipient.EMPLOYEE, locale="en-GB")
    assert b"Content-Language: en\r\n" in letter.letter.data
    assert '<html lang="en">' in letter.html
    assert b"SUMMARY:MUS: Anna S=C3=B8rensen and Lars" in letter.letter.data.replace(b"=\r\n", b"")


def test_a_workplaces_own_words_are_read_in_the_readers_language() -> None:
    own = OwnWords("en", goals_text="This year we practise finishing things.")
    case = next(one for one in all_cases("en") if one.kind is Kind.CONVENE_EMPLOYEE)
    told = replace(case, policy=replace(case.policy, other_languages=(own,)))
    assert "This year we practise finishing things." in composed(told, Recipient.EMPLOYEE, locale="en").plain
    assert "I år øver vi os" in composed(told, Recipient.EMPLOYEE, locale="da").plain


def test_mus_is_said_what_it_is_where_somebody_first_meets_it() -> None:
    for kind in (Kind.CONVENE_EMPLOYEE, Kind.CONVENE_LEADER, Kind.CONVENE_OVERDUE):
        case = next(one for one in all_cases("en") if one.kind is kind)
        letter = composed(case, recipients(kind)[0], locale="en")
        assert letter.plain.count("the yearly development talk") == 1


@pytest.mark.parametrize(
    "path", [one for language in LANGUAGES for one in files(language) if one.endswith(".xml")]
)
def test_a_template_names_its_neighbours_without_their_folder(path: str) -> None:
    """Otherwise a copied folder would go on speaking the language it was copied from."""
    assert re.search(r'(?:import|include|extends) "[^"]*/', (ROOT / path).read_text("utf-8")) is None
