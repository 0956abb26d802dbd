"""Says whether a killed musmail lost or doubled anything, by comparing with one that was not disturbed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from musmail.conversation.aggregate import Aggregate
from musmail.conversation.log import broken_at
from musmail.daemon.dealing import Place
from musmail.reading.key import inbound_key
from musmail.store.documents import decode, from_bytes
from tests.kill.tracing import Kill, Mode, Point
from tests.kill.whole.course import INBOX, Files, Moment, Stand, is_letter, message_id

DOCUMENT = "/state.json"


@dataclass(frozen=True)
class Window:
    """Where a letter may be doubled: from its last byte sent to the note that the server took it."""

    sent: int
    noted: int

    def has(self, kill: Kill) -> bool:
        """Tell whether a kill falls into it."""
        begun = kill.at > self.sent or (kill.at == self.sent and kill.mode is Mode.AFTER)
        return begun and (kill.at < self.noted or (kill.at == self.noted and kill.mode is not Mode.AFTER))


def windows(points: Sequence[Point]) -> tuple[Window, ...]:
    """Find the window of each letter, in the order they went out."""
    found: list[Window] = []
    for index, point in enumerate(points):
        if not is_letter(point):
            continue
        notes = (after.number for after in points[index:] if _replaces_document(after))
        noted = next(notes, len(points) + 1)
        if found and found[-1].noted == noted:  # the rest of a letter that did not go in one piece
            found.pop()
        found.append(Window(point.number, noted))
    return tuple(found)


def _replaces_document(point: Point) -> bool:
    return point.call == "os.rename" and point.what.endswith(DOCUMENT)


@dataclass(frozen=True)
class Verdict:
    """What is wrong, a sentence each; and how many letters went out twice where they may."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    permitted: int = 0

    @property
    def objections(self) -> tuple[str, ...]:
        """List everything that must not be."""
        return (*self.lost, *self.doubled, *self.wrong)


@dataclass(frozen=True)
class Measure:
    """What a moment's end is measured by: the undisturbed one, and what is seen in it once for all kills."""

    moment: Moment
    windows: tuple[Window, ...]
    aggregates: Mapping[str, Aggregate]
    private: tuple[bytes, ...]

    @classmethod
    def of(cls, moment: Moment) -> "Measure":
        """Look at an undisturbed moment."""
        known = aggregates_in(moment.after.files)
        dealt = {key: put for one in known.values() for key, put in one.dealt.items()}
        mails = moment.before.post.folders[INBOX]
        private = tuple(mail for mail in mails if dealt.get(inbound_key(mail)) == Place.EXPUNGED.value)
        return cls(moment, windows(moment.points), known, private)


def judge(measure: Measure, kill: Kill, end: Stand) -> Verdict:
    """Compare how things stand after a kill and a restart with how they stood undisturbed."""
    ought = measure.moment.after
    letters = _letters(measure, kill, end)
    lost, doubled = list(letters.lost), list(letters.doubled)
    for name in {*ought.post.folders, *end.post.folders}:
        mails, found = (Counter(one.post.folders.get(name, ())) for one in (ought, end))
        lost += [f"a mail is not in {name}: {_named(mail)}" for mail in mails - found]
        doubled += [f"a mail is in {name} that should not be: {_named(mail)}" for mail in found - mails]
    wrong = (*_state(measure, end.files), *_left_over(ought.files, end.files), *_shown(measure, end))
    return Verdict(tuple(lost), tuple(doubled), wrong, letters.permitted)


def _letters(measure: Measure, kill: Kill, end: Stand) -> Verdict:
    """Compare what people were handed, to the byte: at least once, and twice only in the letter's window."""
    sent = measure.moment.after.post.letters
    ought, got = Counter(sent), Counter(end.post.letters)
    lost = tuple(f"letter {message_id(data)} to {to} was lost" for to, data in ought - got)
    more = {
        letter: times
        for letter, times in (got - ought).items()
        if times > 1 or letter not in ought or not measure.windows[sent.index(letter)].has(kill)
    }
    doubled = tuple(
        f"letter {message_id(data)} to {to} came {times} times more" for (to, data), times in more.items()
    )
    return Verdict(lost, doubled, permitted=(got - ought).total() - sum(more.values()))


def _state(measure: Measure, files: Files) -> Iterator[str]:
    """Compare every aggregate, but for the number of its commits and of the attempts to send."""
    got = aggregates_in(files)
    if measure.aggregates.keys() != got.keys():
        yield f"there are {sorted(got)} and not {sorted(measure.aggregates)}"
    for name in measure.aggregates.keys() & got.keys():
        one, other = plain(measure.aggregates[name]), plain(got[name])
        for field in vars(one) if one != other else ():
            if getattr(one, field) != getattr(other, field):
                yield f"{name}: {field} is not what it was undisturbed: {_differing(one, other, field)}"
        if broken_at(got[name].log) is not None:
            yield f"{name}: the log's chain is broken"


def aggregates_in(files: Files) -> dict[str, Aggregate]:
    """Read every document of a state folder."""
    found = (decode(from_bytes(data)) for name, data in files.items() if name.endswith(DOCUMENT))
    return {aggregate.id: aggregate for aggregate in found}


def plain(aggregate: Aggregate) -> Aggregate:
    """Leave out what a kill may change."""
    letters = tuple(replace(letter, attempts=0) for letter in aggregate.letters)
    return replace(aggregate, letters=letters, revision=0)


def _differing(one: object, other: object, field: str) -> str:
    """Show where two values part."""
    ought, got = (repr(getattr(value, field)) for value in (one, other))
    common = next((at for at, (a, b) in enumerate(zip(ought, got, strict=False)) if a != b), 0)
    begin = max(0, common - 40)
    return f"…{got[begin : common + 60]}… and not …{ought[begin : common + 60]}…"


def _left_over(ought: Files, got: Files) -> Iterator[str]:
    """Compare all other files: their names, and their bytes but for the process in the lock."""
    for name in sorted(ought.keys() ^ got.keys()):
        yield f"{name} is {'missing' if name in ought else 'left over'}"
    for name in ought.keys() & got.keys():
        if not name.endswith(DOCUMENT) and name != "lock" and ought[name] != got[name]:
            yield f"{name} has other bytes"


def _shown(measure: Measure, end: Stand) -> Iterator[str]:
    """Find private mail that still lies in a folder."""
    for name, mails in end.post.folders.items():
        yield from (
            f"a private mail lies in {name}: {_named(mail)}" for mail in measure.private if mail in mails
        )


def _named(mail: bytes) -> str:
    return next(
        (
            line.decode("ascii", "replace")
            for line in mail.splitlines()
            if line[:11].lower() == b"message-id:"
        ),
        "?",
    )
