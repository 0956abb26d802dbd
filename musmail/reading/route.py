"""Where a message belongs: by its token, by what it replies to, by its subject's tag, or by nothing (invariant 6)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from musmail.conversation.policy import Mailbox
from musmail.conversation.tokens import Token, verify
from musmail.reading.head import Head

_TAG = re.compile(r"\[([cpg][a-z2-7]{9})(?:-(\d{1,5}))?\]", re.IGNORECASE)
_UID = re.compile(r"([cpg][a-z2-7]{9})(?![a-z2-7])", re.IGNORECASE)


@dataclass(frozen=True)
class Route:
    """The way home: which aggregate, which of its letters, which button, and how we know."""

    aggregate: str | None = None
    letter: int | None = None
    action: str = ""
    via: str = "nothing"  # token, references, message_id, subject, calendar, form, sender or nothing


def route(
    head: Head, *, mailbox: Mailbox, secret: bytes, by_message_id: Callable[[str], tuple[str, int] | None]
) -> Route:
    """Find where a message belongs; says nothing about who wrote it."""
    for address in head.to:
        token = _token(address, mailbox, secret)
        if token is not None:
            return Route(token.aggregate, token.letter, token.action, "token")
    for via, ids in (("message_id", head.returned), ("references", head.references)):
        for message_id in ids:
            found = _letter(message_id, secret, by_message_id)
            if found is not None:
                return Route(*found, via=via)
    if head.calendar_uid:
        aggregate = _by_uid(head.calendar_uid, secret)
        if aggregate is not None:
            return Route(aggregate, via="calendar")
    if tags := _TAG.findall(head.subject):
        aggregate, number = tags[-1]
        return Route(aggregate.lower(), int(number) if number else None, via="subject")
    return Route(via="sender") if head.sender else Route()


def _token(address: str, mailbox: Mailbox, secret: bytes) -> Token | None:
    local, _, domain = address.rpartition("@")
    own_local, _, own_domain = mailbox.address.rpartition("@")
    if domain.lower() != own_domain.lower():
        return None
    name, plus, words = local.partition("+")
    if not plus or name.lower() != own_local.lower():
        return None
    return verify(secret, words)


def _letter(
    message_id: str, secret: bytes, by_message_id: Callable[[str], tuple[str, int] | None]
) -> tuple[str, int] | None:
    """Know one of our letters by the token in its Message-ID, or by the id a server gave it instead."""
    token = verify(secret, message_id.strip("<>").partition("@")[0])
    if token is not None:
        return token.aggregate, token.letter
    return by_message_id(message_id)


def _by_uid(uid: str, secret: bytes) -> str | None:
    local = uid.partition("@")[0]
    token = verify(secret, local)
    if token is not None:
        return token.aggregate
    match = _UID.search(local.lower())
    return match[1] if match else None
