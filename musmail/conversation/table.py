"""The stage table: what may happen in each stage, and what we do about it. Everything else here is called from it.

Rules of the file:
- A reply is taken apart: first what was filed (`FILED`), then each intent (`SAID`), then what follows from both
  (`LAST`). A row is looked up by the stage the talk has reached by then.
- A milestone acts once (`done` remembers it; one that `repeats` remembers for itself) and only in its stage. One
  whose `until` has passed is overtaken: the state goes on, its letters do not go out.
- What has no row is no error: the words are kept in the writer's own record and the receipt says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from musmail.conversation import (
    changes,
    convening,
    followup,
    meeting,
    preparation,
    questions,
    reviewing,
    signing,
    summary,
)
from musmail.conversation import milestones as when
from musmail.conversation.events import Intent
from musmail.conversation.handling import OnEvent, OnSaid
from musmail.conversation.policy import Policy
from musmail.conversation.state import Conversation, Stage

At = Callable[[Conversation, Policy], datetime | None]


@dataclass(frozen=True)
class Milestone:
    """Something that becomes due at a time, in one stage; after `until` it is no longer worth a letter."""

    name: str
    at: At
    act: OnEvent
    until: At | None = None
    repeats: bool = False  # comes again; what it does must make it due no longer


_ITEMS = Milestone("items", questions.next_at, followup.ask, repeats=True)
MILESTONES: dict[Stage, tuple[Milestone, ...]] = {
    Stage.PLANNED: (Milestone("convene_leader", when.convene_leader, convening.ask_leader),),
    Stage.ASKING_LEADER: (
        Milestone("remind_leader", when.remind_asked, convening.remind, when.reminding_until),
        Milestone("overdue_leaders_leader", when.overdue_leaders_leader, convening.overdue_leaders_leader),
        Milestone("overdue_hr", when.overdue_hr, convening.overdue_hr),
        Milestone("never_convened", when.never_convened, meeting.never_convened),
    ),
    Stage.ASKING_EMPLOYEE: (
        Milestone("convene_employee", when.convene_employee, convening.convene_employee),
        Milestone("remind_employee", when.remind_asked, convening.remind),
        Milestone("overdue_leaders_leader", when.overdue_leaders_leader, convening.overdue_leaders_leader),
        Milestone("overdue_hr", when.overdue_hr, convening.overdue_hr),
        Milestone("never_convened", when.never_convened, meeting.never_convened),
    ),
    Stage.PREPARING: (
        Milestone("prepare", when.prepare, preparation.prepare, when.meeting_starts),
        Milestone(
            "remind_0", partial(when.remind, index=0), preparation.remind, partial(when.remind, index=1)
        ),
        Milestone("remind_1", partial(when.remind, index=1), preparation.remind, when.open_both),
        Milestone("open", when.open_both, preparation.open_both, when.meeting_starts),
    ),
    Stage.OPENED: (Milestone("agenda", when.agenda, meeting.send_agenda, when.meeting_starts),),
    Stage.MEETING: (
        Milestone("day_before", when.day_before, meeting.day_before, when.meeting_starts),
        Milestone("meeting_over", when.meeting_over, meeting.ask_held),
    ),
    Stage.SUMMARISING: (
        Milestone("check", when.check, meeting.check_on_employee),
        Milestone("summary_reminder", when.summary_reminder, summary.remind_summary, when.pen),
        Milestone("pen", when.pen, summary.offer_pen, when.summary_until),
        Milestone("missing_over", when.missing_over, summary.go_on_without),
        Milestone("summary_until", when.summary_until, summary.no_summary),
    ),
    Stage.CHECKING: (
        Milestone("check", when.check, meeting.check_on_employee),
        Milestone("before_signing_over", when.before_signing_over, summary.lay_before_both),
    ),
    Stage.SIGNING: (
        Milestone("check", when.check, meeting.check_on_employee),
        Milestone("sign_reminder", when.sign_reminder, signing.remind, when.sign_until),
        Milestone("sign_until", when.sign_until, signing.give_up),
    ),
    Stage.FOLLOWING: (
        Milestone("check", when.check, meeting.check_on_employee),
        Milestone("nudge", when.nudge, followup.nudge),
        _ITEMS,
        Milestone("hand_over", when.hand_over, changes.hand_over),
    ),
    Stage.CLOSED: (_ITEMS, Milestone("hand_over", when.hand_over, changes.hand_over)),
}

_CHOOSING: dict[Intent, OnSaid] = {
    Intent.CHOOSE_SLOT: convening.choose_slot,
    Intent.OFFER_TIMES: convening.offer_times,
    Intent.PROPOSE: convening.propose,
    Intent.OTHER_TIME: convening.other_time,
    Intent.COMPANION: convening.companion,
    Intent.OTHER_INTERVIEWER: convening.other_interviewer,
    Intent.MOVE: convening.other_time,
    Intent.READY: preparation.ready,
}
ABOUT_TIMES = frozenset(_CHOOSING) - {Intent.COMPANION, Intent.READY, Intent.OTHER_INTERVIEWER}
_AGREED: dict[Intent, OnSaid] = {**_CHOOSING, Intent.MOVE: convening.move}
_OPENED: dict[Intent, OnSaid] = {
    **_AGREED,
    Intent.EXPAND: preparation.expand,
    Intent.ADD_POINT: preparation.add_point,
    Intent.SHORT_TALK: meeting.short_talk,
}
_STATUS: dict[Intent, OnSaid] = {
    Intent.STATUS_DONE: followup.status,
    Intent.STATUS_UNDER_WAY: followup.status,
    Intent.STATUS_PROBLEM: followup.status,
    Intent.REMIND_OTHER: followup.remind_other,
    Intent.LIST: followup.send_list,
}

SAID: dict[Stage, dict[Intent, OnSaid]] = {
    Stage.PLANNED: {Intent.READY: preparation.ready},
    Stage.ASKING_LEADER: _CHOOSING,
    Stage.ASKING_EMPLOYEE: _CHOOSING,
    Stage.PREPARING: _AGREED,
    Stage.OPENED: _OPENED,
    Stage.MEETING: _OPENED,
    Stage.SUMMARISING: {
        Intent.HELD: meeting.held,
        Intent.NOT_HELD: meeting.not_held,
        Intent.PARTLY: meeting.partly,
        Intent.CHOOSE_SLOT: convening.choose_slot,
        Intent.OFFER_TIMES: convening.offer_times,
        Intent.OTHER_TIME: convening.other_time,
        Intent.MOVE: convening.move,
        Intent.NO_AGREEMENTS: summary.no_agreements,
        **dict.fromkeys(reviewing.OUTCOMES, reviewing.went),
    },
    Stage.CHECKING: {
        Intent.STRIKE: summary.strike_line,
        Intent.NO_SURPRISE: summary.nothing_to_strike,
        Intent.WORDS: summary.nothing_to_strike,
        Intent.HELD: meeting.held,
    },
    Stage.SIGNING: {
        Intent.SEEN: signing.sign,
        Intent.AGREE: signing.sign,
        Intent.AGREE_REMARK: signing.sign,
        Intent.STRIKE: signing.strike_line,
        Intent.NO_SURPRISE: summary.nothing_to_strike,  # said late, and true all the same
        Intent.NO_AGREEMENTS: signing.no_agreements,
        Intent.HELD: meeting.held,
    },
    Stage.FOLLOWING: _STATUS,
    Stage.CLOSED: _STATUS,
}

_ANSWERS: tuple[OnEvent, ...] = (preparation.file_answers, preparation.add_points)
# A talk that has lost its time, or its leader, has its skemaer out already: what comes in has a place.
FILED: dict[Stage, tuple[OnEvent, ...]] = {
    Stage.PLANNED: _ANSWERS,
    Stage.ASKING_LEADER: _ANSWERS,
    Stage.ASKING_EMPLOYEE: _ANSWERS,
    Stage.PREPARING: _ANSWERS,
    Stage.OPENED: _ANSWERS,
    Stage.MEETING: _ANSWERS,
    Stage.SUMMARISING: (meeting.file_check, reviewing.file_words),
    Stage.CHECKING: (meeting.file_check,),
    Stage.SIGNING: (meeting.file_check, signing.correct),
    Stage.FOLLOWING: (meeting.file_check,),
    Stage.CLOSED: (meeting.file_check,),
}
LAST: dict[Stage, tuple[OnEvent, ...]] = {
    Stage.OPENED: (meeting.renew_agenda,),
    Stage.MEETING: (meeting.renew_agenda,),
    Stage.SUMMARISING: (summary.draft,),
    Stage.CHECKING: (summary.employee_looked,),
}

# Boxes for a short reply: what stands in them is said, not filed; words nobody understood are kept.
BOXES = frozenset({"times", "answer", "held", "strike", "remark"})
# Which fields of a letter have a place in a stage; `?` stands for the questions of the writer's own skema.
FIELDS: dict[Stage, tuple[str, ...]] = {
    Stage.PLANNED: ("?", "points"),
    Stage.ASKING_LEADER: ("?", "points"),
    Stage.ASKING_EMPLOYEE: ("?", "points"),
    Stage.PREPARING: ("?", "points"),
    Stage.OPENED: ("?", "points"),
    Stage.MEETING: ("?", "points"),
    Stage.SUMMARISING: ("point:", "agreement:", "item:", "summary", "check"),
    Stage.CHECKING: ("point:", "agreement:", "surprise", "check"),
    Stage.SIGNING: ("point:", "agreement:", "check"),
    Stage.FOLLOWING: ("agreement:", "check"),
    Stage.CLOSED: ("agreement:", "check"),
}

# Which stage may follow which, and what leads there. The README's diagram is drawn from it, and the tests hold every
# change of stage in every story against it.
LEADS_TO: dict[Stage, dict[Stage, str]] = {
    Stage.PLANNED: {Stage.ASKING_LEADER: "its day has come"},
    Stage.ASKING_LEADER: {
        Stage.ASKING_EMPLOYEE: "times, given or proposed",
        Stage.PREPARING: "a time is booked",
        Stage.CLOSED: "nobody found a time",
    },
    Stage.ASKING_EMPLOYEE: {
        Stage.PREPARING: "a time is booked",
        Stage.ASKING_LEADER: "another time, or a new leader",
        Stage.CLOSED: "nobody found a time",
    },
    Stage.PREPARING: {
        Stage.OPENED: "a week before, or both ready",
        Stage.ASKING_LEADER: "a new leader",
        Stage.PLANNED: "a long leave",
    },
    Stage.OPENED: {
        Stage.MEETING: "the agenda goes out",
        Stage.ASKING_LEADER: "a new leader",
        Stage.PLANNED: "a long leave",
    },
    Stage.MEETING: {
        Stage.SUMMARISING: "it is over",
        Stage.ASKING_LEADER: "a new leader",
        Stage.PLANNED: "a long leave",
    },
    Stage.SUMMARISING: {
        Stage.CHECKING: "the leader's summary",
        Stage.SIGNING: "the employee's summary",
        Stage.MEETING: "not held or partly: a new time",
        Stage.ASKING_LEADER: "not held, and a new leader",
        Stage.CLOSED: "not held, or no summary",
    },
    Stage.CHECKING: {Stage.SIGNING: "nothing more to strike"},
    Stage.SIGNING: {Stage.FOLLOWING: "both have signed", Stage.CLOSED: "a signature never came"},
    Stage.FOLLOWING: {},
    Stage.CLOSED: {},
}
# What may end a talk in any stage before its end; who is to have no talks any more finishes one that was held.
ENDS_ANYTIME = "the employee left or is exempt, or an operator's word"
