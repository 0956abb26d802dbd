"""What came of killing musmail through a story, to be counted, added up and said in a line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.kill.tracing import Kill
from tests.kill.whole.course import INBOX, Moment
from tests.kill.whole.judge import Verdict
from tests.kill.whole.sound import ends, put_away, unsound


@dataclass
class Report:
    """The counts, and each objection of the judge with the kill it is about."""

    story: str = ""
    moments: int = 0
    letters: int = 0
    mails: int = 0
    put_away: Counter[str] = field(default_factory=Counter)
    ends: list[str] = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)  # by kind of call
    kills: int = 0
    again: int = 0  # further ones in the start after a kill
    wrecks: int = 0  # in how many differing ways things stood after a kill; each was started again
    lost: int = 0
    doubled: int = 0  # outside the window
    permitted: int = 0  # in the window between the server's 250 and our note of it
    wrong: int = 0
    objections: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @classmethod
    def of(cls, story: str, moments: Sequence[Moment]) -> "Report":
        """Describe what is to be killed."""
        return cls(
            story,
            moments=len(moments),
            letters=sum(len(moment.after.post.letters) for moment in moments),
            mails=sum(len(moment.before.post.folders[INBOX]) for moment in moments),
            put_away=put_away(moments),
            ends=ends(moments),
            points=Counter(point.call for moment in moments for point in moment.points),
            objections=[f"undisturbed: {objection}" for objection in unsound(moments)],
        )

    def count(self, moment: Moment, kill: Kill, verdict: Verdict, *, again: bool = False) -> None:
        """Count one kill, or one `again` after an earlier one."""
        self.kills += not again
        self.again += again
        self.lost += len(verdict.lost)
        self.doubled += len(verdict.doubled)
        self.wrong += len(verdict.wrong)
        self.permitted += 0 if again else verdict.permitted
        point = moment.points[kill.at - 1]
        where = f"{moment.at}, {kill.mode} {kill.at} of {len(moment.points)}: {point.call} {point.what}"
        self.objections += [f"{where}: {objection}" for objection in verdict.objections]

    def add(self, other: "Report") -> None:
        """Take in what another worker found."""
        for name in ("kills", "again", "wrecks", "lost", "doubled", "permitted", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.objections += other.objections

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.story}: {self.moments} moments, {self.letters} letters, {self.mails} mails, "
            f"{self.points.total()} points: {self.kills} kills, {self.wrecks} different wrecks, "
            f"{self.again} kills in the start after; lost {self.lost}, "
            f"doubled outside the permitted window {self.doubled}, doubled inside it {self.permitted}, "
            f"otherwise wrong {self.wrong}; {self.seconds:.0f} seconds"
        )
