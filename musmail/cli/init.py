"""`musmail init`: asks what nobody can decide for a workplace, and writes a configuration that works."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from musmail.cli.showing import complain, say
from musmail.errors import Problem, SettingsError
from musmail.settings.beginning import CREDENTIALS, configuration, place_of, room_for_token, secrets_of
from musmail.settings.questions import FLOWS, Answers, Question, questions
from musmail.settings.shipped import shipped
from musmail.transport.accounts import Flow

WORDS = {question.name: question.words for question in questions(Path())}
# What a workplace fills in on its first day; every further column would be one more comma to type in each line.
COLUMNS = ("id", "name", "address", "leader", "last_held_on", "exempt")
SECRETS = {
    "imap-password": "the mailbox's password, and nothing else,",
    "oauth2-secret": "the application's secret, and nothing else,",
    "oauth2-refresh-token": "the refresh token, and nothing else,",
}
EXAMPLES = ("musmail.example.yaml", "people.example.csv")


def _flag(name: str) -> Any:
    return typer.Option(f"--{name}", help=f"{WORDS[name]}.", show_default=False)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files are written.")] = Path(),
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take the default where no flag says otherwise.")
    ] = False,
    organisation: Annotated[str | None, _flag("organisation")] = None,
    address: Annotated[str | None, _flag("address")] = None,
    provider: Annotated[str | None, _flag("provider")] = None,
    login: Annotated[str | None, _flag("login")] = None,
    imap: Annotated[str | None, _flag("imap")] = None,
    smtp: Annotated[str | None, _flag("smtp")] = None,
    smtp_tls: Annotated[str | None, _flag("smtp-tls")] = None,
    user: Annotated[str | None, _flag("user")] = None,
    ca_file: Annotated[str | None, _flag("ca-file")] = None,
    tenant: Annotated[str | None, _flag("tenant")] = None,
    client_id: Annotated[str | None, _flag("client-id")] = None,
    key_file: Annotated[str | None, _flag("key-file")] = None,
    secrets: Annotated[str | None, _flag("secrets")] = None,
    sector: Annotated[str | None, _flag("sector")] = None,
    hr: Annotated[str | None, _flag("hr")] = None,
    announced_by: Annotated[str | None, _flag("announced-by")] = None,
    locale: Annotated[str | None, _flag("locale")] = None,
    state_folder: Annotated[str | None, _flag("state-folder")] = None,
    keep_talks: Annotated[str | None, _flag("keep-talks")] = None,
    keep_notes: Annotated[str | None, _flag("keep-notes")] = None,
    keep_mail: Annotated[str | None, _flag("keep-mail")] = None,
    keep_log: Annotated[str | None, _flag("keep-log")] = None,
) -> None:
    """Write a commented configuration and an empty roster; asks for what no flag has said, and overwrites nothing."""
    names = ("musmail.yaml", "people.csv", *EXAMPLES)
    there = [folder / name for name in names if (folder / name).exists()]
    if there:
        raise SettingsError(
            tuple(Problem(str(path), None, "is there already; nothing was written") for path in there)
        )
    said = {name.replace("_", "-"): value for name, value in context.params.items() if isinstance(value, str)}
    answers = _answers(questions(folder), said, silent=yes)
    _write(folder, answers)
    for line in _next(folder, answers):
        say(line)


def _answers(asked: tuple[Question, ...], said: Mapping[str, str], *, silent: bool) -> Answers:
    """Put flags, answers and defaults together. Raises SettingsError with everything wrong in the flags."""
    answers: dict[str, str] = {}
    problems: list[Problem] = []
    for question in asked:
        if question.name in said:
            try:
                answers[question.name] = question.check(said[question.name].strip())
            except ValueError as error:
                problems.append(Problem(question.flag, None, str(error)))
    if problems:
        raise SettingsError(tuple(problems))
    for question in asked:
        if not question.fits(answers):
            if question.name in said:
                problems.append(Problem(question.flag, None, "does not go with the other answers"))
        elif question.name not in said:
            known = {
                **answers,
                "address": answers.get("address", ""),
                "provider": answers.get("provider", ""),
            }
            default = question.default(known) if known["address"] and known["provider"] else _early(question)
            answers[question.name] = default if silent else _ask_or_stop(question, default, answers)
            if silent and not default:
                problems.append(Problem(question.flag, None, f"is needed: {question.words}"))
                if question.name in ("address", "provider"):
                    break  # the questions after it depend on the answer
        if question.name == "login" and answers.get("login", "") not in ("", *FLOWS[answers["provider"]]):
            ways = " or ".join(FLOWS[answers["provider"]])
            problems.append(Problem(question.flag, None, f"the way into {answers['provider']} is {ways}"))
    if problems:
        raise SettingsError(tuple(problems))
    return answers


def _early(question: Question) -> str:
    """Give the default of a question that comes before the address and the provider are known."""
    return question.default({}) if question.name == "provider" else ""


def _ask_or_stop(question: Question, default: str, answers: Answers) -> str:
    """Ask; who breaks off is given what was answered as flags, so that nothing must be typed again."""
    try:
        return _ask(question, default)
    except typer.Abort:
        flags = " ".join(f"--{name} {shlex.quote(answer)}" for name, answer in answers.items())
        if flags:
            complain(f"\nNothing was written. To go on from here, give what was answered as flags:\n{flags}")
        raise


def _ask(question: Question, default: str) -> str:
    """Ask until the answer will do; what is said once above a question is said once."""
    if question.before:
        say(question.before)
    while True:
        answer = str(typer.prompt(question.words, default=default, show_default=bool(default)))
        try:
            return question.check(answer.strip())
        except ValueError as error:
            say(f"  {error}")


def _write(folder: Path, answers: Answers) -> None:
    """Write everything; where secrets are read from files, their folder is made for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in EXAMPLES:
        (folder / name).write_bytes((shipped("config") / name).read_bytes())
    (folder / "people.csv").write_text(f"{','.join(COLUMNS)}\n", "utf-8")
    if secrets_of(answers) and answers.get("secrets") == "file":
        (folder / CREDENTIALS).mkdir(mode=0o700, exist_ok=True)
    (folder / "musmail.yaml").write_text(configuration(answers), "utf-8")


def _next(folder: Path, answers: Answers) -> Iterator[str]:
    """Say what to do now, in order."""
    yield f"{folder / 'musmail.yaml'} is written. Now:"
    if not room_for_token(answers):
        yield (
            f"  consider a shorter address than {answers['address']}: there is no room for a reply token in it, so "
            "`sub_addressing` is false, and replies are known by their references and the tag in the subject alone"
        )
    yield (
        f"  fill in {folder / 'people.csv'}: a line a person; "
        "musmail.example.yaml explains every column, under `people`, and people.example.csv shows them all"
    )
    for secret in secrets_of(answers):
        kind, name = place_of(secret, answers)
        place = {"file": f"into the file {folder / name}", "env": f"into the environment as {name}"}
        yield f"  put {SECRETS[secret]} {place.get(kind, f'into the systemd credential {name}')}"
    if answers.get("login") == Flow.DEVICE_CODE:
        yield f"  musmail login {folder}"
    yield f"  musmail check {folder}"
    yield f"  musmail check --live {folder}"
    yield f"  musmail plan {folder}"
    yield f"  musmail run {folder}"
