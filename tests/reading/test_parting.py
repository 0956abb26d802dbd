"""A reply to a digest, taken apart: every word goes to the entry it stands under, in a mail that keeps its header."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from musmail.conversation.letters import Passage
from musmail.reading import mime
from musmail.reading.head import head
from musmail.reading.parting import Parted, parted

ANNA, BO = "caaaaaaaaa/4", "cbbbbbbbbb/7"
DIGEST = (
    Passage("Her er 2 mails fra MUS-postkassen i én, det vigtigste først."),
    Passage("1. Find en tid til MUS med Anna", ANNA),
    Passage("Hvornår kan du?", ANNA),
    Passage("Skriv her, hvis du vil svare på nummer 1:", ANNA),
    Passage("2. I mangler en tid til MUS: Bo Krogh og Lars Højgaard", BO),
    Passage("Skriv her, hvis du vil svare på nummer 2:", BO),
    Passage("Venlig hilsen MUS-postkassen hos Værkstedet"),
)


def reply(*typed: tuple[int, str], top: str = "", **headers: str) -> bytes:
    """Answer the digest: words after the passages of these numbers, and on top."""
    lines = [top, "", "Den tors. 8. okt. 2026 kl. 09.00 skrev MUS i Værkstedet <mus@example.org>:", ""]
    for place, passage in enumerate(DIGEST):
        lines += [f"> {passage.text}", ">"]
        lines += [text for where, text in typed if where == place]
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = "mx.example.org; dmarc=pass header.from=example.org"
    message["From"] = "Lars Højgaard <lars@example.org>"
    message["To"] = "mus@example.org"
    message["Subject"] = "Sv: MUS i dag"
    message["Message-ID"] = "<reply@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("\n".join(lines))
    return bytes(message)


def words(mail: bytes) -> str:
    """Read a part's words as a mail reader does."""
    (block,) = mime.parse(mail).blocks
    assert block.plain is not None
    return block.plain.text().replace("\r\n", "\n").strip()


def apart(mail: bytes) -> Parted:
    """Take a mail apart as Lars's."""
    return parted(mail, DIGEST, "Lars Højgaard")


def test_words_under_an_entry_are_that_entrys() -> None:
    parts = apart(reply((3, "tirsdag den 10. kl. 9\nonsdag kl. 10"), (5, "2")))
    assert {field: words(mail) for field, mail in parts.under.items()} == {
        ANNA: "tirsdag den 10. kl. 9\nonsdag kl. 10",
        BO: "2",
    }
    assert (parts.rest, parts.each) == (b"", b"")


def test_words_after_an_entrys_number_on_top_are_that_entrys() -> None:
    parts = apart(reply(top="1: foreslå\n2: nr. 3 passer fint"))
    assert {field: words(mail) for field, mail in parts.under.items()} == {
        ANNA: "foreslå",
        BO: "nr. 3 passer fint",
    }


def test_words_under_no_entry_are_kept_apart() -> None:
    parts = apart(reply((5, "ja, nr. 1"), top="Det her hører ingen steder hjemme."))
    assert list(parts.under) == [BO]
    assert words(parts.rest) == "Det her hører ingen steder hjemme."


def test_every_part_keeps_the_header_block_and_drops_what_told_of_the_body() -> None:
    parts = apart(reply((3, "foreslå"), top="Og en ting til."))
    for mail in (*parts.under.values(), parts.rest):
        message = mime.parse(mail)
        assert head(mail).sender == "lars@example.org"
        assert message.headers.all("authentication-results") == (
            "mx.example.org; dmarc=pass header.from=example.org",
        )
        assert [name for name, _ in message.headers.fields].count("content-type") == 1


@pytest.mark.parametrize(
    "header", [{"Auto_Submitted": "auto-replied"}, {"Content_Type": "multipart/report; report-type=x"}]
)
def test_what_a_program_wrote_is_about_every_entry(header: dict[str, str]) -> None:
    mail = reply(top="Jeg er på ferie.", **{k: v for k, v in header.items() if k != "Content_Type"})
    if "Content_Type" in header:
        mail = mail.replace(b"Content-Type: text/plain", b"Content-Type: multipart/report; report-type=x", 1)
    assert apart(mail) == Parted({}, each=mail)


def test_a_mail_with_nothing_typed_goes_whole_to_the_one_who_wrote_it() -> None:
    mail = reply()
    assert apart(mail) == Parted({}, rest=mail)
