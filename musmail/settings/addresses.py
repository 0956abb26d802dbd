"""What we take for a mail address; the standard library's leniency changes between patch releases."""

import ipaddress
import re

# RFC 5322 §3.2.3, without quoted local parts: no mail system in use needs them and many mangle them.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
LOCAL_OCTETS = 64  # RFC 5321 §4.5.3.1.1
DOMAIN_OCTETS = 253  # RFC 1035 §2.3.4, without the final dot
LABEL_OCTETS = 63


def address_fault(text: str) -> str | None:
    """Say what keeps a text from being a mail address; None when nothing does."""
    if "<" in text or ">" in text:
        return f"`{text}` should be the bare address, without a name and <>"
    if any(sign.isspace() for sign in text) or not text.isprintable():
        return f"`{text}` has a space or an invisible sign in it"
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return f"`{text}` is not a mail address; it should look like name@example.org"
    if not text.isascii():
        return f"`{text}` has letters beyond a-z; use an address in plain letters, with the domain as xn--…"
    if len(local) > LOCAL_OCTETS or not _LOCAL.fullmatch(local):
        return f"`{text}` is not a mail address: `{local}` cannot stand before the @"
    if "." not in domain and domain != "localhost":
        return f"`{text}` is not a whole address; the part after @ should look like example.org"
    return (
        None if host_fault(domain) is None else f"`{text}` is not a mail address: `{domain}` is not a domain"
    )


def host_fault(host: str) -> str | None:
    """Say what keeps a text from being the name or number of a host; None when nothing does."""
    proper = all(_LABEL.fullmatch(label) and len(label) <= LABEL_OCTETS for label in host.split("."))
    if (proper and len(host) <= DOMAIN_OCTETS) or _is_number(host):
        return None
    return f"`{host}` is not the name of a host; write it without https:// and without a port"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def same(address: str) -> str:
    """Fold an address for comparing; mail systems do not tell upper case from lower in practice."""
    return address.strip().casefold()


def without_tag(address: str) -> str:
    """Take the `+tag` out of an address: both reach the same mailbox."""
    local, _, domain = same(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
