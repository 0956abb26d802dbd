"""What the simulated people write to each kind of letter: their words, chosen by chance that is the same each time."""

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from musmail.conversation.letters import Kind
from musmail.conversation.policy import Policy
from musmail.sandbox.clients import BETWEEN, Client, Written
from musmail.sandbox.inboxes import Received
from musmail.sandbox.tongue import language, say_day, say_time
from musmail.scheduling.slots import propose
from musmail.skema.forms import Role


@dataclass(frozen=True)
class Character:
    """Somebody who answers in their own way; `quirks` are what happens to them in the demo."""

    name: str
    address: str
    client: Client = Client.GMAIL
    locale: str = "da"
    share: float = 0.6  # of the questions they write something about
    quirks: frozenset[str] = frozenset()
    sign: str = ""  # stands in every word they write about themselves, so that it can be told where it went

    def has(self, quirk: str) -> bool:
        """Tell whether this happens to them."""
        return quirk in self.quirks


@dataclass(frozen=True)
class Press:
    """A button pressed, with what is typed beside its own words."""

    action: str
    words: str = ""


@dataclass(frozen=True)
class Accept:
    """The calendar's yes."""


Answer = Written | Press | Accept


@dataclass(frozen=True)
class Scene:
    """A letter before somebody who is about to answer it; `role` is theirs in the talk it is about."""

    letter: Received
    who: Character
    role: Role
    other: str
    policy: Policy
    random: random.Random
    before: int = 0  # letters of this kind about this talk they have had before
    nth: int = 0  # which of their talks with the other this is, the first is 0

    def short(self, which: str, **values: object) -> str:
        """Choose one of the short answers."""
        chosen = self.random.choice(words(self.who.locale)["short"][which])
        return str(chosen).format(**values)

    def typed(self, under: Mapping[str, str], *, top: str = "") -> Written:
        """Type under the fields, or on top where the client has no room between the lines."""
        hello, bye = self.short("hello"), self.short("bye", name=self.who.name.split()[0])
        if self.who.client in BETWEEN:
            return Written("\n\n".join(part for part in (hello, top) if part), under, bye)
        numbers = {name: self.letter.printed_number(name) for name in under}
        lines = [f"{numbers[name]}: {text}" if numbers[name] else text for name, text in under.items()]
        return Written("\n\n".join(part for part in (hello, *lines, top) if part), {}, bye)

    def on_top(self, text: str) -> Written:
        """Type a short answer above everything; to a digest under its entry, or with the entry's number before it."""
        return self.typed({self.letter.entry: text}) if self.letter.entry else self.typed({}, top=text)


@cache
def words(locale: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Load what people write in a language."""
    place = files("musmail.sandbox") / "words" / f"{language(locale)}.toml"
    found: Any = tomllib.loads(place.read_text("utf-8"))
    return found  # type: ignore[no-any-return]


def answers(scene: Scene) -> list[Answer]:
    """Say what somebody answers to a letter; several answers are sent on several days."""
    act = _ACTS.get(scene.letter.kind)
    return act(scene) if act else []


def _days(scene: Scene, ahead: int) -> list[str]:
    """Say three times they can, in the way people say them."""
    first = scene.letter.at.date() + timedelta(days=ahead)
    meeting = scene.policy.meeting
    slots = propose(
        3,
        first,
        first + timedelta(days=12),
        workdays=scene.policy.workdays,
        hours=meeting.hours,
        length=meeting.length,
    )
    locale = scene.who.locale
    at = " kl. " if language(locale) == "da" else " at "
    return [f"{say_day(one.start.date(), locale)}{at}{say_time(one.start, locale)}" for one in slots]


def _give_times(scene: Scene) -> list[Answer]:
    if scene.who.has("by_hand") or "times" not in scene.letter.fields:
        times = "\n".join(_days(scene, 32))
        return [scene.on_top(times)]
    return [Press("foreslaa")]


def _choose(scene: Scene) -> list[Answer]:
    """Choose one of the times on offer; who is asked for some without any gives some."""
    offered = [action for action in scene.letter.buttons if action.startswith("tid")]
    if not offered:
        return _give_times(scene)
    chosen = scene.random.choice(offered)
    if scene.random.random() < 0.4:
        return [Press(chosen)]
    return [scene.on_top(scene.short("choose", n=chosen.removeprefix("tid")))]


def _accept(scene: Scene) -> list[Answer]:
    if scene.who.has("asks_to_move") and scene.before == 0 and scene.role is Role.EMPLOYEE:
        return [Accept(), scene.on_top(scene.short("move", time=_days(scene, 35)[1]))]
    return [Accept()]


def _prepare(scene: Scene) -> list[Answer]:
    """Write about some of the questions; some people do it in two mails, some mark words as their own."""
    bank = words(scene.who.locale)[scene.role.value]
    asked = [name for name in scene.letter.fields if name in bank and scene.random.random() < scene.who.share]
    sign = f" ({scene.who.sign})" if scene.who.sign else ""
    texts = {name: scene.random.choice(bank[name]) + sign for name in asked}
    own = asked[1:2] if scene.who.has("only_me") else []
    texts |= {name: f"{scene.short('only_me')}{sign.replace('(', '(only-')}" for name in own}
    if not texts:
        return []
    if scene.who.has("two_mails") and len(texts) > 2:
        first = dict(list(texts.items())[: len(texts) // 2])
        rest = dict(list(texts.items())[len(texts) // 2 :])
        return [scene.typed(first), scene.typed(rest)]
    return [scene.typed(texts)]


def _opened(scene: Scene) -> list[Answer]:
    if scene.random.random() < 0.3 and "points" in scene.letter.fields:
        return [scene.typed({"points": scene.short("point")})]
    return []


def _summary(scene: Scene) -> list[Answer]:
    """Write the summary, or say that it was not held."""
    if scene.who.has("not_held") and scene.other in scene.who.quirks and scene.nth == 0:
        return [scene.on_top(scene.short("not_held", reason="vi var begge syge"))]
    if scene.letter.entry:  # a few words are enough
        return [scene.on_top("\n".join((scene.short("held"), _agreement(scene, 0))))]
    points = [name for name in scene.letter.fields if name.startswith("point:")][:4]
    minutes = {name: scene.short("minutes") for name in points}
    boxes = [name for name in scene.letter.fields if name.startswith("agreement:")][:2]
    agreed = [_agreement(scene, place) for place, _ in enumerate(boxes)]
    if scene.who.client in BETWEEN:
        under = {"held": scene.short("held"), **minutes, **dict(zip(boxes, agreed, strict=True))}
        return [scene.typed(under)]
    lines = "\n".join(agreed)
    return [Press("afholdt"), scene.on_top(lines)]


def _agreement(scene: Scene, place: int) -> str:
    bank = words(scene.who.locale)["short"]["agreements"]
    employee, leader = scene.other.split()[0], scene.who.name.split()[0]
    if scene.role is Role.EMPLOYEE:
        employee, leader = leader, employee
    by = date(scene.letter.at.year + 1, 3, 1) + timedelta(days=30 * place)
    return str(bank[place % len(bank)]).format(
        employee=employee, leader=leader, by=f"{by.day}/{by.month}-{by.year}"
    )


def _was_held(scene: Scene) -> list[Answer]:
    return [] if scene.who.has("quiet_after") else [Press("afholdt")]


def _nothing_to_strike(scene: Scene) -> list[Answer]:
    return [scene.on_top(scene.short("no_surprise"))]


def _sign(scene: Scene) -> list[Answer]:
    if scene.who.has("corrects") and scene.before == 0:
        line = next((name for name in scene.letter.fields if name.startswith(("point:", "agreement:"))), "")
        if line and scene.who.client in BETWEEN:
            return [scene.typed({line: scene.short("correction")})]
    kind = scene.random.choice(("agree", "agree", "agree", "seen", "remark"))
    return [Press("enig")] if scene.random.random() < 0.3 else [scene.on_top(scene.short(kind))]


def _status(scene: Scene) -> list[Answer]:
    """Say how far one is; done late in the year, a problem for whom the demo wants one."""
    numbers = [one.removeprefix("udfoert") for one in scene.letter.buttons if one.startswith("udfoert")]
    if not numbers:
        return []
    if scene.who.has("problem") and scene.before == 0:
        return [scene.on_top(scene.short("problem", n=numbers[0], why=scene.short("why")))]
    word = (
        "under_way" if scene.letter.kind is Kind.NUDGE else scene.random.choice(("done", "done", "under_way"))
    )
    return [scene.on_top("\n".join(scene.short(word, n=number) for number in numbers))]


def _missing(scene: Scene) -> list[Answer]:
    return []


_ACTS: Mapping[Kind, Callable[[Scene], list[Answer]]] = {
    Kind.CONVENE_LEADER: _give_times,
    Kind.CONVENE_EMPLOYEE: _choose,
    Kind.CONVENE_REMINDER: _choose,
    Kind.OTHER_TIMES: _choose,
    Kind.INVITATION: _accept,
    Kind.PREPARATION: _prepare,
    Kind.PREPARATION_REMINDER: _prepare,
    Kind.OPENING: _opened,
    Kind.HELD: _summary,
    Kind.SUMMARY_REMINDER: _summary,
    Kind.PEN_OFFERED: _summary,
    Kind.HELD_QUESTION: _was_held,
    Kind.MISSING_PARTS: _missing,
    Kind.BEFORE_SIGNING: _nothing_to_strike,
    Kind.SIGN: _sign,
    Kind.SIGN_REMINDER: _sign,
    Kind.NUDGE: _status,
    Kind.ITEM_STATUS: _status,
    Kind.REMIND_OWNER: _status,
}

ANSWERED = frozenset(_ACTS)
