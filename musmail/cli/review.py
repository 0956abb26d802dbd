"""`musmail review`: mail that waits for a person; its words only by breaking the glass, and the writer hears of it."""

import json
import os
import pwd
import secrets
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from musmail.cli.showing import complain, console, say, visible
from musmail.cli.waiting import brief, header_facts, opened, shown, waiting_table
from musmail.daemon import audit
from musmail.daemon.build import SPOOL
from musmail.daemon.desk import Desk
from musmail.daemon.errands import Answer, Do, Errand, answered, order, withdraw
from musmail.daemon.waiting import Waiting, unsettled_words, waiting
from musmail.settings.load import Settings, load
from musmail.store.lock import is_held
from musmail.store.tiny import TinyStore

# The spool is looked into every five seconds; a large mail takes a while to be fetched.
ANSWERED_WITHIN = 20.0
LOOK_EVERY = 0.1


def _may_be_a_configuration(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") or path.is_dir()


class ListFirst(TyperGroup):
    """`musmail review musmail.yaml` lists, as `musmail status musmail.yaml` shows."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take a configuration where a command could stand: for `list` of it, or for the command behind it."""
        if args and args[0] not in self.commands and _may_be_a_configuration(Path(args[0])):
            config, *rest = args
            command = rest.pop(0) if rest and rest[0] in self.commands else "list"
            named = [config] if command in ("list", "audit") else ["--config", config]
            args = [command, *named, *rest]
        return super().resolve_command(ctx, args)


review = typer.Typer(
    cls=ListFirst,
    help="Look after mail that waits for a person: list, show, settle, discard; content only by breaking the glass.",
    pretty_exceptions_enable=False,
)

DEFAULT = Path("musmail.yaml")
Id = Annotated[str, typer.Argument(metavar="ID", help="The mail, as `musmail review list` names it.")]
Config = Annotated[Path, typer.Option("--config", "-c", metavar="CONFIG", help="The musmail.yaml to use.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


@review.callback(invoke_without_command=True)
def _listed_by_default(context: typer.Context) -> None:
    """Look after mail that waits for a person: list, show, settle, discard; content only by breaking the glass."""
    if context.invoked_subcommand is None:
        list_command(DEFAULT)


@review.command("list")
def list_command(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")] = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """List what waits, the oldest first: since when, whose talk, and why; never a word of what anybody wrote."""
    settings = load(config, secrets=False)
    rows = _waiting(settings)
    if as_json:
        for row in rows:
            say(json.dumps(brief(row), ensure_ascii=False))
    elif not rows:
        say("No mail waits for a person.")
    else:
        console().print(waiting_table(rows, settings))
    for one in unsettled_words(TinyStore(settings.state_folder, read_only=True)):
        if as_json:
            say(json.dumps(asdict(one), ensure_ascii=False))
        else:
            count = "1 passage" if one.passages == 1 else f"{one.passages} passages"
            say(
                f"{one.talk}: {one.writer} wrote {count} under no question, and only {one.writer} can see or place "
                "them. Ask them to press a button in their latest receipt."
            )


@review.command("show")
def show_command(
    mail: Id,
    config: Config = DEFAULT,
    break_glass: Annotated[
        str | None,
        typer.Option(
            "--break-glass",
            metavar="REASON",
            help="Print the words too. It is written down who read them and why, and the writer is told.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show why a mail waits and its headers that are no content."""
    if break_glass is not None and not break_glass.strip():
        raise typer.BadParameter("the writer is told the reason, so there must be one")
    settings = load(config, secrets=False)
    row = _named(settings, mail)
    answer = _asked(settings, row, Do.OPEN, break_glass) if break_glass else None
    if as_json:
        said = asdict(answer) if answer else {}
        say(json.dumps(brief(row) | header_facts(row) | said, ensure_ascii=False))
    else:
        for line in (*shown(row, settings), *(opened(answer) if answer else ())):
            say(line)
    if answer and not answer.done:
        raise typer.Exit(1)


@review.command("settle")
def settle_command(
    mail: Id,
    config: Config = DEFAULT,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Read it anew, after the roster was mended or musmail updated; it acts once."
        ),
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What was done, for the audit.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say that a mail has been seen to: it is moved to musmail/done, or read anew."""
    _carried_out(config, mail, Do.AGAIN if again else Do.SETTLE, reason, as_json)


@review.command("discard")
def discard_command(
    mail: Id,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for the audit.")],
    config: Config = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Put a mail away that needs nothing done, such as spam: it is moved to musmail/done and nobody is told."""
    _carried_out(config, mail, Do.DISCARD, reason, as_json)


@review.command("audit")
def audit_command(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")] = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """List what operators did with people's mail, and check that nothing was changed or taken out since."""
    settings = load(config, secrets=False)
    found = audit.standing(settings.state_folder)
    for deed in found.deeds:
        told = f"; told: {deed.told}" if deed.told else ""
        line = f"{deed.at}  {deed.by}: {deed.what} {deed.mail[:12]}  {deed.reason}{told}"
        say(json.dumps(asdict(deed), ensure_ascii=False) if as_json else line)
    if found.broken_at is not None:
        complain(
            f"{settings.state_folder / audit.FILE}:{found.broken_at}: this line does not follow from those before."
        )
        raise typer.Exit(1)


def _waiting(settings: Settings) -> list[Waiting]:
    return waiting(Desk(settings.state_folder), TinyStore(settings.state_folder, read_only=True))


def _named(settings: Settings, mail: str) -> Waiting:
    found = [row for row in _waiting(settings) if mail and row.kept.key.startswith(mail)]
    if not found:
        raise typer.BadParameter(f"no mail waits under `{visible(mail)}`; `musmail review list` names them")
    if len(found) > 1:
        raise typer.BadParameter(f"`{mail}` may be {' or '.join(row.id for row in found)}")
    return found[0]


def _carried_out(config: Path, mail: str, do: Do, reason: str, as_json: bool) -> None:
    settings = load(config, secrets=False)
    row = _named(settings, mail)
    answer = _asked(settings, row, do, reason)
    if answer is None:
        running = is_held(settings.state_folder)
        why = (
            "musmail has not come to it; can it reach the mailbox?" if running else "musmail is not running."
        )
        answer = Answer(
            True, f"{why} The order waits in the spool, and is carried out as soon as that is possible."
        )
    if as_json:
        say(json.dumps({"id": row.id, "done": answer.done, "said": answer.said}, ensure_ascii=False))
    else:
        say(answer.said)
    if not answer.done:
        raise typer.Exit(1)


def _asked(settings: Settings, row: Waiting, do: Do, reason: str) -> Answer | None:
    """Put an order into the spool and wait for what comes of it; None where it waits on."""
    spool = settings.state_folder / SPOOL
    running = is_held(settings.state_folder)
    if do is Do.OPEN and not running:
        return Answer(False, "musmail is not running, so nothing was opened.")
    name = f"{time.time_ns()}-{secrets.token_hex(4)}"
    order(spool, Errand(name, row.kept.key, do, who(), reason))
    answer = _awaited(spool, name) if running else None
    if answer is None and do is Do.OPEN:
        withdraw(spool, name)  # nobody will be there to read it
        return Answer(
            False, "musmail has not come to it, so the order was taken back; can it reach the mailbox?"
        )
    return answer


def _awaited(spool: Path, name: str) -> Answer | None:
    late = time.monotonic() + ANSWERED_WITHIN
    while time.monotonic() < late:
        if answer := answered(spool, name):
            return answer
        time.sleep(LOOK_EVERY)
    return None


def who() -> str:
    """Name the person at the keyboard: whoever logged in, though they may have become root or musmail since."""
    try:
        known = pwd.getpwuid(_logged_in())
    except (KeyError, OverflowError):
        return f"user {os.getuid()}"
    full = known.pw_gecos.partition(",")[0].strip()
    return f"{full} ({known.pw_name})" if full and full != known.pw_name else known.pw_name


def _logged_in() -> int:
    """Ask the kernel's audit first, which nobody but root can lead astray; then sudo."""
    unset = 2**32 - 1
    try:
        login = int(Path("/proc/self/loginuid").read_text("ascii"))
    except (OSError, ValueError):
        login = unset
    if login != unset:
        return login
    sudo = os.environ.get("SUDO_UID", "")
    return int(sudo) if sudo.isdecimal() and os.getuid() == 0 else os.getuid()
