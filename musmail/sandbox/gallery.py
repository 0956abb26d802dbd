"""What the demo leaves behind: every mail as .eml and HTML, the papers, and an index to click through."""

import email
import email.policy
import html
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from musmail.sandbox.world import Carried

ZONE = ZoneInfo("Europe/Copenhagen")
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 "Segoe UI", system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: light-dark(#f4f6f6, #14191c); }
table { border-collapse: collapse; width: 100%; } td { padding: .5rem .6rem; border-bottom: 1px solid #8884; }
td:first-child { white-space: nowrap; } .in { padding-left: 2rem; opacity: .85; }
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
        return f"{self.number:02}-{what}"

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


def write(folder: Path, mails: list[Carried]) -> Path:
    """Write the whole gallery; gives the index."""
    shown = [opened(carried, number) for number, carried in enumerate(mails, 1)]
    for place in ("mails", "papers"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for mail in shown:
        (folder / "mails" / f"{mail.name}.eml").write_bytes(mail.carried.data)
        page = mail.markup or f"<pre>{html.escape(mail.plain)}</pre>"
        (folder / "mails" / f"{mail.name}.html").write_text(page, "utf-8")
        for name, data in mail.papers:
            (folder / "papers" / f"{mail.number:02}-{name}").write_bytes(data)
    index = folder / "index.html"
    index.write_text(_index(shown), "utf-8")
    return index


def _index(shown: list[Shown]) -> str:
    rows = "\n".join(_row(mail) for mail in shown)
    return (
        f'<!doctype html><html lang="da"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>musmail: en hel MUS</title><style>{STYLE}</style>"
        f"<h1>En hel MUS, kun med mails</h1><p>{len(shown)} mails i den rækkefølge, de blev sendt. "
        f"Svarene er rykket ind.</p><table>{rows}</table></html>"
    )


def _row(mail: Shown) -> str:
    place = "" if mail.carried.record else ' class="in"'
    papers = " ".join(f'<a href="papers/{mail.number:02}-{html.escape(n)}">PDF</a>' for n, _ in mail.papers)
    who = f"{html.escape(mail.carried.sender)} → {html.escape(mail.carried.recipient.split('+')[0])}"
    link = f'<a href="mails/{mail.name}.html">{html.escape(mail.subject) or mail.name}</a>'
    cells = (f"<td>{mail.when}</td>", f"<td{place}>{link}</td>", f"<td>{who}</td>")
    return f'<tr>{"".join(cells)}<td><a href="mails/{mail.name}.eml">.eml</a> {papers}</td></tr>'
