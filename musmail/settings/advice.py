"""What can be used as it is and is worth a thought all the same."""

import re
from collections.abc import Iterator
from datetime import date

from musmail.conversation.policy import Policy
from musmail.settings.roster import Roster
from musmail.skema.forms import Skema

MANY_QUESTIONS = 30  # guessed: at two minutes each, preparing takes an hour
# Questions on illness are not the employer's to ask (the Danish act on health information, helbredsoplysningsloven).
_HEALTH = re.compile(
    r"\b(sygdom\w*|sygefravær\w*|diagnose\w*|helbred\w*|medicin\w*|illness|diagnosis)\b", re.IGNORECASE
)


def advice(policy: Policy, roster: Roster, today: date) -> tuple[str, ...]:
    """Say what an experienced colleague would ask about, a sentence each."""
    skemas = (words for skema in policy.skemas for words in _on_skema(skema))
    return (*_on_policy(policy), *_on_roster(roster, today), *skemas)


def _on_policy(policy: Policy) -> Iterator[str]:
    if not policy.goals_text:
        yield "`goals_text` is empty: nobody is told what the workplace wants to reach this year"
    if not policy.announced_by:
        yield "`announced_by` is empty: the first mail to anyone should be announced by a human they know"
    if policy.contact("tr") is None:
        yield "no contact has the role `tr`: a bad talk has no way to the union representative"
    if policy.hr is None:
        yield "`hr` is empty: a talk that nobody convenes ends with the leader's leader"


def _on_roster(roster: Roster, today: date) -> Iterator[str]:
    people = roster.with_talks(today)
    if not people:
        yield "nobody in the roster has talks today: all are exempt, without a leader or not employed"
    elif all(one.last_held_on is None for one in people):
        yield "nobody has a `last_held_on`: all talks are spread over the ramp as if there had been none"


def _on_skema(skema: Skema) -> Iterator[str]:
    if len(skema.questions) > MANY_QUESTIONS:
        yield f"skema `{skema.id}` asks {len(skema.questions)} questions; people answer fewer better"
    for number, question in skema.numbered():
        if question.text.count("?") > 1:
            yield f"skema `{skema.id}`, question {number} asks two things at once: {question.text}"
        if _HEALTH.search(question.text):
            yield f"skema `{skema.id}`, question {number} seems to ask about health: {question.text}"
