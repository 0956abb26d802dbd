"""Everything the administrator wrote, loaded and checked whole: settings, or every problem at once."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from musmail.conversation.policy import Policy
from musmail.errors import Problem, SettingsError
from musmail.settings.accounts import DEFAULT_PORTS, Secret, SmtpTls, TrustMode
from musmail.settings.document import Document, KeyPath, read_document
from musmail.settings.model import MusmailYaml
from musmail.settings.policy import policy_of
from musmail.settings.roster import Roster, read_roster
from musmail.settings.secrets import reveal
from musmail.settings.sentences import problems_of
from musmail.settings.shipped import shipped
from musmail.settings.skemas import read_skema, replaced
from musmail.settings.texts import misnamed, read_texts
from musmail.skema.forms import Role, Skema
from musmail.transport.accounts import ImapAccount, SmtpAccount, Tls
from musmail.transport.tls import client_context

_TLS = {SmtpTls.IMPLICIT: Tls.IMPLICIT, SmtpTls.STARTTLS: Tls.STARTTLS}


@dataclass(frozen=True)
class Retention:
    """For how many months each kind of data is kept; None is for ever."""

    talks: int | None
    notes: int | None
    mail: int | None
    log: int | None


@dataclass(frozen=True)
class Trust:
    """Whose word on a sender is believed before a signature counts."""

    mode: TrustMode
    authserv_id: str = ""


@dataclass(frozen=True)
class Accounts:
    """Our mailbox and our outgoing server, with their passwords."""

    imap: ImapAccount
    smtp: SmtpAccount


@dataclass(frozen=True)
class Settings:
    """What the administrator decided, ready for use; `texts` are template sources by name."""

    path: Path
    policy: Policy
    roster: Roster
    texts: Mapping[str, str] = field(repr=False)
    accounts: Accounts
    state_folder: Path
    retention: Retention
    trust: Trust

    @property
    def skemas(self) -> tuple[Skema, ...]:
        """List the forms of all parties and languages."""
        return self.policy.skemas


@dataclass
class _Gathering:
    """Problems on their way; a loader that finds some gives what it can. Paths stay as the user writes them."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def read(self, path: Path, said_by: Document, at: KeyPath) -> bytes | None:
        """Read a file that a key names; a file that cannot be read is that key's problem."""
        try:
            return path.read_bytes()
        except OSError as error:
            self.at(said_by, at, f"{path} cannot be read: {error.strerror or error}")
            return None

    def at(self, document: Document, at: KeyPath, sentence: str) -> None:
        """Note a problem with a key."""
        words = ".".join(str(part) for part in at)
        self.problems.append(Problem(document.name, document.line(at), f"`{words}`: {sentence}"))


def load(path: Path, *, environment: Mapping[str, str] | None = None, secrets: bool = True) -> Settings:
    """Load musmail.yaml and all it names. Raises SettingsError with everything wrong in all files.

    Without `secrets` the passwords stay empty: enough for whatever does not log in.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        sentence = f"the configuration cannot be read: {error.strerror or error}"
        raise SettingsError((Problem(str(path), None, sentence),)) from None
    document = read_document(str(path), raw)
    found = _Gathering(path.parent, list(document.problems))
    model = _model(document, found)
    roster = _roster(document, found)
    skemas = _skemas(document, found)
    texts = _texts(document, found)
    if model is not None:
        _check_locale(model, document, texts, skemas, found)
        known = os.environ if environment is None else environment
        accounts = _accounts(model, document, found, known if secrets else None)
        if not found.problems:
            return _settings(path, model, roster, skemas, texts, accounts)
    raise SettingsError(tuple(sorted(set(found.problems), key=_in_order)))


def _in_order(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line or 0, problem.sentence


def _settings(
    path: Path,
    model: MusmailYaml,
    roster: Roster,
    skemas: tuple[Skema, ...],
    texts: Mapping[str, str],
    accounts: Accounts,
) -> Settings:
    kept, trust = model.retention, model.trust
    return Settings(
        path=path,
        policy=replace(policy_of(model), skemas=skemas),
        roster=roster,
        texts=texts,
        accounts=accounts,
        state_folder=path.parent / model.state_folder,
        retention=Retention(kept.talks_months, kept.notes_months, kept.mail_months, kept.log_months),
        trust=Trust(trust.mode, trust.authserv_id or ""),
    )


def _model(document: Document, found: _Gathering) -> MusmailYaml | None:
    if document.data is None:
        return None
    try:
        return MusmailYaml.model_validate(document.data)
    except ValidationError as refusal:
        found.problems += problems_of(MusmailYaml, document, refusal)
        return None


def _roster(document: Document, found: _Gathering) -> Roster:
    """Read the roster even where the rest of the configuration is wrong."""
    people = document.text(("people",))
    if not people:
        return Roster()
    path = found.folder / people
    raw = found.read(path, document, ("people",))
    if raw is None:
        return Roster()
    mailbox, locale = document.text(("mailbox", "address")), document.text(("locale",)) or "da"
    roster, problems = read_roster(str(path), raw, mailbox=mailbox, locale=locale)
    found.problems += problems
    return roster


def _skemas(document: Document, found: _Gathering) -> tuple[Skema, ...]:
    ready = _shipped_skemas(found)
    own: list[Skema] = []
    for role in Role:
        at = ("skema", role.value)
        if not document.text(at):
            continue
        path = found.folder / document.text(at)
        raw = found.read(path, document, at)
        if raw is None:
            continue
        skema, problems = read_skema(str(path), raw)
        found.problems += problems
        if skema is not None and skema.audience is not role:
            found.at(document, at, f"{path} is a form for the {skema.audience.value}")
        own += [skema] if skema is not None else []
    return replaced(ready, own)


def _shipped_skemas(found: _Gathering) -> list[Skema]:
    ready: list[Skema] = []
    for path in sorted((shipped("config") / "skema").glob("*/*.yaml")):
        skema, problems = read_skema(str(path), path.read_bytes())
        found.problems += problems
        ready += [skema] if skema is not None else []
    return ready


def _texts(document: Document, found: _Gathering) -> dict[str, str]:
    ready, problems = read_texts(shipped("templates"))
    found.problems += problems
    if not document.text(("templates",)):
        return ready
    folder = found.folder / document.text(("templates",))
    if not folder.is_dir():
        found.at(document, ("templates",), f"{folder} is not a folder")
        return ready
    try:
        own, problems = read_texts(folder)
    except OSError as error:
        found.at(document, ("templates",), f"{error.filename} cannot be read: {error.strerror or error}")
        return ready
    found.problems += (*problems, *misnamed(ready, own, folder))
    return {**ready, **own}


def _check_locale(
    model: MusmailYaml,
    document: Document,
    texts: Iterable[str],
    skemas: tuple[Skema, ...],
    found: _Gathering,
) -> None:
    languages = sorted({name.partition("/")[0] for name in texts if "/" in name})
    if model.locale not in languages:
        found.at(
            document,
            ("locale",),
            f"there are no templates in `{model.locale}`, only in {', '.join(languages)}",
        )
    for role in Role:
        if not any(skema.audience is role and skema.locale == model.locale for skema in skemas):
            found.at(document, ("skema", role.value), f"there is no {role.value}'s form in `{model.locale}`")


def _accounts(
    model: MusmailYaml, document: Document, found: _Gathering, environment: Mapping[str, str] | None
) -> Accounts:
    """Build the accounts; None as the environment means that nobody is going to log in."""
    ca_file = None if model.ca_file is None else found.folder / model.ca_file
    try:
        client_context(ca_file)
    except OSError as error:
        found.at(
            document, ("ca_file",), f"{ca_file} is no certificate that can be read: {error.strerror or error}"
        )

    def password(secret: Secret | None, at: KeyPath) -> str:
        if secret is None or environment is None:
            return ""
        try:
            return reveal(secret, found.folder, environment)
        except ValueError as error:
            found.at(document, at, str(error))
            return ""

    imap, smtp = model.imap, model.smtp
    return Accounts(
        imap=ImapAccount(
            host=imap.host,
            port=imap.port,
            user=imap.user,
            password=password(imap.password, ("imap", "password")),
            ca_file=ca_file,
        ),
        smtp=SmtpAccount(
            host=smtp.host,
            port=smtp.port or DEFAULT_PORTS[smtp.tls],
            tls=_TLS[smtp.tls],
            user=smtp.user,
            password=password(smtp.password, ("smtp", "password")),
            ca_file=ca_file,
        ),
    )
