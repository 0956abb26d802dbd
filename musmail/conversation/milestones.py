"""When things become due. Days count from the meeting and slide off holidays: earlier before it, later after it."""

from datetime import datetime, timedelta

from musmail.conversation.carrying import followed
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, End, Stage

_CONVENINGS = ("convene_leader", "convene_employee")


def _after_mark(talk: Conversation, policy: Policy, mark: str, days: int) -> datetime | None:
    since = talk.shared.done.get(mark)
    return policy.workdays_after(since, days) if since else None


def _by_meeting(talk: Conversation, policy: Policy, days: int) -> datetime | None:
    appointment = talk.shared.appointment
    if appointment is None:
        return None
    return policy.morning(policy.workdays.milestone(policy.day_of(appointment.slot.start), days))


def _by_target(talk: Conversation, policy: Policy, days: int) -> datetime:
    return policy.morning(policy.workdays.milestone(talk.shared.target_on, days))


def _not_before_share(talk: Conversation, policy: Policy, days: int, share: float) -> datetime | None:
    """Keep a lead time, or a share of the time there is when the meeting was agreed on short notice."""
    wished = _by_meeting(talk, policy, days)
    prepared, appointment = talk.shared.done.get("prepare"), talk.shared.appointment
    if wished is None or prepared is None or appointment is None:
        return None
    return max(wished, prepared + (appointment.slot.start - prepared) * share)


def convene_leader(talk: Conversation, policy: Policy) -> datetime | None:
    """−35 days from the target date."""
    return _by_target(talk, policy, policy.leads.convene_leader)


def convene_employee(talk: Conversation, policy: Policy) -> datetime | None:
    """−28 days from the target date."""
    return _by_target(talk, policy, policy.leads.convene_employee)


def remind_asked(talk: Conversation, policy: Policy) -> datetime | None:
    """So many days after somebody was asked for times, or to choose one; not before the employee is convened."""
    waiting = talk.stage is Stage.ASKING_EMPLOYEE and "convene_employee" not in talk.shared.done
    at, asked = (
        _after_mark(talk, policy, "asked", policy.waits.convening_reminder),
        talk.shared.done.get("asked"),
    )
    # Asked the day before a holiday, the days go by without anybody having been at work.
    return None if waiting or at is None or asked is None else max(at, policy.working_days_after(asked, 2))


def reminding_until(talk: Conversation, policy: Policy) -> datetime | None:
    """Until others hear of it; whoever is asked anew after that is reminded all the same."""
    told = "overdue_leaders_leader" in talk.shared.done
    return None if told else overdue_leaders_leader(talk, policy)


def _convened_since(talk: Conversation, policy: Policy, days: int) -> datetime | None:
    """Count from the latest convening: while the employee has had no time to answer, nobody is to be told on."""
    at = max((talk.shared.done[one] for one in _CONVENINGS if one in talk.shared.done), default=None)
    return policy.workdays_after(at, days) if at else None


def overdue_leaders_leader(talk: Conversation, policy: Policy) -> datetime | None:
    """No time agreed: the leader's leader hears of it."""
    return _convened_since(talk, policy, policy.waits.convening_leaders_leader)


def overdue_hr(talk: Conversation, policy: Policy) -> datetime | None:
    """No time agreed still: HR hears of it."""
    return _convened_since(talk, policy, policy.waits.convening_hr)


def never_convened(talk: Conversation, policy: Policy) -> datetime | None:
    """Nobody agreed on a time long after the target date: the talk ends as not held and the cadence asks anew."""
    return policy.morning(talk.shared.target_on + timedelta(days=policy.waits.convening_until))


def prepare(talk: Conversation, policy: Policy) -> datetime | None:
    """−21 days, or at once where the meeting is nearer."""
    return _by_meeting(talk, policy, policy.leads.prepare)


def remind(talk: Conversation, policy: Policy, index: int) -> datetime | None:
    """−14 and −9 days, but never within three days of the skema itself."""
    if index >= len(policy.leads.remind):
        return None
    at, prepared = _by_meeting(talk, policy, policy.leads.remind[index]), talk.shared.done.get("prepare")
    if at is None or prepared is None or at < prepared + timedelta(days=3):
        return None
    return at


def open_both(talk: Conversation, policy: Policy) -> datetime | None:
    """−7 days; on short notice half of the time there is."""
    return _not_before_share(talk, policy, policy.leads.open, 0.5)


def agenda(talk: Conversation, policy: Policy) -> datetime | None:
    """−3 days; on short notice three quarters of the time there is."""
    return _not_before_share(talk, policy, policy.leads.agenda, 0.75)


def day_before(talk: Conversation, policy: Policy) -> datetime | None:
    """−1 day."""
    return _by_meeting(talk, policy, policy.leads.day_before)


def meeting_starts(talk: Conversation, policy: Policy) -> datetime | None:
    """The meeting itself; what was only good before it is overtaken."""
    return talk.shared.appointment.slot.start if talk.shared.appointment else None


def meeting_over(talk: Conversation, policy: Policy) -> datetime | None:
    """The end of the meeting plus an hour."""
    return talk.shared.appointment.slot.end + policy.waits.held_after if talk.shared.appointment else None


def check(talk: Conversation, policy: Policy) -> datetime | None:
    """+1 day."""
    return _by_meeting(talk, policy, policy.leads.check)


def summary_reminder(talk: Conversation, policy: Policy) -> datetime | None:
    """+5 days, while there is no summary."""
    return None if talk.shared.draft else _by_meeting(talk, policy, policy.leads.summary_reminder)


def pen(talk: Conversation, policy: Policy) -> datetime | None:
    """+10 days, while there is no summary."""
    return None if talk.shared.draft else _by_meeting(talk, policy, policy.leads.pen)


def summary_until(talk: Conversation, policy: Policy) -> datetime | None:
    """The last day we wait for a summary."""
    return None if talk.shared.draft else _by_meeting(talk, policy, policy.waits.summary_until)


def missing_over(talk: Conversation, policy: Policy) -> datetime | None:
    """The writer's working days to say what agreements lack; a talk that went on another day has more to be written."""
    drafted, appointment = talk.shared.drafted_at, talk.shared.appointment
    if drafted is None or talk.shared.draft is None:
        return None
    since = max(drafted, appointment.slot.end) if appointment else drafted
    return policy.working_days_after(since, policy.waits.missing_parts)


def before_signing_over(talk: Conversation, policy: Policy) -> datetime | None:
    """The employee's working days to say what should not stand."""
    since = talk.shared.done.get("laid_before")
    return policy.working_days_after(since, policy.waits.before_signing) if since else None


def sign_reminder(talk: Conversation, policy: Policy) -> datetime | None:
    """So many days after the version was laid before both."""
    return _after_mark(talk, policy, "signing", policy.waits.sign_reminder)


def sign_until(talk: Conversation, policy: Policy) -> datetime | None:
    """The last day we wait for signatures."""
    return _after_mark(talk, policy, "signing", policy.waits.sign_until)


def hand_over(talk: Conversation, policy: Policy) -> datetime | None:
    """The working day after the talk was finished by who held it; the last letters to them have left by then."""
    closed = (
        talk.shared.signed_at or talk.shared.done.get("sign_until") or talk.shared.done.get("summary_until")
    )
    if talk.shared.next_leader is None or talk.shared.end is End.NOT_HELD or closed is None:
        return None
    return policy.working_days_after(closed, 1)


def nudge(talk: Conversation, policy: Policy) -> datetime | None:
    """+14 days after signing."""
    if talk.shared.signed_at is None or not followed(talk):
        return None
    return policy.workdays_after(talk.shared.signed_at, policy.waits.nudge)
