"""What `musmail init` asks: the few things nobody can decide for a workplace, each checked as it is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from musmail.conversation.policy import Sector
from musmail.errors import PermanentFailure
from musmail.settings.accounts import SmtpTls
from musmail.settings.addresses import address_fault
from musmail.settings.fields import Host, Line, Months, Port
from musmail.settings.providers import Provider
from musmail.settings.shipped import shipped
from musmail.transport.accounts import Flow
from musmail.transport.tls import client_context

Answers = Mapping[str, str]
Check = Callable[[str], str]
NONE = "none"
PASSWORD = "password"
FLOWS = {
    Provider.OWN.value: (PASSWORD,),
    Provider.MICROSOFT365.value: (Flow.CLIENT_CREDENTIALS.value, Flow.DEVICE_CODE.value),
    Provider.GOOGLE.value: (Flow.SERVICE_ACCOUNT.value, Flow.AUTHORIZED_USER.value, PASSWORD),
}
WEIGH = (
    "How long is each kind of data kept? No default would be right for everybody: weigh the right to erasure and\n"
    "keeping no longer than needed (GDPR art. 5 and 17) against the duty to keep: public archive law, personnel\n"
    "files, and how long an agreement may be asked about. Ask your data protection officer."
)


@dataclass(frozen=True)
class Question:
    """One thing to decide; its name is the flag's too. `fits` says whether it is asked after what was answered."""

    name: str
    words: str
    check: Check
    default: Callable[[Answers], str] = lambda _: ""
    fits: Callable[[Answers], bool] = lambda _: True
    before: str = ""  # what is said once, above it

    @property
    def flag(self) -> str:
        """Give the flag that answers it."""
        return f"--{self.name}"


def _valid(kind: Any) -> Check:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def check(text: str) -> str:
        if not text:
            raise ValueError("an answer is needed")
        try:
            adapter.validate_python(text)
        except ValidationError as refusal:
            error = refusal.errors(include_url=False)[0]
            said = error.get("ctx", {}).get("error", error["msg"])
            raise ValueError(str(said)) from None
        return text

    return check


def one_of(*known: str) -> Check:
    """Make the check for a choice."""

    def check(text: str) -> str:
        word = text.casefold()
        if word not in known:
            raise ValueError(f"`{text}` is none of {', '.join(known)}")
        return word

    return check


def _or_none(check: Check) -> Check:
    return lambda text: NONE if text.casefold() in ("", NONE) else check(text)


def _address(text: str) -> str:
    fault = address_fault(text)
    if fault is not None:
        raise ValueError(fault)
    if "+" in text.rpartition("@")[0]:
        raise ValueError("it should stand without a + part; the + is ours to use")
    return text


def place(text: str) -> tuple[str, str]:
    """Part `host:port`; the port may be left out."""
    host, _, port = text.partition(":")
    return host, port


def _server(text: str) -> str:
    host, port = place(text)
    _valid(Host)(host)
    if port or text.endswith(":"):
        if not port.isdecimal() or not 0 < int(port[:6]) < 65536:
            raise ValueError(f"`{port}` is no port; write it as a number, as in {host}:993")
        _valid(Port)(port)
    return text


def person(text: str) -> tuple[str, str]:
    """Part `Name <address>`. Raises ValueError with a sentence."""
    name, sign, rest = text.partition("<")
    if not sign or not name.strip() or not rest.endswith(">"):
        raise ValueError(f"`{text}` should look like Helle Rask <hr@nordby.dk>")
    return _valid(Line)(name.strip()), _address(rest.removesuffix(">").strip())


def _person(text: str) -> str:
    person(text)
    return text


def _name(text: str) -> str:
    """Take the name alone: the letters say it in a sentence, and an address would stand in the middle of that."""
    return _valid(Line)(text.partition("<")[0].strip())


def _authority(folder: Path) -> Check:
    """Make the check for a file of certificates, whose path counts from the folder of the configuration."""

    def check(text: str) -> str:
        try:
            client_context(folder / text)
        except PermanentFailure:
            raise ValueError(f"{folder / text} cannot be read, or holds no certificate in PEM form") from None
        return text

    return check


def languages() -> tuple[str, ...]:
    """List the languages there are templates in."""
    return tuple(sorted(folder.name for folder in shipped("templates").iterdir() if folder.is_dir()))


def _is_own(answers: Answers) -> bool:
    return answers.get("provider") == Provider.OWN


def _asks_secrets(answers: Answers) -> bool:
    return answers.get("login") not in (Flow.DEVICE_CODE, Flow.SERVICE_ACCOUNT)


def _at(name: str) -> Callable[[Answers], str]:
    return lambda answers: f"{name}.{answers['address'].rpartition('@')[2]}"


def _first_flow(answers: Answers) -> str:
    return FLOWS[answers["provider"]][0]


def _tls(answers: Answers) -> str:
    return SmtpTls.STARTTLS.value if place(answers["smtp"])[1] == "587" else SmtpTls.IMPLICIT.value


def questions(folder: Path) -> tuple[Question, ...]:
    """List what is asked, in order; the folder is where the configuration will stand."""
    installed = folder.resolve().is_relative_to("/etc")
    tongues = languages()
    every_flow = dict.fromkeys(flow for flows in FLOWS.values() for flow in flows)
    a_month = _valid(Months)
    return (
        Question("organisation", "The workplace's name, as its people say it", _valid(Line)),
        Question("address", "The mailbox of the talks; nobody else reads it", _address),
        Question(
            "provider",
            f"Whose mail servers: {', '.join(FLOWS)}",
            one_of(*FLOWS),
            lambda _: Provider.OWN.value,
        ),
        Question(
            "login",
            "How musmail logs in: microsoft365 by client_credentials or device_code (docs/microsoft365.md), google by "
            "service_account, authorized_user or password (docs/google.md)",
            one_of(*every_flow),
            _first_flow,
            lambda x: not _is_own(x),
        ),
        Question("imap", "The IMAP server, with :port if it is not 993", _server, _at("imap"), _is_own),
        Question(
            "smtp",
            "The outgoing server, with :port if it is not 465 (587 with starttls)",
            _server,
            _at("smtp"),
            _is_own,
        ),
        Question(
            "smtp-tls",
            "TLS from the first byte (implicit), or asked for at once (starttls)",
            one_of(*SmtpTls),
            _tls,
            _is_own,
        ),
        Question("user", "The user name on both servers", _valid(Line), lambda x: x["address"], _is_own),
        Question(
            "ca-file",
            "The workplace's own certificate authority, a PEM file; none: the system's authorities",
            _or_none(_authority(folder)),
            lambda _: NONE,
            _is_own,
        ),
        Question(
            "tenant",
            "The tenant's id or domain",
            _valid(Line),
            fits=lambda x: x["provider"] == Provider.MICROSOFT365,
        ),
        Question(
            "client-id",
            "The registered application's client id",
            _valid(Line),
            fits=lambda x: x["provider"] == Provider.MICROSOFT365 or x.get("login") == Flow.AUTHORIZED_USER,
        ),
        Question(
            "key-file",
            "The service account's key, a JSON file",
            _valid(Line),
            lambda _: "credentials/service-account.json",
            lambda x: x.get("login") == Flow.SERVICE_ACCOUNT,
        ),
        Question(
            "secrets",
            "Where passwords are kept: credential (systemd's), file (in credentials/ beside musmail.yaml) or env",
            one_of("credential", "file", "env"),
            lambda _: "credential" if installed else "file",
            _asks_secrets,
        ),
        Question(
            "sector",
            "public (a yearly MUS is an entitlement, and HR hears in time where none is agreed) or private",
            one_of(*Sector),
            lambda _: Sector.PRIVATE.value,
        ),
        Question(
            "hr",
            "Who in HR hears that a talk was not convened, as Name <address>, or none",
            _or_none(_person),
            lambda _: NONE,
        ),
        Question(
            "announced-by",
            "The name of whoever tells people that these mails will come, or none",
            _or_none(_name),
            lambda _: NONE,
        ),
        Question(
            "locale", f"The language of the letters: {', '.join(tongues)}", one_of(*tongues), lambda _: "da"
        ),
        Question(
            "state-folder",
            "The folder where musmail remembers",
            _valid(Line),
            lambda _: "/var/lib/musmail" if installed else "state",
        ),
        Question(
            "keep-talks",
            "Months that shared answers, summaries and agreements are kept, or forever",
            a_month,
            before=WEIGH,
        ),
        Question("keep-notes", "Months for what a party wrote for their own eyes only, or forever", a_month),
        Question("keep-mail", "Months for mail in the mailbox that has been dealt with, or forever", a_month),
        Question("keep-log", "Months for what happened when, without any content, or forever", a_month),
    )
