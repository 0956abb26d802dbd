"""What the raw message says about machines: automatic mail, reports that return our letters, calendar parts."""

import re

from musmail.errors import Unreadable
from musmail.reading import mime
from musmail.reading.headers import Headers, decode_words

MAX_SCANNED = 512 * 1024  # of a report; the returned header stands long before that

_RETURNED_ID = re.compile(rb"(?im)^[> \t]*message-id:\s*(<[^<>\s]{1,250}>)")
_UID = re.compile(r"(?im)^UID(?:;[^:\r\n]*)?:([^\r\n]{1,500}(?:\r?\n[ \t][^\r\n]{0,200}){0,5})")
_FOLD = re.compile(r"\r?\n[ \t]")
_DAEMON = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|microsoftexchange[0-9a-f]+)@", re.IGNORECASE
)
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply|ikke-?svar|svar-?ikke)@", re.IGNORECASE)
_AUTO_SUBJECT = re.compile(
    r"\s*(?:automatisk svar|autosvar|automatic reply|autoreply|auto-reply|auto:|out of (?:the )?office"
    r"|ikke til stede|ikke på kontoret"
    r"|fraværsbesked|fravær:|abwesenheitsnotiz|automatische antwort|autosvar:|frånvaro|fraværsmelding)",
    re.IGNORECASE,
)


def is_report(fields: Headers) -> bool:
    """Tell whether a message is a report on one of ours (RFC 3464, RFC 8098) or comes from a mail server."""
    kind = fields.one("content-type").lower()
    if kind.startswith("multipart/report") or fields.has("x-failed-recipients"):
        return True
    sender = fields.one("from")
    return _DAEMON.search(sender) is not None or "mailer-daemon" in sender.lower()


def message_ids(fields: Headers, body: bytes, start: int) -> tuple[str, ...]:
    """List the Message-IDs in the header blocks a report returns; none for other mail."""
    if not is_report(fields):
        return ()
    found = _RETURNED_ID.findall(body, start, min(len(body), start + MAX_SCANNED))
    if not found and b"base64" in body[start : start + MAX_SCANNED]:
        found = _encoded_ids(body)
    return tuple(dict.fromkeys(one.decode("ascii", "replace") for one in found[:20]))


def _encoded_ids(body: bytes) -> list[bytes]:
    try:
        leaves = mime.parse(body).leaves
    except Unreadable:
        return []
    return [one for leaf in leaves[:10] for one in _RETURNED_ID.findall(leaf.data()[:MAX_SCANNED])]


def calendar_uid(body: bytes) -> str:
    """Give the UID of a calendar part, or nothing; looked for only where a message has such a part."""
    if b"text/calendar" not in body and b"application/ics" not in body and b"TEXT/CALENDAR" not in body:
        return ""
    try:
        message = mime.parse(body)
    except Unreadable:
        return ""
    for leaf in message.leaves:
        if leaf.kind in ("text/calendar", "application/ics") and leaf.stop - leaf.start <= MAX_SCANNED:
            match = _UID.search(leaf.text())
            if match is not None:
                return _FOLD.sub("", match[1]).strip()[:255]
    return ""


def automatic(fields: Headers) -> str:
    """Say why a message was not written by a person (RFC 3834 §2); nothing when a person may have.

    X-Auto-Response-Suppress asks for silence and is no sign; Exchange puts it on people's mail too.
    """
    submitted = fields.one("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted[:40]}"
    for name in ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply", "x-mail-autoreply"):
        if fields.has(name):
            return name
    precedence = fields.one("precedence").strip().lower()
    if precedence in ("bulk", "junk", "list", "auto_reply"):
        return f"Precedence: {precedence}"
    if fields.has("list-id", "list-unsubscribe"):
        return "mailing list"
    if fields.one("return-path").strip() == "<>":
        return "null sender"
    sender = fields.one("from")
    if _DAEMON.search(sender) or _NO_REPLY.search(sender):
        return "sent by a program"
    return "subject of an automatic reply" if _AUTO_SUBJECT.match(decode_words(fields.one("subject"))) else ""


__all__ = ["automatic", "calendar_uid", "is_report", "message_ids"]
