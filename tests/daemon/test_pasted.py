"""Answers pasted out of Word and Excel into the mail, replies to reminders that quote twice, and English letters."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime

import pytest

from musmail.conversation.events import Enrolled
from musmail.conversation.letters import Kind, LetterRecord, Recipient
from musmail.conversation.tokens import Token, aggregate_id, mint
from musmail.daemon.advance import advance
from musmail.daemon.inbox import take
from musmail.writing.samples import ANNA, HR, LARS, MONA
from tests.daemon.conftest import at
from tests.daemon.test_settling import Anna, anna  # noqa: F401
from tests.dialogues.play import SECRET, Spoken, Stage

pytestmark = pytest.mark.asyncio

EXCEL = """<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!--table {mso-displayed-decimal-separator:"\\,";} .xl65 {font-family:Calibri;} --></style>
<table border="0" cellpadding="0" cellspacing="0" width="192" style="border-collapse:collapse;width:144pt">
<colgroup><col width="64" style="width:48pt"><col width="64" style="width:48pt"></colgroup>
<tr height="20" style="height:15.0pt"><td height="20" class="xl65" width="64">Opgave</td>
<td class="xl65" width="64">Timer</td></tr>
<tr height="20" style="height:15.0pt"><td height="20" class="xl65">Budget</td>
<td class="xl65" align="right">12,5</td></tr></table>"""
WORD = """<!--StartFragment--><p class="MsoNormal" style="margin-bottom:8.0pt">
<b><span style="font-size:12.0pt">Maskinen
kører</span></b><span style="mso-spacerun:yes">&nbsp; </span>bedre.<o:p></o:p></p>
<p class="MsoListParagraph" style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span
style="font-family:Symbol;mso-list:Ignore">·<span style="font:7.0pt 'Times New Roman'">&nbsp;&nbsp;&nbsp;
</span></span><![endif]>Ny olie<o:p></o:p></p>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><!--EndFragment-->"""


def sent(stage: Stage, kind: Kind, to: Recipient = Recipient.EMPLOYEE) -> tuple[LetterRecord, str, str]:
    """Give the latest letter of a kind, with its plain text and its HTML."""
    known = stage.office.store.load(stage.talk.id)
    assert known is not None
    record = [one for one in known.letters if one.kind is kind and one.to is to][-1]
    (data,) = [one.data for one in stage.mails if one.message_id == record.message_id]
    message = message_from_bytes(data, policy=default)
    plain, markup = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert markup is not None
    return record, plain.get_content(), markup.get_content()


def answer(stage: Stage, record: LetterRecord, words: str, subtype: str = "plain") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Anna Sørensen <{ANNA.address}>"
    message["To"] = f"mus+{mint(SECRET, Token(stage.talk.id, record.number))}@example.org"
    message["Subject"] = "SV: MUS"
    message["Date"] = format_datetime(stage.now)
    message["Message-ID"] = f"<pasted.{record.kind.value}.{len(words)}@client.example>"
    message["In-Reply-To"] = record.message_id
    message.set_content(words, subtype=subtype, cte="quoted-printable")
    return bytes(message)


def in_box(markup: str, number: int, words: str) -> str:
    """Paste words under the invitation of a question, in the letter as Outlook quotes it."""
    start = markup.index(f">{number}. ")
    place = markup.index("</p>", markup.index('class="mm-box"', start)) + 4
    body = re.sub(r".*<body[^>]*>|</body>.*", "", markup[:place] + words + markup[place:], flags=re.DOTALL)
    head = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
    head += "<b>Fra:</b> MUS &lt;mus@example.org&gt;<br><b>Sendt:</b> 26. oktober 2026<br><b>Emne:</b> MUS</p></div>"
    return f'<html><body lang="DA"><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{head}{body}</body></html>'


@pytest.mark.parametrize(
    ("pasted", "words"),
    [(EXCEL, ["Opgave", "Timer", "Budget", "12,5"]), (WORD, ["Maskinen kører bedre.", "Ny olie"])],
)
async def test_what_is_pasted_into_a_box_is_its_answer(anna: Anna, pasted: str, words: list[str]) -> None:  # noqa: F811
    await anna.stage.until(at(10, 26, 12))
    record, _, markup = sent(anna.stage, Kind.PREPARATION)
    take(anna.stage.desktop, answer(anna.stage, record, in_box(markup, 2, pasted), "html"))
    found = " ".join(anna.answer(2).split())
    assert [word for word in words if word not in found] == []
    assert not re.search(r"mso|xml|Normal|endif|<", anna.answer(2))
    assert (anna.answer(1), anna.answer(3)) == ("Mit næste skridt.", "")
    assert len(anna.own.unfiled) == 1


async def test_a_table_on_top_beside_numbers_is_dealt_out_by_them(anna: Anna) -> None:  # noqa: F811
    await anna.stage.until(at(10, 26, 12))
    record, _, _ = sent(anna.stage, Kind.PREPARATION)
    table = "<table><tr><td>2.</td><td>Linjen kører.</td></tr><tr><td>3.</td><td>Holdet er godt.</td></tr></table>"
    take(anna.stage.desktop, answer(anna.stage, record, f"<html><body>{table}</body></html>", "html"))
    assert (anna.answer(2), anna.answer(3)) == ("Linjen kører.", "Holdet er godt.")


def quoted(text: str, depth: int = 1) -> str:
    return "\n".join(f"{'>' * depth} {line}".rstrip() for line in text.splitlines())


async def reminded(stage: Stage) -> tuple[LetterRecord, str, LetterRecord, str]:
    """Let Anna be silent until she is reminded; give the letter with the skema and the reminder."""
    await stage.until(at(10, 9, 10))
    stage.hear(Spoken(stage.now, "leder", "convene_leader", "Den 10/11 kl. 9 eller den 12/11 kl. 10."))
    await stage.until(at(10, 16, 10))
    stage.hear(Spoken(stage.now, "medarbejder", "convene_employee", "Nr. 2"))
    await stage.until(at(10, 30, 12))
    skema, first, _ = sent(stage, Kind.PREPARATION)
    reminder, second, _ = sent(stage, Kind.PREPARATION_REMINDER)
    return skema, first, reminder, second


def under(text: str, number: int, words: str, mark: str = "") -> str:
    """Put words under a question's invitation in a quoted letter."""
    rows = text.splitlines()
    place = next(n for n, row in enumerate(rows) if row.lstrip("> ").startswith(f"{number}. "))
    place = next(n for n in range(place, len(rows)) if row_invites(rows[n]))
    return "\n".join(
        [*rows[: place + 1], "", *(f"{mark}{row}" for row in words.split("\n")), "", *rows[place + 1 :]]
    )


def row_invites(row: str) -> bool:
    return row.lstrip("> ").startswith(("Skriv ", "Write "))


async def test_a_reminder_answered_twice_in_one_thread_takes_only_what_is_new(stage: Stage) -> None:
    _, _, reminder, text = await reminded(stage)
    first = "Den 29.10.2026 kl. 09.00 skrev MUS:\n" + under(quoted(text), 2, "Linjen kører.")
    take(stage.desktop, answer(stage, reminder, first))
    again = "Den 30.10.2026 kl. 10.00 skrev Anna Sørensen:\n" + under(quoted(first), 3, "Holdet er godt.")
    take(stage.desktop, answer(stage, reminder, again))
    own = Anna(stage)
    assert (own.answer(2), own.answer(3)) == ("Linjen kører.", "Holdet er godt.")
    assert own.own.unfiled == ()


async def test_a_reminder_with_the_skema_below_it_in_the_same_thread_is_read_whole(stage: Stage) -> None:
    _, skema, reminder, text = await reminded(stage)
    rule = "-----Oprindelig meddelelse-----\nFra: MUS <mus@example.org>\nSendt: {} oktober 2026 09:00\nEmne: MUS\n\n"
    body = f"{rule.format(29)}{under(text, 2, 'Linjen kører.')}\n{rule.format(22)}{under(skema, 3, 'Holdet er godt.')}"
    take(stage.desktop, answer(stage, reminder, body))
    own = Anna(stage)
    assert (own.answer(2), own.answer(3)) == ("Linjen kører.", "Holdet er godt.")


@pytest.fixture
async def english(stage: Stage) -> Anna:
    """Anna reads English; she has answered her first question, and written a sentence that belongs to none."""
    roster = Enrolled(stage.now, "roster:2", replace(ANNA, locale="en"), LARS, MONA, HR, date(2025, 11, 12))
    advance(stage.office, aggregate_id(SECRET, "p", ANNA.id), roster)
    stage.languages = ("en", "da")
    await stage.until(at(10, 9, 10))
    stage.hear(Spoken(stage.now, "leder", "convene_leader", "Den 10/11 kl. 9 eller den 12/11 kl. 10."))
    await stage.until(at(10, 16, 10))
    stage.hear(Spoken(stage.now, "medarbejder", "convene_employee", "No. 2, please"))
    await stage.until(at(10, 26, 10))
    stage.hear(Spoken(stage.now, "medarbejder", "preparation", "", (("1", "My next step."),)))
    await stage.until(at(10, 26, 11))
    stage.hear(Spoken(stage.now, "medarbejder", "preparation", "The coffee machine is noisy."))
    await stage.until(at(10, 26, 12))
    return Anna(stage)


@pytest.mark.parametrize("typed", ["2", "put it under 2", "text 1 to 2", "Det hører til 2"])
async def test_an_english_receipt_is_settled_in_either_language(english: Anna, typed: str) -> None:
    assert "Where does this belong?" in english.read()
    english.stage.hear(Spoken(english.stage.now, "medarbejder", "receipt", typed))
    assert english.answer(2) == "The coffee machine is noisy."
    assert "Where does this belong?" not in english.read()


async def test_an_english_answer_is_added_to_in_its_box_and_the_receipt_says_so(english: Anna) -> None:
    record, text, _ = sent(english.stage, Kind.RECEIPT)
    body = "On 26 October 2026 at 11:00, MUS wrote:\n" + under(quoted(text), 1, "And a course.")
    take(english.stage.desktop, answer(english.stage, record, body))
    assert english.answer(1) == "My next step.\n\nAnd a course."
    assert "Added to answer 1." in english.read()


async def test_an_english_answer_is_changed_by_saying_so(english: Anna) -> None:
    english.stage.hear(Spoken(english.stage.now, "medarbejder", "receipt", "Change 1 to: A course."))
    assert english.answer(1) == "A course."
    assert "Changed: answer 1." in english.read()


async def test_an_english_file_that_did_not_come_is_missed(english: Anna) -> None:
    english.stage.hear(Spoken(english.stage.now, "medarbejder", "receipt", "See attached."))
    assert "there was no file in the mail" in english.read()
