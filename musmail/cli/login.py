"""`musmail login`: somebody logs in for the mailbox with a code, in a browser wherever they are."""

from pathlib import Path
from typing import Annotated

import typer

from musmail.cli.showing import say
from musmail.errors import Problem, SettingsError
from musmail.settings.load import load
from musmail.store.disk import make_folder, told
from musmail.transport.accounts import Flow
from musmail.transport.grants import log_in


def login(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")] = Path(
        "musmail.yaml"
    ),
) -> None:
    """Log in for the mailbox with a code, where musmail.yaml says `flow: device_code`; the daemon may be running."""
    settings = load(config)
    account = settings.accounts.oauth2
    if account is None or account.flow is not Flow.DEVICE_CODE:
        sentence = "nobody needs to log in: only `oauth2` with `flow: device_code` asks for it"
        raise SettingsError((Problem(str(config), None, sentence),))
    with told():
        make_folder(settings.state_folder)
    log_in(account, _show)
    say(f"Done: musmail may use {account.user}. A running musmail takes it up within five minutes.")


def _show(link: str, code: str) -> None:
    say(f"Open {link} in a browser, type the code {code} and log in as the mailbox's user. Waiting ...")
