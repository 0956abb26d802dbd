"""The configuration `musmail init` writes: what was decided, each key with its reason, and nothing else."""

import json
import re
from collections.abc import Iterator

from musmail.settings.accounts import LONGEST_TOKEN
from musmail.settings.addresses import LOCAL_OCTETS
from musmail.settings.providers import Provider
from musmail.settings.questions import NONE, PASSWORD, Answers, person, place
from musmail.transport.accounts import Flow

CREDENTIALS = "credentials"  # the folder the systemd unit looks into, and ours where files are read
_PLAIN = re.compile(r"[A-Za-z0-9ÆØÅæøåÉéÄäÖöÜü/][\w@.+/ -]*(?<! )")
_NOTHING = frozenset({"null", "~", ""})


def scalar(text: str) -> str:
    """Write a text as YAML, quoted where it could mean something else."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOTHING:
        return text
    return json.dumps(text, ensure_ascii=False)


def secrets_of(answers: Answers) -> tuple[str, ...]:
    """Name the secrets that must be put somewhere before musmail can log in."""
    if answers["provider"] == Provider.OWN or answers.get("login") == PASSWORD:
        return ("imap-password",)
    named = {
        Flow.CLIENT_CREDENTIALS.value: ("oauth2-secret",),
        Flow.AUTHORIZED_USER.value: ("oauth2-secret", "oauth2-refresh-token"),
    }
    return named.get(answers["login"], ())


def place_of(secret: str, answers: Answers) -> tuple[str, str]:
    """Say where a secret is kept: the key in YAML, and the name of the place."""
    kind = answers["secrets"]
    if kind == "file":
        return kind, f"{CREDENTIALS}/{secret}"
    return kind, f"MUSMAIL_{secret.upper().replace('-', '_')}" if kind == "env" else secret


def room_for_token(answers: Answers) -> bool:
    """Tell whether a reply token finds room before the @ of the mailbox's address (RFC 5321, 4.5.3.1.1)."""
    return len(answers["address"].rpartition("@")[0]) + 1 + LONGEST_TOKEN <= LOCAL_OCTETS


def configuration(answers: Answers) -> str:
    """Write musmail.yaml."""
    return "\n".join((*_head(answers), *_mail(answers), *_rest(answers), ""))


def _head(answers: Answers) -> Iterator[str]:
    yield "# What this workplace has decided about its development conversations. Everything else has a default; all"
    yield "# options stand, explained, in musmail.example.yaml beside this file and may be copied from there."
    yield "# `musmail check musmail.yaml` says everything that is wrong, with the line."
    yield "# Paths that do not begin with / count from the folder of this file."
    yield ""
    yield "# The workplace's name as its people say it; every letter has it."
    yield f"organisation: {scalar(answers['organisation'])}"
    yield ""
    yield "# The language of the letters; a person may have another one in people.csv."
    yield f"locale: {answers['locale']}"
    yield ""
    yield "# The one address people write to and hear from. Nobody else reads this mailbox: musmail empties it."
    yield "mailbox:"
    yield f"  address: {scalar(answers['address'])}"
    yield "  # Mail to name+anything@ reaches the mailbox. `musmail check --live` tries it; false where it does not."
    room = room_for_token(answers)
    if not room:
        yield "  # With so many letters before the @ there is no room for a reply token, so it is false."
    yield f"  sub_addressing: {'true' if room else 'false'}"
    yield ""


def _mail(answers: Answers) -> Iterator[str]:
    provider = answers["provider"]
    if provider == Provider.OWN:
        yield "# Mail servers of our own, so hosts and users are named below."
    else:
        yield f"# Hosts, ports and limits are the provider's; docs/{provider}.md says what to do there first."
    yield f"provider: {provider}"
    yield ""
    if answers.get("login", PASSWORD) == PASSWORD:
        yield from _passwords(answers)
    else:
        yield from _tokens(answers)
    if answers.get("ca-file", NONE) != NONE:
        yield "# The workplace's own authority vouches for both servers; the system's authorities do not count then."
        yield f"ca_file: {scalar(answers['ca-file'])}"
        yield ""


def _passwords(answers: Answers) -> Iterator[str]:
    yield "# The mailbox is read by IMAP with TLS from the first byte. The password never stands in this file."
    yield "imap:"
    if answers["provider"] == Provider.OWN:
        host, port = place(answers["imap"])
        yield f"  host: {host}"
        yield from [f"  port: {port}"] if port else []
        yield f"  user: {scalar(answers['user'])}"
    yield from _secret("password", "imap-password", answers)
    yield ""
    if answers["provider"] == Provider.OWN:
        host, port = place(answers["smtp"])
        yield "# The server that takes our letters, always encrypted."
        yield "smtp:"
        yield f"  host: {host}"
        yield f"  tls: {answers['smtp-tls']}"
        yield from [f"  port: {port}"] if port else []
        yield "  # The mailbox's login; its password goes here too. Another `user` needs a `password` of its own."
        yield f"  user: {scalar(answers['user'])}"
        yield ""


def _tokens(answers: Answers) -> Iterator[str]:
    yield "# Access tokens in place of passwords, for both servers."
    yield "oauth2:"
    yield f"  flow: {answers['login']}"
    for key, name in (("tenant", "tenant"), ("client_id", "client-id"), ("key_file", "key-file")):
        if name in answers:
            yield f"  {key}: {scalar(answers[name])}"
    for secret in secrets_of(answers):
        yield from _secret(secret.removeprefix("oauth2-").replace("-", "_"), secret, answers)
    yield ""


def _secret(key: str, secret: str, answers: Answers) -> Iterator[str]:
    kind, name = place_of(secret, answers)
    yield f"  {'client_secret' if key == 'secret' else key}:"
    yield f"    {kind}: {name}"


def _rest(answers: Answers) -> Iterator[str]:
    yield "# Where musmail remembers: the talks, and the key its reply addresses are signed with. Back it up."
    yield f"state_folder: {scalar(answers['state-folder'])}"
    yield ""
    yield "# Who works here and who leads whom; musmail.example.yaml explains every column there can be."
    yield "people: people.csv"
    yield ""
    yield "# `public`: a yearly MUS is an entitlement, and HR hears in time where none is agreed. `private`: it is not."
    yield f"sector: {answers['sector']}"
    yield ""
    if answers["hr"] == NONE:
        yield "# Nobody in HR hears that a talk was not convened: it ends with the leader's leader."
        yield "#hr:"
        yield "  #name: Helle Rask"
        yield "  #address: hr@nordby.example"
    else:
        name, address = person(answers["hr"])
        yield "# Hears that a talk was not convened: state and counts, never content."
        yield "hr:"
        yield f"  name: {scalar(name)}"
        yield f"  address: {scalar(address)}"
    yield ""
    if answers["announced-by"] == NONE:
        yield "# A human who tells people beforehand that these mails will come; the first mail to anyone would say so."
        yield "#announced_by: Mona Friis"
    else:
        yield "# Has told people that these mails will come; the first mail to anyone says so."
        yield f"announced_by: {scalar(answers['announced-by'])}"
    yield ""
    yield "# For how many months each kind of data is kept, or `forever`. Weigh the right to erasure and keeping no"
    yield "# longer than needed (GDPR art. 5 and 17) against the duty to keep: public archive law, personnel files, and"
    yield "# how long an agreement may be asked about. Ask your data protection officer."
    yield "retention:"
    yield "  # Shared answers, summaries and agreements, from the end of the talk."
    yield f"  talks_months: {answers['keep-talks']}"
    yield "  # What a party wrote for their own eyes only."
    yield f"  notes_months: {answers['keep-notes']}"
    yield "  # Mail in the mailbox that has been dealt with."
    yield f"  mail_months: {answers['keep-mail']}"
    yield "  # What happened when, without any content."
    yield f"  log_months: {answers['keep-log']}"
