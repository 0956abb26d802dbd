"""Replies to measure with: a skema answered under its questions, as text and as HTML, no two with the same words."""

import email
import email.policy
import html
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from textwrap import wrap

from musmail.conversation.letters import Passage

SENTENCES = (
    "Jeg har fået styr på den nye linje, og det mærker man på fejlene.",
    "Det var svært i marts, da vi manglede to mand på holdet.",
    "Jeg vil gerne lære at læse tegninger, så jeg kan hjælpe de nye.",
    "Mødet om mandagen er blevet bedre, siden vi begyndte at skrive ned.",
    "Det giver mig mest at stå ved maskinen, når noget nyt skal i gang.",
    "Jeg savner at få at vide, hvad planen er, før den er vedtaget.",
)
BOUNDARY = "=_bench_0f3a"
# A page's worth: so many questions are answered, the others left open, as people do.
ANSWERED_EVERY = 3


@dataclass(frozen=True)
class Reply:
    """A mail as it would arrive, and how many questions are answered in it."""

    data: bytes
    answers: int


def reply(letter: bytes, passages: Sequence[Passage], number: int) -> Reply:
    """Answer every third question of a skema; `number` makes the words this reply's own."""
    message = email.message_from_bytes(letter, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    typed = _typed(passages, number)
    attribution = "Den 22. oktober 2026 kl. 09.00 skrev MUS i Værkstedet <mus@example.org>:"
    lines = _lines(passages, typed)
    quoted = [f"> {row}".rstrip() for line in lines for row in [*wrap(line, 76), ""]]
    plain = "\n".join([attribution, "", *quoted])
    rows = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    quote = f"<blockquote>\n{rows}\n</blockquote>"
    markup = f"<html><body><p>{html.escape(attribution)}</p>\n{quote}</body></html>"
    return Reply(_mail(message, plain, markup, number), len(typed))


def _typed(passages: Sequence[Passage], number: int) -> dict[str, str]:
    fields = [name for name in dict.fromkeys(one.field for one in passages) if name]
    chosen = fields[number % ANSWERED_EVERY :: ANSWERED_EVERY]
    return {name: _words(number, index) for index, name in enumerate(chosen)}


def _words(number: int, index: int) -> str:
    first, second = (SENTENCES[(number * step + index) % len(SENTENCES)] for step in (1, 5))
    return f"{first} Det skrev jeg også i uge {number % 52 + 1} i punkt {index + 1}. {second}"


def _lines(passages: Sequence[Passage], typed: dict[str, str]) -> list[str]:
    """List the letter's lines with what was typed in each field at its end."""
    lines: list[str] = []
    for one, following in zip(passages, (*passages[1:], Passage("")), strict=True):
        lines += filter(str.strip, one.text.split("\n"))
        if one.field in typed and following.field != one.field:
            lines.append(typed[one.field])
    return lines


def _mail(to: EmailMessage, plain: str, markup: str, number: int) -> bytes:
    answer = EmailMessage(policy=email.policy.SMTP)
    for name, value in (
        ("From", to["To"]),
        ("To", to["Reply-To"]),
        ("Subject", f"Re: {to['Subject']}"),
        ("Date", "Mon, 26 Oct 2026 10:00:00 +0100"),
        ("Message-ID", f"<bench-{number}@client.example.org>"),
        ("In-Reply-To", to["Message-ID"]),
        ("References", to["Message-ID"]),
    ):
        answer[name] = str(value)
    answer.set_content(plain, cte="quoted-printable")
    answer.add_alternative(markup, subtype="html", cte="quoted-printable")
    answer.set_boundary(BOUNDARY)
    return answer.as_bytes()
