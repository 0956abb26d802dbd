"""What happens in each stage, one sentence a test."""

from dataclasses import replace
from datetime import timedelta

from musmail.conversation.events import (
    AgreementLine,
    Away,
    Bounced,
    CalendarAnswer,
    CalendarReplied,
    Doubted,
    Intent,
    Said,
    Tick,
)
from musmail.conversation.letters import Kind, Recipient, Review, Send, Strike, Tell
from musmail.conversation.state import End, Stage, Word
from musmail.conversation.step import step, wake_at
from musmail.scheduling.slots import Slot
from musmail.skema.forms import Mark, Role
from tests.conversation.talk import MEETING, POLICY, Told, agreed, at, held, new_talk, reply, signing

E, L = Recipient.EMPLOYEE, Recipient.LEADER


def test_leader_is_asked_first_and_nobody_else() -> None:
    assert Told().until(at(9, 10)).sent() == [(Kind.CONVENE_LEADER, L)]


def test_times_that_have_passed_are_not_offered() -> None:
    past = Slot(at(1, 10), at(1, 10, 10))
    told = Told().hear(
        reply(at(9, 10), Role.LEADER, Said(Intent.OFFER_TIMES, times=(past,)), kind=Kind.CONVENE_LEADER)
    )
    assert told.talk.shared.slots == ()
    assert told.about(Kind.RECEIPT)["notes"] == ["times_passed"]


def test_only_the_one_who_was_asked_chooses() -> None:
    told = Told().hear(
        reply(at(9, 10), Role.LEADER, Said(Intent.OFFER_TIMES, times=(MEETING,)), kind=Kind.CONVENE_LEADER),
        reply(at(16, 10), Role.LEADER, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.CONVENE_LEADER),
    )
    assert told.talk.shared.appointment is None


def test_meeting_moved_keeps_uid_and_raises_sequence() -> None:
    told = agreed()
    before = told.talk.shared.appointment
    later = Slot(MEETING.start + timedelta(days=7), MEETING.end + timedelta(days=7))
    told.hear(
        reply(at(20, 10), Role.LEADER, Said(Intent.MOVE, times=(later,)), kind=Kind.INVITATION),
        reply(at(21, 10), Role.EMPLOYEE, Said(Intent.CHOOSE_SLOT, 1), kind=Kind.OTHER_TIMES),
    )
    after = told.talk.shared.appointment
    assert before is not None
    assert after is not None
    assert (after.uid, after.sequence, after.slot) == (before.uid, before.sequence + 1, later)
    assert [move.by for move in told.talk.shared.moves] == [Role.LEADER]


def test_stale_calendar_reply_changes_nothing() -> None:
    told = agreed()
    stale = CalendarReplied(at(17, 10), "cal", Role.LEADER, CalendarAnswer.DECLINED, sequence=-1)
    assert told.hear(stale).talk.shared.calendar == {}


def test_later_stamp_wins_whatever_order_calendar_replies_come_in() -> None:
    first = CalendarReplied(at(17, 10), "a", Role.LEADER, CalendarAnswer.TENTATIVE, 0, at(17, 10, 8))
    second = CalendarReplied(at(17, 10), "b", Role.LEADER, CalendarAnswer.ACCEPTED, 0, at(17, 10, 9))
    for order in ((first, second), (second, first)):
        assert agreed().hear(*order).talk.shared.calendar == {Role.LEADER: "accepted"}


def test_only_the_silent_party_is_reminded() -> None:
    told = agreed().hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "x"})).until(at(4, 11))
    assert [to for kind, to in told.sent() if kind is Kind.PREPARATION_REMINDER] == [L, L]


def test_somebody_away_is_not_reminded() -> None:
    told = agreed().hear(Away(at(28, 10), "ooo", Role.LEADER, at(10, 11).date())).until(at(4, 11))
    assert [to for kind, to in told.sent() if kind is Kind.PREPARATION_REMINDER] == [E, E]


def test_only_me_words_stay_in_the_writers_own_record() -> None:
    told = (
        agreed()
        .hear(reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "HEMMELIGT"}, mark=Mark.PRIVATE))
        .until(at(6, 11))
    )
    assert told.talk.stage is Stage.OPENED
    assert "HEMMELIGT" not in repr(told.talk.shared)
    assert "HEMMELIGT" not in repr(told.talk.leader)


def test_mark_once_given_stands_when_the_answer_is_corrected() -> None:
    told = agreed().hear(
        reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "a"}, mark=Mark.PRIVATE),
        reply(at(27, 10), Role.EMPLOYEE, filed={"aim": "bedre"}),
    )
    assert told.talk.employee.standing()["aim"].mark is Mark.PRIVATE


def test_leader_has_no_mark_for_the_meeting_alone() -> None:
    told = agreed().hear(reply(at(26, 10), Role.LEADER, filed={"aim": "kritik"}, mark=Mark.MEETING))
    assert told.talk.leader.standing()["aim"].mark is Mark.PRIVATE


def test_later_answer_corrects_an_earlier_one_and_both_are_kept() -> None:
    told = agreed().hear(
        reply(at(26, 10), Role.EMPLOYEE, filed={"aim": "først"}),
        reply(at(27, 10), Role.EMPLOYEE, filed={"aim": "så"}),
    )
    assert told.talk.employee.standing()["aim"].text == "så"
    assert [answer.text for answer in told.talk.employee.answers] == ["først", "så"]


def test_both_are_opened_at_the_same_moment_and_not_before() -> None:
    told = agreed().hear(reply(at(26, 10), Role.LEADER, filed={"aim": "LEDERENS"}))
    assert "LEDERENS" not in repr(told.talk.shared)
    told.until(at(6, 11))
    assert [kind for kind, _ in told.sent()].count(Kind.OPENING) == 2
    assert "LEDERENS" in repr(told.talk.shared.opened)


def test_what_comes_after_the_opening_is_marked_late_and_passed_on() -> None:
    told = agreed().until(at(6, 11)).hear(reply(at(6, 11, 12), Role.LEADER, filed={"aim": "sent"}))
    assert [(o.text, o.late) for o in told.talk.shared.opened] == [("sent", True)]
    assert (Kind.AFTER_OPENING, E) in told.last()


def test_new_point_makes_a_new_agenda_until_the_day_before() -> None:
    told = (
        agreed()
        .until(at(10, 11))
        .hear(reply(at(10, 11, 9), Role.EMPLOYEE, kind=Kind.AGENDA, filed={"points": "Ferie"}))
    )
    assert told.talk.shared.agenda_version == 2
    told.until(at(11, 11, 12)).hear(
        reply(at(11, 11, 13), Role.LEADER, kind=Kind.AGENDA, filed={"points": "Sent"})
    )
    assert told.talk.shared.agenda_version == 2
    assert "agenda_closed" in told.about(Kind.RECEIPT)["notes"]  # type: ignore[operator]


def test_missing_parts_are_asked_for_once() -> None:
    told = held()
    bare = AgreementLine(1, "Kursus")
    told.hear(reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, agreements=(bare,)))
    assert told.about(Kind.MISSING_PARTS)["missing"] == {"1": ("who", "by", "sign")}
    told.hear(
        reply(
            at(13, 11, 10), Role.LEADER, kind=Kind.MISSING_PARTS, agreements=(AgreementLine(1, "", "Anna"),)
        )
    )
    assert [kind for kind, _ in told.sent()].count(Kind.MISSING_PARTS) == 1
    assert told.talk.stage is Stage.CHECKING


def test_summary_goes_on_by_itself_when_nobody_says_what_is_missing() -> None:
    told = held().hear(
        reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, agreements=(AgreementLine(1, "Kursus"),))
    )
    assert told.until(at(18, 11, 12)).talk.stage is Stage.CHECKING


def test_summary_in_two_mails_adds_up() -> None:
    told = held()
    told.hear(reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, filed={"point:1": "Et"}))
    told.hear(
        reply(
            at(13, 11, 10),
            Role.LEADER,
            Intent.NO_AGREEMENTS,
            kind=Kind.MISSING_PARTS,
            filed={"point:2": "To"},
        )
    )
    draft = told.talk.shared.draft
    assert draft is not None
    assert [line.text for line in draft.lines] == ["Et", "To"]


def test_line_struck_before_signing_is_seen_by_nobody() -> None:
    told = held()
    line = AgreementLine(1, "Kursus", "Anna", None, "til marts", "kan selv")
    filed = {"point:1": "Fint.", "point:2": "STRYG MIG"}
    told.hear(reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, filed=filed, agreements=(line,)))
    told.hear(reply(at(16, 11), Role.EMPLOYEE, Said(Intent.STRIKE, 2), kind=Kind.BEFORE_SIGNING))
    assert "STRYG MIG" not in repr(told.talk.shared.minutes)
    assert told.talk.stage is Stage.SIGNING


def test_both_words_close_it_as_signed_with_the_fingerprint() -> None:
    told = signing().hear(
        reply(at(16, 11, 11), Role.LEADER, Intent.AGREE, kind=Kind.SIGN, version=1),
        reply(
            at(16, 11, 12), Role.EMPLOYEE, Said(Intent.AGREE_REMARK, text="Godt"), kind=Kind.SIGN, version=1
        ),
    )
    shared = told.talk.shared
    assert shared.end is End.SIGNED
    assert {s.role: s.word for s in shared.signatures} == {
        Role.LEADER: Word.AGREE,
        Role.EMPLOYEE: Word.REMARK,
    }
    assert {s.digest for s in shared.signatures} == {shared.minutes[-1].digest}
    assert any(isinstance(e, Tell) and e.aggregate == "panna" for e in told.steps[-1].effects)


def test_word_on_an_older_version_signs_nothing() -> None:
    told = signing().hear(
        reply(at(16, 11, 11), Role.LEADER, kind=Kind.SIGN, version=1, filed={"point:1": "Ikke helt."}),
        reply(at(16, 11, 12), Role.EMPLOYEE, Intent.AGREE, kind=Kind.SIGN, version=1),
    )
    assert told.talk.shared.signatures == ()
    assert told.about(Kind.RECEIPT)["notes"] == ["newer_version"]


def test_correction_reopens_both_signatures_and_overwrites_nothing() -> None:
    told = signing().hear(
        reply(at(16, 11, 11), Role.EMPLOYEE, Intent.AGREE, kind=Kind.SIGN, version=1),
        reply(at(16, 11, 12), Role.LEADER, kind=Kind.SIGN, version=1, filed={"point:1": "Næsten enige."}),
    )
    line = told.talk.shared.minutes[-1].lines[0]
    assert told.talk.shared.signatures == ()
    assert (line.text, line.remarks[0].text, line.remarks[0].by) == (
        "Vi er enige.",
        "Næsten enige.",
        Role.LEADER,
    )
    assert told.last() == [(Kind.SIGN, E), (Kind.SIGN, L)]


def test_unverified_sender_signs_nothing_and_a_person_hears_of_it() -> None:
    told = signing().hear(
        reply(at(16, 11, 11), Role.LEADER, Intent.AGREE, kind=Kind.SIGN, version=1, trusted=False)
    )
    assert told.talk.shared.signatures == ()
    assert any(isinstance(effect, Review) for effect in told.steps[-1].effects)


def test_unsigned_says_whose_signature_is_missing() -> None:
    told = (
        signing()
        .hear(reply(at(16, 11, 11), Role.LEADER, Intent.AGREE, kind=Kind.SIGN, version=1))
        .until(at(20, 12))
    )
    assert (told.talk.shared.end, told.talk.shared.reason) == (End.HELD_UNSIGNED, "unsigned_by_employee")


def test_problem_reaches_the_other_at_once() -> None:
    told = signing().hear(
        reply(at(16, 11, 11), Role.LEADER, Intent.AGREE, kind=Kind.SIGN, version=1),
        reply(at(16, 11, 12), Role.EMPLOYEE, Intent.AGREE, kind=Kind.SIGN, version=1),
    )
    told.until(at(1, 12))
    assert (Kind.NUDGE, E) in told.sent()
    assert (Kind.NUDGE, L) not in told.sent()
    told.hear(
        reply(at(2, 12), Role.EMPLOYEE, Said(Intent.STATUS_PROBLEM, 1, "intet budget"), kind=Kind.NUDGE)
    )
    assert (Kind.PROBLEM, L) in told.last()


def test_check_is_for_the_employee_alone_and_its_answer_too() -> None:
    told = held().until(at(13, 11, 12))
    assert (Kind.CHECK, E) in told.sent()
    assert (Kind.CHECK, L) not in told.sent()
    told.hear(reply(at(13, 11, 13), Role.EMPLOYEE, kind=Kind.CHECK, filed={"check": "SVÆRT"}))
    assert told.talk.employee.check == ("SVÆRT",)
    assert "SVÆRT" not in repr(told.talk.shared)


def test_dead_address_is_told_to_the_other_once() -> None:
    told = agreed()
    bounced = [Bounced(at(20, 10, n), f"b{n}", Role.LEADER, 1, True, "5.1.1") for n in (9, 10)]
    told.hear(*bounced)
    assert told.sent().count((Kind.ADDRESS_DEAD, E)) == 1


def test_doubt_goes_to_the_person_the_letter_was_for() -> None:
    assert agreed().hear(Doubted(at(20, 10), "d", Role.EMPLOYEE)).last() == [(Kind.WAS_THIS_YOU, E)]


def test_words_without_a_place_are_kept_and_shown_back() -> None:
    told = agreed().hear(
        reply(at(26, 10), Role.EMPLOYEE, filed={"findes-ikke": "mine ord"}, unfiled=("og flere",))
    )
    assert told.talk.employee.unfiled == ("og flere", "mine ord")
    assert told.about(Kind.RECEIPT)["unfiled"] == ["og flere", "mine ord"]


def test_long_sleep_sends_one_reminder_and_nothing_that_is_overtaken() -> None:
    told = agreed()
    told.until(at(23, 10))
    moved = step(told.talk, Tick(at(12, 11, 15)), POLICY)
    kinds = [effect.kind for effect in moved.effects if isinstance(effect, Send)]
    assert kinds == [Kind.HELD, Kind.HELD_QUESTION]


def test_answer_strikes_the_reminder_that_has_not_left() -> None:
    told = agreed().until(at(30, 10)).hear(reply(at(30, 10, 12), Role.LEADER, filed={"aim": "nu"}))
    strikes = [e for e in told.steps[-1].effects if isinstance(e, Strike)]
    assert any(Kind.PREPARATION_REMINDER in s.kinds and s.to is L for s in strikes)


def test_same_tick_twice_is_as_once() -> None:
    told = Told(new_talk()).until(at(9, 10))
    again = step(told.talk, Tick(at(9, 10)), POLICY)
    assert again.effects == ()
    assert again.talk == told.talk


def test_talk_without_a_plan_closes_only_on_both_parties_outright_word() -> None:
    told = held()
    told.hear(reply(at(13, 11), Role.LEADER, Intent.HELD, kind=Kind.HELD, filed={"point:1": "Fint."})).until(
        at(25, 11)
    )
    assert told.talk.stage is Stage.SIGNING
    for role in Role:
        told.hear(reply(at(25, 11, 10), role, Intent.AGREE, kind=Kind.SIGN, version=1))
    assert told.talk.shared.end is None
    assert "plan_missing" in told.about(Kind.RECEIPT)["notes"]  # type: ignore[operator]
    told.hear(reply(at(25, 11, 11), Role.LEADER, Intent.NO_AGREEMENTS, kind=Kind.SIGN, version=1))
    assert told.talk.shared.end is None
    told.hear(reply(at(25, 11, 12), Role.EMPLOYEE, Intent.NO_AGREEMENTS, kind=Kind.SIGN, version=1))
    assert told.talk.shared.end is End.SIGNED


def test_leaders_notes_for_themselves_are_erased_at_closing_and_the_employees_are_not() -> None:
    told = agreed().hear(
        reply(at(26, 10), Role.LEADER, filed={"aim": "LEDERNOTE"}, mark=Mark.PRIVATE),
        reply(at(26, 10, 10), Role.EMPLOYEE, filed={"aim": "EGEN NOTE"}, mark=Mark.PRIVATE),
    )
    told.hear(reply(at(12, 11, 14), Role.LEADER, Intent.NOT_HELD, kind=Kind.HELD))
    assert told.talk.shared.end is End.NOT_HELD
    assert "LEDERNOTE" not in repr(told.talk)
    assert "EGEN NOTE" in repr(told.talk.employee)


def test_companion_named_later_comes_with_a_new_invitation() -> None:
    told = agreed().hear(
        reply(at(20, 10), Role.EMPLOYEE, Said(Intent.COMPANION, text="min TR"), kind=Kind.INVITATION)
    )
    assert told.last() == [(Kind.INVITATION, E), (Kind.INVITATION, L)]
    appointment = told.talk.shared.appointment
    assert appointment is not None
    assert appointment.sequence == 1


def test_deadlines_changed_in_the_configuration_do_not_move_a_talk_under_way() -> None:
    told = agreed()
    changed = replace(POLICY, leads=replace(POLICY.leads, prepare=-2, open=-1))
    assert wake_at(told.talk, changed) == wake_at(told.talk, POLICY)
    moved = step(told.talk, Tick(at(22, 10)), changed)
    assert [effect.kind for effect in moved.effects if isinstance(effect, Send)] == [Kind.PREPARATION] * 2
