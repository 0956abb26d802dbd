"""Kills musmail at every point of a story, starts it again, and lets the judge look."""

import gc
import os
import pickle
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from musmail.conversation.letters import Kind
from tests.kill.running import start
from tests.kill.tracing import Kill, Tracer, die
from tests.kill.whole.course import Moment, Stand, lay_out, lived, named, play, read
from tests.kill.whole.judge import Measure, Verdict, aggregates_in, judge
from tests.kill.whole.life import Habits, Place, live, settings, warm_up
from tests.kill.whole.postal import Post, Servers, servers
from tests.kill.whole.report import Report
from tests.kill.whole.story import Story

# Of the kills in a start after a kill, so many are passed over by the default run.
AGAIN_EVERY = 16


@dataclass(frozen=True)
class Bench:
    """Where one worker kills: a state folder, servers of its own, and what became of the wrecks it has seen."""

    place: Place
    servers: Servers
    habits: Habits = field(default_factory=Habits)
    mended: dict[bytes, tuple[Stand, Stand | None]] = field(default_factory=dict)  # what stood, and then

    def kill(self, measure: Measure, kill: Kill) -> Verdict:
        """Live through a moment, killed at one point; then start again, and judge."""
        moment = measure.moment
        lay_out(self.place, self.servers, moment.before)
        self._die(moment, kill)
        # The servers finish what has reached them: a restart takes longer than that.
        wreck = Stand(post=self.servers.calm(), files=read(self.place.folder))
        mended = self._mend(moment, wreck)
        if mended is None:
            return Verdict(wrong=("musmail does not come back",))
        return judge(measure, kill, mended)

    def _die(self, moment: Moment, kill: Kill) -> None:
        witness = self.place.folder.with_name("witness")
        status, _ = start(partial(_killed, self.place, moment, kill, self.habits, witness)).end()
        assert status == -signal.SIGKILL, f"the child was to be killed and ended with {status}: {kill}"
        struck, foreseen = named(pickle.loads(witness.read_bytes()), self.place), moment.points[kill.at - 1]
        # The tags of IMAP commands begin at random and count on, so that one may be a byte longer.
        assert replace(struck, size=0) == replace(foreseen, size=0), f"{struck} was struck and not {foreseen}"

    def _mend(self, moment: Moment, wreck: Stand) -> Stand | None:
        """Start again in a new process. From the same bytes everywhere comes the same: such wrecks are mended once."""
        files = {name: data for name, data in wreck.files.items() if name != "lock"}  # the process's number
        key = pickle.dumps((moment.number, sorted(files.items()), sorted(wreck.post.folders.items())))
        if key not in self.mended:
            status, _ = start(partial(live, self.place, moment.at, habits=self.habits)).end()
            post = self.servers.calm()
            since = Post(post.folders, post.letters[len(wreck.post.letters) :])
            self.mended[key] = (wreck, Stand(read(self.place.folder), since) if status == 0 else None)
        _, mended = self.mended[key]
        if mended is None:
            return None
        letters = (*wreck.post.letters, *mended.post.letters)
        return replace(mended, post=replace(mended.post, letters=letters))


def _killed(place: Place, moment: Moment, kill: Kill, habits: Habits, witness: Path) -> None:
    def strike() -> None:
        witness.write_bytes(pickle.dumps(tracer.points[-1]))
        die()

    witness.unlink(missing_ok=True)
    tracer = Tracer(place.folder, kill, strike=strike)
    live(place, moment.at, tracer, from_start=moment.from_start, habits=habits)


@contextmanager
def bench(story: Story, folder: Path, habits: Habits | None = None) -> Iterator[Bench]:
    """Set up a worker's bench in a folder of its own, and take it down."""
    folder.mkdir(parents=True)
    with servers(settings().policy.mailbox.address, story.dead) as running:
        yield Bench(Place(folder / "state", running.imap, running.smtp), running, habits or Habits())
    shutil.rmtree(folder)


def kill_through(
    story: Story, moments: Sequence[Moment], folder: Path, *, all_of_them: bool = False
) -> Report:
    """Kill at every point of a story that was played undisturbed."""
    workers = max(2, os.cpu_count() or 0)
    heavy_first = sorted(moments, key=lambda moment: len(moment.points), reverse=True)
    shares = [heavy_first[worker::workers] for worker in range(workers)]
    children = [
        start(partial(_work, story, folder / f"worker-{number}", share, all_of_them=all_of_them))
        for number, share in enumerate(shares)
    ]
    report = Report()
    for child in children:
        status, part = child.end()
        assert isinstance(part, Report), f"a worker ended with {status}"
        report.add(part)
    return report


def undisturbed(story: Story, folder: Path) -> list[Moment]:
    """Play a story undisturbed, in a process that is warm afterwards."""
    warm_up()
    with bench(story, folder / "undisturbed") as one:
        moments = list(play(story, one.servers, one.place.folder))
        _grow_warm(one, moments)
    return moments


def first_objections(story: Story, moment: Moment, habits: Habits, folder: Path) -> tuple[str, ...]:
    """Live one moment with other habits, and kill until the judge objects."""
    with bench(story, folder, habits) as one:
        lived_so, _ = lived(
            one.place, one.servers, moment.number, moment.at, moment.before, from_start=False, habits=habits
        )
        measure = Measure.of(lived_so)
        verdicts = (one.kill(measure, kill) for kill in lived_so.kills(all_of_them=False))
        return next((verdict.objections for verdict in verdicts if verdict.objections), ())


def _grow_warm(one: Bench, moments: Sequence[Moment]) -> None:
    """Live through the story here, up to the first paper, so that forked lives find ready what they use.

    Typst, which makes the paper, keeps threads, and they do not come along into a fork.
    """
    for moment in moments:
        kinds = {
            letter.kind
            for aggregate in aggregates_in(moment.after.files).values()
            for letter in aggregate.letters
        }
        if Kind.SIGNED in kinds:
            break
        lay_out(one.place, one.servers, moment.before)
        live(one.place, moment.at)
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()  # whatever a collection touches in a fork is copied first
    gc.disable()


def _work(story: Story, folder: Path, moments: Sequence[Moment], *, all_of_them: bool) -> Report:
    """Be one worker: kill everywhere in some moments, and again in the start after one of the kills."""
    report = Report()
    with bench(story, folder) as one:
        for moment in moments:
            measure = Measure.of(moment)
            for kill in moment.kills(all_of_them=all_of_them):
                report.count(moment, kill, one.kill(measure, kill))
            report.wrecks += len(one.mended)
            again = _after_one_kill(one, moment)
            measure, every = Measure.of(again), 1 if all_of_them else AGAIN_EVERY
            for kill in again.kills(all_of_them=all_of_them)[moment.number % every :: every]:
                report.count(again, kill, one.kill(measure, kill), again=True)
            one.mended.clear()
    return report


def _after_one_kill(one: Bench, moment: Moment) -> Moment:
    """Choose one of the ways a moment was left by a kill, another one each time, and live through what followed."""
    wrecks = [wreck for wreck, mended in one.mended.values() if mended is not None]
    one.mended.clear()
    before = wrecks[moment.number * 7 % len(wrecks)]
    again, _ = lived(one.place, one.servers, moment.number, moment.at, before, from_start=True)
    return again
