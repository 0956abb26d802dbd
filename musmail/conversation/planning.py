"""When a person's next talk should be: their cadence, unless they are new, away for long, or owed it before that."""

import hashlib
from datetime import date, datetime, timedelta

from musmail.conversation.persons import Person
from musmail.conversation.policy import Policy, Sector, Year
from musmail.conversation.tidings import Absences
from musmail.scheduling.cadence import Cadence, Rolling, months_later, next_target, scattered

# A talk that is owed by a day is meant for some weeks before it, so that it can be moved once (guessed).
ROOM_TO_MOVE = timedelta(days=21)


def next_on(person: Person, at: datetime, policy: Policy) -> date:
    """Plan the day of the next talk; `owed_by` is taken as it stands."""
    today = policy.day_of(at)
    lead = timedelta(days=_cadence(person, policy).lead_days)
    planned = past_leave(_by_cadence(person, today, policy), person.absences, policy)
    if policy.leave.talk_on_return:
        planned = min([planned, *_returns(person, today + lead, policy)])
    if person.owed_by is None or policy.sector is not Sector.PUBLIC:
        return planned
    latest = person.owed_by - ROOM_TO_MOVE
    in_time = today + lead <= latest and latest == past_leave(latest, person.absences, policy)
    return min(planned, latest) if in_time and not is_new(person, latest, policy) else planned


def is_new(person: Person, day: date, policy: Policy) -> bool:
    """Tell whether somebody is so new on a day that they have an introductory talk instead of a MUS."""
    if person.last_held_on is not None or person.employed_from is None:
        return False
    return day < months_later(person.employed_from, policy.new_employee_months)


def past_leave(day: date, absences: Absences, policy: Policy) -> date:
    """Move a day that lies in a long absence, or in the weeks after it, to when one has found one's feet again."""
    for begins, ends in sorted(long_ones(absences, policy)):
        back = ends + timedelta(days=policy.leave.grace_days)
        if begins <= day < back:
            day = back
    return day


def long_ones(absences: Absences, policy: Policy) -> Absences:
    """List the absences that are too long to write into."""
    return tuple(span for span in absences if (span[1] - span[0]).days + 1 >= policy.leave.long_days)


def owed_by(person: Person, planned: date, at: datetime, policy: Policy) -> date:
    """Say by when a talk is owed: the end of the year, or twelve months after the last one.

    Who has no last talk is owed one in the year their first is planned in: nobody is overdue on day one.
    """
    today = policy.day_of(at)
    if policy.entitlement.year is Year.ROLLING:
        since = person.last_held_on
        return planned + ROOM_TO_MOVE if since is None else max(months_later(since, 12), today)
    year = planned.year if person.last_held_on is None else person.last_held_on.year + 1
    return date(max(year, today.year), 12, 31)


def _by_cadence(person: Person, today: date, policy: Policy) -> date:
    cadence = _cadence(person, policy)
    share = scattered(_seed(person)) if person.share is None else person.share
    begins = today if person.enrolled_on is None else person.enrolled_on
    earliest = today + timedelta(days=cadence.lead_days)
    if person.last_held_on is not None or person.employed_from is None or not is_new(person, today, policy):
        since = begins if person.last_held_on is None and isinstance(cadence, Rolling) else today
        return max(earliest, next_target(person.last_held_on, since, cadence, share))
    settled = max(earliest, months_later(person.employed_from, policy.new_employee_months))
    if isinstance(cadence, Rolling):
        return settled  # the ramp is for those who were here before us
    return next_target(None, settled - timedelta(days=cadence.lead_days), cadence, share)


def _cadence(person: Person, policy: Policy) -> Cadence:
    return person.cadence or policy.cadence


def _seed(person: Person) -> int:
    return int.from_bytes(hashlib.sha256(person.id.encode()).digest()[:4])


def _returns(person: Person, earliest: date, policy: Policy) -> list[date]:
    """List the days after long absences on which a talk can be held, where none was held since they began."""
    return [
        back
        for begins, ends in long_ones(person.absences, policy)
        if (back := ends + timedelta(days=policy.leave.grace_days)) >= earliest
        and (person.last_held_on is None or person.last_held_on < begins)
    ]
