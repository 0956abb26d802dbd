"""The commands an administrator types; the longer ones stand in modules of their own."""

import json
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from musmail import daemon, sandbox
from musmail.cli.init import init
from musmail.cli.live import check_live
from musmail.cli.login import login
from musmail.cli.rehearsing import plan_command, simulate_command
from musmail.cli.review import review
from musmail.cli.showing import complain, console, not_at_work, row_as_json, say, talks_table, understanding
from musmail.daemon.clocks import SystemClock
from musmail.errors import SettingsError
from musmail.settings.advice import advice
from musmail.settings.keeping import shut_to_us
from musmail.settings.load import load, load_in_part
from musmail.settings.model import MusmailYaml
from musmail.writing.checking import ready

app = typer.Typer(
    help="Danish development conversations (MUS) held together by e-mail alone.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback shows values of variables, and those are what people wrote.
    pretty_exceptions_enable=False,
)

app.command()(init)
app.command()(login)
app.command("plan")(plan_command)
app.command("simulate")(simulate_command)
app.add_typer(review, name="review")

Configuration = Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
DEFAULT = Path("musmail.yaml")


def _version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        say(f"musmail {version_of('musmail')}")
    except PackageNotFoundError:
        say("musmail, from a checkout that is not installed")
    raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Hold what is said before a command."""


@app.command()
def run(config: Configuration = DEFAULT) -> None:
    """Hold the talks: read the mailbox, send the letters, until told to stop."""
    daemon.run(load(config))


@app.command()
def check(
    config: Configuration = DEFAULT,
    secrets: Annotated[
        bool, typer.Option("--secrets/--no-secrets", help="Look for the passwords too.")
    ] = True,
    live: Annotated[
        bool, typer.Option("--live", help="Log in to both servers, and send musmail a mail from itself.")
    ] = False,
    within: Annotated[
        int, typer.Option("--within", min=1, max=3600, help="With --live: seconds that mail may take.")
    ] = 60,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of musmail.yaml, for editors, and end.")
    ] = False,
) -> None:
    """Say everything that is wrong in the configuration, the roster, the skemaer and the templates."""
    if schema:
        say(json.dumps(MusmailYaml.model_json_schema(), indent=2, ensure_ascii=False))
        return
    settings = load(config, secrets=secrets or live)
    broken = ready(settings.texts)[1]
    if broken:
        raise SettingsError(settings.placed(broken))
    today = settings.policy.day_of(SystemClock().now())
    worth = (*advice(settings.policy, settings.roster, today), *settings.language_advice())
    for sentence in filter(None, (*worth, shut_to_us(settings.state_folder))):
        say(f"worth a thought: {sentence}")
    people, talks = len(settings.roster.people), len(settings.roster.with_talks(today))
    if people:
        say(f"{settings.path} can be used: {people} people, {talks} of them with talks.")
    else:
        say(
            f"{settings.path} has no mistake, but nobody stands in {settings.people} yet: no letter would leave."
        )
    if live and not check_live(settings, within):
        raise typer.Exit(1)


@app.command()
def status(config: Configuration = DEFAULT, as_json: AsJson = False) -> None:
    """Show where every talk stands: state and counts, never a word of what anybody wrote."""
    settings, problems = load_in_part(config)
    rows = daemon.status(settings)
    if as_json:
        for row in rows:
            say(row_as_json(row))
    elif not rows:
        say("No talks yet: nothing has run in this state folder.")
    else:
        console().print(talks_table(rows, settings.policy.zone))
        if exempt := [one.party.name for one in settings.roster.people.values() if one.exempt]:
            say(f"Without talks, as people.csv says under `exempt`: {', '.join(exempt)}.")
    work = daemon.at_work(settings)
    for sentence in (*map(str, problems), *not_at_work(work, settings)):
        complain(sentence)
    if not work.goes_on:
        raise typer.Exit(1)
    if not as_json:
        say("musmail is at work.")
    if problems:
        complain(
            "It works on by what it read before; the mistakes above keep a reload or a restart from being taken."
        )
        raise typer.Exit(2)


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Replies as saved mail (.eml).")],
    config: Annotated[
        Path, typer.Option("--config", "-c", metavar="CONFIG", help="The musmail.yaml to use.")
    ] = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Say how replies would be understood against the state as it is, changing nothing."""
    for one in daemon.explain(load(config, secrets=False), files):
        if as_json:
            say(json.dumps(one, ensure_ascii=False))
        else:
            console().print(understanding(one), soft_wrap=True)
    if not all(path.is_file() for path in files):
        raise typer.Exit(1)


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where every mail and the paper are left.")
    ] = Path("demo-out"),
) -> None:
    """Play a company through its year in under a minute, with mail servers and people of its own."""
    raise typer.Exit(sandbox.demo(out, console=console()))
