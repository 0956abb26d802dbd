"""The shapes at our border: a RawMessage comes in, a Letter goes out, an Outcome comes back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RawMessage:
    """A message as the mail server holds it."""

    uid: int
    folder: str
    body: bytes


@dataclass(frozen=True)
class Letter:
    """A finished letter: the bytes that leave, with their envelope (RFC 5321 §2.3.1)."""

    message_id: str
    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True)
class Accepted:
    """The server took responsibility for the letter (RFC 5321 §4.2.1, a 250 after the dot)."""

    code: int
    text: str


@dataclass(frozen=True)
class Refused:
    """The server said no; `permanent` is a 5xx, otherwise it may say yes later."""

    permanent: bool
    code: int
    text: str


@dataclass(frozen=True)
class Unknown:
    """The connection went away between the final dot and the answer: it may or may not have been taken (RFC 1047)."""

    text: str


Outcome = Accepted | Refused | Unknown
