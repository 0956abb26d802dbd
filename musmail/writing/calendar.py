"""The invitation as calendars read it."""

from datetime import datetime

from musmail.conversation.policy import Policy
from musmail.writing.facts import View
from musmail.writing.mime import Part


def event(method: str, view: View, policy: Policy, *, summary: str, description: str, at: datetime) -> bytes:
    """Write it."""
    raise NotImplementedError


def part(method: str, event: bytes) -> Part:
    """Write it."""
    raise NotImplementedError


def attachment(method: str, event: bytes) -> Part:
    """Write it."""
    raise NotImplementedError
