"""What somebody typed put into what a client keeps of the original, as text and as HTML."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from html import escape

from tests.shapes.clients import OWN_NAME, Client, Slot, attribution, attribution_html, quoted_html
from tests.shapes.original import Original, original


class Form(StrEnum):
    """How the client set what was typed."""

    PLAIN = "plain"
    BREAK = "break"  # a line break inside our own paragraph
    CLONE = "clone"  # a new paragraph with the class and style of ours
    STYLED = "styled"  # bold, coloured
    NAMED = "named"  # with the name of who comments before it, an option of Outlook


@dataclass(frozen=True)
class Typed:
    """Lines in a row; `bullets`: the client made a real list of them; `numbers`: each line an item of such a number."""

    lines: tuple[str, ...]
    bullets: bool = False
    form: Form = Form.PLAIN
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that stands in one reply besides the original itself."""

    top: tuple[Typed, ...] = ()
    inline: dict[tuple[Slot, str], Typed] = field(default_factory=dict)
    bottom: tuple[Typed, ...] = ()
    without_invite: bool = False  # the answer stands where the invitation stood
    kept: tuple[str, ...] = ()  # the questions left standing; none: all of the original
    only_lines: bool = False  # of those nothing but the question's own line
    earlier: tuple[Typed, ...] = ()  # their own earlier mail, quoted between
    signature: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # what a gateway adds at the end
    banner: str = ""
    quoted: bool = True
    signature_below: bool = False


def _wrapped(line: str, width: int, level: str = "") -> list[str]:
    if not width or len(line) + len(level) <= width:
        return [line]
    return textwrap.wrap(line, width - len(level), break_long_words=False, break_on_hyphens=False) or [line]


def _flowed(line: str, level: str) -> list[str]:
    """Break a line softly and stuff what would look like a quote (RFC 3676)."""
    rows = _wrapped(line, 72, level)
    rows = [row + " " for row in rows[:-1]] + rows[-1:]
    if not level:
        rows = [" " + row if row[:1] in (">", " ") or row.startswith("From ") else row for row in rows]
    return rows


def _our_lines(client: Client, letter: Original) -> list[str]:
    if not client.html or not client.loose:
        lines = letter.letter.plain.rstrip("\n").split("\n")
        return lines if not client.html else [line for line in lines if line]
    lines = [line for text in letter.lines for line in (text, "")]
    if client.level == "> ":
        strong = re.findall(r"<strong>(.*?)</strong>", letter.letter.html)
        lines = [
            next((f"*{w}*{line[len(w) :]}" for w in strong if line.startswith(w)), line) for line in lines
        ]
    return lines


def _quoted_rows(client: Client, letter: Original, content: Content) -> Iterator[tuple[bool, str]]:
    """Give the lines of the original with what was typed among them, each with whether it is typed apart."""
    questions = {question.line: question for question in letter.questions}
    apart = not client.html or client.flat
    now = None

    def slot(kind: Slot, name: str) -> Iterator[tuple[bool, str]]:
        if typed := content.inline.get((kind, name)):
            outside = apart or (kind is Slot.SPLIT and client.breaks)
            for line in _text_lines(client, typed):
                yield outside, line
                if client.word and line:
                    yield outside, ""

    def on_line(kind: Slot, name: str, line: str) -> Iterator[tuple[bool, str]]:
        typed = content.inline.get((kind, name))
        if typed and typed.form is Form.BREAK:
            yield from ((False, row) for row in (line, *typed.lines))
        else:
            yield False, f"{line} {typed.lines[0]}" if typed else line

    if content.only_lines:
        for kept in letter.questions:
            if kept.field in content.kept:
                yield False, kept.line
                yield from slot(Slot.SPLIT, kept.field)
        return

    for line in _our_lines(client, letter):
        question = questions.get(line)
        if question or (now and content.kept and line not in (now.hint, letter.invite, "")):
            if now:
                yield from slot(Slot.SPLIT, now.field)
            now = question
        shown = not content.kept or (now is not None and now.field in content.kept)
        if not shown:
            continue
        if now and line == letter.invite:
            if not content.without_invite or (Slot.BOX, now.field) not in content.inline:
                yield from on_line(Slot.INVITE, now.field, line)
            yield from slot(Slot.BOX, now.field)
            if not content.kept:
                yield False, ""
                yield from slot(Slot.SPLIT, now.field)
                now = None
        elif question:
            yield from on_line(Slot.QUESTION, question.field, line)
            yield from slot(Slot.HINT, question.field)
        else:
            yield False, line
    if now and content.kept:
        yield from slot(Slot.SPLIT, now.field)


def _leveled(client: Client, apart: bool, line: str, deeper: str = "") -> list[str]:
    level = deeper + ("" if apart else client.level)
    if client.flowed:
        return [(level + row) if row else level.rstrip() for row in _flowed(line, level)]
    rows = _wrapped(line, client.wrap, level)
    if client.ragged and not apart:
        rows = _wrapped(line, 64)
        return [level + rows[0], *rows[1:]] if rows[0] else [level.rstrip()]
    return [level + row if row else level.rstrip() for row in rows]


def _text_lines(client: Client, typed: Typed) -> list[str]:
    """Write the lines for the text part, with the bullets a client puts there."""
    lines = list(typed.lines)
    if typed.numbers:
        lines = [f"{'  ' * client.word} {n}. {line}" for n, line in zip(typed.numbers, lines, strict=True)]
    elif typed.bullets and not lines[0][:1].isdigit():
        bullet = "  *   " if client.word else "   - "
        lines = [bullet + line.split(" ", 1)[1] for line in lines]
    elif typed.form is Form.NAMED:
        lines[0] = f"[{OWN_NAME}] {lines[0]}"
    return lines


def _rows_of(client: Client, many: tuple[Typed, ...]) -> list[str]:
    rows: list[str] = []
    for typed in many:
        for line in _text_lines(client, typed):
            rows += _leveled(client, True, line)
            if client.word and line:
                rows.append("")
    return rows


def text_of(client: Client, locale: str, subject: str, content: Content) -> str:
    """Write the text part."""
    letter = original(locale)
    rows = [content.banner, ""] if content.banner else []
    rows += _rows_of(client, content.top)
    if content.signature and not content.signature_below:
        rows += ["", *content.signature]
    if content.quoted and not client.flat:
        rows += ["", *_quote_text(client, locale, subject, content, letter)]
    rows += ["", *_rows_of(client, content.bottom)] if content.bottom else []
    if content.signature and content.signature_below:
        rows += ["", *content.signature]
    if content.after:
        rows += ["", *content.after]
    return "\n".join(rows) + "\n"


def _quote_text(client: Client, locale: str, subject: str, content: Content, letter: Original) -> list[str]:
    def above(own: bool, level: str) -> list[str]:
        words = attribution(client, locale, subject, own=own)
        lines = [row for line in words.split("\n") for row in _wrapped(line, client.wrap and 72)]
        return [(level + client.attribution_level + line).rstrip("\n") for line in lines]

    gap = [] if client.name == "outlook-new-mac" else [""]
    rows = []
    deeper = ""
    if content.earlier:
        rows += [*above(True, ""), *gap]
        deeper = client.level
        rows += [
            row for typed in content.earlier for line in typed.lines for row in _leveled(client, False, line)
        ]
        rows += [deeper.rstrip()]
    rows += [*above(False, deeper), *([deeper.rstrip()] if gap else [])]
    for apart, line in _quoted_rows(client, letter, content):
        rows += _leveled(client, apart, line, deeper)
    return rows


def _in_line(client: Client, line: str, form: Form = Form.PLAIN) -> str:
    """Write one line with what clients make of addresses and of signs."""
    words = escape(line, quote=False)
    words = re.sub(r"(https?://[^\s]+)", r'<a href="\1">\1</a>', words)
    if client.name in ("gmail-web", "gmail-english"):
        words = re.sub(
            "([\U0001f300-\U0001faff])",
            r'<img data-emoji="\1" alt="\1" src="https://g.example/1.png">',
            words,
        )
    if form is Form.STYLED:
        half = words.find(" ") + 1 if "<" not in words else 0
        words = (
            f'<b><font color="#0000ff">{words[:half]}</font></b><span style="color:blue">'
            f"{words[half:]}</span>"
        )
    return words


def _html_lines(client: Client, typed: Typed) -> str:
    if typed.numbers:
        begin = typed.numbers[0]
        whole = list(typed.numbers) == list(range(begin, begin + len(typed.numbers)))
        runs = (
            [(begin, typed.lines)]
            if whole
            else list(zip(typed.numbers, [(line,) for line in typed.lines], strict=True))
        )
        return "".join(
            f'<ol start="{start}">'
            + "".join(f"<li>{_in_line(client, line)}</li>" for line in lines)
            + "</ol>"
            for start, lines in runs
        )
    if typed.bullets:
        ordered = typed.lines[0][:1].isdigit()
        items = "".join(f"<li>{escape(line.split(' ', 1)[1], quote=False)}</li>" for line in typed.lines)
        return f"<ol>{items}</ol>" if ordered else f"<ul>{items}</ul>"
    paragraph = client.paragraph
    if typed.form is Form.CLONE and not client.word:
        paragraph = (
            f'<p class="{client.prefix}mm-text" style="margin:0;font-size:16px;line-height:24px;'
            f'color:#22303a;">{{}}</p>'
        )
    named = f"<b><i>[{OWN_NAME}]</i></b> " if typed.form is Form.NAMED else ""
    rows = [
        paragraph.format(_in_line(client, line, typed.form)) if line else client.blank for line in typed.lines
    ]
    first = paragraph.format(named + _in_line(client, typed.lines[0])) if named else rows[0]
    return "".join([first, *rows[1:]])


@cache
def _template(client: Client, locale: str) -> tuple[str, ...]:
    """Give the quoted HTML split at its marks."""
    return tuple(re.split(r"([\x01\x03\x05][^\x02]*\x02|[\x04\x06])", quoted_html(client, original(locale))))


def _split_at(client: Client, inside: str, *, whole: bool) -> str:
    """Break the quote open around what was typed, where the client does so."""
    found = re.search(
        r"(<blockquote[^>]*>)(?=(?:(?!<blockquote).)*\{original\})(.*?)\{original\}", client.html
    )
    if not client.breaks or not found:
        return inside
    inner = found[2] if "{attribution}" not in found[2] else "<div>"
    divs = len(re.findall("<div", inner)) + 1
    tables = 2 if whole else 0
    closing = "</td></tr></table>" * tables + "</div>" * divs + "</blockquote>"
    opening = found[1] + "<div>" * divs + '<table width="100%"><tbody><tr><td>' * tables
    return closing + inside + opening


def _filled(client: Client, locale: str, content: Content) -> str:
    out: list[str] = []
    if content.only_lines:
        for question in original(locale).questions:
            if question.field in content.kept:
                typed = _in_slot(client, Slot.SPLIT, question.field, content)
                out.append(
                    f'<p style="margin:16px 0 4px 0;font-weight:600">{escape(question.line, quote=False)}</p>'
                    f"{typed}"
                )
        return "<div>" + "".join(out) + "</div>"
    shown, skipping = not content.kept, False
    for piece in _template(client, locale):
        code, name = piece[:1], piece[2:-1] if piece[:1] == "\x01" else piece[1:-1]
        if code == "\x05" and content.kept:
            shown = name in content.kept
        elif code == "\x06" and content.kept:
            shown = False
        elif code == "\x03":
            skipping = content.without_invite and (Slot.BOX, name) in content.inline
        elif code == "\x04":
            skipping = False
        elif code == "\x01" and shown and not skipping:
            out.append(_in_slot(client, Slot(piece[1]), name, content))
        elif shown and not skipping and code not in ("\x05", "\x06", "\x01"):
            out.append(piece)
    inner = "".join(out)
    return inner if not content.kept else f"<div>{inner}</div>"


def _in_slot(client: Client, slot: Slot, name: str, content: Content) -> str:
    typed = content.inline.get((slot, name))
    if slot is Slot.BOX and typed is None:
        return (
            '<p class="MsoNormal">&nbsp;<o:p></o:p></p>' if client.word else '<p style="margin:0">&nbsp;</p>'
        )
    if typed is None:
        return ""
    if slot in (Slot.QUESTION, Slot.INVITE):
        rows = [_in_line(client, line) for line in typed.lines]
        return "<br>" + "<br>".join(rows) if typed.form is Form.BREAK else " " + rows[0]
    inside = _html_lines(client, typed)
    return _split_at(client, inside, whole=not content.kept) if slot is Slot.SPLIT else inside


def html_of(client: Client, locale: str, subject: str, content: Content) -> str:
    """Write the HTML part."""
    parts = []
    if content.banner:
        parts.append(
            f'<table border="0"><tr><td style="background:#FFEB9C">{escape(content.banner)}</td></tr></table>'
        )
    parts += [_html_lines(client, typed) for typed in content.top]
    signature = _signature(client, content.signature)
    parts += [] if content.signature_below else [signature]
    if content.quoted and not client.flat:
        quote = _wrapped_quote(client, locale, subject, _filled(client, locale, content), own=False)
        if content.earlier:
            own = "".join(_html_lines(client, typed) for typed in content.earlier)
            quote = _wrapped_quote(client, locale, subject, own + _deeper(client, quote), own=True)
        parts.append(quote)
    parts += [_html_lines(client, typed) for typed in content.bottom]
    parts += [signature] if content.signature_below else []
    parts += [f'<p style="font-size:9pt;color:gray">{escape(line)}</p>' for line in content.after]
    inside = "".join(parts)
    if client.word:
        return (
            f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head></head><body '
            f'lang="DA"><div class="WordSection1">{inside}</div></body></html>'
        )
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html"></head>'
        f'<body dir="auto">{inside}</body></html>'
    )


def _deeper(client: Client, quote: str) -> str:
    """Prefix the ids of a quote once more, as Outlook on the web does one level down."""
    return (
        re.sub(r'id="(divRplyFwdMsg|appendonsend)"', r'id="x_\1"', quote) if client.prefix == "x_" else quote
    )


def _wrapped_quote(client: Client, locale: str, subject: str, inside: str, *, own: bool) -> str:
    words = attribution_html(attribution(client, locale, subject, own=own))
    return client.html.replace("{attribution}", words).replace("{original}", inside)


def _signature(client: Client, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    rows = "<br>".join(
        re.sub(r"(.*)<(https:[^>]*)>", r'<a href="\2">\1</a>', line) if "<http" in line else escape(line)
        for line in lines
        if line != "-- "
    )
    if client.name.startswith("gmail"):
        dashes = '<span class="gmail_signature_prefix">-- </span><br>' if lines[0] == "-- " else ""
        return f'<div><br clear="all"></div>{dashes}<div dir="ltr" class="gmail_signature">{rows}</div>'
    if client.name == "outlook-mobile":
        return f'<div id="ms-outlook-mobile-signature">{rows}</div>'
    if client.word:
        return client.blank + "".join(
            f'<p class="MsoNormal">{row}<o:p></o:p></p>' for row in rows.split("<br>")
        )
    return f"{client.blank}<div>{rows}</div>"
