"""The small parts: headers, charsets, addresses, MIME, lines, HTML, marks, the key."""

import pytest

from musmail.errors import Unreadable
from musmail.reading import headers
from musmail.reading.addresses import addresses, mailbox
from musmail.reading.charsets import decode
from musmail.reading.furniture import without_ending, without_greeting
from musmail.reading.html import from_html
from musmail.reading.key import inbound_key
from musmail.reading.lines import Line, from_text
from musmail.reading.marks import take_mark
from musmail.reading.mime import parse
from musmail.reading.original import original
from musmail.reading.quotehead import heads, without_quote_head
from musmail.reading.top import shares
from musmail.skema.forms import Mark
from tests.reading.sample import NUMBER, passages, preparation


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?q?S=C3=B8ren?= Bo", "Søren Bo"),
        ("=?UTF-8?B?U8O4cmVu?=", "Søren"),
        ("=?utf-8?b?U8M=?= =?utf-8?b?uHJlbg==?=", "Søren"),  # a letter split over two words
        ("=?utf-8?b?U8O?= =?utf-8?q?=B8ren?=", "Søren"),
        ("=?iso-8859-1?q?S=F8ren?= =?utf-8?q?_B?=", "Søren B"),
        ("=?nonsense?q?a=E6?=", "aæ"),
        ("ingenting", "ingenting"),
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_encoded_words_are_decoded_and_never_break_a_line(value: str, expected: str) -> None:
    assert headers.decode_words(value) == expected


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("blåbærgrød".encode(), "us-ascii", "blåbærgrød"),
        ("blåbærgrød".encode(), "iso-8859-1", "blåbærgrød"),
        ("blåbærgrød".encode("cp1252"), "utf-8", "blåbærgrød"),
        ("“blå”".encode("cp1252"), "iso-8859-1", "“blå”"),
        ("blåbærgrød".encode("cp1252"), "x-klingon", "blåbærgrød"),
        ("blå".encode("utf-16"), "utf-16", "blå"),
        (b"bl+AOU-", "utf-7", "blå"),
        (b"\x81\x8d", "utf-8", "��"),
        (b"abc", "idna", "abc"),
    ],
)
def test_a_charset_that_lies_is_not_believed(data: bytes, charset: str, expected: str) -> None:
    assert decode(data, charset) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Hanne Larsen <hanne@firma.example>", ("hanne@firma.example", "Hanne Larsen")),
        ("hanne@firma.example", ("hanne@firma.example", "")),
        ("hanne@firma.example (Hanne)", ("hanne@firma.example", "")),
        ('"lars@firma.example" <evil@x.example>', ("evil@x.example", "lars@firma.example")),
        ("lars@firma.example <evil@x.example>", ("evil@x.example", "lars@firma.example")),
        (
            "=?utf-8?q?lars=40firma.example_=3Clars=40firma.example=3E?= <evil@x.example>",
            ("evil@x.example", None),
        ),
        ("a@b.example, c@d.example", ("", "")),
        ("<a@b.example> <c@d.example>", ("", "")),
        ("a <a@b.example>, c <c@d.example>", ("", "")),
        ("(((((((((((((((", ("", "")),
        ("", ("", "")),
        ("<>", ("", "")),
    ],
)
def test_a_sender_is_one_sure_address_or_none(value: str, expected: tuple[str, str | None]) -> None:
    address, name = mailbox(value)
    assert address == expected[0]
    assert expected[1] is None or name == expected[1]


def test_addresses_are_found_wherever_they_stand_in_a_field() -> None:
    assert addresses(['"mus+x@a.example" <mus+y@a.example>, b@c.example']) == (
        "mus+x@a.example",
        "mus+y@a.example",
        "b@c.example",
    )


def test_parameters_may_be_continued_and_encoded() -> None:
    kind, params = headers.parameters(
        "Text/Plain; charset=utf-8; format=flowed; name*0*=utf-8''Min%20b; name*1*=%C3%A5d.txt"
    )
    assert kind == "text/plain"
    assert params == {"charset": "utf-8", "format": "flowed", "name": "Min båd.txt"}


def test_parts_are_read_and_attachments_named() -> None:
    body = (
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nhej\n--b\nContent-Type: text/html\n\n<p>hej\n--b--\n"
        b'--a\nContent-Type: text/plain; name="../svar.txt"\nContent-Disposition: attachment\n\nikke svaret\n'
        b"--a\nContent-Type: application/pdf; name*=utf-8''b%C3%A5d.pdf\n\nx\n--a--\n"
    )
    message = parse(body)
    (block,) = message.blocks
    assert block.plain is not None
    assert block.html is not None
    assert block.plain.text().strip() == "hej"
    assert message.attachments == (".._svar.txt", "båd.pdf")


def test_a_mail_cut_short_still_gives_its_words() -> None:
    message = parse(
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nhej igen"
    )
    assert message.blocks[0].plain is not None
    assert message.blocks[0].plain.text() == "hej igen"


def test_a_text_part_of_megabytes_is_refused() -> None:
    with pytest.raises(Unreadable):
        parse(b"Subject: x\n\n" + b"a" * 7_000_000).blocks[0].plain.text()  # type: ignore[union-attr]


def test_flowed_lines_are_joined_and_stuffing_taken_off() -> None:
    lines = from_text("> et langt \n> spørgsmål?\n>\nmit \nsvar\n From her\n-- \nHanne", flowed=True)
    assert [(line.text, line.depth) for line in lines] == [
        ("et langt spørgsmål?", 1),
        ("", 1),
        ("mit svar", 0),
        ("From her", 0),
        ("--", 0),
        ("Hanne", 0),
    ]


def test_odd_spaces_and_invisible_marks_are_plain_in_lines() -> None:
    (line,) = from_text("\ufeffOn Tue 10:12\u202fAM\u00a0her\u200b")
    assert line.text == "On Tue 10:12 AM her"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div>a</div><div><br></div><div>b<br></div>c", ["a", "", "b", "c"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        ("Det gik <b>rigtig</b> godt", ["Det gik rigtig godt"]),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", ["a", "", "b"]),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td><td></td></tr><tr><td>c</td></tr></table>", ["a\tb", "c"]),
        ("<ol start=2><li>to<li>tre</ol><ul><li>x</ul>", ["2. to", "3. tre", "- x"]),
        ("<style>p {}</style><!-- skjult <b> --><script>x<y</script>synlig", ["synlig"]),
        ("a<span style='display:none'>skjult</span>b<div hidden>x</div>", ["ab"]),
        ("<div style='display:none'>aldrig lukket", ["aldrig lukket"]),
        ("<pre>et\n  to</pre>", ["et", "  to"]),
        ("a < b og c > d", ["a < b og c > d"]),
        ("<a title='x>y' href=q>svar</a>", ["svar"]),
        ("<!-- uden ende <p>svar", ["<!-- uden ende", "", "svar"]),
        ("&aelig;&#248;&#xe5;&amp;", ["æøå&"]),
    ],
)  # fmt: skip
def test_html_is_the_lines_its_reader_sees(source: str, expected: list[str]) -> None:
    rows = [line.text for line in from_html(source)]
    while rows and not rows[-1].strip():
        rows.pop()
    assert rows == expected


def test_html_says_how_deep_a_line_is_quoted_and_what_the_client_calls_it() -> None:
    lines = from_html(
        '<blockquote type=cite>q<blockquote>qq</blockquote></blockquote>svar<div class="x_gmail_signature">Hanne</div>'
    )
    assert [(line.text, line.depth, line.hint) for line in lines] == [
        ("q", 1, ""),
        ("qq", 2, ""),
        ("svar", 0, ""),
        ("Hanne", 0, "signature"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[kun mig] Jeg overvejer at søge væk", ("Jeg overvejer at søge væk", Mark.PRIVATE)),
        ("Kun mig: Jeg overvejer det", ("Jeg overvejer det", Mark.PRIVATE)),
        ("kun mig\nJeg overvejer det", ("Jeg overvejer det", Mark.PRIVATE)),
        ("Jeg overvejer det (kun mig)", ("Jeg overvejer det", Mark.PRIVATE)),
        ("Jeg overvejer det. Kun mig", ("Jeg overvejer det.", Mark.PRIVATE)),
        ("Jeg overvejer det – kun til mødet", ("Jeg overvejer det", Mark.MEETING)),
        ("kun ved mødet: løn", ("løn", Mark.MEETING)),
        ("only me: x", ("x", Mark.PRIVATE)),
        ("del: det må alle vide", ("det må alle vide", Mark.OPENING)),
        ("Det er ikke kun mig, der synes det", ("Det er ikke kun mig, der synes det", None)),
        ("Del af forklaringen er travlhed", ("Del af forklaringen er travlhed", None)),
        ("Kun mig selv kan ændre det", ("Kun mig selv kan ændre det", None)),
        ("Det ved kun mig", ("Det ved kun mig", None)),
    ],
)
def test_a_mark_is_taken_only_where_it_stands_apart(text: str, expected: tuple[str, Mark | None]) -> None:
    assert take_mark(text) == expected


def rows(*texts: str) -> list[Line]:
    """Make plain lines."""
    return [Line(text) for text in texts]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (("Svaret", "", "Mvh", "Hanne"), 1),
        (("Svaret", "", "Med venlig hilsen", "", "Hanne Larsen", "Konsulent", "Tlf. 12 34 56 78"), 1),
        (("Svaret", "-- ", "Hanne"), 1),
        (("Svaret", "Sendt fra min iPhone"), 1),
        (("Svaret", "", "Hent Outlook til iOS<https://aka.ms/o0ukef>"), 1),
        (("Svaret", "", "Hanne"), 1),
        (("Svaret", "", "HL"), 1),
        (("Svaret", "Hilsen Hanne"), 1),
        (("Hilsen fra kunden i Aarhus glædede os"), 1),
        (("Tak for hjælpen siger vi for sjældent",), 1),
        (("Sendt fra min afdeling til jeres",), 1),
        (("Jeg vil lære:", "- projektledelse", "- regneark"), 3),
        (("Hilsner fra kunden er det, vi lever af.", "Og det går godt."), 2),
        (("Hanne",), 1),
        (("Mvh er det, jeg altid skriver", "og så går jeg hjem"), 2),
    ],
)
def test_a_signature_goes_and_an_answer_like_one_stays(lines: tuple[str, ...] | str, kept: int) -> None:
    texts = (lines,) if isinstance(lines, str) else lines
    stop, _ = without_ending(rows(*texts), ("Hanne Larsen",))
    assert len([text for text in texts[:stop] if text.strip()]) == kept


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (("Svaret", "", "Den tors. 19. nov. 2026 kl. 08.12 skrev MUS <mus@firma.example", ">:"), 1),
        (("Svaret", "Den 19.11.2026 kl. 08.12 skrev MUS:"), 1),
        (("Svaret", "Den tirs. 23. jun. 2020 11.22MUS <mus@firma.example> skrev:"), 1),
        (("Svaret", "D. 28/10/2021 12.46 skrev \"MUS\" <mus@firma.example>:"), 1),
        (("Svaret", "On Tue, Mar 3, 2026 at 10:12 AM MUS <mus@firma.example> wrote:"), 1),
        (("Svaret", "Fra: MUS <mus@firma.example>", "Sendt: 19. november 2026", "Til: Hanne", "Emne: SV: x"), 1),
        (("Svaret", "________________", "Fra: MUS", "Dato: torsdag, 28. oktober 2021", "Til: Hanne", "Emne: x"), 1),
        (("Svaret", "-------- Oprindelig besked --------", "Fra: m@f.example", "Dato: 04.07.2024 17.45", "Emne: x"), 1),
        (("Svaret", "-----Oprindelig meddelelse-----"), 1),
        (("Svaret", "-- Videresendt meddelelse -- Fra: m@f.example Til: Hanne Sendt: man. 4. maj Emne: x"), 1),
        (("Fra: konsulent", "Til: teamleder"), 2),
        (("Jeg går fra: mandag", "Fra: konsulent"), 2),
        (("Kunden skrev:", "Tak for hjælpen"), 2),
        (("Hun skrev en mail med ordene:",), 1),
    ],
)  # fmt: skip
def test_a_quotations_head_goes_and_labels_people_write_stay(lines: tuple[str, ...], kept: int) -> None:
    stop, _ = without_quote_head(rows(*lines))
    assert len([text for text in lines[:stop] if text]) == kept


def test_whole_heads_are_found_wherever_they_stand_and_labels_people_write_are_none() -> None:
    block = ("Fra: Lars <l@x.example>", "Sendt: 1. maj 2026 10.00", "Til: Hanne", "Emne: Frokost")
    found = heads(rows("Svaret", "", *block, "", "Hej", "Den 1. maj 2026 kl. 10.00 skrev Lars:", "x"))
    assert [(head.start, head.stop) for head in found] == [(2, 6), (8, 9)]
    assert (
        heads(rows("Fra: konsulent", "Til: teamleder", "Hvornår: 1. maj", "Den 3. maj skrev kunden:")) == []
    )


@pytest.mark.parametrize("text", ["Hej", "Hej MUS,", "Kære Hanne", "Hej med jer", "God morgen!", "Hi"])
def test_a_greeting_on_its_own_line_is_furniture(text: str) -> None:
    assert without_greeting(rows(text, "Svaret")) == 1


@pytest.mark.parametrize(
    "text", ["Hej, jeg er klar", "Hej hej nu kommer svarene", "Kære kolleger er det vigtigste for mig"]
)
def test_a_greeting_with_more_on_its_line_is_kept(text: str) -> None:
    assert without_greeting(rows(text)) == 0


LETTER = original(passages(preparation()))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("1. et", "2. to"), {"mål": "et", "opnået": "to"}),
        (("Ad 3: tre", "ad 5: fem"), {"lært": "tre", "svært": "fem"}),
        (("Spm. 3 tre",), {"": "Spm. 3 tre"}),
        (("3", "tre og mere"), {"lært": "tre og mere"}),
        (("1. et", "2. kvartal var hårdt"), {"mål": "et 2. kvartal var hårdt"}),
        (("5. fem", "1) under punkt", "6. seks"), {"svært": "fem 1) under punkt", "opgaver": "seks"}),
        (("3. marts holder jeg fri",), {"": "3. marts holder jeg fri"}),
        (("10.30 er fint",), {"": "10.30 er fint"}),
        (("4 gange om året",), {"": "4 gange om året"}),
        (("99. findes ikke",), {"": "99. findes ikke"}),
        (("Her er mine svar:", "2. to"), {"": "Her er mine svar:", "opnået": "to"}),
        (("Hvad har du lært det seneste år? En del",), {"lært": "En del"}),
        (("hvad har du laert det seneste år", "En del"), {"lært": "En del"}),
    ],
)
def test_lines_on_top_are_dealt_out_by_number_and_question(
    lines: tuple[str, ...], expected: dict[str, str]
) -> None:
    dealt = shares(rows(*lines), LETTER.numbers, LETTER.wordings)
    assert {
        share.field: " ".join(line.text for line in share.lines if line.text) for share in dealt
    } == expected
    assert LETTER.numbers[3] == "lært"
    assert {name: number for number, name in LETTER.numbers.items()} == NUMBER


def test_one_mail_by_two_routes_has_one_key() -> None:
    mail = b"From: a@b.example\r\nDate: x\r\nSubject: s\r\nMessage-ID: <1@b>\r\n\r\nhej  \r\nigen\r\n"
    other = b"Received: by z\nFrom: a@b.example\nSubject: s\nDate: x\nMessage-ID: <1@b>\nX-Spam: no\n\nhej\nigen\n\n"
    assert inbound_key(mail) == inbound_key(other)
    assert inbound_key(mail) != inbound_key(mail.replace(b"igen", b"nej"))
    assert inbound_key(mail) != inbound_key(mail.replace(b"<1@b>", b"<2@b>"))
    assert len(inbound_key(b"")) == 64


@pytest.mark.parametrize("ps", ["PS: Ring til mig.", "P.S. Ring til mig.", "ps – ring"])
def test_a_postscript_below_a_signature_is_not_lost(ps: str) -> None:
    lines = [
        Line(text)
        for text in ("Enig.", "", "Venlig hilsen", "Hanne Larsen", "", ps, "", "Sendt fra min iPhone")
    ]
    assert without_ending(lines, ("Hanne Larsen",))[0] in (6, 7)
