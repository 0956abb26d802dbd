"""Why a letter goes and which setting decides the day: what the plan tells an administrator of each milestone."""

from collections.abc import Mapping
from typing import NamedTuple

from musmail.conversation.letters import Kind


class Reason(NamedTuple):
    """A sentence for an administrator, and the key of musmail.yaml that moves the letter."""

    why: str
    setting: str


# By milestone. A test holds this against the tables, so that no letter is ever planned without its reason.
OF_MILESTONES: Mapping[str, Reason] = {
    "convene_leader": Reason("the leader is asked for times", "leads.convene_leader"),
    "remind_leader": Reason("the leader has not given times", "waits.convening_reminder"),
    "convene_employee": Reason("the employee chooses a time", "leads.convene_employee"),
    "remind_employee": Reason("the employee has not chosen a time", "waits.convening_reminder"),
    "overdue_leaders_leader": Reason("no time has been agreed on", "waits.convening_leaders_leader"),
    "overdue_hr": Reason("still no time has been agreed on", "waits.convening_hr"),
    "never_convened": Reason("nobody agreed on a time: it ends as not held", "waits.convening_until"),
    "prepare": Reason("both get their skema", "leads.prepare"),
    "remind_0": Reason("nothing has come from this party", "leads.remind"),
    "remind_1": Reason("still nothing has come from this party", "leads.remind"),
    "open": Reason("both see each other's shared answers", "leads.open"),
    "agenda": Reason("the agenda, the same for both", "leads.agenda"),
    "day_before": Reason("time, place and who has prepared", "leads.day_before"),
    "meeting_over": Reason("was it held, and what was agreed on", "waits.held_after_minutes"),
    "check": Reason("the private check, to the employee alone", "leads.check"),
    "summary_reminder": Reason("there is no summary", "leads.summary_reminder"),
    "pen": Reason("there is still no summary: the employee may write it", "leads.pen"),
    "missing_over": Reason("the writer had time to say what agreements lack", "waits.missing_parts"),
    "summary_until": Reason("nobody wrote a summary: held but unsigned", "waits.summary_until"),
    "before_signing_over": Reason("the employee had time to take words out", "waits.before_signing"),
    "sign_reminder": Reason("a signature is missing", "waits.sign_reminder"),
    "sign_until": Reason("a signature never came: held but unsigned", "waits.sign_until"),
    "items": Reason("how it goes with what was agreed on", "waits.item_before"),
    "nudge": Reason("begin with what was agreed on", "waits.nudge"),
    "hand_over": Reason("the new leader gets the open agreements, the employee the same list", "people"),
    "owed_leader": Reason("public sector: no MUS is agreed for this year", "entitlement.leader"),
    "owed_leaders_leader": Reason("public sector: still none is agreed", "entitlement.leaders_leader"),
    "owed_hr": Reason("public sector: none is agreed, and the year is nearly over", "entitlement.hr"),
}

# Letters that follow from what somebody wrote, by kind.
OF_ANSWERS: Mapping[Kind, Reason] = {
    Kind.OTHER_TIMES: Reason("one party gave times, the other chooses", "meeting.slots"),
    Kind.INVITATION: Reason("a time is agreed on", "meeting"),
    Kind.CANCELLATION: Reason("the time does not hold any more", "meeting"),
    Kind.PREPARATION: Reason("a time was agreed on at short notice", "leads.prepare"),
    Kind.OPENING: Reason("both said they are done", "leads.open"),
    Kind.AFTER_OPENING: Reason("something came after the opening", "leads.open"),
    Kind.AGENDA: Reason("the agenda has changed", "leads.agenda"),
    Kind.BEFORE_SIGNING: Reason("the summary has been written", "waits.before_signing"),
    Kind.SIGN: Reason("the summary lies before both", "waits.before_signing"),
    Kind.LEADER_CHANGED: Reason("the roster has another leader for this employee", "people"),
    Kind.LEADER_FINISHES: Reason("the roster has another leader for this employee", "people"),
    Kind.HANDOVER: Reason("the roster has another leader for this employee", "people"),
    Kind.PERSON_LEFT: Reason("the employee works here no longer", "people"),
    Kind.SIGNED: Reason("both have signed", "waits.sign_until"),
}
# Of two letters of one milestone, the one that is not what the milestone is named for.
BESIDE: Mapping[Kind, Reason] = {
    Kind.PERSONAL_SHEET: Reason("a sheet of one's own beside the agenda", "leads.agenda"),
    Kind.HELD_QUESTION: Reason("was it held", "waits.held_after_minutes"),
}
OTHERWISE = Reason("somebody wrote", "")


def reason_of(cause: str, kind: Kind) -> Reason:
    """Give the reason of a letter by the milestone in its cause, or by its kind where a mail caused it."""
    return BESIDE.get(kind) or OF_MILESTONES.get(milestone_of(cause)) or OF_ANSWERS.get(kind, OTHERWISE)


def milestone_of(cause: str) -> str:
    """Name the milestone in a letter's cause; a mail's key has none."""
    return cause.partition("@")[0] if "@" in cause else ""
