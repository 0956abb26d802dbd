"""Preparation: both write, each their own; what is only theirs stays in their own record."""

from dataclasses import replace

from musmail.conversation.events import Filed, Said
from musmail.conversation.handling import Step, Turn, both, strike
from musmail.conversation.letters import Kind
from musmail.conversation.state import Conversation, Opened, Point, Stage
from musmail.skema.forms import Answer, Mark, Role

REMINDERS = (Kind.PREPARATION_REMINDER,)
_TIGHTNESS = (Mark.OPENING, Mark.MEETING, Mark.PRIVATE)


def prepare(talk: Conversation, turn: Turn) -> Step:
    """Send each party their own skema: same day, same deadline. Who has it from before a change of leader keeps it."""
    new = [role for role in both() if f"prepared_{role}" not in talk.shared.done]
    return Step(talk, turn.send(Kind.PREPARATION, *new))


def remind(talk: Conversation, turn: Turn) -> Step:
    """Remind a party from whom nothing has come, unless an automatic reply says they are away."""
    today = turn.policy.day_of(turn.at)
    away = talk.shared.away_until
    silent = [
        role
        for role in both()
        if role not in talk.shared.answered_at
        and role not in talk.shared.ready
        and not (role in away and away[role] > today)
    ]
    return Step(talk, turn.send(Kind.PREPARATION_REMINDER, *silent))


def file_answers(talk: Conversation, turn: Turn) -> Step:
    """File answers in the writer's own record; after the opening, what may be shared goes on to the other."""
    reply = turn.reply
    questions = {question.id for question in talk.shared.skemas[reply.role].questions}
    filed = [item for item in reply.filed if item.field in questions]
    if not filed:
        return Step(talk)
    own = talk.own(reply.role)
    before, answers, news = (
        {answer.question: answer for answer in own.answers},
        list[Answer](),
        list[Answer](),
    )
    for item in filed:
        answer = _answer(item, before.get(item.field), turn)
        added = item.adds and answer.text and item.field in before
        news.append(replace(answer, text=item.text.strip()) if added else answer)
        answers.append(answer)
        before[item.field] = answer
    talk = talk.with_own(reply.role, replace(own, answers=(*own.answers, *answers)))
    if reply.role not in talk.shared.answered_at:
        talk = talk.with_shared(answered_at={**talk.shared.answered_at, reply.role: turn.at})
    step = Step(talk, (strike(*REMINDERS, to=reply.role),))
    return step if talk.shared.opened_at is None else step.and_then(_share_late(talk, turn, tuple(news)))


def _answer(item: Filed, before: Answer | None, turn: Turn) -> Answer:
    """Turn a filed field into an answer; a mark once given stands until another is given."""
    mark = item.mark or (before.mark if before else Mark.OPENING)
    if item.adds and before:
        mark = max(mark, before.mark, key=_TIGHTNESS.index)  # what stands is not opened by what is added
    if mark is Mark.MEETING and turn.reply.role is Role.LEADER:
        mark = (
            Mark.PRIVATE
        )  # a leader's criticism is named before the meeting, so this mark is the employee's alone
    text = item.text.strip()
    if item.mark and not text and before:
        text = before.text  # only the mark was sent: it is about the answer that stands
    if item.adds and before and before.text:
        text = _together(before.text, text)
    return Answer(item.field, "" if item.withdrawn else text, mark, turn.at)


def _together(before: str, more: str) -> str:
    """Put words behind an answer, unless one holds the other: a mail may come twice, and who adds may write it all."""
    both = f"{before}\n\n{more}"
    if f"\n\n{more}\n\n" in f"\n\n{before}\n\n":
        return before
    one, other = " ".join(before.split()), " ".join(more.split())
    return more if other.startswith(one) and not other[len(one) : len(one) + 1].isalnum() else both


def _share_late(talk: Conversation, turn: Turn, answers: tuple[Answer, ...]) -> Step:
    """Pass on what came after the opening, marked as such; what is taken back then is not repeated from here on."""
    role = turn.reply.role
    taken_back = {answer.question for answer in answers if answer.mark is not Mark.OPENING or not answer.text}
    step = _take_back(talk, turn, taken_back)
    talk = step.talk
    late = tuple(
        Opened(role, answer.question, answer.text, answer.at, late=True)
        for answer in answers
        if answer.mark is Mark.OPENING and answer.text
    )
    if not late:
        return step
    talk = talk.with_shared(opened=talk.shared.opened + late)
    fields = [opened.question for opened in late]
    passed_on = Step(talk, turn.send(Kind.AFTER_OPENING, role.other, late=fields), ("written_late",))
    return step.and_then(passed_on)


def _take_back(talk: Conversation, turn: Turn, questions: set[str]) -> Step:
    """Take answers out of what both can see: read once, they cannot be unread, but nobody is told them again.

    A letter with them that has not left yet is replaced.
    """
    role = turn.reply.role
    opened = tuple(o for o in talk.shared.opened if o.role is not role or o.question not in questions)
    if opened == talk.shared.opened:
        return Step(talk)
    late = [o.question for o in opened if o.role is role and o.late]
    (opening,) = turn.send(Kind.OPENING, role.other)
    again = turn.send(Kind.AFTER_OPENING, role.other, late=late) if late else (None,)
    effects = (
        replace(strike(Kind.OPENING, to=role.other), instead=opening),
        replace(strike(Kind.AFTER_OPENING, to=role.other), instead=again[0]),
    )
    return Step(talk.with_shared(opened=opened), effects)


def ready(talk: Conversation, turn: Turn, said: Said) -> Step:
    """A party is done; when both are, the opening need not wait."""
    role = turn.reply.role
    done = talk.shared.ready if role in talk.shared.ready else (*talk.shared.ready, role)
    step = Step(talk.with_shared(ready=done), (strike(*REMINDERS, to=role),), ("ready_noted",))
    agreed = talk.shared.appointment is not None and "prepare" in talk.shared.done
    if set(done) == set(both()) and talk.shared.opened_at is None and agreed:
        return step.and_then(open_both(step.talk, turn))
    return step


def open_both(talk: Conversation, turn: Turn) -> Step:
    """Open both sides' shared answers to both at the same moment."""
    opened = tuple(
        Opened(role, answer.question, answer.text, answer.at)
        for role in both()
        for answer in talk.own(role).standing().values()
        if answer.mark is Mark.OPENING
    )
    done = {**talk.shared.done, "open": turn.at}
    before = tuple(one for one in talk.shared.opened if one.author)  # a former leader's words stay theirs
    talk = talk.with_shared(stage=Stage.OPENED, opened_at=turn.at, opened=before + opened, done=done)
    return Step(talk, (strike(*REMINDERS), *turn.send(Kind.OPENING, *both())))


def expand(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Ask the other to say more about one of their answers, by the number printed beside it."""
    other = turn.reply.role.other
    numbered = {number: question.id for number, question in talk.shared.skemas[other].numbered()}
    question = numbered.get(said.number or 0)
    if question is None or not any(o.role is other and o.question == question for o in talk.shared.opened):
        return Step(talk, notes=("no_such_number",))
    asked = (*talk.shared.expansions.get(other, ()), question)
    talk = talk.with_shared(expansions={**talk.shared.expansions, other: asked})
    letters = turn.send(Kind.AFTER_OPENING, other, expand=said.number, question=question)
    return Step(talk, letters, ("expand_asked",))


def add_point(talk: Conversation, turn: Turn, said: Said) -> Step:
    """Add a point both see; either party may, and the other cannot remove it."""
    text = said.text.strip()
    if not text:
        return Step(talk)
    return _add(talk, turn, (text,))


def add_points(talk: Conversation, turn: Turn) -> Step:
    """Add what was typed in the box for points."""
    texts = tuple(
        item.text.strip() for item in turn.reply.filed if item.field == "points" and item.text.strip()
    )
    return _add(talk, turn, texts) if texts else Step(talk)


def _add(talk: Conversation, turn: Turn, texts: tuple[str, ...]) -> Step:
    known = {point.text for point in talk.shared.points if point.by is turn.reply.role}
    texts = tuple(text for text in dict.fromkeys(texts) if text not in known)  # a mail may come a second time
    first = len(talk.shared.points) + 1
    points = tuple(Point(number, turn.reply.role, text, turn.at) for number, text in enumerate(texts, first))
    return Step(talk.with_shared(points=talk.shared.points + points), notes=("point_added",))
