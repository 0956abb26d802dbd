"""A receipt answered in the box of an answer: added to, written over or corrected, as clients write it."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime

import pytest

from musmail.conversation.letters import LetterRecord
from musmail.conversation.tokens import Token, mint
from musmail.daemon.inbox import take
from musmail.skema.forms import Mark
from musmail.store.memory import MemoryStore
from musmail.writing.samples import ANNA
from tests.daemon.conftest import at
from tests.daemon.test_settling import Anna, anna  # noqa: F401
from tests.dialogues.play import SECRET, Spoken

pytestmark = pytest.mark.asyncio
EARLIER = "Jeg vil gerne lære mere om budgetter.\nOg have færre møder om fredagen."
MORE = "Gerne inden sommer."
INVITE = "Skriv her, hvis du vil føje noget til:"
FROM = "Fra: MUS <mus@example.org>\nSendt: 26. oktober 2026 11:00\nTil: Anna\nEmne: SV: MUS\n\n"


@pytest.fixture
async def asked(anna: Anna) -> Anna:  # noqa: F811
    """Anna's answer to her first question has two lines, and she has the receipt that shows it."""
    anna.stage.now = at(10, 26, 11).replace(minute=30)
    anna.stage.hear(Spoken(anna.stage.now, "medarbejder", "preparation", "", (("1", EARLIER),)))
    await anna.stage.until(at(10, 26, 12))
    assert anna.answer(1) == EARLIER
    return anna


def parts(asked: Anna) -> tuple[str, str, LetterRecord]:
    """Give the plain text and the HTML of her latest receipt, as they were sent."""
    record = asked.receipts()[-1]
    (data,) = [one.data for one in asked.stage.mails if one.message_id == record.message_id]
    message = message_from_bytes(data, policy=default)
    plain, markup = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert markup is not None
    return plain.get_content(), markup.get_content(), record


def mail(asked: Anna, plain: str, markup: str = "") -> bytes:
    record = asked.receipts()[-1]
    asked.sent += 1
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Anna Sørensen <{ANNA.address}>"
    message["To"] = f"mus+{mint(SECRET, Token(asked.talk.id, record.number))}@example.org"
    message["Subject"] = "SV: MUS"
    message["Date"] = format_datetime(at(10, 26, 13))
    message["Message-ID"] = f"<adding{asked.sent}@client.example>"
    message["In-Reply-To"] = record.message_id
    if plain:
        message.set_content(plain, cte="quoted-printable")
    if markup and plain:
        message.add_alternative(markup, subtype="html", cte="quoted-printable")
    elif markup:
        message.set_content(markup, subtype="html", cte="quoted-printable")
    return bytes(message)


def with_marks(plain: str, edit: tuple[str, str]) -> str:
    """Quote with `>` as Thunderbird does; what was typed has none."""
    quoted = "\n".join(f"> {line}".rstrip() for line in plain.splitlines())
    old, new = edit
    assert quoted.count(old) >= 1, old
    return f"Den 26.10.2026 kl. 11.30 skrev MUS:\n{quoted.replace(old, new, 1)}"


def outlook(markup: str, edit: tuple[str, str], top: str = "") -> str:
    """Answer inside the HTML, as Outlook on Windows has it."""
    old, new = edit
    assert old in markup, old
    body = re.sub(r".*<body[^>]*>|</body>.*", "", markup.replace(old, new, 1), flags=re.DOTALL)
    head = '<p class="MsoNormal"><b>Fra:</b> MUS &lt;mus@example.org&gt;<br><b>Sendt:</b> 26. oktober 2026 11:30<br>'
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="DA"><div class="WordSection1">'
        f'<p class="MsoNormal">{top or "<o:p>&nbsp;</o:p>"}</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f"{head}<b>Til:</b> Anna<br><b>Emne:</b> SV: MUS</p></div>{body}</div></body></html>"
    )


def blue(words: str) -> str:
    return f'<p class="MsoNormal"><span style="color:#1F497D">{words}<o:p></o:p></span></p>'


LAST = "Og have færre møder om fredagen."
ADDED = f"{EARLIER}\n\n{MORE}"
IN_PLAIN = [
    ((f"> {INVITE}", f"> {INVITE}\n\n{MORE}\n"), ADDED),
    ((f">     {LAST}", f">     {LAST}\n{MORE}"), ADDED),
    (("> Du har skrevet:", f"{MORE}\n> Du har skrevet:"), ADDED),
    ((f">     {LAST}", f">     {LAST} {MORE}"), ADDED),
    ((f"> {INVITE}", f"> {INVITE}\n{EARLIER}\n{MORE}\n"), f"{EARLIER}\n{MORE}"),
    ((f">     {LAST}", MORE), f"{EARLIER.splitlines()[0]}\n{MORE}"),
    (("mere om budgetter", "mere om økonomi"), EARLIER.replace("budgetter", "økonomi")),
    ((f"> {INVITE}", f"> {INVITE}\n\nRettelse: {MORE}"), MORE),
    ((f"> {INVITE}", f"> {INVITE}\n\nSkal være: {MORE}"), MORE),
    ((f"> {INVITE}", f"> {INVITE}\n\nNyt svar: {MORE}"), MORE),
]


@pytest.mark.parametrize(("edit", "expected"), IN_PLAIN)
async def test_in_a_quote_with_marks(asked: Anna, edit: tuple[str, str], expected: str) -> None:
    plain, _, _ = parts(asked)
    take(asked.stage.desktop, mail(asked, with_marks(plain, edit)))
    assert asked.answer(1) == expected
    told = "Tilføjet til svar 1." if expected.startswith(EARLIER) else "Ændret: svar 1."
    assert told in asked.read()
    assert asked.own.answers[-2].text == EARLIER  # the earlier words stay in the record


IN_HTML = [
    ((f"{INVITE}</p>", f"{INVITE}</p>{blue(MORE)}"), ADDED),
    ((f"{LAST}</p>", f"{LAST}</p>{blue(MORE)}"), ADDED),
    (("Du har skrevet:</p>", f"Du har skrevet:</p>{blue(MORE)}"), ADDED),
    ((f"{LAST}</p>", f'{LAST} <span style="color:#1F497D">{MORE}</span></p>'), ADDED),
    (("mere om budgetter", "mere om økonomi"), EARLIER.replace("budgetter", "økonomi")),
    ((f"{INVITE}</p>", f"{INVITE}</p>{blue(f'Rettelse: {MORE}')}"), MORE),
]


@pytest.mark.parametrize(("edit", "expected"), IN_HTML)
async def test_inside_the_html_of_outlook(asked: Anna, edit: tuple[str, str], expected: str) -> None:
    _, markup, _ = parts(asked)
    take(asked.stage.desktop, mail(asked, "", outlook(markup, edit)))
    assert asked.answer(1) == expected
    told = "Tilføjet til svar 1." if expected.startswith(EARLIER) else "Ændret: svar 1."
    assert told in asked.read()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (f"Tilføjelse til 1: {MORE}", ADDED),
        (f"Nr. 1 skal være: {MORE}", MORE),
        (f"Ret 1 til {MORE}", MORE),
        (f"ret nr. 1 til: {MORE}", MORE),
        (f"1: {MORE}", MORE),
    ],
)
async def test_on_top_on_a_phone_what_is_said_counts(asked: Anna, typed: str, expected: str) -> None:
    plain, _, _ = parts(asked)
    words = f"{typed}\n\nHent Outlook til iOS<https://aka.ms/o0ukef>\n{'_' * 32}\n{FROM}{plain}"
    take(asked.stage.desktop, mail(asked, words))
    assert asked.answer(1) == expected


async def test_where_the_answer_was_taken_out_the_new_words_stand_alone(asked: Anna) -> None:
    plain, _, _ = parts(asked)
    shown = "\n".join(f">     {line}" for line in EARLIER.splitlines())
    take(asked.stage.desktop, mail(asked, with_marks(plain, (f"> Du har skrevet:\n{shown}", MORE))))
    assert asked.answer(1) == MORE


async def test_private_words_behind_an_open_answer_keep_all_of_it_back(asked: Anna) -> None:
    plain, _, _ = parts(asked)
    edit = (f"> {INVITE}", f"> {INVITE}\n\nkun mig: {MORE}")
    take(asked.stage.desktop, mail(asked, with_marks(plain, edit)))
    assert asked.answer(1) == ADDED
    assert asked.own.answers[-1].mark is Mark.PRIVATE
    assert MORE not in asked.read()


async def test_a_mail_without_new_words_changes_nothing(asked: Anna) -> None:
    plain, markup, _ = parts(asked)
    before = asked.own
    take(asked.stage.desktop, mail(asked, with_marks(plain, ("> Tak", "> Tak")), outlook(markup, ("x", "x"))))
    assert asked.own == before


@pytest.mark.parametrize("edit", [IN_PLAIN[0][0], IN_PLAIN[6][0]])
async def test_killed_and_repeated_it_is_added_once(
    asked: Anna, edit: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, _, _ = parts(asked)
    body, before = mail(asked, with_marks(plain, edit)), asked.own

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(MemoryStore, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            take(asked.stage.desktop, body)
    assert asked.own == before
    take(asked.stage.desktop, body)
    once = asked.own
    take(asked.stage.desktop, body)
    assert asked.own == once
    take(asked.stage.desktop, body.replace(b"<adding", b"<sent-again"))
    assert asked.answer(1) == once.standing()[once.answers[-1].question].text


async def test_what_is_asked_for_after_the_opening_goes_behind_the_answer(asked: Anna) -> None:
    await asked.stage.until(at(11, 6, 10))
    asked.stage.hear(Spoken(asked.stage.now, "leder", "opening", "uddyb 1"))
    await asked.stage.until(at(11, 6, 12))
    fields = (("1", MORE),)
    asked.stage.hear(Spoken(asked.stage.now, "medarbejder", "after_opening", "", fields))
    assert asked.answer(1) == ADDED
    assert [one.text for one in asked.talk.shared.opened if one.late] == [MORE]


@pytest.mark.parametrize("typed", ["2", "Under 2, tak", "kun mig", "glem det"])
@pytest.mark.parametrize("shape", ["marks", "outlook text", "outlook html"])
async def test_a_word_about_a_text_is_read_above_the_whole_receipt(
    asked: Anna, typed: str, shape: str
) -> None:
    plain, markup, _ = parts(asked)
    if shape == "outlook html":
        body = mail(asked, "", outlook(markup, ("x", "x"), top=typed))
    else:
        quote = with_marks(plain, ("> Tak", "> Tak")) if shape == "marks" else FROM + plain
        body = mail(asked, f"{typed}\n\nVh Anna\n\n{quote}")
    take(asked.stage.desktop, body)
    assert asked.own.offered == ()
    assert len(asked.own.unfiled) == 1
    assert asked.answer(1) == EARLIER
