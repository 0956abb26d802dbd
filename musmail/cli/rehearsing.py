"""`musmail plan` and `musmail simulate`: the year to come, before anything is sent."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from musmail.cli.showing import console, meanwhile, say, visible
from musmail.daemon.build import token_key
from musmail.daemon.clocks import SystemClock
from musmail.errors import Problem, SettingsError
from musmail.sandbox.faults import faults
from musmail.sandbox.plan import Planned, plan
from musmail.sandbox.simulate import simulate
from musmail.sandbox.staff import Pace
from musmail.sandbox.tally import tally, totals
from musmail.sandbox.world import World
from musmail.settings.document import read_document
from musmail.settings.load import Settings, load
from musmail.store.tiny import TinyStore

Configuration = Annotated[Path, typer.Argument(metavar="CONFIG", help="The musmail.yaml to use.")]
Days = Annotated[int, typer.Option("--days", min=1, max=1100, help="How many days from today.")]
DEFAULT = Path("musmail.yaml")
CERTAIN, SILENT = "certain", "only if silent"


def plan_command(
    config: Configuration = DEFAULT,
    days: Days = 365,
    person: Annotated[
        str, typer.Option("--person", metavar="ID", help="Only the mails to this person of people.csv.")
    ] = "",
    load_: Annotated[
        bool, typer.Option("--load", help="Count the mails per person and week instead of listing them.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="FILE", help="An earlier plan (--json): show what has changed since."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """List every mail of the year to come: those that are certain, and those that go only if somebody is silent."""
    _be_quiet()
    settings = load(config, secrets=False)
    meanwhile(f"Going through {days} days of {len(settings.roster.people)} people …")
    rows = _planned(settings, days)
    if person:
        rows = [row for row in rows if row.to == _address(settings, person)]
    where = _where(settings)
    if against is not None:
        for sentence in _changes(against, rows, where):
            say(sentence)
    elif as_json:
        for row in rows:
            say(_as_json(row, where))
    elif load_:
        console().print(_load_table(rows))
        for sentence in _fullest(rows):
            say(sentence)
    else:
        say(_columns("Day", "To", "Letter", "Goes", "Why; the setting it comes from", "Talk"))
        for row in rows:
            say(_line(row, where))
        sure = sum(row.certain for row in rows)
        say(
            f"{sure} are certain when everybody answers in time, {len(rows) - sure} go only if somebody is silent."
        )
        say("Receipts are not in it: they answer what people write. Nothing was sent.")


def _be_quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


def _planned(settings: Settings, days: int) -> list[Planned]:
    """Plan from where the organisation stands, also while the daemon runs."""
    now = SystemClock().now()
    if not (settings.state_folder / "key").exists():
        return plan(settings, now=now, days=days)
    store = TinyStore(settings.state_folder, read_only=True)
    return plan(settings, now=now, days=days, state=store, secret=token_key(settings.state_folder))


def _address(settings: Settings, person: str) -> str:
    known = settings.roster.people.get(person)
    if known is None:
        raise SettingsError((Problem(settings.people, None, f"nobody has the id `{person}`"),))
    return known.party.address


def _where(settings: Settings) -> Callable[[str], str]:
    """Say where a setting stands: the line of musmail.yaml, or that its default holds."""
    document = read_document(settings.path.name, settings.path.read_bytes())

    def place(setting: str) -> str:
        key = tuple(setting.split("."))
        if not setting:
            return ""
        line = document.lines.get(key)
        return f"{setting} ({settings.path.name}:{line})" if line else f"{setting} (default)"

    return place


def _as_json(row: Planned, where: Callable[[str], str]) -> str:
    return json.dumps(
        {**asdict(row), "setting": where(row.setting)}, ensure_ascii=False, default=date.isoformat
    )


def _changes(against: Path, rows: Iterable[Planned], where: Callable[[str], str]) -> Iterator[str]:
    """Compare with an earlier plan, whose past days do not count."""
    today = SystemClock().now().date().isoformat()
    try:
        lines = against.read_text("utf-8").splitlines()
        before = {line for line in lines if json.loads(line)["on"] >= today}
    except (ValueError, TypeError, KeyError):
        sentence = "this is no plan; make one with `musmail plan --json`"
        raise SettingsError((Problem(str(against), None, sentence),)) from None
    after = {_as_json(row, where) for row in rows}
    for line in sorted(before ^ after, key=lambda one: (json.loads(one)["on"], one)):
        row = json.loads(line)
        kind = CERTAIN if row["certain"] else SILENT
        sign = "+" if line in after else "-"
        yield f"{sign} {row['on']} {row['to']} {row['letter']} ({kind}): {row['why']}"


def _line(row: Planned, where: Callable[[str], str]) -> str:
    """Say one mail on one line, which a terminal may cut but never folds."""
    kind = CERTAIN if row.certain else SILENT
    why = f"{row.why}; {where(row.setting)}"
    return _columns(str(row.on), row.to, row.letter.replace("_", " "), kind, why, row.about)


def _columns(day: str, to: str, letter: str, goes: str, why: str, talk: str) -> str:
    return f"{day:<10}  {to:<26}  {letter:<20}  {goes:<14}  {why}  [{talk}]"


def _load_table(rows: Iterable[Planned]) -> Table:
    """Count per person and ISO week, the fullest week first for each."""
    weeks: Counter[tuple[str, str]] = Counter()
    silent: Counter[tuple[str, str]] = Counter()
    for row in rows:
        monday = row.on - timedelta(days=row.on.weekday())
        (weeks if row.certain else silent)[row.to, monday.isoformat()] += 1
    table = Table("To", "Week from", "Certain", "Only if silent", box=SIMPLE_HEAD)
    for key in sorted({*weeks, *silent}):
        table.add_row(visible(key[0]), key[1], str(weeks[key]), str(silent[key]))
    return table


def _fullest(rows: Iterable[Planned]) -> Iterator[str]:
    """Say which week is the fullest, of all and for one person."""
    weeks: Counter[str] = Counter()
    persons: Counter[tuple[str, str]] = Counter()
    for row in rows:
        monday = (row.on - timedelta(days=row.on.weekday())).isoformat()
        weeks[monday] += 1
        persons[row.to, monday] += 1
    for monday, count in weeks.most_common(1):
        yield f"The fullest week begins on {monday}: {count} letters to all, if nobody answers in time."
    for (to, monday), count in persons.most_common(1):
        yield f"The most one person gets in a week is {count}: {to}, from {monday}."


def simulate_command(
    config: Configuration = DEFAULT,
    days: Days = 365,
    pace: Annotated[
        list[Pace] | None, typer.Option("--pace", help="prompt, average or silent; all three if left out.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Other made-up answers.")] = 1,
) -> None:
    """Live through the year with made-up people, in memory, and print how the talks ended and what went out."""
    _be_quiet()
    settings = load(config, secrets=False)
    table = Table(
        "People",
        "Talks",
        "Where they stand then",
        "Letters",
        "Replies",
        "Reminders",
        "Fullest day",
        box=SIMPLE_HEAD,
    )
    wrong: list[str] = []
    for one in pace or list(Pace):
        meanwhile(f"Living through {days} days of {one.value} people …")
        world = simulate(settings, begins=SystemClock().now(), days=days, pace=one, seed=seed)
        table.add_row(*map(visible, _sums(world, one)))
        wrong += [f"{one}: {fault}" for fault in faults(world)]
    console().print(table)
    for sentence in wrong:
        say(f"wrong: {sentence}")
    say("Letters and the fullest day count receipts too, which answer; `daily_cap` does not hold those back.")
    say("Nothing was sent and nothing was kept.")
    raise typer.Exit(1 if wrong else 0)


def _sums(world: World, pace: Pace) -> tuple[str, ...]:
    lines = tally(world)
    sums = totals(world, lines)
    ends = Counter(line.end for line in lines)
    days = Counter(
        (mail.recipient, mail.at.astimezone(world.settings.policy.window.zone).date())
        for mail in world.mails
        if mail.record
    )
    fullest = days.most_common(1)
    return (
        pace.value,
        str(sums.talks),
        ", ".join(f"{count} {end.replace('_', ' ')}" for end, count in ends.most_common()),
        str(sums.letters),
        str(sums.replies),
        str(sums.reminders),
        f"{fullest[0][1]} letters, {fullest[0][0][0]}, {fullest[0][0][1]}" if fullest else "–",
    )
