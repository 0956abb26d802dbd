"""What can be used as it is and is worth a thought all the same."""

from collections.abc import Iterator
from datetime import date, timedelta

from musmail.conversation.policy import Policy
from musmail.scheduling.cadence import months_later
from musmail.settings.roster import Employee, Roster
from musmail.skema.check import warnings

_MONTH = timedelta(days=30)


def advice(policy: Policy, roster: Roster, today: date) -> tuple[str, ...]:
    """Say what an experienced colleague would ask about, a sentence each."""
    skemas = (f"skema `{skema.id}`: {words}" for skema in policy.skemas for words in warnings(skema))
    return (*_on_policy(policy), *_on_roster(policy, roster, today), *skemas)


def _on_policy(policy: Policy) -> Iterator[str]:
    if not policy.goals_text:
        yield "`goals_text` is empty: nobody is told what the workplace wants to reach this year"
    if not policy.announced_by:
        yield "`announced_by` is empty: the first mail to anyone should be announced by a human they know"
    if policy.contact("tr") is None:
        yield "no contact has the role `tr`: a bad talk has no way to the union representative"
    if policy.hr is None:
        yield "`hr` is empty: a talk that nobody convenes ends with the leader's leader"


def _on_roster(policy: Policy, roster: Roster, today: date) -> Iterator[str]:
    people = roster.with_talks(today)
    new = [one.id for one in people if _is_new(policy, one, today)]
    if new:
        yield (
            f"new here, under {policy.new_employee_months} months: {', '.join(new)}; an introductory talk with "
            "their leader comes instead of a MUS, and musmail does not convene it"
        )
    ahead = [one.id for one in people if one.last_held_on is not None and one.last_held_on > today]
    if ahead:
        yield f"`last_held_on` is still to come for {', '.join(ahead)}; is the year right?"
    for one in people:
        for first in (first for first, last in one.absences if first == last >= today):
            span = f"{first}..{first + _MONTH}"
            yield f"`absences` of `{one.id}`: {first} is that one day; a longer absence is written as {span}"
    if roster.people and not people:
        yield "nobody in the roster has talks today: all are exempt, without a leader or not employed"
    elif people and all(one.last_held_on is None for one in people):
        yield "nobody has a `last_held_on`: all talks are spread over the ramp as if there had been none"


def _is_new(policy: Policy, one: Employee, today: date) -> bool:
    since = one.employed_from
    return (
        since is not None and not one.last_held_on and today < months_later(since, policy.new_employee_months)
    )
