"""`musmail run`, `check`, `status`, `read` and `demo`."""

import json
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from musmail.cli.showing import say
from musmail.settings.load import load
from musmail.settings.model import MusmailYaml

app = typer.Typer(
    help="Danish development conversations (MUS) held together by e-mail alone.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback shows values of variables, and those are what people wrote.
    pretty_exceptions_enable=False,
)

Configuration = Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")]


def _version(wanted: bool) -> None:
    if wanted:
        say(f"musmail {version_of('musmail')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Hold what is said before a command."""


@app.command()
def check(
    config: Configuration = Path("musmail.yaml"),
    secrets: Annotated[
        bool, typer.Option("--secrets/--no-secrets", help="Look for the passwords too.")
    ] = True,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of musmail.yaml, for editors, and end.")
    ] = False,
) -> None:
    """Say everything that is wrong in the configuration, the roster, the skemaer and the templates."""
    if schema:
        say(json.dumps(MusmailYaml.model_json_schema(), indent=2, ensure_ascii=False))
        return
    settings = load(config, secrets=secrets)
    say(f"{config} can be used: {len(settings.roster.people)} people, {len(settings.skemas)} skemaer.")
