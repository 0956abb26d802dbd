"""`musmail check --live`: whether both servers do what we need, step by step and in words.

It stands beside the daemon and not in `transport`, because it asks for what the daemon uses: its folders, how it
recognises a reply's address, and whose word on a sender it believes. The running daemon is not disturbed: the state
folder is not touched, and the trial mail is to it one of its own, which it answers to nobody.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from musmail.daemon.inbox import DONE, REVIEW
from musmail.daemon.probe import Arrival, Post, probe_from
from musmail.errors import LoginRefused, TransportError
from musmail.reading.headers import Headers
from musmail.settings.accounts import TrustMode
from musmail.settings.load import Settings, Trust
from musmail.transport.accounts import ImapAccount, SmtpAccount
from musmail.transport.grants import tokens_of
from musmail.transport.imap import Mailbox
from musmail.transport.reach import reach, untrusted
from musmail.transport.smtp import SmtpCourier
from musmail.transport.tokens import Tokens

# What a server may lack, and what that means here.
LIKED = {
    "MOVE": "It has no MOVE: mail that is dealt with is copied and then removed, which is a little slower.",
    "UIDPLUS": "It has no UIDPLUS: where musmail removes a mail, whatever else in the inbox is marked as deleted "
    "goes too. Let nobody else use this mailbox.",
    "IDLE": "It has no IDLE: new mail is not announced, so musmail looks every 15 seconds.",
}
_INTERNAL = re.compile(r"\s*internal\s*", re.IGNORECASE)
_NAMED = re.compile(r"[^\s;=]+(?=\s*(?:\d+\s*)?(?:;|$))")


class Grade(Enum):
    """How good a finding is; only `WRONG` keeps musmail from working."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing found out, as a sentence."""

    grade: Grade
    sentence: str


def _good(sentence: str) -> Finding:
    return Finding(Grade.GOOD, sentence)


def _note(sentence: str) -> Finding:
    return Finding(Grade.NOTE, sentence)


def _wrong(sentence: str) -> Finding:
    return Finding(Grade.WRONG, sentence)


async def look(settings: Settings, now: Callable[[], datetime], *, within: float) -> AsyncIterator[Finding]:
    """Try everything musmail needs of its servers; a mail may take `within` seconds."""
    accounts = settings.accounts
    tokens = tokens_of(accounts.oauth2)
    ready = True
    for part in (_reading(accounts.imap, tokens), _sending(accounts.smtp, tokens)):
        async for finding in part:
            ready = ready and finding.grade is not Grade.WRONG
            yield finding
    if not ready:
        yield _note("No trial mail was sent; mend the above first.")
        return
    courier = SmtpCourier(accounts.smtp, tokens=tokens)
    async with courier:
        post = Post(courier, accounts.imap, tokens, within)
        try:
            async for finding in _mail(settings, post, now):
                yield finding
        except TransportError as error:
            yield _wrong(f"The trial mail could not be sent and found: {error}")


async def _reading(account: ImapAccount, tokens: Tokens | None) -> AsyncIterator[Finding]:
    """Look at the mailbox."""
    place = f"{account.host}:{account.port}"
    try:
        await reach(account)
        yield _good(f"Mailbox: {place} answers, and its certificate is trusted.")
        async with Mailbox(account, tokens) as mailbox:
            yield _good(f"Mailbox: {account.user} may log in.")
            lacking = [words for extension, words in LIKED.items() if not mailbox.offers(extension)]
            for words in lacking:
                yield _note(f"Mailbox: {words}")
            if not lacking:
                yield _good(f"Mailbox: the server has {', '.join(LIKED)}.")
            await mailbox.ensure_folders((DONE, REVIEW))
            yield _good(f"Mailbox: the folders {DONE} and {REVIEW} are there.")
            sent = await mailbox.sent_folder()
            yield (
                _good(f"Mailbox: what is sent is looked up in {sent}.")
                if sent
                else _note(
                    "Mailbox: the server names no Sent folder. If musmail is killed in the second it hands a letter "
                    "over, that letter may go out twice."
                )
            )
    except TransportError as error:
        yield _wrong(f"Mailbox: {_advised(error, account.host, 'imap', tokens)}")


async def _sending(account: SmtpAccount, tokens: Tokens | None) -> AsyncIterator[Finding]:
    """Look at the outgoing server."""
    place = f"{account.host}:{account.port}"
    try:
        await reach(account)
        async with SmtpCourier(account, tokens=tokens) as courier:
            await courier.open()
        yield _good(f"Sending: {place} answers, and its certificate is trusted.")
        login = f"{account.user} may log in" if account.user else "letters are taken without a login"
        yield _good(f"Sending: {login}.")
    except TransportError as error:
        yield _wrong(f"Sending: {_advised(error, account.host, 'smtp', tokens)}")


def _advised(error: TransportError, host: str, section: str, tokens: Tokens | None) -> str:
    """Say what went wrong and where to look."""
    said = untrusted(host, error) or str(error)
    if isinstance(error, LoginRefused) and tokens is None:
        return f"{said} Look at `{section}.user`, and at the password it goes with."
    return said


async def _mail(settings: Settings, post: Post, now: Callable[[], datetime]) -> AsyncIterator[Finding]:
    """Send ourselves a mail, to the plus address where replies go to one."""
    mailbox = settings.policy.mailbox
    name, _, domain = mailbox.address.rpartition("@")
    if mailbox.sub_addressing:
        plus = f"{name}+…@{domain}"
        probe = probe_from(mailbox, now(), plus=True)
        came = await post.round_trip(probe)
        if isinstance(came, Arrival):
            for finding in _arrived(came, probe.letter.message_id, settings.trust):
                yield finding
            if probe.letter.recipient in came.addresses:
                yield _good(f"The plus address {plus} survives, so every reply finds its way home.")
            else:
                yield _note(f"Mail to {plus} arrives without the + part: set `sub_addressing: false`.")
            return
        yield _wrong(f"Mail to {plus} {came}. Replies to musmail's letters go to such an address.")
    probe = probe_from(mailbox, now(), plus=False)
    came = await post.round_trip(probe)
    if isinstance(came, str):
        yield _wrong(f"Mail to {mailbox.address} {came}. Look where it went: a filter, a rule, a queue.")
        return
    for finding in _arrived(came, probe.letter.message_id, settings.trust):
        yield finding
    if mailbox.sub_addressing:
        yield _note(
            f"Mail to {mailbox.address} does arrive: set `sub_addressing: false`, or switch plus addressing on there."
        )


def _arrived(came: Arrival, message_id: str, trust: Trust) -> Iterator[Finding]:
    """Say what can be seen of a mail that came."""
    took = f"within {max(1, round(came.seconds))} s"
    if came.folder == DONE:
        yield _good(f"The trial mail came {took}; a running musmail had put it into {DONE} already.")
    elif came.folder.upper() == "INBOX":
        yield _good(f"The trial mail came {took} into the inbox.")
    else:
        yield _wrong(
            f"The trial mail came {took} into {came.folder}, where musmail does not look: let mail to this mailbox "
            "pass the junk filter."
        )
    if not came.removed:
        yield _note("Without UIDPLUS it was not removed, so that nothing else is; musmail puts it away.")
    if came.message_id == message_id:
        yield _good("Its Message-ID is the one musmail gave it.")
    else:
        yield _note(
            "The outgoing server writes a Message-ID of its own: replies are known by the reply address and the "
            "subject's tag alone, and what was sent cannot be looked up."
        )
    yield _vouched(came.headers, trust)


def _vouched(headers: Headers, trust: Trust) -> Finding:
    """Say what our own server writes about senders, and what to make of it in `trust`."""
    if _INTERNAL.fullmatch(headers.one("x-ms-exchange-organization-authas")):
        if trust.mode is TrustMode.SAME_TENANT:
            return _good("Exchange calls mail inside the tenant internal, as `trust` expects.")
        return _note(
            "Exchange calls this mail internal: `trust: {mode: same_tenant}` lets it vouch for senders."
        )
    named = _NAMED.match(headers.one("authentication-results").strip())
    found = named[0] if named else ""
    wanted = trust.authserv_id
    match trust.mode:
        case TrustMode.SAME_TENANT:
            return _note(
                "Nothing says that this mail is internal: `trust: {mode: same_tenant}` fits Exchange alone."
            )
        case TrustMode.AUTHSERV if found.casefold() == wanted.casefold():
            return _good(f"{found} writes Authentication-Results, as `trust` expects.")
        case TrustMode.AUTHSERV if found:
            return _note(
                f"{found} writes Authentication-Results, and `trust` waits for {wanted}: no signature counts."
            )
        case TrustMode.AUTHSERV:
            return _note(
                f"Mail to itself carries no Authentication-Results. See that mail from others does, by {wanted}."
            )
        case _ if found:
            return _note(
                f"{found} writes Authentication-Results: `trust: {{mode: authserv, authserv_id: {found}}}` lets it "
                "vouch for senders before a signature counts."
            )
    return _note(
        "Mail to itself carries no Authentication-Results. If mail from others does, `trust` can use it; "
        "until then the reply address and the sender's address must do."
    )
