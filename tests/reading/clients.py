"""A generator of replies: mail clients × layouts × what surrounds the words, with the true answers beside each mail."""

import base64
import html
import quopri
import random
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tests.reading.sample import HANNE, INVITE, NUMBER, QUESTIONS, Row, preparation, reply_address

TEXT_OF = dict(QUESTIONS)


@dataclass(frozen=True)
class Draft:
    """What a person typed and where, before a client makes a mail of it."""

    top: tuple[str, ...] = ()
    under: dict[int, tuple[str, ...]] = field(default_factory=dict)  # after which row of the letter
    beside: dict[int, str] = field(default_factory=dict)  # on which row of the letter, after our words
    bottom: tuple[str, ...] = ()
    kept: frozenset[int] | None = None  # rows of the letter left in the quotation; None: all
    quoted: bool = True


@dataclass(frozen=True)
class Shape:
    """A generated mail with the truth about it."""

    name: str
    body: bytes
    answers: dict[str, str]
    client: str
    layout: str


BANKS = (
    "Jeg vil gerne have en klar plan for foråret og mere ro omkring driften.",
    "Vi fik lukket 42 sager i marts, og kunden var glad.",
    "Kurset i projektledelse lærte mig at sige nej i tide.",
    "- mødet med Novo\n- den nye vagtplan\n- oplæringen af Søren",
    "Det gik skævt i uge 12, fordi jeg sad alene med det.\nNæste gang siger jeg til før.",
    "Drift, support og oplæring.",
    "Budgettet for afdelingen og kontakten til revisoren.",
    "2. kvartal kunne bruges på at flytte support over til teamet.",
    "At hjælpe nye kolleger i gang :-)",
    "Fra: mandag\nTil: onsdag kunne jeg sidde med dem hele dagen.",
    "Godt. Vi griner stadig.",
    "Tak for hjælpen siger vi for sjældent til hinanden.",
    "Ja",
    "Hilsner fra kunden er det, vi lever af.",
    "Kun én: møderne om prissætning trækker tænder ud.",
    "Jeg kan tage flere af de svære samtaler selv.",
    "Fint, men træt",
    "En fast hjemmedag, fx fredag.",
    "Svært i december, bedre nu (10.30-15.00 er for kort).",
    "1) færre møder\n2) flere kunder\n3) et kursus",
    "Et fælles arkiv, så vi slipper for at lede.",
    "De hænger sammen: færre fejl giver gladere kunder.",
    "Forhandling og regneark",
    "Sparring hver 14. dag i stedet for hver måned.",
    "Nej, ellers ikke.",
)


def answers_for(rng: random.Random, count: int) -> dict[str, str]:
    """Pick some questions and answers to them."""
    chosen = sorted(rng.sample(range(len(QUESTIONS)), count))
    order = rng.sample(BANKS, count)
    return {QUESTIONS[index][0]: text for index, text in zip(chosen, order, strict=True)}


def _rows_of(rows: tuple[Row, ...], name: str) -> list[int]:
    return [index for index, row in enumerate(rows) if row.field == name]


def in_boxes(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Type under the line that invites to it."""
    return Draft(under={_rows_of(rows, name)[-1]: tuple(text.split("\n")) for name, text in answers.items()})


def under_question(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Type right under the question, before the invitation."""
    return Draft(under={_rows_of(rows, name)[0]: tuple(text.split("\n")) for name, text in answers.items()})


def on_question(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Type on the question's own line."""
    beside, under = {}, {}
    for name, text in answers.items():
        first, *rest = text.split("\n")
        index = _rows_of(rows, name)[0]
        beside[index] = first
        if rest:
            under[index] = tuple(rest)
    return Draft(beside=beside, under=under)


def on_invitation(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Type on the line that invites to it."""
    beside, under = {}, {}
    for name, text in answers.items():
        first, *rest = text.split("\n")
        index = _rows_of(rows, name)[-1]
        beside[index] = first
        if rest:
            under[index] = tuple(rest)
    return Draft(beside=beside, under=under)


def trimmed(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Delete everything but the questions answered."""
    kept = frozenset(_rows_of(rows, name)[0] for name in answers)
    draft = under_question(rows, answers, rng)
    return replace(draft, kept=kept)


def half_trimmed(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Delete what stands before the first and after the last question answered."""
    indexes = [index for name in answers for index in _rows_of(rows, name)]
    kept = frozenset(range(min(indexes), max(indexes) + 1))
    return replace(in_boxes(rows, answers, rng), kept=kept)


def thinned(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Delete some of the questions left empty, whole, and some of the headings and other words."""
    fields = {row.field for row in rows if row.field}
    stays = {name for name in fields if name in answers or rng.random() < 0.6}
    kept = frozenset(
        index for index, row in enumerate(rows) if (row.field in stays if row.field else rng.random() < 0.6)
    )
    lay = rng.choice((in_boxes, under_question, on_question, on_invitation))
    return replace(lay(rows, answers, rng), kept=kept)


def list_on_top(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Answer as a numbered list above the quotation."""
    style = rng.choice(
        ("{}. ", "{}: ", "ad {}: ", "Ad {}. ", "Spm. {}: ", "spørgsmål {} - ", "{} - ", "Nr. {}: ")
    )
    return Draft(top=_listed(answers, style, rng))


def list_below(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Answer as a numbered list below the quotation."""
    style = rng.choice(("{}. ", "{}: ", "ad {}: ", "Spm. {}: "))
    return Draft(bottom=_listed(answers, style, rng))


def repeated_on_top(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Write the question again above each answer, on top."""
    lines: list[str] = []
    for name, text in answers.items():
        lines += [
            TEXT_OF[name] if rng.random() < 0.5 else f"{NUMBER[name]}. {TEXT_OF[name]}",
            *text.split("\n"),
            "",
        ]
    return Draft(top=tuple(lines[:-1]))


def list_alone(rows: tuple[Row, ...], answers: dict[str, str], rng: random.Random) -> Draft:
    """Answer as a list with no quotation at all."""
    return replace(list_on_top(rows, answers, rng), quoted=False)


def _listed(answers: dict[str, str], style: str, rng: random.Random) -> tuple[str, ...]:
    lines: list[str] = []
    spaced = rng.random() < 0.5
    for name, text in answers.items():
        first, *rest = text.split("\n")
        lines += [style.format(NUMBER[name]) + first, *rest]
        if spaced:
            lines.append("")
    return tuple(lines[:-1] if spaced else lines)


LAYOUTS: dict[str, Callable[[tuple[Row, ...], dict[str, str], random.Random], Draft]] = {
    "in boxes": in_boxes,
    "under question": under_question,
    "on question": on_question,
    "on invitation": on_invitation,
    "trimmed": trimmed,
    "half trimmed": half_trimmed,
    "thinned": thinned,
    "list on top": list_on_top,
    "list below": list_below,
    "repeated on top": repeated_on_top,
    "list alone": list_alone,
}

SIGNATURES: tuple[tuple[str, ...], ...] = (
    (),
    ("", "Mvh", "Hanne"),
    (
        "",
        "Med venlig hilsen",
        "",
        "Hanne Larsen",
        "Konsulent, Drift",
        "Tlf. 12 34 56 78",
        "www.firma.example",
    ),
    ("", "-- ", "Hanne Larsen", "Firmaet A/S"),
    ("", "Sendt fra min iPhone"),
    ("", "Hilsen Hanne", "", "Hent Outlook til iOS<https://aka.ms/o0ukef>"),
    (
        "",
        "Venlig hilsen",
        "Hanne Larsen",
        "",
        "Denne e-mail kan indeholde fortrolige oplysninger. Er du ikke den rette modtager, "
        "bedes du slette mailen og give besked.",
    ),
)
EMPTY = "<p style=margin:0>&nbsp;</p>"
BANNER = (
    "ADVARSEL: Denne mail kommer fra en ekstern afsender. Klik ikke på links, medmindre du kender afsenderen."
)
SUBJECT = "SV: Forbered din MUS med Lars [cabcdefgh2]"


class Client:
    """How one mail client makes a mail of a draft: its text and its HTML."""

    name = "plain"
    kinds: tuple[str, ...] = ("plain",)

    def plain(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        """Write the text part."""
        lines = [*draft.top, *signature] if draft.top or not draft.bottom else [*draft.top]
        if draft.quoted:
            lines += ["", *self.attribution(), *self.quote(rows, draft)]
        lines += ["", *draft.bottom, *signature] if draft.bottom else []
        return "\n".join(lines) + "\n"

    def attribution(self) -> list[str]:
        """Write what stands above the quotation."""
        return ["Den 19-11-2026 kl. 08:12 skrev MUS <mus@firma.example>:"]

    def quote(self, rows: tuple[Row, ...], draft: Draft) -> list[str]:
        """Write the quotation with what was typed in it."""
        lines: list[str] = []
        for index, row in enumerate(rows):
            if draft.kept is not None and index not in draft.kept:
                continue
            lines += self.ours(row.text + (" " + draft.beside[index] if index in draft.beside else ""))
            if index in draft.under:
                lines += ["", *draft.under[index], ""]
        return lines

    def ours(self, text: str) -> list[str]:
        """Write one of our lines as quoted."""
        return [f"> {piece}" for piece in textwrap.wrap(text, 72)] + [">"]

    def html(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        """Write the HTML part."""
        raise NotImplementedError


def esc(text: str) -> str:
    """Escape as HTML, spaces that must stay included."""
    return html.escape(text, quote=False).replace("  ", "&nbsp; ")


class Plain(Client):
    """A text-only client that quotes with `>` and wraps."""


class BadWrap(Client):
    """A client that breaks quoted lines without a mark on the second half."""

    name = "bad wrap"

    def ours(self, text: str) -> list[str]:
        first, *rest = textwrap.wrap(text, 60)
        return [f"> {first}", *rest, ">"]


class Flowed(Client):
    """Thunderbird in plain text: format=flowed, space-stuffed."""

    name = "flowed"
    kinds: tuple[str, ...] = ("flowed",)

    def attribution(self) -> list[str]:
        return ["Den 19.11.2026 kl. 08.12 skrev MUS:"]

    def ours(self, text: str) -> list[str]:
        pieces = textwrap.wrap(text, 60)
        return [f"> {piece} " for piece in pieces[:-1]] + [f"> {pieces[-1]}", ">"]


class OutlookText(Client):
    """Outlook in plain text: header block, nothing marked."""

    name = "outlook text"

    def attribution(self) -> list[str]:
        return [
            "Fra: MUS <mus@firma.example> ",
            "Sendt: 19. november 2026 08:12",
            "Til: Hanne Larsen <hanne.larsen@firma.example>",
            "Emne: Forbered din MUS med Lars [cabcdefgh2]",
            "",
        ]

    def ours(self, text: str) -> list[str]:
        return [text, ""]


class Outlook(OutlookText):
    """Outlook on Windows: Word's HTML, the form as tables."""

    name = "outlook"
    kinds: tuple[str, ...] = ("both", "html")

    def p(self, text: str, style: str = "") -> str:
        """Write a paragraph as Word does."""
        return (
            f"<p class=MsoNormal{style}><span style='font-family:\"Segoe UI\",sans-serif'>{text or '&nbsp;'}"
            "<o:p></o:p></span></p>\n"
        )

    def html(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        parts = [
            '<html xmlns:o="x"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body '
            "lang=DA><div class=WordSection1>"
        ]
        shown = [*draft.top, *signature] if draft.top or not draft.bottom else draft.top
        parts += [self.p(esc(line)) for line in shown]
        if draft.quoted:
            parts.append(self.head())
            parts += [
                self.row(row, index, draft)
                for index, row in enumerate(rows)
                if draft.kept is None or index in draft.kept
            ]
        if draft.bottom:
            parts += [self.p(esc(line)) for line in (*draft.bottom, *signature)]
        return "".join(parts) + "</div></body></html>"

    def head(self) -> str:
        """Write the header block."""
        return (
            "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
            "<p class=MsoNormal><b><span lang=EN-US>Fra:</span></b><span> MUS "
            "&lt;mus@firma.example&gt; <br><b>Sendt:</b> 19. november 2026 08:12"
            "<br><b>Til:</b> Hanne Larsen &lt;hanne.larsen@firma.example&gt;<br><b>Emne:</b> "
            "Forbered din MUS<o:p></o:p></span></p></div></div>"
        )

    def row(self, row: Row, index: int, draft: Draft) -> str:
        """Write one of our lines, with what was typed after it."""
        text = esc(row.text)
        if index in draft.beside:
            text += f"<span style='color:#1F497D'> {esc(draft.beside[index])}</span>"
        typed = "".join(
            self.p(f"<span style='color:#1F497D'>{esc(line)}</span>") for line in draft.under.get(index, ())
        )
        if row.box:
            return (
                f"<table class=MsoNormalTable border=1><tr><td style='padding:6pt'>{self.p(text)}{typed or self.p('')}"
                "</td></tr></table>"
            )
        return self.p(text) + typed


class OutlookWeb(Outlook):
    """Outlook on the web: divs, `x_` before every class of the original."""

    name = "outlook web"
    kinds: tuple[str, ...] = ("both",)

    def p(self, text: str, style: str = "") -> str:
        return f'<div class="elementToProof" style="font-family:Aptos">{text or "<br>"}</div>'

    def head(self) -> str:
        return (
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" '
            'tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Fra:</b> '
            "MUS &lt;mus@firma.example&gt;<br>"
            "<b>Sendt:</b> 19. november 2026 08:12:41<br><b>Til:</b> Hanne Larsen "
            "&lt;hanne.larsen@firma.example&gt;<br><b>Emne:</b> Forbered din MUS</font><div>&nbsp;"
            "</div></div>"
        )

    def row(self, row: Row, index: int, draft: Draft) -> str:
        text = esc(row.text) + (f" {esc(draft.beside[index])}" if index in draft.beside else "")
        typed = "".join(self.p(esc(line)) for line in draft.under.get(index, ()))
        if row.box:
            return (
                '<table class="x_mm-q" role="presentation"><tbody><tr><td class="x_mm-box"><p '
                f'class="x_mm-by" style="margin:0">{text}</p>{typed or EMPTY}</td></tr></tbody></table>'
            )
        return f'<p class="x_mm-text" style="margin:0 0 14px 0">{text}</p>' + typed


class Gmail(Client):
    """Gmail on the web."""

    name = "gmail"
    kinds: tuple[str, ...] = ("both", "html")
    split = True  # typing in the quotation splits it

    def attribution(self) -> list[str]:
        return ["Den tors. 19. nov. 2026 kl. 08.12 skrev MUS <mus@firma.example", ">:", ""]

    def html(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        shown = [*draft.top, *signature] if draft.top or not draft.bottom else draft.top
        parts = [
            '<div dir="ltr">' + "".join(f"<div>{esc(line) or '<br>'}</div>" for line in shown) + "</div><br>"
        ]
        if draft.quoted:
            parts.append(
                '<div class="gmail_quote gmail_quote_container"><div dir="ltr" '
                'class="gmail_attr">Den tors. 19. nov. 2026 kl. 08.12 skrev MUS &lt;<a '
                'href="mailto:mus@firma.example">mus@firma.example</a>&gt;:<br></div>'
            )
            parts.append(self.open())
            for index, row in enumerate(rows):
                if draft.kept is None or index in draft.kept:
                    parts.append(self.row(row, index, draft))
            parts.append("</blockquote></div>")
        if draft.bottom:
            parts.append(
                "<div>"
                + "".join(f"<div>{esc(line) or '<br>'}</div>" for line in (*draft.bottom, *signature))
                + "</div>"
            )
        return "".join(parts)

    def open(self) -> str:
        """Open the quotation."""
        return (
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px '
            'solid rgb(204,204,204);padding-left:1ex">'
        )

    def row(self, row: Row, index: int, draft: Draft) -> str:
        """Write one of our lines, with what was typed after it."""
        text = esc(row.text) + (f" {esc(draft.beside[index])}" if index in draft.beside else "")
        typed = "".join(f"<div>{esc(line) or '<br>'}</div>" for line in draft.under.get(index, ()))
        if typed and self.split:
            gap = "<div><br></div>"
            return f'<p style="margin:0 0 14px 0">{text}</p></blockquote>{gap}{typed}{gap}{self.open()}'
        if row.box:
            return (
                f'<table role="presentation"><tbody><tr><td style="padding:8px"><p style="margin:0">{text}'
                f"</p>{typed or EMPTY}</td></tr></tbody></table>"
            )
        return f'<p style="margin:0 0 14px 0">{text}</p>{typed}'


class GmailInside(Gmail):
    """Gmail, typed inside the quotation without splitting it."""

    name = "gmail inside"
    split = False


class Apple(Gmail):
    """Apple Mail, the attribution inside the quotation."""

    name = "apple"
    kinds: tuple[str, ...] = ("both",)

    def attribution(self) -> list[str]:
        return ["> Den 19. nov. 2026 kl. 08.12 skrev MUS <mus@firma.example>:", "> "]

    def html(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        shown = [*draft.top, *signature] if draft.top or not draft.bottom else draft.top
        body = '<html><head></head><body style="overflow-wrap: break-word;">' + "<br>".join(
            esc(line) for line in shown
        )
        if draft.quoted:
            body += (
                '<div><br><blockquote type="cite"><div>Den 19. nov. 2026 kl. 08.12 skrev MUS '
                '&lt;mus@firma.example&gt;:</div><br class="Apple-interchange-newline"><div>\ufeff'
                + "".join(
                    self.row(row, index, draft)
                    for index, row in enumerate(rows)
                    if draft.kept is None or index in draft.kept
                )
                + "</div></blockquote></div>"
            )
        if draft.bottom:
            body += "<div>" + "<br>".join(esc(line) for line in (*draft.bottom, *signature)) + "</div>"
        return body + "</body></html>"

    def open(self) -> str:
        return '<blockquote type="cite">'


class Thunderbird(Gmail):
    """Thunderbird in HTML: cite-prefix and a quotation, split where one types."""

    name = "thunderbird"
    kinds: tuple[str, ...] = ("both", "html")

    def attribution(self) -> list[str]:
        return ["Den 19.11.2026 kl. 08.12 skrev MUS:"]

    def html(self, rows: tuple[Row, ...], draft: Draft, signature: tuple[str, ...]) -> str:
        source = super().html(rows, draft, signature)
        head = source.index('<div class="gmail_quote gmail') if draft.quoted else -1
        if head < 0:
            return source
        stop = source.index("</div>", source.index("gmail_attr")) + 6
        return (
            source[:head]
            + '<div class="moz-cite-prefix">Den 19.11.2026 kl. 08.12 skrev\n      MUS:<br></div><div>'
            + source[stop:]
        )

    def open(self) -> str:
        return '<blockquote type="cite" cite="mid:abc@firma.example">'


class Samsung(OutlookWeb):
    """Samsung's mail: a rule with words, plain divs."""

    name = "samsung"
    kinds: tuple[str, ...] = ("both", "html")

    def attribution(self) -> list[str]:
        return [
            "-------- Oprindelig besked --------",
            "Fra: MUS <mus@firma.example>",
            "Dato: 19.11.2026  08.12  (GMT+01:00)",
            "Til: hanne.larsen@firma.example",
            "Emne: Forbered din MUS",
            "",
        ]

    def head(self) -> str:
        return (
            "<div><br></div><div>-------- Oprindelig besked --------</div><div>Fra: MUS "
            "&lt;mus@firma.example&gt; </div><div>Dato: 19.11.2026  08.12  (GMT+01:00) </div><div>Til: "
            "hanne.larsen@firma.example </div><div>Emne: Forbered din MUS </div><div><br></div>"
        )


class K9(Client):
    """Thunderbird for Android."""

    name = "k9"

    def attribution(self) -> list[str]:
        return ["", "Den 19. november 2026 08.12.33 CET, MUS <mus@firma.example> skrev:"]

    def ours(self, text: str) -> list[str]:
        return [f">{text}", ">"]


CLIENTS: tuple[Client, ...] = (
    *(Plain(), BadWrap(), Flowed(), OutlookText(), Outlook(), OutlookWeb(), Gmail(), GmailInside(), Apple()),
    *(Thunderbird(), Samsung(), K9()),
)


def message(
    plain: str | None,
    rich: str | None,
    *,
    flowed: bool = False,
    encoding: str = "qp",
    number: int = 3,
    action: str = "",
) -> bytes:
    """Put a mail together."""
    head = (
        "Return-Path: <hanne.larsen@firma.example>\r\nReceived: from a.example by b.example; "
        "Mon, 23 Nov 2026 08:59:00 +0100\r\n"
        f"From: Hanne Larsen <{HANNE.address}>\r\nTo: MUS <{reply_address(number, action)}>\r\nSubject: "
        f"{SUBJECT}\r\n"
        "Date: Mon, 23 Nov 2026 08:59:00 +0100\r\nMessage-ID: <reply-1@firma.example>\r\nMIME-Version: 1.0\r\n"
    )
    leaves = []
    if plain is not None:
        leaves.append(_leaf("text/plain", plain, encoding, "; format=flowed" if flowed else ""))
    if rich is not None:
        leaves.append(_leaf("text/html", rich, encoding, ""))
    if len(leaves) == 1:
        return head.encode() + leaves[0]
    inner = b"".join(b"--=_b1\r\n" + leaf + b"\r\n" for leaf in leaves)
    return (
        head.encode()
        + b'Content-Type: multipart/alternative; boundary="=_b1"\r\n\r\n'
        + inner
        + b"--=_b1--\r\n"
    )


def _leaf(kind: str, text: str, encoding: str, extra: str) -> bytes:
    charset = "utf-8"
    text = text.replace("\n", "\r\n")
    if encoding == "latin1":
        charset, data, name = "iso-8859-1", text.encode("cp1252", "replace"), "8bit"
    elif encoding == "base64":
        data, name = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n"), "base64"
    elif encoding == "8bit":
        data, name = text.encode(), "8bit"
    else:
        data = quopri.encodestring(text.encode().replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        name = "quoted-printable"
    return (
        f"Content-Type: {kind}; charset={charset}{extra}\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode()
        + data
    )


def shapes(seed: int = 1, *, rounds: int = 1) -> Iterator[Shape]:
    """Generate the product of clients, layouts and parts, each with its own answers and surroundings."""
    rows = preparation()
    rng = random.Random(seed)
    for turn in range(rounds):
        for client in CLIENTS:
            for layout, lay in LAYOUTS.items():
                for kind in client.kinds:
                    answers = answers_for(rng, rng.choice((1, 2, 5, 9)))
                    draft = lay(rows, answers, rng)
                    signature = rng.choice(SIGNATURES)
                    if rng.random() < 0.3 and draft.top:
                        draft = replace(draft, top=("Hej", "", *draft.top))
                    if rng.random() < 0.15:
                        draft = replace(draft, top=(BANNER, "", *draft.top))
                    encoding = rng.choice(("qp", "qp", "base64", "8bit", "latin1"))
                    plain = client.plain(rows, draft, signature) if kind != "html" else None
                    rich = client.html(rows, draft, signature) if kind in ("both", "html") else None
                    body = message(plain, rich, flowed=kind == "flowed", encoding=encoding)
                    yield Shape(
                        f"{client.name} · {layout} · {kind} · {turn}", body, answers, client.name, layout
                    )


__all__ = ["INVITE", "Shape", "message", "shapes"]
