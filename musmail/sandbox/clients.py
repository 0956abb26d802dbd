"""Mail clients as the simulated people have them: how each writes a reply, and what it does to the letter it quotes.

The shapes are those of real clients (quoting, attributions, header blocks, containers); the words are the person's.
"""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from enum import StrEnum

from musmail.conversation.letters import Passage
from musmail.sandbox.tongue import language, say_date, say_day, say_time


class Client(StrEnum):
    """The clients there are; each is used with its own way of answering."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
    OUTLOOK_MOBILE = "outlook-mobile"
    IPHONE = "iphone"
    THUNDERBIRD = "thunderbird"
    APPLE_MAIL = "apple-mail"
    SAMSUNG = "samsung"


@dataclass(frozen=True)
class Written:
    """What somebody types: above the quoted letter, and under its fields."""

    top: str = ""
    under: Mapping[str, str] = field(default_factory=dict)
    closing: str = ""


@dataclass(frozen=True)
class Quoted:
    """The letter a reply quotes, as its reader saw it."""

    passages: Sequence[Passage]
    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    at: datetime
    locale: str = "da"


@dataclass(frozen=True)
class Envelope:
    """What stands in the head of the reply."""

    sender: tuple[str, str]
    recipient: str
    message_id: str
    answers: str = ""  # the Message-ID answered; buttons make new mails
    subject: str = ""
    at: datetime | None = None


Row = tuple[str, bool]  # a line, and whether the person typed it


def _rows(quoted: Quoted, under: Mapping[str, str]) -> Iterator[Row]:
    """Walk through the letter; what somebody typed stands below the last line of its field."""
    last = {passage.field: place for place, passage in enumerate(quoted.passages)}
    for place, passage in enumerate(quoted.passages):
        yield from ((line, False) for line in passage.text.split("\n"))
        typed = under.get(passage.field, "") if last[passage.field] == place and passage.field else ""
        if typed:
            yield from ((line, True) for line in typed.split("\n"))
        yield "", False


def _danish(quoted: Quoted) -> bool:
    return language(quoted.locale) == "da"


def _plain_quoted(rows: Sequence[Row]) -> str:
    """Quote with `>`, and leave what was typed unquoted with an empty line around it (RFC 3676 §4.5)."""
    lines: list[str] = []
    typing = False
    for text, typed in rows:
        if typed != typing:
            lines.append("")
        lines.append(text if typed else f"> {text}".rstrip())
        typing = typed
    return "\n".join(lines)


def _attribution(quoted: Quoted, short: bool = False) -> str:
    name, address = quoted.sender
    day, clock = say_date(quoted.at.date(), quoted.locale), say_time(quoted.at, quoted.locale)
    if _danish(quoted):
        return f"Den {day} kl. {clock} skrev {name}{'' if short else f' <{address}>'}:"
    return f"On {day} at {clock}, {name}{'' if short else f' <{address}>'} wrote:"


def _header_block(quoted: Quoted) -> list[tuple[str, str]]:
    """Name the letter as Outlook does: four labelled lines and no quote marks."""
    (name, address), (_, to) = quoted.sender, quoted.to
    labels = ("Fra", "Sendt", "Til", "Emne") if _danish(quoted) else ("From", "Sent", "To", "Subject")
    sent = f"{say_date(quoted.at.date(), quoted.locale)} {say_time(quoted.at, quoted.locale)}"
    return list(zip(labels, (f"{name} <{address}>", sent, to, quoted.subject), strict=True))


def _block(text: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{html.escape(line) or '<br>'}</{tag}>" for line in text.split("\n"))


def _gmail(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = list(_rows(quoted, written.under))
    plain = f"{written.top}\n\n{_attribution(quoted)}\n\n{_plain_quoted(rows)}\n"
    quote = '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
    body, typing = quote, False
    for text, typed in rows:
        if typed != typing:
            body += f"</blockquote>{'' if typed else quote}" if typed else quote
            typing = typed
        body += _block(text)
    body += "" if typing else "</blockquote>"
    head = f'<div dir="ltr" class="gmail_attr">{html.escape(_attribution(quoted))}<br></div>'
    markup = (
        f'<div dir="ltr">{_block(written.top)}</div><br>'
        f'<div class="gmail_quote gmail_quote_container">{head}{body}</div>'
    )
    return plain, markup


def _outlook(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = list(_rows(quoted, written.under))
    head = _header_block(quoted)
    plain = "\n".join(
        (written.top, "", *(f"{label}: {text}" for label, text in head), "", *(text for text, _ in rows))
    )
    typed_style = ' style="color:#1F497D"'
    body = "".join(
        f'<p class="MsoNormal"><span{typed_style if typed else ""}>{html.escape(text) or "&nbsp;"}</span></p>'
        for text, typed in rows
    )
    labels = "<br>".join(f"<b>{label}:</b> {html.escape(text)}" for label, text in head)
    top = "".join(f'<p class="MsoNormal">{html.escape(x) or "&nbsp;"}</p>' for x in written.top.split("\n"))
    markup = (
        f'<html><body lang="DA"><div class="WordSection1">{top}<p class="MsoNormal">&nbsp;</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{labels}</p></div>{body}</div></body></html>'
    )
    return plain, markup


def _outlook_mobile(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = [text for text, _ in _rows(quoted, {})]
    device = "Hent Outlook til iOS" if _danish(quoted) else "Get Outlook for iOS"
    head = _header_block(quoted)
    rule = "_" * 32
    plain = "\n".join(
        (
            written.top,
            "",
            f"{device}<https://aka.ms/o0ukef>",
            rule,
            *(f"{a}: {b}" for a, b in head),
            "",
            *rows,
        )
    )
    labels = "<br>".join(f"<b>{label}:</b> {html.escape(text)}" for label, text in head)
    markup = (
        f"<html><body><div>{_block(written.top)}</div>"
        f'<div id="ms-outlook-mobile-signature"><a href="https://aka.ms/o0ukef">{device}</a></div><hr>'
        f'<div id="divRplyFwdMsg">{labels}</div><div class="ms-outlook-mobile-reference-message">'
        f"{_block(chr(10).join(rows))}</div></body></html>"
    )
    return plain, markup


def _iphone(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = list(_rows(quoted, written.under))
    device = "Sendt fra min iPhone" if _danish(quoted) else "Sent from my iPhone"
    attribution = _attribution(quoted)
    plain = f"{written.top}\n\n{device}\n\n> {attribution}\n> \n{_plain_quoted(rows)}\n"
    inner = "".join(_block(text) for text, _ in rows)
    markup = (
        f'<html><body dir="auto">{_block(written.top)}<div dir="ltr">{device}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{html.escape(attribution)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{inner}</div></blockquote></body></html>'
    )
    return plain, markup


def _apple_mail(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = list(_rows(quoted, written.under))
    plain = f"{written.top}\n\n\n> {_attribution(quoted)}\n> \n{_plain_quoted(rows)}\n"
    body, typing = '<blockquote type="cite">', False
    for text, typed in rows:
        if typed != typing:
            body += "</blockquote>" if typed else '<blockquote type="cite">'
            typing = typed
        body += _block(text)
    body += "" if typing else "</blockquote>"
    markup = (
        f'<html><body>{_block(written.top)}<div><br><blockquote type="cite"><div>'
        f"{html.escape(_attribution(quoted))}</div></blockquote>{body}</div></body></html>"
    )
    return plain, markup


def _thunderbird(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = list(_rows(quoted, written.under))
    top = f"{written.top}\n\n" if written.top else ""
    return f"{top}{_attribution(quoted, short=True)}\n{_plain_quoted(rows)}\n", ""


def _samsung(written: Written, quoted: Quoted) -> tuple[str, str]:
    rows = [text for text, _ in _rows(quoted, {})]
    rule = "-------- Oprindelig besked --------" if _danish(quoted) else "-------- Original message --------"
    (name, address), (_, to) = quoted.sender, quoted.to
    at = f"{quoted.at:%d.%m.%Y  %H.%M}  (GMT+01:00)"
    labels = ("Fra", "Dato", "Til", "Emne") if _danish(quoted) else ("From", "Date", "To", "Subject")
    texts = (f"{name} <{address}>", at, to, quoted.subject)
    head = [f"{label}: {text}" for label, text in zip(labels, texts, strict=True)]
    plain = "\n".join((written.top, "", rule, *head, "", *rows))
    return plain, f"<html><body>{_block(plain)}</body></html>"


_WAYS: Mapping[Client, Callable[[Written, Quoted], tuple[str, str]]] = {
    Client.GMAIL: _gmail,
    Client.OUTLOOK: _outlook,
    Client.OUTLOOK_MOBILE: _outlook_mobile,
    Client.IPHONE: _iphone,
    Client.THUNDERBIRD: _thunderbird,
    Client.APPLE_MAIL: _apple_mail,
    Client.SAMSUNG: _samsung,
}
# In these one types between the lines of the letter; in the others everything stands on top.
BETWEEN = frozenset({Client.GMAIL, Client.OUTLOOK, Client.THUNDERBIRD, Client.APPLE_MAIL})


def reply(client: Client, written: Written, quoted: Quoted, envelope: Envelope) -> bytes:
    """Write a reply as this client does, as the bytes it submits."""
    if written.closing:
        written = Written(f"{written.top}\n\n{written.closing}".strip(), written.under)
    plain, markup = _WAYS[client](written, quoted)
    mark = "SV" if _danish(quoted) else "Re"
    return _mail(envelope, f"{mark}: {quoted.subject}", plain, markup)


def pressed(subject: str, body: str, envelope: Envelope) -> bytes:
    """Write the new mail a button makes (RFC 6068), sent as it is."""
    return _mail(envelope, subject, f"{body}\n", "")


def automatic(envelope: Envelope, until: datetime, locale: str) -> bytes:
    """Write the vacation answer of a server (RFC 3834)."""
    day = say_day(until.date(), locale)
    danish = language(locale) == "da"
    words = (
        f"Jeg har ferie og er tilbage {day}. Din mail bliver ikke læst imens."
        if danish
        else f"I am away and back on {day}. Your mail will not be read meanwhile."
    )
    subject = f"Autosvar: {envelope.subject}" if danish else f"Automatic reply: {envelope.subject}"
    message = _message(envelope, subject)
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(f"{words}\n")
    return bytes(message)


def accepted(uid: str, sequence: int, envelope: Envelope, locale: str) -> bytes:
    """Write a calendar's acceptance (RFC 5546 §3.2.3), without ORGANIZER as Exchange sends it."""
    assert envelope.at is not None
    name, address = envelope.sender
    words = "Accepteret" if language(locale) == "da" else "Accepted"
    calendar = "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "PRODID:Microsoft Exchange Server 2010",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT=ACCEPTED;CN={name}:MAILTO:{address}",
            f"UID:{uid}",
            f"SEQUENCE:{sequence}",
            f"DTSTAMP:{envelope.at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{words}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )
    message = _message(envelope, f"{words}: {envelope.subject}")
    message.set_content("\n")  # nothing was typed beside it
    message.add_alternative(
        calendar.encode(), "text", "calendar", params={"method": "REPLY", "charset": "utf-8"}
    )
    return bytes(message)


def _mail(envelope: Envelope, subject: str, plain: str, markup: str) -> bytes:
    message = _message(envelope, subject)
    message.set_content(plain, cte="quoted-printable")
    if markup:
        message.add_alternative(markup, "html", cte="quoted-printable")
    return bytes(message)


def _message(envelope: Envelope, subject: str) -> EmailMessage:
    assert envelope.at is not None
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr(envelope.sender)
    message["To"] = envelope.recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = envelope.message_id
    if envelope.answers:
        message["In-Reply-To"] = message["References"] = envelope.answers
    return message
