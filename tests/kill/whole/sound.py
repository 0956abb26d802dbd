"""Says whether the undisturbed run itself is as it should be: all else is measured by it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from musmail.conversation.log import broken_at
from musmail.conversation.state import Conversation
from musmail.daemon.inbox import DONE, REVIEW
from tests.kill.whole.course import INBOX, Moment, message_id
from tests.kill.whole.judge import Measure


def unsound(moments: Sequence[Moment]) -> Iterator[str]:
    """List what a story should not have; each letter once, each mail put away once, nothing private left."""
    letters = Counter(message_id(data) for moment in moments for _, data in moment.after.post.letters)
    yield from (f"letter {name} went out {times} times" for name, times in letters.items() if times > 1)
    for moment in moments:
        measure, folders = Measure.of(moment), moment.after.post.folders
        ought = Counter(moment.before.post.folders[INBOX])
        ought.subtract(Counter(measure.private))
        if +ought != Counter((*folders.get(DONE, ()), *folders.get(REVIEW, ()))) or folders[INBOX]:
            yield f"{moment.at}: not every mail is put away once"
        if any(broken_at(one.log) is not None for one in measure.aggregates.values()):
            yield f"{moment.at}: the log's chain is broken"


def put_away(moments: Sequence[Moment]) -> Counter[str]:
    """Count where mails went."""
    found: Counter[str] = Counter()
    for moment in moments:
        found[DONE] += len(moment.after.post.folders.get(DONE, ()))
        found[REVIEW] += len(moment.after.post.folders.get(REVIEW, ()))
        found["expunged"] += len(Measure.of(moment).private)
    return found


def ends(moments: Sequence[Moment]) -> list[str]:
    """Say how the talks ended."""
    states = (one.state for one in Measure.of(moments[-1]).aggregates.values())
    return [str(state.shared.end) for state in states if isinstance(state, Conversation)]
