"""The signed summary as a paper."""

from dataclasses import replace

import pytest

from musmail.conversation.letters import Kind, Recipient
from musmail.conversation.state import MinuteLine, Shared
from musmail.errors import TemplateError
from musmail.writing import samples
from musmail.writing.checking import Case, view_of
from musmail.writing.compose import View
from musmail.writing.paper import signed_summary_pdf
from musmail.writing.texts import compile_texts
from tests.writing.gallery import composed, shipped_texts
from tests.writing.test_bytes import parsed, parts


def view(shared: Shared | None = None) -> View:
    return view_of(Case(Kind.SIGNED, "", shared or samples.signed(samples.skemas())), Recipient.EMPLOYEE)


def saying(text: str) -> View:
    """A signed talk in whose summary these words stand."""
    shared = view().shared
    last = replace(shared.minutes[-1], lines=(MinuteLine(1, text, text),))
    return view(replace(shared, minutes=(last,)))


def test_the_same_talk_gives_the_same_paper_for_both() -> None:
    leader = view_of(Case(Kind.SIGNED, "", view().shared), Recipient.LEADER)
    first, second = (
        signed_summary_pdf(one, samples.FULL_POLICY, shipped_texts()) for one in (view(), leader)
    )
    assert first == second
    assert first.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2<" in first


def test_the_paper_comes_with_the_letter() -> None:
    message = parsed(composed(Case(Kind.SIGNED, "", view().shared), Recipient.LEADER))
    attached = parts(message)[-1]
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "referat.pdf"
    assert attached.get_content() == signed_summary_pdf(view(), samples.FULL_POLICY, shipped_texts())


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        "*fed* _kursiv_ $x$ `kode` = Overskrift",
        "]] #] }) \\",
        "emoji 😀 og 漢字 og \u202e omvendt \0",
        "ord" * 500,
        "en linje\n" * 200,
        "",
    ],
)
def test_what_people_wrote_is_printed_and_never_read_as_markup(text: str) -> None:
    assert signed_summary_pdf(saying(text), samples.FULL_POLICY, shipped_texts()).startswith(b"%PDF")


def test_a_fault_in_the_papers_template_is_a_template_error() -> None:
    texts = compile_texts({**shipped_texts().sources, "da/signed.typ": "#nothing"})
    with pytest.raises(TemplateError, match=r"da/signed\.typ: "):
        signed_summary_pdf(view(), samples.FULL_POLICY, texts)
    with pytest.raises(TemplateError, match="no such template"):
        signed_summary_pdf(view(), samples.FULL_POLICY, compile_texts({}))
