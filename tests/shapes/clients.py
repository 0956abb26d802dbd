"""The mail clients: how each marks the original, wraps it, names its parts and closes a mail."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from tests.shapes.original import Original

OUR_NAME, OUR_ADDRESS = "MUS i Værkstedet", "mus@example.org"
OWN_NAME, OWN_ADDRESS = "Anna Sørensen", "anna@example.org"


class Slot(StrEnum):
    """Where in the original somebody may type."""

    QUESTION = "Q"  # on the question's own line
    HINT = "H"  # between the question and its hint
    INVITE = "I"  # on the line of the invitation
    BOX = "B"  # below the invitation, in the box
    SPLIT = "S"  # below the box, where the client may break the quote


@dataclass(frozen=True, eq=False)
class Client:
    """One client; `attribution` and `header` per language, `{who}` and `{address}` open."""

    name: str
    attribution: dict[str, str]
    html: str = ""  # the quote: {attribution} and {original} open; empty: plain text only
    paragraph: str = "<div>{}</div>"
    blank: str = "<div><br></div>"
    prefix: str = ""  # before every class and id of the original
    level: str = ""  # before each quoted line of the text part
    attribution_level: str = ""
    loose: bool = True  # a blank line between the paragraphs of the text part
    wrap: int = 0
    flowed: bool = False
    breaks: bool = True  # an answer below a question breaks the quote
    whole: bool = False  # quotes style sheet and all
    word: bool = False  # rewrites the original in Word's manner
    device: tuple[str, ...] = ()
    subject: str = "Re: "
    agent: str = ""
    ragged: bool = False  # wraps quoted lines without marking what is left over
    flat: bool = False  # has no quote at all


_HEADER = {
    "da": (
        "Fra: {who} <{address}> \nSendt: torsdag den 22. oktober 2026 09.02\nTil: "
        "{to} <{to_address}>\nEmne: {subject}\n"
    ),
    "en": (
        "From: {who} <{address}>\nSent: Thursday, October 22, 2026 9:02 AM\nTo: "
        "{to} <{to_address}>\nSubject: {subject}\n"
    ),
}
_WEB_HEADER = {
    "da": (
        "________________________________\nFra: {who} <{address}>\nSendt: 22. oktober "
        "2026 09:02:11\nTil: {to}\nEmne: {subject}\n"
    ),
    "en": (
        "________________________________\nFrom: {who} <{address}>\nSent: Thursday, "
        "22 October 2026 09:02:11\nTo: {to}\nSubject: {subject}\n"
    ),
}
_MAC_HEADER = {
    "da": (
        "Fra: {who} <{address}>\nDato: torsdag, 22. oktober 2026 kl. 09.02\nTil: "
        "{to} <{to_address}>\nEmne: {subject}"
    ),
    "en": (
        "From: {who} <{address}>\nDate: Thursday, 22 October 2026 at 09:02\nTo: "
        "{to} <{to_address}>\nSubject: {subject}"
    ),
}
_OLD_HEADER = {
    "da": (
        "-----Oprindelig meddelelse-----\nFra: {who} [mailto:{address}] \nSendt: "
        "22. oktober 2026 09:02\nTil: {to}\nEmne: {subject}\n"
    ),
    "en": (
        "-----Original Message-----\nFrom: {who} [mailto:{address}]\nSent: 22 October "
        "2026 09:02\nTo: {to}\nSubject: {subject}\n"
    ),
}
_SAMSUNG_HEADER = {
    "da": (
        "-------- Oprindelig besked --------\nFra: {who} <{address}>\nDato: 22.10.2026 "
        " 09.02  (GMT+01:00)\nTil: {to} <{to_address}>\nEmne: {subject}\n"
    ),
    "en": (
        "-------- Original message --------\nFrom: {who} <{address}>\nDate: 22/10/2026 "
        " 09:02  (GMT+01:00)\nTo: {to} <{to_address}>\nSubject: {subject}\n"
    ),
}
_GMAIL = (
    '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
    "{attribution}<br></div>"
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
    'padding-left:1ex">{original}</blockquote></div>'
)
_GMAIL_AT = {
    "da": "Den tors. 22. okt. 2026 kl. 09.02 skrev {who} <{address}>:",
    "en": "On Thu, 22 Oct 2026 at 09:02, {who} <{address}> wrote:",
}
_GMAIL_US = dict.fromkeys(("da", "en"), "On Thu, Oct 22, 2026 at 9:02\u202fAM {who} <{address}> wrote:")
_APPLE = (
    '<br><div><blockquote type="cite"><div>{attribution}</div><br class="Apple-interchange-newline">'
    "<div>{original}</div></blockquote></div><br>"
)
_IOS = (
    '<br><blockquote type="cite">{attribution}<br><br></blockquote><blockquote '
    'type="cite"><div dir="ltr">\ufeff{original}</div></blockquote>'
)
_OUTLOOK = (
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt '
    '0cm 0cm 0cm"><p class="MsoNormal">'
    '{attribution}<o:p></o:p></p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{original}'
)
_OWA = (
    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
    '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
    "{attribution}</font><div>&nbsp;</div></div><div>{original}</div>"
)
_NEW_MAC = (
    '<div id="mail-editor-reference-message-container"><div><div style="border:none;'
    "border-top:solid #B5C4DF 1.0pt;"
    'padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><span style="font-size:12.0pt;'
    'color:black">{attribution}</span></p>'
    "</div>{original}</div></div>"
)
_MOBILE = (
    '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" '
    'class="ms-outlook-mobile-reference-message" dir="ltr">{attribution}<div>'
    "&nbsp;</div></div>{original}"
)
_SAMSUNG = (
    '<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">'
    "<div>{attribution}</div><div><br></div></div>{original}"
)
_MOZ = (
    '<div class="moz-cite-prefix">{attribution}<br></div><blockquote type="cite" '
    'cite="mid:x@example.org">{original}</blockquote>'
)
_K9 = (
    '<br><br><div class="gmail_quote"><div dir="auto">{attribution}</div><blockquote class="gmail_quote" '
    'style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, '
    '204); padding-left: 1ex;">{original}</blockquote></div>'
)
_YAHOO = (
    '<div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div style="font-size:13px;'
    'color:#26282a;"><div>{attribution}</div>'
    "<div><br></div><div><br></div><div>{original}</div></div></div>"
)
_AUTO, _BR = '<div dir="auto">{}</div>', '<div dir="auto"><br></div>'
_MSO = '<p class="MsoNormal"><span style="color:#0070C0;mso-fareast-language:EN-US">{}<o:p></o:p></span></p>'
_MSO_BLANK = '<p class="MsoNormal"><span style="color:#0070C0"><o:p>&nbsp;</o:p></span></p>'
_PROOF = (
    '<div class="elementToProof" style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt;">{}</div>'
)
_MUTT_AT = dict.fromkeys(("da", "en"), "On Thu, Oct 22, 2026 at 09:02:11AM +0200, {who} wrote:")
_K9_AT = {
    "da": "Den 22. oktober 2026 09.02.00 CEST, {who} <{address}> skrev:",
    "en": "On 22 October 2026 09:02:00 CEST, {who} <{address}> wrote:",
}
_MOZ_AT = {"da": "Den 22.10.2026 kl. 09.02 skrev {who}:", "en": "On 22/10/2026 09:02, {who} wrote:"}
_APPLE_AT = {
    "da": "Den 22. okt. 2026 kl. 09.02 skrev {who} <{address}>:",
    "en": "On 22 Oct 2026, at 09:02, {who} <{address}> wrote:",
}

CLIENTS = (
    Client("gmail-web", _GMAIL_AT, _GMAIL, prefix="m_-4821", level="> ", wrap=74),
    Client("gmail-english", _GMAIL_US, _GMAIL, prefix="m_-77", level="> ", wrap=74),
    Client(
        "gmail-android",
        {"da": "Den tors. 22. okt. 2026 09.02{who} <{address}> skrev:", "en": _GMAIL_AT["en"]},
        _GMAIL, _AUTO, _BR, prefix="m_9", level="> ", wrap=74,
    ),
    Client(
        "apple-ios", _APPLE_AT, _IOS, level="> ", attribution_level="> ", whole=True, subject="Sv: ",
        device=("Sendt fra min iPhone", "Sent from my iPhone"), agent="X-Mailer: iPhone Mail (23A355)",
    ),
    Client("apple-macos", _APPLE_AT, _APPLE, level="> ", whole=True, agent="X-Mailer: Apple Mail (2.3826)"),
    Client("outlook-windows", _HEADER, _OUTLOOK, _MSO, _MSO_BLANK, word=True, breaks=False, subject="SV: "),
    Client("outlook-plain", _OLD_HEADER, subject="SV: ", breaks=False),
    Client("outlook-web", _WEB_HEADER, _OWA, _PROOF, _PROOF.format("<br>"), "x_", breaks=False, subject="SV: "),
    Client("outlook-new-mac", _MAC_HEADER, _NEW_MAC, _MSO, _MSO_BLANK, word=True, breaks=False, subject="SV: "),
    Client(
        "outlook-mobile", _WEB_HEADER, _MOBILE, _AUTO, _BR, "x_", breaks=False, subject="SV: ",
        device=("Hent Outlook til iOS<https://aka.ms/o0ukef>", "Get Outlook for iOS<https://aka.ms/o0ukef>"),
    ),
    Client(
        "samsung", _SAMSUNG_HEADER, _SAMSUNG, _AUTO, _BR, loose=False, breaks=False, whole=True, subject="Sv: ",
        device=("Sendt fra min Galaxy", "Sent from my Galaxy"),
    ),
    Client("thunderbird-html", _MOZ_AT, _MOZ, "<p>{}</p>", "<p><br></p>", level="> ", whole=True),
    Client("thunderbird-flowed", _MOZ_AT, level="> ", flowed=True, agent="User-Agent: Mozilla Thunderbird"),
    Client("k9", _K9_AT, _K9, _AUTO, _BR, level=">", wrap=76, whole=True, agent="User-Agent: K-9 Mail for Android"),
    Client(
        "yahoo",
        {
            "da": "Den torsdag den 22. oktober 2026 kl. 09.02.11 CEST skrev {who} <{address}>:",
            "en": "On Thursday, 22 October 2026 at 09:02:11 CEST, {who} <{address}> wrote:",
        },
        _YAHOO, '<div dir="ltr" data-setdir="false">{}</div>', '<div dir="ltr"><br></div>', "yiv8842",
        breaks=False,
    ),
    Client("outlook-underscores", _WEB_HEADER, subject="SV: ", breaks=False),
    Client("mutt", _MUTT_AT, level="> "),
    Client("plain-rewrap", _GMAIL_AT, level="> ", wrap=66),
    Client("plain-ragged", _MOZ_AT, level="> ", wrap=66, ragged=True),
    Client("no-quote", _GMAIL_AT, "{attribution}{original}", flat=True),
)  # fmt: skip

_P = re.compile(r'<p class="mm-[a-z]+" style="([^"]*)">(.*?)</p>', re.S)
_GAP = re.compile(r'<div style="height:\d+px;[^"]*">&nbsp;</div>')
_ATTRIBUTE = re.compile(r' (id|class)="([^"]+)"')
_UNDER = re.compile(
    r'<table [^>]*id="mm-q-([^"]+)"[^>]*>.*?</td></tr></table>\s*<div [^>]*>&nbsp;</div>\s*</td></tr></table>',
    re.S,
)


def attribution(client: Client, locale: str, subject: str, *, own: bool = False) -> str:
    """Write the line or lines before a quote, of our letter or of their own earlier mail."""
    who, to = ((OWN_NAME, OWN_ADDRESS), (OUR_NAME, OUR_ADDRESS))[:: 1 if own else -1]
    words = client.attribution[locale].format(
        who=who[0], address=who[1], to=to[0], to_address=to[1], subject=("SV: " if own else "") + subject
    )
    return words.replace("22", "24") if own else words


def attribution_html(words: str) -> str:
    """Write it as HTML: labels bold, addresses links."""
    rows = [escape(row.strip(), quote=False) for row in words.strip("\n").split("\n")]
    rows = [row for row in rows if set(row) != {"_"}]
    rows = [re.sub(r"^([A-Z][a-z]+:)", r"<b>\1</b>", row) for row in rows]
    return re.sub(r"&lt;([^ ]+@[^ ]+)&gt;", r'&lt;<a href="mailto:\1">\1</a>&gt;', "<br>\n".join(rows))


def marked_html(original: Original) -> str:
    """Put a mark into our HTML wherever somebody may type."""

    def mark(found: re.Match[str]) -> str:
        field, table = found[1], found[0]
        title, hint, invite, box = list(re.finditer(r"<p class=\"mm-.*?</p>", table, re.S))
        return (
            f"\x05{field}\x02" + table[: title.end() - 4] + f"\x01Q{field}\x02</p>\x01H{field}\x02"
            + table[title.end() : hint.end()]
            + table[hint.end() : invite.start()] + f"\x03{field}\x02" + invite[0][:-4] + f"\x01I{field}\x02</p>\x04"
            + table[invite.end() : box.start()] + f"\x01B{field}\x02" + table[box.end() :] + f"\x01S{field}\x02\x06"
        )  # fmt: skip

    return _UNDER.sub(mark, original.letter.html)


def quoted_html(client: Client, original: Original) -> str:
    """Give the original as the client keeps it, with its marks."""
    html = marked_html(original)
    if client.whole:
        style = re.search(r"<style>.*?</style>", html, re.S)
        assert style
        head = f'<meta charset="utf-8"><title>x</title>{style[0]}'
    else:
        head = ""
    body = re.sub(
        r"<!--.*?-->", "", html.partition("<body")[2].partition(">")[2].partition("</body>")[0], flags=re.S
    )
    if client.word:
        body = _P.sub(
            r'<p class="MsoNormal" style="\1"><span style="font-size:12.0pt;color:#22303A">\2<o:p></o:p></span></p>',
            body,
        )
        body = _GAP.sub(
            (
                '<p class="MsoNormal" style="line-height:7.5pt"><span style="font-size:7.5pt">'
                "&nbsp;<o:p></o:p></span></p>"
            ),
            body,
        )
        body = re.sub(r' (id|class)="mm-[^"]*"', "", body)
        body = re.sub(r'<table role="presentation"', '<table class="MsoNormalTable"', body)
    elif client.prefix:
        body = _ATTRIBUTE.sub(lambda found: f' {found[1]}="{client.prefix}{found[2]}"', body)
    return f'{head}<div style="margin:0;padding:0;background-color:#eef2f3">{body}</div>'
