"""What we know of the big providers: where their servers are and what they let a mailbox do."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from musmail.settings.document import Document, Value


class Provider(StrEnum):
    """Who runs the mail servers."""

    OWN = "own"
    MICROSOFT365 = "microsoft365"
    GOOGLE = "google"


Preset = Mapping[str, Mapping[str, str]]

PRESETS: Mapping[str, Preset] = {
    # Microsoft, "Message storage and concurrent connection throttling for SMTP Authenticated Submission", and
    # "Exchange Online limits" for the day's 10,000 recipients.
    Provider.MICROSOFT365: {
        "imap": {"host": "outlook.office365.com", "port": "993"},
        "smtp": {"host": "smtp.office365.com", "port": "587", "tls": "starttls"},
        "limits": {"messages_per_minute": "30", "messages_per_day": "10000", "connections": "3"},
    },
    # Google, "Gmail sending limits in Google Workspace" (2,000 a day, none told by the minute) and "Gmail bandwidth
    # limits" (15 connections).
    Provider.GOOGLE: {
        "imap": {"host": "imap.gmail.com", "port": "993"},
        "smtp": {"host": "smtp.gmail.com", "port": "465", "tls": "implicit"},
        "limits": {"messages_per_day": "2000", "connections": "15"},
    },
}


def filled_in(document: Document) -> Value:
    """Give the document's values with the provider's where a key is not written.

    Both servers know a mailbox by its address, with the big providers and wherever tokens are used; so the user name
    need not be written there either.
    """
    data = document.data
    if not isinstance(data, dict):
        return data
    preset = PRESETS.get(document.text(("provider",)), {})
    address = document.text(("mailbox", "address"))
    user = {"user": address} if address and (preset or data.get("oauth2") is not None) else {}
    wanted: dict[str, dict[str, Value]] = {
        "imap": {**preset.get("imap", {}), **user},
        "smtp": {**preset.get("smtp", {}), **user},
        "limits": {**preset.get("limits", {})},
    }
    filled = dict(data)
    for section, values in wanted.items():
        written = data.get(section)
        if values and (written is None or isinstance(written, dict)):
            filled[section] = {**values, **{key: x for key, x in (written or {}).items() if x is not None}}
    return filled


def not_needed(schema: dict[str, Any]) -> None:
    """Tell editors that a provider may fill in both servers."""
    schema["required"] = [key for key in schema["required"] if key not in ("imap", "smtp")]
