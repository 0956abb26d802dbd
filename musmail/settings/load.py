"""Everything the administrator wrote, loaded and checked whole: settings, or every problem at once."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from musmail.conversation.items import CarriedItem
from musmail.conversation.policy import Policy
from musmail.errors import Problem, SettingsError
from musmail.settings.accounts import TrustMode
from musmail.settings.agreements import read_agreements
from musmail.settings.cadences import Cadences, check_names
from musmail.settings.document import read_document
from musmail.settings.gathering import Gathering
from musmail.settings.keeping import in_the_way
from musmail.settings.locales import lacking, unknown, unlike, untold
from musmail.settings.logins import check_logins
from musmail.settings.model import MusmailYaml
from musmail.settings.policy import cadences_of, policy_of
from musmail.settings.providers import filled_in
from musmail.settings.roster import Roster, read_roster
from musmail.settings.sentences import problems_of
from musmail.settings.servers import Accounts, accounts_of, means
from musmail.settings.shipped import shipped
from musmail.settings.skemas import read_skema, replaced
from musmail.settings.texts import misnamed, read_texts
from musmail.skema.forms import Role, Skema


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
class Settings:
    """What the administrator decided, ready for use.

    `texts` are template sources by name, as `da/preparation.xml`; `own_texts` says which are the workplace's own.
    """

    path: Path
    policy: Policy
    roster: Roster
    texts: Mapping[str, str] = field(repr=False)
    own_texts: Mapping[str, Path] = field(repr=False)
    accounts: Accounts
    state_folder: Path
    people: str  # the roster's file
    retention: Retention
    trust: Trust
    cadences: Cadences
    agreements: Mapping[str, tuple[CarriedItem, ...]] = field(repr=False)

    @property
    def skemas(self) -> tuple[Skema, ...]:
        """List the forms of all parties and languages."""
        return self.policy.skemas

    def language_advice(self) -> tuple[str, ...]:
        """Say what languages nobody uses lack, and where forms in two languages do not ask the same."""
        files = (self.texts, self.own_texts, self.skemas)
        lacks = map(str, lacking(self.people, self.roster, *files, used=False))
        return (*lacks, *unlike(self.skemas), *untold(self.people, self.roster, self.policy))

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Say where the files are that templates' problems are about, known so far by their names alone."""
        folder = shipped("templates")
        return tuple(
            replace(one, file=str(self.own_texts.get(one.file, folder / one.file))) for one in problems
        )


def load(path: Path, *, environment: Mapping[str, str] | None = None, secrets: bool = True) -> Settings:
    """Load musmail.yaml and all it names. Raises SettingsError with everything wrong in all files.

    Of a folder it is the musmail.yaml in it. Without `secrets` the passwords stay empty: enough for whatever does
    not log in.
    """
    known = os.environ if environment is None else environment
    settings, problems = _settings(path, known if secrets else None)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def load_in_part(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Load what is right, without passwords, and give the mistakes in the files musmail.yaml names.

    Raises SettingsError where musmail.yaml itself has one, since nobody knows then where anything is.
    """
    settings, problems = _settings(path, None)
    if settings is None:
        raise SettingsError(problems)
    return settings, problems


def _settings(
    path: Path, environment: Mapping[str, str] | None
) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Read everything; None where musmail.yaml has a mistake. No environment: nobody is going to log in."""
    path = path / "musmail.yaml" if path.is_dir() else path
    document = read_document(str(path), _read(path))
    found = Gathering(document, path.parent, list(document.problems))
    model = _model(found)
    roster = _roster(found)
    agreements = _agreements(found, roster)
    if model is not None:
        check_names(found, model.cadences, roster)
    texts, own_texts = _texts(found)
    skemas = _skemas(found)
    if document.data is not None:
        _check_locale(found, texts, skemas)
        people = _people(found)
        found.problems += (
            *unknown(people, roster, texts),
            *lacking(people, roster, texts, own_texts, skemas, used=True),
        )
    check_logins(found)
    folder = found.path(("state_folder",))
    if folder is not None and (sentence := in_the_way(folder)):
        found.wrong(("state_folder",), sentence)
    ready = means(found, environment)
    problems = tuple(sorted(set(found.problems), key=_in_order))
    if model is None or any(one.file == str(path) for one in problems):
        return None, problems
    kept, trust = model.retention, model.trust
    settings = Settings(
        path=path,
        policy=replace(policy_of(model), skemas=skemas),
        roster=roster,
        texts=texts,
        own_texts=own_texts,
        accounts=accounts_of(model, ready, path.parent),
        state_folder=path.parent / model.state_folder,
        people=_people(found),
        retention=Retention(kept.talks_months, kept.notes_months, kept.mail_months, kept.log_months),
        trust=Trust(trust.mode, trust.authserv_id or ""),
        cadences=cadences_of(model),
        agreements=agreements,
    )
    return settings, problems


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        hint = "; say where it is, or write one with `musmail init`" if missing else ""
        sentence = f"the configuration cannot be read: {error.strerror or error}{hint}"
        raise SettingsError((Problem(str(path), None, sentence),)) from None


def _in_order(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line or 0, problem.sentence


def _model(found: Gathering) -> MusmailYaml | None:
    if found.document.data is None:
        return None
    try:
        return MusmailYaml.model_validate(filled_in(found.document))
    except ValidationError as refusal:
        found.problems += problems_of(MusmailYaml, found.document, refusal)
        return None


def _people(found: Gathering) -> str:
    return str(found.path(("people",)) or "people.csv")


def _roster(found: Gathering) -> Roster:
    path = found.path(("people",))
    raw = None if path is None else found.read(path, ("people",))
    if raw is None:
        return Roster()
    mailbox, locale = found.document.text(("mailbox", "address")), _locale(found)
    roster, problems = read_roster(str(path), raw, mailbox=mailbox, locale=locale)
    found.problems += problems
    return roster


def _agreements(found: Gathering, roster: Roster) -> Mapping[str, tuple[CarriedItem, ...]]:
    path = found.path(("agreements",))
    raw = None if path is None else found.read(path, ("agreements",))
    if raw is None or not roster.people:
        return {}
    items, problems = read_agreements(str(path), raw, roster)
    found.problems += problems
    return items


def _skemas(found: Gathering) -> tuple[Skema, ...]:
    own = _skemas_in(found, found.path(("templates",)))
    for role in Role:
        at = ("skema", role.value)
        path = found.path(at)
        raw = None if path is None else found.read(path, at)
        if raw is None:
            continue
        skema, problems = read_skema(str(path), raw)
        found.problems += problems
        if skema is not None and skema.audience is not role:
            found.wrong(at, f"{path} is a form for the {skema.audience.value}")
        own += [skema] if skema is not None else []
    return replaced(_shipped_skemas(found), own)


def _shipped_skemas(found: Gathering) -> list[Skema]:
    return _skemas_in(found, shipped("config") / "skema")


def _skemas_in(found: Gathering, folder: Path | None) -> list[Skema]:
    """Read the forms in the folders of languages."""
    ready: list[Skema] = []
    for path in sorted(folder.glob("*/*.yaml")) if folder is not None else ():
        skema, problems = read_skema(str(path), path.read_bytes())
        found.problems += problems
        ready += [skema] if skema is not None else []
    return ready


def _texts(found: Gathering) -> tuple[dict[str, str], dict[str, Path]]:
    ready, problems = read_texts(shipped("templates"))
    found.problems += problems
    folder = found.path(("templates",))
    if folder is None:
        return ready, {}
    if not folder.is_dir():
        found.wrong(("templates",), f"{folder} is not a folder")
        return ready, {}
    try:
        own, problems = read_texts(folder)
    except OSError as error:
        found.wrong(("templates",), f"{error.filename} cannot be read: {error.strerror or error}")
        return ready, {}
    found.problems += (*problems, *misnamed(ready, own, folder))
    return {**ready, **own}, {name: folder / name for name in own}


def _locale(found: Gathering) -> str:
    return found.document.text(("locale",)) or str(MusmailYaml.model_fields["locale"].default)


def _check_locale(found: Gathering, texts: Iterable[str], skemas: tuple[Skema, ...]) -> None:
    locale = _locale(found)
    languages = sorted({name.partition("/")[0] for name in texts if "/" in name})
    if locale not in languages:
        found.wrong(("locale",), f"there are no templates in `{locale}`, only in {', '.join(languages)}")
    for role in Role:
        if not any(skema.audience is role and skema.locale == locale for skema in skemas):
            found.wrong(("locale",), f"there is no {role.value}'s skema in `{locale}`")
