"""A workplace's own texts are checked at start, and a fault is named by file and line."""

import pytest

from musmail.errors import Problem, TemplateError
from musmail.skema.forms import Role
from musmail.writing import markup, samples
from musmail.writing.checking import cases, check_texts
from musmail.writing.texts import compile_texts, mark_places
from tests.writing.gallery import shipped_texts
from tests.writing.test_language import DA


def changed(name: str, source: str | None) -> tuple[Problem, ...]:
    """Check the shipped texts with one of them changed; the English ones where it is one of theirs."""
    shipped, danish = shipped_texts().sources, not name.startswith("en/")
    sources = {one: text for one, text in shipped.items() if not (danish and one.startswith("en/"))}
    if source is None:
        del sources[name]
    else:
        sources[name] = source
    return check_texts(compile_texts(sources))


def test_the_shipped_texts_have_no_fault() -> None:
    assert check_texts(shipped_texts()) == ()


def test_every_kind_of_letter_is_checked() -> None:
    from musmail.conversation.letters import Kind

    assert {case.kind for case in cases(samples.skemas())} == set(Kind)


HEAD = "<letter>\n<subject>Om {{ other }}</subject>\n"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("{% if %}</letter>", 3, "Expected an expression"),
        ("<p>{{ othre }}</p></letter>", 3, "'othre' is undefined"),
        ("\n<p>{{ shared.nothing }}</p></letter>", 4, "nothing"),
        ("<p>{{ about.filde }}</p></letter>", 3, "filde"),
        ("<p>hej\n</letter>", 3, "mismatched tag"),
        ("<p>hej</p>\n<box colour='red'>x</box></letter>", 4, "<box> has no attribute colour"),
        ("<blink>hej</blink></letter>", 3, "no block <blink>"),
        ("<p tone='loud'>hej</p></letter>", 3, "no tone loud"),
        ("<button say='ja'>Ja</button></letter>", 3, "needs the attribute action"),
        ("<button say='ja' action='Ja!'>Ja</button></letter>", 3, "an action is"),
        ("<under field='x'>løst</under></letter>", 3, "outside any block"),
        ("<title>a <b>b</b></title></letter>", 3, "holds words only"),
        ("<p>a <i>b</i></p></letter>", 3, "may hold <b> and <a>"),
        ("<pair><quote by='x'>y</quote></pair></letter>", 3, "holds two <quote>"),
        ("{% include 'da/gone.xml' %}</letter>", None, "no such template"),
        ("<p>{{ 1 // 0 }}</p></letter>", 3, ""),
    ],
)
def test_a_fault_is_named_by_file_and_line(body: str, line: int | None, words: str) -> None:
    problems = changed("da/check.xml", HEAD + body)
    assert problems
    assert any(words in problem.sentence for problem in problems)
    if line is not None:
        assert {(problem.file, problem.line) for problem in problems} == {("da/check.xml", line)}


def test_a_fault_in_a_shared_piece_is_named_there() -> None:
    source = shipped_texts().sources["da/_parts.xml"].replace("{{ policy.mailbox.name }}", "")
    source = source.replace("Venlig hilsen", "Venlig hilsen {{ nobody }}")
    problems = changed("da/_parts.xml", source)
    assert {problem.file for problem in problems} == {"da/_parts.xml"}
    assert all(problem.line for problem in problems)


def test_a_letter_to_somebody_outside_the_talk_cannot_reach_its_content() -> None:
    problems = changed(
        "da/convene_overdue.xml", HEAD.replace("{{ other }}", "x") + "<p>{{ shared }}</p></letter>"
    )
    assert "'shared' is undefined" in problems[0].sentence


def test_a_letter_cannot_reach_the_other_partys_own_record() -> None:
    problems = changed("da/check.xml", HEAD + "<p>{{ shared.leader.answers }}{{ conversation }}</p></letter>")
    assert problems


def test_a_missing_template_is_found() -> None:
    assert changed("da/sign.xml", None)[0].sentence == "there is no such template"
    assert changed("letter.html", None)[0].file == "letter.html"


@pytest.mark.parametrize(
    "source", ["<post/>", "<letter/>", "<letter><p>x</p></letter>", "<letter><subject/></letter>"]
)
def test_a_letter_without_its_subject_is_no_letter(source: str) -> None:
    with pytest.raises(TemplateError, match=r"x\.xml:1: "):
        markup.parse(mark_places(source, "x.xml"), DA)


def test_another_language_borrows_what_it_does_not_have() -> None:
    sources = {**shipped_texts().sources, "sv/check.xml": "<letter><subject>Bara till dig</subject></letter>"}
    texts = compile_texts({**sources, "sv/words.toml": sources["en/words.toml"]})
    assert texts.name("check", "sv-SE") == "sv/check.xml"
    assert texts.name("sign", "sv-SE") == "da/sign.xml"
    assert check_texts(texts) == ()


def test_a_language_without_its_words_cannot_speak() -> None:
    (problem,) = changed("en/words.toml", None)
    assert (problem.file, problem.sentence) == ("en/words.toml", "there is no such file")


def test_a_mistake_in_a_languages_words_is_found() -> None:
    (problem,) = changed("en/words.toml", "weekdays = [\nmonths = 1")
    assert (problem.file, problem.line) == ("en/words.toml", 2)


def test_a_fault_in_another_language_is_found_too() -> None:
    assert (
        changed("sv/check.xml", "<letter><subject>{{ nobody }}</subject></letter>")[0].file == "sv/words.toml"
    )
    assert (
        changed("en/check.xml", "<letter><subject>{{ nobody }}</subject></letter>")[0].file == "en/check.xml"
    )


def test_samples_have_both_parties_and_both_pens() -> None:
    assert set(samples.skemas()) == set(Role)
