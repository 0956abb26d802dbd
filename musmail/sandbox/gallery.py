"""What the demo leaves behind: every mail as .eml and HTML, the papers, the tally, and an index to click through."""

import email
import email.policy
import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.sandbox.tally import Line, Totals
from musmail.sandbox.world import Carried

ZONE = ZoneInfo("Europe/Copenhagen")
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 "Segoe UI", system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: light-dark(#f4f6f6, #14191c); }
h1, h2 { font-weight: 600; } h2 { margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
.nowrap, .end { white-space: nowrap; } .in { padding-left: 2rem; opacity: .85; }
.end { display: inline-block; padding: 0 .5rem; border-radius: 1rem; background: light-dark(#dbeaea, #22383b); }
a { color: light-dark(#0b5d6b, #6fc3cf); }
"""


@dataclass(frozen=True)
class Shown:
    """One mail as the index and the terminal show it."""

    carried: Carried
    number: int
    subject: str
    plain: str
    markup: str | None
    papers: tuple[tuple[str, bytes], ...]

    @property
    def name(self) -> str:
        """Name its files."""
        what = self.carried.record.kind.value if self.carried.record else self.carried.shape.replace("/", "-")
        return f"{self.number:04}-{what}"

    @property
    def when(self) -> str:
        """Say when it went."""
        return self.carried.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def opened(carried: Carried, number: int) -> Shown:
    """Open a mail as a client does."""
    message = email.message_from_bytes(carried.data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    plain, markup = message.get_body(("plain",)), message.get_body(("html",))
    papers = tuple(
        (part.get_filename() or "paper", part.get_payload(decode=True))
        for part in message.iter_attachments()
        if part.get_content_type() == "application/pdf"
    )
    return Shown(
        carried,
        number,
        str(message["Subject"] or ""),
        plain.get_content() if plain else "",
        markup.get_content() if markup else None,
        tuple((name, data) for name, data in papers if isinstance(data, bytes)),
    )


def write(folder: Path, mails: list[Carried], lines: Sequence[Line], totals: Totals) -> Path:
    """Write the whole gallery; gives the index."""
    shown = [opened(carried, number) for number, carried in enumerate(mails, 1)]
    for place in ("mails", "papers"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for mail in shown:
        (folder / "mails" / f"{mail.name}.eml").write_bytes(mail.carried.data)
        page = mail.markup or f"<meta charset=utf-8><pre>{html.escape(mail.plain)}</pre>"
        (folder / "mails" / f"{mail.name}.html").write_text(page, "utf-8")
        for name, data in mail.papers:
            (folder / "papers" / f"{mail.number:04}-{name}").write_bytes(data)
    account = {"talks": [asdict(line) for line in lines], "totals": asdict(totals)}
    words = json.dumps(account, ensure_ascii=False, indent=1, default=date.isoformat)
    (folder / "tally.json").write_text(f"{words}\n", "utf-8")
    index = folder / "index.html"
    index.write_text(_index(shown, lines, totals), "utf-8")
    return index


def _index(shown: list[Shown], lines: Sequence[Line], totals: Totals) -> str:
    talks = "\n".join(_talk(line, shown) for line in lines)
    rows = "\n".join(_row(mail) for mail in shown)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>musmail: a company through its year</title><style>{STYLE}</style>"
        "<h1>A company through its year, by mail alone</h1>"
        f"<p>{totals.talks} talks, {totals.letters} letters, {totals.replies} replies, "
        f"{totals.reminders} reminders. Each talk links to its own mails below.</p>"
        '<h2>How each talk ended</h2><div class="wide"><table><tr><th>Talk<th>Meeting<th>End<th>Why'
        f"<th>Letters<th>Replies</tr>{talks}</table></div>"
        "<h2>Every mail, in the order they were sent</h2><p>Replies stand a little to the right.</p>"
        f'<div class="wide"><table>{rows}</table></div></html>'
    )


def _talk(line: Line, shown: list[Shown]) -> str:
    first = next((mail for mail in shown if mail.carried.aggregate == line.conversation), None)
    link = (
        f'<a href="#m{first.number}">{html.escape(line.employee)}</a>'
        if first
        else html.escape(line.employee)
    )
    letters = f"{line.to_employee} + {line.to_leader}{f' + {line.to_others}' if line.to_others else ''}"
    letters += f", {line.in_digests} in digests" if line.in_digests else ""
    cells = (
        f"<td>{link}<br>with {html.escape(line.leader)}",
        f'<td class="nowrap">{line.meeting or "–"}',
        f'<td><span class="end">{line.end.replace("_", " ")}</span>',
        f"<td>{html.escape(line.why)}",
        f'<td class="nowrap">{letters}',
        f'<td class="nowrap">{line.from_employee} + {line.from_leader}',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _row(mail: Shown) -> str:
    place = "" if mail.carried.record else ' class="in"'
    papers = " ".join(f'<a href="papers/{mail.number:04}-{html.escape(n)}">PDF</a>' for n, _ in mail.papers)
    who = f"{html.escape(mail.carried.sender)} → {html.escape(mail.carried.recipient.split('+')[0])}"
    link = f'<a href="mails/{mail.name}.html">{html.escape(mail.subject) or mail.name}</a>'
    cells = (f'<td class="nowrap">{mail.when}</td>', f"<td{place}>{link}</td>", f"<td>{who}</td>")
    eml = f'<td class="nowrap"><a href="mails/{mail.name}.eml">.eml</a> {papers}</td>'
    return f'<tr id="m{mail.number}">{"".join(cells)}{eml}</tr>'
