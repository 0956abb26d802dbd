"""Typed: short replies as people type them, put into the mails that clients make of them."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from typing import Any

from tests.replies.player import Expected, Reply, letter

PEOPLE = {
    "employee": ("Anna Sørensen", "anna@example.org"),
    "leader": ("Lars Højgaard", "lars@example.org"),
}
LAYOUTS = ("no quote", "quoted below", "outlook", "iphone")


@dataclass(frozen=True)
class Typed:
    """Words somebody types in answer to a letter, and what is meant by them.

    `said` lists intents with their number, `texts` what an intent's text is; `unfiled` is what is kept and no more.
    """

    letter: str
    words: str
    said: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    times: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    agreements: tuple[tuple[int | None, str, str, str | None, str], ...] = ()
    unfiled: str = ""
    sender: str = "employee"
    under: Mapping[str, str] = field(default_factory=dict)  # typed into the quote, under the line given

    def expected(self) -> Expected:
        """Say it the way the fixtures do."""
        return Expected(
            client="typed",
            sender=self.sender,
            letter=self.letter,
            outcome="replied",
            answers=dict(self.answers),
            marks=dict(self.marks),
            said=tuple(self._said(one) for one in self.said),
            agreements=tuple(
                {"number": number, "what": what, "who": who, "by": by, "sign": sign}
                for number, what, who, by, sign in self.agreements
            ),
        )

    def _said(self, one: str) -> dict[str, Any]:
        intent, _, number = one.partition(" ")
        times = self.times if intent in ("offer_times", "other_time", "move", "partly", "not_held") else ()
        return {
            "intent": intent,
            "number": int(number) if number else None,
            "text": self.texts.get(one, ""),
            "times": list(times),
        }


def reply(typed: Typed, layout: str) -> Reply:
    """Give the mail as a client of that kind sends it."""
    quoted = letter(typed.letter, typed.sender).plain.split("\n")
    if layout in ("outlook", "iphone"):
        body, kind = _page(typed, quoted, layout), "text/html"
    else:
        body, kind = _text(typed, quoted, quote=layout != "no quote"), "text/plain"
    name, address = PEOPLE[typed.sender]
    head = (
        f"From: {Header(name, 'utf-8').encode()} <{address}>\nTo: <@@REPLY_TO@@>\nSubject: SV: @@SUBJECT@@\n"
        "Date: @@DATE@@\nMessage-ID: <@@FRESH_ID@@@mail.example>\nIn-Reply-To: @@MESSAGE_ID@@\n"
        f'MIME-Version: 1.0\nContent-Type: {kind}; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
    )
    return Reply(f"typed/{layout}", f"{head}{body}\n".encode(), typed.expected())


def _text(typed: Typed, quoted: list[str], *, quote: bool) -> str:
    rows = typed.words.split("\n") if typed.words else []
    if quote or typed.under:
        rows += ["", "Den tors. 12. nov. 2026 kl. 12.32 skrev MUS i Værkstedet <mus@example.org>:", ""]
        for row in quoted:
            rows.append(f"> {row}".rstrip())
            if row in typed.under:
                rows += ["", *typed.under[row].split("\n"), ""]
    return "\n".join(rows)


def _page(typed: Typed, quoted: list[str], layout: str) -> str:
    style = "<p class=MsoNormal>{}</p>" if layout == "outlook" else "<div>{}</div>"
    blank = "&nbsp;" if layout == "outlook" else "<br>"

    def rows(text: str) -> str:
        return "\n".join(style.format(html.escape(row) or blank) for row in text.split("\n"))

    quotation = "\n".join(
        rows(row) + (rows(f"\n{typed.under[row]}\n") if row in typed.under else "") for row in quoted
    )
    if layout == "outlook":
        return (
            f"<html><body><div>{rows(typed.words)}\n<p class=MsoNormal>&nbsp;</p>\n"
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
            "<b>Fra:</b> MUS i Værkstedet &lt;mus@example.org&gt; <br><b>Sendt:</b> 12. november 2026 12:32<br>"
            f"<b>Til:</b> {PEOPLE[typed.sender][0]}<br><b>Emne:</b> MUS</p></div>\n{quotation}</div></body></html>"
        )
    return (
        f"<html><body dir=auto>{rows(typed.words)}<div><br></div><div dir=ltr>Sendt fra min iPhone</div>"
        "<div dir=ltr><br><blockquote type=cite>Den 12. nov. 2026 kl. 12.32 skrev MUS i Værkstedet "
        f"&lt;mus@example.org&gt;:<br><br></blockquote></div><blockquote type=cite>{quotation}"
        "</blockquote></body></html>"
    )
