"""Whether the sender is who the address says: our own mail server's verdict, never the message's own word.

Only the topmost block of Authentication-Results counts, and only when our server wrote it (RFC 8601 §5).
"""

import re
from enum import StrEnum
from itertools import takewhile

import authres

from musmail.reading.headers import Headers

_TENANT_INTERNAL = re.compile(r"internal", re.IGNORECASE)


class Verdict(StrEnum):
    """What our server found out about the sender."""

    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"


class Trust(StrEnum):
    """Whose verdict counts."""

    AUTHSERV = "authserv"  # the server with the configured authserv-id
    MICROSOFT = "microsoft"  # Exchange Online, which writes the field without an id
    TENANT = (
        "tenant"  # as above, and mail inside one tenant, which carries no verdict but says it is internal
    )


def verdict(headers: Headers, sender: str, authserv_id: str | None, mode: Trust = Trust.AUTHSERV) -> Verdict:
    """Read the verdict on a sender; no configured server means there is none."""
    if authserv_id is None and mode is Trust.AUTHSERV:
        return Verdict.NONE
    found = (_judged(value, authserv_id, mode) for value in _topmost(headers))
    domain = sender.rpartition("@")[2].lower()
    # What stands under a field of somebody else's came with the message.
    ours = takewhile(lambda one: one is not None, found)
    results = [result for one in ours if one is not None for result in one.results]
    said = _dmarc(results, domain)
    if said is Verdict.NONE and mode is Trust.TENANT and _internal(headers):
        return Verdict.PASSED
    return said


def _topmost(headers: Headers) -> list[str]:
    """Take the first Authentication-Results and those right after it: one server writes them together."""
    values: list[str] = []
    fields = [name for name, _ in headers.fields]
    if "authentication-results" not in fields:
        return []
    start = fields.index("authentication-results")
    stop = start
    while stop < len(fields) and fields[stop] == "authentication-results" and stop - start < 5:
        stop += 1
    all_values = headers.all("authentication-results")
    values.extend(all_values[: stop - start])
    return values


def _judged(value: str, authserv_id: str | None, mode: Trust) -> "authres.AuthenticationResultsHeader | None":
    if len(value) > 4096:
        return None
    first = value.partition(";")[0].strip()
    if mode is not Trust.AUTHSERV and "=" in first:
        value = f"microsoft; {value}"
    elif authserv_id is None or (
        first.split()[:1] != [authserv_id] and first.split()[:1] != [authserv_id.lower()]
    ):
        return None
    try:
        return authres.AuthenticationResultsHeader.parse_value(value)
    except (authres.AuthResError, ValueError, RecursionError):
        return None


def _dmarc(results: list[object], domain: str) -> Verdict:
    """DMARC decides; where the server gives none, a DKIM signature of the sender's own domain does."""
    for result in results:
        if getattr(result, "method", "") == "dmarc":
            return Verdict.PASSED if _said(result) == "pass" and _about(result, domain) else Verdict.FAILED
    for result in results:
        if getattr(result, "method", "") == "dkim" and _said(result) == "pass" and _signed_by(result, domain):
            return Verdict.PASSED
    return Verdict.NONE


def _said(result: object) -> str:
    return str(getattr(result, "result", "")).lower()


def _properties(result: object) -> dict[str, str]:
    return {
        f"{one.type}.{one.name}".lower(): str(one.value or "").lower()
        for one in getattr(result, "properties", [])
    }


def _about(result: object, domain: str) -> bool:
    named = _properties(result).get("header.from", "")
    return not named or named.rpartition("@")[2] == domain


def _signed_by(result: object, domain: str) -> bool:
    named = _properties(result)
    signer = named.get("header.d", "") or named.get("header.i", "").rpartition("@")[2]
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))


def _internal(headers: Headers) -> bool:
    return _TENANT_INTERNAL.fullmatch(headers.one("x-ms-exchange-organization-authas").strip()) is not None
